"""What was spent, and who shares it."""
