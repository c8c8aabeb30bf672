"""Texts of people as cells of files that other programs open: on one line, nothing hidden, nothing that is taken for a formula. Pure."""

import re
from collections.abc import Iterable
from decimal import Decimal

from tripsplit.money import exponent

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# What a spreadsheet program begins a formula by, its full-width kin included (OWASP, CSV injection). Where the list separator is a
# semicolon, or somebody pastes the file, a new cell begins within ours, too.
_FORMULA = re.compile("(^|[;|])(\\s*)([=+\\-@\uff1d\uff0b\uff0d\uff20])")


def one_line(text: str) -> str:
    """The text with every break and run of spaces as one space, without control characters and marks that turn its direction."""
    return " ".join(_UNSEEN.sub("", text).split())


def lines(text: str) -> str:
    """The text with its line breaks, each of its lines as one_line has it."""
    return "\n".join(one_line(line) for line in text.splitlines()).strip("\n")


def guarded(text: str) -> str:
    """One line that is no formula: an apostrophe stands before what would begin one."""
    return _FORMULA.sub(r"\1\2'\3", one_line(text))


def plain(minor: int, currency: str) -> str:
    """Minor units as a plain decimal with a point and all decimals of the currency: "-12.50"."""
    return f"{decimal(minor, currency):f}"


def decimal(minor: int, currency: str) -> Decimal:
    """Minor units as main units, exactly."""
    return Decimal(minor).scaleb(-exponent(currency))


def told_apart(names: Iterable[str], *, taken: Iterable[str] = ()) -> list[str]:
    """The names, those that are the same as another (or `taken`) numbered: "Ann", "Ann 2". Capitals make no difference."""
    seen, unlike = {name.casefold() for name in taken}, []
    for name in names:
        number, candidate = 1, name
        while candidate.casefold() in seen:
            number += 1
            candidate = f"{name} {number}"
        seen.add(candidate.casefold())
        unlike.append(candidate)
    return unlike
