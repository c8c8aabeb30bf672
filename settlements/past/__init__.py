"""The ledger as of a day, and as it stood at a moment."""
