"""Real processes for tests: the environment of a site of its own, in a directory that nobody shares."""

import os


def environment(directory, **extra):
    """Environment variables of a site that keeps everything in `directory`; with DATABASE_URL unset, so on SQLite."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return {
        **kept,
        "SECRET_KEY": "only-for-this-test",
        "ENV_FILE": os.devnull,
        "DATA_DIR": str(directory / "data"),
        "MEDIA_ROOT": str(directory / "media"),
        "LLM_PROVIDER": "none",
        **extra,
    }
