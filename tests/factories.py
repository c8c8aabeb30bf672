"""Rows for tests. Money rows are made by the services, never here: a test that skipped them would test something else."""

import factory
from factory.django import DjangoModelFactory, Password

from trips.models import Participant, Trip, User

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"person{number}@example.com")
    name = factory.Faker("first_name")
    password = Password(PASSWORD)


class GuestFactory(UserFactory):
    email = None
    password = Password(None)


class TripFactory(DjangoModelFactory):
    class Meta:
        model = Trip

    name = "Lisbon"
    emoji = "🌊"
    currency = "EUR"
    time_zone = "Europe/Lisbon"


class ParticipantFactory(DjangoModelFactory):
    class Meta:
        model = Participant

    trip = factory.SubFactory(TripFactory)
    name = factory.Sequence(lambda number: f"Traveller {number}")
    position = factory.Sequence(lambda number: number)
