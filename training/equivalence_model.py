"""Train the model that is asked about two texts where words leave doubt.

    python -m training.equivalence_model CORPORA

The encoder stays as it is: what it makes of each word piece, in four of its layers, is set side by side. Each piece
looks for its like in the other text; what differs is weighed; out come the logits of "the same claim", "they clash" and
"neither". It learns from families of claims and from pairs written for it (`equivalence_families.txt`,
`equivalence_written.jsonl`), from sentences of the corpora
changed so that they still say the same, clash, or say less, and from half of MRPC. Writes
`claims/text/weights/equivalence-pairs/`. Seeded, on one thread, some fifteen minutes.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from claims.text.embedding import DIMENSIONS, LAYERS, load_embedder
from claims.text.equivalence import Relation
from claims.text.equivalence.pair_model import WEIGHTS
from training.equivalence_pairs import (
    FAMILIES,
    Example,
    changed_pairs,
    families,
    family_pairs,
    sentences_of,
    written_pairs,
)

NAME = "equivalence-pairs-v1"
LABELS = {Relation.SAME: 0, Relation.CONFLICT: 1, Relation.RELATED: 2, Relation.DIFFERENT: 2}
WIDTH = 128
PIECES = 64  # read of a text in training
STEPS = 1500
CHANGED = 5000  # sentences of the corpora
PEAK = 1e-3  # learning rate
BATCH = (10, 11, 8, 3)  # of families, written pairs, changed sentences, MRPC
MRPC_KNOWN = 2000  # pairs learnt from; the others measure
SMOOTHING = 0.03
SEED = 0


def mrpc_pairs(corpora: Path) -> list[Example]:
    rows = [line.split("\t") for line in (corpora / "mrpc" / "train.tsv").read_text("utf-8-sig").splitlines()[1:]]
    same = ((row[3], row[4], row[0] == "1") for row in rows[:MRPC_KNOWN])
    labels = {True: (Relation.SAME, 0.5), False: (Relation.RELATED, 0.4)}
    return [Example(a, b, *labels[is_same]) for a, b, is_same in same]


class PairModel(nn.Module):
    """From the states of two texts (texts x pieces x 1536) to three logits, whichever text comes first."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        wide = DIMENSIONS * len(LAYERS)
        self.norms = nn.ModuleList([nn.LayerNorm(DIMENSIONS) for _ in LAYERS])
        self.drop = nn.Dropout(0.1)
        self.meaning = nn.Linear(wide, width)
        self.likeness = nn.Linear(wide, width)
        self.sharpness = nn.Parameter(torch.tensor(8.0))
        self.compare = nn.Sequential(
            nn.Linear(width * 4 + 2, width), nn.GELU(), nn.Dropout(0.1), nn.Linear(width, width), nn.GELU()
        )
        self.gate = nn.Linear(width, 1)
        self.decide = nn.Sequential(nn.Linear(width * 6, width), nn.GELU(), nn.Dropout(0.15), nn.Linear(width, 3))

    def forward(self, a: Tensor, b: Tensor, mask_a: Tensor, mask_b: Tensor) -> Tensor:
        (meaning_a, like_a), (meaning_b, like_b) = self._read(a), self._read(b)
        likeness = like_a @ like_b.transpose(1, 2)
        first = self._pooled(self._compared(meaning_a, meaning_b, likeness, mask_b), mask_a)
        second = self._pooled(self._compared(meaning_b, meaning_a, likeness.transpose(1, 2), mask_a), mask_b)
        logits: Tensor = self.decide(torch.cat([first + second, (first - second).abs()], -1))
        return logits

    def _read(self, states: Tensor) -> tuple[Tensor, Tensor]:
        layers = zip(self.norms, states.split(DIMENSIONS, -1), strict=True)
        states = self.drop(torch.cat([norm(layer) for norm, layer in layers], -1))
        return self.meaning(states), nn.functional.normalize(self.likeness(states), dim=-1)

    def _compared(self, own: Tensor, other: Tensor, likeness: Tensor, mask: Tensor) -> Tensor:
        """Each piece beside what is like it in the other text."""
        seen = likeness.float() + (mask[:, None, :] - 1) * 1e4
        nearest = seen.max(-1, keepdim=True).values
        shares = torch.softmax(seen * self.sharpness, -1)
        likest = shares @ other
        mean = (shares * likeness).sum(-1, keepdim=True)
        return self.compare(torch.cat([own, likest, (own - likest).abs(), own * likest, nearest, mean], -1))

    def _pooled(self, compared: Tensor, mask: Tensor) -> Tensor:
        kept = mask[..., None]
        mean = (compared * kept).sum(1) / kept.sum(1)
        strongest = (compared.float() + (kept - 1) * 1e4).max(1).values
        weighed = (torch.sigmoid(self.gate(compared)) * kept * compared).sum(1) / 4
        return torch.cat([mean, strongest, weighed], -1)


class Batch(NamedTuple):
    """Pairs to learn from, padded to one length."""

    a: Tensor
    b: Tensor
    mask_a: Tensor
    mask_b: Tensor
    labels: Tensor
    weights: Tensor


class States:
    """What the encoder makes of texts, kept for as long as the training lasts."""

    def __init__(self) -> None:
        self.known: dict[str, Tensor] = {}

    def of(self, text: str) -> Tensor:
        if text not in self.known:
            plain = text.replace("[", "").replace("]", "")
            self.known[text] = torch.from_numpy(load_embedder().states(plain)[:PIECES])
        return self.known[text]

    def padded(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        states = [self.of(text) for text in texts]
        longest = max(len(each) for each in states)
        whole = torch.zeros(len(states), longest, states[0].shape[1])
        mask = torch.zeros(len(states), longest)
        for place, each in enumerate(states):
            whole[place, : len(each)] = each.float()
            mask[place, : len(each)] = 1.0
        return whole, mask

    def batch(self, pairs: list[Example]) -> Batch:
        (a, mask_a), (b, mask_b) = (self.padded([getattr(pair, side) for pair in pairs]) for side in ("a", "b"))
        labels = torch.tensor([LABELS[pair.relation] for pair in pairs])
        return Batch(a, b, mask_a, mask_b, labels, torch.tensor([pair.weight for pair in pairs]))


def endless(pairs: list[Example], order: random.Random) -> Iterator[Example]:
    while True:
        yield from order.sample(pairs, len(pairs))


def trained(sets: list[list[Example]], states: States, steps: int = STEPS) -> PairModel:
    torch.manual_seed(SEED)
    order = random.Random(SEED)
    model = PairModel()
    optimiser = torch.optim.AdamW(model.parameters(), lr=PEAK, weight_decay=0.02)
    slope = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1, step / 100) * max(0.02, 1 - step / steps))
    streams = [endless(pairs, order) for pairs in sets]
    lost = 0.0
    for step in range(1, steps + 1):
        losses, weight = torch.tensor(0.0), 0.0
        for stream, count in zip(streams, BATCH, strict=True):  # apart, as texts of one kind are of like length
            batch = states.batch([next(stream) for _ in range(count)])
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(batch.a, batch.b, batch.mask_a, batch.mask_b)
            each = nn.functional.cross_entropy(
                logits.float(), batch.labels, reduction="none", label_smoothing=SMOOTHING
            )
            losses = losses + (each * batch.weights).sum()
            weight += float(batch.weights.sum())
        loss = losses / weight
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        slope.step()
        lost += loss.item()
        if step % 200 == 0:
            print(f"step {step}: loss {lost / 200:.3f}", flush=True)
            lost = 0.0
    return model.eval()


class Single(nn.Module):
    """What is exported: the model for two texts that are not padded."""

    def __init__(self, model: PairModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        logits: Tensor = self.model(a, b, torch.ones_like(a[..., 0]), torch.ones_like(b[..., 0]))
        return logits


def export(model: PairModel, folder: Path = WEIGHTS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    example = torch.zeros(1, 7, DIMENSIONS * len(LAYERS)), torch.zeros(1, 5, DIMENSIONS * len(LAYERS))
    torch.onnx.export(
        Single(model),
        example,
        folder / "model.onnx",
        input_names=["a", "b"],
        output_names=["logits"],
        dynamic_axes={"a": {1: "pieces_a"}, "b": {1: "pieces_b"}},
        opset_version=17,
        dynamo=False,
    )
    about = {"name": NAME, "logits": ["same", "conflict", "neither"]}
    (folder / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    torch.set_num_threads(1)
    order = random.Random(SEED)
    in_families = [pair for family in families(FAMILIES) for pair in family_pairs(family)]
    changed = order.sample(changed_pairs(sentences_of(options.corpora, order), order), CHANGED)
    sets = [in_families, written_pairs(learnt_from=True), changed, mrpc_pairs(options.corpora)]
    print("pairs: " + ", ".join(f"{len(pairs):,}" for pairs in sets))
    model = trained(sets, States(), options.steps)
    export(model)
    print(f"{sum(weight.numel() for weight in model.parameters()):,} weights")


if __name__ == "__main__":
    main()
