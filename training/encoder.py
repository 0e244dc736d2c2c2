"""Train the larger encoder, which reads two texts where the pair model leaves doubt, and texts for other models.

    python -m training.encoder CORPORA MODELS/all-mpnet-base-v2 FIRST
    python -m training.encoder CORPORA MODELS/all-mpnet-base-v2 RUN --start FIRST --steps 2900 --peak 4e-5 --seed 1
    python -m training.encoder CORPORA MODELS/all-mpnet-base-v2 RUN --export

The first line trains on the pairs that the pair model learns from (`training.equivalence_model`), and writes a running
mean of the weights to FIRST; they are in four bits from the beginning (word pieces) or for the last third of the way
(matrices), so that what is exported is what was trained. The second goes on from there, in four bits all the way, and
may be repeated; with `--shipped` in place of `--start FIRST` it goes on from what ships. The third writes
`claims/text/weights/encoder/`. Seeded; an hour and a quarter for each round, on two cores that can multiply bfloat16.
"""

import argparse
import json
import os
import random
from collections import Counter
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.utils import parametrize
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from claims.text.encoder import LAYERS, PIECES, WEIGHTS, adapter_shapes, read_matrices
from training.equivalence_model import BATCH, PairModel, Rows, streams_of, train
from training.equivalence_pairs import FAMILIES
from training.four_bits import FourBits, in_four_bits, in_full, rounded

NAME = "encoder-v3"
STEPS = 3000
PEAK = 5e-5
QUANTISED_FROM = 0.7  # of the way
EACH, DECAY = 4, 0.984  # steps until the running mean takes the weights in, and what it keeps of itself then
BLOCK = 128  # weights that share a scale
VOCABULARY = 20_000  # word pieces that are kept
MARKS = ("<s>", "<pad>", "</s>", "<unk>", "[UNK]")
LARGE = 500_000  # numbers of a table or a matrix that is exported in four bits
WORDS = "encoder.embeddings.word_embeddings.weight"  # the table of word pieces
FIRST_POSITION = 2  # of a word piece, by the encoder's count
SEED = 0


def fresh(encoder: Path) -> PairModel:
    """The model before it has learnt: the lower layers, and the table of word pieces in four bits."""
    model = PairModel(encoder, LAYERS, FIRST_POSITION + PIECES)
    table = model.encoder.get_input_embeddings().weight
    table.data = rounded(table.data, BLOCK)
    return model


def matrices_of(model: PairModel) -> list[nn.Linear]:
    """Those that are exported in four bits: all but the last of the head, which is small."""
    linear = (module for module in model.modules() if isinstance(module, nn.Linear))
    return [matrix for matrix in linear if matrix.weight.numel() >= LARGE]


def learn(model: PairModel, rows: Rows, corpora: Path, options: argparse.Namespace) -> dict[str, Tensor]:
    """Train; the running mean of the weights, since they are in four bits."""
    mean = None
    quantised_from = 1 if options.start or options.shipped else int(QUANTISED_FROM * options.steps)
    for step in train(model, rows, streams_of(corpora, random.Random(options.seed)), BATCH, options):
        if mean is not None and step % EACH == 0:
            mean.update_parameters(model)
        elif step == quantised_from:
            for matrix in matrices_of(model):
                parametrize.register_parametrization(matrix, "weight", FourBits(BLOCK))
            mean = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(DECAY))
    for matrix in matrices_of(mean.module):
        parametrize.remove_parametrizations(matrix, "weight")
    found: dict[str, Tensor] = mean.module.state_dict()
    return found


class Adapted(nn.Module):
    """A linear layer, and what an adapter adds to it, if it has set any."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down: Tensor | None = None
        self.up: Tensor | None = None

    def forward(self, states: Tensor) -> Tensor:
        made: Tensor = self.linear(states)
        return made if self.down is None else made + (states @ self.down) @ self.up


def make_adaptable(encoder: nn.Module) -> None:
    """Let every matrix of an encoder's layers be adapted."""
    for layer in encoder.encoder.layer:
        attention = layer.attention.attn
        for name in "qkvo":
            setattr(attention, name, Adapted(getattr(attention, name)))
        for half in (layer.intermediate, layer.output):
            half.dense = Adapted(half.dense)


def adapt(encoder: nn.Module, adapter: dict[str, Tensor]) -> None:
    """Set what is added: the arrays of an adapter, by the names that `claims.text.encoder` has for them."""
    for number, layer in enumerate(encoder.encoder.layer):
        attention = [getattr(layer.attention.attn, name) for name in "qkvo"]
        for place, matrix in enumerate(attention):
            matrix.down, matrix.up = adapter["attention_down"][number, place], adapter["attention_up"][number, place]
        for name, half in (("widening", layer.intermediate), ("narrowing", layer.output)):
            half.dense.down, half.dense.up = adapter[f"{name}_down"][number], adapter[f"{name}_up"][number]


class Exported(nn.Module):
    """What is exported: from the ids of word pieces and an adapter to the logits of a pair, and to the mean."""

    def __init__(self, model: PairModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, *adapter: Tensor) -> tuple[Tensor, Tensor]:
        adapt(self.model.encoder, dict(zip(adapter_shapes(0), adapter, strict=True)))
        states = self.model.encoder(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        mean = states.mean(1, keepdim=True)  # of three axes, or the head's matrix would be no MatMul and stay as it is
        return self.model.logits_of(states[:, :1], mean)[:, 0], mean[:, 0]


def export(model: PairModel, tokenizer: Tokenizer, kept: list[int]) -> None:
    """The model with the word pieces of `kept` alone, in four bits."""
    WEIGHTS.mkdir(parents=True, exist_ok=True)
    encoder = model.eval().encoder
    encoder.set_attn_implementation("eager")
    encoder.set_input_embeddings(nn.Embedding.from_pretrained(encoder.get_input_embeddings().weight[kept]))
    make_adaptable(encoder)
    example = {name: torch.zeros(shape) for name, shape in adapter_shapes(2).items()}
    exact = WEIGHTS / "exact.onnx"
    torch.onnx.export(
        Exported(model),
        (torch.tensor([[0, 4, 5, 2]]), *example.values()),
        exact,
        input_names=["ids", *example],
        output_names=["logits", "mean"],
        dynamic_axes={"ids": {1: "pieces"}, **{name: {rank_axis(name): "rank"} for name in example}},
        opset_version=21,
        dynamo=False,
    )
    in_four_bits(exact, WEIGHTS, BLOCK, LARGE)
    exact.unlink()
    tokenizer.save(str(WEIGHTS / "tokenizer.json"), pretty=False)
    about = {"name": NAME, "logits": ["same", "conflict", "neither"]}
    (WEIGHTS / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def rank_axis(name: str) -> int:
    return len(adapter_shapes(0)[name]) - (1 if name.endswith("_down") else 2)


def read_back() -> dict[str, Tensor]:
    """The weights of what `export` wrote, by the names of `PairModel`: of the table, the word pieces that are kept."""
    graph = onnx.load(WEIGHTS / "model.onnx", load_external_data=False).graph
    inside = (held for held in graph.initializer if held.data_location != onnx.TensorProto.EXTERNAL)
    arrays = {held.name: numpy_helper.to_array(held) for held in inside}
    (last,) = (arrays[node.input[1]] for node in graph.node if node.op_type == "MatMul" and node.input[1] in arrays)
    found = {name.removeprefix("model."): held for name, held in arrays.items() if name.startswith("model.")}
    table = (found.pop(f"{WORDS}_{kind}").astype(np.float32) for kind in ("Q4", "scales"))
    stored = {name.replace("head.head", "head"): in_full(*held) for name, held in read_matrices(WEIGHTS).items()}
    found |= {WORDS: in_full(*table), "head.3.weight": last.T, **stored}
    return {name.replace(".linear.", "."): torch.tensor(held) for name, held in found.items()}


def shipped(encoder: Path) -> nn.Module:
    """The encoder as `export` wrote it, adaptable; of `encoder` only the shape is taken."""
    model = PairModel(encoder, LAYERS, FIRST_POSITION + PIECES)
    weights = read_back()
    model.encoder.set_input_embeddings(nn.Embedding(*weights[WORDS].shape))
    model.load_state_dict(weights)
    make_adaptable(model.encoder)
    return model.encoder


def smaller_tokenizer(encoder: Path, texts: list[str]) -> tuple[Tokenizer, list[int]]:
    """The encoder's tokenizer with fewer word pieces, and their former ids: those that are in some texts, the most
    frequent first, then those that are most frequent in what the encoder has learnt from, which come first there. What
    is left out is cut into smaller pieces, of which every single character of ASCII is one."""
    whole = json.loads((encoder / "tokenizer.json").read_text(encoding="utf-8"))
    told = Tokenizer.from_str(json.dumps(whole))
    told.no_truncation()
    counts = Counter(piece for encoding in told.encode_batch(texts) for piece in encoding.tokens)
    vocabulary: dict[str, int] = whole["model"]["vocab"]
    single = [piece for piece in vocabulary if len(piece.removeprefix("##")) == 1 and piece.isascii()]
    found = [piece for piece, _ in counts.most_common() if piece in vocabulary]
    known = [piece for piece in vocabulary if piece.isascii() and not piece.startswith("[unused")]
    wanted = dict.fromkeys([*MARKS, *single, *found, *known])
    kept = sorted(vocabulary[piece] for piece in list(wanted)[:VOCABULARY])
    place = {former: new for new, former in enumerate(kept)}
    whole["model"]["vocab"] = {piece: place[former] for piece, former in vocabulary.items() if former in place}
    marks = [mark for mark in whole["added_tokens"] if mark["id"] in place]
    whole["added_tokens"] = [mark | {"id": place[mark["id"]]} for mark in marks]
    whole["truncation"] = whole["padding"] = None
    return Tokenizer.from_str(json.dumps(whole)), kept


def texts_of(corpora: Path) -> list[str]:
    """Sentences, articles and families of claims, to count word pieces in."""
    rows = [
        *(corpora / "claimbuster" / "train.jsonl").read_text(encoding="utf-8").splitlines(),
        *(corpora / "polnear" / "train.jsonl").read_text(encoding="utf-8").splitlines(),
    ]
    pairs = (corpora / "mrpc" / "train.tsv").read_text(encoding="utf-8-sig").splitlines()[1:]
    return [
        *(json.loads(row)["text"] for row in rows),
        *(text for pair in pairs for text in pair.split("\t")[3:5]),
        *(path.read_text(encoding="utf-8") for path in sorted(FAMILIES.glob("*.txt"))),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("encoder", type=Path, help="the folder of all-mpnet-base-v2")
    parser.add_argument("run", type=Path, help="the weights that are trained, or that were")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--peak", type=float, default=PEAK, help="learning rate")
    parser.add_argument("--seed", type=int, default=SEED, help="of the order of pairs: another one for each round")
    parser.add_argument("--threads", type=int, default=2)
    begins = parser.add_mutually_exclusive_group()
    begins.add_argument("--start", type=Path, help="trained weights to go on from, in four bits all the way")
    begins.add_argument("--shipped", action="store_true", help="go on like that from the weights that ship")
    begins.add_argument("--export", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    model = fresh(options.encoder)
    if options.export:
        model.load_state_dict(torch.load(options.run, weights_only=True))
        export(model, *smaller_tokenizer(options.encoder, texts_of(options.corpora)))
    else:
        if options.start:
            model.load_state_dict(torch.load(options.start, weights_only=True))
        elif options.shipped:
            weights = read_back()
            model.load_state_dict(weights | {WORDS: model.state_dict()[WORDS]})  # as it was: it holds them all
        torch.save(learn(model, Rows(options.encoder), options.corpora, options), options.run)


if __name__ == "__main__":
    main()
