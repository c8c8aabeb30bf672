"""What a trip's expenses come to, by category, person and day, and how they stand to what was meant to be spent."""
