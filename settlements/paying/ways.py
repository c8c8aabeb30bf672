"""One transfer of a plan, and every way in which it can be made: what a page shows beside the amount."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from settlements.paying.codes import Address, sepa_code, swiss_code
from settlements.paying.kinds import KINDS, written_iban
from settlements.paying.links import link
from settlements.paying.services import Detail, details_of
from trips.models import Participant
from tripsplit.money import Money
from tripsplit.qr import qr_svg, swiss_qr_svg


@dataclass(frozen=True)
class Way:
    """One way to pay: what it is called, the detail as people read it and as they copy it, and what opens or is scanned."""

    kind: str
    label: str
    shown: str
    copied: str
    holder: str = ""
    url: str = ""
    codes: tuple[tuple[str, SafeString], ...] = ()


def ways_to_pay(receiver: Participant, money: Money, *, note: str) -> list[Way]:
    """How `receiver` can be sent `money`, in the order of KINDS, without those that cannot carry its currency; one query."""
    details = details_of(receiver)
    return [
        _way(details[key], receiver, money, note)
        for key, kind in KINDS.items()
        if key in details and kind.carries(money.currency)
    ]


def ways_to_show(details: Mapping[str, Detail]) -> list[Way]:
    """The details themselves, with nothing to pay."""
    written = {key: written_iban(detail.value) if key == "iban" else detail.value for key, detail in details.items()}
    return [Way(key, kind.label, written[key], details[key].value) for key, kind in KINDS.items() if key in details]


def _way(detail: Detail, receiver: Participant, money: Money, note: str) -> Way:
    label = KINDS[detail.kind].label
    if detail.kind != "iban":
        url = link(detail.kind, detail.value, money, payee=receiver.name, note=note)
        return Way(detail.kind, label, detail.value, detail.value, url=url)
    holder = detail.holder or receiver.name
    return Way(
        "iban",
        label,
        written_iban(detail.value),
        detail.value,
        holder=holder,
        codes=_codes(detail, holder, money, note),
    )


def _codes(detail: Detail, holder: str, money: Money, note: str) -> tuple[tuple[str, SafeString], ...]:
    """The codes for the account, each with its name; a Swiss account in euro may have both."""
    found = []
    if code := sepa_code(detail.value, name=holder, money=money, text=note):
        found.append(("SEPA transfer", qr_svg(code, title="QR code of the SEPA transfer, for a bank’s app")))
    address = None
    if detail.postcode and detail.town:
        country = detail.country or detail.value[:2]
        address = Address(detail.street, detail.postcode, detail.town, country)
    if code := swiss_code(detail.value, name=holder, address=address, money=money, text=note):
        found.append(("Swiss QR-bill", swiss_qr_svg(code, title="Swiss QR code of the payment, for a bank’s app")))
    return tuple(found)
