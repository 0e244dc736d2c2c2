"""The larger encoder: what it reads, and what an adapter changes."""

import numpy as np
import pytest

from claims.text.encoder import (
    AS_IT_IS,
    BEGIN,
    END,
    PIECES,
    WIDEST,
    WIDTH,
    adapter_shapes,
    in_eight_bits,
    load_encoder,
    model_version,
    unpacked,
)

TEXT = "The council shut the swimming pool for good."


def adapter_of(rank, size):
    noise = np.random.default_rng(0)
    return {
        name: (noise.standard_normal(shape) * size).astype(np.float32) for name, shape in adapter_shapes(rank).items()
    }


def test_a_row_has_marks_around_it_and_no_more_word_pieces_than_asked_for():
    row = load_encoder().row_of(TEXT * 50, 64)
    assert (len(row), row[0], row[-1]) == (64, BEGIN, END)


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud800", "Łódź 東京 🙂", "x" * 50_000, "word " * 50_000])
def test_any_text_can_be_read(text):
    encoder = load_encoder()
    assert np.isfinite(encoder.compare(text, TEXT)).all()
    assert np.isfinite(encoder.mean(encoder.row_of(text, PIECES), AS_IT_IS)).all()


def test_what_nothing_is_added_to_stays_as_it_is():
    encoder = load_encoder()
    row = encoder.row_of(TEXT, PIECES)
    nothing = {name: np.zeros(shape, np.float32) for name, shape in adapter_shapes(3).items()}
    assert np.allclose(encoder.mean(row, nothing), encoder.mean(row, AS_IT_IS), atol=1e-6)


def test_an_adapter_makes_something_else_of_a_text():
    encoder = load_encoder()
    row = encoder.row_of(TEXT, PIECES)
    mean, adapted = encoder.mean(row, AS_IT_IS), encoder.mean(row, adapter_of(2, 0.1))
    assert mean.shape == adapted.shape == (WIDTH,)
    assert np.abs(mean - adapted).max() > 0.01


def test_two_numbers_are_read_from_each_byte():
    packed = np.array([[0x10, 0x87], [0xFF, 0x78]], np.uint8)
    assert unpacked(packed).tolist() == [[0, 1, 7, -8], [-1, -1, -8, 7]]


def test_a_matrix_in_eight_bits_is_that_in_four_to_within_half_a_step():
    noise = np.random.default_rng(0)
    places = noise.integers(-8, 8, (6, 256), np.int8)
    steps = noise.uniform(-0.1, 0.1, (6, 4)).astype(np.float32)
    matrix, columns = in_eight_bits(places, steps)
    exact = places * np.repeat(steps, 64, axis=1)
    assert (matrix.shape, matrix.dtype, columns.shape) == ((256, 6), np.int8, (6,))
    assert np.abs(matrix).max() <= WIDEST
    assert (np.abs(matrix.T * columns[:, np.newaxis] - exact) <= columns[:, np.newaxis] * 0.501).all()


def test_the_version_names_the_model():
    name, _, digest = model_version().rpartition("-")
    assert (name, len(digest)) == ("encoder-v3", 12)
