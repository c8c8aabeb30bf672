"""Addresses of the sentence that fills in the expense form."""

from django.urls import path

from assistant.saying import views

urlpatterns = [
    path("", views.expense_say, name="expense_say"),
    path("model/", views.expense_say_model, name="expense_say_model"),
]
