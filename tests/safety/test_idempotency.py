"""Whatever is sent counts once: every form of the site, sent again, leads to the same place and says the same."""

import re
from copy import deepcopy

import pytest
from django.contrib.messages import get_messages

from tests.safety.forms_table import forms_of
from tests.safety.sendings import WITHOUT_A_KEY, keyed, prepare, sending_to, taking_posts
from tests.safety.surface import addresses
from tests.safety.tables import contents, difference, undone
from tests.servers import ROOT
from tripsplit.ids import new_submit_key

ODD = ["a\x00b", "x" * 65, "käse", "a b", "x" * 5000, "<b>"]


@pytest.fixture
def each(world, browser_of, settings):
    """Every sending with the browser that sends it, in a world of its own."""
    settings.MAIL_IS_REAL = True  # or nobody could be invited by mail

    def walk():
        for address in keyed():
            with undone(browser_of("owner")):
                prepare(address, world.ours)
                sending = sending_to(address, world.ours, world.theirs)
                yield sending, browser_of(sending.role)

    return walk


def losing_the_answer(browser, sending, **more):
    """Send, and forget the cookies that the answer brought, as a browser does whose connection breaks."""
    cookies = deepcopy(browser.cookies)
    answer = browser.post(sending.url, sending.body(**more))
    browser.cookies = cookies
    return answer


def said(answer):
    return [(message.level, str(message), message.extra_tags) for message in get_messages(answer.wsgi_request)]


def test_what_is_sent_again_leads_to_the_same_place_says_the_same_and_does_nothing(each):
    faults, counted = [], 0
    for sending, browser in each():
        before, key = contents(), new_submit_key()
        first = losing_the_answer(browser, sending, submit_key=key)
        done = contents()
        if first.status_code != 303 or not difference(before, done):
            faults.append(f"{sending.name}: {first.status_code}; it needs a row in forms_table or in sendings")
            continue
        second = browser.post(sending.url, sending.body(submit_key=key))
        if (second.status_code, second.headers.get("Location")) != (303, first.headers["Location"]):
            faults.append(f"{sending.name}: led to {second.status_code} {second.headers.get('Location')}")
        if said(second) != said(first):
            faults.append(f"{sending.name}: said {said(second)}, not {said(first)}")
        faults += [f"{sending.name}: {change}" for change in difference(done, contents())]
        counted += 1
    assert not faults
    assert counted > 25


def test_a_message_that_still_waits_is_not_said_twice(world, browser_of):
    browser, form = browser_of("owner"), {form.name: form for form in forms_of(world.ours, world.theirs)}["trip_edit"]
    for _ in range(2):
        answer = browser.post(form.url, {**form.fields, "submit_key": "once"})
    assert [text for _, text, _ in said(answer)] == ["Saved."]


def test_without_its_key_what_is_sent_again_is_done_again(world, browser_of):
    """The control: what the test above compares would differ."""
    forms = {form.name: form for form in forms_of(world.ours, world.theirs)}
    for name in ("trip_create", "expense_create", "payment_create", "comment_add"):
        form = forms[name]
        browser = browser_of(form.role)
        browser.post(form.url, form.fields)
        done = contents()
        browser.post(form.url, form.fields)
        assert difference(done, contents()), name


def test_the_same_key_with_other_contents_is_refused_in_words(each):
    faults = []
    for sending, browser in each():
        key = new_submit_key()
        browser.post(sending.url, sending.body(submit_key=key))
        done = contents()
        other = browser.post(sending.url, sending.body(submit_key=key, more="than before"))
        if other.status_code != 422 or "You sent this form before" not in other.content.decode():
            faults.append(f"{sending.name}: {other.status_code}")
        elif (other.headers["HX-Retarget"], other.headers["HX-Reswap"]) != ("body", "innerHTML"):
            faults.append(f"{sending.name}: not seen under htmx")
        faults += [f"{sending.name}: {change}" for change in difference(done, contents())]
    assert not faults


def test_a_key_that_is_none_of_ours_is_refused_in_words(each):
    faults = []
    for place, (sending, browser) in enumerate(each()):
        before = contents()
        for odd in [ODD[place % len(ODD)], ODD[1]]:
            answer = browser.post(sending.url, sending.body(submit_key=odd))
            if answer.status_code != 422 or "Open the form again" not in answer.content.decode():
                faults.append(f"{sending.name}: {answer.status_code} for {odd[:20]!r}")
        faults += [f"{sending.name}: {change}" for change in difference(before, contents())]
    assert not faults


def test_a_key_is_nothing_to_others(each, browser_of):
    """Whatever somebody else sends with the same key, they are answered as if nobody had used it."""
    faults, stranger = [], browser_of("stranger")
    for sending, browser in each():
        key = new_submit_key()
        with undone(stranger):
            alone = stranger.post(sending.url, sending.body(submit_key=key))
        browser.post(sending.url, sending.body(submit_key=key))
        answer = stranger.post(sending.url, sending.body(submit_key=key))
        # A guest that somebody merged is gone for everybody.
        if answer.status_code != alone.status_code and sending.name != "guest_merge":
            faults.append(f"{sending.name}: {answer.status_code}, not {alone.status_code}")
    assert not faults


def test_the_same_key_in_another_trip_is_refused(world, browser_of):
    browser, key = browser_of("owner"), new_submit_key()
    form, other = ({form.name: form for form in forms_of(*sides)}["participant_add"] for sides in pairs(world))
    assert browser.post(form.url, {**form.fields, "submit_key": key}).status_code == 303
    assert browser.post(other.url, {**other.fields, "submit_key": key}).status_code == 422


def pairs(world):
    """Both trips, the other one with the owner of the first on it."""
    person = world.theirs.people["unclaimed"]
    type(person).objects.filter(pk=person.pk).update(user=world.users["owner"])
    return (world.ours, world.theirs), (world.theirs, world.ours)


def test_every_address_without_a_key_is_one_and_says_why():
    assert set(WITHOUT_A_KEY) <= {address.name for address in taking_posts()}
    assert all(len(reason) > 20 for reason in WITHOUT_A_KEY.values())


def test_every_form_of_every_template_carries_a_key():
    """Read from the sources, so that a form on a page that no test opens is seen too."""
    names = {address.name for address in addresses()}
    without, with_key = [], 0
    for path in (ROOT / "templates").rglob("*.html"):
        for form in re.findall(r'<form\b[^>]*\bmethod="post".*?</form>', path.read_text(), re.DOTALL):
            action = re.search(r"""action="{% url '(\w+)'""", form)
            name = action[1] if action else ""
            assert not name or name in names, path
            if "{% submit_key" in form:
                with_key += 1
            elif name not in WITHOUT_A_KEY and path.name not in WITHOUT_ONE_OF_THEIR_OWN:
                without.append(f"{path.relative_to(ROOT)}: {name}")
    assert not without
    assert with_key > 30


WITHOUT_ONE_OF_THEIR_OWN = {
    "503.html": "it sends on what was sent, with the key that was in it",
    "form.html": "allauth's element, for those of its pages that we have no template for; none of ours is sent by it",
    "mail_stop.html": "its address is a link of a mail, and stopping twice is stopping",
    "password_reset_from_key.html": "its address is given by allauth; the link works once",
}
