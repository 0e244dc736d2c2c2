"""Turn trained weights into what ships: `python -m training.attribution.export ENCODER OUT --models MODEL.pt...
--name NAME --vocabulary FILE --tokenizer FILE`.

Several models become one that says the mean of what they say; their word embeddings are the same. Of these only what
sets them apart from the embedding's is kept.

OUT gets what `claims/text/weights/attribution` holds, model.onnx (quantised), changes.npz, about.json and
tokenizer.json, and also model-float.onnx, before quantisation.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from claims.text.about import GAP_BOUNDS
from claims.text.embedding import WEIGHTS as EMBEDDING
from claims.text.pieces import load_table
from training.attribution import schema
from training.attribution.model import JOIN_WIDTH, RELATIONS, Tagger, load_encoder, split_joins
from training.attribution.train import vocabulary_map
from training.embedding import cut_positions, in_steps

OPSET = 17
# Rows of word embeddings that are less apart than this on average are not told apart: int8 itself adds as much.
CHANGED = 0.0022
MOST_STEPS = 15  # from zero: with the sign these are five bits


class Exported(nn.Module):
    """Taggers as they ship: from word embeddings, no entities.

    The mean of several chains' scores is the chain of their geometric mean. Their join vectors stand side by side, each
    query scaled so that the product of the long vectors, over the root of their width, is the mean of the products.
    """

    def __init__(self, models: list[Tagger]) -> None:
        super().__init__()
        self.models = nn.ModuleList(models)
        for model in models:
            model.encoder.set_input_embeddings(nn.Identity())  # what stands for the word pieces is given

    def forward(self, pieces: Tensor, features: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        said = [model(pieces, features, attention_mask) for model in self.models]
        count = len(said)
        queries_and_keys = zip(*(split_joins(joins) for _, joins, _ in said), strict=True)
        content, cue_key, cue_query, source, nothing = (torch.stack(parts) for parts in queries_and_keys)
        scaled = (content / count**0.5, cue_key, cue_query / count**0.5, source)
        joined = [part.permute(1, 2, 0, 3).flatten(2) for part in scaled] if count > 1 else [part[0] for part in scaled]
        return torch.stack([tags for tags, _, _ in said]).mean(0), torch.cat([*joined, nothing.mean(0)], -1)


def words_of(models: list[Tagger]) -> Tensor:
    """The word embeddings of models that have the same. Raises SystemExit where they have not."""
    first, *others = (model.encoder.get_input_embeddings().weight for model in models)
    if not all(torch.equal(first, other) for other in others):
        raise SystemExit("Only models with the same word embeddings can be exported as one: train with --words.")
    return first.detach()


def write_changes(words: Tensor, folder: Path) -> None:
    """What sets word embeddings apart from the embedding's, in five bits: each row, and what one counts in it."""
    table = load_table(EMBEDDING)
    apart = words.numpy() - table.rows(np.arange(len(words)))
    apart[apart.std(1) < CHANGED] = 0.0
    changes = in_steps(apart, MOST_STEPS)
    np.savez_compressed(folder / "changes.npz", pieces=changes.pieces, steps=changes.steps)


def load_model(weights: Path, encoder: Path) -> Tagger:
    """A trained tagger, for use."""
    model = Tagger(load_encoder(encoder))
    model.load_state_dict(torch.load(weights, weights_only=True))
    return model.eval()


def to_onnx(models: list[Tagger], path: Path) -> None:
    """Inputs `pieces` (float32, b x length x 384), `features`, `attention_mask` (int64, b x length); outputs `tags` and
    `joins` (float32)."""
    example = torch.ones(2, 8, dtype=torch.long)
    pieces = torch.zeros(2, 8, models[0].encoder.config.hidden_size)
    names = ["pieces", "features", "attention_mask"]
    axes = {name: {0: "batch", 1: "length"} for name in [*names, "tags", "joins"]}
    torch.onnx.export(
        Exported(models).eval(), (pieces, example, example), str(path), input_names=names,
        output_names=["tags", "joins"], dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    onnx.checker.check_model(str(path))


def quantise(source: Path, target: Path) -> None:
    """Weights of MatMul to seven bits, signed, a scale for each column; activations as they come.

    Kernels for signed weights are twice as fast as for unsigned ones. They need the scale for each column (one for a
    whole matrix costs two points) and the seven bits, for sums of eight-bit products saturate where there is no VNNI.
    """
    prepared = target.with_suffix(".prepared")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        str(prepared),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        op_types_to_quantize=["MatMul"],
    )
    prepared.unlink()


def mean(tables: Iterable[Tensor]) -> list[Any]:
    """The mean of what several models hold, as JSON has it."""
    found = torch.stack(list(tables)).mean(0)
    return np.round(found.detach().double().numpy(), 5).tolist()


def settings(models: list[Tagger], vocabulary: list[str], arguments: argparse.Namespace) -> dict[str, object]:
    """What claims.text.about reads."""
    bias = {
        relation: {
            name: mean(model.biases[place].get_parameter(name) for model in models)
            for name, _ in models[0].biases[place].named_parameters()
        }
        for place, relation in enumerate(RELATIONS)
    }
    return {
        "name": arguments.name,
        "tags": schema.TAGS,
        "transitions": mean(model.chain.transitions() for model in models),
        "thresholds": arguments.thresholds,
        "join_width": JOIN_WIDTH * len(models),
        "gap_bounds": GAP_BOUNDS,
        "bias": bias,
        "window": arguments.window,
        "before": arguments.before,
        "after": arguments.after,
        "max_distance": arguments.max_distance,
        "classifier": vocabulary.index("[CLS]"),
        "separator": vocabulary.index("[SEP]"),
    }


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--models", type=Path, nargs="+", required=True)
    parser.add_argument("--name", required=True, help="what the model is called, as in attribution-v2")
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--thresholds", type=float, nargs=3, default=[0.4, 0.38, 0.35], help="of source, cue, content")
    parser.add_argument("--window", type=int, default=256, help="pieces in a window, [CLS] and context counted")
    parser.add_argument("--before", type=int, default=24)
    parser.add_argument("--after", type=int, default=8)
    parser.add_argument("--max-distance", type=int, default=120, help="words between a span and its cue")
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    logging.basicConfig(level=logging.ERROR)
    arguments.out.mkdir(parents=True, exist_ok=True)
    vocabulary = arguments.vocabulary.read_text(encoding="utf-8").splitlines()
    if vocabulary_map(arguments.vocabulary, arguments.encoder / "vocab.txt").tolist() != list(range(len(vocabulary))):
        raise SystemExit("Only an encoder with the shipped tokenizer's vocabulary can be exported.")
    models = [load_model(weights, arguments.encoder) for weights in arguments.models]
    write_changes(words_of(models), arguments.out)
    for model in models:
        cut_positions(model.encoder, arguments.window)
    (arguments.out / "about.json").write_text(json.dumps(settings(models, vocabulary, arguments)) + "\n")
    shutil.copyfile(arguments.tokenizer, arguments.out / "tokenizer.json")
    to_onnx(models, arguments.out / "model-float.onnx")
    quantise(arguments.out / "model-float.onnx", arguments.out / "model.onnx")
    for name in ("model-float.onnx", "model.onnx"):
        print(f"{name}: {(arguments.out / name).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
