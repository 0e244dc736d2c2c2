"""The trained tagger: how likely each word piece of a text is to open, continue or lie outside of a role."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.text.paragraphs import Paragraphs
from claims.text.pieces import Pieces, Window, split_into_pieces, windows_of
from claims.text.trained import InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent / "weights" / "attribution"


@dataclass(frozen=True, slots=True)
class Tagger:
    """A trained model with all that is needed to run it, read from one folder.

    The folder holds `model.onnx` (from `input_ids` and `attention_mask` to `logits`, a row of `tags` each piece),
    `tokenizer.json`, and `about.json`: the model's name, its tags in order, the word pieces it reads at once.
    """

    version: str
    tags: tuple[str, ...]
    window: int
    tokenizer: Tokenizer
    session: InferenceSession
    first_id: int  # of the piece that opens a window, [CLS]
    last_id: int  # of the piece that closes it, [SEP]

    def read(self, text: str, paragraphs: Paragraphs) -> tuple[Pieces, NDArray[np.float32]]:
        """The word pieces of `text`, and the log-probability of each tag for each of them (pieces x tags)."""
        pieces = split_into_pieces(text, paragraphs, self.tokenizer)
        scores = np.empty((len(pieces), len(self.tags)), dtype=np.float32)
        for window in windows_of(pieces, self.window - 2):
            offset = window.keep_start - window.start
            kept = slice(offset, offset + window.keep_end - window.keep_start)
            scores[window.keep_start : window.keep_end] = self._scores(pieces, window)[kept]
        return pieces, scores

    def _scores(self, pieces: Pieces, window: Window) -> NDArray[np.float32]:
        # One window at a time: padding is work for nothing, and the quantised model scales its activations by the
        # whole batch, so a window's tags would depend on what it was batched with.
        ids = np.concatenate(([self.first_id], pieces.ids[window.start : window.end], [self.last_id]))[np.newaxis]
        (logits,) = self.session.run(["logits"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return _log_softmax(logits[0, 1:-1])


@cache
def load_tagger(folder: Path = WEIGHTS) -> Tagger:
    """The tagger in `folder`, once for each process: to be called after a fork, not before."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    first_id, *_, last_id = tokenizer.encode("").ids
    return Tagger(
        version=version_of(folder),
        tags=tuple(about["tags"]),
        window=about["window"],
        tokenizer=tokenizer,
        session=open_session(folder),
        first_id=first_id,
        last_id=last_id,
    )


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
