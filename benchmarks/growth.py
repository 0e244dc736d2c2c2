"""Whether the time for a text grows with its length and no faster, whatever the text is made of."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import numpy as np

from benchmarks.reading import seconds_of
from benchmarks.texts import NO_NEWS
from claims.text.attributions import find_attributions
from claims.text.encoding import encode
from claims.text.paragraphs import split_paragraphs
from claims.text.records import Span
from claims.text.saying import find_sayings
from claims.text.tagger import Reading, Tagger, load_tagger
from claims.text.wordings import find_wordings

LENGTHS = (5_000, 20_000)  # characters
PUBLISHED = date(2026, 10, 14)
SENTENCE = "The mayor of Springfield, Jane Doe, said on Monday that the new bridge will cost three million dollars. "


@contextmanager
def read_once() -> Iterator[None]:
    """Within, the tagger repeats for every text what it saw in one sentence: only what comes after it takes time."""
    tagger = load_tagger()
    seen = tagger.read(SENTENCE, split_paragraphs(SENTENCE).spans)

    def repeat(self: Tagger, text: str, paragraphs: Sequence[Span]) -> Reading:
        encoded = encode(text, paragraphs, tagger.tokenizer, tagger.about.separator)
        count = len(encoded.words)
        tags, joins = (np.resize(scores, (count, scores.shape[1])) for scores in (seen.tags, seen.joins))
        return Reading(encoded, tags, joins)

    with patch.object(Tagger, "read", repeat):
        yield


def read_text(text: str) -> None:
    """All that looks at a whole text, in the order in which the pipeline does."""
    attributions = find_attributions(text)
    find_wordings(text, attributions, PUBLISHED)
    find_sayings(text, attributions, PUBLISHED)


def growth_of(repeated: str) -> float:
    """How many times longer four times the text takes; the better of two tries each."""
    read_text(repeated)  # reads the word lists
    once, more = (
        min(seconds_of(lambda n=n: read_text(repeated * (n // len(repeated)))) for _ in range(2)) for n in LENGTHS
    )
    return more / once


def measure() -> None:
    with read_once():
        growth = {repeated: growth_of(repeated) for repeated in NO_NEWS}
    print(f"growth: what is no news, {LENGTHS[0]:,} characters of it and {LENGTHS[1]:,}; without the model")
    for repeated in sorted(growth, key=growth.__getitem__, reverse=True)[:3]:
        print(f"  ratio, a text four times as long {growth[repeated]:6.2f}   of {repeated!r}   (4 is linear)")
