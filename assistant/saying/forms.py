"""The sentence that somebody says of an expense."""

from django import forms

from tripsplit.forms import CleanTextField

LONGEST = 300


class SayForm(forms.Form):
    """What was typed; nothing at all is no fault."""

    sentence = CleanTextField(
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": f"Say it in {LONGEST} characters at most, or fill in the form."},
    )
