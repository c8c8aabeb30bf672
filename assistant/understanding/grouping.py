"""How sums are to be taken apart, ordered and cut off: by category, per week, the top three, each. Pure."""

from assistant.plans import Group
from assistant.understanding.asked import Asked
from assistant.understanding.tagging import NUMBER

_BY = {
    "by:person": Group.PERSON,
    "by:category": Group.CATEGORY,
    "by:day": Group.DAY,
    "by:week": Group.WEEK,
    "by:month": Group.MONTH,
    "by:currency": Group.CURRENCY,
}
_NOUNS = {
    "person": Group.PERSON,
    "category": Group.CATEGORY,
    "dayunit": Group.DAY,
    "weekunit": Group.WEEK,
    "monthunit": Group.MONTH,
    "currency": Group.CURRENCY,
    "payer": Group.PERSON,
}
_MOST_LIMIT = 100


def by_group(asked: Asked) -> Group:
    """The group that is said outright: "by category"."""
    for place, chunk in enumerate(asked.chunks):
        group = _BY.get(f"{chunk.tag}:{chunk.value}") if chunk.tag == "by" else None
        if group:
            asked.use(place)
            return group
    if asked.has("each") and asked.has("person", "pay", "spend", "share", "cost") and not _is_each_thing(asked):
        asked.use_tags("each", "person")
        return Group.PERSON
    return Group.NONE


def _is_each_thing(asked: Asked) -> bool:
    """ "Each hotel" is nobody's."""
    following = {asked.tag(asked.after(place)) for place in asked.places("each")}
    return bool(following & {"cat", "catterm", "unknown", "term", "expense"})


def noun_group(asked: Asked) -> Group:
    """The group that a superlative is about: "which day", "who", "the most expensive week", "top three categories"."""
    for place, chunk in enumerate(asked.chunks):
        group = _NOUNS.get(chunk.tag)
        if group and place not in asked.used:
            asked.use(place)
            return group
    when = asked.find("when")
    if when is not None and asked.has("most", "least", "more", "less"):
        asked.use(when)
        return Group.DAY
    if asked.has("who", "whose") and (asked.has("share") or not asked.has("biggest", "smallest")):
        asked.use_tags("who", "whose")
        return Group.PERSON
    return Group.NONE


def limit_of(asked: Asked) -> int | None:
    """ "Top 3", "the five biggest": a number that nothing else has used."""
    for place in asked.places("num", NUMBER):
        value = asked.chunks[place].value
        if place not in asked.used and value.isdecimal() and 1 <= int(value) <= _MOST_LIMIT:
            asked.use(place)
            return int(value)
    return None
