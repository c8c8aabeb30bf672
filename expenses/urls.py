"""Addresses of the expenses app."""

from django.urls import path

from expenses import views

TRIP = "trips/<slug:slug>/expenses/"

urlpatterns = [
    path(TRIP, views.expense_list, name="expense_list"),
    path(f"{TRIP}new/", views.expense_create, name="expense_create"),
    path(f"{TRIP}new/preview/", views.expense_preview, name="expense_preview"),
    path(f"{TRIP}<slug:ref>/", views.expense_detail, name="expense_detail"),
    path(f"{TRIP}<slug:ref>/edit/", views.expense_edit, name="expense_edit"),
    path(f"{TRIP}<slug:ref>/delete/", views.expense_delete, name="expense_delete"),
    path(f"{TRIP}<slug:ref>/restore/", views.expense_restore, name="expense_restore"),
]
