"""The case of words, and whether they are quoted."""

import numpy as np
import pytest

from claims.text.surface import word_features

PLAIN, CAPITAL, ALL_CAPITALS, NO_LETTERS, QUOTED = 1, 2, 3, 4, 4
TABLE = [
    ("the BBC said 5", [PLAIN, ALL_CAPITALS, PLAIN, NO_LETTERS]),
    ("I Am", [CAPITAL, CAPITAL]),
    ("she “ Won ” it", [PLAIN, NO_LETTERS + QUOTED, CAPITAL + QUOTED, NO_LETTERS + QUOTED, PLAIN]),
    ('a " b', [PLAIN, NO_LETTERS + QUOTED, PLAIN + QUOTED]),
    ("„ a “ b", [NO_LETTERS + QUOTED, PLAIN + QUOTED, NO_LETTERS + QUOTED, PLAIN]),
    ("`` a '' b", [NO_LETTERS + QUOTED, PLAIN + QUOTED, NO_LETTERS + QUOTED, PLAIN]),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_features(text, expected):
    ends = np.cumsum([len(word) + 1 for word in text.split()]) - 1
    words = np.stack([ends - [len(word) for word in text.split()], ends], axis=1)
    assert word_features(text, words).tolist() == expected
