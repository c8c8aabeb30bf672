"""/: what this is, for strangers."""

from tests.trips.recurring import queries


def test_a_visitor_reads_what_it_is_and_how_to_begin(client, db):
    page = client.get("/").content.decode()

    assert "Travel together" in page
    assert "/accounts/signup/" in page


def test_whoever_is_signed_in_goes_to_their_trips(client_of, zoe):
    response = client_of(zoe).get("/")

    assert (response.status_code, response["Location"]) == (302, "/trips/")


def test_it_only_reads(client, db):
    assert client.post("/").status_code == 405


def test_htmx_gets_the_page_because_it_has_no_fragment(client, db, htmx):
    assert b"<html" in client.get("/", headers=htmx("trip-list")).content


def test_a_visitor_costs_no_query(client, db):
    assert queries(lambda: client.get("/")) == 0
