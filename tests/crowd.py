"""Trips with people who are signed in already, made in one go in a site's own database: many browsers without as many log-ins."""

import http.cookiejar
import json

from tests.servers import Browser

WORLD = """
import json, sys
import django
django.setup()
from django.test import Client
from tests.factories import ParticipantFactory, TripFactory, UserFactory
from tests.servers import DEMO_EMAIL
from trips.models import User

def key_of(person):
    client = Client()
    client.force_login(person.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies["ts_session"].value

trips, readers = int(sys.argv[1]), int(sys.argv[2])
owner = User.objects.get(email=DEMO_EMAIL)
users = [UserFactory(name=f"Reader {place}") for place in range(1, readers + 1)]
for _ in range(trips):
    trip = TripFactory(name="Live")
    people = [ParticipantFactory(trip=trip, user=owner, name="Emily", role="owner", position=0)]
    for place, user in enumerate(users, start=1):
        people.append(ParticipantFactory(trip=trip, user=user, name=user.name, position=place))
    print(json.dumps([trip.slug, [[person.ref, key_of(person)] for person in people]]))
"""


def crowd(site, *, trips, readers):
    """Trips by slug: of each its people, the owner (the demo's Emily) first, as ref and session; every trip has sessions of its own."""
    lines = site.run("-c", WORLD, str(trips), str(readers)).splitlines()
    return dict(json.loads(line) for line in lines)


def signed_in(url, session):
    """A browser with somebody's session."""
    browser = Browser(url)
    place = ("localhost.local", False, False, "/", True)
    browser.jar.set_cookie(
        http.cookiejar.Cookie(0, "ts_session", session, None, False, *place, False, None, True, None, None, {})
    )
    return browser
