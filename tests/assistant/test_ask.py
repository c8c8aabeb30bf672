"""…/ask/: the exact answer is on the page at once, with what it is made of, whether a model runs or not."""

import datetime
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from assistant import services
from assistant.models import Question
from settlements.balances import load_balances
from settlements.debts import load_debts
from tests.assistant.asked import TOTAL, address, asked, asks, figures_on, rows_on
from tests.expenses.recording import record, words
from tests.factories import UserFactory
from tests.settlements.rows import spend
from tests.trips.recurring import queries
from trips.leaving import delete_account
from trips.models import Participant
from trips.people import free_participant
from tripsplit.jobs import enqueue


@pytest.fixture
def dinner(trip, zoe, friends):
    return record(trip, zoe, friends, amount=14_200)


@pytest.fixture
def taxi(trip, david, friends):
    return record(trip, david, friends, amount=1_800, description="Taxi", category="transport")


# -- the answer -----------------------------------------------------------------------------------------------------------
def test_the_figure_stands_first_with_the_expenses_it_is_made_of(client_of, trip, zoe, dinner, taxi):
    client = client_of(zoe)
    answer = asks(client, trip)
    question = Question.objects.get()
    assert (answer.status_code, answer.url) == (303, f"{address(trip)}#turn-{question.ref}")
    page = client.get(address(trip)).content.decode()
    assert [amount for _, amount in figures_on(page)] == ["€160.00"]
    assert set(rows_on(page)) == {dinner.get_absolute_url(), taxi.get_absolute_url()}
    assert "Worked out from the ledger." in page
    assert page.index("€160.00") < page.index("Made of")


def test_viewers_and_guests_may_ask(client_of, trip, zoe, emily, guest, dinner):
    for person in (emily, guest):
        assert asked(client_of(person), trip).status == "answered"


def test_whoever_asks_is_i(client_of, trip, zoe, david, dinner):
    page = client_of(david)
    asked(page, trip, "How much do I owe?")
    assert "−€35.50" in [amount for _, amount in figures_on(page.get(address(trip)).content.decode())]


def test_the_plan_stands_apart_from_the_debts_between_each_two(client_of, trip, zoe, dinner, taxi):
    client = client_of(zoe)
    asked(client, trip, "Who owes whom?")
    page = client.get(address(trip)).content.decode()
    plan, debts = page.index("The plan that settles everything</h3>"), page.index('<summary dir="auto">')
    plan_of_page = load_balances(trip).plan
    assert len(figures_on(page[plan:debts])) == len(plan_of_page) < len(figures_on(page))
    assert len(figures_on(page[debts:])) == len(load_debts(trip))


def test_what_is_not_recorded_is_said_with_no_figure(client_of, trip, zoe, dinner):
    client = client_of(zoe)
    question = asked(client, trip, "What was the weather like?")
    assert question.status == "unknown"
    assert not figures_on(client.get(address(trip)).content.decode())


def test_a_follow_up_keeps_the_frame(client_of, trip, zoe, david, dinner, taxi):
    client = client_of(zoe)
    asked(client, trip, "How much did David pay?")
    asked(client, trip, "And Zoë?")
    assert [amount for _, amount in figures_on(client.get(address(trip)).content.decode())] == ["€18.00", "€142.00"]


def test_a_reading_of_an_ambiguous_question_is_a_button_with_its_figure(client_of, trip, zoe, friends, dinner):
    from tests.factories import ParticipantFactory

    two = [ParticipantFactory(trip=trip, name=f"Ann {last}", position=9) for last in ("Adams", "Brown")]
    spend(trip, 5_000, by=two[0], among=two)
    client = client_of(zoe)
    question = asked(client, trip, "How much did Ann pay?")
    assert question.status == "ambiguous"
    page = client.get(address(trip)).content.decode()
    assert f'name="choice" value="{question.ref}.0"' in page
    assert "€50.00" in page
    chosen = asked(client, trip, "", choice=f"{question.ref}.0")
    assert chosen.status == "answered"
    assert chosen.answer["figures"][0]["minor"] == 5_000


@pytest.mark.parametrize("choice", ["nothing.0", "x", "a.b", "{ref}.7"])
def test_a_reading_that_was_not_offered_is_none(client_of, trip, zoe, dinner, choice):
    question = asked(client_of(zoe), trip)
    answer = asks(client_of(zoe), trip, "", choice=choice.format(ref=question.ref))
    assert answer.status_code in (404, 422)
    assert Question.objects.count() == 1


def test_a_deleted_expense_is_no_row_of_an_old_answer(client_of, trip, zoe, dinner, taxi):
    from expenses.services import delete_expense

    client = client_of(zoe)
    asked(client, trip)
    delete_expense(expense=taxi, by=zoe, version=1)
    page = client.get(address(trip)).content.decode()
    assert rows_on(page) == [dinner.get_absolute_url()]
    assert "€160.00" in page


def test_of_many_rows_some_are_listed_and_all_can_be(client_of, trip, zoe, friends, htmx):
    for number in range(18):
        spend(trip, 100 + number, by=zoe, among=friends)
    client = client_of(zoe)
    question = asked(client, trip)
    page = client.get(address(trip)).content.decode()
    assert len(rows_on(page)) == 15
    assert "And 3 more, which count as well." in page
    whole = f"?all={question.ref}"
    assert f'href="{address(trip)}{whole}#turn-{question.ref}"' in page
    assert len(rows_on(client.get(f"{address(trip)}{whole}").content.decode())) == 18
    turn = client.get(f"{address(trip)}turns/{question.ref}/{whole}", headers=htmx("x")).content.decode()
    assert len(rows_on(turn)) == 18
    assert "more, which" not in turn


# -- the conversation ---------------------------------------------------------------------------------------------------------
def test_a_conversation_is_ones_own(client_of, trip, zoe, david, dinner):
    asked(client_of(zoe), trip, "How much did Kenji pay?")
    assert "Kenji pay?" in client_of(zoe).get(address(trip)).content.decode()
    assert "Kenji pay?" not in client_of(david).get(address(trip)).content.decode()


def test_clearing_forgets_it_at_once(client_of, trip, zoe, dinner):
    client = client_of(zoe)
    asked(client, trip)
    answer = client.post(f"{address(trip)}clear/", {"submit_key": "k"})
    assert answer.status_code == 303
    [row] = Question.objects.all()
    assert (row.text, row.answer, row.frame, row.events) == ("", {}, {}, [])
    assert (
        TOTAL not in words(client.get(address(trip))).replace("Questions to begin with", "").partition("What would")[0]
    )


def test_what_was_cleared_goes_the_night_after_the_limits_forget_it(client_of, trip, zoe, dinner):
    asked(client_of(zoe), trip)
    services.clear_conversation(me=zoe)
    assert services.forget_cleared_questions() == 0
    old = timezone.now() - timedelta(days=2)
    Question.objects.update(asked_at=old, cleared_at=old)
    assert services.forget_cleared_questions() == 1


def test_at_night_the_worker_forgets_what_was_cleared(client_of, trip, zoe, dinner, run_jobs):
    asked(client_of(zoe), trip)
    services.clear_conversation(me=zoe)
    old = timezone.now() - timedelta(days=2)
    Question.objects.update(asked_at=old, cleared_at=old)
    enqueue("assistant.jobs.clean_up")
    run_jobs()
    assert not Question.objects.exists()


def test_with_the_account_go_its_questions(client_of, trip, zoe, david, dinner):
    asked(client_of(david), trip)
    delete_account(user=david.user)
    assert not Question.objects.exists()


def test_who_claims_a_name_after_somebody_else_sees_nothing_of_what_that_one_asked(client_of, trip, zoe, david, dinner):
    question = asked(client_of(david), trip, "How much did Kenji pay?")
    free_participant(participant=david, by=zoe)
    other = UserFactory()
    Participant.objects.filter(pk=david.pk).update(user=other)
    page = client_of(other).get(address(trip)).content.decode()
    assert "Kenji pay?" not in page
    assert client_of(other).post(f"{address(trip)}turns/{question.ref}/stop/").status_code == 404


def test_a_question_sent_twice_counts_once(client_of, trip, zoe, dinner):
    client = client_of(zoe)
    first, second = (asks(client, trip, submit_key="the-same") for _ in range(2))
    assert first.url == second.url
    assert Question.objects.count() == 1


def test_suggested_questions_fit_the_trip_and_can_be_asked(client_of, trip, zoe, david, dinner, taxi):
    client = client_of(zoe)
    page = client.get(address(trip)).content.decode()
    assert 'value="How much did we spend on transport?"' in page
    assert 'value="Does David owe me money?"' in page
    assert (
        asked(client, trip, "", suggested="How much did we spend on transport?").answer["figures"][0]["minor"] == 1_800
    )


def test_a_trip_with_nothing_in_it_suggests_nothing(client_of, trip, zoe):
    assert 'name="suggested" value' not in client_of(zoe).get(address(trip)).content.decode()


def test_every_suggestion_has_an_answer(client_of, trip, zoe, friends, dinner, taxi):
    from assistant.knowing import known_of
    from assistant.suggestions import suggestions
    from assistant.turning import reply_to

    spend(trip, 900, by=zoe, among=friends, date=datetime.date(2026, 5, 4))
    trip.me = zoe
    offered = suggestions(known_of(trip, datetime.date(2026, 5, 20)))
    assert len(offered) >= 5
    assert {words: reply_to(trip, words).status for words in offered} == dict.fromkeys(offered, "answered")


# -- what is refused ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "reason"),
    [("", "Write a question first."), ("x" * 1001, "room for 1000 characters"), ("Ta\u202exi", "This text ")],
)
@pytest.mark.parametrize("target", ["", "ask-form"])
def test_what_is_no_question_comes_back_with_a_reason(client_of, trip, zoe, htmx, question, reason, target):
    answer = asks(client_of(zoe), trip, question, headers=htmx(target) if target else {})
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert ("<html" in answer.content.decode()) == (not target)
    assert not Question.objects.exists()


@pytest.mark.parametrize(("limit", "wait"), [("per_minute", "a minute"), ("per_day", "until tomorrow")])
def test_too_many_questions_are_told_so_in_words(client_of, trip, zoe, david, dinner, monkeypatch, limit, wait):
    monkeypatch.setattr(services, "QUESTIONS", replace(services.QUESTIONS, **{limit: 2}))
    client = client_of(zoe)
    asked(client, trip)
    asked(client, trip)
    services.clear_conversation(me=zoe)
    answer = asks(client, trip)
    assert answer.status_code == 429
    assert f"Please wait {wait}" in answer.content.decode()
    assert asks(client_of(david), trip).status_code == 303


def test_what_was_asked_in_another_trip_counts_as_well(client_of, trip, zoe, dinner, stranger, monkeypatch):
    monkeypatch.setattr(services, "QUESTIONS", replace(services.QUESTIONS, per_minute=1))
    Participant.objects.create(trip=stranger.trip, name="Zoë", user=zoe.user, position=9)
    assert asks(client_of(zoe), trip).status_code == 303
    assert asks(client_of(zoe), stranger.trip).status_code == 429
    assert asks(client_of(stranger), stranger.trip).status_code == 303


def test_to_others_it_does_not_exist(client_of, client, trip, stranger, zoe):
    assert client_of(stranger).get(address(trip)).status_code == 404
    assert asks(client_of(stranger), trip).status_code == 404
    assert client.get(address(trip)).status_code == 302


def test_it_is_looked_at_or_asked(client_of, trip, zoe):
    assert client_of(zoe).put(address(trip)).status_code == 405
    assert client_of(zoe).get(f"{address(trip)}clear/").status_code == 405


def test_htmx_is_led_to_the_page_and_gets_the_form_alone(client_of, trip, zoe, htmx, dinner):
    client = client_of(zoe)
    assert asks(client, trip, headers=htmx("ask-form")).status_code == 204
    seen = client.get(address(trip), headers=htmx("ask-form")).content.decode()
    assert 'id="ask-form"' in seen
    assert "<html" not in seen


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, dinner):
    client = client_of(zoe)
    asked(client, trip)
    few = queries(lambda: client.get(address(trip)))
    for number in range(12):
        spend(trip, 100 + number, by=zoe, among=friends)
    for _ in range(4):
        asked(client, trip)
    assert queries(lambda: client.get(address(trip))) == few


def test_asking_changes_no_row_of_another_app(client_of, trip, zoe, dinner, django_assert_num_queries):
    from tests.safety.tables import contents

    own = {"assistant_question", "trips_submitkey", "sqlite_sequence"}
    before = {table: rows for table, rows in contents().items() if table not in own}
    client = client_of(zoe)
    for question in (TOTAL, "Delete all expenses", "Pay Zoë €50", "'; DROP TABLE expenses_expense; --"):
        asked(client, trip, question)
    assert {table: rows for table, rows in contents().items() if table not in own} == before
