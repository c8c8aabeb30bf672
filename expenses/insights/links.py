"""Where a bar leads: to the list of the expenses behind it, by the filters of that list."""

from urllib.parse import urlencode

from django.urls import reverse

from expenses.filters import EITHER, NO_CATEGORY, FilterForm
from expenses.insights.periods import Period
from trips.models import Participant, Trip


class Links:
    """Addresses of the list, narrowed by what the page is narrowed to already (`find`) and by what a bar stands for.

    The list takes one value for each filter. Where a bar needs another one beside it, it leads to all that is found.
    """

    def __init__(self, trip: Trip, find: FilterForm) -> None:
        self.list_url = reverse("expense_list", args=[trip.slug])
        self.used = find.in_use

    @property
    def found(self) -> str:
        return self._to(self.used)

    def category(self, key: str) -> str:
        return self._to({**self.used, "category": key or NO_CATEGORY})

    def person(self, person: Participant, role: str) -> str:
        asked, how = self.used.get("person", person.ref), self.used.get("role", role)
        if asked != person.ref or how not in {role, EITHER}:
            return self.found
        return self._to({**self.used, "person": person.ref, "role": role})

    def period(self, period: Period) -> str:
        return self._to({**self.used, "from": period.first.isoformat(), "to": period.last.isoformat()})

    def currency(self, code: str) -> str:
        bounds = {"min", "max"} & self.used.keys()
        if bounds and "currency" not in self.used:  # they would be read as amounts of that currency
            return self.found
        return self._to({**self.used, "currency": code})

    def _to(self, filters: dict[str, str]) -> str:
        return f"{self.list_url}?{urlencode(filters)}" if filters else self.list_url
