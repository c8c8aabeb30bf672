"""Addresses of trips that come in as files."""

from django.urls import path

from settlements.incoming import views

urlpatterns = [
    path("", views.import_create, name="import_create"),
    path("<slug:ref>/", views.import_detail, name="import_detail"),
    path("<slug:ref>/retry/", views.import_retry, name="import_retry"),
    path("<slug:ref>/discard/", views.import_discard, name="import_discard"),
]
