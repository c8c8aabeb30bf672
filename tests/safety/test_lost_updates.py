"""Nobody's change is overwritten unseen: who saves a form that somebody else was quicker with sees both versions, and keeps either."""

from decimal import Decimal

import pytest

from tests.safety.forms_table import forms_of
from tests.servers import Forms
from trips.leaving import delete_account
from trips.models import Participant

# What somebody else saves first, what I save then from the same page, and what tells the two apart.
CHANGES = {
    "trip_edit": ({"name": "Porto"}, {"name": "Faro"}),
    "participant_edit": ({"name": "Ken"}, {"name": "Kenny"}),
    "invitation_edit": ({"role": "viewer"}, {"role": "editor"}),
    "expense_edit": ({"description": "Tram"}, {"description": "Boat"}),
    "payment_edit": ({"note": "By card"}, {"note": "In cash"}),
    "wish_edit": ({"unit": "1"}, {"unit": "5"}),
    "rate_edit": ({"rate": "0.91"}, {"rate": "0.93"}),
    "budget_edit": ({"amount": "310"}, {"amount": "320"}),
    "repeat_edit": ({"description": "Tram"}, {"description": "Boat"}),
}
# Words of the page for what was sent.
SHOWN = {"viewer": "Viewer", "editor": "Editor", "1": "whole euros", "5": "5 euros"}
# Versioned, with an answer of their own, proven where they are.
ANSWERED_OTHERWISE = {"payment_answer": "tests/settlements"}
# Forms that overwrite nothing of somebody else's.
UNVERSIONED = {
    "trip_create": "it makes something new",
    "trip_delete": "the typed name says what is meant, and the trip can come back",
    "participant_add": "it makes something new",
    "kitty_add": "it makes something new",
    "learnt_forget": "what is chosen from then on is learnt again",
    "agreement_withdraw": "one's own",
    "ask": "a question is asked once more, and changes nothing",
    "import_detail": "it makes something new, once: tests/settlements/incoming",
    "account": "one's own name",
    "join": "of two who claim a name one gets it: tests/trips/test_joining",
    "expense_create": "it makes something new; of what it keeps beside, the name that was chosen says what it replaces",
    "comment_add": "it makes something new",
    "category_batch": "each row that it names carries its version: tests/assistant/categorising",
    "expense_move": "each row that it names carries its version: tests/safety/test_races",
    "rate_reprice": "each row that it names carries its version, and the form the rate that was seen: tests/expenses",
    "payment_create": "it makes something new",
    "payment_details": "it carries a print of what was seen: tests/settlements",
}


def forms(world):
    return {form.name: form for form in forms_of(world.ours, world.theirs)}


def versioned(world):
    return [form for form in forms(world).values() if "version" in form.fields and form.name not in ANSWERED_OTHERWISE]


@pytest.fixture
def second_owner(world):
    """The editor owns the trip too, so that there is nothing that only one of the two may do."""
    Participant.objects.filter(pk=world.ours.people["editor"].pk).update(role="owner")
    return "editor"


def test_every_form_has_a_version_or_says_why_not(world):
    for form in forms(world).values():
        assert ("version" in form.fields) == (form.name in {*CHANGES, *ANSWERED_OTHERWISE}), form.name
        assert ("version" in form.fields) != (form.name in UNVERSIONED), form.name


def test_who_comes_second_sees_both_versions_and_keeps_either(world, browser_of, second_owner):
    me, other, seen = browser_of("owner"), browser_of(second_owner), 0
    for form in versioned(world):
        theirs, mine = CHANGES[form.name]
        assert other.post(form.url, {**form.fields, **theirs}).status_code == 303, form.name

        answer = me.post(form.url, {**form.fields, **mine})

        page = answer.content.decode()
        assert answer.status_code == 409, form.name
        for value in [*theirs.values(), *mine.values()]:
            assert SHOWN.get(value, value) in page, (form.name, value)
        assert "Edda" in page, form.name
        assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("body", "innerHTML")
        (again,) = [found for found in Forms.of(page) if "version" in dict(found.fields)]
        assert again.action == form.url
        assert not dict(again.fields).keys() - {*form.fields, "submit_key", "csrfmiddlewaretoken"}
        fields = {}
        for name, value in again.fields:
            fields.setdefault(name, []).append(value)
        assert me.post(again.action, fields).status_code == 303, form.name
        seen += 1
    assert seen > 5


def test_who_comes_second_with_the_same_change_is_told_it_is_saved(world, browser_of, second_owner):
    me, other = browser_of("owner"), browser_of(second_owner)
    for name in ("trip_edit", "participant_edit", "invitation_edit", "rate_edit", "budget_edit"):
        form = forms(world)[name]
        for browser in (other, me):
            assert browser.post(form.url, {**form.fields, **CHANGES[name][0]}).status_code == 303, name


def test_without_the_versions_the_second_would_overwrite_the_first(world, browser_of, second_owner, monkeypatch):
    """The control: with guards that let everybody pass, nobody is shown anything."""
    for place in ("trips.services", "trips.people", "trips.invitations"):
        monkeypatch.setattr(f"{place}.claim_version", lambda row, *, version: None)
    for place in ("expenses.rating", "expenses.insights.budgeting"):
        monkeypatch.setattr(f"{place}._check_version", lambda own, version: None)
    me, other = browser_of("owner"), browser_of(second_owner)
    for name in ("trip_edit", "participant_edit", "invitation_edit", "rate_edit", "budget_edit"):
        form = forms(world)[name]
        for browser, change in zip((other, me), CHANGES[name], strict=True):
            assert browser.post(form.url, {**form.fields, **change}).status_code == 303, name


def test_the_form_under_htmx_is_replaced_by_the_two_versions(world, browser_of, second_owner):
    me, other = browser_of("owner"), browser_of(second_owner)
    targets = {
        "trip_edit": "trip-form",
        "participant_edit": "participant-form",
        "rate_edit": "rate-form",
        "budget_edit": "budget-form",
    }
    for name, target in targets.items():
        form = forms(world)[name]
        other.post(form.url, {**form.fields, **CHANGES[name][0]})
        headers = {"HX-Request": "true", "HX-Target": target}
        answer = me.post(form.url, {**form.fields, **CHANGES[name][1]}, headers=headers)
        assert answer.status_code == 409
        assert answer.content.decode().lstrip().startswith(f'<section class="stack" id="{target}"')
        assert "HX-Retarget" not in answer.headers


def test_a_rate_that_was_taken_away_and_set_anew_is_not_the_one_that_was_seen(world, browser_of, second_owner):
    me, other, form = browser_of("owner"), browser_of(second_owner), forms(world)["rate_edit"]
    other.post(f"{form.url}drop/", {"version": form.fields["version"]})
    other.post(form.url, {"rate": "0.95", "version": 0})
    assert me.post(form.url, form.fields).status_code == 409
    stale = me.post(f"{form.url}drop/", {"version": form.fields["version"]})
    assert stale.headers["Location"] == form.url
    assert world.ours.trip.rates.get().rate == Decimal("0.95")


def test_a_link_that_was_withdrawn_meanwhile_is_not_opened_by_an_old_form(world, browser_of, second_owner):
    me, other, form = browser_of("owner"), browser_of(second_owner), forms(world)["invitation_edit"]
    other.post(f"/trips/{world.ours.trip.slug}/invitation/revoke/")
    answer = me.post(form.url, form.fields)
    assert answer.status_code == 409
    assert "Withdrawn" in answer.content.decode()
    assert world.ours.trip.invitations.get().revoked_at is not None


def test_an_old_form_does_not_bring_back_the_name_of_somebody_whose_account_is_gone(world, browser_of):
    guest = world.ours.people["editor"]
    url = f"/trips/{world.ours.trip.slug}/people/{guest.ref}/"
    fields = dict(Forms.of(browser_of("owner").get(url).content.decode())[1].fields)
    assert fields["name"] == "Edda"
    delete_account(user=guest.user)
    assert browser_of("owner").post(url, {**fields, "weight": "2"}).status_code == 409
    guest.refresh_from_db()
    assert "Edda" not in guest.name
