"""PURE. The ways in which people can be paid, each with what it needs, checked and brought into one shape."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException


class NotADetail(ValueError):
    """What was typed cannot be a detail of its kind; `reason` is a sentence for the person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Kind:
    """One way to be paid. `currencies` are those it carries, empty for any; `read` gives the canonical detail or raises NotADetail."""

    key: str
    label: str
    help: str
    read: Callable[[str], str]
    currencies: frozenset[str] = frozenset()

    def carries(self, currency: str) -> bool:
        return not self.currencies or currency in self.currencies


def read_iban(text: str) -> str:
    """An IBAN, checked by its country's length and its check digits, without spaces."""
    try:
        return str(IBAN(text, validate_bban=False).compact)
    except SchwiftyException as fault:
        raise NotADetail(
            "This is no IBAN: check the digits. An IBAN looks like DE89 3704 0044 0532 0130 00."
        ) from fault


def written_iban(iban: str) -> str:
    """An IBAN as people write it: in groups of four."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _handle(pattern: str, *, hosts: tuple[str, ...], wrong: str) -> Callable[[str], str]:
    """A reader of user names which also takes the address of the user's page."""
    shape = re.compile(pattern)

    def read(text: str) -> str:
        name = re.sub(r"^https?://", "", text.strip(), flags=re.IGNORECASE)
        host, _, page = name.partition("/")
        if page and host.lower().removeprefix("www.") in hosts:
            name = page.removeprefix("u/").removeprefix("paypalme/")
        name = name.removeprefix("@").split("/")[0]
        if not shape.fullmatch(name):
            raise NotADetail(wrong)
        return name

    return read


def _read_upi(text: str) -> str:
    name = text.strip()
    if not re.fullmatch(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}", name):
        raise NotADetail("A UPI address looks like name@bank.")
    return name


SWEDEN, LEAST_DIGITS, MOST_DIGITS = "46", 8, 12


def _read_swish(text: str) -> str:
    """A Swedish number in international digits, or a company's Swish number, which starts with 123."""
    digits = re.sub(r"[\s()/-]", "", text).removeprefix("+").removeprefix("00")
    if not digits.isascii() or not digits.isdecimal():
        raise NotADetail("A Swish number is a telephone number, such as +46 70 123 45 67.")
    if digits.startswith("0"):
        digits = SWEDEN + digits[1:]
    if not LEAST_DIGITS < len(digits) <= MOST_DIGITS or not digits.startswith((SWEDEN, "123")):
        raise NotADetail("A Swish number is Swedish: it starts with +46, 07 or 123.")
    return digits


def _read_text(text: str) -> str:
    return text


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("iban", "Bank account (IBAN)", "Euro transfers get a code that a bank’s app can scan.", read_iban),
        Kind(
            "paypal",
            "PayPal.me",
            "Your name there, as in paypal.me/name.",
            _handle(
                r"[A-Za-z0-9]{1,20}", hosts=("paypal.me", "paypal.com"), wrong="A PayPal.me name is letters and digits."
            ),
        ),
        Kind(
            "venmo",
            "Venmo",
            "Your user name. Only for US dollars.",
            _handle(
                r"[A-Za-z0-9_-]{5,30}",
                hosts=("venmo.com", "account.venmo.com"),
                wrong="A Venmo name has 5 to 30 letters, digits, dashes.",
            ),
            frozenset({"USD"}),
        ),
        Kind(
            "revolut",
            "Revolut",
            "Your Revtag, as in revolut.me/name.",
            _handle(r"[a-z0-9]{3,16}", hosts=("revolut.me",), wrong="A Revtag is 3 to 16 small letters and digits."),
        ),
        Kind("upi", "UPI", "Such as name@bank. Only for Indian rupees.", _read_upi, frozenset({"INR"})),
        Kind("swish", "Swish", "Your telephone number. Only for Swedish kronor.", _read_swish, frozenset({"SEK"})),
        Kind("other", "Another way", "In your own words: “cash, please”, an account number, …", _read_text),
    )
}
