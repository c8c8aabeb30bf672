"""The sentence of an expense that is embedded. Pure. What it says is part of the index's name: change FORM with it."""

FORM = 1  # counted up where the same expense gets another sentence, so that all of them are embedded anew
LONGEST_NOTE = 120  # characters: a long story is found by its words, and would only blur what the expense is


def sentence_of(description: str, note: str) -> str:
    """The description, with a note that is short."""
    one_line = " ".join(note.split())
    return f"{description}. {one_line}" if one_line and len(one_line) <= LONGEST_NOTE else description
