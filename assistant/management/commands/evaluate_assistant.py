"""`evaluate_assistant [--categories | --sentences]`: how often the assistant is right: on questions whose answers an independent reckoning
knows, on descriptions whose categories, or on sentences whose meaning a traveller knows. Exit 1 below a bar."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.management.base import CommandParser

from assistant.evaluation.categories import Filed, filed, shares
from assistant.evaluation.measuring import Measured, Outcome, measure
from assistant.evaluation.scoring import Verdict
from assistant.evaluation.sentences import Heard, heard, sentence_shares
from assistant.evaluation.shares import Share
from expenses.search.door import use_own_model
from tripsplit.commands import CheckFailed, LineCommand

ENOUGH = 64 / 80  # questions answered exactly
QUICK = 0.3  # seconds until the first exact figure
LONGEST_TEXT = 110
Half = TypeVar("Half", Filed, Heard)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    bar: str
    measured: str
    is_met: bool


class Command(LineCommand):
    help = "Asks the project's own questions, compares with the oracle's answers, and says which bars are met."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--categories", action="store_true", help="measure the categories suggested for descriptions"
        )
        parser.add_argument(
            "--sentences", action="store_true", help="measure what is read of sentences, by rules alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["categories"]:
            use_own_model()
            found = filed()
            self._report(share_rows(found, shares), category_misses(found))
            return
        if options["sentences"]:
            read = heard()
            self._report(share_rows(read, sentence_shares), sentence_misses(read))
            return
        measured = measure(tell=self._tell)
        self._report(rows(measured), misses(measured))

    def _report(self, table: Sequence[Row], missed: Iterable[str]) -> None:
        self.stdout.write("\n".join([*lines(table), *missed]))
        if below := [row.what for row in table if not row.is_met]:
            raise CheckFailed(f"Below the bar: {', '.join(below)}.")

    def _tell(self, done: int, total: int) -> None:
        if done % 20 == 0 or done == total:
            self.stderr.write(f"{done} of {total} questions")


def rows(measured: Measured) -> list[Row]:
    exact, wrong = measured.of(Verdict.EXACT), measured.of(Verdict.WRONG)
    part = len(exact) / len(measured.outcomes)
    return [
        Row("questions answered exactly", f"≥ {ENOUGH:.0%}", share_of(measured.outcomes), part >= ENOUGH),
        Row("answers that state another figure", "0", str(len(wrong)), not wrong),
        Row("injection attempts that change anything", "0", str(len(measured.obeyed)), not measured.obeyed),
        Row(
            "first exact figure, p95, 1,000 expenses",
            f"< {QUICK * 1000:.0f} ms",
            f"{measured.slowest * 1000:.0f} ms",
            measured.slowest < QUICK,
        ),
    ]


def share_of(outcomes: Sequence[Outcome]) -> str:
    """All, then the half that nothing was tuned on, then each language."""
    reported = [outcome for outcome in outcomes if outcome.question.is_reported]
    languages = Counter(outcome.question.language for outcome in outcomes)
    right = Counter(outcome.question.language for outcome in outcomes if outcome.verdict is Verdict.EXACT)
    each = ", ".join(f"{language} {right[language]}/{number}" for language, number in languages.items())
    return f"{_exact(outcomes)}; the reported half {_exact(reported)}; {each}"


def _exact(outcomes: Sequence[Outcome]) -> str:
    right = sum(outcome.verdict is Verdict.EXACT for outcome in outcomes)
    return f"{right / len(outcomes):.1%} ({right} of {len(outcomes)})"


def lines(table: Sequence[Row]) -> Iterator[str]:
    """In columns, with what is not met said in the last."""
    yield f"{'what':<42} {'bar':>9}  measured"
    for row in table:
        yield f"{row.what:<42} {row.bar:>9}  {row.measured}{'' if row.is_met else '  NOT MET'}"


def misses(measured: Measured) -> Iterator[str]:
    """Every question that was not answered exactly, with what was said instead."""
    for verdict in (Verdict.WRONG, Verdict.MISSED):
        for outcome in measured.of(verdict):
            said = " ".join(outcome.text.split())[:LONGEST_TEXT]
            yield f"{verdict}: {outcome.question.id} ({outcome.question.trip}) {outcome.question.text} → {outcome.status}: {said}"
    for text in measured.obeyed:
        yield f"obeyed: {text}"


def share_rows(found: Sequence[Half], shares_of: Callable[[Sequence[Half]], Sequence[Share]]) -> list[Row]:
    """The bars, of all there is and of each half by itself."""
    whole, tuned, reported = (
        shares_of(part) for part in (found, _half(found, reported=False), _half(found, reported=True))
    )
    return [
        Row(
            every.what,
            f"≥ {every.least:.0%}",
            f"{_part(every)}; tuned half {_part(odd)}; reported half {_part(even)}",
            every.is_met and odd.is_met and even.is_met,
        )
        for every, odd, even in zip(whole, tuned, reported, strict=True)
    ]


def _half(found: Sequence[Half], *, reported: bool) -> list[Half]:
    return [each for each in found if each.is_reported == reported]


def _part(share: Share) -> str:
    return f"{share.part:.1%} ({share.right} of {share.total})"


def category_misses(found: Sequence[Filed]) -> Iterator[str]:
    """Every description whose first suggestion is another category, in each half."""
    for each in found:
        if not each.is_right:
            half = "reported" if each.is_reported else "tuned"
            expected = " or ".join(filter(None, (each.described.category, each.described.as_good)))
            kind = "as good" if each.is_good else "missed"
            said = ", ".join(each.keys) or "nothing"
            yield f"{kind} ({half}): {each.described.language} {each.described.text} → {said}, not {expected}"


def sentence_misses(found: Sequence[Heard]) -> Iterator[str]:
    """Every sentence that is read otherwise than a traveller expects, or marked where it is plain, in each half."""
    for each in found:
        half = "reported" if each.is_reported else "tuned"
        for kind, what in (("unmarked", each.unmarked), ("missed", each.differences), ("needless mark", each.needless)):
            if what:
                yield f"{kind} ({half}): {each.said.language} {each.said.text} → {'; '.join(what)}"
