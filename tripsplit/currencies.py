"""The currencies: which there are, how many decimals each has (by ISO 4217), and what a reader calls them. Pure."""

from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_name, get_currency_symbol

# The most that one amount may be, in minor units of any currency. A million such rows still add up inside 64 bits.
MAX_MINOR = 10**12

# ISO 4217 list one without funds, metals and test codes. It is written out, not taken from Babel, so that a newer
# Babel cannot take a currency away from a trip that uses it; BGN (the euro's since 2026) stays for trips before that.
_ISO_4217 = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
    MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD
    UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES: tuple[str, ...] = tuple(_ISO_4217.split())

# ISO 4217's minor units, where they are not two. CLDR's own table says how prices are usually shown (no fillér, no
# Iraqi fils), which would make "12.50" unreadable in currencies that do have decimals.
_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS: dict[str, int] = dict.fromkeys(CURRENCIES, 2)
_EXPONENTS |= dict.fromkeys(_NO_DECIMALS.split(), 0)
_EXPONENTS |= dict.fromkeys(_THREE_DECIMALS.split(), 3)

_BIDI_MARKS = dict.fromkeys((0x200E, 0x200F, 0x061C))


class UnknownCurrency(ValueError):
    """The code is not one of `CURRENCIES`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no currency {code!r}")
        self.code = code


def exponent(currency: str) -> int:
    """Return how many decimals an amount in `currency` has: 0 for JPY, 2 for EUR, 3 for KWD.

    Raises `UnknownCurrency`.
    """
    try:
        return _EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


def currency_name(code: str, locale: str) -> str:
    """Return the name for a list or a label ("Swiss Franc"), in the language of the Babel `locale`.

    Raises `UnknownCurrency`.
    """
    exponent(code)
    return get_currency_name(code, locale=known_locale(locale))


def symbol(code: str, locale: str) -> str:
    """Return the sign a reader of `locale` knows ("€", "CA$"), or the code where there is none.

    CLDR's invisible bidi marks are left out: a page states the direction of its amounts itself.
    Raises `UnknownCurrency`.
    """
    exponent(code)
    return get_currency_symbol(code, locale=known_locale(locale)).translate(_BIDI_MARKS)


@lru_cache(maxsize=64)
def known_locale(identifier: str) -> Locale:
    """Return Babel's data for an identifier such as "de_CH". Raises Babel's `UnknownLocaleError`."""
    return Locale.parse(identifier)


def currency_pattern(code: str, locale: str) -> str:
    """Return the CLDR pattern for positive amounts in `locale`, with the decimals that `code` has.

    A symbol made of letters is kept off the digits ("CHF 12.50"), as CLDR's currencySpacing asks and Babel does not.
    """
    decimals = exponent(code)
    pattern: str = known_locale(locale).currency_formats["standard"].pattern
    pattern = pattern.partition(";")[0].translate(_BIDI_MARKS)
    pattern = pattern.replace("0.00", "0." + "0" * decimals if decimals else "0")
    sign = symbol(code, locale)
    if sign[-1].isalpha():
        pattern = pattern.replace("¤#", "¤\N{NO-BREAK SPACE}#")
    if sign[0].isalpha():
        pattern = pattern.replace("0¤", "0\N{NO-BREAK SPACE}¤")
    return pattern
