"""What was asked, and how it ended. What people asked in words stays theirs: it is not shown here."""

from django.contrib import admin

from assistant.models import Agreement, Forgotten, Question, Reading
from tripsplit.admin import DataFixAdmin


@admin.register(Question)
class QuestionAdmin(DataFixAdmin):
    list_display = ["asked_at", "participant", "status", "engine", "state", "cleared_at"]
    list_filter = ["status", "engine", "state"]
    list_select_related = ["participant"]
    search_fields = ["ref", "participant__name", "participant__trip__name", "participant__trip__slug"]
    fields = ["participant", "ref", "asked_at", "status", "engine", "language", "state", "heard_at", "cleared_at"]
    ordering = ["-pk"]


@admin.register(Forgotten)
class ForgottenAdmin(DataFixAdmin):
    list_display = ["trip", "words", "up_to"]
    list_select_related = ["trip"]
    search_fields = ["words", "trip__name", "trip__slug"]
    fields = ["trip", "words", "up_to"]
    ordering = ["-pk"]


@admin.register(Reading)
class ReadingAdmin(DataFixAdmin):
    list_display = ["asked_at", "what", "participant", "ended_at"]
    list_filter = ["what"]
    list_select_related = ["participant"]
    search_fields = ["participant__name", "participant__trip__name", "participant__trip__slug"]
    fields = ["participant", "what", "asked_at", "ended_at"]
    ordering = ["-pk"]


@admin.register(Agreement)
class AgreementAdmin(DataFixAdmin):
    list_display = ["agreed_at", "user", "address"]
    list_select_related = ["user"]
    search_fields = ["address", "user__name", "user__email"]
    fields = ["user", "address", "agreed_at"]
    ordering = ["-pk"]
