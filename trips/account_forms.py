"""Forms of the account pages, beside those that allauth brings."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.fields import EmailField, PasswordField, SetPasswordField
from allauth.account.forms import SignupForm
from allauth.account.internal.flows.manage_email import email_already_exists
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from trips.models import NAME_LENGTH, User
from tripsplit.forms import CleanTextField

DELETE_WORD = "delete"


class SignUpForm(SignupForm):
    """allauth's sign-up, with the name that friends will see."""

    name = CleanTextField(
        max_length=NAME_LENGTH,
        label="Your name",
        help_text="Your friends see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1", "password2")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            # No account is made, and it takes as long as if one were.
            make_password(self.cleaned_data["password1"])
        try:
            user, response = super().try_save(request)
        except IntegrityError:
            # The same form sent twice at once: the other one made the account.
            messages.info(request, "Your account is there. Log in with your e-mail and password.")
            return None, redirect("account_login")
        return user, response

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        return cast("User", super().save(request))

    def signup(self, _request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class NameForm(forms.Form):
    """What a user is called."""

    name = CleanTextField(
        max_length=NAME_LENGTH, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class UpgradeForm(forms.Form):
    """A guest's e-mail address and password. `is_taken` tells (to the server only) that the address has an account already."""

    email = EmailField(label="E-mail")
    password1 = SetPasswordField(label="Password")
    password2 = PasswordField(label="Password (again)", autocomplete="new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.is_taken = False
        # A password is compared with the address that it is for.
        self.fields["password1"].user = User(email=self.data.get("email") or None)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """Refused in words only where sign-up refuses it too, which is where no mail can tell the owner instead."""
        email, self.is_taken = email_already_exists(
            get_adapter().clean_email(self.cleaned_data["email"]), user=self.user
        )
        return str(email)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"password1", "password2"} <= data.keys() and data["password1"] != data["password2"]:
            self.add_error("password2", "You must type the same password each time.")
        return data


class DeleteForm(forms.Form):
    """The password of somebody who wants to delete their account; a guest, who has none, types a word."""

    password = PasswordField(label="Your password", autocomplete="current-password")
    word = forms.CharField(
        label=f"Type “{DELETE_WORD}”", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["password" if user.is_guest else "word"]

    def clean_password(self) -> str:
        """Counted like a log-in, so a stolen session does not help to guess."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self.user, password):
            raise ValidationError("This is not your password.")
        return password

    def clean_word(self) -> str:
        word = str(self.cleaned_data["word"]).strip().strip("“”\"'")
        if word.lower() != DELETE_WORD:
            raise ValidationError(f"Type the word {DELETE_WORD}, to be sure.")
        return word
