"""Run in a site's own process: a world for each thing that can be sent, and everybody's sessions. Prints them as JSON."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402

from tests.factories import UserFactory  # noqa: E402
from tests.safety.sendings import keyed, prepare, sending_to  # noqa: E402
from tests.safety.world import build_side  # noqa: E402


def session_of(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


@transaction.atomic
def seed():
    staff, other, found = session_of(UserFactory(name="Staff")), build_side("Elsewhere"), []
    for address in keyed():
        side = build_side(address.name)
        prepare(address, side)
        sending = sending_to(address, side, other)
        session = staff if sending.role == "staff" else session_of(side.people[sending.role].user)
        found.append({"name": sending.name, "url": sending.url, "fields": sending.fields, "session": session})
    return {"cookie": settings.SESSION_COOKIE_NAME, "sendings": found}


if __name__ == "__main__":
    json.dump(seed(), sys.stdout)
