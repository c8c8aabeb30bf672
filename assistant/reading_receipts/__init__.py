"""A photo of a receipt becomes a proposal for the expense form: a model reads what is printed, and we check it. Nothing is saved."""
