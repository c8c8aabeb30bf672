"""The calculator in an amount field: "12.50+3*4" is worked out exactly and rounded once, or refused in words. Pure, no eval.

`docs/money.md` has the rules as a table.
"""

import operator
import re
from collections.abc import Callable
from fractions import Fraction

from tripsplit.currencies import exponent, symbol
from tripsplit.parsing import DoubtfulAmount, in_range, parse_amount, parse_number

_LONGEST_CALCULATION = 200
_DEEPEST = 10
_PLAIN = str.maketrans(
    {
        "×": "*",
        "✕": "*",
        "✖": "*",
        "∗": "*",
        "·": "*",
        "⋅": "*",
        "•": "*",
        "÷": "/",
        "∕": "/",
        "\N{MINUS SIGN}": "-",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{SMALL HYPHEN-MINUS}": "-",
    }
)
# An "x" multiplies between numbers and brackets only: it is a letter of MXN and XPF too.
_TIMES = re.compile(r"(?<=[0-9)\s])[xX](?=[0-9(\s])")
# A sign after a number. A dash needs a number after it too: "12.–" is one price, written the Swiss way. Brackets alone
# do not make a calculation: "(5)" is a negative amount to a book-keeper.
_CALCULATION = re.compile(r"[0-9].*[+*/]|[0-9].*-.*[0-9]", re.DOTALL)
_PIECE = re.compile(r"[-+*/()]|[^-+*/()]+")
_SUMS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"+": operator.add, "-": operator.sub}
_PRODUCTS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"*": operator.mul, "/": operator.truediv}
_SIGNS = "+-*/"


def evaluate_amount(text: str, *, currency: str, locale: str) -> int:
    """Read `text` as an amount above zero, or as a calculation that comes to one; return minor units of `currency`.

    A plain amount is what `parse_amount` says. A calculation has + − × ÷ and brackets between numbers as `parse_number`
    reads them; its exact result is rounded half up once, and has the limits of a plain amount.
    Raises `DoubtfulAmount` with a sentence for the person, and `UnknownCurrency`.
    """
    if not is_calculation(text, currency=currency, locale=locale):
        return parse_amount(text, currency=currency, locale=locale)
    formula = _formula(text, symbol(currency, locale))
    result = _Calculation(formula, currency=currency, locale=locale).result() * 10 ** exponent(currency)
    return in_range(_rounded(result), currency=currency)


def evaluate_change(text: str, *, currency: str, locale: str) -> int:
    """As `evaluate_amount`, but zero and less are an answer too: what somebody bears more or less than others, a discount.

    Raises `DoubtfulAmount` with a sentence for the person, and `UnknownCurrency`.
    """
    formula = _formula(text, symbol(currency, locale))
    if is_calculation(text, currency=currency, locale=locale):
        result = _Calculation(formula, currency=currency, locale=locale).result() * 10 ** exponent(currency)
        return _signed(_rounded(abs(result)), negative=result < 0, currency=currency)
    size = text.strip()[1:].strip() if formula[:1] in _SUMS else text
    return _signed(_size(size, currency=currency, locale=locale), negative=formula[:1] == "-", currency=currency)


def is_calculation(text: str, *, currency: str, locale: str) -> bool:
    """Whether something is to be worked out in this text, and not only read."""
    return len(text) <= _LONGEST_CALCULATION and bool(_CALCULATION.search(_formula(text, symbol(currency, locale))))


def _size(text: str, *, currency: str, locale: str) -> int:
    """A plain amount, or nothing at all written as one: 0, 0.00."""
    try:
        return parse_amount(text, currency=currency, locale=locale)
    except DoubtfulAmount as fault:
        if text.strip("0.,") or "0" not in text or parse_number(text, currency=currency, locale=locale):
            raise fault from None
        return 0


def _signed(size: int, *, negative: bool, currency: str) -> int:
    if size:
        in_range(size, currency=currency)
    return -size if negative else size


def _rounded(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def _formula(text: str, sign: str) -> str:
    """Write the text with + - * / alone, without the currency's own sign where that is written with one of them ("S/")."""
    if re.search(r"[-+*/]", sign):
        text = text.replace(sign, "")
    return _TIMES.sub("*", text.translate(_PLAIN)).strip()


class _Calculation:
    """A calculation being read from left to right: sums of products of numbers and brackets."""

    def __init__(self, formula: str, *, currency: str, locale: str) -> None:
        self.currency, self.locale = currency, locale
        self.pieces = [piece.strip() for piece in _PIECE.findall(formula) if piece.strip()]
        self.place = 0
        self.depth = 0

    def result(self) -> Fraction:
        value = self._sum()
        if self._next() == ")":
            raise DoubtfulAmount("A bracket is closed that was never opened.")
        if self._next():
            raise DoubtfulAmount("Put a sign between a bracket and what stands beside it: + − × or ÷.")
        return value

    def _next(self) -> str:
        return self.pieces[self.place] if self.place < len(self.pieces) else ""

    def _take(self) -> str:
        token = self._next()
        self.place += 1
        return token

    def _sum(self) -> Fraction:
        """A bracket's content, or the whole: a sign may stand before its first number."""
        negative = self._next() == "-"
        if self._next() in _SUMS:
            self.place += 1
        value = self._product()
        value = -value if negative else value
        while self._next() in _SUMS:
            value = _SUMS[self._take()](value, self._product())
        return value

    def _product(self) -> Fraction:
        value = self._number()
        while self._next() in _PRODUCTS:
            sign, factor = self._take(), self._number()
            if sign == "/" and not factor:
                raise DoubtfulAmount("Nothing can be divided by zero.")
            value = _PRODUCTS[sign](value, factor)
        return value

    def _number(self) -> Fraction:
        piece = self._take()
        if piece == "(":
            return self._bracket()
        if piece == ")" or not piece:
            raise DoubtfulAmount("A number is missing in this calculation.")
        if piece in _SIGNS:
            raise DoubtfulAmount("Two signs stand side by side. Put a number between them.")
        return parse_number(piece, currency=self.currency, locale=self.locale)

    def _bracket(self) -> Fraction:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise DoubtfulAmount("There are too many brackets inside each other.")
        value = self._sum()
        if self._take() != ")":
            raise DoubtfulAmount("A bracket is opened and not closed again.")
        self.depth -= 1
        return value
