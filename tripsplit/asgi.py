"""The ASGI entry point: `granian --interface asginl tripsplit.asgi:application`."""

import os

from tripsplit.bodies import limit_bodies
from tripsplit.serving import get_application
from tripsplit.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripsplit.settings")

application = limit_bodies(get_application())
warming = warm()
