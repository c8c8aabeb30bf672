"""Addresses about oneself. Of allauth's flows those that are listed exist: e-mail and password, nothing else."""

from django.urls import path, re_path

from trips import account_views, allauth_views
from trips.views import mailing

urlpatterns = [
    path("accounts/", account_views.account, name="account"),
    path("accounts/delete/", account_views.account_delete, name="account_delete"),
    path("accounts/guest/", account_views.guest_upgrade, name="guest_upgrade"),
    path("accounts/guest/merge/<str:token>/", account_views.guest_merge, name="guest_merge"),
    path("accounts/device/", account_views.device_link, name="device_link"),
    path("accounts/mail/", mailing.mail_choices, name="mail_choices"),
    path("mail/stop/<str:token>/", mailing.mail_stop, name="mail_stop"),
    path("device/<str:token>/", account_views.device_join, name="device_join"),
    path("accounts/login/", allauth_views.login, name="account_login"),
    path("accounts/logout/", allauth_views.logout, name="account_logout"),
    path("accounts/inactive/", allauth_views.inactive, name="account_inactive"),
    path("accounts/signup/", allauth_views.signup, name="account_signup"),
    path("accounts/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("accounts/email/", allauth_views.email, name="account_email"),
    path("accounts/confirm-email/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", allauth_views.confirm_email, name="account_confirm_email"),
    path("accounts/password/change/", allauth_views.password_change, name="account_change_password"),
    path("accounts/password/set/", allauth_views.password_set, name="account_set_password"),
    path("accounts/password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]
