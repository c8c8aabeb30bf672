"""Finding expenses: by words, people, days and facts, in an index that the same transaction keeps as the expenses."""
