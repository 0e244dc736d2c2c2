"""From the likelihood of each tag to spans: the likeliest sequence of tags in which no role starts in the middle."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.text.pieces import Pieces
from claims.text.records import Span

WORD = re.compile(r"\w")
FORBIDDEN = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class RoleSpan:
    """A span with its role (`source`, `cue` or `content`), and how sure the tagger is of it, 0.0 to 1.0."""

    span: Span
    role: str
    confidence: float


def decode(text: str, pieces: Pieces, scores: NDArray[np.float32], tags: tuple[str, ...]) -> list[RoleSpan]:
    """The role spans of a text, in order and apart: whole words, trimmed of white space, none across a paragraph.

    A cue may be a colon; a source or a content has a word in it.

    `scores` is the log-probability of each of the `tags` for each piece (pieces x tags).
    """
    opens = np.flatnonzero(pieces.opens_word)
    if not len(opens):
        return []
    scores = _word_scores(scores, pieces, tags)
    found = []
    path = likeliest_tags(scores, pieces.opens_paragraph[opens], tags)
    closes = np.append(opens[1:], len(pieces)) - 1
    for first, last in _runs(path, tags):
        span = _trimmed(text, int(pieces.starts[opens[first]]), int(pieces.ends[closes[last]]))
        if span and (tags[path[first]] == "B-cue" or WORD.search(text, span.start, span.end)):
            chosen = scores[np.arange(first, last + 1), path[first : last + 1]]
            found.append(RoleSpan(span, _role(tags[path[first]]), float(np.exp(chosen.mean()))))
    return found


def _word_scores(scores: NDArray[np.float32], pieces: Pieces, tags: tuple[str, ...]) -> NDArray[np.float32]:
    """The log-probability of each tag for whole words: a word that opens a role goes on with it in its later pieces."""
    going_on = scores[:, [tags.index("I" + tag[1:]) if tag[0] == "B" else place for place, tag in enumerate(tags)]]
    by_piece = np.where(pieces.opens_word[:, np.newaxis], scores, going_on)
    return np.add.reduceat(by_piece, np.flatnonzero(pieces.opens_word), axis=0)


def likeliest_tags(
    scores: NDArray[np.float32], opens_paragraph: NDArray[np.bool_], tags: tuple[str, ...]
) -> NDArray[np.intp]:
    """Viterbi's path through each paragraph, all paragraphs abreast: as many steps as the longest has words."""
    starts = np.flatnonzero(opens_paragraph)
    lengths = np.diff(np.append(starts, len(scores)))
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    # How many paragraphs, longest first, are longer than each step.
    going = np.searchsorted(-lengths, -np.arange(lengths[0]), side="left")
    moves = _moves(tags)
    back = np.zeros(scores.shape, dtype=np.int8)
    best = scores[starts] + _openings(tags)
    for step in range(1, lengths[0]):
        here = starts[: going[step]] + step
        through = best[: going[step], :, np.newaxis] + moves
        back[here] = through.argmax(axis=1)
        best[: going[step]] = through.max(axis=1) + scores[here]
    path = np.zeros(len(scores), dtype=np.intp)
    path[starts + lengths - 1] = best.argmax(axis=1)
    for step in range(lengths[0] - 1, 0, -1):
        here = starts[: going[step]] + step
        path[here - 1] = back[here, path[here]]
    return path


def _moves(tags: tuple[str, ...]) -> NDArray[np.float32]:
    """What each tag costs after each other: an I tag may only follow the B or I of its own role."""
    forbidden = [[after[0] == "I" and _role(before) != _role(after) for after in tags] for before in tags]
    return np.where(forbidden, FORBIDDEN, np.float32(0))


def _openings(tags: tuple[str, ...]) -> NDArray[np.float32]:
    return np.array([FORBIDDEN if tag[0] == "I" else 0 for tag in tags], dtype=np.float32)


def _runs(path: NDArray[np.intp], tags: tuple[str, ...]) -> list[tuple[int, int]]:
    """First and last place of every stretch that starts with a B and goes on with I."""
    runs: list[tuple[int, int]] = []
    for place in np.flatnonzero(path != tags.index("O")).tolist():
        if tags[path[place]][0] == "B":
            runs.append((place, place))
        else:
            runs[-1] = (runs[-1][0], place)
    return runs


def _role(tag: str) -> str:
    return tag[2:]


def _trimmed(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    # The tokenizer leaves an accent out that is a character of its own.
    while start < end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return Span(start, end) if start < end else None
