"""How the model's server is, asked from ordinary views; for the pages of a trip it is remembered for a moment."""

from django.core.cache import cache

from assistant.llm import Health, Why, look, waited_for

KEY = "assistant:health"
REMEMBERED = 20  # seconds


def look_now() -> Health:
    """Ask the server, and remember what came of it."""
    health = waited_for(look())
    cache.set(KEY, health.why.value if health.why else "", REMEMBERED)
    return health


def recent_look() -> Health:
    """Without the list of models."""
    known = cache.get(KEY)
    if known is None:
        return look_now()
    return Health(Why(known) if known else None)
