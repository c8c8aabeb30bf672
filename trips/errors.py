"""What may not be done to a trip, each fact an exception; its text is a sentence for the person who tried."""


class DomainError(Exception):
    """A request that makes sense and may not be carried out. `str()` is the sentence to show."""


class TripIsClosed(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "This trip is archived or locked, so nothing in it can change. An owner can open it again in the settings."
        )


class NameIsTaken(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is already somebody called {name} in this trip. Add a letter or a surname to tell them apart."
        )


class NeedsAnOwner(DomainError):
    def __init__(self) -> None:
        super().__init__("A trip needs an owner. Make somebody else an owner first.")


class CannotBeClaimed(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is taken. If that is you, ask the trip's owner to free the name, or open your personal link."
        )


class AlreadyInTrip(DomainError):
    def __init__(self) -> None:
        super().__init__("You take part in this trip already.")


class InvitationClosed(DomainError):
    def __init__(self) -> None:
        super().__init__("This invitation has expired or was withdrawn. Ask for a new link.")


class CurrencyIsInUse(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "The currency can change only while the trip has no expenses and no payments, deleted ones included."
        )


class RowChanged(DomainError):
    """Somebody else saved a newer version of the row in the meantime."""

    def __init__(self) -> None:
        super().__init__("Somebody else changed this in the meantime.")


class NoSuchVersion(DomainError):
    def __init__(self) -> None:
        super().__init__("There is no such version in the history.")


class NotOfThisTrip(DomainError):
    def __init__(self) -> None:
        super().__init__("Choose people of this trip.")


class AmountOutOfRange(DomainError):
    def __init__(self) -> None:
        super().__init__("Enter an amount above zero and below ten billion.")


class NotTheTripsName(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"Type the trip's name, {name}, to delete it.")


class OwnersMustHaveJoined(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has not joined yet. Only somebody who has joined can own the trip.")


class OwnersKeepTheirName(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} owns this trip, so the name cannot be freed. Give {name} another role first.")


class KittyIsNotEmpty(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is not empty. Once what it holds is given back, or what it is short of is paid in, it can be closed."
        )


class KittyHasNoRole(DomainError):
    def __init__(self) -> None:
        super().__init__("A kitty acts for nobody, so it has no role to change.")


class WasDeactivated(DomainError):
    def __init__(self) -> None:
        super().__init__("You are no longer part of this trip. Ask its owner to bring you back.")
