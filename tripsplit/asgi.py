"""The ASGI entry point: `granian --interface asginl tripsplit.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

from tripsplit.bodies import limit_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripsplit.settings")

application = limit_bodies(get_asgi_application())
