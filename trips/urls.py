"""Addresses of the trips app."""

from django.urls import include, path

from trips.views import activity, closing, invitations, inviting, joining, live, people, trips

one_trip = [
    path("", trips.trip_detail, name="trip_detail"),
    path("settings/", trips.trip_edit, name="trip_edit"),
    path("archive/", trips.trip_archive, name="trip_archive"),
    path("unarchive/", trips.trip_unarchive, name="trip_unarchive"),
    path("lock/", closing.trip_lock, name="trip_lock"),
    path("unlock/", closing.trip_unlock, name="trip_unlock"),
    path("delete/", trips.trip_delete, name="trip_delete"),
    path("restore/", trips.trip_restore, name="trip_restore"),
    path("people/", people.participant_list, name="participant_list"),
    path("kitty/", people.kitty_add, name="kitty_add"),
    # "new" is the one word that is never a ref.
    path("people/new/", people.participant_add, name="participant_add"),
    path("people/<slug:ref>/", people.participant_edit, name="participant_edit"),
    path("people/<slug:ref>/deactivate/", people.participant_deactivate, name="participant_deactivate"),
    path("people/<slug:ref>/reactivate/", people.participant_reactivate, name="participant_reactivate"),
    path("people/<slug:ref>/free/", people.participant_free, name="participant_free"),
    path("invitation/edit/", invitations.invitation_edit, name="invitation_edit"),
    path("invitation/send/", inviting.invitation_send, name="invitation_send"),
    path("invitation/renew/", invitations.invitation_renew, name="invitation_renew"),
    path("invitation/rotate/", invitations.invitation_rotate, name="invitation_rotate"),
    path("invitation/revoke/", invitations.invitation_revoke, name="invitation_revoke"),
    path("activity/", activity.activity_list, name="activity_list"),
    path("live/", live.trip_live, name="trip_live"),
]

urlpatterns = [
    path("", trips.home, name="home"),
    path("trips/", trips.trip_list, name="trip_list"),
    path("trips/new/", trips.trip_create, name="trip_create"),
    path("trips/<slug:slug>/", include(one_trip)),
    path("join/<str:token>/", joining.join, name="join"),
    path("", include("trips.account_urls")),
]
