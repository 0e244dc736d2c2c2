"""From the likelihood of tags to spans."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from claims.text.decoding import decode, likeliest_tags
from claims.text.paragraphs import split_paragraphs
from claims.text.pieces import split_into_pieces
from claims.text.tagger import load_tagger

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")


def sure_of(*tags):
    """Log-probabilities of one near-certain tag after another."""
    scores = np.full((len(tags), len(TAGS)), -9.0, dtype=np.float32)
    scores[np.arange(len(tags)), [TAGS.index(tag) for tag in tags]] = -0.1
    return scores


def spans_in(text, scores):
    pieces = split_into_pieces(text, split_paragraphs(text), load_tagger().tokenizer)
    return [(one.role, one.span.of(text)) for one in decode(text, pieces, scores, TAGS)]


TABLE = [
    ("She said so", ("B-source", "B-cue", "B-content"), [("source", "She"), ("cue", "said"), ("content", "so")]),
    ("She has said so", ("B-source", "B-cue", "I-cue", "O"), [("source", "She"), ("cue", "has said")]),
    ("a b c", ("B-content", "B-content", "I-content"), [("content", "a"), ("content", "b c")]),
    ("a b\nc d", ("B-content", "I-content", "B-content", "I-content"), [("content", "a b"), ("content", "c d")]),
    ("a , b", ("B-content", "O", "B-source"), [("content", "a"), ("source", "b")]),
    ("a , : b", ("O", "B-content", "B-cue", "O"), [("cue", ":")]),
    ("the cafe\u0301", ("O", "B-source"), [("source", "cafe\u0301")]),
]


@pytest.mark.parametrize(("text", "tags", "expected"), TABLE)
def test_spans(text, tags, expected):
    assert spans_in(text, sure_of(*tags)) == expected


def test_no_role_starts_in_its_middle():
    scores = sure_of("I-content", "I-content", "O")
    assert spans_in("a b c", scores) == [("content", "a b")]


def test_a_word_of_several_pieces_is_tagged_as_one():
    text = "Ushakov said"
    pieces = split_into_pieces(text, split_paragraphs(text), load_tagger().tokenizer)
    assert len(pieces) > 2
    scores = sure_of(*["B-source"] * (len(pieces) - 1), "B-cue")
    assert [one.span.of(text) for one in decode(text, pieces, scores, TAGS)] == ["Ushakov", "said"]


def test_confidence_is_the_mean_likelihood_of_its_tags():
    pieces = split_into_pieces("a b", split_paragraphs("a b"), load_tagger().tokenizer)
    scores = np.log(np.full((2, 7), 0.01, dtype=np.float32))
    scores[0, TAGS.index("B-cue")], scores[1, TAGS.index("I-cue")] = np.log(0.9), np.log(0.4)
    (found,) = decode("a b", pieces, scores, TAGS)
    assert found.confidence == pytest.approx(0.6)


def best_by_trying_all(scores, opens):
    """The likeliest allowed path, found the slow way."""
    best = {(): 0.0}
    for place, row in enumerate(scores):
        following = {}
        for path, score in best.items():
            for tag, name in enumerate(TAGS):
                before = "" if opens[place] or not path else TAGS[path[-1]]
                if name[0] != "I" or before[2:] == name[2:] != "":
                    following[(*path, tag)] = score + float(row[tag])
        best = following
    return max(best.values())


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.tuples(arrays(np.float32, (n, 7), elements=st.floats(-5, 0, width=16)), arrays(np.bool_, n))
    )
)
def test_the_path_found_is_the_likeliest(case):
    scores, opens = case
    opens[0] = True
    path = likeliest_tags(scores, opens, TAGS)
    assert scores[np.arange(len(path)), path].sum() == pytest.approx(best_by_trying_all(scores, opens), abs=1e-3)
