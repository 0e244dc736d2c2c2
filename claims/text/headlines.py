"""Headlines, and who is said to have said what in them.

The tagger learnt from running text, where "discuss" and "talks" are sometimes cues. In a headline they mostly are none,
so there a cue must be known to say something and the tagger must be surer. What it overlooks is how headlines
name a source behind or before a colon or a dash: "Early election wanted by most: poll".
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from claims.text.joining import Group, RoleSpan
from claims.text.lexicons import word_set
from claims.text.paragraphs import Paragraphs
from claims.text.records import Span
from claims.text.stances import ATTITUDES, stances_in

LEAST_CONFIDENCE = 0.5
BY_SHAPE = 0.7  # the confidence of what the shape of a headline tells: less sure than most of what the tagger finds
LONGEST = 14  # words: a longer paragraph is no headline
LONGEST_SOURCE, SHORTEST_CONTENT = 3, 3  # words
LONGEST_WORD = 40  # characters, with what stands around it: bounds what is searched
LONG_WORD = 5  # letters: headlines that capitalise at all capitalise these

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
CLOSED = re.compile(r"[.!?…;:,–—-][\"'”’»)\]]*\s*$")
# A headline that runs into the story: "Leaders Discuss Ukraine – On Dec. 31, ..."
RUN_IN = re.compile(r"[^–—\n]{1,120}?(?= +(?:–|—|--) )")
SOURCE_FIRST = re.compile(r"(?P<source>[^:]{2,40})(?P<cue>:)(?P<content>\s[^:]+)$")
SOURCE_LAST = re.compile(r"(?P<content>[^:]+?)(?P<cue>:|(?<=\s)[–—-])(?P<source>\s[^:–—]{2,40})$")
SHAPES = (SOURCE_FIRST, SOURCE_LAST)


def find_headlines(text: str, paragraphs: Paragraphs) -> list[Span]:
    """The stretches of `text` that read as headlines, in order and apart.

    Such is a short paragraph that no full stop or the like closes, if it stands above the story or is written as
    headlines are; and what stands so written before a dash at the head of a longer paragraph.
    """
    above = above_the_story(text, paragraphs)
    found = [_headline(text, paragraph, place in above) for place, paragraph in enumerate(paragraphs.spans)]
    return [span for span in found if span]


def above_the_story(text: str, paragraphs: Paragraphs) -> range:
    """The places of the paragraphs before the first long one."""
    places = range(len(paragraphs.spans))
    return range(next((place for place in places if not _is_short(paragraphs.spans[place].of(text))), len(places)))


def reads_as_headline(words: str) -> bool:
    """Whether words lack the small ones of prose, or have Every Long One in Capitals."""
    found = WORD.findall(words)
    if word_set("words_of_prose").isdisjoint(word.lower() for word in found):
        return True
    return _is_in_capitals(found)


def keep_in_headlines(text: str, groups: Sequence[Group], headlines: Sequence[Span]) -> list[Group]:
    """The groups without those whose cue stands in a headline and is not sure to say something; and what the shape of
    headlines tells of their sources. In the order of the cues."""
    starts = [headline.start for headline in headlines]
    kept: list[Group] = []
    inside: dict[int, list[Group]] = {}
    for group in groups:
        place = bisect_right(starts, group.cue.span.start) - 1
        if place < 0 or not headlines[place].holds(group.cue.span):
            kept.append(group)
        elif _is_told(text, group):
            inside.setdefault(place, []).append(group)
    for place, headline in enumerate(headlines):
        kept += _with_shape(text, headline, inside.get(place, []))
    return sorted(kept, key=lambda group: group.cue.span)


def _headline(text: str, paragraph: Span, is_above: bool) -> Span | None:
    words = paragraph.of(text)
    if _is_short(words) and CLOSED.search(words) is None and (is_above or reads_as_headline(words)):
        return paragraph
    run_in = RUN_IN.match(text, paragraph.start, paragraph.end)
    is_one = run_in and _is_short(run_in[0]) and _is_in_capitals(WORD.findall(run_in[0]))
    return Span(*run_in.span()) if run_in and is_one else None


def _is_short(words: str) -> bool:
    return len(words) <= LONGEST * LONGEST_WORD and len(WORD.findall(words)) <= LONGEST


def _is_in_capitals(words: Sequence[str]) -> bool:
    long = [word for word in words if len(word) >= LONG_WORD]
    return bool(long) and all(word[0].isupper() for word in long)


def _is_told(text: str, group: Group) -> bool:
    cue = group.cue.span.of(text)
    says = bool(stances_in(cue) - ATTITUDES) if WORD.search(cue) else _says_something(group.contents[0].span.of(text))
    return says and bool(group.sources) and group.confidence >= LEAST_CONFIDENCE


def _with_shape(text: str, headline: Span, found: Sequence[Group]) -> list[Group]:
    """What was found in a headline; where its shape tells a source that was overlooked, that and what lies beside."""
    for shape in SHAPES:
        match = shape.match(text, headline.start, headline.end)
        if match and _names_a_source(match["source"]) and _says_something(match["content"]):
            told = _told_by(match)
            if not any(group.cue.span.meets(told.cue.span) for group in found):
                return [told, *(group for group in found if not told.contents[0].span.holds(group.cue.span))]
    return list(found)


def _told_by(match: re.Match[str]) -> Group:
    source, cue, content = (
        RoleSpan(Span(*match.span(role)).stripped(match.string), role, BY_SHAPE if role == "cue" else 1.0)
        for role in ("source", "cue", "content")
    )
    return Group(cue, (source,), (content,))


def _names_a_source(words: str) -> bool:
    found = [word.lower() for word in WORD.findall(words)]
    return 0 < len(found) <= LONGEST_SOURCE and found[-1] in word_set("headline_sources")


def _says_something(words: str) -> bool:
    found = [word.lower() for word in WORD.findall(words)]
    return len(found) >= SHORTEST_CONTENT and found[0] not in word_set("headline_questions")
