"""What people say about an expense. Whoever takes part may, viewers too: a comment moves no money. The feed says who, never what."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from expenses.models import Comment, Expense
from expenses.search.index import index_talk
from trips.errors import DomainError, RowChanged
from trips.history import begin_change, log_activity
from trips.models import Participant

SHOWN_AT_FIRST = 20


class NotYourComment(DomainError):
    def __init__(self) -> None:
        super().__init__("Only who wrote a comment, or an owner of the trip, can remove it or bring it back.")


@dataclass(frozen=True)
class Remark:
    """One comment as the reader sees it."""

    comment: Comment
    by: str
    may_remove: bool


@dataclass(frozen=True)
class Conversation:
    remarks: list[Remark]
    older: bool  # there are earlier ones that are not shown
    is_open: bool  # the reader can say something


@transaction.atomic
def add_comment(*, expense: Expense, by: Participant, text: str) -> Comment:
    """Say something about the expense, in the trash or not. The text is clean already. Raises TripIsClosed."""
    begin_change(expense.trip)
    comment = Comment.objects.create(expense=expense, author=by, text=text)
    index_talk(expense)
    _log(comment, by, "commented")
    return comment


@transaction.atomic
def remove_comment(*, comment: Comment, by: Participant) -> None:
    """Take a comment back; its row stays. Raises TripIsClosed, NotYourComment, and RowChanged where it is removed already."""
    _begin(comment, by)
    if not Comment.objects.live().filter(pk=comment.pk).update(deleted_at=timezone.now()):
        raise RowChanged
    index_talk(comment.expense)
    _log(comment, by, "uncommented")


@transaction.atomic
def restore_comment(*, comment: Comment, by: Participant) -> None:
    """Bring a removed comment back, in its old place. Raises TripIsClosed, NotYourComment, and RowChanged where it is not removed."""
    _begin(comment, by)
    if not Comment.objects.exclude(deleted_at=None).filter(pk=comment.pk).update(deleted_at=None):
        raise RowChanged
    index_talk(comment.expense)
    _log(comment, by, "recommented")


def may_remove(comment: Comment, participant: Participant) -> bool:
    """Whether it is the participant's to remove and to bring back: their own, or any for an owner."""
    return participant.is_owner or comment.author_id == participant.pk


def conversation(expense: Expense, *, everything: bool = False) -> Conversation:
    """The expense's comments as `trip.me` reads them, oldest first, at first the latest SHOWN_AT_FIRST of them. One query."""
    me = expense.trip.me
    latest = expense.comments.live().select_related("author").newest_first()
    found = list(latest if everything else latest[: SHOWN_AT_FIRST + 1])
    shown = found if everything else found[:SHOWN_AT_FIRST]
    is_open = not expense.trip.is_closed
    remarks = [Remark(comment, _by(comment, me), is_open and may_remove(comment, me)) for comment in reversed(shown)]
    return Conversation(remarks, older=len(found) > len(shown), is_open=is_open)


def _by(comment: Comment, me: Participant) -> str:
    if comment.author is None:
        return "Somebody"
    return "You" if comment.author_id == me.pk else comment.author.name


def _begin(comment: Comment, by: Participant) -> None:
    begin_change(comment.expense.trip)
    if not may_remove(comment, by):
        raise NotYourComment


def _log(comment: Comment, by: Participant, verb: str) -> None:
    """A line of the feed without the comment's words: what is removed is out of sight everywhere."""
    expense = comment.expense
    log_activity(trip=expense.trip, by=by, verb=verb, subject="expense", ref=expense.ref, label=expense.description)
