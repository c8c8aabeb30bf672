"""Which mails one gets: the boxes on the account's page, and the page behind the link that ends them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from trips.mailing import KINDS, choices_of, read_stop_token, set_choices, wants
from trips.models import User
from trips.submitting import submit, submits
from trips.views.common import form_data, signed_in
from tripsplit.htmx import AppRequest, render_page


class MailForm(forms.Form):
    """A box for each kind of mail."""

    kinds = forms.MultipleChoiceField(
        label="Mails that you want",
        required=False,
        choices=[(kind.key, kind.label) for kind in KINDS.values()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list."},
    )

    def choices(self) -> dict[str, bool]:
        return {kind: kind in self.cleaned_data["kinds"] for kind in KINDS}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def mail_choices(request: AppRequest) -> HttpResponse:
    """The kinds of mail that one gets."""
    user = signed_in(request)
    if not user.email:
        raise PermissionDenied("There is no e-mail address to send anything to.")
    wanted = [kind for kind, yes in choices_of(user).items() if yes]
    form = MailForm(form_data(request), initial={"kinds": wanted})
    if form.is_valid():
        return submit(request, lambda: _save(request, user, form))
    status = 422 if form.is_bound else 200
    return render_page(request, "accounts/mail_choices.html", {"form": form}, fragments=("mail-form",), status=status)


def _save(request: AppRequest, user: User, form: MailForm) -> str:
    set_choices(address=user.email or "", choices=form.choices())
    messages.success(request, "Saved.")
    return reverse("account")


@csrf_exempt  # mail programs post here by themselves (RFC 8058), with no page before it; the signed token says all that happens
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """End mails of one kind to one address: asked for on the page, done by its button or by the mail program's own."""
    told = read_stop_token(token)
    if told is None or told[1] not in KINDS:
        raise Http404("No such link.")
    address, kind = told
    if request.method == "POST":
        set_choices(address=address, choices={kind: False})
    context = {"kind": KINDS[kind], "address": address, "stopped": not wants(address, kind)}
    return render(request, "accounts/mail_stop.html", context)
