"""Looking over a question's chunks for words about days. Pure."""

import re

from assistant.understanding.tagging import NUMBER, Chunk
from assistant.world import World

UNITS = ("dayunit", "weekunit", "weekend", "monthunit", "yearunit", "quarter")
_ORDINARY = re.compile(r"(\d{1,2})")
_YEAR = re.compile(r"(19[7-9]\d|20\d\d)")


class Looking:
    """The chunks with small questions to them; a place outside of them is nothing."""

    def __init__(self, chunks: list[Chunk], world: World, language: str) -> None:
        self.chunks, self.world, self.language = chunks, world, language

    def is_at(self, place: int, *tags: str) -> bool:
        return 0 <= place < len(self.chunks) and self.chunks[place].tag in tags

    def skip(self, place: int, *tags: str) -> int:
        while self.is_at(place, *tags):
            place += 1
        return place

    def number(self, place: int) -> int | None:
        """A small whole number, in digits or in words."""
        if self.is_at(place, "num", "ord"):
            return int(self.chunks[place].value)
        if self.is_at(place, "first"):
            return 1
        if self.is_at(place, NUMBER) and _ORDINARY.fullmatch(self.chunks[place].value):
            return int(self.chunks[place].value)
        return None

    def is_ordinal(self, place: int) -> bool:
        return self.is_at(place, "ord", "first") or (self.is_at(place, NUMBER) and self.chunks[place].ordinal)

    def year(self, place: int) -> int | None:
        if self.is_at(place, NUMBER) and _YEAR.fullmatch(self.chunks[place].value):
            return int(self.chunks[place].value)
        return None

    def is_ago(self, place: int) -> bool:
        """German "vor drei Tagen" is no "before"."""
        return (
            self.language == "de"
            and self.is_at(place, "before")
            and self.number(place + 1) is not None
            and self.is_at(place + 2, *UNITS)
        )
