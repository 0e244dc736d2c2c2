"""Which known claims a text makes or contradicts: asked of any text, and nothing is kept of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache

from claims import queries
from claims.errors import BadText
from claims.matching import Candidate, Judge, find_candidates_of, is_kept
from claims.models import Claim, Match, Wording
from claims.text import attributions, equivalence
from claims.text import wordings as language
from claims.text.embedding import embed
from claims.text.equivalence import Comparison
from claims.text.paragraphs import split_paragraphs
from claims.text.records import Attribution, Span, Spans
from claims.text.sentences import split_sentences

LONGEST = 10_000  # characters
MOST_SAID = 200  # sentences and attributed words
MOST_COMPARED = 12  # with each thing said: the nearest
LEAST_NEAR = 0.6  # a cosine: what is farther hardly ever says the same
MOST_ASKED = (4, 1)  # for each sentence: how often the pair model is asked, and the larger encoder
IDENTICAL = "the same words"
NEARER = 0.05  # by which a sentence has to be nearer to what is known than the words that it attributes
DECIDED = (Match.Relation.SAME, Match.Relation.CONFLICT)
ORDER = (Match.Relation.SAME, Match.Relation.CONFLICT, Match.Relation.RELATED)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a text says: `spans` of it in code points, and the wording of that."""

    spans: Spans
    wording: language.Wording

    @property
    def extent(self) -> Span:
        """From its beginning to its end, whatever stands between its spans."""
        return Span(self.spans[0].start, self.spans[-1].end)


@dataclass(frozen=True, slots=True)
class Asked:
    """Something said, and the known wordings that may be worth comparing with it, the nearest first."""

    said: Said
    near: list[Candidate]

    def worth_comparing(self, within: Sequence[Asked]) -> Iterator[Candidate]:
        """Of the nearest those that are near, and much nearer to this than to other things said within it."""
        others = [{candidate.other: candidate.nearness for candidate in one.near} for one in within]
        for candidate in self.near[:MOST_COMPARED]:
            least = max([LEAST_NEAR, *(other.get(candidate.other, 0.0) + NEARER for other in others)])
            if candidate.nearness >= least:
                yield candidate


@dataclass(frozen=True, slots=True)
class Known:
    """A known claim that a text makes, contradicts or is near to, by which of its wordings, and why."""

    claim: Claim
    wording: Wording
    said: Said
    relation: str
    score: float
    reasons: tuple[str, ...]


def recognise(text: str, day: date | None = None) -> list[Known]:
    """The known claims that a text of at most 10,000 characters makes or contradicts, the surest first.

    What is compared are its sentences and what it attributes; relative dates count from `day`. Each claim is told once:
    by what says it most nearly. Raises BadText for what is too long, says too much or nothing. At most eight queries.
    """
    if len(text) > LONGEST:
        raise BadText("text", f"At most {LONGEST:,} characters; these are {len(text):,}.", "max_length")
    best: dict[int, tuple[Said, Wording, Match]] = {}
    for one, wording, match in sorted(compare(look_up(text, day)), key=sureness):
        best.setdefault(wording.claim_id, (one, wording, match))
    claims = queries.claims().in_bulk(list(best))
    return [
        Known(claims[claim_id], wording, one, match.relation, match.score, tuple(match.reasons))
        for claim_id, (one, wording, match) in best.items()
    ]


def sureness(found: tuple[Said, Wording, Match]) -> tuple[int, float, int]:
    _, wording, match = found
    return ORDER.index(Match.Relation(match.relation)), -match.score, wording.pk


def look_up(text: str, day: date | None) -> list[Asked]:
    """What a text says, its sentences and the words that it attributes, each once, with what is known near it. While it
    is read who says what, the sentences are looked for."""
    reading = threads().submit(attributions.find_attributions, text)
    sentences = sentences_of(text)
    if not sentences:
        raise BadText("text", "There is no word in this text.", "blank")
    check_count(len(sentences))
    asked = find_near(sentences)
    attributed = attributed_in(text, reading.result(), day)
    check_count(len(sentences) + len(attributed))
    own = {one.spans for one in attributed}
    asked = [one for one in asked if one.said.spans not in own]
    known = {one.said.wording.normalised for one in asked}
    return asked + find_near([one for one in attributed if one.wording.normalised not in known])


def check_count(said: int) -> None:
    if said > MOST_SAID:
        sentence = f"At most {MOST_SAID} sentences and attributed words; these are {said}: ask in parts."
        raise BadText("text", sentence, "max_length")


def sentences_of(text: str) -> list[Said]:
    """The sentences of a text, each once; as no more than its words say."""
    sentences = split_sentences(text, split_paragraphs(text))
    spans = (sentences.span(place).stripped(text) for place in range(len(sentences.starts)))
    return once(Said((span,), language.wording_of(span.of(text))) for span in spans)


def attributed_in(text: str, found: Sequence[Attribution], day: date | None) -> list[Said]:
    """The words that a text attributes, each once; as what the text explains of them."""
    worded = zip(found, language.find_wordings(text, found, day), strict=True)
    return once(Said(tuple(span.stripped(text) for span in one.content), wording) for one, wording in worded)


def once(said: Iterable[Said]) -> list[Said]:
    """Each thing said where it is first said, but for what has no word in it."""
    first: dict[str, Said] = {}
    for one in said:
        first.setdefault(one.wording.normalised, one)
    return [one for normalised, one in first.items() if normalised]


def find_near(said: Sequence[Said]) -> list[Asked]:
    """Things said, with what is known near each; two queries, whatever their number."""
    if not said:
        return []
    asked = [Asked(one, []) for one in said]
    texts = [one.wording.text for one in said]
    for candidate in sorted(find_candidates_of(texts, embed(texts)), key=lambda each: (-each.nearness, each.other)):
        asked[candidate.wording].near.append(candidate)
    return asked


def compare(asked: Sequence[Asked]) -> Iterator[tuple[Said, Wording, Match]]:
    """What the machine makes of each thing said and each known wording that may say the same.

    What holds other things said, as a sentence holds what it attributes, is only compared with what is much nearer to
    it than to them, and tells nothing of what they have told of.
    """
    asked = sorted(asked, key=lambda one: one.said.extent.end - one.said.extent.start)
    prints = {language.fingerprint(one.said.wording.normalised, None): one.said for one in asked}
    rows = Wording.objects.defer("search", "embedding")
    for wording in rows.filter(fingerprint__in=prints):
        yield prints[wording.fingerprint], wording, Match(relation="same", score=1.0, reasons=[IDENTICAL])

    within = [
        [place for place, other in enumerate(asked[:end]) if one.said.extent.holds(other.said.extent)]
        for end, one in enumerate(asked)
    ]
    near = [
        (place, candidate)
        for place, one in enumerate(asked)
        for candidate in one.worth_comparing([asked[inner] for inner in within[place]])
    ]
    wordings = rows.select_related("article").defer("article__text", "article__search")
    known = wordings.in_bulk({candidate.other for _, candidate in near})
    judge = Judge(known | {-place: Wording(pk=-place, text=one.said.wording.text) for place, one in enumerate(asked)})
    comparisons = {
        (place, candidate.other): judge.comparison((-place, candidate.other), candidate.cosine)
        for place, candidate in near
        if known[candidate.other].fingerprint not in prints
    }
    ask_models(comparisons.values(), within.count([]))

    told: set[tuple[int, int]] = set()
    for (place, other), comparison in comparisons.items():
        if told.isdisjoint((inner, other) for inner in within[place]):
            match = judge.match_of((-place, other), comparison.judgement)
            if match.relation in DECIDED:
                told.add((place, other))
            if is_kept(match):
                yield asked[place].said, known[other], match


def ask_models(comparisons: Iterable[Comparison], sentences: int) -> None:
    """Ask each model about so many comparisons for each sentence: of those that are open still the likeliest to be of
    one thing."""
    for model, most in enumerate(MOST_ASKED):
        comparisons = [each for each in comparisons if each.asked == model and each.is_open]
        comparisons.sort(key=lambda each: -each.chances.one_thing)
        for _ in threads().map(Comparison.ask, comparisons[: most * sentences]):
            pass  # which raises what was raised


@cache
def threads() -> ThreadPoolExecutor:
    """As many as there are cores: a model that is run leaves Python to the others."""
    equivalence.load()
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="model")
