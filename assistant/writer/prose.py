"""What a model says, as text and nothing else: paragraphs and lists, plain and bold. Whatever markup it writes is only characters. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

BOLD = re.compile(r"\*\*(.+?)\*\*|__(.+?)__")
BULLET = re.compile(r"^\s*[-*•]\s+")
HEADING = re.compile(r"^\s*#{1,6}\s+")


@dataclass(frozen=True)
class Piece:
    text: str
    bold: bool = False


@dataclass
class Block:
    """A paragraph, or an item of a list."""

    item: bool
    pieces: list[Piece] = field(default_factory=list)


def token_of(sentence: str, *, starts: bool) -> dict[str, Any]:
    """A sentence as the stream carries it; with `starts` it begins a paragraph (or, by its bullet, an item)."""
    item = bool(BULLET.match(sentence)) and starts
    plain = HEADING.sub("", BULLET.sub("", sentence) if item else sentence)
    block = ("item" if item else "paragraph") if starts else ""
    return {"block": block, "pieces": [[piece.text, piece.bold] for piece in _pieces(plain)]}


def blocks_of(tokens: Iterable[Mapping[str, Any]]) -> list[Block]:
    """The story so far, put together."""
    blocks: list[Block] = []
    for token in tokens:
        if token["block"] or not blocks:
            blocks.append(Block(item=token["block"] == "item"))
        blocks[-1].pieces += [Piece(text, bold) for text, bold in token["pieces"]]
    return blocks


def plain(sentence: str) -> str:
    """Without bullet, heading and stars: what is read."""
    return BOLD.sub(lambda found: found[1] or found[2], HEADING.sub("", BULLET.sub("", sentence)))


def _pieces(text: str) -> list[Piece]:
    pieces, place = [], 0
    for found in BOLD.finditer(text):
        pieces += [Piece(text[place : found.start()]), Piece(found[1] or found[2], bold=True)]
        place = found.end()
    pieces.append(Piece(text[place:]))
    return [piece for piece in pieces if piece.text]
