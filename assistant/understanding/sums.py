"""Questions about expenses: totals, counts, averages, the largest, lists, comparisons, parts of a whole. Pure."""

from typing import Any

from assistant.plans import Group, Measure, Operation, Order, Per, Plan
from assistant.understanding.grouping import by_group, limit_of, noun_group
from assistant.understanding.outcome import Answerless, Outcome, Several
from assistant.understanding.parts import Parts
from assistant.understood import Why

_SHORT = 4  # words: "food total?", "taxi Zoë"
_A_FEW = 5  # "the biggest expenses"
_PLURALS = frozenset(
    {
        "ausgaben",
        "einkäufe",
        "buchungen",
        "transaktionen",
        "kategorien",
        "personen",
        "spese",
        "acquisti",
        "uscite",
        "categorie",
        "voci",
    }
)
_OF_A_RANK = (
    "biggest",
    "smallest",
    "most",
    "least",
    "more",
    "less",
    "which",
    "what",
    "expense",
    "all",
    "list",
    "whatfor",
    "where",
)
_PERS = {"day": Per.DAY, "person": Per.PERSON, "expense": Per.EXPENSE}
_OVER = {Group.DAY: Per.DAY, Group.WEEK: Per.WEEK, Group.MONTH: Per.MONTH}
_SUMMED = ("howmuch", "total", "spend", "cost", "pay", "share")


class Sums(Parts):
    """Tries one way of reading after the other."""

    def outcome(self) -> Outcome:
        """The plan; two where "Ben's food" may be what he paid or what he bears."""
        ways = (
            self.percentage, self.comparison, self._average, self._largest, self._at_an_end, self._count, self._list, self._grouped,
            self._total,
        )  # fmt: skip
        plan = self.asked.first_of(ways)
        if plan is None:
            return Answerless(Why.NOT_UNDERSTOOD, self.asked.missed())
        return self._of_owners(plan) if self.roles.owners else plan

    def _of_owners(self, plan: Plan) -> Outcome:
        owners = tuple(dict.fromkeys(self.roles.owners))
        if plan.operation in {
            Operation.LIST,
            Operation.LARGEST,
            Operation.SMALLEST,
            Operation.LATEST,
            Operation.FIRST,
            Operation.COUNT,
        }:
            if plan.measure is Measure.SPENT and not plan.filters.paid_by:
                return plan.model_copy(update={"filters": plan.filters.model_copy(update={"paid_by": owners})})
            return plan
        if plan.people or plan.operation is Operation.COMPARE:
            return plan
        kinds = (Measure.PAID, Measure.SHARE)
        return Several(tuple(plan.model_copy(update={"measure": kind, "people": owners}) for kind in kinds))

    def _average(self) -> Plan | None:
        asked = self.asked
        place = asked.find("per")
        per = None if place is None else self._per_said(place)
        if not asked.has("average") and per is None:
            return None
        if per is Per.DAY and asked.has("total") and not asked.has("average", "howmuch"):
            asked.use(place or 0)  # "daily totals"
            return self.plan(Operation.TOTAL, group=Group.DAY)
        if per is None:
            per = _OVER.get(by_group(asked))
        if per is None:
            per = self._per_noun()
        if per is None or asked.has("howmany", "howoften"):
            return None
        asked.use(*() if place is None else (place,))
        asked.use_tags("average", "all", "which", "each", "dayunit" if per is Per.DAY else "-")
        if per is Per.DAY and not asked.has("average", *_SUMMED) and asked.has("list", "breakdown"):
            return None
        return self.plan(Operation.AVERAGE, per=per)

    def _per_said(self, place: int) -> Per:
        """ "A day", "a person"; both are each person's on each day."""
        asked = self.asked
        said = {asked.chunks[each].value: each for each in asked.places("per")}
        if {"day", "person"} <= said.keys():
            asked.use(said["day"], said["person"])
            return Per.PERSON_DAY
        return _PERS[asked.chunks[place].value]

    def _per_noun(self) -> Per | None:
        """ "The average expense", "a taxi on average"."""
        if self.asked.has("expense") or self.narrowed.is_about_something:
            self.asked.use_tags("expense")
            return None if self.asked.has("by", "dayunit", "weekunit", "monthunit") else Per.EXPENSE
        return Per.DAY if self.asked.has("dayunit") else None

    def _largest(self) -> Plan | None:
        asked = self.asked
        big, small = asked.has("biggest"), asked.has("smallest")
        most, least = asked.has("most", "more"), asked.has("least", "less")
        if not (big or small or most or least):
            return None
        if not (big or small) and self._counts_things():
            return None
        operation = Operation.LARGEST if big or (most and not small) else Operation.SMALLEST
        group = by_group(asked) or noun_group(asked)
        if group is Group.NONE and not (big or small or asked.has("expense", "what", "which", "where", "whatfor")):
            return None
        asked.use_tags(*_OF_A_RANK)
        if asked.has("expense", "pay") or self.narrowed.is_about_something:
            asked.use_tags("who")
        limit = limit_of(asked) or self._usual_limit()
        if group is Group.NONE:
            if asked.has("what", "which", "whatfor", "where") and not (big or small or asked.has("expense")):
                group = Group.CATEGORY
            else:
                return self.plan(operation, rows=True, limit=limit)
        return self.plan(operation, group=group, limit=limit, **self._of_everybody(group))

    def _counts_things(self) -> bool:
        """ "Who paid the most dinners": their number is asked for, not their cost."""
        asked = self.asked
        for place in asked.places("most", "more", "least", "less"):
            following = asked.after(place)
            while asked.tag(following) == "of":
                following = asked.after(following)
            if asked.tag(following) in {"cat", "catterm", "unknown", "term", "expense"}:
                return True
        return False

    def _usual_limit(self) -> int:
        """One, or the first five where the word stands in the plural: "the biggest expenses"."""
        place = self.asked.find("expense", "category", "person")
        if place is None:
            return 1
        word = self.asked.chunks[place].text.lower()
        return _A_FEW if word in _PLURALS or (word.endswith("s") and self.asked.language not in {"de", "it"}) else 1

    def _of_everybody(self, group: Group) -> dict[str, Any]:
        """By person it is what each paid, or bears."""
        if group is not Group.PERSON or self.people:
            return {}
        bears = self.asked.has("share", "participate", "cost") and not self.asked.has("pay", "spend")
        return {"measure": Measure.SHARE if bears else Measure.PAID}

    def _at_an_end(self) -> Plan | None:
        asked = self.asked
        thing = (
            asked.has("expense", "which", "what", "when", "whatfor", "list")
            or self.narrowed.is_about_something
            or asked.has("pay", "spend")
        )
        first = [place for place in asked.places("ord") if asked.chunks[place].value == "1" and place not in asked.used]
        if not (asked.has_unused("first", "last") or first) or not thing:
            return None
        asked.use(*first)
        operation = Operation.FIRST if asked.has("first") or first else Operation.LATEST
        asked.use_tags("first", "last", "expense", "when", "which", "what", "who", "all", "list", "whatfor")
        return self.plan(operation, rows=True, limit=limit_of(asked) or 1)

    def _count(self) -> Plan | None:
        asked = self.asked
        if not asked.has("howmany", "howoften", "count"):
            return None
        counted = asked.has("expense", "howoften", "pay") or self.narrowed.is_about_something
        if not counted or (asked.has("howmany") and self._counts_something_else()):
            return None
        asked.use_tags("howmany", "howoften", "count", "expense", "all")
        group = by_group(asked)
        return self.plan(Operation.COUNT, rows=True, group=group)

    def _counts_something_else(self) -> bool:
        """ "How many people shared dinner": people are counted, not dinners."""
        place = self.asked.find("howmany")
        following = self.asked.tag(self.asked.after(place)) if place is not None else ""
        return following in {
            "cat",
            "person",
            "dayunit",
            "weekunit",
            "monthunit",
            "night",
            "category",
            "currency",
            "payer",
        }

    def _list(self) -> Plan | None:
        asked = self.asked
        few = self.narrowed.amounts is not None or (asked.has("which") and asked.has("participate"))
        listed = (
            asked.has("list", "whatfor")
            or (asked.has("when") and self.narrowed.is_anything)
            or (few and not asked.has(*_SUMMED))
        )
        listed = listed or (
            asked.has("expense") and not asked.has("howmuch", "total", "spend", "cost", "each", "per", "who", "share")
        )
        if not listed or by_group(asked.fresh()) is not Group.NONE or asked.has("breakdown", "total", "howmuch"):
            return None
        if asked.has("who") and asked.has("pay"):
            return None
        asked.use_tags("list", "which", "expense", "what", "when", "all", "category", "whatfor")
        limit = limit_of(asked)
        return self.plan(Operation.LIST, rows=True, limit=limit)

    def _grouped(self) -> Plan | None:
        """By category, each of us, who paid for dinner."""
        asked = self.asked
        group = by_group(asked)
        if group is Group.NONE and asked.has("breakdown"):
            group = noun_group(asked)
            group = Group.CATEGORY if group is Group.NONE and not self.roles.anybody else group
        if (
            group is Group.NONE
            and asked.has("who", "payer")
            and asked.has("pay", "spend", "share", "participate", "cost", "payer")
        ):
            asked.use_tags("who", "payer", "participate")
            group = Group.PERSON
        if group is Group.NONE and asked.has("category") and asked.has("which", "total"):
            group = noun_group(asked)
        if group is Group.NONE or (group is Group.PERSON and self.roles.bearers):
            return None
        asked.use_tags("breakdown", "list", "total", "all", "expense", "each", "which")
        return self.plan(
            Operation.TOTAL,
            group=group,
            order=Order.MOST if group in {Group.CATEGORY, Group.PERSON} else Order.NONE,
            **self._of_everybody(group),
        )

    def _total(self) -> Plan | None:
        asked = self.asked
        words = sum(chunk.end - chunk.start for chunk in asked.chunks if chunk.tag not in {"-", "the"})
        short = (words <= _SHORT or not asked.missed()) and (
            self.narrowed.is_anything or self.roles.anybody or asked.has("cur")
        )
        summed = asked.has(*_SUMMED) or (asked.has("what", "which", "expense") and self.narrowed.is_anything)
        of_nobody = asked.has("share") and not self.people and not self.roles.owners
        if not (summed or short) or of_nobody or asked.has("who", "whom", "whose"):
            return None
        if self.roles.bearers and asked.has("share"):
            asked.use_tags("pay")  # "cuánto me toca pagar"
        asked.use_tags("all", "total", "together", "both", "expense", "howmany" if asked.has("cur") else "-")
        return self.plan(Operation.TOTAL)
