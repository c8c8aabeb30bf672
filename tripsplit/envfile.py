"""The `.env` beside the code: made once with fresh secrets, readable by its owner only, never overwritten."""

import os
import secrets
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def env_file() -> Path:
    """Where the settings are read from; ENV_FILE names another place."""
    return Path(os.environ.get("ENV_FILE") or BASE_DIR / ".env")


def fresh_password() -> str:
    return secrets.token_urlsafe(12)


def make_env_file(path: Path) -> bool:
    """Write a fresh SECRET_KEY and DEMO_PASSWORD unless there is a file already; True if it was made."""
    lines = (
        "# Made by `make run`. docs/settings.md explains every setting; an environment variable wins over a line here.",
        f"SECRET_KEY={secrets.token_urlsafe(50)}",
        f"DEMO_PASSWORD={fresh_password()}",
    )
    try:
        # O_EXCL: of two that start at once, one makes the file; nobody else can read it for even a moment.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(f"{line}\n" for line in lines))
    return True


def main() -> int:
    try:
        make_env_file(env_file())
    except OSError as error:
        sys.stderr.write(f"{env_file()} cannot be written: {error.strerror}.\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
