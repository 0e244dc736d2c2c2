"""Who does what to whom: the verbs of a text, each with the parts that act and those that are acted on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from claims.text.equivalence.alignment import SYNONYM, Alignment, Pair
from claims.text.equivalence.parts import Kind, Part, function_of
from claims.text.equivalence.reading import Reading
from claims.text.equivalence.words import participles, verb_lemmas
from claims.text.lexicons import word_list, word_set

OBJECTS = frozenset(("", "to", "from", "against", "into"))  # what may lead to whom a thing is done
AIMED_AT = frozenset(("on", "upon", "at"))  # these do so right behind a verb: "fired on the crowd"
RECEIVING = frozenset(("to", "against"))  # what leads to whom it is done, behind a passive verb
NEAREST = 4  # parts between a verb and its auxiliary
BEGINS_CLAUSE = frozenset(("while", "whereas", "but"))
ENDS_CLAUSE = frozenset((";", ":", ".", "?", "!"))
# Participles that are like the verb itself.
UNCHANGED = frozenset(("hit", "hurt", "put", "let", "cut", "shut", "split", "spread", "cast", "set", "read"))
UNCHANGED |= frozenset(("broadcast", "overcome", "run", "overrun", "outbid", "upset", "undercut", "beset", "offset"))
PLURALS = frozenset(("people", "police", "men", "women", "children"))
RELATIVE = frozenset(("that", "which", "who", "whom"))
CLAUSES = "clauses"  # in what is worked out of a reading


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with the places of the parts that act and of those that are acted on."""

    verb: Part
    agents: frozenset[int]
    patients: frozenset[int]


def clauses_of(reading: Reading) -> list[Clause]:
    """The verbs of a text that can be told as such, with who does what to whom. No grammar: the order of words, "by",
    forms of verbs, and prepositions. Worked out once for each reading."""
    if CLAUSES not in reading.worked_out:
        parts = reading.parts
        verbs = {part.place: _is_passive(parts, part.place) for part in parts if _is_verb(parts, part.place)}
        clauses = [_clause(parts, place, is_passive, verbs.keys()) for place, is_passive in verbs.items()]
        reading.worked_out[CLAUSES] = clauses
    return reading.worked_out[CLAUSES]


def _clause(parts: list[Part], place: int, is_passive: bool, verbs: Iterable[int]) -> Clause:
    before = _subject(parts, place, frozenset(verbs))
    if is_passive:
        led = (each for each in _objects(parts, place, frozenset(verbs)) if parts[each].preposition in RECEIVING)
        return Clause(parts[place], _behind_by(parts, place, frozenset(verbs)), before.union(led))
    return Clause(parts[place], before, _objects(parts, place, frozenset(verbs)))


def _is_verb(parts: list[Part], place: int) -> bool:
    """Whether a word is a verb, by its form and what stands before it."""
    part = parts[place]
    if part.kind is not Kind.WORD:
        return False
    word = part.tokens[0].plain
    before = parts[place - 1] if place else None
    if before is None or (before.kind is Kind.FUNCTION and function_of(before) in ("determiner", "preposition")):
        return before is not None and before.text == "to"
    if before.kind is Kind.MODAL or _is_auxiliary(before):
        return True
    if word in participles() or word.endswith("ed"):
        return True
    first = part.lemmas[0].split()[0]
    is_listed = first in verb_lemmas() or not verb_lemmas().isdisjoint(part.lemmas)
    if first in word_set("equivalence/verbs_and_nouns"):
        is_verbal = word.endswith("s") or before.text.endswith("s") or before.text.lower() in PLURALS
        is_listed = " " in part.lemmas[0] or (is_verbal and _has_object(parts, place))
    is_behind_noun = before.kind in (Kind.NAME, Kind.WORD, Kind.NEGATION, Kind.TIME, Kind.FUNCTION)
    return is_listed and is_behind_noun and not before.tokens[-1].is_possessive


def _has_object(parts: list[Part], place: int) -> bool:
    """Whether a name or a determiner stands right behind a word, or another word and then from or to whom, as they do
    behind a verb: "supports the plan", "imports tea from Rwanda"."""
    following, second, third = (parts[at : at + 1] for at in range(place + 1, place + 4))
    is_traded = any(part.text in ("from", "to") for part in second) and any(part.kind is Kind.NAME for part in third)
    return any(
        part.kind is Kind.NAME or function_of(part) == "determiner" or (is_traded and part.kind is Kind.WORD)
        for part in following
    )


def _is_auxiliary(part: Part) -> bool:
    return part.kind is Kind.FUNCTION and bool(part.lemmas) and part.lemmas[0] in ("be", "have", "do")


def _is_passive(parts: list[Part], place: int) -> bool:
    """Whether a verb is passive: a participle behind a form of "be", or before "by"."""
    word = parts[place].tokens[0].plain
    if not (word.endswith("ed") or word in participles() or word in UNCHANGED):
        return False
    for part in reversed(parts[max(0, place - NEAREST) : place]):
        if part.kind is Kind.FUNCTION and part.lemmas[:1] == ("be",):
            return True
        if part.kind not in (Kind.NEGATION, Kind.MODAL) and not part.text.endswith("ly") and not _is_filler(part):
            break
    following = parts[place + 1] if place + 1 < len(parts) else None
    behind = parts[place + 2] if place + 2 < len(parts) else None
    return following is not None and following.text == "by" and behind is not None and behind.kind is not Kind.QUANTITY


def _is_filler(part: Part) -> bool:
    return part.kind is Kind.FUNCTION and function_of(part) in ("filler", "auxiliary")


def _subject(parts: list[Part], place: int, verbs: frozenset[int]) -> frozenset[int]:
    """The nearest part before a verb that no preposition leads, with what is joined to it by "and"."""
    found: set[int] = set()
    for part in reversed(parts[:place]):
        if part.kind is Kind.MARK and part.text in ENDS_CLAUSE:
            break
        if part.place in verbs:
            if found:
                break
            continue
        if part.is_content and not part.preposition:
            found.add(part.place)
            if not _is_joined(parts, part.place):
                break
    if not found and place and parts[place - 1].kind is Kind.NAME:
        found.add(place - 1)  # "In the final Chelsea won"
    return frozenset(found)


def _is_joined(parts: list[Part], place: int) -> bool:
    before = [part for part in parts[max(0, place - 2) : place] if function_of(part) != "determiner"]
    return bool(before) and before[-1].text == "and"


def _behind_by(parts: list[Part], place: int, verbs: frozenset[int]) -> frozenset[int]:
    """What stands behind the "by" of a passive verb."""
    found: set[int] = set()
    for part in parts[place + 1 :]:
        if part.place in verbs or (part.kind is Kind.MARK and part.text in ENDS_CLAUSE):
            break
        if part.is_content and (part.preposition == "by" or (found and _is_joined(parts, part.place))):
            found.add(part.place)
        elif found and part.preposition:
            break
    return frozenset(found)


def _objects(parts: list[Part], place: int, verbs: frozenset[int]) -> frozenset[int]:
    """What stands behind an active verb, up to the next one; or before it, where a relative clause turns it around."""
    found: set[int] = set()
    aimed = {part.text for part in parts[place + 1 : place + 2]} & AIMED_AT
    for part in parts[place + 1 :]:
        if part.place in verbs or part.text in BEGINS_CLAUSE or (part.kind is Kind.MARK and part.text in ENDS_CLAUSE):
            break
        if part.is_content and part.preposition in OBJECTS | aimed:
            found.add(part.place)
    relative = next((part.place for part in reversed(parts[:place]) if part.text in RELATIVE), None)
    if relative and not found and parts[relative - 1].is_content:
        found.add(relative - 1)
    return frozenset(found)


def clauses_side_by_side(a: Reading, b: Reading, pairs: list[Pair]) -> list[tuple[Clause, Clause]]:
    """The clauses of two texts whose verbs are paired: the same, synonyms, or converses."""
    theirs = {clause.verb.place: clause for clause in clauses_of(b)}
    ours = {clause.verb.place: clause for clause in clauses_of(a)}
    both = (
        (ours.get(pair.a.place), theirs.get(pair.b.place))
        for pair in pairs
        if (pair.strength >= SYNONYM or is_converse(pair.a, pair.b)) and not pair.is_mended
    )
    return [(first, second) for first, second in both if first is not None and second is not None]


def roles_agree(a: Reading, b: Reading, alignment: Alignment) -> bool:
    """Whether all verbs of the two texts are the same, and the same act on the same in both."""
    partner = alignment.partner_of()
    both = clauses_side_by_side(a, b, alignment.pairs)
    return len(both) == len(clauses_of(a)) == len(clauses_of(b)) > 0 and all(
        one.agents
        and one.patients
        and {partner.get(place) for place in one.agents} == other.agents
        and {partner.get(place) for place in one.patients} == other.patients
        for one, other in both
    )


def subject_moves(a: Reading, b: Reading, alignment: Alignment) -> bool:
    """Whether who acts first in one text is in the other, but does not act first there."""
    ours, theirs = clauses_of(a), clauses_of(b)
    if not ours or not theirs:
        return False
    partner = alignment.partner_of()
    agents = {partner[place] for place in ours[0].agents if place in partner}
    return bool(agents) and bool(theirs[0].agents) and not agents & theirs[0].agents


def is_acted_on_instead(a: Reading, b: Reading, alignment: Alignment) -> bool:
    """Whether who acts in one text is acted on in the other, where nobody is said to act: "The firm paid", "the firm
    was paid"; of some verbs that is the same ("The school closed", "the school was closed")."""
    partner = alignment.partner_of()
    turned = {other: place for place, other in partner.items()}
    both = clauses_side_by_side(a, b, alignment.pairs)
    sides = [(one, other, partner) for one, other in both] + [(other, one, turned) for one, other in both]
    return any(
        bool(acts.agents) and not suffers.agents and {known.get(place) for place in acts.agents} <= suffers.patients
        for acts, suffers, known in sides
    )


def tells_from_other_side(a: Reading, b: Reading, verbs: tuple[Part, Part], alignment: Alignment) -> bool:
    """Whether two converse verbs tell of one thing: who acts in the one is acted on in the other."""
    partner = alignment.partner_of()
    first = _clause_of(a, verbs[0])
    second = _clause_of(b, verbs[1])
    if first is None or second is None:
        return False
    agents = {partner[place] for place in first.agents if place in partner}
    return bool(agents & second.patients) and not agents & second.agents


def tells_from_same_side(a: Reading, b: Reading, verbs: tuple[Part, Part], alignment: Alignment) -> bool:
    """Whether two converse verbs tell of two things: the same act and are acted on in both."""
    partner = alignment.partner_of()
    first, second = _clause_of(a, verbs[0]), _clause_of(b, verbs[1])
    if first is None or second is None:
        return False
    agents, patients = ({partner.get(place) for place in each} for each in (first.agents, first.patients))
    return bool(agents & second.agents) and (bool(patients & second.patients) or not first.patients)


def _clause_of(reading: Reading, verb: Part) -> Clause | None:
    return next((clause for clause in clauses_of(reading) if clause.verb.place == verb.place), None)


def is_converse(a: Part, b: Part) -> bool:
    """Whether two verbs tell of one thing from two sides: "buy" and "sell"."""
    return any(not converses().get(lemma, frozenset()).isdisjoint(b.lemmas) for lemma in a.lemmas)


@cache
def converses() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in word_list("equivalence/converses"):
        left, right = (frozenset(each.strip() for each in side.split(",")) for side in line.split(":"))
        for one, other in ((left, right), (right, left)):
            for lemma in one:
                table[lemma] = table.get(lemma, frozenset()) | other
    return table
