"""What is said: in six languages the same, with plurals and days as each has them, and with no amount that the result does not have."""

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.executing.carrying_out import carry_out
from assistant.executing.ledger import Ledger, Move, Part, Rate, Row, Settling
from assistant.plans import CATEGORIES, Days, Fact, Filters, Group, Kind, Measure, Operation, Per, Plan, Side
from assistant.understood import LANGUAGES, Refused, Unknown, Why
from assistant.wording.catalogue import catalogue
from assistant.wording.labels import label
from assistant.wording.refusals import nothing, refused, unknown
from assistant.wording.sentences import said
from assistant.wording.speech import Speech
from tests.assistant.ledgers import PEOPLE, START, ledgers, plans
from tripsplit.money import Money, format_money

languages = st.sampled_from(LANGUAGES)
REFUSED = {Why.CHANGES, Why.OTHER_TRIP, Why.NOT_OURS}


def speech(language="en", reader=""):
    return Speech(language, PEOPLE, datetime.date(2026, 6, 1), reader)


def leaves(messages, path=""):
    for key, value in messages.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def messages(language):
    return dict(leaves(catalogue(language)._messages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things(language):
    english, own = messages("en"), messages(language)
    assert own.keys() == english.keys()
    assert {key: placeholders(text) for key, text in own.items()} == {
        key: placeholders(text) for key, text in english.items()
    }
    assert all(text.strip() for text in own.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_words_for_whatever_can_come_of_a_question(language):
    speaks = speech(language)
    assert all(speaks.category(key) for key in CATEGORIES)
    for why in Why:
        if why in REFUSED:
            assert refused(speaks, Refused(language, why))
        else:
            assert "Xyz" in unknown(speaks, Unknown(language, Why.NOBODY, ("Xyz",)))
            assert unknown(speaks, Unknown(language, why))


PLURALS = {
    "en": ["0 expenses", "1 expense", "2 expenses"],
    "de": ["0 Ausgaben", "1 Ausgabe", "2 Ausgaben"],
    "fr": ["0 dépense", "1 dépense", "2 dépenses"],
    "es": ["0 gastos", "1 gasto", "2 gastos"],
    "it": ["0 spese", "1 spesa", "2 spese"],
    "pt": ["0 despesa", "1 despesa", "2 despesas"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_are_those_of_the_language(language):
    assert [catalogue(language).count("numbers.expenses", number) for number in range(3)] == PLURALS[language]


DAYS = {
    "en": ["3 May", "1–6 May", "30 April – 2 May", "May 2026", "31 December 2025 – 2 January", "from 3 May", "1 May 2025"],
    "de": ["3. Mai", "1.–6. Mai", "30. April – 2. Mai", "Mai 2026", "31. Dezember 2025 – 2. Januar", "ab 3. Mai", "1. Mai 2025"],
    "fr": ["3 mai", "1–6 mai", "30 avril – 2 mai", "mai 2026", "31 décembre 2025 – 2 janvier", "à partir du 3 mai", "1 mai 2025"],
    "es": ["3 de mayo", "1–6 de mayo", "30 de abril – 2 de mayo", "mayo de 2026", "31 de diciembre de 2025 – 2 de enero",
           "desde el 3 de mayo", "1 de mayo de 2025"],
    "it": ["3 maggio", "1–6 maggio", "30 aprile – 2 maggio", "maggio 2026", "31 dicembre 2025 – 2 gennaio", "dal 3 maggio",
           "1 maggio 2025"],
    "pt": ["3 de maio", "1–6 de maio", "30 de abril – 2 de maio", "maio de 2026", "31 de dezembro de 2025 – 2 de janeiro",
           "desde 3 de maio", "1 de maio de 2025"],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_are_written_as_the_language_does(language):
    def day(month, day, year=2026):
        return datetime.date(year, month, day)

    ranges = [
        Days(first=day(5, 3), last=day(5, 3)),
        Days(first=day(5, 1), last=day(5, 6)),
        Days(first=day(4, 30), last=day(5, 2)),
        Days(first=day(5, 1), last=day(5, 31)),
        Days(first=day(12, 31, 2025), last=day(1, 2)),
        Days(first=day(5, 3)),
        Days(first=day(5, 1, 2025), last=day(5, 1, 2025)),
    ]
    assert [speech(language).days(each) for each in ranges] == DAYS[language]
    assert speech(language).days(Days(first=day(1, 1), last=day(12, 31))) == "2026"


def test_numbers_are_the_readers_own_where_the_language_is():
    assert speech("de").amount(Money(123450, "EUR")) == "1.234,50\N{NO-BREAK SPACE}€"
    assert "1’234" in speech("de", "de_CH").amount(Money(123450, "CHF"))
    assert speech("de", "en_US").amount(Money(123450, "EUR")) == "1.234,50\N{NO-BREAK SPACE}€"
    assert speech("en", "en_US").days(Days(first=START, last=START.replace(day=6))) == "May 1 – May 6"


# -- nothing is told that is not so ---------------------------------------------------------------------------------------
SYMBOL = r"(?:JP¥|US\$|\$US|[€$¥]|JPY|USD)"
NUMBER = r"\d+(?:[.,’\u00a0\u202f]\d+)*"
AMOUNT = re.compile(rf"{SYMBOL}\s?{NUMBER}|{NUMBER}\s?{SYMBOL}")


def amounts_in(text):
    rates = re.compile(r"1 [A-Z]{3} = [\d.,]+ [A-Z]{3}")
    return {re.sub(r"\s", "", found) for found in AMOUNT.findall(rates.sub("", text))}


def amounts_of(speaks, result):
    """Every amount that may be told of the result, as it is written."""
    known = [figure.money for figure in result.figures]
    known += [Money(row.amount * sign, row.currency) for row in (*result.rows, *result.perhaps) for sign in (1, -1)]
    known += [Money(each.base, "EUR") for each in result.payments]
    for bounds in (side.filters.amounts for side in (result.plan.side, *result.plan.against)):
        if bounds:
            known += [Money(minor, bounds.currency) for minor in (bounds.least, bounds.most) if minor is not None]
    if result.left:
        known += [Money(sum(sign * minor for _, minor in result.left if sign * minor > 0), "EUR") for sign in (1, -1)]
    sides = [figure.money.minor for figure in result.figures if figure.about == "side"]
    known += [Money(abs(one - other), "EUR") for one in sides for other in sides]
    known.append(Money(0, "EUR"))
    return {
        re.sub(r"\s", "", format_money(money, locale=speaks.locale, sign=sign)).lstrip("−")
        for money in known
        for sign in ("auto", "never")
    }


def every_plan():
    with_groups = [Operation.TOTAL, Operation.COUNT, Operation.LARGEST, Operation.SMALLEST, Operation.PERCENTAGE]
    plain = [
        operation for operation in Operation if operation not in {Operation.AVERAGE, Operation.COMPARE, Operation.FACT}
    ]
    return st.one_of(
        st.sampled_from(plain).flatmap(plans),
        st.tuples(st.sampled_from(with_groups), st.sampled_from(list(Group))).flatmap(lambda each: plans(each[0], group=each[1])),
        st.sampled_from(list(Per)).flatmap(lambda per: plans(Operation.AVERAGE, per=per)),
        st.sampled_from([fact for fact in Fact if fact]).flatmap(lambda fact: plans(Operation.FACT, fact=fact)),
        plans(Operation.COMPARE, against=(Side(filters=Filters(categories=("food",))),)),
        st.sampled_from([Operation.TOTAL, Operation.RATE, Operation.LIST, Operation.BALANCE]).flatmap(
            lambda operation: plans(operation, shown_in="USD")
        ),
        plans(Operation.FACT, fact=Fact.CURRENCY, shown_in="USD"),
        plans(Operation.COMPARE, against=(Side(), Side(measure=Measure.PAID, people=("b",)))),
    )  # fmt: skip


def with_standing(ledger):
    return replace(
        ledger,
        nets={"a": -500, "b": 300, "c": 0, "k": 200},
        debts={("a", "b"): 400, ("a", "k"): 100, ("b", "c"): 100},
        settling=Settling((Move("a", "b", 300), Move("a", "k", 150)), {"a": -50, "k": 50}),
        rates={"USD": Rate(Decimal(3), "trip", START)},
    )


@settings(max_examples=max(150, settings.default.max_examples))
@given(ledgers(), every_plan(), languages)
def test_every_amount_in_the_text_is_one_of_the_result(ledger, plan, language):
    speaks, result = speech(language), carry_out(with_standing(ledger), plan)
    if result.nothing:
        assert nothing(speaks, result)
        return
    text = said(speaks, result)
    assert amounts_in(text) <= amounts_of(speaks, result), text
    assert "{" not in text
    assert all(label(speaks, result, figure) for figure in result.figures)
    if result.figures and result.figures[0].money:
        # The answer proper is told, and not only shown on the card.
        first = re.sub(r"\s", "", speaks.size(result.figures[0].money))
        assert first in re.sub(r"\s", "", text)


def test_the_control_sees_an_amount_that_nobody_has():
    assert amounts_in("Dinner cost €12.34, or 5,60\N{NO-BREAK SPACE}€.") == {"€12.34", "5,60€"}


# -- a few, read as people read them --------------------------------------------------------------------------------------
def test_sentences_read_like_sentences():
    def row(pk, minor, payer, category="food"):
        half, whole = Part(minor // 2, minor // 2), Part(minor, minor)
        facts = (pk, f"x{pk}", START, "Dinner", category, "expense", "EUR", minor, minor, None)
        return Row(*facts, {payer: whole}, {"a": half, "b": half})

    ledger = Ledger("EUR", PEOPLE, START, rows=(row(1, 2000, "a"), row(2, 1000, "b", "transport")))
    food = Filters(categories=("food",))

    def text(language="en", **plan):
        return said(speech(language), carry_out(ledger, Plan(**plan)))

    assert text(operation="total", filters=food) == "The group spent €20.00 in all on food & drink (1 expense)."
    assert text(operation="total", measure="paid", people=("b",)) == "Ben paid €10.00 (1 expense)."
    assert text(operation="total", measure="paid", people=("b",), filters=food) == (
        "Ben paid €0.00 on food & drink (0 expenses)."
    )
    assert text(operation="total", measure="share", people=("a",)) == "Your share is €15.00 (2 expenses)."
    assert text("de", operation="total", measure="share", people=("b", "a")) == (
        "Die Anteile von dir und Ben betragen zusammen 30,00\N{NO-BREAK SPACE}€ (2 Ausgaben).\n"
        "- Du: 15,00\N{NO-BREAK SPACE}€\n- Ben: 15,00\N{NO-BREAK SPACE}€"
    )
    assert text("fr", operation="largest") == (
        "La plus grosse dépense est «\N{NO-BREAK SPACE}Dinner\N{NO-BREAK SPACE}», 1 mai, 20,00\N{NO-BREAK SPACE}€."
    )
    assert (
        text(operation="largest", measure="paid", group="person").splitlines()[0] == "Ann (you) paid the most: €20.00."
    )
    assert text(operation="percentage", filters=food) == "66.7% of it went on food & drink: €20.00 of €30.00."
    day = Filters(days=(Days(first=START, last=START),))
    assert text(operation="largest", filters=day) == "The largest expense is “Dinner”, 1 May, €20.00."
    assert text(operation="count", filters=day) == "2 expenses, €30.00 in all (1 May)."
    against = (Side(filters=Filters(categories=("transport",))),)
    assert text(operation="compare", filters=food, against=against) == (
        "Food & drink: €20.00. That is €10.00 more than transport: €10.00."
    )
    assert text("es", operation="total", filters=Filters(kind=Kind.INCOME)) == (
        "Se devolvieron 0,00\N{NO-BREAK SPACE}€ (0 gastos)."
    )
