"""The product's settings, but it fails where a request asks for it (tests.safety.faults) and soon tires of a locked database."""

from tripsplit.settings import *  # noqa: F403
from tripsplit.settings import DATABASES, MIDDLEWARE, PASSWORD_HASHERS

PATIENCE = 2  # seconds that a request waits for the database
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"]["OPTIONS"], "timeout": PATIENCE}
MAIL_IS_REAL = True  # nobody takes the mails away that are queued
MIDDLEWARE = ["tests.safety.faults.FaultMiddleware", *MIDDLEWARE]
# New passwords are hashed quickly; those of the demo trip are still understood.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
