"""What a form that was filled in for somebody is unsure of: in words beside the field, until it is changed there or sent."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django.forms import BoundField, Widget

if TYPE_CHECKING:
    from expenses.forms.basics import BasicFields

# Down the page, but that an amount is looked at before its currency.
PLACES = ("amount", "currency", "description", "payer", "method", "items", "tax", "tip", "participants", "date")


class DoubtfulField(BoundField):
    """A field that can be doubted. `includes/field_notes.html` says so; the first one that is takes the focus."""

    @property
    def doubt(self) -> str:
        return self._doubts.get(self.name, "")

    @property
    def is_first_doubt(self) -> bool:
        return next(iter(self._doubts), "") == self.name

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
