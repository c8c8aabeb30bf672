"""Server-sent events as bytes: what is said comes out at the other end, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.streams import Event, parse
from tripsplit.sse import comment_frame, event_frame, retry_frame

# Everything that might end a line for somebody, and the words of the format itself.
WORDS = st.lists(
    st.sampled_from(
        ["\n", "\r", "\r\n", "data: x", "event: end", "id: 9", "retry: 1", ":", " ", "\u2028", "\x85", "é😀", "\0", ""]
    )
    | st.text(max_size=5)
).map("".join)
NAMES = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=12)


def read(raw):
    """The lines of a stream, as the standard splits them."""
    return parse(raw.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@given(data=WORDS, event=NAMES, event_id=NAMES)
def test_one_frame_is_one_event_whatever_is_said(data, event, event_id):
    said = data.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    assert list(read(event_frame(data, event=event, event_id=event_id))) == [Event(event or "message", said, event_id)]


@given(text=WORDS, after=WORDS)
def test_a_comment_says_nothing_and_spoils_nothing(text, after):
    said = list(read(comment_frame(text) + retry_frame(5) + event_frame("x") + comment_frame(after)))
    assert said == [Event("message", "x", "")]


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a\0b", "x\r\ndata: forged"])
def test_a_name_of_two_lines_is_refused(name):
    with pytest.raises(ValueError, match="one line"):
        event_frame("x", event=name)
    with pytest.raises(ValueError, match="one line"):
        event_frame("x", event_id=name)


def test_the_wait_is_a_line_of_its_own():
    assert retry_frame(2000) == b"retry: 2000\n\n"
