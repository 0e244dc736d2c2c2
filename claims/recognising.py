"""Which known claims a text makes or contradicts: asked of any text, and nothing is kept of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count, groupby
from operator import attrgetter

from claims import queries
from claims.errors import BadText
from claims.matching import Candidate, Judge, find_candidates_of, is_kept
from claims.models import Claim, Match, Wording
from claims.text import attributions, equivalence
from claims.text import wordings as language
from claims.text.embedding import embed
from claims.text.equivalence import Models
from claims.text.paragraphs import split_paragraphs
from claims.text.records import Span, verbatim
from claims.text.sentences import split_sentences

LONGEST = 10_000  # characters
MOST_SAID = 200  # sentences and attributed words
# Of what may say the same as one of them, the nearest: about so many the larger encoder is asked, and the pair model.
ASKED_TWICE, ASKED_ONCE = 3, 12
IDENTICAL = "the same words"
TOLD = 2.0  # above any cosine
DECIDED = (Match.Relation.SAME, Match.Relation.CONFLICT)
ORDER = (Match.Relation.SAME, Match.Relation.CONFLICT, Match.Relation.RELATED)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a text says: `spans` of it in code points, and the wording of that."""

    spans: tuple[Span, ...]
    wording: language.Wording


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

    A sentence is not asked about where words that it attributes have told already, or are nearer to what is known. Of
    each thing said only what is nearest is judged by both models, some more by the smaller one, the rest by its words.
    """
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
    told = {pk: TOLD if wording.fingerprint in prints else 0.0 for pk, wording in known.items()}  # how near, so far

    def match_of(candidate: Candidate, place: int) -> Match:
        pair = -candidate.wording, candidate.other
        return judge.match_near(pair, candidate.cosine, models=models_for(place))

    nearest_first = sorted(candidates, key=lambda each: (each.wording, -each.nearness, each.other))
    for place, near in groupby(nearest_first, key=attrgetter("wording")):
        asked_about = [candidate for candidate in near if candidate.nearness >= told[candidate.other]]
        matches = judges().map(match_of, asked_about, count(1))
        for candidate, match in zip(asked_about, matches, strict=True):
            told[candidate.other] = TOLD if match.relation in DECIDED else candidate.nearness
            if is_kept(match):
                yield said[place], known[candidate.other], match


@cache
def judges() -> ThreadPoolExecutor:
    """Judges side by side, as many as there are cores: models that are run leave Python to the others."""
    equivalence.load()
    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="judge")


def models_for(place: int) -> Models:
    """The models that may be asked about what is as near as that, from 1 on."""
    if place <= ASKED_TWICE:
        return Models.BOTH
    return Models.SMALLER if place <= ASKED_ONCE else Models.NONE
