"""Addresses in settings: what is meant is understood, and what cannot be meant stops the site with words."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from tripsplit.addresses import model_address, site_address


def test_a_slash_at_the_end_changes_nothing():
    assert site_address("https://trips.example.org/") == "https://trips.example.org"
    assert model_address("http://localhost:11434/", "ollama") == "http://localhost:11434"


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("http://localhost:8080", "http://localhost:8080/v1"),
        ("http://localhost:8080/", "http://localhost:8080/v1"),
        ("https://models.example.org/api/v3", "https://models.example.org/api/v3"),
    ],
)
def test_openais_protocol_has_its_version_in_the_path(address, meant):
    assert model_address(address, "openai") == meant


@pytest.mark.parametrize("address", ["", "trips.example.org", "ftp://trips.example.org"])
def test_a_site_has_a_web_address(address):
    with pytest.raises(ImproperlyConfigured, match="how people reach the site"):
        site_address(address)


@pytest.mark.parametrize("address", ["", "localhost:11434", "http://", "unix:///run/models"])
def test_a_model_server_has_a_web_address(address):
    with pytest.raises(ImproperlyConfigured, match="LLM_BASE_URL is an address such as"):
        model_address(address, "ollama")


def test_a_key_does_not_belong_into_the_address_that_is_shown_and_logged():
    with pytest.raises(ImproperlyConfigured, match="LLM_API_KEY"):
        model_address("http://me:secret@localhost:11434", "ollama")
