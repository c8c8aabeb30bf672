"""Mails about money: the reminder of what one owes, news of a payment, and the week in words."""
