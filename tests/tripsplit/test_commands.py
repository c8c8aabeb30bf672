"""What every command keeps: a fault is one line on standard error and an exit code."""

import argparse

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError

from tripsplit.commands import BadInput, CheckFailed, LineCommand, whole_number


class Refused(Exception):
    pass


class Command(LineCommand):
    refusals = (Refused,)
    fault: BaseException | None = None

    def add_arguments(self, parser):
        parser.add_argument("--number", type=whole_number(1, 9))

    def handle(self, *args, **options):
        if self.fault:
            raise self.fault
        self.stdout.write("the result")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command as from a shell: (exit code, standard output, standard error)."""
    monkeypatch.setattr("tripsplit.commands.connections.close_all", lambda: None)

    def run(*arguments, fault=None):
        command = Command()
        command.fault = fault
        try:
            command.run_from_argv(["manage.py", "it", *arguments])
            code = 0
        except SystemExit as end:
            code = end.code
        return (code, *capsys.readouterr())

    return run


def test_the_result_is_all_there_is_on_standard_output(run):
    assert run() == (0, "the result\n", "")


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (BadInput("No such\ntrip."), 2, "No such trip.\n"),
        (CheckFailed("Two faults."), 1, "Two faults.\n"),
        (CommandError("Something else."), 1, "Something else.\n"),
        (Refused("That may not be."), 2, "That may not be.\n"),
        (OperationalError("no such table: trips_trip"), 2, "The database does not answer as it should: no such table: trips_trip\n"),
        (KeyboardInterrupt(), 130, "Stopped; nothing that was unfinished is kept.\n"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_and_an_exit_code(run, fault, code, words):
    assert run(fault=fault) == (code, "", words)


@pytest.mark.parametrize(
    "arguments", [["--number", "0"], ["--number", "10"], ["--number", "x"], ["--number", "²"], ["--nothing"], ["more"]]
)
def test_arguments_that_make_no_sense_are_bad_input(run, arguments):
    code, out, error = run(*arguments)

    assert (code, out) == (2, "")
    assert error.count("\n") == 1
    assert "usage" not in error


def test_a_bug_is_not_hidden(run):
    with pytest.raises(ZeroDivisionError):
        run(fault=ZeroDivisionError())


def test_called_from_python_the_exit_code_is_on_the_error():
    command = Command()
    command.fault = DatabaseError("locked")

    with pytest.raises(CommandError) as raised:
        call_command(command)
    assert raised.value.returncode == 2


def test_whole_number_takes_what_is_in_the_range():
    assert whole_number(0, 3)("3") == 3
    with pytest.raises(argparse.ArgumentTypeError):
        whole_number(0, 3)("4")
