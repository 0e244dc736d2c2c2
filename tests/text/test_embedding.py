"""The embedding: a vector for each text, whatever the text."""

import numpy as np
import pytest

from claims.text.embedding import DIMENSIONS, embed, load_embedder, model_version

TEXTS = ["Prices rose by 4 percent.", "The cost of living went up.", "The cat sleeps on the roof."]


def test_a_text_is_384_numbers_of_length_one():
    vectors = embed(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), DIMENSIONS), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_like_meanings_lie_nearer_than_others():
    prices, cost, cat = embed(TEXTS)
    assert prices @ cost > prices @ cat


def test_a_vector_does_not_depend_on_its_neighbours():
    assert np.array_equal(embed(TEXTS), np.concatenate([embed([text]) for text in TEXTS]))


def test_no_texts_have_no_vectors():
    assert embed([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize("text", ["", " ", "\n", "7", "\ud800", "\x00", "\U0001f600", "ไทย", "x" * 50_000])
def test_any_text_has_a_vector(text):
    assert np.linalg.norm(embed([text])[0]) == pytest.approx(1.0, abs=1e-5)


def test_a_long_text_lies_where_its_opening_does():
    opening = "Unemployment fell from 8 percent to 4 percent in six years, the ministry said. " * 40
    assert np.array_equal(embed([opening]), embed([opening + TEXTS[2]]))


@pytest.mark.parametrize(("text", "count"), [("Prices rose.", 5), ("", 2), (" ", 2), ("war " * 1000, 256)])
def test_each_word_piece_of_a_text_has_a_row(text, count):
    pieces = load_embedder().pieces(text)
    assert (pieces.shape, pieces.dtype) == ((count, DIMENSIONS), np.float32)


def test_the_version_names_the_model():
    name, _, digest = model_version().rpartition("-")
    assert (name, len(digest)) == ("all-minilm-l6-v2", 12)
