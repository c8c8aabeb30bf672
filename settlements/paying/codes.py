"""PURE. What a bank's app reads from a QR code: the European Payments Council's EPC069-12, and the Swiss QR-bill."""

from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module

import segno
from schwifty import IBAN
from segno import helpers

from settlements.paying.links import plain
from tripsplit.money import Money

EPC_NAME, EPC_TEXT = 70, 140
EPC_BYTES = 290  # of the 331 that the code may have, for what is ours: the rest are its fixed lines
LEAST_EURO_CENTS, MOST_EURO_CENTS = 1, 99_999_999_999
SWISS_NAME, SWISS_TEXT = 70, 140
SWISS = {"CH", "LI"}
BILLED = {"CHF", "EUR"}


@dataclass(frozen=True)
class Address:
    """Where the account's holder lives, as a QR-bill must say it; the street may be left out."""

    street: str
    postcode: str
    town: str
    country: str


def sepa_code(iban: str, *, name: str, money: Money, text: str) -> segno.QRCode | None:
    """The code of a SEPA credit transfer (EPC069-12, version 2), or None where SEPA does not reach: not euro, or an account outside it.

    `text` says what it is for, and is never empty.
    """
    if money.currency != "EUR" or not LEAST_EURO_CENTS <= money.minor <= MOST_EURO_CENTS:
        return None
    if not IBAN(iban, allow_invalid=True).in_sepa_zone:
        return None
    payee, said = name[:EPC_NAME], text[:EPC_TEXT]
    room = EPC_BYTES - len(f"{iban}{plain(money)}{payee}".encode())
    said = said.encode()[:room].decode(errors="ignore").strip()
    return helpers.make_epc_qr(name=payee, iban=iban, amount=Decimal(plain(money)), text=said, encoding="utf-8")


def swiss_code(iban: str, *, name: str, address: Address | None, money: Money, text: str) -> segno.QRCode | None:
    """The Swiss QR code (SIX's implementation guidelines, by the library qrbill) of a transfer in francs or euro to a Swiss account.

    None where it does not apply, and where the holder's address is not known, without which there is no QR-bill.
    """
    if money.currency not in BILLED or iban[:2] not in SWISS or address is None:
        return None
    creditor = {
        "name": name[:SWISS_NAME],
        "street": address.street,
        "pcode": address.postcode,
        "city": address.town,
        "country": address.country,
    }
    # Not at start-up: it brings a picture library along, which the web process must not load.
    library = import_module("qrbill.bill")
    try:
        bill = library.QRBill(
            account=iban,
            creditor=creditor,
            amount=plain(money),
            currency=money.currency,
            additional_information=text[:SWISS_TEXT],
        )
    except ValueError:  # a QR-IBAN, which only takes payments with a reference; an amount that a bill cannot say
        return None
    return segno.make(bill.qr_data(), error="m", micro=False, encoding="utf-8", boost_error=False)
