"""Attributions within attributions: "The BBC reported that [Putin warned that ...]".

The tagger marks the outermost ones only, so contents are read again, each as a paragraph of its own, and what is
found in them too, until there is nothing more. It has not learnt to read texts of that sort, and what is found so is
kept only if it looks like a report: a source that is not the speaker, a cue that says or thinks, a content that is not
too short.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from claims.text.joining import Group
from claims.text.quotations import Quotations
from claims.text.reading import find_groups
from claims.text.records import Span
from claims.text.sentences import Sentences
from claims.text.stances import ATTITUDES, stances_in
from claims.text.tagger import Tagger

LEAST_CONFIDENCE = 0.45
SHORTEST = 3  # words of a content
AROUND = " \t\r\n\"'“”‘’«»"
THAT = re.compile(r"that\s+", re.IGNORECASE)
# Within what somebody says these mean whoever speaks, or anybody.
SPEAKER = re.compile(r"(?:i|we|us|me|you|all of us)", re.IGNORECASE)
SPOKE = re.compile(r"\b(?:sa(?:id|y|ying)|told|tell(?:ing)?|warn(?:ed|ing)?)\b", re.IGNORECASE)
OWN = re.compile(r"(?:his|her|its|their|my|our)", re.IGNORECASE)
# What was not said: "would advise", "has no plans".
NOT_SAID = re.compile(
    r"(?:would|could|can|may|might|should|must|will|ca|wo)\b(?! like)|.*\b(?:no|cannot)\b|(?:to|of)\b", re.IGNORECASE
)


def with_nested(
    text: str, groups: Sequence[Group], sentences: Sentences, quotations: Quotations, tagger: Tagger
) -> list[Group]:
    """The groups and all that are nested in them to any depth, in the order of their cues."""
    found = list(groups)
    level = list(groups)
    while contents := _worth_reading(text, level):
        # Each content lies within another and is shorter, so there is an end.
        level = _nested_in(text, contents, sentences, quotations, tagger)
        found += level
    return sorted(found, key=lambda group: group.cue.span)


def _worth_reading(text: str, groups: Sequence[Group]) -> list[Span]:
    """The contents of groups that hold a word of a cue, in order and apart."""
    contents = {content.span for group in groups for content in group.contents}
    return [content for content in sorted(contents) if stances_in(content.of(text)) - ATTITUDES]


def _bare(text: str, content: Span) -> Span:
    """The words of a content without quotation marks around them and "that" before them, as a sentence has them."""
    words = content.of(text)
    start = content.end - len(words.lstrip(AROUND))
    end = max(start, content.start + len(words.rstrip(AROUND)))
    opening = THAT.match(text, start, end)
    return Span(opening.end() if opening else start, end)


def _nested_in(
    text: str, contents: Sequence[Span], sentences: Sentences, quotations: Quotations, tagger: Tagger
) -> list[Group]:
    reading = tagger.read(text, [_bare(text, content) for content in contents])
    starts = [content.start for content in contents]
    return [
        group
        for group in find_groups(text, reading, sentences, quotations, tagger.about).groups
        if _is_within(text, contents[bisect_right(starts, group.cue.span.start) - 1], group) and _is_report(text, group)
    ]


def _is_within(text: str, content: Span, group: Group) -> bool:
    """Whether a group is nested in a content; "repeated [his call for peace]" is one attribution and not two."""
    is_all = _extent(group) == content
    return _holds(content, group) and not (is_all and any(OWN.fullmatch(one.span.of(text)) for one in group.sources))


def _is_report(text: str, group: Group) -> bool:
    cue = group.cue.span.of(text)
    source = " ".join(one.span.of(text) for one in group.sources)
    return (
        group.confidence >= LEAST_CONFIDENCE
        and bool(source)
        and (SPEAKER.fullmatch(source) is None or (source.lower() != "you" and SPOKE.search(cue) is not None))
        and NOT_SAID.match(cue) is None
        and bool(stances_in(cue) - ATTITUDES)
        and sum(len(content.span.of(text).split()) for content in group.contents) >= SHORTEST
    )


def parents_of(groups: Sequence[Group]) -> list[int | None]:
    """For each group the place of the one that has all of it in one of its contents; of several, in the shortest.

    There is no circle: the content is longer than each content of what it holds, and so is each next one.
    """
    parents: list[int | None] = [None] * len(groups)
    extents = [(_extent(group), place) for place, group in enumerate(groups)]
    contents = sorted(
        ((content.span, place) for place, group in enumerate(groups) for content in group.contents),
        key=lambda content: content[0].start,
        reverse=True,
    )
    begun: list[tuple[Span, int]] = []  # contents that have begun before an extent and not ended
    for extent, child in sorted(extents):
        while contents and contents[-1][0].start <= extent.start:
            begun.append(contents.pop())
        begun = [(span, place) for span, place in begun if span.end > extent.start]
        holders = [(_length(span), place) for span, place in begun if place != child and _holds(span, groups[child])]
        parents[child] = min(holders)[1] if holders else None
    return parents


def _extent(group: Group) -> Span:
    spans = [found.span for found in (group.cue, *group.sources, *group.contents)]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _holds(content: Span, group: Group) -> bool:
    """Whether all of a group lies in a content that is none of its own: it may fill it, as in "said [they knew]"."""
    return content.holds(_extent(group)) and all(content != own.span for own in group.contents)


def _length(span: Span) -> int:
    return span.end - span.start
