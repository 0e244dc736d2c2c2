"""Which known claims a text makes or contradicts: asked of any text, and nothing is kept of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby, islice
from operator import attrgetter

from claims import queries
from claims.errors import BadText
from claims.matching import Candidate, Judge, find_candidates_of, is_kept
from claims.models import Claim, Match, Wording
from claims.text import attributions, equivalence
from claims.text import wordings as language
from claims.text.embedding import embed
from claims.text.equivalence import Comparison
from claims.text.paragraphs import split_paragraphs
from claims.text.records import Span, verbatim
from claims.text.sentences import split_sentences

LONGEST = 10_000  # characters
MOST_SAID = 200  # sentences and attributed words
MOST_COMPARED = 12  # with each thing said: the nearest
MOST_ASKED = (5, 2)  # of these: how often the pair model is asked about a sentence and what it holds, and the encoder
IDENTICAL = "the same words"
TOLD = 2.0  # above any cosine
NEARER = 0.05  # by which a sentence has to be nearer to what is known than words of it that were asked about
DECIDED = (Match.Relation.SAME, Match.Relation.CONFLICT)
ORDER = (Match.Relation.SAME, Match.Relation.CONFLICT, Match.Relation.RELATED)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a text says: `spans` of it in code points, and the wording of that."""

    spans: tuple[Span, ...]
    wording: language.Wording

    @property
    def extent(self) -> Span:
        """From its beginning to its end, whatever stands between its spans."""
        return Span(self.spans[0].start, self.spans[-1].end)


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
    by what says it most nearly. Raises BadText for what is too long, says too much or nothing. At most six queries.
    """
    if len(text) > LONGEST:
        raise BadText("text", f"At most {LONGEST:,} characters; these are {len(text):,}.", "max_length")
    said = list(say(text, day))
    if not said:
        raise BadText("text", "There is no word in this text.", "blank")
    if len(said) > MOST_SAID:
        sentence = f"At most {MOST_SAID} sentences and attributed words; these are {len(said)}: ask in parts."
        raise BadText("text", sentence, "max_length")
    best: dict[int, tuple[Said, Wording, Match]] = {}
    for one, wording, match in sorted(compare(said), key=sureness):
        best.setdefault(wording.claim_id, (one, wording, match))
    claims = queries.claims().in_bulk(list(best))
    return [
        Known(claims[claim_id], wording, one, match.relation, match.score, tuple(match.reasons))
        for claim_id, (one, wording, match) in best.items()
    ]


def sureness(found: tuple[Said, Wording, Match]) -> tuple[int, float, int]:
    _, wording, match = found
    return ORDER.index(Match.Relation(match.relation)), -match.score, wording.pk


def say(text: str, day: date | None) -> Iterator[Said]:
    """What the text says: the words that it attributes, then its sentences, each once, in order."""
    sentences = split_sentences(text, split_paragraphs(text))
    found = attributions.find_attributions(text)
    parts = [(sentences.span(place),) for place in range(len(sentences.starts))]
    told = dict.fromkeys([*(one.content for one in found), *parts])
    worded = dict(zip((one.content for one in found), language.find_wordings(text, found, day), strict=True))
    seen: set[str] = set()
    for spans in told:
        wording = worded.get(spans) or language.wording_of(verbatim(text, spans))
        if wording.normalised and wording.normalised not in seen:
            seen.add(wording.normalised)
            yield Said(trimmed(text, spans), wording)


def trimmed(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans without white space at their ends; a sentence ends where the next begins."""
    return tuple(
        Span(span.start + len(span.of(text)) - len(span.of(text).lstrip()), span.start + len(span.of(text).rstrip()))
        for span in spans
    )


def compare(said: Sequence[Said]) -> Iterator[tuple[Said, Wording, Match]]:
    """What the machine makes of each thing said and each known wording that may say the same.

    What holds words that were asked about already, as a sentence holds what it attributes, is only asked about what it
    is much nearer to than they are. Of a sentence and what it holds the models are asked only about the nearest that
    words leave open.
    """
    said = sorted(said, key=lambda one: one.extent.end - one.extent.start)
    texts = [one.wording.text for one in said]
    prints = {language.fingerprint(one.wording.normalised, None): one for one in said}
    rows = Wording.objects.defer("search", "embedding")
    for wording in rows.filter(fingerprint__in=prints):
        yield prints[wording.fingerprint], wording, Match(relation="same", score=1.0, reasons=[IDENTICAL])
    candidates = find_candidates_of(texts, embed(texts))
    wordings = rows.select_related("article").defer("article__text", "article__search")
    known = wordings.in_bulk({candidate.other for candidate in candidates})
    asked = {-place: Wording(pk=-place, text=text) for place, text in enumerate(texts)}
    judge = Judge(known | asked)
    same = {pk for pk, wording in known.items() if wording.fingerprint in prints}
    told: list[dict[int, float]] = [{} for _ in said]  # of each thing said, how near it is to what it was asked about
    done: list[list[Comparison]] = [[] for _ in said]

    nearest_first = sorted(candidates, key=lambda each: (each.wording, -each.nearness, each.other))
    for place, near in groupby(nearest_first, key=attrgetter("wording")):
        within = [other for other in range(place) if said[place].extent.holds(said[other].extent)]
        asked_about = [
            each
            for each in islice(near, MOST_COMPARED)
            if each.other not in same and all(each.nearness >= told[of].get(each.other, 0) + NEARER for of in within)
        ]
        before = [comparison for of in within for comparison in done[of]]
        may_ask = [most - sum(each.asked > model for each in before) for model, most in enumerate(MOST_ASKED)]
        done[place] = compared(judge, asked_about, may_ask)
        for candidate, comparison in zip(asked_about, done[place], strict=True):
            match = judge.match_of((-place, candidate.other), comparison.judgement)
            told[place][candidate.other] = TOLD if match.relation in DECIDED else candidate.nearness
            if match.relation == Match.Relation.SAME:
                same.add(candidate.other)
            if is_kept(match):
                yield said[place], known[candidate.other], match


def compared(judge: Judge, nearest_first: Sequence[Candidate], may_ask: Sequence[int]) -> list[Comparison]:
    """A thing said compared with its candidates. Meanwhile the pair model is asked about so many of the first that
    words leave open, then the larger encoder about so many of these that are open still; about one in any case."""
    comparisons = []
    once: list[tuple[Comparison, Future[None]]] = []
    twice: list[Future[None]] = []
    for candidate in nearest_first:
        comparison = judge.comparison((-candidate.wording, candidate.other), candidate.cosine)
        comparisons.append(comparison)
        if comparison.is_open and len(once) < max(1, may_ask[0]):
            once.append((comparison, judges().submit(comparison.ask)))
    for comparison, asking in once:
        asking.result()
        if comparison.is_open and len(twice) < max(1, may_ask[1]):
            twice.append(judges().submit(comparison.ask))
    for asking in twice:
        asking.result()
    return comparisons


@cache
def judges() -> ThreadPoolExecutor:
    """Judges side by side, as many as there are cores: a model that is run leaves Python to the others."""
    equivalence.load()
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="judge")
