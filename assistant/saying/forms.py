"""The sentence that somebody says of an expense."""

from typing import Any

from django import forms

from tripsplit.forms import CleanTextField

LONGEST = 300  # characters


class SentenceField(CleanTextField):
    """One sentence, whatever lines it was typed in."""

    def to_python(self, value: Any) -> str:
        return super().to_python(" ".join(str(value or "").split()))


class SayForm(forms.Form):
    """What was typed; nothing at all is no fault."""

    sentence = SentenceField(
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": f"Say it in {LONGEST} characters at most, or fill in the form."},
    )
