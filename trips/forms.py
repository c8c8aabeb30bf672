"""Forms about people and trips."""

from django import forms
from django.http import HttpRequest

from trips.models import NAME_LENGTH, User
from tripsplit.forms import CleanTextField


class SignupNameForm(forms.Form):
    """What sign-up asks beyond e-mail and password: the name that friends will see."""

    name = CleanTextField(max_length=NAME_LENGTH, label="Your name", help_text="Your friends see it.")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
