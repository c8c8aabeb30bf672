"""What every admin page keeps: fixes go through the services, what no service does cannot be done, and money looks like money.

A page for a model subclasses DataFixAdmin and overrides those of `add_row`, `change_row` and `delete_row` that a service carries out;
what it does not override is not offered. `refusals` are the exceptions whose text is a sentence for the person.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tripsplit.fields import ExactDecimalField
from tripsplit.forms import CleanTextField
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

if TYPE_CHECKING:
    ModelPage = admin.ModelAdmin[Any]
    AnyForm = ModelForm[Any]
else:
    ModelPage = admin.ModelAdmin
    AnyForm = ModelForm


def money_column(amount: str | Callable[[Any], Money], *, label: str, order: str | None = None) -> Callable[[Any], str]:
    """A column (or read-only field) that shows money for the reader's locale; sortable by the database's column `order`.

    `amount` is the name of the row's attribute that is Money, or a function of the row.
    """

    @admin.display(description=label, ordering=order)
    def column(row: Any) -> str:
        return format_money(
            attrgetter(amount)(row) if isinstance(amount, str) else amount(row), locale=current_locale()
        )

    # Static, so that it works as an attribute of the page as well as in list_display itself.
    return staticmethod(column)


class DataFixAdmin(ModelPage):
    """Searchable and read-only, but for what a service does."""

    refusals: tuple[type[Exception], ...] = ()
    # Texts are cleaned as on every other page; what is kept as text and is none has a form field of its own.
    formfield_overrides = {
        models.EmailField: {},
        ExactDecimalField: {},
        models.CharField: {"form_class": CleanTextField},
    }
    list_per_page = 50
    show_full_result_count = False

    # -- what a page overrides ------------------------------------------------------------------------------------------
    def add_row(self, request: HttpRequest, data: Mapping[str, Any]) -> models.Model:
        """Make a row from the form's cleaned data and return it."""
        raise NotImplementedError

    def change_row(self, request: HttpRequest, row: Any, data: Mapping[str, Any]) -> None:
        """Change a row, freshly loaded; `data` holds only the fields that differ."""
        raise NotImplementedError

    def delete_row(self, request: HttpRequest, row: Any) -> None:
        """Delete one row, or put it into the trash."""
        raise NotImplementedError

    # -- what may be done -----------------------------------------------------------------------------------------------
    def _does(self, name: str) -> bool:
        return getattr(type(self), name) is not getattr(DataFixAdmin, name)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._does("add_row") and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._does("change_row") and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._does("delete_row") and super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No bulk delete: it would go past the services."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    # -- how it is done ---------------------------------------------------------------------------------------------------
    def save_model(self, request: HttpRequest, obj: Any, form: AnyForm, change: Any) -> None:
        if change:
            # `obj` already carries the form's values; a service wants the row as it is, to tell what changes.
            row = self.get_queryset(request).get(pk=obj.pk)
            said = {name: getattr(obj, name, form.cleaned_data[name]) for name in form.changed_data}
            self.change_row(
                request, row, {name: value for name, value in said.items() if value != getattr(row, name, None)}
            )
        else:
            obj.pk = self.add_row(request, form.cleaned_data).pk
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_row(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_row(request, row)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, Any], set[str], list[Any]]:
        """What deleting takes along is the service's business: Django's own list of protected rows would stop it."""
        return [str(row) for row in objs], {}, set(), []

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._in_words(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._in_words(request, super().delete_view, *args, **kwargs)

    def _in_words(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """What a service refuses is said in its words, on the page where it was tried; the transaction is undone by then."""
        try:
            return view(request, *args, **kwargs)
        except self.refusals as fault:
            self.message_user(request, str(fault), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
