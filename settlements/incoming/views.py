"""/trips/import/: bring a file, see what it would make, say who you are, and have it made. A brought file is its owner's alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from expenses.file_names import clean_file_name
from settlements.archive.faults import BadArchive
from settlements.import_models import HOURS_KEPT
from settlements.incoming.forms import BringForm, OwnerForm
from settlements.incoming.preview import Preview
from settlements.incoming.services import (
    AT_ONCE,
    FileHasMovedOn,
    discard_file,
    look_through,
    make_trip_at_once,
    note,
    opened_file,
    order_trip,
    receive_file,
    refusal_of,
    retry_file,
)
from settlements.incoming.standing import Standing, standing_of
from settlements.incoming.store import Upload, take_in
from settlements.models import TripFile
from trips.errors import DomainError
from trips.models import Trip
from trips.submitting import submit, submits
from trips.views.common import act, form_data, signed_in
from tripsplit.htmx import AppRequest, asked_fragment, render_page, see_other

State = TripFile.State
DETAIL = "settlements/import_detail.html"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def import_create(request: AppRequest) -> HttpResponse:
    form = BringForm(form_data(request), request.FILES or None)
    if form.is_valid():
        try:
            return _brought(request, form.cleaned_data["file"])
        except DomainError as fault:
            form.add_error("file", str(fault))
    waiting = signed_in(request).trip_files.exclude(state=State.MADE).newest_first()
    context = {"form": form, "waiting": waiting, "hours_kept": HOURS_KEPT}
    status = 422 if form.is_bound else 200
    return render_page(request, "settlements/import_create.html", context, fragments=("import-form",), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def import_detail(request: AppRequest, ref: str) -> HttpResponse:
    """What the file would make, and the question who one is; while it is being read or made, how far that is."""
    file = _file(request, ref)
    if file.state == State.MADE:
        return _made(request, file.trip)
    if request.method == "POST" and file.state != State.READY:
        messages.info(request, str(FileHasMovedOn()))
        return see_other(request, reverse("import_detail", args=[ref]))
    standing = standing_of(file)
    if file.state != State.READY:
        return _page(request, file, standing)
    preview = Preview(file.found)
    form = OwnerForm(form_data(request), preview=preview, user=signed_in(request))
    if form.is_valid():
        try:
            return _confirmed(request, file, form)
        except FileHasMovedOn as fault:
            messages.info(request, str(fault))
            return see_other(request, reverse("import_detail", args=[ref]))
        except DomainError as fault:
            form.add_error(None, str(fault))
    return _page(request, file, standing, preview, form)


@require_POST
@login_required
@submits
def import_retry(request: AppRequest, ref: str) -> HttpResponse:
    file = _file(request, ref)
    page = reverse("import_detail", args=[ref])
    return act(request, lambda: retry_file(file=file), to=page, said="It is tried again.")


@require_POST
@login_required
@submits
def import_discard(request: AppRequest, ref: str) -> HttpResponse:
    file = _file(request, ref)
    page = reverse("import_create")
    return act(request, lambda: discard_file(file=file), to=page, said=f"Forgot “{file.name}”.")


# -- what the views do ----------------------------------------------------------------------------------------------------
def _file(request: AppRequest, ref: str) -> TripFile:
    file: TripFile = get_object_or_404(signed_in(request).trip_files.select_related("trip"), ref=ref)
    return file


def _brought(request: AppRequest, upload: Upload) -> HttpResponse:
    """Keep the file; a small one is looked through here and now. Raises TooManyFiles."""
    name = upload.name or ""
    ending = "zip" if name.lower().endswith(".zip") else "json"
    file = TripFile(
        name=clean_file_name(name, ending=ending, nameless="trip"), size=upload.size or 0, ref=take_in(upload)
    )
    looked = look_through(file) if file.size <= AT_ONCE else None

    def receive() -> str:
        receive_file(user=signed_in(request), file=file, looked=looked)
        return reverse("import_detail", args=[file.ref])

    return submit(request, receive)


def _confirmed(request: AppRequest, file: TripFile, form: OwnerForm) -> HttpResponse:
    """Make a small trip here and now, and have a large one made. Raises FileHasMovedOn."""
    page = reverse("import_detail", args=[file.ref])
    if file.size > AT_ONCE or file.found["receipts"]:

        def order() -> str:
            order_trip(file=file, owner=form.owner)
            return page

        return submit(request, order)
    try:
        with opened_file(file) as bundle:

            def make() -> str:
                trip = make_trip_at_once(file=file, bundle=bundle, owner=form.owner)
                return _told(request, trip)

            return submit(request, make)
    except BadArchive as fault:
        note(file, refusal_of(fault))
        return see_other(request, page)


def _made(request: AppRequest, trip: Trip | None) -> HttpResponse:
    if trip is None:
        return see_other(request, reverse("trip_list"))
    return see_other(request, _told(request, trip))


def _told(request: AppRequest, trip: Trip) -> str:
    messages.success(request, f"{trip.name} is here. Send your friends its link on the People page.")
    return reverse("expense_list", args=[trip.slug])


def _page(
    request: AppRequest,
    file: TripFile,
    standing: Standing,
    preview: Preview | None = None,
    form: OwnerForm | None = None,
) -> HttpResponse:
    context = {"file": file, "standing": standing, "preview": preview, "form": form}
    status = 422 if form is not None and form.is_bound else 200
    if preview and asked_fragment(request, ("import-state",)):  # which has waited for this
        return render_page(request, f"{DETAIL}#import-confirm", context)
    return render_page(request, DETAIL, context, fragments=("import-state", "import-confirm"), status=status)
