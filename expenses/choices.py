"""What an expense can be filed under, and how it can be split. A part of expenses.models."""

from django.db import models


class Category(models.TextChoices):
    FOOD = "food", "Food & drink"
    GROCERIES = "groceries", "Groceries"
    TRANSPORT = "transport", "Transport"
    ACCOMMODATION = "accommodation", "Accommodation"
    ACTIVITIES = "activities", "Activities"
    SHOPPING = "shopping", "Shopping"
    FEES = "fees", "Fees & insurance"
    HEALTH = "health", "Health"
    COMMUNICATION = "communication", "Communication"
    OTHER = "other", "Other"


class SplitMethod(models.TextChoices):
    EQUAL = "equal", "Equally"
    EXACT = "exact", "Amounts"
    PERCENT = "percent", "Percent"
    SHARES = "shares", "By shares"
    ADJUSTMENT = "adjustment", "Plus or minus"
    ITEMISED = "itemised", "Items"
