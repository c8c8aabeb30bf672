"""The receiver's word on a payment, as a form: that it arrived, or what is wrong."""

from collections.abc import Mapping
from typing import Any

from django import forms

from settlements.answer_models import ANSWER_NOTE_LENGTH, PaymentAnswer
from tripsplit.forms import CleanTextField

WHAT_IS_WRONG = "Say in a few words what is wrong, so that it can be mended."


class AnswerForm(forms.Form):
    state = forms.ChoiceField(choices=PaymentAnswer.State)
    note = CleanTextField(
        label="What is wrong?",
        required=False,
        max_length=ANSWER_NOTE_LENGTH,
        help_text="Such as “only 30 arrived” or “that was for the taxi”.",
        error_messages={"required": WHAT_IS_WRONG, "max_length": f"Say it in {ANSWER_NOTE_LENGTH} characters at most."},
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields["note"].required = (data or {}).get("state") != PaymentAnswer.State.CONFIRMED
