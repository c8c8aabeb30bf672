"""Server-sent events as bytes: one frame for each thing to say, and nothing that is said can forge a frame of its own.

After the HTML standard's "Server-sent events": a line ends with CR, LF or both, and an empty line ends an event.
"""

import re

CONTENT_TYPE = "text/event-stream; charset=utf-8"
LINE_END = re.compile(r"\r\n|\r|\n")


def event_frame(data: str, *, event: str = "", event_id: str = "") -> bytes:
    """One event: its text, of any number of lines, its name and its id (which the reader sends back as Last-Event-ID).

    Raises ValueError for a name or an id that does not fit on its line.
    """
    fields = [("event", _one_line(event)), ("id", _one_line(event_id))]
    lines = [f"{name}: {value}" for name, value in fields if value]
    lines += [f"data: {line}" for line in LINE_END.split(data)]
    return _encoded(lines)


def retry_frame(milliseconds: int) -> bytes:
    """How long the reader waits before it connects again; no event by itself."""
    return _encoded([f"retry: {milliseconds:d}"])


def comment_frame(text: str = "") -> bytes:
    """Words that the reader passes over: a sign of life, so that nobody in between takes the line for dead."""
    return _encoded([f": {line}" for line in LINE_END.split(text)])


def _one_line(text: str) -> str:
    if LINE_END.search(text) or "\0" in text:
        raise ValueError("The name and the id of an event stand on one line each.")
    return text


def _encoded(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n\n").encode("utf-8", "replace")
