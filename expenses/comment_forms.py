"""What somebody has to say about an expense."""

from django import forms

from trips.ledger_row import NOTE_LENGTH
from tripsplit.forms import CleanTextField


class CommentForm(forms.Form):
    text = CleanTextField(
        multiline=True,
        max_length=NOTE_LENGTH,
        label="Say something about it",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Write something first.",
            "max_length": f"A comment has room for {NOTE_LENGTH} characters.",
        },
    )
