"""What a model says is shown by the sentence, and only what the facts bear out: each number and its unit, day, name, kind of claim. Pure.

It is strict: a true sentence may be dropped, for the exact answer stands above it anyway; a false one may not pass.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.writer.lexicon import plain_words
from assistant.writer.prose import plain
from assistant.writer.reading import ME, Claims, Reading, is_of_money
from expenses.search.words import fold

LONGEST = 400  # characters of a sentence
KNOWN = 0.4  # of its words that must be plain ones, or the facts': it is of the answer's language
ECHO = 3  # words in a row that an expense's text and a sentence may not share
PUNCTUATION = frozenset(".,;:!?'’‘\"“”„«»()-–—−+%&… \u00a0\u202f")
ADDRESS = re.compile(r"[^\W\d]{2,}\.[^\W\d]{2,}|//|www\.", re.IGNORECASE)
CLAUSES = re.compile(r"[;:,](?=\s)|\s[–—-]\s|\b(?:and|but|while|und|aber|et|mais|y|pero|e|ma|mas)\b")
WORD = re.compile(r"[^\W\d_]+")
# Not after "3." of a German date.
SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\s\d\.)(?<!\s\d\d\.)\s+|\n+")


@dataclass(frozen=True)
class Facts:
    """True sentences, in the answer's language, and the texts that anybody may have written: those are no facts."""

    lines: tuple[str, ...]
    reading: Reading
    question: str = ""
    untrusted: tuple[str, ...] = ()
    private: tuple[str, ...] = ()  # what the model is told, and readers are not

    @cached_property
    def claims(self) -> list[Claims]:
        """Of each sentence, and of each of its clauses: a list of people has one for everybody."""
        sentences = [sentence for line in self.lines for sentence in sentences_in(line)]
        return [self.reading.of(part) for sentence in sentences for part in {sentence, *clauses_of(sentence)}]

    @cached_property
    def known(self) -> Claims:
        """All that is true, in one."""
        return Claims(
            numbers=frozenset(number for one in self.claims for number in one.numbers),
            days=frozenset(day for one in self.claims for day in one.days),
            said_of=(),
            people=tuple({who: None for one in self.claims for who in one.people}),
            kinds=frozenset(kind for one in self.claims for kind in one.kinds),
            currencies=frozenset(code for one in self.claims for code in one.currencies) | self.reading.currencies,
            words=frozenset(word for one in self.claims for word in one.words),
            names=frozenset(),
            first="",
            is_clear=True,
        )

    @cached_property
    def echoes(self) -> frozenset[tuple[str, ...]]:
        """Runs of words in texts that are not to be repeated, and that no fact has."""
        true = {run for line in self.lines for run in _runs(line)}
        return frozenset(run for text in (*self.untrusted, *self.private) for run in _runs(text)) - true


def is_borne_out(sentence: str, facts: Facts) -> bool:
    """Whether this may be shown."""
    text = plain(sentence).strip()
    if not text or len(text) > LONGEST or not _is_plain_text(text):
        return False
    said, known = facts.reading.of(text), facts.known
    return (
        said.is_clear
        and said.numbers <= known.numbers
        and said.days <= known.days
        and said.kinds <= known.kinds
        and said.currencies <= known.currencies
        and set(said.people) <= set(known.people) | {ME}
        and _names_nobody_new(said, facts)
        and not facts.echoes & set(_runs(text))
        and _belongs_together(said, facts)
        and all(_is_said_so(facts.reading.of(clause), facts) for clause in clauses_of(text))
    )


def sentences_in(text: str) -> list[str]:
    return [part.strip() for part in SENTENCE_END.split(text) if part.strip()]


def clauses_of(sentence: str) -> list[str]:
    return [part for part in CLAUSES.split(sentence) if part.strip()]


def _is_plain_text(text: str) -> bool:
    """Letters, digits, money and punctuation: nothing that is markup, an address, a command or unseen."""
    if ADDRESS.search(text):
        return False
    return all(
        char in PUNCTUATION or char.isalnum() or unicodedata.category(char) in {"Sc", "Mn", "Mc"} for char in text
    )


def _names_nobody_new(said: Claims, facts: Facts) -> bool:
    """What has a capital letter is a fact's word or a plain one, and so is most of the rest: the sentence is in the answer's language."""
    common = plain_words(facts.reading.language) | facts.known.words
    people = {
        fold(word) for who, name in facts.reading.people if who in facts.known.people for word in WORD.findall(name)
    }
    new = (said.names | {said.first}) - common - people - {""}
    if not all(is_of_money(word, facts.reading.locale) for word in new):
        return False
    return len(said.words & (common | people)) >= KNOWN * len(said.words)


def _belongs_together(said: Claims, facts: Facts, kinds: frozenset[str] = frozenset()) -> bool:
    """Each number is said of those whom one of the facts says it of, and with its kinds of claim."""
    return all(
        any(
            number in fact.numbers and kinds <= fact.kinds and _are_the_same(people, fact.people)
            for fact in facts.claims
        )
        for number, people in said.said_of
    )


def _is_said_so(clause: Claims, facts: Facts) -> bool:
    return _belongs_together(clause, facts, clause.kinds)


def _are_the_same(said: Sequence[str], fact: Sequence[str]) -> bool:
    """Who comes first does it, to those who come after: all of them in the fact's order, or nobody is named."""
    rest = iter(fact)
    return not said or (said[0] == next(iter(fact), "") and all(who in rest for who in said))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = [fold(word) for word in WORD.findall(text)]
    return (tuple(words[place : place + ECHO]) for place in range(len(words) - ECHO + 1))
