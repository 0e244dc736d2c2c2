"""Who does what to whom: the parts that act and that are acted on, for each verb; and whether two texts swap them."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from claims.text.equivalence.alignment import SYNONYM, Alignment, Pair
from claims.text.equivalence.reading import Kind, Part, Reading
from claims.text.equivalence.words import participles, verb_lemmas
from claims.text.lexicons import word_list, word_set, word_table

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
# Prepositions of which it matters what stands behind which; of some only where both are names. None leads who acts.
TURNING_ALL = (("from", "to"), ("", "against"))
TURNING = (*TURNING_ALL, ("", "to"), ("", "for"), ("from", "at"), ("from", "into"), ("to", "at"))
MOST_CLAUSES = 8  # that are set side by side
MOST_CROSSING = 40  # parts that are looked at for what they are told with: time grows with the square
COMPARING = frozenset(("more", "less", "fewer"))
ENDS_SEGMENT = frozenset((",", ";", ":", ".", "and", "but", "while", "whereas"))
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
    if before is None or (before.kind is Kind.FUNCTION and _function(before) in ("determiner", "preposition")):
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
        part.kind is Kind.NAME or _function(part) == "determiner" or (is_traded and part.kind is Kind.WORD)
        for part in following
    )


def _function(part: Part) -> str:
    return word_table("equivalence/function_words").get(part.text, "")


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
    return part.kind is Kind.FUNCTION and _function(part) in ("filler", "auxiliary")


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
    before = [part for part in parts[max(0, place - 2) : place] if _function(part) != "determiner"]
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


def find_swap(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What either of two texts says that swap who does what; None where nothing tells that they do."""
    # What is named twice may be paired crosswise: it changes places with itself.
    return next((swap for swap in _swaps(a, b, alignment) if swap is not None and swap[0] != swap[1]), None)


def _swaps(a: Reading, b: Reading, alignment: Alignment) -> Iterator[tuple[str, str] | None]:
    partner = alignment.partner_of()
    for first, second in _clauses_side_by_side(a, b, alignment.pairs):
        if not word_set("equivalence/symmetric").isdisjoint(first.verb.lemmas):
            continue
        are_swapped = is_turned_wrong if is_converse(first.verb, second.verb) else is_swapped
        if are_swapped(first, second, partner):
            yield _who(a, first), _who(b, second)
    yield _find_turned(a, b, alignment)
    yield _find_exchanged(a, b, alignment)
    yield _find_crossed(a, b, alignment)
    yield _find_crossed_clauses(a, b, alignment)
    yield _find_mirrored(a, b)


def _clauses_side_by_side(a: Reading, b: Reading, pairs: list[Pair]) -> list[tuple[Clause, Clause]]:
    theirs = {clause.verb.place: clause for clause in clauses_of(b)}
    ours = {clause.verb.place: clause for clause in clauses_of(a)}
    both = (
        (ours.get(pair.a.place), theirs.get(pair.b.place))
        for pair in pairs
        if pair.strength >= SYNONYM and not pair.is_mended
    )
    return [(first, second) for first, second in both if first is not None and second is not None]


def is_swapped(a: Clause, b: Clause, partner: dict[int, int]) -> bool:
    """Whether who acts in the one is acted on in the other."""
    agents = {partner[place] for place in a.agents if place in partner}
    patients = {partner[place] for place in a.patients if place in partner}
    if not agents or not b.agents or agents & b.agents:
        return False
    return bool(agents & b.patients) and (bool(patients & b.agents) or not patients)


def is_turned_wrong(a: Clause, b: Clause, partner: dict[int, int]) -> bool:
    """Whether who acts in the one acts in the other too, although the verbs tell of one thing from two sides."""
    agents = {partner[place] for place in a.agents if place in partner}
    patients = {partner[place] for place in a.patients if place in partner}
    if not a.patients | b.patients:
        return False
    return bool(agents & b.agents) and not agents & b.patients and not patients & b.agents


def _who(reading: Reading, clause: Clause) -> str:
    doer = " and ".join(reading.parts[place].text for place in sorted(clause.agents))
    verb = clause.verb.text
    receiver = " ".join(reading.parts[place].text for place in sorted(clause.patients)[:2])
    return f"'{doer}' who {verb} '{receiver}'" if doer and receiver else f"'{verb}'"


def are_turned_against(alignment: Alignment) -> bool:
    """Whether what stands against another thing in one text has that thing against it in the other."""
    turned = {(_side(pair.a), _side(pair.b)) for pair in alignment.pairs}
    return {("", "against"), ("against", "")} <= turned


def _find_turned(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What stands behind "from" in one text and behind "to" in the other, and the other way round; and who acts against
    whom, if they are exchanged."""
    symmetric = word_set("equivalence/symmetric")
    if any(pair.is_mended or not symmetric.isdisjoint(pair.a.lemmas) for pair in alignment.pairs):
        return None
    led: list[tuple[Part, Part]] = [(pair.a, pair.b) for pair in alignment.pairs]
    led += [(pair.a, pair.b) for pair in alignment.quantities]
    led += [(a.parts[place], b.parts[other]) for place, other in _same_times(a, b).items()]
    for sides in TURNING:
        own = led if sides in TURNING_ALL else [(x, y) for x, y in led if _is_led(a, x) and _is_led(b, y)]
        turned = {(_side(x), _side(y)): x for x, y in own if {_side(x), _side(y)} == set(sides)}
        if len(turned) == len(sides):
            first, second = turned[sides], turned[sides[::-1]]
            return _led(sides, first, second), _led(sides, second, first)
    return None


def _is_led(reading: Reading, part: Part) -> bool:
    """Whether a part is a name that stands right behind its preposition, and nothing that it belongs to behind it."""
    before = [each for each in reading.parts[: part.place] if _function(each) != "determiner"]
    following = reading.parts[part.place + 1 : part.place + 2]
    is_behind = not part.preposition or (bool(before) and before[-1].text == part.preposition)
    return part.kind is Kind.NAME and is_behind and not (following and following[0].is_content and part.preposition)


def _led(sides: tuple[str, str], first: Part, second: Part) -> str:
    """ "from Yemen at Israel"."""
    return f"'{f'{sides[0]} {first.text} {sides[1]} {second.text}'.strip()}'"


def _side(part: Part) -> str:
    """The preposition that leads a part; "by" leads who acts, as no preposition does."""
    return "" if part.preposition == "by" else part.preposition


def _find_exchanged(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What goes with one thing in one text and with another in the other, and the other way round: "the Dutch brewer
    and its Belgian rival" against "the Belgian brewer and its Dutch rival"."""
    partner = alignment.partner_of()
    led: list[tuple[Part, Part]] = [(pair.a, pair.b) for pair in alignment.pairs if pair.a.kind is Kind.NAME]
    led += [(pair.a, pair.b) for pair in alignment.quantities]
    more_in_a, more_in_b = _comparing(a), _comparing(b)
    led += [(part, more_in_b[word]) for word, part in more_in_a.items() if word in more_in_b]
    heads = [(one, other, _head(a, one), _head(b, other)) for one, other in led]
    held = [(one, other, first, second) for one, other, first, second in heads if first and second]
    for one, other, first, second in held:
        for third, fourth, of_third, of_fourth in held:
            crosses = partner.get(first.place) == of_fourth.place and partner.get(of_third.place) == second.place
            if third is not one and crosses and first.lemmas != of_third.lemmas:
                ours = f"'{one.text} {first.text}' and '{third.text} {of_third.text}'"
                return ours, f"'{fourth.text} {of_fourth.text}' and '{other.text} {second.text}'"
    return None


def _comparing(reading: Reading) -> dict[str, Part]:
    """Each of "more", "less" and "fewer" that a text has once."""
    found = [part for part in reading.parts if part.text in COMPARING]
    words = [part.text for part in found]
    return {part.text: part for part in found if words.count(part.text) == 1}


def _find_crossed(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What is told of one in one segment of a text and of another in the next, and the other way round in the other
    text: "France won two seats, and Italy three" against "Italy won two seats, and France three"."""
    ours, theirs = _segments(a), _segments(b)
    partner = alignment.partner_of() | _same_times(a, b)
    held = [(a.parts[place], b.parts[other]) for place, other in partner.items()]
    verbs, their_verbs = ({clause.verb.place for clause in clauses_of(reading)} for reading in (a, b))
    held = [(x, y) for x, y in held if x.place not in verbs and y.place not in their_verbs]
    crossing: dict[tuple[int, int], list[tuple[_Held, _Held]]] = {}  # by the segments of the second text
    for one, other in itertools.permutations(held[:MOST_CROSSING], 2):
        first, second = theirs[one[1].place], theirs[other[1].place]
        if _is_told_of(one[0], other[0]) and ours[one[0].place] == ours[other[0].place] and first != second:
            crossing.setdefault((first, second), []).append((one, other))
    for (first, second), pairs in crossing.items():
        for (p, q), (r, s) in itertools.product(pairs, crossing.get((second, first), ())):
            if ours[p[0].place] != ours[r[0].place] and _do_the_same(p, r) and _do_the_same(q, s):
                return f"'{p[0].text}' with '{q[0].text}'", f"'{p[1].text}' with '{s[1].text}'"
    return None


_Held = tuple[Part, Part]  # a part of the first text with its partner


def _find_mirrored(a: Reading, b: Reading) -> tuple[str, str] | None:
    """What changes places in two texts of the same words: "A man was convicted of murdering a nurse" against "A nurse
    was convicted of murdering a man"; not what is only listed, or holds both ways."""
    ours, theirs = _lemmas_in_order(a), _lemmas_in_order(b)
    if ours == theirs or sorted(ours) != sorted(theirs):
        return None
    start = next(place for place, (x, y) in enumerate(zip(ours, theirs, strict=True)) if x != y)
    end = len(ours) - next(place for place, (x, y) in enumerate(zip(ours[::-1], theirs[::-1], strict=True)) if x != y)
    one, other = ours[start:end], theirs[start:end]
    if len(one) > LONGEST_MIRRORED:
        return None
    for first, second in itertools.combinations(range(1, len(one)), 2):
        left, middle, right = one[:first], one[first:second], one[second:]
        if right + middle + left == other:
            is_swap = _are_exchangeable(left, right) and not _holds_both_ways(ours, start, middle)
            return (f"'{' '.join(one)}'", f"'{' '.join(other)}'") if is_swap else None
    return None


def _lemmas_in_order(reading: Reading) -> list[str]:
    """The words of a text in their main forms, negations marked as such."""
    parts = (part for part in reading.parts if part.text not in (".", '"'))
    return [f"{part.text} (not)" if part.kind is Kind.NEGATION else (*part.lemmas, part.text)[0] for part in parts]


def _are_exchangeable(*sides: list[str]) -> bool:
    """Whether what changes places is short and no clause: not in "through the village runs the line"."""
    table = word_table("equivalence/function_words")
    leads = any(table.get(side[0]) == "preposition" for side in sides)
    return not leads and all(len(side) <= LONGEST_SIDE and JOINS_CLAUSES.isdisjoint(side) for side in sides)


def _holds_both_ways(lemmas: list[str], start: int, middle: list[str]) -> bool:
    """Whether what stands on both sides of some words can change places: in a list, behind "close to", "met with"."""
    before, between = set(lemmas[max(0, start - 2) : start]), set(middle)
    if not between.isdisjoint(("and", "or")):
        between -= before  # "in Oslo and in Bergen"
    is_list = between <= LISTING and "unlike" not in before
    is_with = "with" in between and (between | before).isdisjoint(WITH_ANOTHER)
    is_as_much = middle.count("as") > 1 and "twice" not in between
    is_symmetric = not word_set("equivalence/symmetric").isdisjoint(between | before)
    return is_list or is_with or is_as_much or is_symmetric or "like" in before


LISTING = frozenset(
    ("and", "or", "nor", ",", "a", "an", "the", "be", "as", "well", "along", "together", "but", "while", ";")
)
# Who does this with whom is not with them in it: "the city replaced trams with buses".
WITH_ANOTHER = frozenset(
    ("replace", "charge", "hit", "provide", "supply", "confuse", "help", "credit", "reward", "comply")
)
JOINS_CLAUSES = frozenset((",", "and", "or", "but"))
LONGEST_MIRRORED, LONGEST_SIDE = 40, 4  # words


def _find_crossed_clauses(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What one verb is told with in one text and another verb in the other, and the other way round: "20 died and 30
    were hurt" against "30 died and 20 were hurt"."""
    partner = alignment.partner_of() | _same_times(a, b)
    both = _clauses_side_by_side(a, b, alignment.pairs)[:MOST_CLAUSES]
    of_a, of_b = {first.verb.place for first, _ in both}, {second.verb.place for _, second in both}
    told = [(first, _told_with(a, first) - of_a, _told_with(b, second) - of_b) for first, second in both]
    for (one, ours, theirs), (_, our_others, their_others) in itertools.combinations(told, 2):
        moved = [place for place in ours - our_others if partner.get(place) in their_others - theirs]
        moved_here = [place for place in our_others - ours if partner.get(place) in theirs - their_others]
        for place, other in itertools.product(moved, moved_here):
            first, second = a.parts[place], a.parts[other]
            leading = [b.parts[partner[each]].preposition for each in (other, place)]
            if first.kind is second.kind and [first.preposition, second.preposition] == leading:
                return f"'{first.text}' with '{one.verb.text}'", f"'{second.text}' with '{one.verb.text}'"
    return None


def _told_with(reading: Reading, clause: Clause) -> frozenset[int]:
    """The places of who acts, who is acted on, and all that stands in the segment of a verb, up to the next verb."""
    verbs = {each.verb.place for each in clauses_of(reading)}
    told = set(clause.agents | clause.patients)
    before, behind = reading.parts[: clause.verb.place][::-1], reading.parts[clause.verb.place + 1 :]
    for side in (before, behind):
        for part in side:
            if part.place in verbs or part.text in ENDS_SEGMENT or part.text in ENDS_CLAUSE:
                break
            if part.is_content or part.quantity is not None or part.time is not None:
                told.add(part.place)
    return frozenset(told)


def _is_told_of(part: Part, other: Part) -> bool:
    """Whether a name, an amount or a time may be told of another part: of any that is no word; a name of a word only
    where a preposition leads it."""
    if part.kind is Kind.WORD:
        return False
    return other.kind is not Kind.WORD or part.kind is not Kind.NAME or bool(other.preposition)


def _do_the_same(one: _Held, other: _Held) -> bool:
    """Whether two parts, each with its partner, are of one kind; words, behind one preposition as well."""
    if one[0].kind is not other[0].kind:
        return False
    return one[0].kind is not Kind.WORD or all(x.preposition == y.preposition for x, y in zip(one, other, strict=True))


def _segments(reading: Reading) -> list[int]:
    """For each part of a text, in which of its segments it stands."""
    ends = (part.text in ENDS_SEGMENT for part in reading.parts)
    return list(itertools.accumulate(ends))


def _same_times(a: Reading, b: Reading) -> dict[int, int]:
    """The places of times that are told in both texts."""
    theirs = {part.time: part.place for part in b.parts if part.time is not None}
    return {part.place: theirs[part.time] for part in a.parts if part.time in theirs}


def _head(reading: Reading, part: Part) -> Part | None:
    """The noun right behind a name or an amount, that it goes with."""
    following = reading.parts[part.place + 1 : part.place + 2]
    return following[0] if following and following[0].kind is Kind.WORD else None


def roles_agree(a: Reading, b: Reading, alignment: Alignment) -> bool:
    """Whether all verbs of the two texts are the same, and the same act on the same in both."""
    partner = alignment.partner_of()
    both = _clauses_side_by_side(a, b, alignment.pairs)
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


def find_comparison_swap(
    a: Reading, b: Reading, alignment: Alignment, *, is_turned: bool = False
) -> tuple[str, str] | None:
    """What is compared with what, where the two texts have it on different sides of "than". Times too, where both texts
    compare by the same word ("faster in 2019 than in 2018"), or `is_turned` says that they do so by opposites."""
    middle_a, middle_b = _than(a), _than(b)
    if middle_a is None or middle_b is None or any(pair.is_mended for pair in alignment.pairs):
        return None
    if not is_turned and _compare_in_other_words(a, b, (middle_a, middle_b), alignment):
        return None
    times = []
    if is_turned or any(pair.a.text == pair.b.text and pair.a.text.endswith("er") for pair in alignment.pairs):
        times = [Pair(a.parts[place], b.parts[other], SYNONYM) for place, other in _same_times(a, b).items()]
    return find_exchange_around([*alignment.pairs, *times], middle_a, middle_b)


def _compare_in_other_words(a: Reading, b: Reading, middles: tuple[int, int], alignment: Alignment) -> bool:
    """Whether two texts compare by words that may be opposites: "taller than" and "shorter than"."""
    first, second = (_compared_by(reading, middle) for reading, middle in zip((a, b), middles, strict=True))
    if first is None or second is None:
        return False
    return alignment.partner_of().get(first.place) != second.place


def _compared_by(reading: Reading, middle: int) -> Part | None:
    """The word right before "than" that says in what two things are compared: "taller", "more dangerous"."""
    word = reading.parts[middle - 1] if middle else None
    if word is None or word.kind is not Kind.WORD:
        return None
    is_behind_more = middle > 1 and reading.parts[middle - 2].text in ("more", "less")
    return word if word.text.endswith("er") or is_behind_more else None


def find_exchange_around(pairs: list[Pair], middle_a: int, middle_b: int) -> tuple[str, str] | None:
    """What stands before a place of one text and behind a place of the other, and what the other way round."""
    named = sorted(pairs, key=lambda pair: pair.a.kind is Kind.WORD)
    to_behind = next((pair.a for pair in named if pair.a.place < middle_a and pair.b.place > middle_b), None)
    to_front = next((pair.a for pair in named if pair.a.place > middle_a and pair.b.place < middle_b), None)
    return (to_behind.text, to_front.text) if to_behind and to_front else None


def find_turned_around(a: Reading, b: Reading, alignment: Alignment, middle: str) -> tuple[str, str] | None:
    """What stands right behind a word ("before", "east") in either text, where it stands before it in the other."""
    places = [[part.place for part in reading.parts if part.text == middle] for reading in (a, b)]
    if [len(own) for own in places] != [1, 1]:
        return None
    (middle_a,), (middle_b,) = places
    first = next((part for part in a.content if part.place > middle_a), None)
    second = next((part for part in b.content if part.place > middle_b), None)
    to_front = next((pair for pair in alignment.pairs if pair.a is first and pair.b.place < middle_b), None)
    to_behind = next((pair for pair in alignment.pairs if pair.b is second and pair.a.place < middle_a), None)
    if to_front is None or to_behind is None:
        return None
    around = (to_behind.a.text, middle, to_front.a.text)
    return f"'{' '.join(around)}'", f"'{' '.join(around[::-1])}'"


def _than(reading: Reading) -> int | None:
    return next((part.place for part in reading.parts if part.text == "than"), None)


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


def tells_from_other_side(a: Reading, b: Reading, verbs: tuple[Part, Part], alignment: Alignment) -> bool:
    """Whether two converse verbs tell of one thing: who acts in the one is acted on in the other."""
    partner = alignment.partner_of()
    first = _clause_of(a, verbs[0])
    second = _clause_of(b, verbs[1])
    if first is None or second is None:
        return False
    agents = {partner[place] for place in first.agents if place in partner}
    return bool(agents & second.patients) and not agents & second.agents


def _clause_of(reading: Reading, verb: Part) -> Clause | None:
    return next((clause for clause in clauses_of(reading) if clause.verb.place == verb.place), None)
