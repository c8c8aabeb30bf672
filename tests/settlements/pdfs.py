"""What tests ask a PDF: its text as another program reads it, and how it is built."""

import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image

# As English writes the currencies of the trips at random.
AMOUNT = re.compile(r"([+−]?)(?:€|¥|KWD\s?)([\d,]+(?:\.\d+)?)(?=\s|$)")


def text_of(path, *, layout=False):
    """By pdftotext: with `layout` as the page looks, a table's row on a line; without it in the order of reading."""
    command = ["pdftotext", *(["-layout"] if layout else []), "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def pages_of(path):
    return text_of(path, layout=True).rstrip("\f").split("\f")


def everything_in(path):
    """Every byte of every stream and string, unpacked: nothing can hide in it."""
    with pikepdf.open(path) as document:
        parts = []
        for each in document.objects:
            if isinstance(each, pikepdf.Stream):
                try:
                    parts.append(each.read_bytes())
                except pikepdf.PdfError:
                    parts.append(each.read_raw_bytes())
            parts.append(repr(each).encode())
        return b"\n".join(parts)


def structure_of(path):
    """How often each tag of the structure tree occurs."""
    with pikepdf.open(path) as document:
        tags = {}
        for each in document.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem":
                tags[str(each.S)] = tags.get(str(each.S), 0) + 1
        return tags


def outline_of(path):
    """The bookmarks, as (level, title)."""
    with pikepdf.open(path) as document, document.open_outline() as outline:
        return [*_titles(outline.root, 1)]


def _titles(items, level):
    for item in items:
        yield level, str(item.title)
        yield from _titles(item.children, level + 1)


def fonts_of(path):
    """(name, embedded) of every font."""
    told = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    return [(line.split()[0], line.split()[-5] == "yes") for line in told]


def size_of(path):
    """The first page's width and height in millimetres."""
    with pikepdf.open(path) as document:
        *_, width, height = document.pages[0].mediabox
        return tuple(round(float(points) * 25.4 / 72) for points in (width, height))


def balances_in(path):
    """What the book's summary (in English) says about everybody in its order, in minor units."""
    (only,) = all_balances_in(path)
    return only


def all_balances_in(path):
    """The same of every summary that there is."""
    return [_balances_of(text) for text in text_of(path, layout=True).split("Where everybody stands")[1:]]


def _balances_of(text):
    """A row has five amounts, the balance last; names may be anything."""
    table = text.split("\nTogether ")[0]
    found = [AMOUNT.findall(line) for line in table.splitlines()]
    last = [amounts[-1] for amounts in found if len(amounts) == len(("paid", "part", "sent", "received", "balance"))]
    return [(-1 if sign == "−" else 1) * int(re.sub("[,.]", "", digits)) for sign, digits in last]


def pictures_of(path, *, dpi=100):
    """Every page as grey levels."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-gray", "-r", str(dpi), str(path), f"{folder}/page"], check=True)
        return [np.array(Image.open(page)) for page in sorted(Path(folder).iterdir())]


def words_beyond_the_margins(path):
    """The words of which a part is off the page."""
    told = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True).stdout.decode(
        errors="replace"
    )
    width = float(re.search(r'<page width="([\d.]+)"', told)[1])
    words = re.findall(r'<word xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">(.*?)</word>', told)
    return [word for left, right, word in words if float(left) < 0 or float(right) > width]


def figures_of(path):
    """What stands in place of each picture and drawing for those who cannot see it; empty where nothing does."""
    with pikepdf.open(path) as document:
        nodes = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        return [str(node.get("/Alt", "")) for node in nodes if node.get("/S") == "/Figure"]
