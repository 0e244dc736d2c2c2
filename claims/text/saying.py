"""When something was said, as far as the article tells: the date that goes with the cue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from claims.text.dates import FoundDate, Period, Tense, find_dates, has_verb
from claims.text.lexicons import word_set
from claims.text.paragraphs import split_paragraphs
from claims.text.records import Attribution, Span
from claims.text.sentences import Sentences, split_sentences

REACH = 240  # characters on either side of a cue
FURTHEST = 110  # characters of the reporting sentence between the cue and its date, contents left out
WORD = re.compile(r"[^\W\d_]+")
CLAUSE_END = re.compile(r"[,;:—–]\s|[\"”“]")
PUBLISHED = re.compile(
    r"\b(?:released|published|issued|posted|aired|airing|dated|out)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
BEGINS_TO_TELL = re.compile(r"(?:,\s+|\s{4,})[a-z]+ing\b")  # "has hailed it, telling reporters on Friday"
PARTICIPLE = re.compile(r"\W*[a-z]+ing\b")


@dataclass(frozen=True, slots=True)
class Saying:
    """When something was said: the words that tell, and the days that they may mean."""

    span: Span
    period: Period


def find_sayings(text: str, attributions: Sequence[Attribution], published: date | None) -> list[Saying | None]:
    """When each attribution of an article was said; None where the article does not tell.

    `published` is the day of the article: without it only what names its year is told. Nothing is said later than that.
    """
    sentences = split_sentences(text, split_paragraphs(text))
    return [saying_of(text, attribution, sentences, published) for attribution in attributions]


def saying_of(text: str, attribution: Attribution, sentences: Sentences, published: date | None) -> Saying | None:
    """When an attribution was said, by the date that stands nearest to its cue and belongs to it."""
    if not attribution.cue:
        return None
    cue = Span(attribution.cue[0].start, attribution.cue[-1].end)
    sentence = sentences.span(sentences.place(cue.start))
    region = Span(max(sentence.start, cue.start - REACH), min(sentence.end, cue.end + REACH))
    frame = _without_contents(text, attribution, region)
    found = find_dates(frame, Span(0, len(frame)), published, Tense.PAST)
    at_cue = Span(cue.start - region.start, min(cue.end, region.end) - region.start)
    sources = [Span(span.start - region.start, span.end - region.start) for span in attribution.source]
    for one in sorted(found, key=lambda one: (one.span.start < at_cue.start, _distance(one.span, at_cue))):
        if _belongs(frame, one, at_cue, sources):
            period = _until(one.period, published)
            span = Span(one.span.start + region.start, one.span.end + region.start)
            return Saying(span, period) if period else None
    return None


def _without_contents(text: str, attribution: Attribution, region: Span) -> str:
    """The reporting sentence: the region with blanks in the place of the content."""
    frame = list(region.of(text))
    for content in attribution.content:
        first, last = max(content.start, region.start), min(content.end, region.end)
        frame[first - region.start : last - region.start] = " " * max(0, last - first)
    return "".join(frame)


def _distance(found: Span, cue: Span) -> int:
    return found.start - cue.end if found.start >= cue.end else cue.start - found.end


def _until(period: Period | None, published: date | None) -> Period | None:
    if period is None or published is None or period.last <= published:
        return period
    return replace(period, last=published) if period.first <= published else None


def _belongs(frame: str, found: FoundDate, cue: Span, sources: Sequence[Span]) -> bool:
    """Whether a date of the reporting sentence tells when the cue took place, not something else in the sentence."""
    if cue.holds(found.span):
        return True
    if any(source.holds(found.span) for source in sources):
        return PUBLISHED.search(frame, 0, found.span.start) is not None
    if found.span.start >= cue.end:
        between = frame[cue.end : found.span.start]
        return _is_plain(between) and not BEGINS_TO_TELL.search(between)
    return _is_plain(frame[found.span.end : cue.start]) and _opens_for(frame, found.span, cue)


def _is_plain(between: str) -> bool:
    """Whether nothing between a cue and a date begins another clause."""
    words = [word.lower() for word in WORD.findall(between)]
    begins = any(word in word_set("words_that_begin_clauses") for word in words)
    return not begins and not has_verb(between) and ";" not in between and len(" ".join(between.split())) <= FURTHEST


def _opens_for(frame: str, found: Span, cue: Span) -> bool:
    """Whether the clause of a date in front of the cue says when: "In a speech Sunday, he said", not "After ..."."""
    ends = [end.end() for end in CLAUSE_END.finditer(frame, 0, found.start)]
    clause = frame[ends[-1] if ends else 0 : found.start]
    words = [word.lower() for word in WORD.findall(clause)]
    if any(word in word_set("words_for_other_times") for word in words[:3]) or "who" in words or "which" in words:
        return False
    said_in_it = PARTICIPLE.match(frame, cue.start) is not None or PARTICIPLE.fullmatch(
        frame[found.end : cue.start].rstrip()
    )
    return not has_verb(clause) or PUBLISHED.search(clause) is not None or bool(said_in_it) or words[:1] == ["when"]
