"""Who owes whom, and what was paid back."""
