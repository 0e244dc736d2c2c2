"""Whether two texts that compare things ("taller than", "before") have them on different sides."""

from claims.text.equivalence.alignment import SYNONYM, Alignment, Pair, same_times
from claims.text.equivalence.parts import Kind, Part
from claims.text.equivalence.reading import Reading


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
        times = [Pair(a.parts[place], b.parts[other], SYNONYM) for place, other in same_times(a, b).items()]
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


def find_amounts_swapped(a: Reading, b: Reading, alignment: Alignment) -> tuple[str, str] | None:
    """What is compared with which amount, where the other text has it the other way round: "5 percent, compared with 3
    percent" against "3 percent, compared with 5 percent"."""
    sides = [(pair, _is_compared_with(a, pair.a), _is_compared_with(b, pair.b)) for pair in alignment.quantities]
    to_front = next((pair for pair, ours, theirs in sides if ours and not theirs), None)
    to_behind = next((pair for pair, ours, theirs in sides if theirs and not ours), None)
    if to_front is None or to_behind is None:
        return None
    texts = [part.text for part in (to_behind.a, to_front.a, to_front.b, to_behind.b)]
    return f"'{texts[0]}, compared with {texts[1]}'", f"'{texts[2]}, compared with {texts[3]}'"


NEAR_BEFORE = 3  # parts


def _is_compared_with(reading: Reading, part: Part) -> bool:
    """Whether an amount is what another one is compared with: "compared with 3 percent", "versus 3 percent"."""
    before = reading.parts[max(0, part.place - NEAR_BEFORE) : part.place]
    return any(each.tokens[0].plain in ("compared", "versus", "vs") for each in before)


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
