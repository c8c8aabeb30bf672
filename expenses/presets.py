"""A trip's own ways of splitting, kept by name to be used again: "just the four of us", "by room"."""

from collections.abc import Sequence

from django.db import transaction

from expenses.habits import LASTING, KnownSplit
from expenses.models import Preset, SplitMethod
from expenses.splitting import SplitLine
from trips.errors import DomainError, NotOfThisTrip
from trips.history import begin_change, log_activity
from trips.models import Participant, Trip

MOST_PRESETS = 20


class CannotBeKept(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "Only what is split equally, by shares or by percent can be kept: the rest is about this one bill."
        )


class TooManyPresets(DomainError):
    def __init__(self) -> None:
        super().__init__(f"A trip keeps {MOST_PRESETS} ways of splitting at most. Remove one that nobody needs first.")


@transaction.atomic
def save_preset(*, trip: Trip, by: Participant | None, name: str, method: str, lines: Sequence[SplitLine]) -> Preset:
    """Keep the split by its name; one that has this name already is replaced.

    Raises CannotBeKept, TooManyPresets, NotOfThisTrip and TripIsClosed.
    """
    if method not in LASTING:
        raise CannotBeKept
    begin_change(trip)
    if not {line.participant for line in lines} <= {person.ref for person in trip.participants.active()}:
        raise NotOfThisTrip
    preset = trip.presets.filter(name=name).first() or Preset(trip=trip, name=name)
    if not preset.pk and trip.presets.count() >= MOST_PRESETS:
        raise TooManyPresets
    preset.method = method
    preset.lines = [{"participant": line.participant, "value": _value(method, line)} for line in lines]
    preset.save()
    log_activity(trip=trip, by=by, verb="kept", subject="preset", ref=preset.ref, label=name)
    return preset


@transaction.atomic
def delete_preset(*, preset: Preset, by: Participant | None) -> None:
    """Forget the split; expenses that used it stay as they are. Raises TripIsClosed."""
    begin_change(preset.trip)
    gone, _ = Preset.objects.filter(pk=preset.pk).delete()
    if gone:
        log_activity(trip=preset.trip, by=by, verb="forgot", subject="preset", ref=preset.ref, label=preset.name)


def presets_of(trip: Trip) -> list[tuple[str, KnownSplit]]:
    """The kept splits with their refs, but for those that name somebody who has left; one query."""
    present = {person.ref for person in trip.active_people}
    known = []
    for preset in trip.presets.all():
        lines = [SplitLine(line["participant"], line["value"]) for line in preset.lines]
        if {line.participant for line in lines} <= present:
            known.append((preset.ref, KnownSplit(preset.name, preset.method, lines)))
    return known


def _value(method: str, line: SplitLine) -> str | None:
    return None if method == SplitMethod.EQUAL else line.value
