"""/trips/<slug>/why/?from=&to=: what is behind one payment of the plan."""

import re

import pytest
from django.urls import reverse

from settlements.balances import load_balances
from settlements.models import TripWishes
from tests.factories import ParticipantFactory
from tests.settlements.rows import DAY, grow, pay, queries, spend


@pytest.fixture
def chain(trip, zoe, david, emily):
    """David owes Zoë €30.00 directly and Emily €12.10, who owes Zoë as much."""
    spend(trip, 3000, by=zoe, among=[david], description="Hotel")
    spend(trip, 1210, by=emily, among=[david], description="Boat")
    spend(trip, 1210, by=zoe, among=[emily], description="Museum")


@pytest.fixture
def url(trip, zoe, david, chain):
    return address(trip, david, zoe)


def address(trip, sender, receiver, more=""):
    return f"{reverse('transfer_why', args=[trip.slug])}?from={sender.ref}&to={receiver.ref}{more}"


def test_what_is_direct_and_what_goes_round_others_is_told_apart(client_of, david, url):
    page = client_of(david).get(url)

    story = page.context["story"]
    assert story.sentence == "You owe €42.10 in all, and Zoë gets back €42.10."
    assert story.split == (
        "€30.00 of it is between the two of you; €12.10 goes round other people, which saves payments."
    )
    assert [(part.money.minor, part.words) for part in story.parts] == [
        (3000, "you owe it to Zoë directly"),
        (1210, "you owe it to Emily, who owes it to Zoë"),
    ]
    assert [(line.title, line.effect.minor) for line in page.context["why"].owes.rows] == [
        ("Hotel", -3000),
        ("Boat", -1210),
    ]
    assert page.context["why"].owes.rest.minor == 0
    body = page.content.decode()
    assert 'role="img"' in body
    assert "€12.10: you owe it to Emily, who owes it to Zoë." in body
    assert "style=" not in body[body.index('<svg class="flow"') : body.index("</svg>", body.index('<svg class="flow"'))]


def test_what_is_rounded_is_called_rounding(client_of, trip, zoe, david):
    TripWishes.objects.create(trip=trip, unit=5)
    spend(trip, 1600, by=zoe, among=[zoe, david])

    story = client_of(zoe).get(address(trip, david, zoe)).context["story"]

    assert story.split == "€8.00 of it is between the two of you; €2.00 is rounding."
    assert [(part.money.minor, part.words) for part in story.parts] == [
        (800, "David owes it to you directly"),
        (200, "rounding, so that it is a whole amount"),
    ]
    assert story.note == ""


def test_what_rounding_spares_is_not_settled_by_way_of_others(client_of, trip, zoe, david):
    TripWishes.objects.create(trip=trip, unit=5)
    spend(trip, 2400, by=zoe, among=[zoe, david])

    story = client_of(david).get(address(trip, david, zoe)).context["story"]

    assert story.split == "All of it is between the two of you."
    assert story.note == "You owe Zoë €12.00 directly; the rest is rounded away."


def test_the_page_calls_its_reader_you(client_of, david, zoe, emily, url):
    for reader, words in (
        (zoe, "Why David pays you"),
        (david, "Why you pay Zoë"),
        (emily, "Why David pays Zoë"),
    ):
        page = client_of(reader).get(url).content.decode()
        heading = page[page.index('id="why">') + len('id="why">') : page.index('<span class="money">€42.10')]
        assert re.sub("<.*?>", "", heading).strip() == words
        assert f"<title>{words} " in re.sub(r"\s+", " ", page)


def test_rows_of_one_name_differ_by_their_day(client_of, trip, zoe, david):
    for month in (5, 6):
        spend(trip, 2000, by=zoe, among=[zoe, david], description="Rent", date=f"2026-0{month}-01")

    page = client_of(david).get(address(trip, david, zoe)).content.decode()

    for month in ("May", "June"):
        assert page.count(f"1 {month} 2026</time>") == 3  # of what both share, of what one owes, of what the other gets
    assert "the whole statement" not in page  # nothing is left for it


def test_whoever_stands_between_reads_it_from_there(client_of, emily, url):
    parts = client_of(emily).get(url).context["story"].parts

    assert [part.words for part in parts] == [
        "David owes it to Zoë directly",
        "David owes it to you, and you owe it to Zoë",
    ]


def test_the_lines_beyond_the_largest_are_counted_and_lead_to_the_statement(client_of, trip, david, zoe, url):
    for minor in range(1, 10):
        spend(trip, minor, by=zoe, among=[david], description=f"Gum {minor}")
    pay(trip, 500, sender=david, receiver=zoe)

    page = client_of(david).get(url)

    owes = page.context["why"].owes
    assert (len(owes.rows), owes.more) == (5, 7)
    assert page.context["story"].paid == "You paid Zoë €5.00 already, which is taken into account."
    assert sum(row.effect.minor for row in owes.rows) + owes.rest.minor == -4210 - 45 + 500
    assert "and 7 more" in page.content.decode()
    assert f"/balances/{david.ref}/" in page.content.decode()


def test_it_opens_in_the_ticket(client_of, trip, david, zoe, url, htmx):
    target = f"why-{david.ref}-{zoe.ref}"
    ticket = client_of(david).get(f"/trips/{trip.slug}/balances/").content.decode()
    assert f'id="{target}" hx-get="{url}&amount=4210"' in ticket.replace(
        "&amp;", "&"
    )  # so that another amount loads it anew

    fragment = client_of(david, **htmx(target)).get(url).content.decode()

    assert "<html" not in fragment
    assert "you owe it to Zoë directly" in fragment


def test_the_plan_of_the_past_has_its_own_reasons(client_of, trip, david, zoe, url):
    spend(trip, 9000, by=zoe, among=[david], description="Later", date="2026-05-09")
    for moment in (f"&on={DAY}", "&at=2100-01-01T00:00"):
        assert client_of(david).get(url + moment).status_code == 200
    assert client_of(david).get(url + f"&on={DAY}").context["why"].step.money.minor == 4210
    assert client_of(david).get(url + "&on=yesterday").status_code == 422


def test_the_page_of_the_past_leads_to_them(client_of, trip, david, zoe, url):
    page = client_of(david).get(f"/trips/{trip.slug}/balances/?on={DAY}").content.decode()
    assert f"/why/?on={DAY}&amp;from={david.ref}&amp;to={zoe.ref}" in page


def test_a_kitty_holds_and_is_owed_like_anybody(client_of, trip, zoe, david):
    kitty = ParticipantFactory(trip=trip, name="Purse", kind="kitty", role="viewer", user=None, position=9)
    pay(trip, 5000, sender=zoe, receiver=kitty)
    spend(trip, 4000, by=zoe, among=[zoe, david], payers={kitty.ref: 4000}, description="Picnic")
    for step in load_balances(type(trip).objects.get(pk=trip.pk)).plan:
        page = client_of(david).get(address(trip, step.sender, step.receiver))
        assert sum(part.money.minor for part in page.context["story"].parts) == step.money.minor
        assert "the two of" in page.context["story"].split


def test_a_payment_that_the_plan_does_not_have_is_said_so(client_of, trip, david, emily, zoe, url):
    assert "no such payment any more" in client_of(david).get(address(trip, zoe, david)).content.decode()
    other = ParticipantFactory(name="Otto")
    assert client_of(david).get(address(trip, zoe, other)).status_code == 404
    assert client_of(david).get(f"/trips/{trip.slug}/why/").status_code == 302


def test_outsiders_find_nothing(client_of, stranger, url):
    assert client_of(stranger).get(url).status_code == 404


def test_nothing_is_changed_by_it(client_of, david, url):
    assert client_of(david).post(url).status_code == 405


def test_queries_do_not_grow_with_the_trip(client_of, trip, friends, david, url):
    client = client_of(david)
    counted = []
    for more in (True, False):
        step = load_balances(type(trip).objects.get(pk=trip.pk)).plan[0]
        where = address(trip, step.sender, step.receiver)
        counted.append(queries(lambda where=where: client.get(where)))
        if more:
            grow(trip, friends)
    assert counted[0] == counted[1]
