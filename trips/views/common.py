"""What the views of trips share: the data of a form, and a button that does one thing."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, QueryDict

from trips.errors import DomainError, RowChanged
from trips.models import User
from trips.submitting import submit
from tripsplit.htmx import AppRequest, see_other


def form_data(request: AppRequest) -> QueryDict | None:
    """What a form is bound to: what was posted, or nothing yet."""
    return request.POST if request.method == "POST" else None


def signed_in(request: AppRequest) -> User:
    """The user of a view that asks for a log-in."""
    if not isinstance(request.user, User):
        raise TypeError("This view lacks login_required.")
    return request.user


def act(request: AppRequest, service: Callable[[], object], *, to: str, said: str, undo: str = "") -> HttpResponse:
    """Carry out what a button stands for, say so (with a way back where there is one), and go `to` a page.

    What may not be done is told there in the domain error's own words. Raises RowChanged, whose answer is a page.
    """

    def carry_out() -> str:
        service()
        messages.success(request, said, extra_tags=f"undo:{undo}" if undo else "")
        return to

    try:
        return submit(request, carry_out)
    except RowChanged:
        raise
    except DomainError as fault:
        messages.error(request, str(fault))
        return see_other(request, to)
