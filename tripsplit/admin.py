"""What every admin page keeps: fixes go through the services, what no service does cannot be done, and money looks like money.
At the end, the page of the background work.

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
from django.utils.text import Truncator
from django.utils.timesince import timesince

from tripsplit import jobs
from tripsplit.fields import ExactDecimalField
from tripsplit.forms import CleanTextField
from tripsplit.locale import current_locale
from tripsplit.models import Job, Mail
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


@admin.register(Job)
class JobAdmin(DataFixAdmin):
    """What waits, runs and has failed in the background; who may change jobs can try them again or call them off."""

    list_display = ["__str__", "state", "tries", "age", "progress", "problem"]
    list_filter = ["state", "handler"]
    search_fields = ["label", "handler", "key", "error"]
    fields = [
        *("label", "state", "tries", "progress", "error", "handler", "key", "args", "run_at"),
        *("lease_until", "created_at", "started_at", "finished_at", "request_id"),
    ]
    actions = ["retry", "cancel"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Job]:
        return Job.objects.what_needs_a_person_first()

    def has_control_permission(self, request: HttpRequest) -> bool:
        """By the name of Django's permission, though no form changes a job."""
        return bool(request.user.has_perm("tripsplit.change_job"))

    @admin.display(description="attempts", ordering="attempts")
    def tries(self, job: Job) -> str:
        return f"{job.attempts} of {job.max_attempts}"

    @admin.display(ordering="created_at")
    def age(self, job: Job) -> str:
        return timesince(job.created_at, depth=1)

    @admin.display
    def progress(self, job: Job) -> str:
        return job.progress_words

    @admin.display(ordering="error")
    def problem(self, job: Job) -> str:
        return Truncator(job.error).chars(100)

    @admin.action(description="Try again", permissions=["control"])
    def retry(self, request: HttpRequest, chosen: models.QuerySet[Job]) -> None:
        self._each(request, chosen, jobs.retry)

    @admin.action(description="Cancel", permissions=["control"])
    def cancel(self, request: HttpRequest, chosen: models.QuerySet[Job]) -> None:
        self._each(request, chosen, jobs.cancel)

    def _each(self, request: HttpRequest, chosen: models.QuerySet[Job], act: Callable[[Job], None]) -> None:
        for job in chosen:
            try:
                act(job)
            except jobs.NotPossible as fault:
                self.message_user(request, f"{job}: {fault}", messages.ERROR)


@admin.register(Mail)
class MailAdmin(DataFixAdmin):
    """What was sent to whom, and what waits; why one waits stands with its job."""

    list_display = ["subject", "address", "created_at", "sent_at"]
    list_filter = [("sent_at", admin.EmptyFieldListFilter)]
    search_fields = ["subject", "address", "message_id"]
    fields = ["subject", "address", "message_id", "created_at", "sent_at"]
