"""Whether two texts make the same claim: the relation, how sure that is, and why."""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from claims.text.embedding import embed
from claims.text.embedding import model_version as embedding_version
from claims.text.equivalence.alignment import Alignment, align
from claims.text.equivalence.differences import Difference, Sort, find_differences
from claims.text.equivalence.measures import Measures, measure
from claims.text.equivalence.pair_model import Opinion, load_models, opinion_of, second_opinion_of
from claims.text.equivalence.pair_model import model_version as pair_model_version
from claims.text.equivalence.parts import Part
from claims.text.equivalence.reading import Reading, read
from claims.text.equivalence.rewriting import in_words_of
from claims.text.lexicons import LEXICON

WEIGHTS = Path(__file__).parent.parent / "weights" / "equivalence"
NAME = "equivalence-v10"
SAYS_LITTLE = 2  # words, names, amounts and times: less cannot be told apart
ONE_PROPOSITION = 0.66  # of both texts is told by both or in clash, or it is not one proposition that they differ in
ONE_TOPIC = 0.25
ONE_TOPIC_COSINE = 0.4
IDENTICAL = 0.999
WHOLE = 0.95  # of the hand-written pairs of which nothing is left over, as many are the same
SUSPECTED = 0.5
SURELY = 0.75  # from this chance on what shares every word is a conflict all the same
CLASHING = 0.1  # of what is called a conflict, at most as much is the same
# What texts may differ in, as far as it was read off their words, and still be the same claim in others: "is free of
# lead" and "contains no lead".
MAY_DIFFER = frozenset((Sort.TENSE, Sort.QUANTIFIER, Sort.NEGATION))
# What was perhaps only not found in the other text, or is no opposite here: the model may know better, if it is sure.
# "Twice" and "on two occasions", "Geneva" and "Genevans".
MAY_BE_MISREAD = frozenset((Sort.OPPOSITE, Sort.MODALITY, Sort.MISSING_NUMBER, Sort.MISSING_TIME, Sort.MISSING_NAME))
VOUCHED = 0.85  # from this chance of `same` on the model that was asked last is sure
DOUBTED = 0.5  # up to this one it rather holds that it is not
ASIDE = 0.8  # from this chance of neither on it is sure of that
NOT_ASKED = "others are likelier, and the words alone leave it open"


class Relation(StrEnum):
    """What two texts are to each other."""

    SAME = "same"
    CONFLICT = "conflict"
    RELATED = "related"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The relation of two texts, the probability that they make the same claim, and the reasons, in words."""

    relation: Relation
    score: float
    reasons: tuple[str, ...]


class Chances(NamedTuple):
    """How likely two texts make the same claim, and how likely they tell of one thing and clash."""

    same: float
    conflict: float
    opinion: Opinion | None = None  # of the larger model alone that was asked, if any was

    @property
    def is_vouched_for(self) -> bool:
        """Whether a model is sure that the texts make the same claim."""
        return self.opinion is not None and math.exp(self.opinion.same) >= VOUCHED

    @property
    def is_doubted(self) -> bool:
        """Whether a model rather holds that they do not."""
        return self.opinion is not None and math.exp(self.opinion.same) <= DOUBTED

    @property
    def is_beside_the_point(self) -> bool:
        """Whether a model is sure that they neither make the same claim nor clash."""
        return self.opinion is not None and math.exp(self.opinion.neither) >= ASIDE

    @property
    def one_thing(self) -> float:
        """How likely the texts tell of one thing, whether or not they say the same of it."""
        return self.same + self.conflict


@dataclass(frozen=True, slots=True)
class Scale:
    """A logistic regression over measures with three outcomes: weights and an intercept for `same` and for `conflict`,
    against neither."""

    same: tuple[float, ...]
    conflict: tuple[float, ...]

    def chances(self, values: tuple[float, ...]) -> Chances:
        same, conflict = (self._odds(weights, values) for weights in (self.same, self.conflict))
        return Chances(same / (1 + same + conflict), conflict / (1 + same + conflict))

    @staticmethod
    def _odds(weights: tuple[float, ...], values: tuple[float, ...]) -> float:
        logit = weights[-1] + sum(w * v for w, v in zip(weights, values, strict=False))
        return math.exp(max(-30.0, min(30.0, logit)))


@dataclass(frozen=True, slots=True)
class Scales:
    """What turns measures into chances: without models, with the cosine of the embeddings, with the pair model besides,
    with the larger encoder as well; and from where on the chances decide."""

    plain: Scale
    with_cosine: Scale
    with_opinion: Scale
    with_second: Scale
    same: float  # from this chance on texts are the same
    conflict: float  # from this chance on they clash although nothing that was compared does
    one_thing: float  # from this chance on what clashes is a conflict
    hopeless: float  # below this chance of being one thing the pair model is not asked
    hopeless_to_both: float  # below this one, with the pair model's opinion, the larger encoder is not asked


def compare(a: str, b: str, *, dated_a: date | None = None, dated_b: date | None = None) -> Judgement:
    """Judge whether two texts make the same claim. Relative dates are counted from the days the texts are of.

    Takes any two strings. The embedding is asked unless the words are the same. `compare(a, b)` and `compare(b, a)`
    agree in relation and score.
    """

    def cosine() -> float:
        first, second = embed([a, b])
        return float(first @ second)

    return judge(read(a, dated_a), read(b, dated_b), cosine)


def load() -> None:
    """Load what is otherwise loaded when it is first asked for, before threads judge side by side: each would load it
    by itself."""
    load_models()
    compare("The mine was shut in May.", "In May they closed the mine.")  # reads the word lists and the scales


class Comparison:
    """Two texts that were read before, and all that a judgement of them rests on: what was compared of their words, and
    what models made of them that were asked since.

    The cascade: the same words; then what clashes, which may settle it; then how near the words are, and the
    embeddings; then the pair model, where those leave doubt, and the larger encoder, where that leaves hope. The models
    are only asked by `ask`. `cosine` is of the embeddings of the texts: without it they are not asked at all.
    """

    def __init__(self, a: Reading, b: Reading, cosine: Callable[[], float] | None = None) -> None:
        # What is paired first depends on which text comes first, and a judgement must not.
        is_turned = _order(b) < _order(a)
        self._first, self._second = (b, a) if is_turned else (a, b)
        self._aligned = align(self._first, self._second)
        differences = find_differences(self._first, self._second, self._aligned)
        self.measures = measure(self._first, self._second, self._aligned, differences)
        self.alignment = self._aligned.turned() if is_turned else self._aligned
        self.differences = [each.turned() for each in differences] if is_turned else differences
        self._is_identical = a.fingerprint == b.fingerprint and not differences
        self.asked = 0  # of the models
        self._near = None if self._is_identical or cosine is None else cosine()
        self._may_ask = self._near is not None and not leave_no_doubt(differences, self.measures)
        self._values = self.measures.values if self._near is None else (*self.measures.values, self._near)
        self._chances = (scales().plain if self._near is None else scales().with_cosine).chances(self._values)

    @property
    def is_open(self) -> bool:
        """Whether a model is left that may tell more."""
        hopeless = (scales().hopeless, scales().hopeless_to_both)
        is_left = self._may_ask and self.asked < len(hopeless)
        return is_left and self._chances.one_thing >= hopeless[self.asked]

    def ask(self) -> None:
        """Ask the next model."""
        if self.asked:
            opinion, scale = second_opinion_of(*self._texts), scales().with_second
        else:
            opinion, scale = opinion_of(*self._texts), scales().with_opinion
        self.asked += 1
        self._values += opinion
        self._chances = scale.chances(self._values)._replace(opinion=opinion)

    @cached_property
    def _texts(self) -> tuple[str, str]:
        """The texts for the models: what they are known to agree in is put in the same words."""
        return self._first.text, in_words_of(self._first, self._second, self._aligned)

    @property
    def chances(self) -> Chances:
        """The chances of the texts, by what was asked so far."""
        if self._is_identical:
            return Chances(IDENTICAL, 0.0)
        if tell_all(self.differences, self.measures):
            return whole(self._chances, self.measures)
        return self._chances

    @property
    def judgement(self) -> Judgement:
        """What comes of it. Where no model was asked that might tell more, what needs one is at most `related`."""
        if self._is_identical:
            return Judgement(Relation.SAME, IDENTICAL, ("the same words",))
        chances = self.chances
        relation = relate(say_enough(self._first, self._second), self.differences, self.measures, chances, scales())
        if relation is Relation.DIFFERENT and self._near is not None and self._near >= ONE_TOPIC_COSINE:
            relation = Relation.RELATED
        score = round(min(chances.same, CLASHING) if relation is Relation.CONFLICT else chances.same, 6)
        if relation in (Relation.SAME, Relation.CONFLICT) and not self.asked and self.is_open:
            return Judgement(Relation.RELATED, score, (NOT_ASKED,))
        return Judgement(relation, score, _reasons(relation, self.alignment, self.differences))


def judge(a: Reading, b: Reading, cosine: Callable[[], float] | None = None) -> Judgement:
    """Judge two texts that were read before, and ask the models for all that they may tell."""
    return weigh(a, b, cosine).judgement


def weigh(a: Reading, b: Reading, cosine: Callable[[], float] | None = None) -> Comparison:
    """Judge two texts as `judge` does, and keep what the judgement rests on."""
    comparison = Comparison(a, b, cosine)
    while comparison.is_open:
        comparison.ask()
    return comparison


def tell_all(differences: list[Difference], measures: Measures) -> bool:
    """Whether every word, name and amount of two texts says what one of the other says, and nothing differs."""
    return measures.is_whole and not differences


def whole(chances: Chances, measures: Measures) -> Chances:
    """The chances of two texts that tell all that the other tells: this tells more than a model that does not know of
    it, unless the model rather takes them for a conflict, or for anything but the same. Where opposites say
    the same after all, it would in any case; where active is set against passive, it easily does."""
    reached = SURELY if measures.has_same_roles else SUSPECTED
    if (chances.conflict >= reached or chances.is_doubted) and not measures.is_mended:
        return chances
    return chances._replace(same=max(chances.same, WHOLE), conflict=min(chances.conflict, 1 - WHOLE))


def _order(reading: Reading) -> tuple[int, str]:
    return len(reading.text), reading.text


def clash(differences: list[Difference]) -> bool:
    """Whether any of the differences leaves no room for both texts to be true."""
    return any(each.clashes for each in differences)


def keep_apart(differences: list[Difference], but_for: frozenset[Sort] = MAY_DIFFER) -> bool:
    """Whether any of the differences makes two claims out of two texts, whatever else they share."""
    return any(each.sort not in but_for for each in differences)


def passed_over(measures: Measures, chances: Chances) -> frozenset[Sort]:
    """The sorts of differences that keep nothing apart; those that may be misread are among them where the pair model
    is sure, but not opposites that are all that two texts differ in: "the plant is safe", "the plant is unsafe"."""
    if not chances.is_vouched_for:
        return MAY_DIFFER
    return MAY_DIFFER | MAY_BE_MISREAD - ({Sort.OPPOSITE} if measures.explained >= 1.0 else set())


def is_conflict(differences: list[Difference], measures: Measures) -> bool:
    """Whether what clashes is a conflict whatever the chances are: both texts tell enough of what either tells."""
    return clash(differences) and measures.explained >= ONE_PROPOSITION


def leave_no_doubt(differences: list[Difference], measures: Measures) -> bool:
    """Whether what clashes leaves nothing to ask the pair model: a number, a name, a time, and the like."""
    is_certain = any(each.clashes and each.sort not in MAY_DIFFER | MAY_BE_MISREAD for each in differences)
    return is_certain and is_conflict(differences, measures)


def say_enough(a: Reading, b: Reading) -> bool:
    """Whether both texts have enough to be told apart: two words or names, or one and an amount or a time."""
    return all(
        each.content and len(each.content) + len(each.quantities) + len(each.times) >= SAYS_LITTLE for each in (a, b)
    )


def relate(
    is_enough: bool, differences: list[Difference], measures: Measures, chances: Chances, scales: Scales
) -> Relation:
    """The relation of two texts by what was compared of them and what that makes likely."""
    if is_enough and chances.same >= scales.same and not keep_apart(differences, passed_over(measures, chances)):
        return Relation.SAME
    if contradict(differences, measures, chances, scales):
        return Relation.CONFLICT
    is_topic = measures.covered >= ONE_TOPIC or max(measures.covered_a, measures.covered_b) >= 2 * ONE_TOPIC
    return Relation.RELATED if is_topic or measures.shares_name else Relation.DIFFERENT


def contradict(differences: list[Difference], measures: Measures, chances: Chances, scales: Scales) -> bool:
    """Whether two texts that are not the same claim are a conflict."""
    if chances.is_beside_the_point:
        return False
    if clash(differences):
        return is_conflict(differences, measures) or chances.one_thing >= scales.one_thing
    return chances.conflict >= suspected_from(measures, scales)


def suspected_from(measures: Measures, scales: Scales) -> float:
    """From which chance of it on texts are a conflict of which nothing that was compared clashes."""
    return SURELY if measures.is_whole else scales.conflict


def _reasons(relation: Relation, alignment: Alignment, differences: list[Difference]) -> tuple[str, ...]:
    """What decided, in sentences: the clashes of a conflict, what is said differently, what only one says."""
    if relation is Relation.CONFLICT:
        clashes = tuple(each.reason for each in differences if each.clashes)
        if alignment.left_a or alignment.left_b:
            return clashes or (f"{_words(alignment.left_a)} against {_words(alignment.left_b)}",)
        return clashes or ("the same words, but the model is sure that they clash",)
    reasons = [each.reason for each in differences] if relation is not Relation.DIFFERENT else []
    swapped = [f"'{pair.a.text}' for '{pair.b.text}'" for pair in alignment.pairs if pair.strength < 1.0]
    if relation is Relation.SAME:
        if alignment.left_a or alignment.left_b:
            swapped.append(f"{_words(alignment.left_a)} for {_words(alignment.left_b)}")
        overruled = [f"{each.reason}: no difference to the model" for each in differences if keep_apart([each])]
        agreed = "the model is sure that they say the same" if overruled else "everything agrees"
        return (agreed, *(f"{words}: the same in other words" for words in swapped), *overruled)
    left = [(name, parts) for name, parts in (("one", alignment.left_a), ("the other", alignment.left_b)) if parts]
    reasons += [f"only {name} says {', '.join(repr(part.text) for part in parts[:5])}" for name, parts in left]
    return tuple(reasons) or ("too little is said to be sure",)


def _words(parts: list[Part]) -> str:
    """The words that only one text has, shown in one piece."""
    return f"'{' ... '.join(part.text for part in parts[:5])}'" if parts else "nothing"


@cache
def scales() -> Scales:
    """The coefficients in `weights/equivalence/`, read once for each process."""
    told = json.loads((WEIGHTS / "scales.json").read_text(encoding="utf-8"))
    plain, with_cosine, with_opinion, with_second = (
        Scale(tuple(told[name]["same"]), tuple(told[name]["conflict"]))
        for name in ("plain", "cosine", "opinion", "second")
    )
    return Scales(plain, with_cosine, with_opinion, with_second, **told["from"])


@cache
def model_version() -> str:
    """The name of the judge and a hash over what it was fitted to, its word lists, and the embedding it may ask."""
    digest = hashlib.sha256(f"{embedding_version()} {pair_model_version()}".encode())
    for path in (*sorted(WEIGHTS.iterdir()), *sorted((LEXICON / "equivalence").iterdir())):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{NAME}-{digest.hexdigest()[:12]}"
