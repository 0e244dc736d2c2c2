"""How near two texts are, in numbers: what the score is computed from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from claims.text.equivalence.alignment import ROOT, SYNONYM, Alignment
from claims.text.equivalence.clauses import roles_agree, subject_moves
from claims.text.equivalence.differences import Difference, Sort
from claims.text.equivalence.parts import Kind
from claims.text.equivalence.quantities import Agreement
from claims.text.equivalence.reading import NUMBER_WEIGHT, Reading
from claims.text.equivalence.swaps import differ_in_small_words
from claims.text.equivalence.times import compare_times

MOST_PAIRS = 12  # of which the order is compared
MOST_CLASHES = 2
MUCH = 20.0  # weight of the words that are left, from where on more makes no difference

NAMES = (
    "least covered",
    "most covered",
    "product of both",
    "left",
    "left words",
    "synonyms",
    "roots",
    "order",
    "lengths",
    "names shared",
    "numbers shared",
    "subject moves",
    "clashes",
    *(f"differs in {sort}" for sort in Sort),
)


@dataclass(frozen=True, slots=True)
class Measures:
    """How much of either text the other covers, 0.0 to 1.0, without and with what clashes; all numbers of the score."""

    covered_a: float
    covered_b: float
    explained_a: float
    explained_b: float
    shares_name: bool
    is_whole: bool  # whether every word and name of either is told by the other, and nothing small turns that around
    is_mended: bool  # whether opposites say the same after all: "not legal" and "illegal"
    has_same_roles: bool  # whether it was read that the same act on the same
    values: tuple[float, ...]  # one for each of NAMES

    @property
    def explained(self) -> float:
        """How much of the two is told by both or in clash with the other, of the one that has less of it."""
        return min(self.explained_a, self.explained_b)

    @property
    def covered(self) -> float:
        return min(self.covered_a, self.covered_b)


def measure(a: Reading, b: Reading, alignment: Alignment, differences: Sequence[Difference]) -> Measures:
    """Compare what two aligned texts share with what they have."""
    agreeing = sum(pair.agreement is not Agreement.CONFLICTING for pair in alignment.quantities) * NUMBER_WEIGHT
    paired = len(alignment.quantities) * NUMBER_WEIGHT
    shared_a = sum(pair.a.weight for pair in alignment.pairs)
    shared_b = sum(pair.b.weight for pair in alignment.pairs)
    whole_a, whole_b = _whole(a), _whole(b)
    clashing_a = sum(part.weight for each in differences if each.clashes for part in each.parts_a)
    clashing_b = sum(part.weight for each in differences if each.clashes for part in each.parts_b)
    covered = [(shared_a + agreeing) / whole_a, (shared_b + agreeing) / whole_b]
    explained = [(shared_a + paired + clashing_a) / whole_a, (shared_b + paired + clashing_b) / whole_b]
    shares_name = any(pair.a.kind is Kind.NAME for pair in alignment.pairs)
    left = [*alignment.left_a, *alignment.left_b]
    values = (
        min(covered),
        max(covered),
        covered[0] * covered[1],
        min(1.0, sum(part.weight for part in left) / MUCH),
        min(1.0, len(left) / 10),
        _share_of(alignment, SYNONYM),
        _share_of(alignment, ROOT),
        _in_order(alignment),
        min(whole_a, whole_b) / max(whole_a, whole_b),
        float(shares_name),
        float(agreeing > 0) + float(compare_times(a.times, b.times).agreeing > 0),
        float(subject_moves(a, b, alignment)),
        # One weight for all that clashes: swapped roles are as much another claim as a changed number, only rarer.
        float(min(MOST_CLASHES, sum(each.clashes for each in differences))),
        *(float(sum(each.sort is sort and not each.clashes for each in differences)) for sort in Sort),
    )
    same_roles = roles_agree(a, b, alignment)
    told = (covered[0], covered[1], min(1.0, explained[0]), min(1.0, explained[1]))
    is_whole = not left and not differ_in_small_words(a, b, alignment)
    return Measures(*told, shares_name, is_whole, any(pair.is_mended for pair in alignment.pairs), same_roles, values)


def _whole(reading: Reading) -> float:
    return max(1.0, reading.weight + NUMBER_WEIGHT * len(reading.quantities))


def _share_of(alignment: Alignment, strength: float) -> float:
    """The share of aligned parts that are so in one way: as synonyms, or by their roots."""
    if not alignment.pairs:
        return 0.0
    return sum(pair.strength == strength for pair in alignment.pairs) / len(alignment.pairs)


def _in_order(alignment: Alignment) -> float:
    """The share of two aligned parts that stand in the same order in both texts."""
    places = [(pair.a.place, pair.b.place) for pair in alignment.pairs[:MOST_PAIRS]]
    ordered = [(first < third) == (second < fourth) for (first, second), (third, fourth) in combinations(places, 2)]
    return sum(ordered) / len(ordered) if ordered else 1.0
