"""Where a text lies among others by its meaning: a vector of all-MiniLM-L6-v2."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claims.text.trained import InferenceSession, open_session, version_of

WEIGHTS = Path(__file__).parent / "weights" / "embedding"
DIMENSIONS = 384
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
LAYERS = (0, 2, 4, 6)  # whose states of the word pieces can be had beside the vector of the whole
STATES_OF = 128  # word pieces of a text
CHARACTERS = 20_000  # more than the word pieces that are read can fill, but for words nobody writes

Vectors = NDArray[np.float32]
States = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Embedder:
    """A trained model with all that is needed to run it, read from one folder.

    The folder holds `model.onnx` (from `input_ids` and `attention_mask` to `embedding`, a row of length one each, and
    to `states_0`, ... of LAYERS, a row for each word piece), `tokenizer.json`, and `about.json`: the model's name, and
    how many word pieces it reads.
    """

    tokenizer: Tokenizer
    session: InferenceSession

    def embed(self, text: str) -> Vectors:
        return self._run(text, ["embedding"])[0][0]

    def states(self, text: str) -> States:
        layers = [layer[0] for layer in self._run(text, [f"states_{layer}" for layer in LAYERS])]
        return np.concatenate(layers, axis=1)[1:-1][:STATES_OF].astype(
            np.float16
        )  # the marks at either end say nothing

    def _run(self, text: str, outputs: list[str]) -> list[Vectors]:
        # The tokenizer refuses a lone surrogate, and reads the whole of a text before it cuts it.
        encoding = self.tokenizer.encode(LONE_SURROGATE.sub("\ufffd", text.strip()[:CHARACTERS]))
        ids = np.array([encoding.ids], dtype=np.int64)
        found: list[Vectors] = self.session.run(outputs, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return found


def embed(texts: Sequence[str]) -> Vectors:
    """A vector of length one for each text, in order: float32, texts x 384. The cosine of two is their product.

    Only the first 256 word pieces (about 200 words) of a text are read. One at a time: the quantised model scales its
    activations by the whole batch, so that a vector would depend on what its text was batched with.
    """
    embedder = load_embedder()
    vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    for place, text in enumerate(texts):
        vectors[place] = embedder.embed(text)
    return vectors


@lru_cache(maxsize=128)
def states_of(text: str) -> States:
    """What the encoder makes of each word piece of a text, in its place: float16, word pieces x 1536, four layers side
    by side. Kept for the texts that were asked for last: one is compared with several others in a row."""
    return load_embedder().states(text)


def model_version() -> str:
    """The model's name and a hash over the files that make it what it is."""
    return version_of(WEIGHTS)


@cache
def load_embedder(folder: Path = WEIGHTS) -> Embedder:
    """The embedder in `folder`, once for each process: to be called after a fork, not before."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(about["pieces"])
    return Embedder(tokenizer, open_session(folder))
