"""The language model, whichever server of the operator's runs it: the one door to it, and the only package that knows its clients.

`chat()` streams an answer as `Delta`s and ends with `Done` or `Failed`, `structured()` has a form filled in, `look()` says how it is.
Nothing here raises for what a server does: it may be off, absent, slow, wrong or hostile.
"""

from assistant.llm.asking import Limits, chat, is_on, limits, look, structured
from assistant.llm.events import Delta, Done, Event, Failed, Health, JsonSchema, Message, Request, Why
from assistant.llm.waiting import waited_for, waited_for_offer
from tripsplit.seeing import can_see

__all__ = [
    "Delta",
    "Done",
    "Event",
    "Failed",
    "Health",
    "JsonSchema",
    "Limits",
    "Message",
    "Request",
    "Why",
    "can_see",
    "chat",
    "is_on",
    "limits",
    "look",
    "structured",
    "waited_for",
    "waited_for_offer",
]
