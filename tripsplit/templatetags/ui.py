"""Template builtins for what every page shows: icons, avatars, form fields, bars, and the undo of a message."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tripsplit.ids import new_submit_key

if TYPE_CHECKING:
    from django.contrib.messages.storage.base import Message
    from django.forms import BoundField
    from django.template.context import Context

    from tripsplit.money import Money

register = template.Library()

JOINER = "\u200d"
UNDO = "undo:"
BAR_REACH = 48  # percent of a bar's width on either side of its zero line
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


class Person(Protocol):
    """What an avatar needs to know: a participant's name, and its colour's class (c1 … c8)."""

    @property
    def name(self) -> str: ...
    @property
    def colour(self) -> str: ...


@register.simple_tag
@lru_cache(maxsize=256)  # a page has up to a hundred of them
def icon(name: str, label: str = "") -> SafeString:
    """An icon of static/img/icons.svg: silent beside words, named by `label` where it stands alone."""
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="i" aria-hidden="true"><use href="{}"/></svg>', href)


def _first_letter(word: str) -> str:
    """The first character as a person sees it: with its accents, an emoji with all that is joined to it, a flag."""
    taken = ""
    for char in word:
        flag = len(taken) == 1 and _is_flag_half(taken) and _is_flag_half(char)
        clings = (
            unicodedata.combining(char)
            or unicodedata.category(char) in {"Mn", "Mc", "Me"}
            or "\U0001f3fb" <= char <= "\U0001f3ff"
        )
        if taken and not (clings or flag or char == JOINER or taken[-1] == JOINER):
            break
        taken += char
    return taken


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def initials(name: str) -> str:
    """ZL for "Zoë Lind", DA for "David": the first letters of the first and the last word, or two of the only one."""
    words = [word for word in name.split() if word[0].isalnum()] or name.split()
    if not words:
        return "?"
    if len(words) > 1:
        return (_first_letter(words[0]) + _first_letter(words[-1])).upper()
    first = _first_letter(words[0])
    second = _first_letter(words[0][len(first) :]) if first.isascii() or first.islower() or first.isupper() else ""
    return (first + second).upper()


@register.simple_tag
def avatar(person: Person | None, size: str = "m", *, named: bool = False) -> SafeString:
    """A person's initials on their colour; silent beside the name, `named` where the name is not written."""
    name = person.name if person else "Somebody"
    classes = f"avatar {person.colour if person else 'c0'}{'' if size == 'm' else f' {size}'}"
    if named:
        return format_html(
            '<span class="{}" role="img" aria-label="{}" title="{}">{}</span>', classes, name, name, initials(name)
        )
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))


@register.simple_tag
def avatars(people: Iterable[Person], limit: int = 5) -> SafeString:
    """Overlapping avatars; past `limit` people the last one counts the rest, in words for a screen reader."""
    everybody = list(people)
    shown = everybody if len(everybody) <= limit else everybody[: limit - 1]
    items = format_html_join("", "<li>{}</li>", ((avatar(person, named=True),) for person in shown))
    rest = len(everybody) - len(shown)
    if rest:
        words = f"and {WORDS[rest] if rest < len(WORDS) else rest} more"
        items += format_html('<li><span class="avatar c0" role="img" aria-label="{}">+{}</span></li>', words, rest)
    return format_html('<ul class="avatars" role="list" aria-label="People">{}</ul>', items)


@register.simple_tag
def bar(value: "Money | int", greatest: "Money | int", side: str = "") -> SafeString:
    """One line of the diverging bars: right of the zero line for those who get back, left for those who owe.

    `side` is its class where it is neither: "held", of what a kitty holds.
    """
    minor, most = (amount if isinstance(amount, int) else amount.minor for amount in (value, greatest))
    width = round(BAR_REACH * abs(minor) / abs(most), 2) if most else 0
    start = 50 if minor >= 0 else 50 - width
    return format_html(
        '<svg class="bar" aria-hidden="true"><line class="zero" x1="50%" x2="50%" y1="0" y2="100%"/>'
        '<rect class="{}" x="{}%" y="4" width="{}%" height="12" rx="6"/></svg>',
        side or ("owed" if minor >= 0 else "owes"),
        f"{start:g}",
        f"{width:g}",
    )


@register.simple_tag
def change(before: object, after: object) -> SafeString:
    """What a value was and what it is now, in words for a screen reader and with a line through for an eye.

    What is gone has the line through it and nothing beside it; a value that was not there before stands alone.
    """
    was = (
        format_html('<del><span class="visually-hidden">was </span>{}</del>', before)
        if before not in (None, "")
        else SafeString("")
    )
    now = (
        format_html('<ins><span class="visually-hidden">now </span>{}</ins>', after)
        if after not in (None, "")
        else SafeString('<span class="visually-hidden">now nothing</span>')
    )
    between = format_html(" {}", icon("arrow")) if was and after not in (None, "") else ""
    return format_html("{}{}{}", was, between, now)


@register.inclusion_tag("includes/field.html")
def field(bound: "BoundField", label: str = "", **attrs: str | bool) -> dict[str, Any]:
    """A form field with its label, help and errors wired to it; radio buttons and checkboxes become chips.

    Further arguments become attributes of the control; an underscore stands for a dash (`hx_get="…"`).
    """
    widget = bound.field.widget
    chips = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    shape = (
        "chips"
        if chips
        else "check"
        if isinstance(widget, CheckboxInput)
        else "hidden"
        if bound.is_hidden
        else "control"
    )
    dashed: dict[str, str | bool] = {name.replace("_", "-"): value for name, value in attrs.items()}
    return {
        "field": bound,
        "label": label or bound.label,
        "shape": shape,
        "control": "" if chips else bound.as_widget(attrs=dashed),
        "describedby": bound.aria_describedby,
        "optional": not bound.field.required and shape == "control",
    }


@register.inclusion_tag("includes/form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The errors of a form that stand at no field, those of its hidden fields included."""
    hidden: Sequence[str] = [error for bound in form.hidden_fields() for error in bound.errors]
    return {"errors": [*form.non_field_errors(), *hidden]}


@register.simple_tag(takes_context=True)
def submit_key(context: "Context", key: str | None = "") -> SafeString:
    """The hidden field that makes a form count once; `{% submit_key form.data.submit_key %}` keeps the one it has."""
    value = key or context.get("submit_key_mark") or new_submit_key()
    return format_html('<input type="hidden" name="submit_key" value="{}">', value)


@register.filter
def undo_url(message: "Message") -> str:
    """The address that undoes what a message tells, from its tag `undo:/trips/…`; empty where it has none."""
    tags = (message.extra_tags or "").split()
    url = next((tag.removeprefix(UNDO) for tag in tags if tag.startswith(UNDO)), "")
    return url if url.startswith("/") and not url.startswith("//") else ""
