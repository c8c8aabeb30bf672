"""Everything that can be sent to the site by POST, found by walking the URLconf.

An address that takes POST is here by itself. One that is sent without a key says why, in WITHOUT_A_KEY; one that needs a body to be a good
one has a row in forms_table (and maybe a line in `prepare`).
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.safety import authz_matrix as matrix
from tests.safety.forms_table import forms_of
from tests.safety.surface import addresses, url_of

# What a double tap comes to without a key, and why that is enough.
WITHOUT_A_KEY = {
    "csp_report": "a browser's own report, not a form; it is only logged",
    "expense_preview": "it only shows what saving would do",
    "expense_say": "it only fills in a form, which has a key",
    "expense_say_model": "it only offers what else a form may say",
    "category_suggest": "it only says what a description may be",
    "receipt_read": "it only shows what stands on a receipt, one at a time; who agrees twice has agreed",
    "receipt_read_kept": "it only shows what stands on a receipt that is kept",
    "receipt_use": "it only fills in the form",
    "ask_stop": "what is stopped stays stopped",
    "model_trial": "it only shows what the language model says",
    "join": "it has a key, and whoever is in is led into the trip before it is looked at: see tests/trips/test_join",
    "mail_stop": "mail programs send it by themselves, and who gets no more mail gets no more",
    "account_delete": "who is gone cannot go again; the second one is asked to log in",
    "guest_upgrade": "a guest gets an account once, the second time shows it; the mail is sent outside of the transaction",
    "device_join": "being signed in twice is being signed in",
    "account_login": "being signed in twice is being signed in",
    "account_logout": "being signed out twice is being signed out",
    "account_reauthenticate": "it only says when the password was last asked for",
    "account_signup": "an address has one account: the database refuses a second",
    # allauth sends these mails while it answers. A key would keep the database locked until the mail server answers; the limits on tries
    # bound how many there can be, and one more mail does no harm.
    "account_email": "it sends a mail, and the newest address is the one that counts",
    "account_reset_password": "it sends a mail, and every link in them works until one is used",
    "account_confirm_email": "a confirmed address stays confirmed",
    "account_change_password": "the same password again is the same password",
    "account_set_password": "the same password again is the same password",
    "account_reset_password_from_key": "the link works once: its token is made from the password that it replaces",
}

# What makes a good one of a form that names no row, and so is not in forms_table.
BODIES = {"invitation_send": {"addresses": "friend@example.org"}, "report_list": {"kind": "xlsx"}}
# Whose a button is where it is not the owner's.
ROLES = {"model_trial": "staff", "device_link": "guest", "guest_merge": "editor"}


@dataclass(frozen=True)
class Sending:
    name: str
    url: str
    role: str = "owner"
    fields: dict[str, Any] = field(default_factory=dict)

    def body(self, **more):
        return {**self.fields, **self.files(), **more}

    def files(self):
        if self.name == "import_create":
            return {"file": SimpleUploadedFile("trip.json", b"{}", content_type="application/json")}
        if self.name == "receipt_add":
            return {"receipts": [SimpleUploadedFile("bill.pdf", ONE_PAGE, content_type="application/pdf")]}
        return {}


def taking_posts():
    """The addresses of our own that somebody may send a form to."""
    allowed = {**matrix.MATRIX, **matrix.ALLAUTH}
    return [address for address in addresses() if not address.is_admin and allowed[address.route][1] != matrix.NONE]


def keyed():
    return [address for address in taking_posts() if address.name not in WITHOUT_A_KEY]


def sending_to(address, side, other):
    form = next((form for form in forms_of(side, other) if form.name == address.name), None)
    if form is not None:
        return Sending(form.name, form.url, form.role, form.fields)
    return Sending(address.name, url_of(address, side), ROLES.get(address.name, "owner"), BODIES.get(address.name, {}))


def prepare(address, side):
    """Make the world one in which this can be sent."""
    if address.name == "trip_restore":
        type(side.trip).objects.filter(pk=side.trip.pk).update(deleted_at=timezone.now())
    if address.name == "report_retry":
        side.trip.reports.update(made_at=None, sha256="", size=0, error="It took too long.")


ONE_PAGE = (
    b"%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
