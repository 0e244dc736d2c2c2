"""Train a tagger: `python -m training.attribution.train DATA ENCODER OUT`, DATA as prepare.py left it.

ENCODER is the folder of a pretrained model and its vocab.txt. A killed run goes on from OUT/state.pt when started
again. OUT/model.pt holds the weights at the end, OUT/log.txt the losses. With --soft FILES, what predict_soft.py
wrote, the targets are mixed with what teachers say, and articles without marks are learnt from too.
"""

from __future__ import annotations

import argparse
import math
import pickle
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from training.attribution import schema
from training.attribution.batches import Batch, Joins, Soft, collate, epoch_batches
from training.attribution.corpus import Article
from training.attribution.model import Tagger, load_encoder, split_joins

HELD_OUT = 84
SAVE_EVERY_S = 480
JOIN_WEIGHT, ENTITY_WEIGHT = 0.1, 0.05
SPECIAL = {"[CLS]": "<s>", "[SEP]": "</s>", "[UNK]": "<unk>", "[PAD]": "<pad>", "[MASK]": "<mask>"}


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vocabulary", type=Path, required=True, help="vocab.txt that DATA's pieces count in")
    parser.add_argument(
        "--all", action="store_true", help=f"train on the last {HELD_OUT} articles of the training part too"
    )
    parser.add_argument("--start", type=Path, help="weights to start from, a model.pt of the same encoder")
    parser.add_argument("--words", type=Path, help="a model.pt whose word embeddings are taken and left as they are")
    parser.add_argument("--soft", type=Path, nargs="*", default=[])
    parser.add_argument("--mixing", type=float, default=0.5, help="the teachers' share of a marked article's target")
    parser.add_argument("--folds", type=int, default=1)
    parser.add_argument(
        "--fold", type=int, default=-1, help="leave this one of --folds parts out, for a teacher that labels it unseen"
    )
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate of the encoder's last layer")
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--layer-decay", type=float, default=0.9)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--size", type=int, default=320, help="word pieces in a window")
    parser.add_argument("--batch", type=int, default=8, help="windows in a batch")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def split(articles: list[Article]) -> tuple[list[Article], list[Article]]:
    """The training part and its held-out slice: the last articles by date."""
    ordered = sorted(articles, key=lambda article: (article.date, article.id))
    return ordered[:-HELD_OUT], ordered[-HELD_OUT:]


def in_fold(article: Article, folds: int, fold: int) -> bool:
    """Whether an article is in one of several parts of like size, which do not depend on what else there is."""
    return zlib.crc32(article.id.encode()) % folds == fold


def vocabulary_map(ours: Path, theirs: Path) -> Tensor:
    """For each id in our vocabulary the id of the same piece in an encoder's."""
    places = {piece: place for place, piece in enumerate(theirs.read_text(encoding="utf-8").splitlines())}
    pieces = ours.read_text(encoding="utf-8").splitlines()
    if pieces == list(places):
        return torch.arange(len(pieces))
    return torch.tensor([places[SPECIAL.get(piece, piece)] for piece in pieces])


def share_words(model: Tagger, other: dict[str, Tensor]) -> None:
    """Take another tagger's word embeddings and keep them: read together, the two need them once."""
    words = model.encoder.get_input_embeddings().weight
    words.data.copy_(other["encoder.embeddings.word_embeddings.weight"])
    words.requires_grad_(False)


def parameter_groups(model: Tagger, rate: float, head_rate: float, layer_decay: float) -> list[dict]:
    """Learning rates that fall from layer to layer towards the embeddings; no decay of biases and norms."""
    depth = model.encoder.config.num_hidden_layers
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith("encoder."):
            layer = int(name.split("layer.")[1].split(".")[0]) if ".layer." in name else -1
            own = rate * layer_decay ** (depth - 1 - layer)
        else:
            own = head_rate
        decay = 0.01 if parameter.ndim > 1 and "features" not in name else 0.0
        groups.setdefault((own, decay), []).append(parameter)
    return [{"params": held, "lr": own, "weight_decay": decay} for (own, decay), held in groups.items()]


def schedule(step: int, steps: int) -> float:
    """The share of the full learning rate: up over a tenth, then down to zero, both in a line."""
    warm = max(1, steps // 10)
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / (steps - warm))


def joins_loss(vectors: Tensor, joins: list[Joins], model: Tagger, relation: int) -> Tensor:
    """Mean cross-entropy over all left spans of choosing their right one; vectors (b x length, 257)."""
    total, count = vectors.new_zeros(()), 0
    for window in joins:
        left, right = (vectors[places].mean(1) for places in (window.left, window.right))
        content, cue_key, cue_query, source, nothing = range(5)
        of_left, of_right = split_joins(left), split_joins(right)
        query, key = (of_left[content], of_right[cue_key]) if relation == 0 else (of_left[cue_query], of_right[source])
        scores = query @ key.T / math.sqrt(query.shape[1]) + model.biases[relation](*window.tables)
        none = of_left[nothing] if relation else torch.full_like(of_left[nothing], -1e4)
        log_probabilities = torch.log_softmax(torch.cat([scores, none], 1), 1)
        total, count = total - (window.targets * log_probabilities).sum(), count + len(left)
    return total / max(1, count)


def losses(model: Tagger, batch: Batch, to_encoder: Tensor) -> dict[str, Tensor]:
    """Each part of the loss of one batch, unweighted."""
    with torch.autocast("cpu", torch.bfloat16):
        tags, joins, entities = model(to_encoder[batch.ids], batch.features, batch.mask)
    emissions = tags.float().flatten(0, 1)[batch.words] * batch.word_mask[..., None]
    parts = {"tags": model.chain.loss(emissions, batch.word_mask, batch.tags, batch.pairs)}
    if batch.is_labelled:
        vectors = joins.float().flatten(0, 1)
        parts["content_to_cue"] = joins_loss(vectors, batch.joins[0], model, 0)
        parts["cue_to_source"] = joins_loss(vectors, batch.joins[1], model, 1)
        chosen = entities.float().flatten(0, 1)[batch.words[batch.word_mask]]
        parts["entities"] = nn.functional.cross_entropy(chosen, batch.entities[batch.word_mask])
    return parts


def total_loss(parts: dict[str, Tensor]) -> Tensor:
    """The weighted sum."""
    weights = {"tags": 1.0, "content_to_cue": JOIN_WEIGHT, "cue_to_source": JOIN_WEIGHT, "entities": ENTITY_WEIGHT}
    return sum((weights[name] * part for name, part in parts.items()), torch.zeros(()))


def load_articles(arguments: argparse.Namespace, soft: dict[str, Soft]) -> list[Article]:
    """What to learn from; articles without marks only where teachers spoke of them."""
    articles = pickle.loads((arguments.data / "train.pickle").read_bytes())
    unlabelled = pickle.loads((arguments.data / "unlabelled.pickle").read_bytes())
    chosen = (articles if arguments.all else split(articles)[0]) + [each for each in unlabelled if each.id in soft]
    return [article for article in chosen if not in_fold(article, arguments.folds, arguments.fold)]


class Run:
    """The state of a training run: what is saved and gone on from."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        torch.manual_seed(arguments.seed)
        self.soft: dict[str, Soft] = {}
        for path in arguments.soft:
            self.soft |= pickle.loads(path.read_bytes())
        self.articles = load_articles(arguments, self.soft)
        self.to_encoder = vocabulary_map(arguments.vocabulary, arguments.encoder / "vocab.txt")
        self.model = Tagger(load_encoder(arguments.encoder, "sdpa"), arguments.dropout)
        if arguments.start:
            self.model.load_state_dict(torch.load(arguments.start, weights_only=True))
        if arguments.words:
            share_words(self.model, torch.load(arguments.words, weights_only=True))
        groups = parameter_groups(self.model, arguments.rate, arguments.head_rate, arguments.layer_decay)
        self.optimizer = torch.optim.AdamW(groups, fused=True)
        self.peaks = [group["lr"] for group in groups]
        self.step, self.seen = 0, {}
        self.state = arguments.out / "state.pt"
        if self.state.exists():
            saved = torch.load(self.state, weights_only=True)
            self.model.load_state_dict(saved["model"])
            self.optimizer.load_state_dict(saved["optimizer"])
            self.step = saved["step"]

    def save(self) -> None:
        """Keep everything needed to go on, whole or not at all."""
        state = {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "step": self.step}
        torch.save(state, self.state.with_suffix(".new"))
        self.state.with_suffix(".new").replace(self.state)

    def log(self, message: str) -> None:
        with (self.arguments.out / "log.txt").open("a") as log:
            print(time.strftime("%H:%M:%S"), message, file=log)

    def batches(self) -> Iterator[Batch]:
        """What is left of the run. Batch counts differ a little by epoch; the first epoch's sets the schedule."""
        options = self.arguments
        epochs = [
            epoch_batches(self.articles, self.soft, options.size, options.batch, options.seed * 1000 + epoch)
            for epoch in range(options.epochs)
        ]
        flat = [examples for epoch in epochs for examples in epoch]
        self.steps = len(flat)
        classifier = options.vocabulary.read_text(encoding="utf-8").splitlines().index("[CLS]")
        for examples in flat[self.step :]:
            yield collate(examples, classifier, options.mixing)

    def learn(self, batch: Batch) -> None:
        """One step."""
        for group, peak in zip(self.optimizer.param_groups, self.peaks, strict=True):
            group["lr"] = peak * schedule(self.step, self.steps)
        parts = losses(self.model, batch, self.to_encoder)
        self.optimizer.zero_grad()
        total_loss(parts).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        for name, part in parts.items():
            self.seen.setdefault(name, []).append(part.item())
        if self.step % 50 == 0:
            means = "  ".join(f"{name} {sum(seen) / len(seen):.4f}" for name, seen in self.seen.items())
            self.log(f"step {self.step}/{self.steps}  {means}")
            self.seen = {}


def main() -> None:
    arguments = parse()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    run = Run(arguments)
    run.log(f"{vars(arguments)}; {len(run.articles)} articles, {len(schema.TAGS)} tags")
    run.model.train()
    saved = time.monotonic()
    for batch in run.batches():
        run.learn(batch)
        if time.monotonic() - saved > SAVE_EVERY_S:
            run.save()
            saved = time.monotonic()
    torch.save(run.model.state_dict(), arguments.out / "model.pt")
    run.state.unlink(missing_ok=True)
    run.log("done")


if __name__ == "__main__":
    main()
