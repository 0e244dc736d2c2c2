"""Which attribution is nested in which: "The BBC reported that [Putin warned that ...]"."""

from collections.abc import Sequence

from claims.text.joining import Group
from claims.text.records import Span


def parents_of(groups: Sequence[Group]) -> list[int | None]:
    """For each group the place of the one that has all of it in one of its contents; of several, in the shortest.

    There is no circle: the content is longer than all that it holds, and so is each next one.
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
        holders = [(_length(span), place) for span, place in begun if place != child and _holds(span, extent)]
        parents[child] = min(holders)[1] if holders else None
    return parents


def _extent(group: Group) -> Span:
    spans = [found.span for found in (group.cue, *group.sources, *group.contents)]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def _holds(content: Span, extent: Span) -> bool:
    return content.holds(extent) and content != extent


def _length(span: Span) -> int:
    return span.end - span.start
