"""Models that think aloud put it between tags, whatever they were told: it is no part of the answer, and nobody sees it."""

OPEN, CLOSE = "<think>", "</think>"


class Thinking:
    """Takes an answer apart as it comes, wherever its pieces were cut."""

    def __init__(self) -> None:
        self._held, self._inside = "", False

    def without(self, text: str) -> str:
        """What of it can be shown by now."""
        self._held += text
        shown = ""
        while True:
            tag = CLOSE if self._inside else OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                break
            shown += "" if self._inside else before
            self._held, self._inside = after, not self._inside
        cut = len(self._held) - _begun(self._held, tag)
        shown += "" if self._inside else self._held[:cut]
        self._held = self._held[cut:]
        return shown

    def rest(self) -> str:
        """What was held back because it might have become a tag."""
        return "" if self._inside else self._held


def _begun(text: str, tag: str) -> int:
    """How many characters at the end may be the beginning of the tag."""
    return next((size for size in range(len(tag) - 1, 0, -1) if text.endswith(tag[:size])), 0)
