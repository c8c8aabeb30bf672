"""PURE. Addresses that open a payment app with the receiver and the amount filled in, where the app takes them and the currency fits."""

from decimal import Decimal
from urllib.parse import quote, urlencode

from settlements.paying.kinds import KINDS
from tripsplit.money import Money, exponent

SWISH_NOTE = 50  # characters that Swish takes as a message


def plain(money: Money) -> str:
    """An amount as machines write it: a point, every decimal of the currency, nothing else."""
    decimals = exponent(money.currency)
    return f"{Decimal(money.minor).scaleb(-decimals):.{decimals}f}"


def link(kind: str, detail: str, money: Money, *, payee: str, note: str) -> str:
    """The address by which `money` can be sent, or nothing where the kind has none or cannot carry the currency.

    PayPal.me and Venmo fill in the amount from their addresses; UPI's and Swish's are those of their public deep links; Revolut's page
    takes the amount in minor units.
    """
    if not KINDS[kind].carries(money.currency):
        return ""
    amount, minor, code = plain(money), str(money.minor), money.currency
    addresses = {
        "paypal": f"https://paypal.me/{quote(detail)}/{amount}{code}",
        "venmo": f"https://venmo.com/{quote(detail)}?{_query(txn='pay', amount=amount, note=note)}",
        "revolut": f"https://revolut.me/{quote(detail)}?{_query(currency=code, amount=minor)}",
        "upi": f"upi://pay?{_query(pa=detail, pn=payee, am=amount, cu=code, tn=note)}",
        "swish": f"https://app.swish.nu/1/p/sw/?{_query(sw=detail, amt=amount, cur=code, msg=note[:SWISH_NOTE])}",
    }
    return addresses.get(kind, "")


def _query(**parts: str) -> str:
    return urlencode(parts, quote_via=quote)
