"""Take trained weights back from what ships: `python -m training.attribution.recover MODEL_FOLDER ENCODER MODEL.pt`.

What export.py quantised is read back to within a rounding error, so that a tagger whose training run is gone can be
read together with another, or teach it. Of several that ship as one, --place says which. Two things are lost: the head
for entities, which does not ship, and what the chains and distances of several said each by itself: their mean ships.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from claims.text.tagger import load_words
from training.attribution.model import RELATIONS, Tagger, load_encoder

QUANTISED = "_quantized"
WORDS = "encoder.embeddings.word_embeddings.weight"


def dequantised(arrays: dict[str, np.ndarray], name: str) -> np.ndarray:
    """A weight of (in, out) or (rows, width), whose scale is one number or one for each column."""
    values, zero = arrays[name + QUANTISED].astype(np.float32), arrays[name + "_zero_point"].astype(np.float32)
    return (values - zero) * arrays[name + "_scale"]


def quantised_modules(
    graph: onnx.GraphProto, arrays: dict[str, np.ndarray], prefix: str
) -> Iterator[tuple[str, np.ndarray]]:
    """The modules of a model whose matrices were quantised, each with its weight of (out, in)."""
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.name.startswith(f"/{prefix}/"):
            module = re.sub(r"/(?:Gemm_)?MatMul_quant$", "", node.name.removeprefix(f"/{prefix}/")).replace("/", ".")
            yield module, dequantised(arrays, node.input[1].removesuffix(QUANTISED)).T


def network(folder: Path, place: int) -> dict[str, np.ndarray]:
    """One model's weights by the names that PyTorch gave them; word embeddings are those of all."""
    graph = onnx.load(str(folder / "model.onnx")).graph
    arrays = {held.name: numpy_helper.to_array(held) for held in graph.initializer}
    alone = any(name.startswith("model.") for name in arrays)
    prefix = "model" if alone else f"models.{place}"
    found = {name.removeprefix(f"{prefix}."): held for name, held in arrays.items() if name.startswith(f"{prefix}.")}
    words = load_words(folder)
    found[WORDS] = words.rows(np.arange(len(words.changes.steps)))
    for module, weight in quantised_modules(graph, arrays, prefix):
        found[f"{module.replace('joins.joins', 'joins')}.weight"] = weight
    return found


def recover(folder: Path, encoder: Path, place: int) -> Tagger:
    """A tagger of a folder that export.py wrote. Raises KeyError where a weight is missing."""
    model, found = Tagger(load_encoder(encoder)), network(folder, place)
    about = json.loads((folder / "about.json").read_text())
    for relation, name in enumerate(RELATIONS):
        found |= {f"biases.{relation}.{key}": np.array(table) for key, table in about["bias"][name].items()}
    found["chain.scores"] = np.where(model.chain.legal.numpy(), np.array(about["transitions"]), 0.0)
    state: dict[str, Tensor] = model.state_dict()
    for name, held in state.items():
        if not name.startswith(("entities.", "encoder.pooler.")):
            own = torch.from_numpy(np.array(found[name]))
            held[: len(own)].copy_(own)  # positions beyond a window stay as the encoder has them
    model.load_state_dict(state)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--place", type=int, default=0, help="which model, of several in one file")
    arguments = parser.parse_args()
    torch.save(recover(arguments.model, arguments.encoder, arguments.place).state_dict(), arguments.out)


if __name__ == "__main__":
    main()
