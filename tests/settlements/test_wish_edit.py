"""…/settle/: how a trip wants to settle, chosen by editors for everybody."""

import re

import pytest

from settlements.models import TripWishes
from settlements.wishes.services import saved_wishes
from tests.settlements.rows import assert_queries_do_not_grow, spend
from trips.feed import feed
from trips.models import Activity, Trip


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&amp;", "&").split())


@pytest.fixture
def url(trip):
    return f"/trips/{trip.slug}/settle/"


@pytest.fixture
def owed(trip, friends):
    """Zoë is owed €10.40 by David, €10.40 by Emily and €10.40 by Kenji."""
    return spend(trip, 4160, by=friends[0], among=friends)


def said(**fields):
    return {"unit": "0", "debts": "0", "version": "1", **fields}


def test_an_editor_chooses_and_everybody_sees_the_plan_change(client_of, trip, zoe, emily, owed, url):
    answer = client_of(zoe).post(url, said(unit="1"))

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/trips/{trip.slug}/balances/")
    page = text_of(client_of(emily).get(f"/trips/{trip.slug}/balances/"))
    assert "€11.00" in page
    assert "Rounded to whole euros" in page
    assert "As you wish: rounded to whole euros." in page
    assert saved_wishes(trip)[1] == 2


def test_the_number_of_payments_stands_beside_each_choice(client_of, trip, zoe, owed, url):
    page = text_of(client_of(zoe).get(url))

    assert "Exact · 3 payments" in page
    assert "Whole euros · 3 payments" in page
    assert "Only pay people you already owe · 3 payments" in page


def test_a_household_shows_as_one_with_who_pays_for_it(client_of, trip, zoe, david, emily, owed, url):
    answer = client_of(zoe).post(url, said(**{"together-0-who": david.ref, "together-0-with": emily.ref}))

    assert answer.status_code == 303
    page = text_of(client_of(zoe).get(f"/trips/{trip.slug}/balances/"))
    assert "Emily & David pay you" in page
    assert "Emily pays for both." in page
    assert "Two payments settle everything" in page


def test_a_preview_shows_the_plan_and_keeps_nothing(client_of, htmx, trip, zoe, owed, url):
    answer = client_of(zoe, **htmx("wish-plan")).post(url, said(unit="5", preview="1"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="wish-plan"' in page
    assert "<form" not in page
    assert "Rounded to 5 euros" in page
    assert not TripWishes.objects.exists()


def test_without_javascript_the_preview_is_the_whole_page_with_the_choices(client_of, zoe, owed, url):
    page = client_of(zoe).post(url, said(unit="5", preview="1")).content.decode()

    assert "</html>" in page
    assert re.search(r'value="5"[^>]*checked', page)
    assert "Rounded to 5 euros" in page


def test_a_wrong_row_is_told_where_it_is_and_nothing_is_lost(client_of, zoe, david, owed, url):
    answer = client_of(zoe).post(url, said(unit="5", **{"apart-0-who": david.ref}))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose both people, or none." in page
    assert f'<option value="{david.ref}" selected>' in page
    assert not TripWishes.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"together-0-who": "david", "together-0-with": "david"}, "two different people"),
        ({"apart-0-who": "david", "apart-0-with": "david"}, "two different people"),
        (
            {
                "together-0-who": "david",
                "together-0-with": "emily",
                "together-1-who": "emily",
                "together-1-with": "david",
            },
            "say it once only",
        ),
        (
            {
                "together-0-who": "david",
                "together-0-with": "emily",
                "together-1-who": "david",
                "together-1-with": "zoe",
            },
            "one household only",
        ),
        (
            {"together-0-who": "david", "together-0-with": "emily", "apart-0-who": "emily", "apart-0-with": "david"},
            "together and apart",
        ),
        ({"ways-0-who": "david", "ways-0-pays": "cash", "ways-1-who": "david", "ways-1-pays": "iban"}, "person once"),
    ],
)
def test_what_contradicts_itself_is_refused_in_words(client_of, zoe, david, emily, owed, url, fields, words):
    refs = {"zoe": zoe.ref, "david": david.ref, "emily": emily.ref}
    answer = client_of(zoe).post(url, said(**{name: refs.get(value, value) for name, value in fields.items()}))

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_who_comes_second_sees_both_and_can_save_theirs(client_of, trip, zoe, david, owed, url):
    client_of(zoe).post(url, said(unit="1"))
    answer = client_of(david).post(url, said(unit="5"))

    assert answer.status_code == 409
    page = text_of(answer)
    assert "whole euros" in page
    assert "5 euros" in page
    assert client_of(david).post(url, said(unit="5", version="2")).status_code == 303
    assert saved_wishes(trip)[0].unit == 5


def test_the_same_choice_again_is_no_conflict_and_no_news(client_of, trip, zoe, david, owed, url):
    for person in (zoe, david):
        assert client_of(person).post(url, said(unit="1")).status_code == 303

    assert Activity.objects.filter(trip=trip, subject="wishes").count() == 1


def test_the_feed_says_what_changed_in_words(client_of, trip, zoe, david, emily, url):
    client_of(zoe).post(
        url,
        said(
            unit="1",
            **{"apart-0-who": david.ref, "apart-0-with": emily.ref, "ways-0-who": emily.ref, "ways-0-pays": "cash"},
        ),
    )

    (entry, *_), _ = feed(trip)
    assert (entry.before, entry.url) == ("changed how the trip settles", url)
    assert [(each["field"], each["before"], each["after"]) for each in entry.activity.changes] == [
        ("Rounding", "exact", "whole euros"),
        ("Settle elsewhere", "", "David and Emily"),
        ("Pay by", "", "Emily: Cash"),
    ]


def test_a_viewer_sees_what_is_chosen_and_cannot_change_it(client_of, zoe, emily, owed, url):
    client_of(zoe).post(url, said(unit="5"))
    answer = client_of(emily).get(url)

    assert "Rounded to 5 euros" in text_of(answer)
    assert "<form" not in answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    assert client_of(emily).post(url, said(unit="1", version="2")).status_code == 403


def test_a_closed_trip_keeps_what_it_has(client_of, trip, zoe, owed, url):
    Trip.objects.filter(pk=trip.pk).update(locked_at="2026-06-01T00:00Z")
    assert "nothing of it can change" in text_of(client_of(zoe).get(url))
    assert client_of(zoe).post(url, said(unit="1")).status_code == 422
    assert not TripWishes.objects.exists()


def test_people_are_offered_and_kitties_are_not(client_of, trip, zoe, url):
    trip.participants.create(name="Purse", kind="kitty", role="viewer", position=9)
    page = client_of(zoe).get(url).content.decode()

    assert ">Zoë</option>" in page
    assert ">Purse</option>" not in page


def test_a_choice_of_another_trip_does_not_exist(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404
    assert client_of(stranger).post(url, said()).status_code == 404


def test_other_methods_are_not_allowed(client_of, zoe, url):
    assert client_of(zoe).put(url).status_code == 405


def test_htmx_gets_the_form_alone(client_of, htmx, zoe, owed, url):
    page = client_of(zoe, **htmx("wish-form")).get(url).content.decode()

    assert page.lstrip().startswith('<form class="card pad form wishes" id="wish-form"')
    assert "</html>" not in page


def test_the_number_of_queries_does_not_grow(client_of, trip, zoe, friends, owed, url):
    client_of(zoe).post(url, said(unit="1", debts="1"))
    assert_queries_do_not_grow(lambda: client_of(zoe).get(url), trip, friends)
