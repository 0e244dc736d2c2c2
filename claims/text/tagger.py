"""The trained tagger: what each word of a text speaks for, as numbers that decoding and joining make spans of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.text.about import About, load_about
from claims.text.embedding import WEIGHTS as EMBEDDING
from claims.text.encoding import Encoded, Window, encode, plan_windows
from claims.text.pieces import TABLE_FILES, PieceTable, load_table, load_tokenizer
from claims.text.records import Span
from claims.text.tags import TAGS
from claims.text.trained import InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent / "weights" / "attribution"
FILES = ("about.json", "changes.npz", "model.onnx", "tokenizer.json")

Floats = NDArray[np.float32]
# From word pieces, surface features and attention mask (int64, batch x length) to tag scores (batch x length x 13) and
# join vectors (batch x length x 4 join_width + 1).
Run = Callable[[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Reading:
    """What the tagger says of a text of n words."""

    encoded: Encoded
    tags: Floats  # (n, 13): the score of each tag
    # (n, 4 join_width + 1): a content's query, a cue's key, a cue's query, a source's key, the score of no source
    joins: NDArray[np.float16]  # half the memory, and as good to choose by


@dataclass(frozen=True, slots=True)
class Words:
    """What stands for each word piece: what the embedding has for it, and what the tagger has learnt to add."""

    table: PieceTable
    changes: PieceTable

    def rows(self, ids: NDArray[np.integer]) -> Floats:
        """float32, in the shape of the ids x 384."""
        return self.table.rows(ids) + self.changes.rows(ids)


@dataclass(frozen=True, slots=True)
class Tagger:
    """A trained model with all that is needed to run it, read from one folder.

    The folder holds `model.onnx` (from `pieces`, 1 x length x 384, `features` and `attention_mask` to `tags` and
    `joins`), `changes.npz`, what is added to the embedding's table of word pieces (`pieces` and `steps`, as there),
    `tokenizer.json`, and `about.json`.
    """

    version: str
    about: About
    tokenizer: Tokenizer
    words: Words
    session: InferenceSession

    def read(self, text: str, paragraphs: Sequence[Span]) -> Reading:
        """What there is to say of the words in these paragraphs of `text`."""
        return read(encode(text, paragraphs, self.tokenizer, self.about.separator), self.run, self.about)

    def run(
        self, ids: NDArray[np.int64], features: NDArray[np.int64], mask: NDArray[np.int64]
    ) -> tuple[Floats, Floats]:
        """The network itself; see Run."""
        inputs = {"pieces": self.words.rows(ids), "features": features, "attention_mask": mask}
        tags, joins = self.session.run(["tags", "joins"], inputs)
        return tags, joins


def tagger_version(folder: Path) -> str:
    """The tagger's name and a hash over its files and the embedding's table."""
    return version_of(folder, (*FILES, *(str(EMBEDDING / name) for name in TABLE_FILES)))


def load_words(folder: Path) -> Words:
    """What stands for the word pieces of the tagger in `folder`."""
    with np.load(folder / "changes.npz") as held:
        return Words(load_table(EMBEDDING), PieceTable(held["pieces"], held["steps"]))


@cache
def load_tagger(folder: Path = WEIGHTS) -> Tagger:
    """The tagger in `folder`, once for each process: to be called after a fork, not before."""
    return Tagger(
        version=tagger_version(folder),
        about=load_about(folder / "about.json"),
        tokenizer=load_tokenizer(folder / "tokenizer.json"),
        words=load_words(folder),
        session=open_session(folder),
    )


def read(encoded: Encoded, run: Run, about: About) -> Reading:
    """Read a text window by window; of a word of several pieces the first one speaks."""
    count = len(encoded.words)
    tags = np.zeros((count, len(TAGS)), np.float32)
    joins = np.zeros((count, 4 * about.join_width + 1), np.float16)
    for window in plan_windows(encoded, about.window - 1, about.before, about.after):
        low, high = np.searchsorted(encoded.first_pieces, (window.first, window.last))
        columns = encoded.first_pieces[low:high] - window.start + 1
        tag_scores, join_vectors = run(*_inputs(encoded, window, about.classifier))
        tags[low:high] = tag_scores[0, columns]
        joins[low:high] = join_vectors[0, columns]
    return Reading(encoded, tags, joins)


def _inputs(
    encoded: Encoded, window: Window, classifier: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """What Run takes of one window. One at a time: padding is work for nothing, and the quantised model scales its
    activations by the whole batch, so what it says of a window would depend on what it was batched with."""
    stretch = slice(window.start, window.end)
    ids = np.concatenate(([classifier], encoded.pieces[stretch])).astype(np.int64)[np.newaxis]
    features = np.concatenate(([0], encoded.features[stretch])).astype(np.int64)[np.newaxis]
    return ids, features, np.ones_like(ids)
