"""Readies the site for a start: migrations, static files, the demo trip and its log-in. Quick where nothing is to be done.

A process of its own (`python -m tripsplit.prepare`), so that the parent of web and worker stays small and holds no database open.
"""

import hashlib
import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tripsplit.demo import DEMO_EMAIL


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def static_fingerprint() -> str:
    """Changes whenever a static file of the site or of an installed app does."""
    facts = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            facts.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest()


def collect_static() -> None:
    stamp = Path(settings.STATIC_ROOT).with_name("static.sha256")
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text() == fingerprint and Path(settings.STATIC_ROOT).is_dir():
        return
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def seed_demo(password: str) -> None:
    """The demo trip where there is none yet; the demo user's password becomes the given one."""
    users = get_user_model().objects
    if not users.filter(email=DEMO_EMAIL).exists():
        call_command("seed_demo", stdout=io.StringIO())
    demo = users.get(email=DEMO_EMAIL)
    # Only when it differs: a new hash would end the sessions of everyone who is logged in with it.
    if not demo.check_password(password):
        demo.set_password(password)
        demo.save(update_fields=["password"])


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripsplit.settings")
    try:
        django.setup()
        migrate()
        collect_static()
        seed_demo(os.environ["DEMO_PASSWORD"])
    except (CommandError, DatabaseError, ImproperlyConfigured, OSError, ValueError) as error:
        sys.stderr.write(f"TripSplit cannot start: {' '.join(str(error).split())}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
