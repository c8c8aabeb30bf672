"""The expenses app."""

from django.apps import AppConfig


class ExpensesConfig(AppConfig):
    name = "expenses"
