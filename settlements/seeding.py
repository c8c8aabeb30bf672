"""Demo trips that are the same again for the same arguments, owned by the demo user. All rows are made by the services."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

from django.db import transaction
from django.utils.crypto import salted_hmac

from trips.accounts import vouch_for_address
from trips.models import Participant, Trip, User
from trips.services import TripDraft, create_trip
from tripsplit.demo import DEMO_EMAIL
from tripsplit.ids import SLUG_ALPHABET, SLUG_LENGTH, letters, ref_from_key

DEMO_NAME = "Emily"
T = TypeVar("T")


class Chance:
    """Numbers that look like chance and are the same for the same seed, on every machine and every version of Python."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._counter = count()

    def below(self, limit: int) -> int:
        digest = hashlib.sha256(f"{self._seed}:{next(self._counter)}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def some(self, choices: Sequence[T], number: int) -> list[T]:
        """Several of them, none twice, in an order of chance."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(number, len(left)))]


@dataclass
class Workshop:
    """A trip that is being filled: its people, and endless fixed streams of refs and of chance."""

    trip: Trip
    arguments: str
    chance: Chance = field(init=False)
    refs: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Chance(self.arguments)
        self.refs = (ref_from_key(f"{self.arguments}:row {number}") for number in count())

    def person(self, name: str) -> Participant:
        return next(person for person in self.trip.people if person.name == name)


@dataclass(frozen=True)
class Recipe:
    """How a demo trip is made. `arguments` tell it from all others; `names` are the people beside the demo user."""

    arguments: str
    draft: TripDraft
    names: Sequence[str]
    fill: Callable[[Workshop], None]


@transaction.atomic
def demo_user() -> User:
    """The demo user, made where there is none: no staff member, and with no password until somebody sets one."""
    user = User.objects.filter(email=DEMO_EMAIL).first()
    if user is None:
        user = User.objects.create_user(DEMO_EMAIL, name=DEMO_NAME)
        # No mail reaches the demo user, and with a real mail server nobody logs in with an address that is not proven.
        vouch_for_address(user=user)
    return user


@transaction.atomic
def seed(recipe: Recipe) -> Trip:
    """The trip of the recipe: the one that is there, or a new one. One that was deleted, or given away, is left alone."""
    user = demo_user()
    for generation in count():
        slug = slug_for(f"{recipe.arguments}:{generation}")
        mine = Trip.objects.of(user).filter(slug=slug).first()
        if mine is not None:
            return mine
        if not Trip.objects.filter(slug=slug).exists():
            break
    trip = create_trip(by=user, my_name=DEMO_NAME, draft=recipe.draft, names=recipe.names)
    _give_ids(trip, slug, recipe.arguments)
    recipe.fill(Workshop(trip, recipe.arguments))
    return trip


def slug_for(arguments: str) -> str:
    """A slug that only this site can know: derived from its secret key."""
    digest = salted_hmac("settlements.seeding", arguments, algorithm="sha256").digest()
    return letters(digest, alphabet=SLUG_ALPHABET, length=SLUG_LENGTH)


def _give_ids(trip: Trip, slug: str, arguments: str) -> None:
    """Fixed ids in place of random ones, before anything names them. Leftover cents go by refs, so those hang on the arguments alone."""
    Trip.objects.filter(pk=trip.pk).update(slug=slug)
    trip.slug = slug
    for person in trip.people:
        person.ref = ref_from_key(f"{arguments}:person {person.position}")
    Participant.objects.bulk_update(trip.people, ["ref"])
