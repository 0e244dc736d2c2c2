"""Who a source is."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.text.joining import Group
from claims.text.records import SpeakerKind
from claims.text.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source is: the name, the sort of source, what the article says of them."""

    name: str | None
    kind: SpeakerKind | None
    description: str | None


def find_speakers(text: str, groups: Sequence[Group], sentences: Sentences) -> list[Speaker]:
    """The speaker of each group."""
    return [
        Speaker(" ".join(group.sources[0].span.of(text).split()), SpeakerKind.PERSON, None)
        if group.sources
        else Speaker(None, None, None)
        for group in groups
    ]
