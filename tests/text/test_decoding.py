"""From the scores of tags to spans."""

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from claims.text.decoding import LONGEST_STRETCH, choose, decode
from claims.text.encoding import encode
from claims.text.paragraphs import split_paragraphs
from claims.text.posteriors import LEAST_PROBABLE, WordSpan, forward_backward, likely_spans
from claims.text.tagger import Reading, load_tagger
from claims.text.tags import ROLES, TAGS


def may_follow(one, other):
    """Whether a tag may come after another: a span that began goes on or ends in its own role."""
    is_open = one[0] in "BI"
    return is_open == (other[0] in "IE") and (not is_open or one[2:] == other[2:])


LEGAL = np.array([[0.0 if may_follow(one, other) else -1e4 for other in TAGS] for one in TAGS])


def reading_of(text, *tags):
    """What a tagger would say that is nearly certain of one tag after another."""
    tagger = load_tagger()
    encoded = encode(text, split_paragraphs(text).spans, tagger.tokenizer, tagger.about.separator)
    scores = np.full((len(encoded.words), len(TAGS)), -9.0, dtype=np.float32)
    scores[np.arange(len(tags)), [TAGS.index(tag) for tag in tags]] = 0.0
    return Reading(encoded, scores, np.zeros((len(encoded.words), 1), np.float16))


def decoded(text, *tags):
    reading = reading_of(text, *tags)
    words = reading.encoded.words
    return [
        (span.role, text[words[span.first, 0] : words[span.last, 1]])
        for span in decode(text, reading, replace(load_tagger().about, transitions=LEGAL)).chosen
    ]


TABLE = [
    ("She said so", ("S-source", "S-cue", "S-content"), [("source", "She"), ("cue", "said"), ("content", "so")]),
    ("She has said so", ("S-source", "B-cue", "E-cue", "O"), [("source", "She"), ("cue", "has said")]),
    ("a b c d", ("S-content", "B-content", "I-content", "E-content"), [("content", "a"), ("content", "b c d")]),
    ("a b\n\nc d", ("B-content", "E-content", "B-content", "E-content"), [("content", "a b"), ("content", "c d")]),
    ("a , b", ("S-content", "S-content", "S-source"), [("content", "a"), ("source", "b")]),
    ("a , : b", ("O", "O", "S-cue", "O"), [("cue", ":")]),
    ("Ushakov said", ("S-source", "S-cue"), [("source", "Ushakov"), ("cue", "said")]),
    ("", (), []),
]


@pytest.mark.parametrize(("text", "tags", "expected"), TABLE)
def test_spans(text, tags, expected):
    assert decoded(text, *tags) == expected


def test_no_span_goes_over_the_end_of_a_paragraph():
    found = decoded("a b\n\nc d", "B-content", "I-content", "I-content", "E-content")
    assert all(words in ("a", "a b", "b", "c", "c d", "d") for _, words in found)


def test_a_paragraph_of_any_length_is_decoded_and_not_cut_inside_a_span():
    sentence, tags = "She said so . ", ("S-source", "S-cue", "S-content", "O")
    count = LONGEST_STRETCH
    assert len(decoded(sentence * count, *(tags * count))) == 3 * count


def span(role, first, last, probability):
    return WordSpan(role, first, last, probability)


CHOICES = [
    ([], []),
    ([span("cue", 0, 0, 0.3)], []),
    ([span("cue", 0, 0, 0.6)], [span("cue", 0, 0, 0.6)]),
    ([span("cue", 0, 2, 0.7), span("cue", 0, 0, 0.6), span("cue", 1, 2, 0.6)], [span("cue", 0, 2, 0.7)]),
    (
        [span("cue", 0, 2, 0.6), span("cue", 0, 0, 0.7), span("cue", 2, 2, 0.6)],
        [span("cue", 0, 0, 0.7), span("cue", 2, 2, 0.6)],
    ),
]


@pytest.mark.parametrize(("candidates", "expected"), CHOICES)
def test_the_spans_chosen_are_worth_the_most(candidates, expected):
    assert choose(candidates, dict.fromkeys(ROLES, 0.5)) == expected


def spans_of(path):
    """The spans of a legal sequence of tags."""
    spans, begun = set(), 0
    for place, tag in enumerate(path):
        begun = place if TAGS[tag][0] in "BS" else begun
        if TAGS[tag][0] in "ES":
            spans.add((TAGS[tag][2:], begun, place))
    return spans


def probabilities_by_trying_all(scores):
    """The probability of every span, the slow way."""
    masses, total = {}, 0.0
    for path in product(range(len(TAGS)), repeat=len(scores)):
        around = (0, *path, 0)
        if all(LEGAL[one, other] == 0.0 for one, other in pairwise(around)):
            mass = np.exp(sum(scores[place, tag] for place, tag in enumerate(path)))
            total += mass
            for found in spans_of(path):
                masses[found] = masses.get(found, 0.0) + mass
    return {found: mass / total for found, mass in masses.items() if mass / total >= LEAST_PROBABLE + 1e-6}


@given(st.integers(1, 3).flatmap(lambda n: arrays(np.float64, (n, 13), elements=st.floats(-4, 4, width=16))))
def test_the_probability_of_a_span_is_its_share_of_all_sequences(scores):
    (masses,) = forward_backward(scores[np.newaxis], np.array([len(scores)]), LEGAL)
    found = {(one.role, one.first, one.last): one.probability for one in likely_spans(scores, masses, LEGAL)}
    expected = probabilities_by_trying_all(scores)
    assert {place: found.get(place) for place in expected} == pytest.approx(expected, abs=1e-6)
