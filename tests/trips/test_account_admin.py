"""The data fixes: what the services allow can be changed, the rest can be looked up, and nothing goes past them."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD, GuestFactory, ParticipantFactory, TripFactory, UserFactory
from trips import services
from trips.invitations import invitation_for, token_of
from trips.models import Activity, Invitation, Participant, Revision, SubmitKey, Trip, User
from trips.totals import Delta, set_totals
from tripsplit.admin import DataFixAdmin

OURS = [User, EmailAddress, Trip, Participant, Invitation, Activity, Revision, SubmitKey]

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return UserFactory(name="Boss", email="boss@example.com", is_staff=True, is_superuser=True)


@pytest.fixture
def boss_client(client_of, boss):
    return client_of(boss)


@pytest.fixture
def rows(friends, trip):
    """A row of every model."""
    invitation_for(trip=trip, by=friends[0])
    Activity.objects.create(trip=trip, actor=friends[0], verb="edited", subject="trip", label="Lisbon")
    Revision.objects.create(trip=trip, kind="expense", ref="x1", version=1, verb="recorded", snapshot={"amount": 3001})
    SubmitKey.objects.create(owner="user:1", key="k", body_hash="h", location="/trips/")
    EmailAddress.objects.create(user=friends[0].user, email=friends[0].user.email, primary=True)
    return {model: model.objects.first() for model in OURS}


def address(row, page="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def form_of(client, row):
    """What the page of a row would send, untouched."""
    form = client.get(address(row)).context["adminform"].form
    values = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field, "fields") and bound.field.widget.__class__.__name__ == "AdminSplitDateTime":
            parts = bound.field.widget.decompress(value)
            values |= {f"{bound.html_name}_{n}": part or "" for n, part in enumerate(parts)}
        elif value is True:
            values[bound.html_name] = "on"
        elif value not in (None, False):
            values[bound.html_name] = value
    return values


def change(client, row, **values):
    form = form_of(client, row) | values
    return client.post(address(row), {name: value for name, value in form.items() if value is not None})


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


# -- who gets in ------------------------------------------------------------------------------------------------------------
def test_staff_come_in_by_the_page_that_everybody_uses(client, boss):
    login = client.get("/admin/", follow=True).redirect_chain[-1][0]
    assert login.startswith(reverse("account_login"))
    answer = client.post(reverse("account_login"), {"login": boss.email, "password": PASSWORD, "next": "/admin/"})
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_everybody_else_gets_a_kind_page(client_of, zoe, guest):
    for person in (zoe, guest):
        response = client_of(person).get("/admin/", follow=True)
        assert response.status_code == 403
        assert "You cannot do that here" in response.content.decode()


def test_the_admins_own_log_in_form_lets_nobody_in(client, boss):
    client.post(reverse("admin:login"), {"username": boss.email, "password": PASSWORD})
    assert SESSION_KEY not in client.session


# -- every model ------------------------------------------------------------------------------------------------------------
def test_every_model_with_a_page_is_kept_to_the_services():
    strangers = [model for model, page in admin.site._registry.items() if not isinstance(page, DataFixAdmin)]
    assert strangers == []


def test_every_model_of_trips_has_a_page():
    assert set(apps.get_app_config("trips").get_models()) <= set(admin.site._registry)


@pytest.mark.parametrize("model", OURS)
def test_every_model_is_listed_found_and_shown(boss_client, rows, model):
    page = boss_client.get(list_of(model))
    assert page.status_code == 200
    assert model.objects.first() in page.context["cl"].result_list
    assert admin.site._registry[model].search_fields
    assert boss_client.get(list_of(model), {"q": "Lisbon zoë@"}).status_code == 200
    assert boss_client.get(address(rows[model])).status_code == 200


@pytest.mark.parametrize("model", OURS)
def test_no_list_deletes_in_bulk(boss_client, rows, model):
    assert "delete_selected" not in boss_client.get(list_of(model)).content.decode()
    before = model.objects.count()
    boss_client.post(list_of(model), {"action": "delete_selected", "_selected_action": [rows[model].pk], "post": "yes"})
    assert model.objects.count() == before


@pytest.mark.parametrize("model", [EmailAddress, Participant, Invitation, Activity, Revision, SubmitKey])
def test_what_no_service_deletes_cannot_be_deleted(boss_client, rows, model):
    assert boss_client.post(address(rows[model], "delete"), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=rows[model].pk).exists()


@pytest.mark.parametrize("model", [EmailAddress, Activity, Revision, SubmitKey])
def test_what_no_service_changes_is_only_shown(boss_client, rows, model):
    page = boss_client.get(address(rows[model]))
    assert not page.context["has_change_permission"]
    assert boss_client.post(address(rows[model]), {"label": "forged"}).status_code == 403


@pytest.mark.parametrize("model", OURS)
def test_nothing_is_added_here(boss_client, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
    assert boss_client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("model", [User, Trip, Participant, Invitation, Activity])
def test_a_list_takes_the_same_queries_at_any_length(boss_client, rows, model):
    def count():
        with CaptureQueriesContext(connection) as queries:
            boss_client.get(list_of(model))
        return len(queries)

    few = count()
    for number in range(5):
        trip = TripFactory(name=f"Trip {number}")
        person = ParticipantFactory(trip=trip, user=UserFactory(), role="owner")
        invitation_for(trip=trip, by=person)
        Activity.objects.create(trip=trip, actor=person, verb="edited", subject="trip")
    assert count() == few


# -- trips and people -------------------------------------------------------------------------------------------------------
def test_money_is_shown_as_money(client_of, boss, zoe):
    set_totals(zoe, Delta(paid=123456, owed=50))
    zoe.save()
    english, german = client_of(boss), client_of(boss, **{"Accept-Language": "de"})
    assert "€1,234.06" in english.get(list_of(Participant)).content.decode()
    assert "1.234,56\xa0€" in german.get(address(zoe)).content.decode()
    assert "€0.50" in english.get(list_of(Trip)).content.decode()


def test_a_participant_is_saved_by_the_service(boss_client, zoe, trip):
    before = Trip.objects.get(pk=trip.pk).revision
    assert change(boss_client, zoe, name="Zoë Lind", weight="2.5").status_code == 302
    zoe.refresh_from_db()
    assert (zoe.name, str(zoe.weight)) == ("Zoë Lind", "2.5")
    line = Activity.objects.get()
    assert (line.actor, line.verb, line.label) == (None, "edited", "Zoë")
    assert {item["field"] for item in line.changes} == {"Name", "Weight"}
    assert Trip.objects.get(pk=trip.pk).revision > before
    assert LogEntry.objects.get().object_id == str(zoe.pk)


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Zo\u202eë"), ("name", ""), ("weight", "many"), ("weight", "-1"), ("weight", "")]
)
def test_what_no_page_takes_is_not_taken_here_either(boss_client, zoe, field, value):
    response = change(boss_client, zoe, **{field: value})
    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    zoe.refresh_from_db()
    assert (zoe.name, str(zoe.weight)) == ("Zoë", "1")


def test_what_the_service_refuses_is_said_in_its_words(boss_client, zoe, david):
    response = change(boss_client, zoe, name="DAVID")
    assert "There is already somebody called DAVID" in told(response)
    response = change(boss_client, zoe, role="viewer")
    assert "A trip needs an owner" in told(response)
    assert Participant.objects.get(pk=zoe.pk).role == "owner"
    assert not Activity.objects.exists()


def test_a_trip_that_belongs_to_nobody_is_claimed_by_giving_it_an_owner(boss_client, client_of, kenji, trip):
    user = UserFactory(name="Kenji T.", email="kenji@example.com")
    assert client_of(user).get(reverse("participant_list", args=[trip.slug])).status_code == 404
    assert change(boss_client, kenji, user=user.pk, role="owner").status_code == 302
    kenji.refresh_from_db()
    assert (kenji.user, kenji.role) == (user, "owner")
    assert user.participants.get().trip == trip
    lines = Activity.objects.order_by("pk")
    assert [line.actor for line in lines] == [None, None]
    assert lines[0].changes == [{"field": "Account", "before": "nobody", "after": "Kenji T."}]
    assert lines[1].changes == [{"field": "Role", "before": "Editor", "after": "Owner"}]
    assert "kenji@" not in str(list(lines.values()))


def test_nobody_takes_part_twice(boss_client, zoe, kenji):
    response = change(boss_client, kenji, user=zoe.user.pk)
    kenji.refresh_from_db()
    assert kenji.user is None
    assert response.status_code in (200, 302)
    assert not Activity.objects.exists()


def test_a_participant_is_let_go_once_somebody_else_owns_the_trip(boss_client, zoe, david):
    assert "owns this trip" in told(change(boss_client, zoe, user=""))
    assert change(boss_client, david, role="owner").status_code == 302
    assert not told(change(boss_client, zoe, user="", role="editor")).count("owns")
    zoe.refresh_from_db()
    assert (zoe.user, zoe.role) == (None, "editor")


def test_a_trip_is_saved_by_the_service(boss_client, trip):
    change(boss_client, trip, name="Porto")
    trip.refresh_from_db()
    assert trip.name == "Porto"
    assert Activity.objects.get().changes == [{"field": "Name", "before": "Lisbon", "after": "Porto"}]


def test_a_trips_currency_stays_once_there_is_money_in_it(boss_client, rows, trip):
    assert "The currency can change only" in told(change(boss_client, trip, currency="USD"))
    trip.refresh_from_db()
    assert trip.currency == "EUR"


def test_a_trip_goes_into_the_trash_and_comes_back(boss_client, rows, trip):
    boss_client.post(address(trip, "delete"), {"post": "yes"})
    trip.refresh_from_db()
    assert trip.deleted_at is not None
    assert Participant.objects.filter(trip=trip).count() == 4
    boss_client.post(list_of(Trip), {"action": "restore", "_selected_action": [trip.pk]})
    trip.refresh_from_db()
    assert trip.deleted_at is None
    assert {"deleted", "restored"} <= set(Activity.objects.filter(actor=None).values_list("verb", flat=True))


def test_an_archived_trip_is_opened_by_an_action(boss_client, trip):
    services.archive_trip(trip=trip, by=None)
    assert "archived" in told(change(boss_client, trip, name="Porto"))
    boss_client.post(list_of(Trip), {"action": "unarchive", "_selected_action": [trip.pk]})
    trip.refresh_from_db()
    assert (trip.archived_at, trip.name) == (None, "Lisbon")


def test_an_invitation_is_changed_by_the_service(boss_client, rows, trip):
    invitation = rows[Invitation]
    until = timezone.now().replace(microsecond=0) + timedelta(days=30)
    response = change(
        boss_client, invitation, role="viewer", expires_at_0=f"{until:%Y-%m-%d}", expires_at_1=f"{until:%H:%M:%S}"
    )
    assert response.status_code == 302
    token = token_of(invitation)
    invitation.refresh_from_db()
    assert (invitation.role, invitation.expires_at, token_of(invitation)) == ("viewer", until, token)
    line = Activity.objects.get(subject="invitation", verb="edited")
    assert (line.actor, [item["field"] for item in line.changes]) == (None, ["Role", "Works until"])


def test_no_invitation_makes_an_owner(boss_client, rows):
    change(boss_client, rows[Invitation], role="owner")
    assert Invitation.objects.get().role == "editor"


def test_no_page_shows_what_opens_a_door(boss_client, rows):
    invitation = rows[Invitation]
    pages = [boss_client.get(list_of(model)).content.decode() for model in OURS]
    pages += [boss_client.get(address(row)).content.decode() for row in rows.values()]
    for secret in (invitation.nonce, token_of(invitation), rows[User].password):
        assert not [page for page in pages if secret in page]


# -- users --------------------------------------------------------------------------------------------------------------------
def test_a_new_address_is_not_proven_yet(boss_client, zoe):
    change(boss_client, zoe.user, email="New@Example.com")
    zoe.user.refresh_from_db()
    assert zoe.user.email == "new@example.com"
    found = EmailAddress.objects.get(user=zoe.user)
    assert (found.email, found.verified, found.primary) == ("new@example.com", False, True)


def test_an_account_keeps_an_address_and_a_guest_needs_none(boss_client, zoe, guest):
    assert "needs its e-mail" in told(change(boss_client, zoe.user, email=""))
    zoe.user.refresh_from_db()
    assert zoe.user.email
    change(boss_client, guest.user, name="Gül D.")
    guest.user.refresh_from_db()
    assert (guest.user.name, guest.user.email) == ("Gül D.", None)


def test_an_address_of_somebody_else_is_refused(boss_client, zoe, david):
    assert change(boss_client, zoe.user, email=david.user.email).status_code == 200
    zoe.user.refresh_from_db()
    assert zoe.user.email != david.user.email


def test_whoever_is_switched_off_is_out(boss_client, client_of, zoe):
    theirs = client_of(zoe)
    form = form_of(boss_client, zoe.user)
    form.pop("is_active")
    boss_client.post(address(zoe.user), form)
    assert theirs.get(reverse("account")).status_code == 302


def test_deleting_a_user_keeps_the_ledger(boss_client, zoe, david):
    boss_client.post(address(zoe.user, "delete"), {"post": "yes"})
    zoe.refresh_from_db()
    assert (zoe.name, zoe.user) == ("Former participant", None)
    david.refresh_from_db()
    assert david.role == "owner"


def test_staff_do_not_make_themselves_superusers(client_of):
    staff = UserFactory(name="Staff", is_staff=True)
    staff.user_permissions.add(*Permission.objects.filter(content_type__app_label="trips"))
    client = client_of(staff)
    change(client, staff, name="Chief", is_superuser="on")
    staff.refresh_from_db()
    assert (staff.name, staff.is_superuser) == ("Chief", False)


def test_guests_are_listed_by_name(boss_client):
    GuestFactory(name="Kim")
    assert "Kim" in boss_client.get(list_of(User)).content.decode()
