"""Who shares: "for", "with", "between", "without", "only", "Kenji and I had". Pure. Nobody said: everybody."""

from assistant.saying.agreeing import as_shared, check_number
from assistant.saying.mistakable import doubt_signature, is_gift, is_meant, is_thing
from assistant.saying.multiples import multiplied
from assistant.saying.naming import doubt_strangers
from assistant.saying.outcome import Part
from assistant.saying.parts import read_parts, take_division
from assistant.saying.payers import read_bare_payer
from assistant.saying.people import People, everybody, list_at, list_ending_at, refs_of
from assistant.saying.presence import read_absent, read_owners, read_present, who_else
from assistant.saying.sentence import Sentence

_LEADING = ("for", "with", "between", "without", "only")


def read_sharers(sentence: Sentence, payer: str) -> tuple[str, dict[str, int]]:
    """The payer, if only now one is found, and the weights by ref; empty: everybody."""
    parts = read_parts(sentence, payer)
    reader = _Sharing(sentence, payer)
    if not parts:
        reader.read_led()
    halves = take_division(sentence)
    reader.read_presence()
    reader.read_bare(has_parts=bool(parts))
    payer = reader.payer or sentence.me
    doubt_strangers(sentence, payer)
    found = multiplied(sentence, parts or reader.sharers(payer, halves=halves))
    if sentence.is_treat and not found:
        sentence.doubt(Part.SPLIT, "Is this a present, or does everybody share it?")
    check_number(sentence, found)
    return payer, as_shared(sentence, found)


class _Sharing:
    """Collects who is in and who is out."""

    def __init__(self, sentence: Sentence, payer: str) -> None:
        self.sentence, self.payer = sentence, payer
        self.inside: list[str] = []
        self.outside: list[str] = []
        self.with_payer = False
        self.with_place = -1
        self.number = 0  # "the two of us"
        self.is_everybody = False
        self.is_closed = False  # "only", "between", "for": nobody else

    # -- behind a word ----------------------------------------------------------------------------------------------------
    def read_led(self) -> None:
        for place in range(len(self.sentence.items)):
            if self.sentence.has(place, "with") and self.sentence.has(place, "me"):  # "comigo"
                self._with_me(place)
            elif self.sentence.has(place, "split") and self.sentence.has(place + 1, "by"):  # "dividido por"
                self._led(place + 1, how="between")
            elif self.sentence.has(place, *_LEADING) and not self.sentence.is_person(place):
                self._led(place)
            elif self.sentence.is_person(place):
                self._owned(place)

    def _with_me(self, place: int) -> None:
        self.sentence.take(place)
        self.with_payer = True
        self.inside += [self.sentence.me] if self.sentence.me else []
        self._more(place + 1)

    def _more(self, place: int) -> None:
        """ "… y con Marie"."""
        at = place + 1 if self.sentence.has(place, "and") else place
        at = at + 1 if self.sentence.has(at, "with") else at
        people = list_at(self.sentence, at) if at > place else None
        if people:
            self.sentence.take(*range(place, at))
            self.inside += refs_of(self.sentence, people, Part.SPLIT)

    def _led(self, place: int, how: str = "") -> None:
        sentence, how = self.sentence, how or _role(self.sentence, place)
        at = place + 1
        while (
            sentence.has(at, "only", "for", "between", "with")
            and not sentence.is_person(at)
            and not sentence.items[at].before
        ):
            at += 1
        if self._group(place, at, how):
            return
        people = list_at(sentence, at)
        if people is None and sentence.has(at, "them"):
            self._them(place, at, how)
            return
        if people is None and how == "only":
            people = self._before(place)
        if people is None or is_thing(sentence, people) or is_gift(sentence, place, people):
            return
        sentence.take(*range(place, max(at, place + 1)))
        self._add_led(place, people, how)

    def _add_led(self, place: int, people: People, how: str) -> None:
        sentence = self.sentence
        refs = refs_of(sentence, people, Part.SPLIT)
        if not people.connected:
            sentence.doubt(Part.SPLIT, "Who of them paid, and who shares?")
            if not self.payer:
                sentence.doubt(Part.PAYER, "Who of them paid?")
        if not self.payer and (how in {"with", "without"} or len(refs) < len(people.places)):
            doubt_signature(sentence, people, "not share it" if how == "without" else "share it")
        if how == "without":
            self.outside += refs
            return
        self.inside += refs
        if sentence.has(people.end, "and") and sentence.has(people.end + 1, "them"):  # "pour Mia et elle"
            sentence.take(people.end)
            self._them(people.end + 1, people.end + 1, how)
        if how == "with":
            self.with_payer, self.with_place = True, place
        self.is_closed = self.is_closed or how != "with"
        self._more_with(people.end)

    def _them(self, place: int, at: int, how: str) -> None:
        """ "A cake for Kenji, without him": the last who was named, as it seems."""
        sentence = self.sentence
        named = [ref for item in sentence.items[:place] for ref in item.refs[:1] if ref != sentence.me]
        sentence.doubt(Part.SPLIT, f"Who is “{sentence.items[at].text}”?")
        sentence.take(*range(place, at + 1))
        if named and how == "without":
            self.inside = [ref for ref in self.inside if ref != named[-1]]
            self.outside.append(named[-1])
        elif named:
            self.inside.append(named[-1])
            self.with_payer = self.with_payer or how == "with"

    def _before(self, place: int) -> People | None:
        """ "Yo solo", "Ben und ich allein"."""
        return list_ending_at(self.sentence, place - 1) if self.sentence.is_person(place - 1) else None

    def _more_with(self, place: int) -> None:
        sentence = self.sentence
        if sentence.has(place, "and") and sentence.has(place + 1, "with") and sentence.has(place + 1, "me"):
            sentence.take(place, place + 1)
            self.inside += [sentence.me] if sentence.me else []

    def _group(self, place: int, at: int, how: str) -> bool:
        """ "For all of us", "for the two of us", "4 ways"."""
        sentence = self.sentence
        if sentence.has(at, "all", "we") and how != "without":
            sentence.take(*range(place, at + 1))
            self.is_everybody = sentence.items[at].has("all")
            return True
        if sentence.has(at, "rest"):
            sentence.take(*range(place, at + 1))
            if how != "with":
                (self.inside if how == "without" else self.outside).extend(who_else(sentence, self.payer, how))
            return True
        if sentence.has(at, "few"):
            sentence.take(*range(place, at + 1))
            self.number = int(sentence.items[at].tags["few"])
            return True
        return False

    def _as_few(self, inside: list[str]) -> list[str]:
        """ "The two of us": the one who paid and the one who types, if that is two and nobody else is named."""
        pair = [ref for ref in dict.fromkeys((self.payer, self.sentence.me)) if ref]
        if not inside and self.number == len(pair):
            return pair
        if self.number and self.number != len(inside or everybody(self.sentence)):
            self.sentence.heads = self.sentence.heads or self.number
            self.sentence.doubt(Part.SPLIT, f"Which {self.number} of you?")
        return inside

    def _owned(self, place: int) -> None:
        """ "Paid me and Ben's lunch": theirs; without the verb, "Ben's lunch" may be only a name."""
        sentence, people = self.sentence, list_at(self.sentence, place)
        if people is None or not sentence.items[people.places[-1]].possessive:
            self._given(people)
            return
        after, before = sentence.at(people.end), sentence.at(people.places[0] - 1)
        if after is None or after.taken or not after.is_content:
            return
        if before is not None and before.has("pay", "get") and not before.borrowed:
            self.inside += refs_of(sentence, people, Part.SPLIT)
            return
        names = [sentence.name(ref) for at in people.places for ref in sentence.items[at].refs[:1]]
        sentence.doubt(Part.SPLIT, f"Is this for {' and '.join(names)} alone?")
        for at in people.places:
            sentence.items[at].kind = "word"

    def _given(self, people: People | None) -> None:
        """ "Bought Ben a hat"."""
        if people is None:
            return
        before, after = self.sentence.at(people.places[0] - 1), self.sentence.at(people.end)
        if before is not None and before.taken and before.has("pay", "get") and after is not None and after.has("the"):
            self.inside += refs_of(self.sentence, people, Part.SPLIT)
            self.sentence.doubt(Part.SPLIT, "Is this a present, for nobody else?")

    # -- for themselves ---------------------------------------------------------------------------------------------------
    def read_presence(self) -> None:
        self.outside += read_absent(self.sentence, self.outside, self.payer)
        owners, present = read_owners(self.sentence), read_present(self.sentence)
        self.is_closed = self.is_closed or bool(owners)
        self.with_payer = self.with_payer or bool(present)
        self.inside += [*owners, *present]
        for place, item in enumerate(self.sentence.items):
            is_tied = item.is_given and item.before == "-" and not item.taken  # "adiantou-me"
            if is_tied or place == self.sentence.given_place:
                self.sentence.take(place)
                self._give([self.sentence.me])

    def read_bare(self, *, has_parts: bool) -> None:
        """Names that nothing leads: a list of several shares, a single one paid."""
        sentence = self.sentence
        place = 0
        while place < len(sentence.items):
            people = list_at(sentence, place) if sentence.is_person(place) else None
            place = people.end if people else place + 1
            if people and is_meant(sentence, people):
                self._bare(people, has_parts=has_parts)
        for at in range(len(sentence.items)):
            if sentence.has(at, "all", "few"):
                if sentence.has(at, "few"):
                    self.number = int(sentence.items[at].tags["few"])
                sentence.take(at)

    def _bare(self, people: People, *, has_parts: bool) -> None:
        sentence = self.sentence
        if len(people.places) > 1:
            self._bare_list(people)
        elif not self.payer:
            self.payer = read_bare_payer(sentence, people.places[0])
            item = sentence.items[people.places[0]]
            if item.has("me") and not item.has("i") and not has_parts:
                sentence.doubt(Part.SPLIT, "Is this for you alone?")
        else:
            refs = refs_of(sentence, people, Part.SPLIT)
            if sentence.items[people.places[0]].is_given:  # "Rosa hat mir 40 vorgestreckt"
                self._give(refs)
            elif refs and refs[0] != self.payer:
                sentence.doubt(Part.SPLIT, f"What is {sentence.name(refs[0])}'s part in this?")
                if sentence.is_summed or not (sentence.payer or sentence.says_i):
                    sentence.doubt(Part.PAYER, "Who of them paid, and how much?")

    def _give(self, refs: list[str]) -> None:
        """What somebody pays for the one who types."""
        self.inside += refs
        self.sentence.doubt(Part.SPLIT, "Is this for you alone?")

    def _bare_list(self, people: People) -> None:
        sentence = self.sentence
        refs = refs_of(sentence, people, Part.SPLIT)
        self.inside += refs
        self.is_closed = True
        if not people.connected:
            sentence.doubt(Part.SPLIT, "Who of them paid, and who shares?")
        if self.payer and self.payer not in refs and sentence.payer:  # "Zoe paid, Ben and Kenji"
            sentence.doubt(Part.SPLIT, f"Does {sentence.name(self.payer)} share this too?")
        is_told = self.payer and (
            sentence.payer or sentence.says_i or sentence.paid or sentence.is_treat or self.payer != sentence.me
        )
        if not is_told and sentence.me not in refs:
            sentence.doubt(Part.PAYER, "Who paid?")

    # -- what comes of it -------------------------------------------------------------------------------------------------
    def sharers(self, payer: str, *, halves: bool) -> dict[str, int]:
        inside = [] if self.is_everybody and not self.is_closed else list(dict.fromkeys(self.inside))
        inside += [ref for ref in self.sentence.paid if inside and self.with_payer and ref not in inside]
        if inside and (self.with_payer or (halves and len(inside) == 1)) and payer and payer not in inside:
            inside.append(payer)
            me = self.sentence.me
            if me and me not in inside and self.with_place < self.sentence.payer_place:
                self.sentence.doubt(Part.SPLIT, "Do you share this too?")
        if halves and not inside:
            inside = self._halves(payer)
        if halves and self.sentence.several:
            self.sentence.doubt(Part.SPLIT, "Half each of what was paid, or of what is owed?")
        inside = self._as_few(inside)
        if self.outside:
            within = inside or everybody(self.sentence)
            inside = [ref for ref in within if ref not in self.outside]
            if not inside:
                self.sentence.doubt(Part.SPLIT, "This leaves nobody to share it.")
                inside = [ref for ref in everybody(self.sentence) if ref not in self.outside]
        return dict.fromkeys(inside, 1)

    def _halves(self, payer: str) -> list[str]:
        pair = [ref for ref in dict.fromkeys((payer, self.sentence.me)) if ref]
        if len(pair) == 2:  # noqa: PLR2004
            return pair
        if len(everybody(self.sentence)) != 2:  # noqa: PLR2004
            self.sentence.doubt(Part.SPLIT, "Half each: between whom?")
        return []


def _role(sentence: Sentence, place: int) -> str:
    """What a leading word, or several ("only for"), says."""
    item = sentence.items[place]
    if item.has("only") and sentence.has(place + 1, "with"):
        return "with"
    return next(role for role in ("without", "between", "with", "for", "only") if item.has(role))
