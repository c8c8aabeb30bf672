"""What somebody asks, and what they take back."""

from typing import Any

from django import forms

from assistant.models import ADDRESS_LENGTH, QUESTION_LENGTH
from tripsplit.forms import CleanTextField


class AskForm(forms.Form):
    """A question that was typed, one of those that the page offers (`suggested`), or a reading of an earlier one (`choice`)."""

    question = CleanTextField(
        required=False,
        max_length=QUESTION_LENGTH,
        label="Ask about this trip",
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "send", "maxlength": QUESTION_LENGTH}),
        error_messages={"max_length": f"A question has room for {QUESTION_LENGTH} characters."},
    )
    suggested = CleanTextField(required=False, max_length=QUESTION_LENGTH, widget=forms.HiddenInput)
    choice = forms.RegexField(r"^[A-Za-z0-9_-]{1,40}\.\d{1,2}$", required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.asked and not cleaned.get("choice"):
            self.add_error("question", "Write a question first.")
        return cleaned

    @property
    def asked(self) -> str:
        return str(self.cleaned_data.get("suggested") or self.cleaned_data.get("question") or "")


class AgreementForm(forms.Form):
    """The address that somebody agreed to have photos sent to; the page has it in a button."""

    address = forms.CharField(max_length=ADDRESS_LENGTH, widget=forms.HiddenInput)
