"""What is said in a script that none of our languages is written in: who paid and who shares may stand there, unread. Pure."""

import unicodedata

from assistant.saying.outcome import Part
from assistant.saying.sentence import Item, Sentence

_NAME = 1  # word: what it was, in the words of the place


def doubt_foreign(sentence: Sentence) -> None:
    """Several such words are a sentence of which only numbers and names were understood."""
    if sum(map(_is_foreign, sentence.items)) > _NAME:
        sentence.doubt(Part.PAYER, "Not all of this could be read. Who paid?")
        sentence.doubt(Part.SPLIT, "Not all of this could be read. Who shares it?")


def _is_foreign(item: Item) -> bool:
    letters = [char for char in item.text if char.isalpha()]
    is_word = item.kind == "word" and bool(letters) and not item.tags
    return is_word and not any(unicodedata.name(char, "").startswith("LATIN") for char in letters)
