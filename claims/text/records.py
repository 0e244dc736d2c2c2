"""What reading a text yields: frozen records whose spans count Unicode code points of the text as given."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text, `text[start:end]`: code points, end exclusive, never empty."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of `text` that the span covers."""
        return text[self.start : self.end]

    def stripped(self, text: str) -> "Span":
        """The span without white space at its ends; where there is nothing else in it, it ends before it begins."""
        words = self.of(text)
        return Span(self.end - len(words.lstrip()), self.start + len(words.rstrip()))

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies inside this span, or is the same."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


Spans = tuple[Span, ...]


def verbatim(text: str, spans: Spans) -> str:
    """The words of `text` at `spans` as they stand, pieces joined by a space."""
    return " ".join(span.of(text) for span in spans)


class Kind(StrEnum):
    """Whose words the content is in: the source's, the writer's, or both; or that it has no source but the article."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    UNATTRIBUTED = "unattributed"


class SpeakerKind(StrEnum):
    """What sort of source spoke."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PUBLICATION = "publication"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


class Stance(StrEnum):
    """How the source stands to the content, as far as the cue tells."""

    ASSERTS = "asserts"
    DENIES = "denies"
    ALLEGES = "alleges"
    PREDICTS = "predicts"
    BELIEVES = "believes"
    DOUBTS = "doubts"
    WANTS = "wants"
    ASKS = "asks"
    PROMISES = "promises"
    WARNS = "warns"
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    WITHHOLDS = "withholds"


@dataclass(frozen=True, slots=True)
class Attribution:
    """One source-cue-content finding; of kind unattributed, a content for which the text names no source or cue.

    The spans of a role are sorted and do not overlap; a role that the text leaves out is empty, but never both cue and
    content. `parent` is the place, in the list the attribution came in, of the attribution whose content holds it.
    `confidence` is the chance, 0.0 to 1.0, that a trained annotator would mark an attribution here.
    """

    source: Spans
    cue: Spans
    content: Spans
    kind: Kind
    speaker: str | None
    speaker_kind: SpeakerKind | None
    speaker_description: str | None
    parent: int | None
    stance: Stance
    confidence: float
