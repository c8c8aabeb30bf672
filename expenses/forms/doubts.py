"""What a form that was filled in for somebody is unsure of: in words beside the field, until it is changed there or saved.

The words travel with the form (`doubt_<field>`, see includes/field_notes.html), so that its own buttons, a fault elsewhere in it, or a
receipt that is read on top of it leave the marks of what nobody has looked at.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django.forms import BoundField, Widget
from django.http import QueryDict

if TYPE_CHECKING:
    from expenses.forms.basics import BasicFields

# Down the page, but that an amount is looked at before its currency.
PLACES = ("amount", "currency", "description", "payer", "method", "items", "tax", "tip", "participants", "date")
SENT = "doubt_"
LONGEST = 300  # characters of a doubt that comes back from the page


class DoubtfulField(BoundField):
    """A field that can be doubted. `includes/field_notes.html` says so; the first one that is takes the focus."""

    @property
    def doubt(self) -> str:
        return self._doubts.get(self.name, "")

    @property
    def is_first_doubt(self) -> bool:
        """Of a form that was just filled in; later the focus is where somebody has taken it."""
        form = cast("BasicFields", self.form)
        return form.is_filled_in and next(iter(self._doubts), "") == self.name

    @property
    def aria_describedby(self) -> str | None:
        ids = super().aria_describedby
        return f"{ids or ''} {self.auto_id}_doubt".strip() if self.doubt else ids

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        return {**built, "autofocus": True} if self.is_first_doubt else built

    @property
    def _doubts(self) -> Mapping[str, str]:
        return cast("BasicFields", self.form).doubts


def in_order(doubts: Mapping[str, str]) -> dict[str, str]:
    """As they stand on the page; what is said nowhere above comes last."""
    places = {name: place for place, name in enumerate(PLACES)}
    return dict(sorted(doubts.items(), key=lambda doubt: places.get(doubt[0], len(places))))


def doubts_left(form: "BasicFields", post: QueryDict) -> dict[str, str]:
    """What the page still doubted when it sent `post`, but for the fields that `form` says otherwise by now."""
    data = cast("QueryDict", form.data)
    sent = {name: post.get(f"{SENT}{name}", "")[:LONGEST] for name in form.fields}
    return in_order({name: words for name, words in sent.items() if words and data.getlist(name) == post.getlist(name)})
