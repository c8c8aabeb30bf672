"""…/categories/suggest/: chips beside the description that is typed; what was chosen by hand stays; a model is asked last, and briefly."""

import time

import pytest
from django.test import Client

from assistant import services
from assistant.categorising import modelling
from assistant.categorising.choosing import offer
from assistant.categorising.suggesting import Suggestion
from assistant.limits import Rate
from expenses.models import Expense
from expenses.services import restore_version
from tests.assistant.conftest import use
from tests.expenses.recording import record, said
from tests.expenses.recording import typed as written
from tests.trips.recurring import queries


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/categories/suggest/"


@pytest.fixture
def typed(client_of, zoe, url):
    def typed(description, **more):
        by = more.pop("by", "")
        address = f"{url}?by={by}" if by else url
        return client_of(zoe).post(address, {"description": description, **more}, headers={"HX-Request": "true"})

    return typed


def chips(response):
    return [(choice.key, choice.is_chosen) for choice in response.context["offer"].choices]


def test_what_is_typed_gets_up_to_three_chips_the_sure_one_chosen_to_be_seen(typed):
    response = typed("Taxi")
    assert chips(response) == [("transport", True), ("activities", False), ("fees", False)]
    page = response.content.decode()
    assert '<input type="radio" name="category" value="transport" checked>' in page
    assert '<input type="hidden" name="suggested" value="transport">' in page
    assert "<html" not in page


def test_what_nobody_knows_gets_none(typed):
    assert chips(typed("zxcvq qwzx")) == chips(typed("")) == []


def test_only_who_edits_may_ask(client_of, trip, emily, stranger, url):
    assert client_of(emily).post(url).status_code == 403
    assert client_of(stranger).post(url).status_code == 404
    assert Client().post(url).status_code == 302


def test_wrong_method(client_of, zoe, url):
    assert client_of(zoe).get(url).status_code == 405


def test_queries_do_not_grow(client_of, trip, zoe, friends, url):
    client = client_of(zoe)
    record(trip, zoe, friends, category="food")

    def asked():
        return client.post(url, {"description": "Dinner 3"})

    few = queries(asked)
    for number in range(12):
        record(trip, zoe, friends, category="food", description=f"Dinner {number}")
    assert queries(asked) == few


def test_the_description_is_cut_where_the_form_would_refuse_it(typed):
    assert chips(typed("Taxi " + "x" * 20_000))[0][0] == "transport"


# -- what is chosen
FOOD = Suggestion(["food", "groceries", "activities"], "words", is_sure=True)
UNSURE = Suggestion(["food", "groceries"], "words")


def chosen(found, **said):
    made = offer(found, said)
    return [choice.key for choice in made.choices if choice.is_chosen]


def test_only_what_is_sure_is_chosen_for_somebody():
    assert chosen(FOOD) == ["food"]
    assert chosen(UNSURE) == []


def test_what_a_person_chose_stays_and_is_shown():
    assert chosen(FOOD, category="fees") == ["fees"]
    assert chosen(FOOD, category="groceries", suggested="food", preselected="food") == ["groceries"]
    assert chosen(Suggestion(), category="fees") == ["fees"]


def test_what_was_only_suggested_gives_way_to_the_next_suggestion():
    assert chosen(FOOD, category="transport", suggested="transport", preselected="transport") == ["food"]
    assert chosen(UNSURE, category="transport", suggested="transport", preselected="transport") == []
    assert chosen(FOOD, suggested="transport") == ["food"]


def test_who_declines_is_not_asked_again():
    assert chosen(FOOD, category="", suggested="food", preselected="food") == []
    assert offer(FOOD, {"category": "", "preselected": "food"}).preselected == "food"


def test_a_category_that_there_is_not_is_none():
    assert chosen(UNSURE, category="<b>") == []


# -- what is kept, and learnt
def post(client_of, trip, zoe, friends, **more):
    client_of(zoe).post(f"/trips/{trip.slug}/expenses/new/", said(zoe, friends, **more))
    return Expense.objects.latest("pk")


def test_the_expense_keeps_what_was_suggested_beside_what_was_chosen(client_of, trip, zoe, friends):
    expense = post(client_of, trip, zoe, friends, category="groceries", suggested="food")
    assert (expense.category, expense.suggested) == ("groceries", "food")
    form = said(zoe, friends, category="groceries", version="1", note="Also")
    client_of(zoe).post(f"/trips/{trip.slug}/expenses/{expense.ref}/edit/", form)
    expense.refresh_from_db()
    assert (expense.note, expense.suggested) == ("Also", "food")
    restore_version(expense=expense, version_no=1, by=zoe, version=2)
    expense.refresh_from_db()
    assert (expense.note, expense.suggested) == ("", "food")


@pytest.mark.parametrize("suggested", ["", "nothing", "x" * 500, None])
def test_a_suggestion_that_is_none_refuses_no_form(client_of, trip, zoe, friends, suggested):
    expense = post(client_of, trip, zoe, friends, suggested=suggested)
    assert (expense.category, expense.suggested) == ("", None)


def test_a_refused_form_still_says_what_was_suggested(client_of, trip, zoe, friends):
    form = said(zoe, friends, amount="", category="groceries", suggested="food")
    page = client_of(zoe).post(f"/trips/{trip.slug}/expenses/new/", form)
    assert page.status_code == 422
    assert '<input type="hidden" name="suggested" value="food">' in page.content.decode()


def sent_back(page):
    """The category, and whose choice it is, as the browser sends them next."""
    fields = written(page)
    return fields["category"], fields["suggested"], fields["preselected"]


@pytest.mark.parametrize("pressed", [{"amount": ""}, {"act": "add-item"}])
def test_what_was_chosen_for_somebody_gives_way_after_the_form_came_back(client_of, trip, zoe, friends, typed, pressed):
    chip = {"category": "transport", "suggested": "transport", "preselected": "transport"}
    page = client_of(zoe).post(f"/trips/{trip.slug}/expenses/new/", said(zoe, friends, **chip, **pressed))
    assert sent_back(page) == (["transport"], ["transport"], ["transport"])
    assert not page.context["form"].says_more  # it stands beside the description
    fields = written(page)
    next_one = {name: fields[name] for name in ("category", "suggested", "preselected")}
    assert chips(typed("Hotel Ibis", **next_one))[0] == ("accommodation", True)


def test_who_declined_has_declined_after_the_form_came_back(client_of, trip, zoe, friends):
    chip = {"category": "", "suggested": "transport", "preselected": "transport"}
    page = client_of(zoe).post(f"/trips/{trip.slug}/expenses/new/", said(zoe, friends, amount="", **chip))
    assert sent_back(page) == ([""], ["transport"], ["transport"])


@pytest.mark.parametrize("preselected", ["<b>", "fees"])
def test_what_was_chosen_by_hand_stays_that_after_the_form_came_back(client_of, trip, zoe, friends, preselected):
    chip = {"category": "transport", "preselected": preselected}
    page = client_of(zoe).post(f"/trips/{trip.slug}/expenses/new/", said(zoe, friends, amount="", **chip))
    assert sent_back(page) == (["transport"], [], [preselected])
    assert page.context["form"].says_more


def test_an_override_is_remembered_for_the_trip(client_of, trip, zoe, friends, typed):
    assert chips(typed("Market dinner"))[0] == ("food", True)
    post(client_of, trip, zoe, friends, description="Market dinner", category="groceries", suggested="food")
    assert chips(typed("market DINNER"))[0] == ("groceries", True)


def test_a_person_takes_along_what_they_filed_themselves_and_nothing_else(
    client_of, trip, zoe, david, friends, stranger, typed
):
    record(stranger.trip, stranger, [stranger], description="Taxi", category="other")
    assert chips(typed("Taxi"))[0][0] == "transport"
    other = type(zoe).objects.create(trip=stranger.trip, name="Zoë", user=zoe.user, position=9)
    assert chips(typed("Taxi"))[0][0] == "transport"
    record(stranger.trip, other, [other], description="Taxi", category="fees", by=other)
    assert chips(typed("Taxi"))[0][0] == "fees"
    address = f"/trips/{trip.slug}/categories/suggest/"
    assert chips(client_of(david).post(address, {"description": "Taxi"}))[0][0] == "transport"


# -- the language model, where one runs
@pytest.fixture
def model(fake, settings):
    return use(fake, "ollama", settings)


def test_a_model_is_asked_in_a_request_of_its_own_where_nobody_else_knows(typed, model):
    model.fill = lambda messages, schema: {"category": "health"}
    first = typed("zxcvq qwzx")
    assert chips(first) == []
    assert "?by=model" in first.content.decode()
    assert model.chats == []
    assert chips(typed("zxcvq qwzx", by="model"))[0] == ("health", False)
    assert "?by=model" not in typed("Taxi").content.decode()


def test_without_one_nobody_asks(typed):
    assert "?by=model" not in typed("zxcvq qwzx").content.decode()
    assert chips(typed("Taxi", by="model"))[0][0] == "transport"


@pytest.mark.parametrize("filled", [{"category": "bribes"}, {"category": "none"}, {"category": ["food"]}, {"food": 1}])
def test_a_category_that_does_not_exist_is_no_suggestion(typed, model, filled):
    model.fill = lambda messages, schema: filled
    answer = typed("zxcvq qwzx", by="model")
    assert (answer.status_code, chips(answer)) == (200, [])


@pytest.mark.parametrize("mode", ["silent", "error", "html", "no_json", "endless", "cut"])
def test_a_server_in_a_bad_mood_costs_seconds_at_most(typed, model, mode, monkeypatch, settings):
    monkeypatch.setattr(modelling, "SECONDS", 0.3)
    settings.LLM_LIMITS = {"first": 30.0, "between": 30.0}
    model.mode = mode
    started = time.monotonic()
    answer = typed("zxcvq qwzx", by="model")
    assert (answer.status_code, chips(answer)) == (200, [])
    assert time.monotonic() - started < 5


def test_nobody_has_a_model_asked_without_end(typed, model, monkeypatch):
    monkeypatch.setattr(services, "OFFERS", Rate(per_minute=1, per_day=9))
    model.fill = lambda messages, schema: {"category": "health"}
    assert [bool(chips(typed("zxcvq qwzx", by="model"))) for _ in range(2)] == [True, False]
    assert len(model.chats) == 1
    assert chips(typed("Taxi"))  # what needs no model goes on


def test_in_a_closed_trip_no_model_is_asked(typed, model, trip):
    trip.archived_at = trip.created_at
    trip.save()
    assert chips(typed("zxcvq qwzx", by="model")) == []
    assert model.chats == []
