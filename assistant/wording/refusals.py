"""Why there is no answer, and what could be asked instead. Pure."""

from assistant.executing.results import Nothing, Result
from assistant.understood import Refused, Unknown, Why
from assistant.wording.pieces import full
from assistant.wording.sentences import some
from assistant.wording.speech import Speech


def nothing(speech: Speech, result: Result) -> str:
    """The plan was understood, and the ledger has nothing to say to it."""
    why = result.nothing or Nothing.NO_ROWS
    word = result.word if why is Nothing.NO_RATE else speech.quoted(result.word)
    lines = [full(speech.words.say(f"nothing.{why}", word=word))]
    if result.perhaps:
        lines.append(full(speech.words.say("perhaps.meant", names=some(speech, result.perhaps))))
    return "\n".join(lines)


def unknown(speech: Speech, found: Unknown) -> str:
    """What was not understood, quoted; and what one can ask."""
    words = speech.listed(map(speech.quoted, found.words))
    key = found.why if words or found.why is not Why.NOT_UNDERSTOOD else "not_understood_at_all"
    return f"{full(speech.words.say(f'unknown.{key}', word=words))}\n{hint(speech)}"


def refused(speech: Speech, found: Refused) -> str:
    return f"{full(speech.words.text(f'refused.{found.why}'))}\n{hint(speech)}"


def hint(speech: Speech) -> str:
    return full(speech.words.text("unknown.hint"))
