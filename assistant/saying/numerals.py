"""Numbers in words, as six languages make them of smaller ones: "fünfundzwanzig", "quatre-vingt-dix", "two hundred and fifty". Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_TEN, _TWENTY, _HUNDRED, _THOUSAND = 10, 20, 100, 1_000
_LAST = 10_000
# Thousands with hundreds: beyond them people type digits.
_SPELT = (*range(_TEN, _THOUSAND), *range(_THOUSAND, _LAST, _HUNDRED))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words that a language makes its numbers of, by their value."""

    units: Sequence[str]  # 1 to 19
    tens: Sequence[str]  # 20, 30, … 90
    hundreds: Sequence[str]  # 100, 200, … 900, where they have words of their own

    def unit(self, value: int) -> str:
        return self.units[value - 1]

    def ten(self, value: int) -> str:
        return self.tens[value // _TEN - 2]


def numerals(language: str) -> Iterator[tuple[str, int]]:
    """What people say for a number, with spaces between words that may as well be joined by hyphens; most numbers in several ways."""
    spell, words = _SPELLING[language], _words(language)
    return ((said, value) for value in _SPELT for said in dict.fromkeys(spell(words, value)))


@lru_cache
def _words(language: str) -> _Words:
    lines = (files(__package__) / "data" / "numerals.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    said = {what: words.split() for of, what, words in rows if of == language}
    return _Words(said["units"], said["tens"], said.get("hundreds", ()))


def _english(words: _Words, value: int) -> list[str]:
    if value < _HUNDRED:
        return _joined(words, value, [" ", ""])
    size, name = (_THOUSAND, "thousand") if value >= _THOUSAND else (_HUNDRED, "hundred")
    count, rest = divmod(value, size)
    heads = [f"{words.unit(count)} {name}", *([f"a {name}", name] if count == 1 else [])]
    return [f"{head}{link}{tail}" for head in heads for link, tail in _tails(_english, words, rest, [" ", " and "])]


def _german(words: _Words, value: int) -> list[str]:
    if value < _TWENTY:
        return [words.unit(value)]
    if value < _HUNDRED:
        rest = value % _TEN
        return [f"{words.unit(rest)}und{words.ten(value)}" if rest else words.ten(value)]
    size, name = (_THOUSAND, "tausend") if value >= _THOUSAND else (_HUNDRED, "hundert")
    count, rest = divmod(value, size)
    heads = [f"{words.unit(count)}{name}", *([name] if count == 1 else [])]
    links = ["", "und", " "] if rest >= _TWENTY else ["", "und"]
    return [f"{head}{link}{tail}" for head in heads for link, tail in _tails(_german, words, rest, links)]


def _french(words: _Words, value: int) -> list[str]:
    if value < _HUNDRED:
        return _french_tens(words, value)
    size, name = (_THOUSAND, "mille") if value >= _THOUSAND else (_HUNDRED, "cent")
    count, rest = divmod(value, size)
    plural = "s" if count > 1 and not rest and size == _HUNDRED else ""
    heads = [name] if count == 1 else [f"{words.unit(count)} {name}{plural}", f"{words.unit(count)} {name}"]
    return [f"{head}{link}{tail}" for head in heads for link, tail in _tails(_french, words, rest, [" "])]


def _french_tens(words: _Words, value: int) -> list[str]:
    """In France, and with the words of Belgium and Switzerland."""
    said = [each.replace(" un", " et un") for each in _joined(words, value, [" "])]
    score = {7: "soixante", 8: "quatre vingt", 9: "quatre vingt"}.get(value // _TEN)
    if score is None:
        return said
    rest = value - _HUNDRED + _TWENTY if value >= _HUNDRED - _TWENTY else value - 60
    if not rest:
        return [*said, f"{score}s", score]
    tail = words.unit(rest).replace("-", " ")
    return [*said, f"{score} {tail}", *([f"{score} et {tail}"] if score == "soixante" and rest == _TEN + 1 else [])]


def _spanish(words: _Words, value: int) -> list[str]:
    fused = "veinti" + words.unit(value - _TWENTY) if _TWENTY < value < _TWENTY + _TEN else ""
    if value < _HUNDRED:
        accented = fused.replace("dos", "dós").replace("tres", "trés").replace("seis", "séis")
        return [*([fused, accented] if fused else []), *_joined(words, value, [" y "])]
    return _iberian(_spanish, words, value, name="mil", hundred="cien", links=[" "])


def _portuguese(words: _Words, value: int) -> list[str]:
    if value < _HUNDRED:
        brazil = [each.replace("dezas", "dezes").replace("dezano", "dezeno") for each in _joined(words, value, [" e "])]
        return [*_joined(words, value, [" e "]), *brazil]
    return _iberian(_portuguese, words, value, name="mil", hundred="cem", links=[" e ", " "])


def _iberian(
    spell: Callable[[_Words, int], list[str]], words: _Words, value: int, *, name: str, hundred: str, links: list[str]
) -> list[str]:
    if value < _THOUSAND:
        count, rest = divmod(value, _HUNDRED)
        heads = [hundred if count == 1 and not rest else words.hundreds[count - 1]]
    else:
        count, rest = divmod(value, _THOUSAND)
        heads = [name if count == 1 else f"{words.unit(count)} {name}"]
    return [f"{head}{link}{tail}" for head in heads for link, tail in _tails(spell, words, rest, links)]


def _italian(words: _Words, value: int) -> list[str]:
    if value < _TWENTY:
        return [words.unit(value)]
    if value < _HUNDRED:
        ten, rest = words.ten(value), value % _TEN
        unit = words.unit(rest) if rest else ""
        return [f"{ten[:-1] if unit[:1] in {'u', 'o'} else ten}{unit}", *([f"{ten} {unit}"] if rest else [])]
    size = _THOUSAND if value >= _THOUSAND else _HUNDRED
    count, rest = divmod(value, size)
    one, many = ("mille", "mila") if size == _THOUSAND else ("cento", "cento")
    head = one if count == 1 else f"{words.unit(count)}{many}"
    return [f"{head}{link}{tail}" for link, tail in _tails(_italian, words, rest, ["", " "])]


def _joined(words: _Words, value: int, links: Sequence[str]) -> list[str]:
    if value < _TWENTY:
        return [words.unit(value).replace("-", " ")]
    rest = value % _TEN
    return [f"{words.ten(value)}{link}{words.unit(rest)}" for link in links] if rest else [words.ten(value)]


def _tails(
    spell: Callable[[_Words, int], list[str]], words: _Words, rest: int, links: Sequence[str]
) -> list[tuple[str, str]]:
    """What follows hundreds or thousands, with what links it to them."""
    if not rest:
        return [("", "")]
    below = spell(words, rest) if rest >= _TEN else [words.unit(rest)]
    return [(link, tail) for link in links for tail in below]


_SPELLING = {
    "en": _english,
    "de": _german,
    "fr": _french,
    "es": _spanish,
    "it": _italian,
    "pt": _portuguese,
}
