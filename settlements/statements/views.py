"""What a statement's page shows of its lines: a page of them, or all to be printed; the odd cents; and the check at the end."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from expenses.wording import called
from settlements.past.moments import Past
from settlements.statements.leftovers import with_odd_cents
from settlements.statements.lines import Statement
from settlements.wording import standing
from trips.models import Participant, Trip
from tripsplit.htmx import AppRequest
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

LINES_ON_A_PAGE = 100
MINUS = "\N{MINUS SIGN}"


def lines_shown(request: AppRequest, trip: Trip, statement: Statement, past: Past | None) -> dict[str, Any]:
    """`page` (its object_list has the odd cents), `check` in words, and `today` where the trip is."""
    everything = request.GET.get("all") == "1"
    on_a_page = max(len(statement.rows), 1) if everything else LINES_ON_A_PAGE
    page = Paginator(statement.rows, on_a_page).get_page(request.GET.get("page"))
    page.object_list = with_odd_cents(trip, statement.person, list(page.object_list), past)
    return {
        "page": page,
        "everything": everything,
        "check": check_in_words(statement.person, trip.me) if statement.agrees else "",
        "today": timezone.localdate(timezone=ZoneInfo(trip.time_zone)),
    }


def check_in_words(person: Participant, me: Participant) -> SafeString:
    """ "Paid €142.00 − part €100.00 + sent €0.00 − received €10.00 = €32.00: you get back as much".

    Of a kitty: "Paid in €90.00 − spent €60.00 − given back €0.00 = €30.00: Kitty holds as much".
    As HTML: no line ends between an amount and its sign.
    """
    facts = [("", "paid", person.paid), (MINUS, "part", person.owed), ("+", "sent", person.sent)]
    facts.append((MINUS, "received", person.received))
    net = person.net
    if person.is_kitty:
        net = -net
        facts = [("", "paid in", person.received), (MINUS, "spent", person.paid), (MINUS, "given back", person.sent)]
        facts += [("+", "part", person.owed)] if person.owed else []
    currency = person.trip.currency
    sides = [(f"{sign} {name}".strip(), _amount(Money(minor, currency))) for sign, name, minor in facts]
    sides[0] = (sides[0][0].capitalize(), sides[0][1])
    end = f"{called(person, me)} {standing(person, me).verb} as much" if person.net else "all square"
    return format_html("{} = {}: {}.", format_html_join(" ", "{} {}", sides), _amount(net), end)


def _amount(money: Money) -> SafeString:
    return format_html('<span class="money">{}</span>', format_money(money, locale=current_locale()))
