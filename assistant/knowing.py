"""What of a trip there is to suggest questions about; four queries, whatever the trip's size."""

from datetime import date

from django.db.models import Count

from assistant.suggestions import Known
from expenses.models import Category
from settlements.models import Payment
from trips.models import Trip

FEW = 3


def known_of(trip: Trip, today: date) -> Known:
    live = trip.expenses.live()
    used = live.exclude(category="").values_list("category").annotate(count=Count("pk")).order_by("-count", "category")
    names = dict(Category.choices)
    days = tuple(live.order_by("-date").values_list("date", flat=True).distinct()[:FEW])
    return Known(
        others=tuple(one.name for one in trip.active_people if one.pk != trip.me.pk and not one.is_kitty)[:FEW],
        categories=tuple(names[key] for key, _ in used[:FEW] if key in names),
        days=days,
        today=today,
        has_currencies=live.exclude(currency=trip.currency).exists(),
        has_payments=Payment.objects.live().filter(trip=trip).exists(),
        has_expenses=bool(days),
    )
