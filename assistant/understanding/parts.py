"""What a question about expenses is made of: the sum that it wants, parts of a whole, and things beside each other. Pure."""

from typing import Any

from assistant.plans import Filters, Measure, Operation, Plan, Side
from assistant.understanding.asked import Asked
from assistant.understanding.grouping import by_group
from assistant.understanding.narrowing import Narrowed
from assistant.understanding.roles import Roles, measure_of
from assistant.understanding.tagging import PERSON

_OF_A_COMPARISON = (
    "compare", "difference", "biggest", "smallest", "than", "more", "less", "most", "least", "or", "and", "between", "both",
    "over", "under", "who", "which", "with", "what", "to", "total", "from",
)  # fmt: skip


class Parts:
    """One question about expenses, with all that was found out before: who, and which expenses."""

    def __init__(self, asked: Asked, narrowed: Narrowed, roles: Roles) -> None:
        self.asked, self.narrowed, self.roles = asked, narrowed, roles
        self.measure, self.people = measure_of(roles)

    def filters(self, *, rows: bool = False, **more: Any) -> Filters:
        """`rows`: it is about expenses one by one, so that who paid narrows them."""
        roles = self.roles
        values: dict[str, Any] = {
            "shared_by": roles.partakers,
            "not_paid_by": [*self.narrowed.without_payers, *roles.not_payers],
            "only_by": roles.only,
        }
        if self.narrowed.without_people or roles.not_partakers:
            values["not_shared_by"] = [*self.narrowed.without_people, *roles.not_partakers]
        if roles.payers and (rows or self.measure is Measure.SHARE):
            values["paid_by"] = roles.payers
        if rows and roles.bearers:
            values["shared_by"] = [*roles.partakers, *roles.bearers]
        return self.narrowed.filters(**{name: tuple(dict.fromkeys(refs)) for name, refs in values.items()} | more)

    def plan(self, operation: Operation, *, rows: bool = False, **more: Any) -> Plan:
        values: dict[str, Any] = {"operation": operation, "filters": self.filters(rows=rows)}
        if not rows:
            values |= {"measure": self.measure, "people": self.people}
        return Plan(**values | more)

    # -- sums beside each other -----------------------------------------------------------------------------------
    def percentage(self) -> Plan | None:
        asked = self.asked
        if not asked.has("percent"):
            return None
        asked.use_tags("percent", "share", "of", "all", "who", "which", "expense", "total")
        group = by_group(asked)
        if group:
            return self.plan(Operation.PERCENTAGE, group=group)
        if self.roles.owners:  # of what she spent (or bears) the part that went there
            owners, self.roles.owners = tuple(self.roles.owners), []
            self.measure, self.people = (Measure.SHARE if asked.has("cost") else Measure.PAID), owners
            return self.plan(Operation.PERCENTAGE, against=(self._whole(people=True),))
        if self.people and self.narrowed.is_about_something:
            return self.plan(Operation.PERCENTAGE, against=(self._whole(people=not self._of_the_thing()),))
        if asked.has("who"):
            return None
        return self.plan(Operation.PERCENTAGE)

    def _of_the_thing(self) -> bool:
        """ "What percentage of the food did Ben pay": the food is the whole."""
        asked, place = self.asked, min(self.narrowed.places, default=0)
        return asked.tag(asked.before(place)) == "of" or place < (asked.find(PERSON) or 0)

    def _whole(self, *, people: bool) -> Side:
        narrowed = self.narrowed
        if people:
            return Side(
                measure=self.measure,
                people=self.people,
                filters=Filters(days=tuple(narrowed.days), weekdays=tuple(narrowed.weekdays)),
            )
        return Side(filters=narrowed.filters())

    def comparison(self) -> Plan | None:
        asked = self.asked
        told = asked.has("compare", "difference", "than") or (
            asked.has("more", "less", "most", "least", "both", "over", "under") and asked.has("or", "over", "under")
        )
        ranked = asked.has("biggest", "smallest") and not asked.has("expense", "and", "pay", "spend")
        if not told and not ranked and not (asked.has("more", "less") and len({*self.people, *self.roles.owners}) > 1):
            return None
        sides = self._sides()
        if len(sides) < 2:  # noqa: PLR2004
            return None
        asked.use_tags(*_OF_A_COMPARISON)
        asked.use(*(mention.place for mention in asked.mentions()))
        first, *others = sides
        return Plan(operation=Operation.COMPARE, against=tuple(others), **dict(first))

    def _sides(self) -> list[Side]:
        """The things or the people that stand beside each other."""
        narrowed, roles = self.narrowed, self.roles
        people = [*roles.owners, *self.people]
        if len(people) > 1 and not roles.partakers:
            measure = self.measure if self.people else Measure.PAID
            filters = narrowed.filters()
            return [Side(measure=measure, people=(ref,), filters=filters) for ref in dict.fromkeys(people)]
        for name in ("categories", "terms", "days"):
            values = list(dict.fromkeys(getattr(narrowed, name)))
            if len(values) > 1 and not (name != "days" and narrowed.categories and narrowed.terms):
                return [
                    Side(
                        measure=self.measure,
                        people=self.people,
                        filters=self.filters().model_copy(update={name: (value,)}),
                    )
                    for value in values
                ]
        if len(narrowed.categories) == 1 and len(narrowed.terms) == 1:
            return [
                Side(
                    measure=self.measure,
                    people=self.people,
                    filters=self.filters().model_copy(update={"categories": (), "terms": ()} | only),
                )
                for only in ({"categories": tuple(narrowed.categories)}, {"terms": tuple(narrowed.terms)})
            ]
        return []
