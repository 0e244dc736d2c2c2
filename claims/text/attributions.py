"""The front door of the package: who is said to have said what in a text."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.text.headlines import find_headlines, keep_in_headlines
from claims.text.joining import RoleSpan
from claims.text.nesting import parents_of, with_nested
from claims.text.paragraphs import split_paragraphs
from claims.text.quotations import find_quotations, kind_of
from claims.text.reading import find_groups
from claims.text.records import Attribution, Span, Spans, verbatim
from claims.text.sentences import split_sentences
from claims.text.speakers import find_speakers
from claims.text.stances import stance_of
from claims.text.tagger import WEIGHTS, load_tagger
from claims.text.trained import version_of


@dataclass(frozen=True, slots=True)
class Attributions:
    """What a text attributes, in the order of the cues; and the sentences that may attribute something, though it was
    not sure enough to be found there, in order."""

    found: list[Attribution]
    suspected: list[Span]


def find_attributions(text: str) -> list[Attribution]:
    """The attributions of an English text, in the order of their cues; see read_attributions."""
    return read_attributions(text).found


def read_attributions(text: str) -> Attributions:
    """What an English text attributes, and where it may. Takes any string and never raises.

    Spans are code points into `text` as given. Time grows with the length of the text; the first call of a process
    loads the model, so it belongs after a fork.
    """
    tagger = load_tagger()
    paragraphs = split_paragraphs(text)
    sentences = split_sentences(text, paragraphs)
    quotations = find_quotations(text, paragraphs)
    reading = tagger.read(text, paragraphs.spans)
    read = find_groups(text, reading, sentences, quotations, tagger.about)
    outermost = keep_in_headlines(text, read.groups, find_headlines(text, paragraphs))
    groups = with_nested(text, outermost, sentences, quotations, tagger)
    speakers = find_speakers(text, groups, paragraphs, sentences)
    found = [
        Attribution(
            source=_spans(group.sources),
            cue=(group.cue.span,),
            content=_spans(group.contents),
            kind=kind_of(text, _spans(group.contents), quotations),
            speaker=speaker.name,
            speaker_kind=speaker.kind,
            speaker_description=speaker.description,
            parent=parent,
            stance=stance_of(group.cue.span.of(text), verbatim(text, _spans(group.sources))),
            confidence=group.confidence,
        )
        for group, speaker, parent in zip(groups, speakers, parents_of(groups), strict=True)
    ]
    return Attributions(found, [sentences.span(place) for place in sorted(read.suspected)])


def model_version() -> str:
    """What read a text: the model's name and a hash of its files."""
    return version_of(WEIGHTS)


def _spans(found: Sequence[RoleSpan]) -> Spans:
    return tuple(each.span for each in found)
