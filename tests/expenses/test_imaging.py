"""Every upload is opened in the child: what is kept is pixels or a PDF that cannot act; all else is refused in words, in little time."""

import io
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from expenses.imaging import LONGEST_SIDE, MEGABYTE, PAGE_SIDE, THUMBNAIL_SIDE, Refused
from expenses.imaging.sandbox import TURNS, USUAL, make_safe
from tests.expenses import corpus
from tests.servers import ROOT

CPU_SECONDS = 5  # for one file, however the machine is loaded
RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def keep(tmp_path):
    """Sends bytes through the child; what it made, with the bytes of file and preview. Never takes more time than it may."""

    def make(data, **limits):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            made = make_safe(data, folder=tmp_path, limits=replace(USUAL, **limits))
        finally:
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            assert spent <= CPU_SECONDS + 0.5
        return made, (tmp_path / "file").read_bytes(), (tmp_path / "preview").read_bytes()

    return make


def opened(data):
    return Image.open(io.BytesIO(data))


def near(colour, wanted):
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


def pixels(data, left, right):
    """Whether the picture is of one colour on the left and another on the right."""
    image = opened(data)
    return near(image.getpixel((1, image.height // 2)), left) and near(
        image.getpixel((image.width - 2, image.height // 2)), right
    )


# -- what people send -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "heic"])
def test_a_photo_is_kept_as_jpeg_with_the_same_picture(keep, form):
    made, file, preview = keep(getattr(corpus, form)())

    assert made.kind == "image"
    assert opened(file).format == opened(preview).format == "JPEG"
    assert opened(file).size == (made.width, made.height)
    assert pixels(file, RED, BLUE)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape(keep):
    made, file, preview = keep(corpus.jpeg((4032, 3024)))

    assert opened(file).size == (made.width, made.height) == (LONGEST_SIDE, 1500)
    assert max(opened(preview).size) == THUMBNAIL_SIDE
    assert len(preview) < len(file)


def test_a_small_photo_is_not_made_larger(keep):
    assert opened(keep(corpus.png((30, 10)))[1]).size == (30, 10)


@pytest.mark.parametrize(
    ("orientation", "size"), [(1, (40, 20)), (3, (40, 20)), (6, (20, 40)), (8, (20, 40)), (99, (40, 20))]
)
def test_a_photo_stands_upright(keep, orientation, size):
    file = keep(corpus.photo_with_place(orientation))[1]

    assert opened(file).size == size
    if orientation == 3:
        assert pixels(file, BLUE, RED)
    if orientation == 6:  # turned by 90 degrees: what was left is on top
        image = opened(file)
        assert near(image.getpixel((10, 2)), RED)
        assert near(image.getpixel((10, 37)), BLUE)


def test_where_and_when_a_photo_was_taken_is_not_kept(keep):
    data = corpus.photo_with_place()
    assert corpus.PLACE.encode() in data

    _, file, preview = keep(data)

    for kept in (file, preview):
        assert corpus.PLACE.encode() not in kept
        assert not opened(kept).getexif()
        assert not {"exif", "xmp", "comment", "icc_profile"} & opened(kept).info.keys()


def test_what_is_transparent_becomes_white(keep):
    image = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    image.paste((255, 0, 0, 255), (0, 0, 20, 20))

    assert pixels(keep(corpus.encoded(image, "PNG"))[1], RED, (255, 255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_looks_as_it_should(keep, mode):
    white = {"I;16": 65535, "LA": (255, 255), "RGBA": (255, 255, 255, 255)}.get(mode, 1 if mode == "1" else 255)
    black = {"LA": (0, 255), "RGBA": (0, 0, 0, 255)}.get(mode, 0)
    image = Image.new(mode, (40, 20), white)
    if mode == "P":
        image.putpalette([0, 0, 0] * 255 + [255, 255, 255])
    image.paste(black, (0, 0, 20, 20))

    assert pixels(keep(corpus.encoded(image, "PNG"))[1], (0, 0, 0), (255, 255, 255))


def test_16_bit_greys_stay_grey(keep):
    image = Image.new("I;16", (40, 20), 32768)

    assert near(opened(keep(corpus.encoded(image, "PNG"))[1]).convert("RGB").getpixel((9, 9)), (128, 128, 128))


def test_the_colours_of_a_printers_jpeg_are_right(keep):
    data = corpus.encoded(corpus.halves().convert("CMYK"), "JPEG", quality=95)

    assert opened(keep(data)[1]).mode == "RGB"
    assert pixels(keep(data)[1], RED, BLUE)


@pytest.mark.parametrize("form", ["WEBP", "PNG", "MPO"])
def test_of_several_frames_the_first_is_kept(keep, form):
    file = keep(corpus.several_frames(form))[1]

    assert getattr(opened(file), "n_frames", 1) == 1
    assert near(opened(file).getpixel((4, 4)), RED)


def test_a_photo_of_twelve_million_pixels_takes_little_time(keep):
    data = corpus.encoded(Image.effect_noise((4032, 3024), 60).convert("RGB"), "JPEG", quality=90)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    keep(data)

    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 1.5


# -- what attackers send ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", corpus.STRANGERS)
def test_what_is_no_photo_or_pdf_is_refused_in_words(keep, name):
    with pytest.raises(Refused, match="JPEG, PNG, WebP or HEIC"):
        keep(corpus.STRANGERS[name])


@pytest.mark.parametrize("size", [(50_000, 50_000), (13_000, 13_000), (6_400, 6_400)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(keep, size):
    started = time.monotonic()
    bomb = corpus.huge_png(*size)
    assert len(bomb) < MEGABYTE

    with pytest.raises(Refused, match="40 million pixels"):
        keep(bomb)
    assert time.monotonic() - started < CPU_SECONDS


def test_just_as_many_pixels_as_allowed_are_decoded_within_the_limits(keep):
    made = keep(corpus.huge_png(6_320, 6_320, bits=24))[0]

    assert (made.width, made.height) == (LONGEST_SIDE, LONGEST_SIDE)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"memory": 120 * MEGABYTE}, "takes more"),
        ({"cpu_seconds": 0}, "takes more"),
        ({"wall_seconds": 1}, "takes more"),
    ],
)
def test_the_limits_are_what_stops_a_greedy_picture(keep, monkeypatch, limits, words):
    data = corpus.huge_png(6_320, 6_320, bits=24)
    keep(data)
    if "wall_seconds" in limits:
        data = corpus.pdf_bomb()

    with pytest.raises(Refused, match=words):
        keep(data, **limits)


WITHOUT_OUR_LIMIT = """
import io, sys
import expenses.imaging.__main__ as child
from expenses.imaging import pictures
from expenses.imaging.sandbox import USUAL
pictures.MOST_PIXELS = 10**12
pictures.get_ready("PNG")
if sys.argv[1] == "shut in":
    child.shut_in(USUAL)
try:
    pictures.read(sys.stdin.buffer.read(), "PNG", io.BytesIO(), io.BytesIO())
    print("decoded")
except MemoryError:
    print("no memory")
"""


@pytest.mark.slow
@pytest.mark.parametrize(("how", "outcome"), [("shut in", "no memory"), ("free", "decoded")])
def test_without_our_limit_on_pixels_only_the_memory_limit_would_stop_a_bomb(how, outcome):
    bomb = corpus.huge_png(13_000, 13_000)
    assert len(bomb) < 25_000

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_OUR_LIMIT, how], input=bomb, capture_output=True, check=True, cwd=ROOT
    )

    assert done.stdout.decode().strip() == outcome


def test_a_file_that_would_grow_too_large_is_refused(keep):
    with pytest.raises(Refused, match="takes more"):
        keep(corpus.jpeg((400, 400)), file_size=300)


@pytest.mark.parametrize("form", ["jpeg", "png", "webp", "heic", "pdf"])
def test_half_a_file_is_refused_in_words(keep, form):
    whole = getattr(corpus, form)()

    with pytest.raises(Refused, match="damaged"):
        keep(whole[: len(whole) // 3])


@pytest.mark.parametrize(
    "start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBP", b"\0\0\0\x18ftypheic", b"%PDF-"]
)
def test_nothing_but_a_beginning_is_refused_in_words(keep, start):
    for rest in (b"", b"\0" * 100, b"\xff" * 100, corpus.HTML):
        with pytest.raises(Refused, match="damaged"):
            keep(start + rest)


@pytest.mark.parametrize(
    "data",
    [
        corpus.png() + corpus.PAYLOAD,
        corpus.png_with_text(),
        corpus.jpeg() + corpus.zipped(),
        corpus.jpeg(comment=corpus.PAYLOAD),
        corpus.webp() + corpus.HTML,
        corpus.pdf() + corpus.zipped(),
        corpus.pdf() + corpus.HTML,
        corpus.pdf() + corpus.zipped() + b"%%EOF",
    ],
    ids=["png html", "png text", "jpeg zip", "jpeg comment", "webp html", "pdf zip", "pdf html", "pdf zip pdf"],
)
def test_of_a_file_that_is_two_things_one_is_left(keep, data):
    _, file, preview = keep(data)

    for kept in (file, preview):
        assert b"script" not in kept
        assert b"PK\x05\x06" not in kept
        assert b"evil.class" not in kept


# -- PDFs -----------------------------------------------------------------------------------------------------------------
def acts(data):
    """What of a document could do something by itself, read without our own code."""
    with pikepdf.open(io.BytesIO(data)) as document:
        text = b"".join(each.unparse(resolved=True) for each in document.objects) + document.trailer.unparse()
    found = {
        word
        for word in (b"JavaScript", b"/JS", b"Launch", b"EmbeddedFile", b"RichMedia", b"SubmitForm", b"/XFA")
        if word in text
    }
    return found | ({b"EVIL"} if b"EVIL" in data else set())


def test_a_clean_pdf_is_kept_byte_for_byte_with_its_first_page_as_a_picture(keep):
    data = corpus.pdf(pages=2)

    made, file, preview = keep(data)

    assert (made.kind, file) == ("pdf", data)
    assert opened(preview).size == (made.width, made.height)
    assert max(opened(preview).size) == PAGE_SIDE
    assert opened(preview).convert("L").getextrema()[0] < 60  # the words are on it


@pytest.mark.parametrize(
    "data",
    [
        corpus.pdf_that_acts(corpus.script()),
        corpus.pdf_that_acts(corpus.script(), packed=True),
        corpus.pdf_that_acts(corpus.script()).replace(b"/JavaScript", b"/J#61vaScript"),
        corpus.pdf_that_acts(pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("EVIL.exe"))),
        corpus.pdf_that_acts(pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F=pikepdf.String("https://EVIL.example"))),
        corpus.pdf_with_named_script(),
        corpus.pdf_with_file(),
        corpus.pdf_that_plays(),
    ],
    ids=["script", "packed script", "disguised script", "launch", "form", "named script", "file", "media"],
)
def test_what_could_act_is_taken_out_of_a_pdf(keep, data):
    assert acts(data)

    made, file, _ = keep(data)

    assert made.kind == "pdf"
    assert not acts(file)
    with pikepdf.open(io.BytesIO(file)) as document:
        assert len(document.pages) == 1


def test_a_pdf_with_a_password_is_refused_in_words(keep):
    with pytest.raises(Refused, match="password"):
        keep(corpus.locked())


def test_a_pdf_that_opens_without_its_password_is_kept_unlocked(keep):
    file = keep(corpus.locked(user=""))[1]

    with pikepdf.open(io.BytesIO(file)) as document:
        assert not document.is_encrypted


@pytest.mark.parametrize("pages", [31, 2_000])
def test_a_pdf_of_too_many_pages_is_refused_in_words(keep, pages):
    with pytest.raises(Refused, match="30 pages"):
        keep(corpus.pdf(pages))


def test_thirty_pages_are_fine(keep):
    assert keep(corpus.pdf(30))[0].kind == "pdf"


def test_a_pdf_without_pages_is_refused(keep):
    with pytest.raises(Refused, match="damaged"):
        keep(corpus.written(pikepdf.Pdf.new()))


@pytest.mark.slow
def test_a_pdf_that_unpacks_to_a_gigabyte_is_refused(keep):
    with pytest.raises(Refused, match="takes more"):
        keep(corpus.pdf_bomb())


@pytest.mark.parametrize(
    "data", [corpus.pdf_that_draws_itself(), corpus.pdf_whose_tables_go_round()], ids=["drawing", "tables"]
)
def test_a_pdf_that_goes_round_in_circles_does_not_hang(keep, data):
    try:
        outcome = keep(data)[0].kind
    except Refused as refused:
        outcome = str(refused)
    assert outcome == "pdf" or "damaged" in outcome


# -- the child ----------------------------------------------------------------------------------------------------------
PROBE = """
import json, os, resource, socket, sys
import expenses.imaging.__main__ as child
from expenses.imaging.sandbox import USUAL
child.shut_in(USUAL)
said = {"limits": [resource.getrlimit(x)[1] for x in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)]}
child.close_the_doors()
for name, attempt in {"file": lambda: open("/etc/passwd"), "network": lambda: socket.socket()}.items():
    try:
        attempt()
        said[name] = "opened"
    except OSError as fault:
        said[name] = fault.errno
said["django"] = "django" in sys.modules
print(json.dumps(said))
"""


def test_the_child_can_open_no_file_and_no_connection_and_has_little_memory():
    import errno
    import json

    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True, cwd=ROOT)

    assert json.loads(done.stdout) == {
        "limits": [600 * MEGABYTE, 5, 20 * MEGABYTE],
        "file": errno.EMFILE,
        "network": errno.EMFILE,
        "django": False,
    }


def test_the_child_is_told_no_secret(keep, monkeypatch):
    seen = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *args, **more: seen.append(more["env"]) or run(*args, **more))

    keep(corpus.jpeg())

    assert seen == [{}]


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "[" * 5_000,
        '{"kind": "image", "width": 1e400, "height": 1}',
        '{"kind": "script", "width": 1, "height": 1}',
        '{"kind": "image", "width": 2001, "height": 1}',
        '{"kind": "image", "width": 0, "height": 1}',
        '{"kind": "pdf", "width": 1, "height": 1}',
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(tmp_path, monkeypatch, answer):
    def run(*_args, stdout, **_more):
        stdout.write(answer.encode())
        for name in ("file", "preview"):
            (tmp_path / name).write_bytes(corpus.jpeg())
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(Refused, match="damaged"):
        make_safe(b"x", folder=tmp_path)


@pytest.mark.parametrize("name", ["file", "preview"])
def test_a_page_that_the_child_wrote_in_place_of_a_picture_is_not_kept(tmp_path, monkeypatch, name):
    def run(*_args, stdout, **_more):
        stdout.write(b'{"kind": "image", "width": 1, "height": 1}')
        for each in ("file", "preview"):
            (tmp_path / each).write_bytes(corpus.HTML if each == name else corpus.jpeg())
        return subprocess.CompletedProcess([], 0)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(Refused, match="damaged"):
        make_safe(b"x", folder=tmp_path)


def test_a_full_disk_is_said_to_be_full(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_more: subprocess.CompletedProcess([], 3))
    with pytest.raises(Refused, match="no room left"):
        make_safe(b"x", folder=tmp_path)


@pytest.mark.slow
def test_many_bombs_at_once_are_opened_two_at_a_time_and_all_refused(tmp_path, monkeypatch):
    bomb, running, most = corpus.huge_png(13_000, 13_000), [], []
    run = subprocess.run

    def counted(*args, **more):
        running.append(1)
        most.append(len(running))
        try:
            return run(*args, **more)
        finally:
            running.pop()

    monkeypatch.setattr(subprocess, "run", counted)

    def send(number):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(Refused, match="million pixels"):
            make_safe(bomb, folder=folder)
        return True

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(send, range(12)))
    assert max(most) <= 2


def test_whoever_waits_too_long_for_a_turn_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("expenses.imaging.sandbox.PATIENCE_SECONDS", 0)
    with TURNS, TURNS, pytest.raises(Refused, match="in a moment"):
        make_safe(corpus.jpeg(), folder=tmp_path)


def test_the_site_itself_loads_nothing_that_opens_pictures():
    code = (
        "import django; django.setup(); import tripsplit.urls, sys;"
        "print([name for name in ('PIL', 'pikepdf', 'pypdfium2', 'pillow_heif') if name in sys.modules])"
    )
    from tests.processes import environment

    env = environment(ROOT / ".pytest_cache", DJANGO_SETTINGS_MODULE="tests.settings")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=env)
    assert done.stdout.strip() == "[]"
