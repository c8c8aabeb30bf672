"""What a file was called, made fit to show and to offer as a name for a download. Pure. Names on disk are our own."""

import re
import unicodedata

from tripsplit.text import UncleanText, clean_text

LENGTH = 70  # characters before the ending
NAMELESS = "receipt"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_UNFIT = re.compile(r'[<>:"|?*%;]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def clean_file_name(name: str, *, ending: str, nameless: str = NAMELESS) -> str:
    """The last part of the name with our own ending: `C:\\x\\Bill .HEIC` is `Bill.jpg`. What nobody could read becomes `receipt.jpg`."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(char for char in last if unicodedata.category(char) not in _UNSEEN)
    stem = _UNFIT.sub(" ", re.sub(r"\.[A-Za-z0-9]{1,5}$", "", seen)).strip(" .-_~")
    try:
        stem = clean_text(stem[:LENGTH]).strip(" .-_~")
    except UncleanText:
        stem = ""
    if not stem or _DEVICES.fullmatch(stem):
        stem = nameless
    return f"{stem}.{ending}"
