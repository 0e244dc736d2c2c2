"""Train the model that is asked about two texts where words leave doubt.

    python -m training.equivalence_model CORPORA RUN [--encoder ENCODER] [--start RUN | --shipped] [--soft FILE]
        [--steps N]
    python -m training.equivalence_model CORPORA RUN --say FILE --encoder ENCODER
    python -m training.equivalence_model CORPORA RUN --export [--beside RUN | --share SHARE]

A cross-encoder: it reads both texts in one row and says the logits of "the same claim", "they clash" and "neither". It
learns from families of claims and from pairs written for it (`equivalence_families/`, `equivalence_written.jsonl`),
from frames of who does what to whom, from lines of families with a word exchanged that they cannot do without
(`equivalence_exchanged.txt`), from sentences of the corpora changed so that they still say the same, clash, or
say less, and from half of MRPC.

A larger encoder is trained first, as a teacher: `--say` writes what it makes of many pairs, and `--soft` lets
all-MiniLM-L6-v2, which ships, learn from that. The table of word pieces stays that of the embedding. `--export` writes
`claims/text/weights/equivalence-pairs/`; `--shipped` goes on from what lies there, `--share` mixes a run with it.
Seeded, on one thread: an hour and a quarter for the teacher, three quarters of an hour for what ships, first on the
labels, then on what the teacher says (`--start`).
"""

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

os.environ["HF_HUB_OFFLINE"] = "1"

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from claims.text.embedding import DIMENSIONS
from claims.text.equivalence.pair_model import PIECES, WEIGHTS, as_learnt
from training.attribution.recover import quantised_modules
from training.embedding import ENCODER, cut_positions, quantise
from training.equivalence_frames import framed_pairs
from training.equivalence_pairs import (
    HALF,
    LABELS,
    MRPC_KNOWN,
    Example,
    changed_pairs,
    exchanged_pairs,
    families,
    family_pair,
    family_pairs,
    mrpc_pairs,
    reordered,
    reordered_pairs,
    sentences_of,
    slightly_changed_pairs,
    written_pairs,
)

NAME = "equivalence-pairs-v6"
STEPS = 3000
CHANGED = 4000  # pairs made from sentences of the corpora
PEAK, PEAK_OF_HEAD = 1e-4, 5e-4  # learning rates; a larger encoder takes the lower one that is given
# Of families, written pairs, changed sentences, MRPC, frames, slight changes, exchanged words, another order.
BATCH = (20, 7, 2, 2, 5, 4, 6, 4)
BATCH_SOFT = (26, 5, 5, 4, 4)  # of what a teacher has said, and of the last four of these
REORDERED = 0.15  # of all pairs: one text is put in another order besides, where that can be done
SOFT_SHARE = 0.7  # of the loss, where a teacher has said something
SMOOTHING = 0.03
SAID_OF_FAMILY = 14  # pairs
ROW = 2 * PIECES + 3  # word pieces of two texts, and the marks between and around them
SEED = 0


class PairModel(nn.Module):
    """A cross-encoder: from two texts in one row to three logits, from the first state and the mean of all."""

    def __init__(self, encoder: Path, layers: int | None = None, positions: int = ROW) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(encoder, add_pooling_layer=False)
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        cut_positions(self.encoder, positions)
        self.encoder.get_input_embeddings().weight.requires_grad = False
        width = self.encoder.config.hidden_size
        self.head = nn.Sequential(nn.Linear(width * 2, width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, 3))

    def forward(self, **row: Tensor) -> Tensor:
        states = self.encoder(**row).last_hidden_state
        mask = row["attention_mask"][..., None]
        return self.logits_of(states[:, 0], (states * mask).sum(1) / mask.sum(1))

    def logits_of(self, first: Tensor, mean: Tensor) -> Tensor:
        logits: Tensor = self.head(torch.cat([first, mean], -1))
        return logits


class Learnt(NamedTuple):
    """A pair to learn from; `soft` is what a teacher makes of it, where one was asked."""

    a: str
    b: str
    label: int
    weight: float
    soft: tuple[float, ...] | None = None

    def turned(self) -> "Learnt":
        return self._replace(a=self.b, b=self.a)

    def varied(self, order: random.Random) -> "Learnt":
        """Turned, half of the time, and now and then with a text in another order: that changes nothing."""
        pair = self if order.random() < HALF else self.turned()
        return pair._replace(a=reordered(pair.a, order)) if order.random() < REORDERED else pair


def learnt(example: Example) -> Learnt:
    return Learnt(example.a, example.b, LABELS[example.relation], example.weight)


def endless(pairs: list[Any], order: random.Random) -> Iterator[Any]:
    while True:
        yield from order.sample(pairs, len(pairs))


def streams_of(corpora: Path, order: random.Random) -> list[Iterator[Learnt]]:
    """Pairs of families, written pairs, changed sentences, MRPC, each in an endless random order."""
    all_families = families(learnt_from=True)
    changed = order.sample(changed_pairs(sentences_of(corpora, order), order), CHANGED)
    in_families = (learnt(family_pair(family, order)) for family in endless(all_families, order))
    others = (written_pairs(learnt_from=True), changed, mrpc_pairs(corpora)[:MRPC_KNOWN])
    print(f"{len(all_families):,} families, and pairs: " + ", ".join(f"{len(pairs):,}" for pairs in others))
    return [in_families, *(map(learnt, endless(pairs, order)) for pairs in others), *made(order)]


def made(order: random.Random) -> list[Iterator[Learnt]]:
    """Frames with names in them, lines of families with a slight change, with one that matters, in another order."""
    known = families(learnt_from=True)
    lines = [line for family in known for own in family.values() for line in own]
    ways = [(family["="][0], family["="][-1]) for family in known]
    exchanged = exchanged_pairs([*ways, *((text, text) for text, _ in ways)], order)
    changed = (slightly_changed_pairs(lines, order), exchanged, reordered_pairs(lines, order))
    endless_ones = (endless(pairs, order) for pairs in changed)
    return [map(learnt, framed_pairs(order)), *(map(learnt, pairs) for pairs in endless_ones)]


def asked_of_teacher(corpora: Path, order: random.Random) -> list[Learnt]:
    """The pairs that a teacher is asked about."""
    in_families = [list(family_pairs(family)) for family in families(learnt_from=True)]
    found = [learnt(pair) for own in in_families for pair in order.sample(own, min(SAID_OF_FAMILY, len(own)))]
    found += map(learnt, order.sample(changed_pairs(sentences_of(corpora, order), order), CHANGED))
    found += map(learnt, [*written_pairs(learnt_from=True), *mrpc_pairs(corpora)[:MRPC_KNOWN]])
    return found


class Rows:
    """Turns pairs into what the encoder reads."""

    def __init__(self, encoder: Path) -> None:
        self.tokenizer = AutoTokenizer.from_pretrained(encoder)

    def of(self, pairs: list[Learnt]) -> dict[str, Tensor]:
        sides = ([as_learnt(getattr(pair, side)) for pair in pairs] for side in ("a", "b"))
        found: dict[str, Tensor] = self.tokenizer(
            *sides, padding=True, truncation=True, max_length=ROW, return_tensors="pt"
        )
        return found


def loss_of(logits: Tensor, pairs: list[Learnt]) -> Tensor:
    """The sum over the pairs: against the label, and against what the teacher said."""
    labels = torch.tensor([pair.label for pair in pairs])
    each = nn.functional.cross_entropy(logits, labels, reduction="none", label_smoothing=SMOOTHING)
    is_soft = torch.tensor([pair.soft is not None for pair in pairs])
    if is_soft.any():
        said = torch.tensor([pair.soft or (1 / 3,) * 3 for pair in pairs])
        near = nn.functional.cross_entropy(logits, said, reduction="none")
        each = torch.where(is_soft, SOFT_SHARE * near + (1 - SOFT_SHARE) * each, each)
    return (each * torch.tensor([pair.weight for pair in pairs])).sum()


def train(
    model: PairModel,
    rows: Rows,
    streams: list[Iterator[Learnt]],
    counts: tuple[int, ...],
    options: argparse.Namespace,
) -> Iterator[int]:
    """Train, each step on so many pairs of each stream, and say after it which one it was."""
    order = random.Random(SEED)
    body = [weight for weight in model.encoder.parameters() if weight.requires_grad]
    groups = [{"params": body, "lr": options.peak}, {"params": model.head.parameters(), "lr": PEAK_OF_HEAD}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    steps = options.steps
    slope = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1, step / 100) * max(0.02, 1 - step / steps))
    lost, began = 0.0, time.time()
    model.train()
    for step in range(1, steps + 1):
        pairs = [next(stream) for stream, count in zip(streams, counts, strict=True) for _ in range(count)]
        pairs = [pair.varied(order) for pair in pairs]
        pairs.sort(key=lambda pair: len(pair.a) + len(pair.b))
        weight = sum(pair.weight for pair in pairs)
        cut = 2 * len(pairs) // 3
        for part in (pairs[:cut], pairs[cut:]):  # apart, as texts of like length need less padding
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(**rows.of(part))
            loss = loss_of(logits.float(), part) / weight
            loss.backward()
            lost += loss.item()
        nn.utils.clip_grad_norm_([*body, *model.head.parameters()], 1.0)
        optimiser.step()
        optimiser.zero_grad()
        slope.step()
        if step % 100 == 0:
            print(f"step {step}: loss {lost / 100:.3f}, {time.time() - began:.0f} s", flush=True)
            lost = 0.0
        yield step


@torch.no_grad()
def say(model: PairModel, rows: Rows, pairs: list[Learnt], path: Path) -> None:
    """Write what the model makes of pairs, in both orders, to a file: a JSON object a line."""
    model.eval()
    pairs = sorted(pairs, key=lambda pair: len(pair.a) + len(pair.b))
    with path.open("w", encoding="utf-8") as file:
        for start in range(0, len(pairs), 32):
            part = pairs[start : start + 32]
            with torch.autocast("cpu", torch.bfloat16):
                both = [model(**rows.of(some)).float() for some in (part, [pair.turned() for pair in part])]
            chances = torch.stack([logits.softmax(-1) for logits in both]).mean(0)
            for pair, soft in zip(part, chances.tolist(), strict=True):
                row = pair._replace(soft=[round(each, 4) for each in soft])._asdict()
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def heard(path: Path) -> list[Learnt]:
    """What `say` has written."""
    return [Learnt(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def mean_of(runs: list[Path]) -> dict[str, Tensor]:
    """The mean of the weights of runs that went on from one another."""
    first, *others = (torch.load(run, weights_only=True) for run in runs)
    for name, weight in first.items():
        if weight.is_floating_point():
            weight.add_(sum(other[name] for other in others)).div_(len(runs))
    return first


def read_back(path: Path) -> dict[str, Tensor]:
    """The weights of what `export` wrote, to within a rounding error, but for the table that it does not hold."""
    graph = onnx.load(path).graph
    arrays = {held.name: numpy_helper.to_array(held) for held in graph.initializer}
    exact = (name for name in arrays if name.startswith("model.") and "_Transposed" not in name)  # those are quantised
    found = {name.removeprefix("model."): arrays[name] for name in exact}
    for module, weight in quantised_modules(graph, arrays, "model"):
        found[f"{module.replace('head.head', 'head')}.weight"] = weight
    return {name: torch.from_numpy(held.copy()) for name, held in found.items()}


class Exported(nn.Module):
    """What is exported: from the rows of the table for both texts, and which text each is of, to the logits."""

    def __init__(self, model: PairModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pieces: Tensor, types: Tensor) -> Tensor:
        mask = torch.ones_like(types)
        logits: Tensor = self.model(inputs_embeds=pieces, token_type_ids=types, attention_mask=mask)
        return logits


def export(model: PairModel, folder: Path = WEIGHTS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    model.eval().encoder.set_attn_implementation("eager")
    exact = folder / "exact.onnx"
    torch.onnx.export(
        Exported(model),
        (torch.zeros(1, 7, DIMENSIONS), torch.zeros((1, 7), dtype=torch.long)),
        exact,
        input_names=["pieces", "types"],
        output_names=["logits"],
        dynamic_axes={"pieces": {1: "length"}, "types": {1: "length"}},
        opset_version=17,
        dynamo=False,
    )
    quantise(exact, folder / "model.onnx")
    exact.unlink()
    about = {"name": NAME, "logits": ["same", "conflict", "neither"]}
    (folder / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("run", type=Path, help="the weights that are trained, or that were")
    parser.add_argument("--encoder", type=Path, default=ENCODER, help="by default all-MiniLM-L6-v2 of its package")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--peak", type=float, default=PEAK, help="learning rate")
    begins = parser.add_mutually_exclusive_group()
    begins.add_argument("--start", type=Path, help="trained weights to go on from")
    begins.add_argument("--shipped", action="store_true", help="go on from the weights that ship")
    parser.add_argument("--soft", type=Path, help="what a teacher has said, to learn from instead of labels")
    parser.add_argument("--say", type=Path, help="write here what the trained model says")
    parser.add_argument("--export", action="store_true")
    parser.add_argument("--beside", type=Path, nargs="*", default=[], help="export the mean of the run and of these")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the run in what is exported; the rest ships already"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    order = random.Random(SEED)
    model, rows = PairModel(options.encoder), Rows(options.encoder)
    if start := options.run if options.say or options.export else options.start:
        model.load_state_dict(mean_of([start, *options.beside]))
    elif options.shipped:
        model.load_state_dict(read_back(WEIGHTS / "model.onnx"), strict=False)  # the table is the encoder's own
    if options.say:
        say(model, rows, asked_of_teacher(options.corpora, order), options.say)
    elif options.export:
        shipped = read_back(WEIGHTS / "model.onnx") if options.share < 1 else {}
        mixed = {name: weight.lerp(model.state_dict()[name], options.share) for name, weight in shipped.items()}
        model.load_state_dict(mixed, strict=False)
        export(model)
    else:
        soft = options.soft and [endless(heard(options.soft), order), *made(order)]
        streams = soft or streams_of(options.corpora, order)
        for _ in train(model, rows, streams, BATCH_SOFT if soft else BATCH, options):
            pass
        torch.save(model.state_dict(), options.run)


if __name__ == "__main__":
    main()
