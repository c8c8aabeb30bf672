"""How a trip wants to settle: what is chosen, kept, counted and said."""
