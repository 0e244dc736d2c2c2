"""Turn trained weights into what ships: `python -m training.attribution.export MODEL.pt ENCODER OUT --name NAME
--vocabulary FILE --tokenizer FILE`.

OUT gets what `claims/text/weights/attribution` holds, model.onnx (quantised), about.json and tokenizer.json, and also
model-float.onnx, before quantisation.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from claims.text.about import GAP_BOUNDS
from training.attribution import schema
from training.attribution.model import JOIN_WIDTH, RELATIONS, Tagger, load_encoder
from training.attribution.train import vocabulary_map

OPSET = 17


class Exported(nn.Module):
    """The tagger as it ships: word pieces in the shipped tokenizer's ids, no entities."""

    def __init__(self, model: Tagger) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, features: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        tags, joins, _ = self.model(input_ids, features, attention_mask)
        return tags, joins


def load_model(weights: Path, encoder: Path) -> Tagger:
    """A trained tagger, for use."""
    model = Tagger(load_encoder(encoder))
    model.load_state_dict(torch.load(weights, weights_only=True))
    return model.eval()


def to_onnx(model: Tagger, path: Path) -> None:
    """Inputs `input_ids`, `features`, `attention_mask` (int64, b x length); outputs `tags` and `joins` (float32)."""
    example = torch.ones(2, 8, dtype=torch.long)
    names = ["input_ids", "features", "attention_mask"]
    axes = {name: {0: "batch", 1: "length"} for name in [*names, "tags", "joins"]}
    torch.onnx.export(
        Exported(model), (example, example, example), str(path), input_names=names, output_names=["tags", "joins"],
        dynamic_axes=axes, opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    onnx.checker.check_model(str(path))


def quantise(source: Path, target: Path) -> None:
    """Weights of MatMul and Gather to seven bits, signed, a scale for each column; activations as they come.

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
        op_types_to_quantize=["MatMul", "Gather"],
    )
    prepared.unlink()


def settings(model: Tagger, vocabulary: list[str], arguments: argparse.Namespace) -> dict[str, object]:
    """What claims.text.about reads."""
    bias = {
        relation: {name: [round(value, 5) for value in table.tolist()] for name, table in held.named_parameters()}
        for relation, held in zip(RELATIONS, model.biases, strict=True)
    }
    return {
        "name": arguments.name,
        "tags": schema.TAGS,
        "transitions": [[round(value, 5) for value in row] for row in model.chain.transitions().tolist()],
        "thresholds": arguments.thresholds,
        "join_width": JOIN_WIDTH,
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
    parser.add_argument("weights", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True, help="what the model is called, as in attribution-v1")
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
    model = load_model(arguments.weights, arguments.encoder)
    (arguments.out / "about.json").write_text(json.dumps(settings(model, vocabulary, arguments)) + "\n")
    shutil.copyfile(arguments.tokenizer, arguments.out / "tokenizer.json")
    to_onnx(model, arguments.out / "model-float.onnx")
    quantise(arguments.out / "model-float.onnx", arguments.out / "model.onnx")
    for name in ("model-float.onnx", "model.onnx"):
        print(f"{name}: {(arguments.out / name).stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
