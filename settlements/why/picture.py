"""The picture of a payment: bands from who pays to who is paid, each through what it is for, as wide as it is large. Pure geometry.

Lengths are units of the picture's own view box; whoever draws it (a page, a report) chooses how large that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

WIDTH = 320
TOP = 26
"""Room for the two names above their bars."""

THICK, THINNEST = 44.0, 1.5
"""The whole amount, and what is too small to be seen."""

BAR = 8
BOX, BOX_HEIGHT = 132, 38
GAP = 10
NAME, LABEL = 19, 18
"""How many letters have room; a wide one (かな) counts for two."""

JOINERS = "\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}"


@dataclass(frozen=True, slots=True)
class Part:
    """What one band stands for. `colour` is the class of a person's colour, "" for none."""

    minor: int
    label: str
    amount: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A part drawn: a curve into its box and one out of it, both `width` wide; the words' places are their middles."""

    into: str
    out: str
    width: str
    colour: str
    box_x: str
    box_y: str
    text_x: str
    label_y: str
    amount_y: str
    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything to draw, as attributes of SVG."""

    width: int
    height: str
    sender: str
    receiver: str
    bar_y: str
    bar_height: str
    receiver_x: int
    bands: list[Band]

    bar: int = BAR
    box: int = BOX
    box_height: int = BOX_HEIGHT


def draw(sender: str, receiver: str, parts: Sequence[Part]) -> Picture:
    """Lay out one band for each part, from top to bottom; the parts' amounts are above nothing. Raises ValueError without parts."""
    if not parts:
        raise ValueError("A picture shows at least one part")
    total = sum(part.minor for part in parts)
    widths = [max(THINNEST, THICK * part.minor / total) for part in parts]
    room = len(parts) * BOX_HEIGHT + (len(parts) - 1) * GAP
    tall = max(room, sum(widths))
    first = TOP + (tall - room) / 2 + BOX_HEIGHT / 2
    bar_y = TOP + (tall - sum(widths)) / 2
    bands, used = [], 0.0
    for place, (part, width) in enumerate(zip(parts, widths, strict=True)):
        bands.append(_band(part, width, side=bar_y + used + width / 2, middle=first + place * (BOX_HEIGHT + GAP)))
        used += width
    return Picture(
        width=WIDTH,
        height=_number(TOP + tall + 1),
        sender=shortened(sender, NAME),
        receiver=shortened(receiver, NAME),
        bar_y=_number(bar_y),
        bar_height=_number(used),
        receiver_x=WIDTH - BAR,
        bands=bands,
    )


def _band(part: Part, width: float, *, side: float, middle: float) -> Band:
    """`side` is where it leaves the payer's bar and comes to the payee's, `middle` where its box has its own."""
    left, right = (WIDTH - BOX) / 2, (WIDTH + BOX) / 2
    return Band(
        into=_curve(BAR, side, left, middle),
        out=_curve(right, middle, WIDTH - BAR, side),
        width=_number(width),
        colour=part.colour,
        box_x=_number(left),
        box_y=_number(middle - BOX_HEIGHT / 2),
        text_x=_number(WIDTH / 2),
        label_y=_number(middle - 3),
        amount_y=_number(middle + 12),
        label=shortened(part.label, LABEL),
        amount=part.amount,
    )


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """A curve that leaves and arrives level."""
    bend = (x1 + x2) / 2
    places = [_number(each) for each in (x1, y1, bend, y1, bend, y2, x2, y2)]
    return "M{} {}C{} {} {} {} {} {}".format(*places)


def _number(length: float) -> str:
    """With two decimals at most: 12, 12.5, never 12,5."""
    return f"{length:.2f}".rstrip("0").rstrip(".")


def shortened(text: str, room: int) -> str:
    """`text`, if need be cut with an ellipsis, so that it has room; never within a letter and its accents."""
    used = 0
    for place, letter in enumerate(text):
        used += 2 if east_asian_width(letter) in "WF" else not combining(letter) and letter not in JOINERS
        if used > room:
            kept = text[: place - 1].rstrip(JOINERS)
            return f"{kept.rstrip()}…"
    return text
