"""What every command keeps: standard output carries only the result; a fault is one clear line and an exit code, never a traceback."""

import argparse
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

BAD_INPUT, CHECK_FAILED = 2, 1
INTERRUPTED = 130  # what a shell says of a program that Ctrl-C ended


class BadInput(CommandError):
    """What was asked for makes no sense or is not there: exit code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=BAD_INPUT)


class CheckFailed(CommandError):
    """The command did its work and found something wrong: exit code 1."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=CHECK_FAILED)


class LineCommand(BaseCommand):
    """A command for people and scripts. `refusals` are the exceptions whose text is a sentence for the person (exit code 2)."""

    refusals: tuple[type[Exception], ...] = ()
    requires_system_checks: tuple[str, ...] = ()

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            # Left to itself argparse would print its usage, too, and Django a traceback for what it does not know.
            options = vars(self._parse(argv))
            self.execute(*options.pop("args", ()), **options)
        except CommandError as fault:
            self._fail(str(fault), fault.returncode)
        except KeyboardInterrupt:
            self._fail("Stopped; nothing that was unfinished is kept.", INTERRUPTED)
        finally:
            connections.close_all()

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; what the database or a service refuses becomes a CommandError."""
        try:
            return super().execute(*args, **options)
        except self.refusals as fault:
            raise BadInput(str(fault)) from fault
        except DatabaseError as fault:
            raise CommandError(f"The database does not answer as it should: {fault}", returncode=BAD_INPUT) from fault

    def _parse(self, argv: list[str]) -> argparse.Namespace:
        try:
            return self.create_parser(argv[0], argv[1]).parse_args(argv[2:])
        except CommandError as fault:
            raise BadInput(str(fault).removeprefix("Error: ")) from None

    def _fail(self, message: str, exit_code: int) -> NoReturn:
        self.stderr.write(" ".join(message.split()))
        sys.exit(exit_code)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """An argument's type: a whole number in the range."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return read
