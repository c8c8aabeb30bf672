"""Addresses of the settlements app."""

from django.urls import path

from settlements import payment_views, views
from settlements.answers import views as answers
from settlements.news import views as news
from settlements.paying import views as paying
from settlements.reports import views as reports
from settlements.why.views import transfer_why
from settlements.wishes.views import wish_edit

BALANCES = "trips/<slug:slug>/balances/"
PAYMENTS = "trips/<slug:slug>/payments/"
REPORTS = "trips/<slug:slug>/reports/"

urlpatterns = [
    path(BALANCES, views.balance_list, name="balance_list"),
    path("trips/<slug:slug>/next-payment/", views.next_payment, name="next_payment"),
    path(f"{BALANCES}<slug:ref>/", views.balance_detail, name="balance_detail"),
    path(f"{PAYMENTS}new/", views.payment_create, name="payment_create"),
    path(PAYMENTS, payment_views.payment_list, name="payment_list"),
    path(f"{PAYMENTS}<slug:ref>/", payment_views.payment_detail, name="payment_detail"),
    path(f"{PAYMENTS}<slug:ref>/revert/<int:number>/", payment_views.payment_revert, name="payment_revert"),
    path(f"{PAYMENTS}<slug:ref>/edit/", views.payment_edit, name="payment_edit"),
    path(f"{PAYMENTS}<slug:ref>/delete/", views.payment_delete, name="payment_delete"),
    path(f"{PAYMENTS}<slug:ref>/answer/", answers.payment_answer, name="payment_answer"),
    path(f"{PAYMENTS}<slug:ref>/unanswer/", answers.payment_unanswer, name="payment_unanswer"),
    path(f"{PAYMENTS}<slug:ref>/restore/", views.payment_restore, name="payment_restore"),
    path(REPORTS, reports.report_list, name="report_list"),
    path(f"{REPORTS}<slug:ref>/", reports.report_file, name="report_file"),
    path(f"{REPORTS}<slug:ref>/retry/", reports.report_retry, name="report_retry"),
    path(f"{REPORTS}<slug:ref>/remove/", reports.report_remove, name="report_remove"),
    path("trips/<slug:slug>/remind/<slug:ref>/", news.reminder_send, name="reminder_send"),
    path("trips/<slug:slug>/people/<slug:ref>/pay/", paying.payment_details, name="payment_details"),
    path("trips/<slug:slug>/settle/", wish_edit, name="wish_edit"),
    path("trips/<slug:slug>/pay/", paying.transfer_pay, name="transfer_pay"),
    path("trips/<slug:slug>/why/", transfer_why, name="transfer_why"),
]
