"""What people write is only text: what hides or reorders is refused in words, names of all scripts stay, code is only letters."""

import json
from urllib.parse import urlencode

import pytest
from django.template import engines
from django.test import Client

from tests.safety.forms_table import forms_of
from tests.safety.markup import Markup, inline_code
from tests.safety.tables import contents, difference, undone
from tests.safety.visits import pages_of
from tests.safety.world import build_side

REFUSED = {
    "turns the writing round": "Taxi \u202etxet",
    "isolates": "Taxi\u2066x",
    "holds a mark of direction": "Ta\u200fxi",
    "holds a NUL": "Ta\x00xi",
    "colours a terminal": "\x1b[31mTaxi",
    "holds a C1 control": "Ta\x9bxi",
    "is no character": "Taxi\uffff",
    "is invisible": "Ta\u200bxi",
    "starts with a byte order mark": "\ufeffTaxi",
    "joins nothing": "Ta\u200dxi",
    "carries too many accents": "Taxi" + "\u0301" * 9,
    "separates paragraphs": "Taxi\u2029x",
}
KEPT = [
    "نورا",
    "می‌خواهم",
    "שרה",
    "José",
    "Ngọc Ánh",
    "योगेश",
    "ක්‍රිෂ්",
    "王小明",
    "👩‍👩‍👧‍👦",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "O’Brien & Søn",
    "x < y",
]
SAID = ("This text ", "A letter in this text", "Write this on one line")
URLENCODED = "application/x-www-form-urlencoded"

# Each holds an attribute or a tag that no page of ours has, so that one look at the elements tells.
XSS = {
    "a script": "<script data-evil>x</script>",
    "an image": '"><img data-evil src=x onerror=x>',
    "an attribute": "' data-evil=1 onfocus=x autofocus='",
    "htmx": "<p data-evil hx-get=/>",
    "a template": "{{ 7*7 }}{% debug %}",
    "an end of a field": "</textarea></select><b data-evil>",
}


@pytest.mark.parametrize("what", REFUSED)
def test_text_that_hides_something_is_refused_in_words(world, browser_of, what):
    before, faults = contents(), []
    for form in forms_of(world.ours, world.theirs):
        browser = browser_of(form.role)
        for name in form.texts:
            with undone(browser):
                answer = browser.post(
                    form.url, urlencoded({**form.fields, name: REFUSED[what]}), content_type=URLENCODED
                )
                if answer.status_code != 422 or not says(answer) or difference(before, contents()):
                    faults.append(f"{form.name}: {name}: {answer.status_code}")
    assert not faults


def says(answer):
    """Whether the page says what is wrong, in words."""
    return any(words in answer.content.decode() for words in SAID)


def urlencoded(fields):
    """A body as a hostile client writes it: half characters too, which no browser sends."""
    return urlencode(fields, doseq=True, errors="surrogatepass")


def test_sign_up_refuses_it_too_and_makes_no_account(browser_of):
    before = contents()
    for text in REFUSED.values():
        fields = {
            "name": text,
            "email": "new@example.com",
            "password1": "paper boat ink",
            "password2": "paper boat ink",
        }
        answer = browser_of("anonymous").post("/accounts/signup/", urlencoded(fields), content_type=URLENCODED)
        assert answer.status_code == 200
        assert says(answer)
    assert not difference(before, contents())


def test_half_a_character_is_never_stored(world, browser_of):
    """Browsers cannot send one; what a hostile client sends in its place is read as damaged."""
    for form in forms_of(world.ours, world.theirs):
        browser = browser_of(form.role)
        with undone(browser):
            body = urlencoded({**form.fields, **dict.fromkeys(form.texts, "Taxi \ud83d")})
            assert browser.post(form.url, body, content_type=URLENCODED).status_code in (303, 422)
            assert "ud83d" not in str(contents())


@pytest.mark.parametrize("text", KEPT)
def test_names_of_all_scripts_and_emoji_come_back_as_they_were_written(world, browser_of, text):
    as_json = repr(json.dumps(text)[1:-1])[1:-1]
    for form in forms_of(world.ours, world.theirs):
        browser = browser_of(form.role)
        for name in form.texts:
            with undone(browser):
                assert browser.post(form.url, {**form.fields, name: text}).status_code == 303, (form.name, name)
                rows = [row for rows in contents().values() for row in rows]
                assert any(repr(text)[1:-1] in row or as_json in row for row in rows), (form.name, name)


def seen_by_owner(side):
    browser = Client(raise_request_exception=False)
    browser.force_login(side.people["owner"].user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return list(pages_of(browser, side))


def test_a_name_is_shown_as_it_was_written(db):
    name = "نورا & 👩‍👩‍👧‍👦"
    pages = seen_by_owner(build_side("Oman", mark=f" {name}"))
    assert sum(name in "".join(Markup(body).text) for _, body in pages) > 10


@pytest.mark.parametrize("what", XSS)
def test_code_in_every_text_of_a_trip_is_only_letters_on_every_page(db, what):
    side = build_side("Lisbon", mark=f" {XSS[what]}")
    pages = seen_by_owner(side)
    assert len(pages) > 10
    assert not [url for url, body in pages if runs(body)]
    assert sum(XSS[what] in "".join(Markup(body).text) for _, body in pages) > 5


@pytest.mark.parametrize("what", XSS)
def test_code_in_a_form_that_comes_back_is_only_letters(world, browser_of, what):
    for form in forms_of(world.ours, world.theirs):
        browser = browser_of(form.role)
        with undone(browser):
            nothing_right = dict.fromkeys(form.fields, XSS[what])
            answer = browser.post(form.url, nothing_right)
            assert answer.status_code < 500, form.name
            assert not runs(answer.content.decode()), form.name


@pytest.mark.parametrize("what", [what for what in XSS if what != "a template"])
def test_unescaped_code_would_be_found(what):
    page = engines["django"].from_string('<p title="{{ name|safe }}">{{ name|safe }}</p>').render({"name": XSS[what]})
    page += engines["django"].from_string("<p title='{{ name|safe }}'>").render({"name": XSS[what]})
    assert runs(page)


def test_a_template_in_a_text_would_be_found():
    rendered = engines["django"].from_string(XSS["a template"].replace("*7", "")).render({})
    assert XSS["a template"] not in rendered


def runs(body):
    """Whether something of it became an element or an attribute, or the page runs any code at all."""
    return "data-evil" in str([attributes.keys() for _, attributes in Markup(body).elements]) or bool(inline_code(body))
