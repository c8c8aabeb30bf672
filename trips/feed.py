"""The trip's feed, as its readers see it: each line of Activity as a sentence, with a link to what it is about."""

from dataclasses import dataclass
from datetime import UTC, date

from django.urls import reverse
from django.utils import timezone

from trips.models import Activity, Trip

PAGE = 50

# What the actor did; {} is what it was called then.
SENTENCES = {
    ("trip", "created"): "made this trip",
    ("trip", "imported"): "made this trip from a file",
    ("trip", "edited"): "changed the trip",
    ("trip", "archived"): "archived the trip",
    ("trip", "unarchived"): "brought the trip back from the archive",
    ("trip", "locked"): "locked the trip",
    ("trip", "unlocked"): "unlocked the trip",
    ("trip", "deleted"): "deleted the trip",
    ("trip", "restored"): "restored the trip",
    ("participant", "added"): "added {}",
    ("participant", "edited"): "changed {}",
    ("participant", "opened"): "opened the kitty {}",
    ("participant", "closed"): "closed the kitty {}",
    ("participant", "joined"): "joined",
    ("invitation", "edited"): "changed the invitation link",
    ("participant", "left"): "left",
    ("participant", "deactivated"): "took {} off the trip",
    ("participant", "reactivated"): "brought {} back",
    ("participant", "freed"): "freed the name {}",
    ("participant", "reminded"): "reminded {} by e-mail",
    ("participant", "payable"): "changed how {} can be paid",
    ("invitation", "invited"): "sent the invitation link by e-mail",
    ("invitation", "renewed"): "kept the invitation link open for another week",
    ("invitation", "rotated"): "made a new invitation link",
    ("invitation", "revoked"): "withdrew the invitation link",
    ("expense", "recorded"): "added {}",
    ("expense", "repeated"): "added, as it repeats, {}",
    ("expense", "edited"): "changed {}",
    ("expense", "deleted"): "deleted {}",
    ("expense", "restored"): "restored {}",
    ("expense", "reverted"): "brought back an earlier version of {}",
    ("expense", "attached"): "added a receipt to {}",
    ("expense", "detached"): "removed a receipt of {}",
    ("expense", "reattached"): "brought a receipt of {} back",
    ("expense", "commented"): "commented on {}",
    ("expense", "uncommented"): "removed a comment on {}",
    ("expense", "recommented"): "brought a comment on {} back",
    ("payment", "recorded"): "recorded the payment {}",
    ("payment", "edited"): "changed the payment {}",
    ("payment", "deleted"): "undid the payment {}",
    ("payment", "restored"): "restored the payment {}",
    ("payment", "confirmed"): "confirmed the payment {}",
    ("payment", "disputed"): "disputed the payment {}",
    ("payment", "unanswered"): "took back what they said of the payment {}",
    ("payment", "reverted"): "brought back an earlier version of the payment {}",
    ("wishes", "edited"): "changed how the trip settles",
    ("preset", "kept"): "kept the split {}",
    ("preset", "forgot"): "removed the split {}",
    ("repeat", "started"): "made {} repeat",
    ("repeat", "edited"): "changed how {} repeats",
    ("repeat", "paused"): "paused the repeating {}",
    ("repeat", "resumed"): "resumed the repeating {}",
    ("repeat", "stopped"): "stopped the repeating {}",
    ("repeat", "restarted"): "took up the repeating {} again",
    ("repeat", "halted"): "paused the repeating {}",
    ("budget", "set"): "set the budget for {}",
    ("budget", "dropped"): "took the budget for {} away",
    ("rate", "set"): "set this trip’s own rate for {}",
    ("rate", "dropped"): "took this trip’s own rate for {} away",
}


@dataclass(frozen=True)
class Entry:
    """One line of the feed, in words: what comes before the thing's name, and after it; `then` leads to how things stood right after it."""

    activity: Activity
    before: str
    label: str
    after: str
    url: str
    then: str

    @property
    def day(self) -> date:
        """The day on which it happened, in the time zone that the page is written in."""
        return timezone.localdate(self.activity.at)


def feed(trip: Trip, *, before: int | None = None) -> tuple[list[Entry], int | None]:
    """A page of the feed, newest first, of lines older than the id `before`; and the `before` of the next page, None on the last.

    Two queries at most, however long the feed is.
    """
    rows = trip.activities.select_related("actor").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[: PAGE + 1])
    older = page[PAGE - 1].pk if len(page) > PAGE else None
    return [_entry(trip, activity) for activity in page[:PAGE]], older


def _entry(trip: Trip, activity: Activity) -> Entry:
    sentence = SENTENCES.get((activity.subject, activity.verb), f"{activity.verb} {{}}")
    before, names_it, after = sentence.partition("{}")
    return Entry(
        activity=activity,
        before=before.strip(),
        label=(activity.label or activity.subject) if names_it else "",
        after=after.strip(),
        url=_url(trip, activity),
        then=f"{reverse('balance_list', args=[trip.slug])}?at={_moment(activity)}",
    )


def _moment(activity: Activity) -> str:
    """When it happened, to the microsecond and in UTC: each line leads to what it left, and not to what came next."""
    return activity.at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _url(trip: Trip, activity: Activity) -> str:
    if activity.subject == "expense":
        return reverse("expense_detail", args=[trip.slug, activity.ref])
    pages = {
        "payment": "balance_list",
        "participant": "participant_list",
        "budget": "budget_list",
        "rate": "rate_list",
        "wishes": "wish_edit",
        "preset": "preset_list",
        "repeat": "repeat_list",
    }
    return reverse(pages[activity.subject], args=[trip.slug]) if activity.subject in pages else ""
