"""From a file's bytes to plain JSON values, whatever the bytes are: bounded in size, in depth and in number. Pure.

Nothing is guessed: a number that is no short integer stays as its text, so that no float ever is money, and an object that says a thing
twice remembers it.
"""

import json
from dataclasses import dataclass
from typing import Any

from settlements.archive.faults import THE_FILE, refused

MEGABYTE = 2**20
LONGEST_INTEGER = 18  # digits; longer ones fit no column
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Limits:
    """How large a file may be, and how many values it may hold: `[[],[],…]` takes thirty times its own size in memory."""

    size: int
    values: int


FOR_PEOPLE = Limits(32 * MEGABYTE, 2_000_000)
"""Of a file from the web: some 15,000 expenses that eight people share."""

FOR_COMMANDS = Limits(512 * MEGABYTE, 20_000_000)


@dataclass(frozen=True)
class Unfit:
    """A number that can be nothing in an archive: with a decimal point, an exponent or too many digits, NaN, Infinity."""

    text: str

    def __str__(self) -> str:
        return self.text


class SaidTwice(dict[str, Any]):
    """An object that has a key twice."""

    key = ""


def parse(data: bytes, limits: Limits) -> Any:
    """The values of a JSON file. Raises BadArchive where it is none, or too large."""
    if len(data) > limits.size:
        raise refused(f"is larger than {limits.size // MEGABYTE} MB", where=THE_FILE)
    data = data.removeprefix(BYTE_ORDER_MARK)
    # Every value but the first comes after one of these. They may stand in texts too: that is counted with them.
    if data.count(b",") + data.count(b"[") + data.count(b"{") > limits.values:
        raise refused(f"holds more than {limits.values:,} values", where=THE_FILE)
    try:
        return json.loads(
            data.decode(),
            parse_int=_integer,
            parse_float=Unfit,
            parse_constant=Unfit,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as fault:
        raise refused(f"is not UTF-8: byte {fault.start:,} belongs to no character", where=THE_FILE) from fault
    except json.JSONDecodeError as fault:
        raise refused(f"is not JSON: line {fault.lineno:,}, column {fault.colno:,}", where=THE_FILE) from fault
    except RecursionError as fault:
        raise refused("is nested too deeply", where=THE_FILE) from fault


def _integer(digits: str) -> int | Unfit:
    return int(digits) if len(digits) <= LONGEST_INTEGER else Unfit(digits)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = SaidTwice(found)
    seen: set[str] = set()
    twice.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return twice
