"""/assistant/model/ and …/try/: the operator's look at the language model's server, which is the only one that is talked to."""

import pytest

from tests.assistant.conftest import let_see
from tests.factories import UserFactory
from tests.fakes.models import MODEL

URL, TRY = "/assistant/model/", "/assistant/model/try/"
KEY = "canary-of-a-key"


@pytest.fixture
def staff(client_of, db):
    return client_of(UserFactory(name="Staff", is_staff=True))


def test_the_page_names_the_server_and_looks_for_itself(staff, model, provider, htmx):
    page = staff.get(URL).content.decode()
    assert model.url in page
    assert 'hx-get="/assistant/model/"' in page
    assert not model.asked
    part = staff.get(URL, headers=htmx("model-health")).content.decode()
    assert "The language model is ready." in part
    assert "in use" in part
    assert "<html" not in part


def test_it_works_without_scripts(staff, model):
    assert "The language model is ready." in staff.get(f"{URL}?look=1").content.decode()


def test_a_model_that_is_missing_is_named_with_what_to_do(staff, model, provider):
    model.models = ["mistral:7b", "qwen3:8b"]
    page = staff.get(f"{URL}?look=1").content.decode()
    assert "not installed" in page
    assert "qwen3:8b" in page
    assert ("ollama pull llama3.1:8b" in page) == (provider == "ollama")


def test_a_server_that_is_away_is_said_to_be(staff, model, settings):
    settings.LLM_BASE_URL = "http://127.0.0.1:9"
    assert "not running" in staff.get(f"{URL}?look=1").content.decode()


def test_where_none_is_set_up_that_is_said(staff, settings):
    page = staff.get(f"{URL}?look=1").content.decode()
    assert "No language model is set up." in page
    assert "Say something" not in page


def test_a_try_shows_what_it_says_and_how_long_it_took(staff, model, htmx):
    model.say = lambda messages: "<b>Ready</b> to go."
    seen = staff.post(TRY, headers=htmx("model-trial")).content.decode()
    assert "&lt;b&gt;Ready&lt;/b&gt; to go." in seen
    assert "First word after" in seen
    assert "<html" not in seen
    assert "<html" in staff.post(TRY).content.decode()


def test_a_try_that_fails_says_why(staff, model):
    model.mode = "full"
    assert "busy just now" in staff.post(TRY).content.decode()


def test_nobody_can_send_it_anywhere_else(staff, model):
    for name in ("url", "base_url", "LLM_BASE_URL", "host", "server"):
        staff.post(TRY, {name: "http://127.0.0.1:9"})
        staff.get(URL, {name: "http://127.0.0.1:9", "look": "1"})
    assert len(model.chats) == 5


def test_the_key_is_not_shown(staff, model, settings):
    settings.LLM_API_KEY = KEY
    page = staff.get(f"{URL}?look=1").content.decode() + staff.post(TRY).content.decode()
    assert KEY not in page
    assert "<dd>set</dd>" in page


def test_it_is_for_staff(client_of, client, zoe, fake):
    for url, send in ((URL, "get"), (TRY, "post")):
        assert getattr(client_of(zoe), send)(url).status_code == 404
        assert getattr(client, send)(url).status_code == 302
    assert not fake.asked


def test_each_takes_what_it_is_for(staff):
    assert staff.post(URL).status_code == 405
    assert staff.get(TRY).status_code == 405


def test_staff_find_it_in_their_menu(staff, client_of, zoe):
    assert f'href="{URL}"' in staff.get("/trips/").content.decode()
    assert f'href="{URL}"' not in client_of(zoe).get("/trips/").content.decode()


def test_a_model_that_reads_receipts_is_named_or_missed(staff, model, settings):
    page = staff.get(f"{URL}?look=1").content.decode()
    assert "Reads receipts" not in page
    assert "to read receipts" not in page
    let_see(model, settings)
    page = staff.get(f"{URL}?look=1").content.decode()
    assert "<dt>Reads receipts</dt>" in page
    assert "is not installed" not in page
    model.models = [MODEL, "mistral:7b"]
    assert "to read receipts is not installed" in staff.get(f"{URL}?look=1").content.decode()
