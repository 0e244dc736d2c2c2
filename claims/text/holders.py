"""In whose words a source stands: "Saki said [Putin believes ...]"."""

from collections.abc import Sequence
from typing import NamedTuple

from claims.text.joining import Group
from claims.text.records import Span


class Holder(NamedTuple):
    """The place of a group, and the content of it that holds the source of another."""

    place: int
    content: Span


def holders_of(groups: Sequence[Group]) -> list[Holder | None]:
    """For each group the shortest content of another that its source stands in."""
    holders: list[Holder | None] = [None] * len(groups)
    contents = sorted(
        (Holder(place, content.span) for place, group in enumerate(groups) for content in group.contents),
        key=lambda holder: holder.content.start,
        reverse=True,
    )
    sources = sorted((group.sources[0].span.start, place) for place, group in enumerate(groups) if group.sources)
    begun: list[Holder] = []  # contents that have begun before a source and not ended
    for start, child in sources:
        while contents and contents[-1].content.start <= start:
            begun.append(contents.pop())
        begun = [holder for holder in begun if holder.content.end > start]
        holding = [holder for holder in begun if holder.place != child]
        holders[child] = min(holding, key=_length, default=None)
    return holders


def _length(holder: Holder) -> int:
    return holder.content.end - holder.content.start
