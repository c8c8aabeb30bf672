"""Who did what in a question about expenses: who paid, who bears a part, who took part, and whom it leaves open. Pure."""

from dataclasses import dataclass, field
from itertools import pairwise

from assistant.plans import Measure
from assistant.understanding.asked import Asked, Mention
from assistant.understanding.tagging import PERSON

_PAYING = ("pay", "spend")


@dataclass(slots=True)
class Roles:
    """Refs by role. `owners` are whose something is ("Ben's food"): it is not said whether they paid it or bear it."""

    payers: list[str] = field(default_factory=list)
    bearers: list[str] = field(default_factory=list)
    partakers: list[str] = field(default_factory=list)
    not_partakers: list[str] = field(default_factory=list)
    not_payers: list[str] = field(default_factory=list)
    only: list[str] = field(default_factory=list)
    owners: list[str] = field(default_factory=list)
    sides: list[Mention] = field(default_factory=list)
    who_is_me: bool = False  # "I" was said where the asker is nobody of the trip

    @property
    def anybody(self) -> bool:
        return bool(
            self.payers
            or self.bearers
            or self.partakers
            or self.owners
            or self.only
            or self.not_partakers
            or self.not_payers
        )


def roles_in(asked: Asked) -> Roles:
    """Give everybody who is mentioned a role, and mark them as used."""
    roles = Roles()
    _all_but(asked, roles)
    negated = asked.has("not") and asked.has("participate", "pay")
    for mention in asked.mentions():
        if mention.place in asked.used:
            continue
        if not mention.refs:
            roles.who_is_me = True
            continue
        _place(asked, mention, roles, negated=negated)
        asked.use(mention.place)
        _use_preposition(asked, mention)
    _leave_apart(asked, roles)
    if negated and (roles.not_partakers or roles.not_payers):
        asked.use_tags("not")
    if roles.partakers or roles.not_partakers or roles.only:
        asked.use_tags("participate")
    return roles


def _all_but(asked: Asked, roles: Roles) -> None:
    """ "What did everybody except Ben pay?" """
    for place in asked.places("without"):
        named = asked.after(place)
        if not asked.is_all_but(place) or asked.tag(named) not in {PERSON, "me"} or not asked.has(*_PAYING):
            continue
        left_out = set(asked.refs_of(asked.chunks[named], ()) or ())
        roles.payers += [
            person.ref for person in asked.world.people if person.ref not in left_out and not person.is_kitty
        ]
        asked.use(place, named)


def _leave_apart(asked: Asked, roles: Roles) -> None:
    """ "Did Ben pay Zoë for the taxi": two who are not joined are not both payers. The second is not accounted for."""
    people = [mention for mention in asked.mentions() if set(mention.refs) & {*roles.payers} and not mention.before]
    for one, other in pairwise(people):
        between = {asked.tag(place) for place in range(one.place + 1, other.place)}
        if one.refs != other.refs and not between <= {"and", "or", "-", "the", "both"}:
            asked.used.discard(other.place)


def _use_preposition(asked: Asked, mention: Mention) -> None:
    before = asked.before(mention.place)
    if asked.tag(before) in {"only", "with"}:
        asked.use(before)


def _place(asked: Asked, mention: Mention, roles: Roles, *, negated: bool) -> None:
    refs = mention.refs
    if negated and asked.has("participate"):
        roles.not_partakers += refs
    elif negated and _list_like(asked):
        roles.not_payers += refs
    elif mention.before == "without":
        roles.not_partakers += refs
    elif _is_alone(asked, mention):
        roles.only += refs
    elif mention.before == "with" and asked.has("share"):
        roles.bearers += refs
    elif mention.before == "with" or asked.has("participate"):
        roles.partakers += refs
    elif _bears(asked, mention):
        roles.bearers += refs
    elif _pays(asked, mention):
        roles.payers += refs
    else:
        roles.owners += refs


def _list_like(asked: Asked) -> bool:
    return asked.has("list", "howmany", "which", "expense")


def _is_alone(asked: Asked, mention: Mention) -> bool:
    """ "Only Ben and Anna": who pays alone is a payer all the same."""
    place = mention.place
    while asked.tag(asked.before(place)) in {"and", "name", "i", "me"}:
        place = asked.before(place)
    if asked.tag(asked.before(place)) in {"of", "by"}:
        place = asked.before(place)
    return (
        asked.tag(asked.before(place)) in {"only", "for"}
        and asked.has("only")
        and not asked.has(*_PAYING)
        and mention.tag != "my"
    )


def _bears(asked: Asked, mention: Mention) -> bool:
    if asked.has("share"):
        return mention.before != "by"
    if mention.before == "for" or _paid_for(asked, mention) or mention.before in {"on", "in"}:
        return True
    cost = asked.has("cost") and not asked.has(*_PAYING)
    return cost and not mention.possessive and mention.before in {"", "for", "to", "each"}


def _paid_for(asked: Asked, mention: Mention) -> bool:
    """ "Pagó Kenji por Zoë": behind somebody who paid, "por" is no "by"."""
    others = any(other.place != mention.place and not other.before for other in asked.mentions())
    return mention.before == "by" and asked.language in {"es", "pt"} and others


def _pays(asked: Asked, mention: Mention) -> bool:
    if mention.before == "by":
        return True
    if mention.before in {"of", "from"}:
        return asked.has(*_PAYING)
    return asked.has(*_PAYING) and not mention.possessive


def measure_of(roles: Roles) -> tuple[Measure, tuple[str, ...]]:
    """What is summed, and of whom. Owners are the caller's: two readings."""
    if roles.bearers:
        return Measure.SHARE, _once(roles.bearers)
    if roles.payers:
        return Measure.PAID, _once(roles.payers)
    return Measure.SPENT, ()


def _once(refs: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(refs))
