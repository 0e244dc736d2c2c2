"""Attributions that lack a part are given what was likely there, though not likely enough to be chosen by itself.

Spans are chosen each by its own probability, which counts that there may be no attribution at all. Where the rest of
one was found, the part that it lacks is likelier than that: less is asked of it, if it stands in the same sentence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from claims.text.decoding import Decoded
from claims.text.joining import Group, Place, role_span
from claims.text.posteriors import WordSpan
from claims.text.sentences import Sentences
from claims.text.tagger import Reading

LEAST_CUE, LEAST_CONTENT, LEAST_SOURCE = 0.15, 0.25, 0.25


@dataclass(frozen=True)
class Spare:
    """The likely spans of a text by the sentence they begin in, and which words are taken by spans that are in use."""

    of_sentence: dict[tuple[str, int], list[WordSpan]]
    taken: NDArray[np.bool_]

    def take(self, role: str, sentences: Iterable[int], least: float) -> WordSpan | None:
        """The likeliest span of a role that begins in one of these sentences, at least so likely, from now on taken."""
        near = (span for sentence in sentences for span in self.of_sentence.get((role, sentence), ()))
        free = [span for span in near if span.probability >= least and not self.taken[span.first : span.last + 1].any()]
        if not free:
            return None
        best = max(free, key=lambda span: span.probability)
        self.taken[best.first : best.last + 1] = True
        return best


def spare_spans(decoded: Decoded, reading: Reading, sentences: Sentences) -> Spare:
    """What a text's decoding did not choose."""
    of_sentence: dict[tuple[str, int], list[WordSpan]] = {}
    for span in decoded.likely:
        of_sentence.setdefault((span.role, sentence_of(span.first, reading, sentences)), []).append(span)
    taken = np.zeros(len(reading.encoded.words), np.bool_)
    for span in decoded.chosen:
        taken[span.first : span.last + 1] = True
    return Spare(of_sentence, taken)


def sentence_of(word: int, reading: Reading, sentences: Sentences) -> int:
    """The sentence that a word begins in."""
    return sentences.place(int(reading.encoded.words[word, 0]))


def with_missing_cues(
    chosen: Sequence[WordSpan], spare: Spare, reading: Reading, sentences: Sentences
) -> list[WordSpan]:
    """The chosen spans in order, and a cue for each content that has none in the sentences of its ends."""
    have_cue = {sentence_of(span.first, reading, sentences) for span in chosen if span.role == "cue"}
    found = list(chosen)
    for span in chosen:
        if span.role == "content":
            near = {sentence_of(word, reading, sentences) for word in (span.first, span.last)}
            cue = spare.take("cue", sorted(near), LEAST_CUE) if near.isdisjoint(have_cue) else None
            found += [cue] if cue else []
    return sorted(found, key=lambda span: span.first)


def with_missing_contents(groups: Iterable[Group], spare: Spare, sentences: Sentences, place: Place) -> list[Group]:
    """The groups, with a content for those that have none."""
    found = []
    for group in groups:
        if not group.contents and (content := spare.take("content", _sentence(group, sentences), LEAST_CONTENT)):
            group = replace(group, contents=(role_span(content, place),))
        found.append(group)
    return found


def with_missing_sources(groups: Iterable[Group], spare: Spare, sentences: Sentences, place: Place) -> list[Group]:
    """The groups, with a source for those that have none."""
    found = []
    for group in groups:
        if not group.sources and (source := spare.take("source", _sentence(group, sentences), LEAST_SOURCE)):
            group = replace(group, sources=(role_span(source, place),))
        found.append(group)
    return found


def _sentence(group: Group, sentences: Sentences) -> list[int]:
    return [sentences.place(group.cue.span.start)]
