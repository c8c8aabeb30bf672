"""How people can be paid: what is taken as a detail, which addresses open an app, and what a bank's app reads from the codes."""

import contextlib
import re

import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from settlements.paying.codes import Address, sepa_code, swiss_code
from settlements.paying.kinds import KINDS, NotADetail, written_iban
from settlements.paying.links import link
from tripsplit.money import Money
from tripsplit.qr import qr_svg, swiss_qr_svg

GERMAN, SWISS, TURKISH = "DE89370400440532013000", "CH9300762011623852957", "TR330006100519786457841326"
HOME = Address("Seestrasse 12", "8001", "Zürich", "CH")


def scanned(svg):
    """What a phone's camera reads from the drawing: the code's squares and whatever is painted over them, as pixels."""
    scale = 8
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    picture = np.full((size * scale, size * scale), 255, np.uint8)
    x = y = 0.0
    # segno draws rows of dark modules: "M x y h width", then "m dx dy h width" from where the pen is.
    for command, dx, dy, width in re.findall(r"([Mm])(-?[\d.]+) (-?[\d.]+)h(\d+)", re.search(r' d="([^"]+)"', svg)[1]):
        x, y = (float(dx), float(dy)) if command == "M" else (x + float(dx), y + float(dy))
        top, left = int((y - 0.5) * scale), int(x * scale)
        picture[top : top + scale, left : left + int(width) * scale] = 0
        x += int(width)
    for *corners, fill in re.findall(
        r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" fill="(#\w+)"', svg
    ):
        left, top, width, height = (round(float(each) * scale) for each in corners)
        picture[top : top + height, left : left + width] = 255 if fill == "#fff" else 0
    found = zxingcpp.read_barcodes(picture)
    assert found, "nothing to be read"
    return found[0].text


def test_a_bank_reads_the_sepa_transfer_from_its_code():
    code = sepa_code(GERMAN, name="Zoë Ötzi", money=Money(4210, "EUR"), text="Lisbon: David")
    assert scanned(qr_svg(code, title="x")).split("\n") == [
        *("BCD", "002", "1", "SCT", "", "Zoë Ötzi", GERMAN, "EUR42.1", "", "", "Lisbon: David"),
    ]


@given(st.integers(1, 10**11 - 1), st.text("aß漢 ", min_size=1, max_size=80).filter(str.strip))
def test_the_sepa_code_says_the_amount_to_the_cent(minor, name):
    code = sepa_code(GERMAN, name=name, money=Money(minor, "EUR"), text=f"Trip: {name}")
    assert code is not None
    assert code.version <= 13  # the largest that the standard allows


def test_every_amount_survives_the_way_through_the_code():
    for minor in (1, 10, 100, 4210, 99_999_999_999):
        lines = scanned(qr_svg(sepa_code(GERMAN, name="Ann", money=Money(minor, "EUR"), text="Trip"), title="x")).split(
            "\n"
        )
        euros, _, cents = lines[7].removeprefix("EUR").partition(".")
        assert int(euros) * 100 + int(cents.ljust(2, "0")) == minor


@pytest.mark.parametrize(
    ("iban", "money"),
    [(GERMAN, Money(4210, "USD")), (TURKISH, Money(4210, "EUR")), (GERMAN, Money(10**11, "EUR"))],
)
def test_there_is_no_sepa_code_where_sepa_does_not_reach(iban, money):
    assert sepa_code(iban, name="Ann", money=money, text="Trip") is None


def test_a_bank_reads_the_swiss_bill_from_its_code_with_the_cross_on_it():
    code = swiss_code(SWISS, name="Zoë Ötzi", address=HOME, money=Money(4210, "CHF"), text="Lisbon: David")
    lines = scanned(swiss_qr_svg(code, title="x")).split("\r\n")
    assert lines[:11] == ["SPC", "0200", "1", SWISS, "S", "Zoë Ötzi", "Seestrasse 12", "", "8001", "Zürich", "CH"]
    assert (lines[18], lines[19]) == ("42.10", "CHF")
    assert "Lisbon: David" in lines
    assert lines[-1] == "EPD"


def test_the_swiss_cross_is_there():
    code = swiss_code(SWISS, name="Zoë", address=HOME, money=Money(4210, "CHF"), text="x")
    assert swiss_qr_svg(code, title="x").count("<rect") == 4
    assert "style" not in swiss_qr_svg(code, title="x")


@pytest.mark.parametrize(
    ("iban", "address", "currency"),
    [(GERMAN, HOME, "CHF"), (SWISS, None, "CHF"), (SWISS, HOME, "USD"), ("CH4431999123000889012", HOME, "CHF")],
)
def test_there_is_no_swiss_bill_without_a_swiss_account_an_address_and_francs_or_euro(iban, address, currency):
    assert swiss_code(iban, name="Ann", address=address, money=Money(4210, currency), text="x") is None


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("iban", "de89 3704 0044 0532 0130 00", GERMAN),
        ("paypal", "https://www.paypal.me/zoe42/", "zoe42"),
        ("paypal", "paypal.com/paypalme/zoe42", "zoe42"),
        ("venmo", "@zoe-42", "zoe-42"),
        ("venmo", "https://venmo.com/u/zoe-42", "zoe-42"),
        ("revolut", "revolut.me/zoe42", "zoe42"),
        ("revolut", "@zoe42", "zoe42"),
        ("upi", "zoe.o@okbank", "zoe.o@okbank"),
        ("swish", "070-123 45 67", "46701234567"),
        ("swish", "+46 70 123 45 67", "46701234567"),
        ("swish", "123 456 78 90", "1234567890"),
        ("other", "Cash, please", "Cash, please"),
    ],
)
def test_a_detail_is_brought_into_one_shape_and_stays_in_it(kind, typed, kept):
    assert KINDS[kind].read(typed) == kept
    assert KINDS[kind].read(kept) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("iban", "DE89370400440532013001"),
        ("iban", "DE89"),
        ("iban", "<script>"),
        ("paypal", "zoe o"),
        ("paypal", "https://evil.example/zoe"),
        ("venmo", "zo"),
        ("revolut", "javascript:alert(1)"),
        ("upi", "zoe"),
        ("upi", "zoe@"),
        ("swish", "+1 212 555 0100"),
        ("swish", "seven"),
    ],
)
def test_what_is_no_detail_is_refused_in_a_sentence(kind, typed):
    with pytest.raises(NotADetail) as fault:
        KINDS[kind].read(typed)
    assert fault.value.reason.endswith(".")


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60))
def test_nothing_that_is_typed_breaks_a_reader(kind, typed):
    with contextlib.suppress(NotADetail):
        assert KINDS[kind].read(KINDS[kind].read(typed)) == KINDS[kind].read(typed)


def test_an_address_carries_the_amount_as_its_app_reads_it():
    money = Money(4210, "EUR")
    assert link("paypal", "zoe42", money, payee="Zoë", note="Trip") == "https://paypal.me/zoe42/42.10EUR"
    assert (
        link("revolut", "zoe42", money, payee="Zoë", note="Trip") == "https://revolut.me/zoe42?currency=EUR&amount=4210"
    )
    assert (
        link("venmo", "zoe-42", Money(4210, "USD"), payee="Zoë", note="a&b=c")
        == "https://venmo.com/zoe-42?txn=pay&amount=42.10&note=a%26b%3Dc"
    )
    assert (
        link("upi", "zoe@bank", Money(4210, "INR"), payee="Zoë", note="Trip")
        == "upi://pay?pa=zoe%40bank&pn=Zo%C3%AB&am=42.10&cu=INR&tn=Trip"
    )
    assert "amt=42.10&cur=SEK" in link("swish", "46701234567", Money(4210, "SEK"), payee="Zoë", note="Trip")
    assert link("paypal", "zoe42", Money(4210, "JPY"), payee="Zoë", note="") == "https://paypal.me/zoe42/4210JPY"


@pytest.mark.parametrize(("kind", "currency"), [("venmo", "EUR"), ("upi", "EUR"), ("swish", "EUR")])
def test_an_app_for_one_currency_is_not_offered_for_another(kind, currency):
    assert link(kind, "x", Money(100, currency), payee="Zoë", note="") == ""


def test_an_iban_is_written_in_groups():
    assert written_iban(GERMAN) == "DE89 3704 0044 0532 0130 00"
