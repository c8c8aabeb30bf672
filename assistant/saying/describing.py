"""What is left of a sentence: what the money was for, in the person's own words and order. Pure."""

from assistant.saying.outcome import Part
from assistant.saying.sentence import Item, Sentence
from tripsplit.text import UncleanText, clean_text

LONGEST = 300  # characters, as the form takes them
_LEAST = 3  # letters of a word that stays where nothing else is left
_EDGES = " ,;:.-–—/|()[]{}<>!?*#=~^_@&+'’\"“”„«»"


def describe(sentence: Sentence) -> str:
    """The words that nothing else took, without those that only connected them to what was taken."""
    items = sentence.items
    runs = _runs(items)
    parts: list[str] = []
    for run in runs:
        if text := _text(sentence, run, is_first=not parts):
            parts.append(text)
    said = _clean(" ".join(parts))
    if not said:
        whole = [run for run in runs if any(len(item.text) >= _LEAST and not item.is_person for item in run)]
        said = _clean(" ".join(_span(sentence, run) for run in whole)) if whole else _clean(_left(sentence))
    if len(said) > LONGEST:
        sentence.doubt(Part.DESCRIPTION, "This was shortened.")
        said = _clean(said[:LONGEST].rsplit(" ", 1)[0] or said[:LONGEST])
    return said


def _runs(items: list[Item]) -> list[list[Item]]:
    """What stands together between what is taken."""
    runs: list[list[Item]] = [[]]
    for item in items:
        if item.taken:
            runs.append([])
        else:
            runs[-1].append(item)
    return [run for run in runs if run]


def _text(sentence: Sentence, run: list[Item], *, is_first: bool) -> str:
    """A run without the connecting words at its end, and at its beginning, where it is the first."""
    kept = list(run)
    while kept and kept[-1].is_connecting:
        kept.pop()
    while kept and kept[0].is_connecting and (is_first or _is_alone(kept)):
        kept.pop(0)
    return _span(sentence, kept) if kept else ""


def _is_alone(kept: list[Item]) -> bool:
    return all(item.is_connecting for item in kept)


def _span(sentence: Sentence, run: list[Item]) -> str:
    text = sentence.text[run[0].start : _end_with_pictures(sentence, run[-1])]
    return text.strip(" ,;:.-–—")


def _end_with_pictures(sentence: Sentence, last: Item) -> int:
    """The end of an item with the dots and signs that belong to it."""
    end = last.end
    while end < len(sentence.text) and sentence.text[end] in ")!?'’\"”»%\ufe0f\u200d":
        end += 1
    return end


def _left(sentence: Sentence) -> str:
    """Signs that no word stands beside: pictures."""
    return "".join(
        token.text
        for token in sentence.all
        if token.kind == "sign" and not token.text.isascii() and token.text not in "€£¥–—“”„«»’"
    )


def _clean(text: str) -> str:
    if text.count("(") != text.count(")"):
        text = text.replace("(", "").replace(")", "")
    text = text.strip(_EDGES) if not text.endswith(")") or "(" not in text else text.lstrip(_EDGES)
    try:
        return clean_text(text)
    except UncleanText:
        return " ".join("".join(char for char in text if char.isalnum() or char == " ").split())
