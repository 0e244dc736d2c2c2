"""Whether two texts swap who does what to whom, or what goes with what, or may do so in small words."""

import itertools
from collections.abc import Iterator

from claims.text.equivalence.alignment import Alignment, same_times
from claims.text.equivalence.clauses import (
    ENDS_CLAUSE,
    Clause,
    clauses_of,
    clauses_side_by_side,
    is_acted_on_instead,
    is_converse,
)
from claims.text.equivalence.parts import Kind, Part, function_of
from claims.text.equivalence.reading import Reading
from claims.text.lexicons import word_set, word_table

# Prepositions of which it matters what stands behind which; of some only where both are names. None leads who acts.
TURNING_ALL = (("from", "to"), ("", "against"))
TURNING = (*TURNING_ALL, ("", "to"), ("", "for"), ("from", "at"), ("from", "into"), ("to", "at"))
MOST_CLAUSES = 8  # that are set side by side
MOST_CROSSING = 40  # parts that are looked at for what they are told with: time grows with the square
COMPARING = frozenset(("more", "less", "fewer"))
ENDS_SEGMENT = frozenset((",", ";", ":", ".", "and", "but", "while", "whereas"))
LISTING = frozenset(
    ("and", "or", "nor", ",", "a", "an", "the", "be", "as", "well", "along", "together", "but", "while", ";", "'s")
)
LISTS = frozenset(("and", "or"))
MULTIPLES = frozenset(("twice", "time", "half"))
OWNS = "'s"  # behind the words of an owner
# Who does this with whom is not with them in it: "the city replaced trams with buses".
WITH_ANOTHER = frozenset(
    ("replace", "charge", "hit", "provide", "supply", "confuse", "help", "credit", "reward", "comply")
)
JOINS_CLAUSES = frozenset((",", "and", "or", "but"))
LONGEST_MIRRORED, LONGEST_SIDE = 40, 4  # words
# What says in what way a part is told of: those of one row are no difference, nor are those that are missing here.
PREPOSITIONS = {
    word: words[0]
    for words in (
        ("to", "into", "toward", "towards"),
        ("from", "out"),
        ("against",),
        ("by",),
        ("for",),
        ("about",),
        ("with", "alongside"),
        ("without",),
        ("before", "until", "till"),
        ("after", "since", "following"),
        ("during", "amid"),
        ("on", "onto"),
        ("in", "inside", "within"),
        ("under", "below", "beneath"),
        ("over", "above"),
        ("near", "beside"),
        ("behind",),
        ("off",),
        ("along",),
        ("across",),
    )
    for word in words
}


def find_swap(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What either of two texts says that swap who does what; None where nothing tells that they do."""
    # What is named twice may be paired crosswise: it changes places with itself.
    return next((swap for swap in _swaps(a, b, alignment) if swap is not None and swap[0] != swap[1]), None)


def _swaps(a: Reading, b: Reading, alignment: Alignment) -> Iterator[tuple[str, str] | None]:
    partner = alignment.partner_of()
    for first, second in clauses_side_by_side(a, b, alignment.pairs):
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
    led += [(a.parts[place], b.parts[other]) for place, other in same_times(a, b).items()]
    names = [(x, y) for x, y in led if _is_led(a, x) and _is_led(b, y)]
    for sides in TURNING:
        own = led if sides in TURNING_ALL else names
        turned = {(_side(x), _side(y)): x for x, y in own if {_side(x), _side(y)} == set(sides)}
        if len(turned) == len(sides):
            first, second = turned[sides], turned[sides[::-1]]
            return _led(sides, first, second), _led(sides, second, first)
    return None


def _is_led(reading: Reading, part: Part) -> bool:
    """Whether a part is a name that stands right behind its preposition, and nothing that it belongs to behind it."""
    if part.kind is not Kind.NAME or not part.preposition:
        return part.kind is Kind.NAME
    before = next((each for each in reading.parts[: part.place][::-1] if function_of(each) != "determiner"), None)
    following = reading.parts[part.place + 1 : part.place + 2]
    is_behind = before is not None and before.text == part.preposition
    return is_behind and not (following and following[0].is_content)


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


def _head(reading: Reading, part: Part) -> Part | None:
    """The noun that a name or an amount goes with: right behind it, or before the "of" that leads it."""
    following = reading.parts[part.place + 1 : part.place + 2]
    if part.preposition != "of" or part.tokens[-1].is_possessive:
        return following[0] if following and following[0].kind is Kind.WORD else None
    before = [each for each in reading.parts[: part.place] if function_of(each) != "determiner"][-2:]
    is_owner = [each.text for each in before[1:]] == ["of"] and before[0].kind is Kind.WORD
    return before[0] if is_owner else None


def _find_crossed(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What is told of one in one segment of a text and of another in the next, and the other way round in the other
    text: "France won two seats, and Italy three" against "Italy won two seats, and France three"."""
    ours, theirs = _segments(a), _segments(b)
    partner = alignment.partner_of() | same_times(a, b)
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


def _find_crossed_clauses(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What one verb is told with in one text and another verb in the other, and the other way round: "20 died and 30
    were hurt" against "30 died and 20 were hurt"."""
    partner = alignment.partner_of() | same_times(a, b)
    both = clauses_side_by_side(a, b, alignment.pairs)[:MOST_CLAUSES]
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
            is_owner = ours[end : end + 1] == [OWNS] and OWNS not in middle  # "Reed is Kim's boss"
            holds = _holds_both_ways(ours, start, middle) and (not is_owner or bool(LISTS & set(middle)))
            is_swap = _are_exchangeable(left, right) and not holds
            return (f"'{' '.join(one)}'", f"'{' '.join(other)}'") if is_swap else None
    return None


def _lemmas_in_order(reading: Reading) -> list[str]:
    """The words of a text in their main forms, negations marked as such."""
    found = []
    for part in reading.parts:
        if part.text not in (".", '"'):
            found.append(f"{part.text} (not)" if part.kind is Kind.NEGATION else (*part.lemmas, part.text)[0])
            found += [OWNS] * part.tokens[-1].is_possessive
    return found


def _are_exchangeable(*sides: list[str]) -> bool:
    """Whether what changes places is short and no clause: not in "through the village runs the line"."""
    table = word_table("equivalence/function_words")
    leads = any(table.get(side[0]) == "preposition" for side in sides)
    return not leads and all(len(side) <= LONGEST_SIDE and JOINS_CLAUSES.isdisjoint(side) for side in sides)


def _holds_both_ways(lemmas: list[str], start: int, middle: list[str]) -> bool:
    """Whether what stands on both sides of some words can change places: in a list, behind "close to", "met with"; not
    in "twice as many boys as girls"."""
    before, between = set(lemmas[max(0, start - 2) : start]), set(middle)
    if not LISTS.isdisjoint(between):
        between -= before  # "in Oslo and in Bergen"
    is_multiple = "as" in between and not MULTIPLES.isdisjoint(lemmas)
    is_list = between <= LISTING and "unlike" not in before and not is_multiple
    is_with = "with" in between and (between | before).isdisjoint(WITH_ANOTHER)
    is_as_much = middle.count("as") > 1 and not is_multiple
    is_symmetric = not word_set("equivalence/symmetric").isdisjoint(between | before)
    return is_list or is_with or is_as_much or is_symmetric or "like" in before


def differ_in_small_words(a: Reading, b: Reading, alignment: Alignment) -> bool:
    """Whether two texts of the same words may differ in small ones: in prepositions ("flights to Cuba", "from Cuba"),
    in "or" and "and", in who acts and is acted on ("has sued", "has been sued")."""
    led = [(pair.a.preposition, pair.b.preposition) for pair in alignment.pairs]
    led += [(pair.a.preposition, pair.b.preposition) for pair in alignment.quantities]
    led += [(a.parts[place].preposition, b.parts[other].preposition) for place, other in same_times(a, b).items()]
    if any(first != second and _are_far_apart(first, second) for first, second in led):
        return True
    one, other = (any(part.text in ("or", "either") for part in reading.parts) for reading in (a, b))
    return one != other or is_acted_on_instead(a, b, alignment)


def _are_far_apart(first: str, second: str) -> bool:
    sides = [PREPOSITIONS.get(each) for each in (first, second)]
    return all(sides) and sides[0] != sides[1]
