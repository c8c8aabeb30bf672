"""Sets the pages: our stylesheets, in the colours of the site's light theme, tagged for screen readers. Only in the child."""

import gc
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import SubElement

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from settlements.typesetting.fetching import OwnPicturesOnly
from tripsplit.confined import ROOT

STATIC = ROOT / "static"
TOKENS = STATIC / "css" / "tokens.css"
# Each colour of the look, or the first of a pair: paper has no dark mode.
COLOUR = re.compile(r"--([\w-]+):\s*(?:light-dark\()?(#[0-9a-f]{6})\b")
USED = re.compile(r"var\(--([\w-]+)\)")
SVG = "{http://www.w3.org/2000/svg}"


def print_pages(
    html: str, target: Path, *, pictures: Mapping[str, Path], styles: Sequence[str], workbench: Path | None = None
) -> int:
    """Write the PDF; how many pages it has. `styles` are names in static/print, `workbench` a folder for what waits on disk."""
    fetcher = OwnPicturesOnly(pictures)
    fonts = FontConfiguration()
    sheets = [
        CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in [colours(), widths(), *map(_style, styles)]
    ]
    source = HTML(string=html, url_fetcher=fetcher)
    _colour_drawings(source)
    document = source.render(font_config=fonts, stylesheets=sheets, pdf_variant="pdf/ua-1", cache=workbench)
    del source, sheets
    gc.collect()  # what laying out has left behind, before writing needs as much again
    document.write_pdf(target, pdf_variant="pdf/ua-1", pdf_tags=True)
    return len(document.pages)


def colours() -> str:
    """The look's colour tokens as a stylesheet."""
    return f":root {{ {' '.join(f'--{name}: {value};' for name, value in _tokens().items())} }}"


def _tokens() -> dict[str, str]:
    return dict(COLOUR.findall(TOKENS.read_text()))


def _colour_drawings(source: HTML) -> None:
    """Give every drawing the style element by which alone the library colours it; custom properties it does not know there."""
    tokens = _tokens()
    text = USED.sub(lambda found: tokens[found[1]], _style("pictures.css"))
    for drawing in source.etree_element.iter(f"{SVG}svg"):
        SubElement(drawing, f"{SVG}style").text = text
        title, words = (drawing.find(f"{SVG}{name}") for name in ("title", "desc"))
        if title is not None and words is not None:  # the title alone becomes what is read out in place of the drawing
            title.text = f"{title.text}. {words.text}"


def widths() -> str:
    """Classes for bars: .w37 is 37 % wide, .s37 starts there. No document of ours has a style attribute."""
    return "".join(f".w{part} {{ width: {part}% }} .s{part} {{ margin-left: {part}% }}" for part in range(101))


def _style(name: str) -> str:
    return (STATIC / "print" / name).read_text()
