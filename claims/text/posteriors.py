"""How probable each possible span of a role is, by a chain of tags over the words of a paragraph.

The chain is a linear-chain conditional random field: a sequence of tags is worth the sum of the scores of its tags and
of its transitions, and tags O stand before and behind it. Forward-backward sums over all sequences.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.text import tags
from claims.text.tags import OUTSIDE, ROLES

Doubles = NDArray[np.float64]

LEAST_PROBABLE = 0.02
LONGEST = 500  # words of a span; the longest of the training corpus has 353


@dataclass(frozen=True, slots=True)
class WordSpan:
    """A contiguous span of one role: first and last word, both included, and its probability."""

    role: str
    first: int
    last: int
    probability: float


@dataclass(frozen=True)
class Masses:
    """The log-mass of all sequences of tags of t words: up to each word's tags, after them, (t, 13), and in all."""

    forward: Doubles
    backward: Doubles
    total: float


def forward_backward(emissions: Doubles, lengths: NDArray[np.intp], transitions: Doubles) -> list[Masses]:
    """The masses of p stretches of words, padded to the longest: emissions (p, t, 13), transitions (13, 13)."""
    steps = emissions.shape[1]
    forward, backward = np.zeros_like(emissions), np.zeros_like(emissions)
    into, out_of = np.exp(transitions), np.exp(transitions.T)
    leaving = transitions[:, OUTSIDE]
    forward[:, 0] = emissions[:, 0] + transitions[OUTSIDE]
    for step in range(1, steps):
        reached = _log_matmul(forward[:, step - 1], into) + emissions[:, step]
        forward[:, step] = np.where((step < lengths)[:, None], reached, forward[:, step - 1])
    backward[:, -1] = leaving
    for step in range(steps - 1, 0, -1):
        reached = _log_matmul(backward[:, step] + emissions[:, step], out_of)
        backward[:, step - 1] = np.where((step < lengths)[:, None], reached, leaving)
    final = forward[:, -1] + leaving
    top = final.max(-1)
    totals = np.log(np.exp(final - top[:, None]).sum(-1)) + top
    return [
        Masses(forward[row, :length], backward[row, :length], float(totals[row]))
        for row, length in enumerate(lengths.tolist())
    ]


def _log_matmul(values: Doubles, matrix: Doubles) -> Doubles:
    top = values.max(-1, keepdims=True)
    return np.asarray(np.log(np.exp(values - top) @ matrix + 1e-300) + top)


def likely_spans(emissions: Doubles, masses: Masses, transitions: Doubles) -> list[WordSpan]:
    """Every span of a stretch of words that is at least LEAST_PROBABLE and at most LONGEST."""
    spans: list[WordSpan] = []
    for role, name in enumerate(ROLES):
        single = tags.single(role)
        alone = np.exp(np.minimum(masses.forward[:, single] + masses.backward[:, single] - masses.total, 0.0))
        spans += [WordSpan(name, i, i, float(alone[i])) for i in np.flatnonzero(alone >= LEAST_PROBABLE).tolist()]
        spans += _longer_spans(role, emissions, masses, transitions)
    return spans


def _longer_spans(role: int, emissions: Doubles, masses: Masses, transitions: Doubles) -> Iterator[WordSpan]:
    """The likely spans of two words and more of one role.

    The log-probability of a span is a sum of what speaks for its start, for its end, and for each word inside.
    """
    begin, inside, end = tags.begin(role), tags.inside(role), tags.end(role)
    forward, backward = masses.forward - masses.total, masses.backward
    step = transitions[inside, inside]
    passing = np.cumsum(emissions[:, inside] + step)
    around = transitions[begin, inside] + transitions[inside, end] - step
    # A start or an end is at least as probable as any span that has it.
    firsts = np.flatnonzero(forward[:, begin] + backward[:, begin] >= np.log(LEAST_PROBABLE))
    lasts = np.flatnonzero(forward[:, end] + backward[:, end] >= np.log(LEAST_PROBABLE))
    ends = emissions[:, end] + backward[:, end]
    for first in firsts.tolist():
        low, high = np.searchsorted(lasts, (first + 1, first + LONGEST))
        near = lasts[low:high]
        between = np.where(near == first + 1, transitions[begin, end], passing[near - 1] - passing[first] + around)
        probability = np.exp(np.minimum(forward[first, begin] + between + ends[near], 0.0))
        for place in np.flatnonzero(probability >= LEAST_PROBABLE).tolist():
            yield WordSpan(ROLES[role], first, int(near[place]), float(probability[place]))
