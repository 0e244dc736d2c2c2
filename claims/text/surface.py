"""What the tagger cannot see in lower-cased word pieces: the case of a word, and whether it is quoted."""

import re
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

QUOTATION_MARK = re.compile(r"''|``|[\"“”„«»]")
OPENING, CLOSING = frozenset({"“", "„", "«", "``"}), frozenset({"”", "»"})

# 0 is padding and separators; 1 to 4 a word in lower case or caseless, with a capital, all capitals, without letters;
# 5 to 8 the same between quotation marks.
FEATURES = 9


def word_features(paragraph: str, words: NDArray[np.int32]) -> NDArray[np.int8]:
    """1 to 8 for each (start, end) word of a paragraph: its case, and whether a quotation is open there."""
    changes, states = quotation_states(paragraph)
    found = [
        1 + _case(paragraph[start:end]) + 4 * states[bisect_right(changes, start)] for start, end in words.tolist()
    ]
    return np.array(found, np.int8)


def quotation_states(paragraph: str) -> tuple[list[int], list[int]]:
    """Where the quotation state of a paragraph changes, and the state from each change on, after the first one, 0.

    Simpler than what `quotations` finds, as the tagger learnt it. Both marks count as inside. An opening mark within an
    open quotation, one never closed, leaves it open; but one in German marks ends with “.
    """
    changes, states, is_open, is_german = [], [0], False, False
    for mark in QUOTATION_MARK.finditer(paragraph):
        closes_german = is_german and mark.group() == "“"
        is_open = not closes_german and (mark.group() in OPENING or (mark.group() not in CLOSING and not is_open))
        is_german = is_open and mark.group() == "„"
        changes.append(mark.start() if is_open else mark.end())
        states.append(int(is_open))
    return changes, states


def _case(word: str) -> int:
    if not any(character.isalpha() for character in word):
        return 3
    if not word[0].isupper():
        return 0
    return 2 if len(word) > 1 and word.isupper() else 1
