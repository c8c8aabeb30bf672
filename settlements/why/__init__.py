"""Why the plan has a payment: the debts and expenses behind it, in words and as a picture."""
