"""Whether two articles are printings of one text: the same words in the same order, for the most part.

A text is taken as the set of its runs of RUN words. Two texts are alike if enough runs of each are in the other, which
is counted exactly. So that not every text must be compared with every other, each has a print (MinHash with banding,
Broder 1997): alike texts share a mark of it with a chance of 0.93 where they are only just alike, 0.9999 where one is
half of the other. Whether they do depends on the two texts alone, on no third one and on no order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

VERSION = "likeness-2"  # goes up with every change that makes other marks of the same text
WORD = re.compile(r"\w+")
RUN = 5  # words
FEWEST = 40  # runs: of two shorter texts nothing can be told
OF_SHORTER, OF_LONGER = 0.5, 0.25  # shares of runs that the other has
FURNITURE = 100  # words at either end that one outlet may print around each of its articles
BANDS, ROWS = 64, 2
FEWEST_EQUAL = 13  # bytes of two sketches: alike texts have 26 or more, give or take 5; with a tenth in common, 13
AT_ONCE = 4096  # runs whose hashes are in memory at a time

Hashes = NDArray[np.uint64]
Bytes = bytes | memoryview


def find_words(text: str) -> Hashes:
    """The hashes of the words of a text in order, whatever their case and the marks between them."""
    return np.array([crc32(word.encode()) for word in WORD.findall(text.casefold())], dtype=np.uint64)


def find_runs(words: Hashes) -> Hashes:
    """The hashes of all runs of RUN words, each once and sorted; none in a text that is shorter."""
    count = max(0, len(words) - RUN + 1)
    runs = np.zeros(count, dtype=np.uint64)
    for place in range(RUN):
        runs = _mix(runs + words[place : place + count])
    return np.unique(runs)


@dataclass(frozen=True, slots=True)
class Print:
    """By what alike texts are found: `marks`, 64-bit numbers with a sign, one of which they share; and a `sketch` of
    BANDS * ROWS bytes, of which the more are equal the more runs they share. Both empty for a text too short to tell.
    """

    marks: tuple[int, ...]
    sketch: bytes


def find_print(text: str) -> Print:
    """The print of a text: the same in every process, for it is kept. Takes any text."""
    runs = find_runs(find_words(text))
    if len(runs) < FEWEST:
        return Print((), b"")
    factors, summands = _permutations()
    least = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(runs), AT_ONCE):
        hashes = runs[start : start + AT_ONCE, None] * factors + summands
        np.minimum(least, hashes.min(axis=0), out=least)
    marks = np.arange(BANDS, dtype=np.uint64)
    for row in least.reshape(BANDS, ROWS).T:
        marks = _mix(marks + row)
    return Print(tuple(int(mark) for mark in marks.view(np.int64)), _mix(least).astype(np.uint8).tobytes())


def count_equal(sketch: Bytes, others: Sequence[Bytes]) -> list[int]:
    """How many bytes of each of `others` are equal to those of a sketch; all of them have its length.

    Fewer than FEWEST_EQUAL, and the texts are taken to be unlike: what they share is a footer, and there may be
    thousands with that.
    """
    if not others:
        return []
    rows = np.frombuffer(b"".join(others), dtype=np.uint8).reshape(len(others), -1)
    counts: list[int] = (rows == np.frombuffer(sketch, dtype=np.uint8)).sum(axis=1).tolist()
    return counts


@dataclass(frozen=True, slots=True)
class Printed:
    """A text as it is compared with others: its words in order, its runs, and who printed it, empty if nobody knows."""

    words: Hashes
    runs: Hashes
    outlet: str


def read_printed(text: str, outlet: str = "") -> Printed:
    words = find_words(text)
    return Printed(words, find_runs(words), " ".join(outlet.casefold().split()))


def count_shared(a: Printed, b: Printed) -> int:
    """How many runs two texts share."""
    return _count_shared(a.runs, b.runs)


def _count_shared(a: Hashes, b: Hashes) -> int:
    return len(np.intersect1d(a, b, assume_unique=True))


def share_of(a: Printed, b: Printed) -> float:
    """How much of the first text the second has too: the share of its runs, 0.0 to 1.0."""
    return count_shared(a, b) / len(a.runs) if len(a.runs) else 0.0


def find_likeness(a: Printed, b: Printed) -> float | None:
    """How much of the shorter of two texts the longer has too, from 0.5 to 1.0; None where they are not alike.

    What one outlet prints around all its articles ("Sign up for our newsletter") makes nothing alike: of two articles
    that may be of one outlet, what stands between must be so too, where that is an article at all.
    """
    shorter, longer = sorted((len(a.runs), len(b.runs)))
    shared = count_shared(a, b)
    if shorter < FEWEST or shared < max(OF_SHORTER * shorter, OF_LONGER * longer):
        return None
    may_be_one_outlet = a.outlet == b.outlet or not (a.outlet and b.outlet)
    return None if may_be_one_outlet and _is_all_furniture(a, b, shared) else shared / shorter


def _is_all_furniture(a: Printed, b: Printed, shared: int) -> bool:
    """Whether two texts that share so many runs are unlike without the words that both begin and both end with."""
    before = _count_equal(a.words, b.words)
    behind = _count_equal(a.words[before:][::-1], b.words[before:][::-1])
    # Each of these words begins or ends one run: no more than that are lost, and mostly that leaves enough.
    if shared - before - behind >= OF_SHORTER * min(len(a.runs), len(b.runs)):
        return False
    first, second = (find_runs(each.words[before : len(each.words) - behind]) for each in (a, b))
    shorter = min(len(first), len(second))
    return shorter >= FEWEST and _count_shared(first, second) < OF_SHORTER * shorter


def _count_equal(a: Hashes, b: Hashes) -> int:
    """With how many equal words two texts begin, at most FURNITURE."""
    size = min(len(a), len(b), FURNITURE)
    different = np.flatnonzero(a[:size] != b[:size])
    return int(different[0]) if len(different) else size


def _mix(values: Hashes) -> Hashes:
    """Each value spread over all 64 bits (the finaliser of MurmurHash3)."""
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    values = (values ^ (values >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return values ^ (values >> np.uint64(33))


@cache
def _permutations() -> tuple[Hashes, Hashes]:
    """BANDS * ROWS ways to reorder all hashes: an odd factor and a summand each, the same in every process."""
    numbers = _mix(np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    factors, summands = numbers.reshape(2, BANDS * ROWS)
    return factors | np.uint64(1), summands
