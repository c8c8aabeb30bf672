#!/usr/bin/env python
"""Django's command line for TripSplit."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripsplit.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018  the first look reads the settings, which may be wrong
    except (ImproperlyConfigured, OSError, ValueError) as fault:
        sys.stderr.write(f"The settings are wrong: {' '.join(str(fault).split())}\n")
        sys.exit(2)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
