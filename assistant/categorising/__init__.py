"""Which category a description is likely of: the person's own habit, then words, then likeness, then a language model that runs here."""
