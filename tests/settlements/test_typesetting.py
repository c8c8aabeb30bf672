"""Pages are set in a child: it fetches nothing but pictures of ours, dies alone where a document is too much, and its PDF is accessible."""

import io
import json
import logging
import os
import subprocess
import sys
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image
from weasyprint import HTML

from settlements.typesetting import MEGABYTE, PICTURE, PICTURE_SIDE, NotTypeset
from settlements.typesetting.press import USUAL, PressFailed, typeset
from settlements.typesetting.printing import print_pages
from tests.expenses import corpus
from tests.servers import ROOT
from tests.settlements.hostile_documents import ELSEWHERE, SECRET, VECTORS
from tests.settlements.pdfs import everything_in, fonts_of, outline_of, structure_of, text_of


def hostile(elsewhere):
    """Two documents that try everything, at the server's addresses and at the file's; <base> is one for all."""
    over_http = [snippet.format(f"{elsewhere.address}/{name}") for name, snippet in VECTORS.items()]
    from_disk = [snippet.format(elsewhere.file) for snippet in VECTORS.values()]
    redirected = VECTORS["img"].format(f"{elsewhere.address}/redirect")
    return [
        page("".join([*over_http, *from_disk, redirected])),
        page(ELSEWHERE.format(elsewhere.address) + "<p>words</p>"),
    ]


def page(body, title="Words"):
    return f'<html lang="en"><head><title>{title}</title></head><body>{body}</body></html>'


# -- nothing is fetched ---------------------------------------------------------------------------------------------------
def test_a_document_can_fetch_nothing_however_it_tries(elsewhere, tmp_path):
    for number, document in enumerate(hostile(elsewhere)):
        path = tmp_path / f"{number}.pdf"
        typeset(document, path)
        assert SECRET not in everything_in(path)
        with pikepdf.open(path) as made:
            assert not made.attachments

    assert elsewhere.asked == []


def test_control_with_the_librarys_own_fetcher_the_same_documents_reach_out(elsewhere, tmp_path):
    documents = hostile(elsewhere)
    for number, document in enumerate(documents):
        HTML(string=document).write_pdf(tmp_path / f"{number}.pdf")

    asked = {path.lstrip("/") for path in elsewhere.asked}
    assert {"img", "import", "font", "link", "attachment-link", "attachment-anchor", "redirect", "relative"} <= asked
    assert len(asked) >= 13
    assert SECRET in everything_in(tmp_path / "0.pdf")


PROBE = """
import json, os, socket, subprocess, sys
from settlements.typesetting.__main__ import lock_the_ways_out
lock_the_ways_out()
said = {}
attempts = {
    "connect": lambda: socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2),
    "look up": lambda: socket.getaddrinfo("example.com", 80),
    "program": lambda: subprocess.run(["true"]),
    "shell": lambda: os.system("true"),
    "fork": os.fork,
}
for name, attempt in attempts.items():
    try:
        attempt()
        said[name] = "done"
    except PermissionError:
        said[name] = "refused"
said["loaded"] = [name for name in ("django", "weasyprint") if name in sys.modules]
print(json.dumps(said))
"""


def test_should_a_document_get_past_the_fetcher_the_child_still_makes_no_connection(elsewhere):
    probe = [sys.executable, "-c", PROBE, str(elsewhere.server_port)]
    done = subprocess.run(probe, capture_output=True, text=True, check=True, cwd=ROOT)

    said = json.loads(done.stdout)
    assert said.pop("loaded") == []
    assert said == dict.fromkeys(["connect", "look up", "program", "shell", "fork"], "refused")


def test_the_child_is_told_no_secret(tmp_path, monkeypatch):
    seen = {}
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    real = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *args, **kw: seen.update(kw) or real(*args, **kw))

    typeset(page("words"), tmp_path / "made.pdf")

    assert seen["env"] == {}
    assert seen["cwd"] == ROOT


# -- pictures -------------------------------------------------------------------------------------------------------------
def test_a_picture_that_was_handed_in_is_there_and_made_smaller(tmp_path):
    (tmp_path / "photo").write_bytes(corpus.jpeg((2_000, 1_500)))
    document = page(f'<img src="{PICTURE}1" alt="Photo of a bill"><img src="{PICTURE}2" alt="Not there">')

    typeset(document, tmp_path / "made.pdf", pictures={f"{PICTURE}1": tmp_path / "photo"})

    with pikepdf.open(tmp_path / "made.pdf") as made:
        (picture,) = [each for each in made.objects if isinstance(each, pikepdf.Stream) and "/Width" in each]
        assert (int(picture.Width), int(picture.Height)) == (PICTURE_SIDE, PICTURE_SIDE * 3 // 4)
        drawn = Image.open(io.BytesIO(picture.read_raw_bytes()))
        assert drawn.format == "JPEG"
        alts = {str(each.Alt) for each in made.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each}
    assert "Photo of a bill" in alts


# -- too much -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "limits"),
    [
        ("<p>words</p>" * 20_000, {"memory": 200 * MEGABYTE}),
        ("<p>words</p>" * 20_000, {"wall_seconds": 2}),
        ("<p>words</p>" * 20_000, {"cpu_seconds": 1}),
        ("words", {"file_size": 2_000}),
        ("<div>" * 3_000 + "words", {}),
    ],
    ids=["memory", "time", "processor", "disk", "depth"],
)
def test_a_document_that_is_too_much_is_a_sentence_and_leaves_nothing(tmp_path, body, limits):
    with pytest.raises(NotTypeset, match="too large for a PDF"):
        typeset(page(body), tmp_path / "made.pdf", limits=replace(USUAL, **limits))

    assert list(tmp_path.iterdir()) == []


def test_a_child_that_was_stopped_may_be_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr("settlements.typesetting.press.run", lambda module, folder, *a, **kw: _stopped(folder))

    with pytest.raises(PressFailed):
        typeset(page("words"), tmp_path / "made.pdf")


def _stopped(folder):
    (folder / "faults").write_text("")
    return -15


# -- what it is like ------------------------------------------------------------------------------------------------------
BODY = """
<h2>Ελληνικά, кириллица, Łódź</h2><p>words</p>
<table><thead><tr><th>What</th></tr></thead><tbody><tr><td>Dinner</td></tr></tbody></table>
<svg viewBox="0 0 9 9" role="img"><title>A drawing</title><rect class="chart-column" width="9" height="9"/></svg>
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("made") / "made.pdf"
    printed = typeset(page(BODY), path, styles=["paper.css"])
    assert (printed.pages, printed.cpu > 0) == (1, True)
    assert 40 * MEGABYTE < printed.memory < 300 * MEGABYTE
    return path


def test_a_pdf_is_tagged_says_its_language_and_shows_its_title(made):
    with pikepdf.open(made) as document:
        assert str(document.Root.Lang) == "en"
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Words"
    tags = structure_of(made)
    assert {"/Document", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure"} <= tags.keys()


def test_every_font_is_embedded_and_three_scripts_are_written(made):
    fonts = fonts_of(made)
    assert fonts
    assert [name for name, embedded in fonts if not embedded] == []
    assert "Ελληνικά, кириллица, Łódź" in text_of(made)


def test_a_heading_is_a_bookmark(made):
    assert outline_of(made) == [(1, "Ελληνικά, кириллица, Łódź")]


def test_a_drawing_has_the_looks_colours(made):
    # --brand, #23356f, as the PDF writes a colour.
    assert b"0.137255 0.207843 0.435294 rg" in everything_in(made)


@pytest.mark.parametrize("styles", [["paper.css"], ["paper.css", "letter.css"]])
def test_the_library_understands_every_line_of_our_stylesheets(styles, tmp_path, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        print_pages(page(BODY), tmp_path / "made.pdf", pictures={}, styles=styles)

    assert [record.getMessage() for record in caplog.records] == []


def test_colours_are_written_in_the_tokens_only():
    for path in (ROOT / "static" / "print").glob("*.css"):
        assert "#" not in path.read_text()
        assert "rgb" not in path.read_text()


def test_what_the_site_itself_loads_of_it_is_light():
    code = (
        "import sys, settlements.typesetting.press; "
        "sys.exit(' '.join({'weasyprint', 'PIL', 'pikepdf', 'django'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
