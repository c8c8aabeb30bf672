"""Text from people, made safe to store, compare and show: one form (NFC), nothing that hides or reorders. Pure.

Names in every script and emoji survive unchanged; what a reader would not see, or would see elsewhere, is refused.
"""

import re
import unicodedata

_MOST_MARKS = 8  # on one letter; the busiest real ones (Tibetan, Vedic) have six


class UncleanText(ValueError):
    """The text holds something that cannot be stored as it is. `reason` is a kind sentence for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _ranges(*spans: tuple[int, int]) -> str:
    """Write code points as the inside of a regular expression's character class; the source stays readable that way."""
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)


# The pictures that zero-width joiners make sequences of, a little wider than Unicode's Extended_Pictographic.
_PICTURES = _ranges((0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139), (0x2190, 0x2BFF)) + _ranges(
    (0x3030, 0x303D), (0x3297, 0x3299), (0x1F000, 0x1FFFD)
)
_PICTURE_ENDS = _PICTURES + "\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}\N{CANCEL TAG}"
# Scripts whose spelling uses joiners: Arabic to N'Ko, Mandaic to Sinhala, Tibetan and Myanmar, Khmer and Mongolian,
# Limbu to Lepcha, Syloti Nagri to Saurashtra, Javanese to Myanmar's extensions, Arabic's forms, Brahmi onwards, Adlam.
_JOINING = _ranges((0x0600, 0x07FF), (0x0840, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x18AF), (0x1900, 0x1C4F)) + _ranges(
    (0xA800, 0xA8FF), (0xA980, 0xAADF), (0xFB50, 0xFDCF), (0xFE70, 0xFEFC), (0x11000, 0x11FFF), (0x1E900, 0x1E95F)
)
_FLAG_OF_A_REGION = re.compile("\N{WAVING BLACK FLAG}[" + _ranges((0xE0020, 0xE007E)) + "]{1,8}\N{CANCEL TAG}")
_JOINER = re.compile("[\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}]")
_JOINER_IN_PLACE = re.compile(
    f"(?<=[{_PICTURE_ENDS}])\u200d(?=[{_PICTURES}])|(?<=[{_JOINING}])\u200d|(?<=[{_JOINING}])\u200c(?=[{_JOINING}])"
)
_SPACES = re.compile("[\t \N{NO-BREAK SPACE}\N{OGHAM SPACE MARK}\u2000-\u200a\u202f\u205f\N{IDEOGRAPHIC SPACE}]+")

_NONCHARACTERS = _ranges((0xFDD0, 0xFDEF)) + "".join(
    _ranges((plane + 0xFFFE, plane + 0xFFFF)) for plane in range(0, 0x110000, 0x10000)
)
_REFUSED = [
    (re.compile(f"[{_ranges((0xD800, 0xDFFF))}]"), "This text is damaged: it holds half a character. Type it again."),
    (
        re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]"),
        "This text holds an invisible mark that changes the direction of writing. Type it again without it.",
    ),
    (
        re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]"),
        "This text holds a control character. Type it again without it.",
    ),
    (
        # Zero-width space, word joiner and its invisible kin, byte order mark, soft hyphen, blank letters and tags.
        re.compile(
            "[\u00ad\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u3164\ufeff\uffa0\ufff0-\ufffb"
            f"{_ranges((0xE0000, 0xE00FF), (0xE01F0, 0xE0FFF))}]"
        ),
        "This text holds an invisible character. Type it again without it.",
    ),
    (re.compile(f"[{_NONCHARACTERS}]"), "This text holds something that is not a character. Type it again."),
]


def clean_text(text: str, *, multiline: bool = False) -> str:
    """Return `text` in NFC, trimmed, each run of spaces (tabs too) as one space; cleaning it again changes nothing.

    `multiline` keeps line breaks, as newlines. Raises `UncleanText` for what hides, reorders or breaks: bidi and other
    controls, lone surrogates, noncharacters, invisible characters, joiners outside the scripts and emoji that need
    them, and more than eight combining marks in a row.
    """
    # Before normalising as well as after: NFC sorts a run of marks in quadratic time.
    _check_marks(text)
    text = _tidy_spaces(unicodedata.normalize("NFC", text), multiline=multiline)
    _check_marks(text)
    without_flags = _FLAG_OF_A_REGION.sub("", text)
    for pattern, reason in _REFUSED:
        if pattern.search(without_flags):
            raise UncleanText(reason)
    if _JOINER.search(_JOINER_IN_PLACE.sub("", text)):
        raise UncleanText("This text holds an invisible joiner where it joins nothing. Type it again without it.")
    return text


def salvaged(text: str) -> str:
    """What of any text can be kept on one line, clean: for what nobody can be asked to type again. Never raises."""
    kept = _with_few_marks(" ".join(text.split()))
    try:
        return clean_text(kept)
    except UncleanText:
        for pattern, _ in _REFUSED:
            kept = pattern.sub("", kept)
        return clean_text(_with_few_marks(unicodedata.normalize("NFC", _JOINER.sub("", _with_few_marks(kept)))))


def _with_few_marks(text: str) -> str:
    kept, run = [], 0
    for char in text:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        if run <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _tidy_spaces(text: str, *, multiline: bool) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tidy = "\n".join(_SPACES.sub(" ", line).strip(" ") for line in lines).strip("\n")
    if "\n" in tidy and not multiline:
        raise UncleanText("Write this on one line.")
    return tidy


def _check_marks(text: str) -> None:
    run = 0
    for char in text:
        run = run + 1 if unicodedata.category(char).startswith("M") else 0
        if run > _MOST_MARKS:
            raise UncleanText("A letter in this text carries too many accents. Use eight at most.")
