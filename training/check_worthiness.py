"""Make the weights of the check-worthiness score from sentences that people labelled.

    python -m training.check_worthiness CORPORA MODELS/all-mpnet-base-v2

The first holds the corpora, the second is the teacher. What is trained is an adapter of the encoder that ships
(`training.encoder`), so that the two weigh little more than the one. Cross-validates, trains on everything, calibrates,
writes `claims/text/weights/check-worthiness/`, and puts the figures into `docs/models/check-worthiness.md`. Seeded.
What is done is kept under `var/training/check-worthiness/`: a killed run, started again, goes on from there; one with
`--only 3 4` does its share of the folds beside another, and the figures are of the folds that were done.
"""

import argparse
import json
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from claims.text.check_worthiness.scorer import WEIGHTS, load_scorer
from claims.text.encoder import ADAPTED, WIDTH, adapter_shapes, load_encoder
from training.encoder import adapt, shipped

ROOT = Path(__file__).parent.parent
CARD = ROOT / "docs" / "models" / "check-worthiness.md"
KEPT = ROOT / "var" / "training" / "check-worthiness"
NAME = "check-worthiness-v3"
PIECES = 128
PADDING = 1  # the id of a word piece that is none
FOLDS = 5
NEAR_DUPLICATE = 0.7  # cosine of character 3- to 5-grams
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)

Places = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Recipe:
    """How a model is trained."""

    seed: int = 0
    rank: int = 16  # of what is added to each matrix
    epochs: int = 3
    batch: int = 16
    rate: float = 5e-4
    head_rate: float = 1e-3
    warm_up: float = 0.1
    weight_decay: float = 0.01
    teacher_layers: tuple[int, ...] = (3, 4, 5, 6, 7)
    teacher_regularisation: float = 5e-4  # C of the logistic regression
    teacher_share: float = 0.5  # of a sentence's target; the label has the rest


@dataclass(frozen=True)
class Corpus:
    """Sentences in word pieces, their labels, what the frozen encoder sees in them (sentences x features), and which of
    them no fold may part."""

    pieces: list[list[int]]
    labels: NDArray[np.int64]
    seen: NDArray[np.float16]
    groups: Places


class Classifier(nn.Module):
    """The encoder that ships, an adapter, the mean over word pieces, one linear layer: a logit for each sentence."""

    def __init__(self, encoder: Path, rank: int) -> None:
        super().__init__()
        self.encoder = shipped(encoder).requires_grad_(False)
        self.adapter = nn.ParameterDict({name: torch.zeros(shape) for name, shape in adapter_shapes(rank).items()})
        for name, (*_, inner, _) in ADAPTED.items():
            nn.init.normal_(self.adapter[f"{name}_down"], std=inner**-0.5)
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(WIDTH, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        adapt(self.encoder, self.adapter)
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1)
        return self.head(self.dropout(mean)).squeeze(-1)


@dataclass(frozen=True)
class Calibration:
    """What turns a logit into one that says how often it is right: Platt's scale and shift."""

    scale: float = 1.0
    shift: float = 0.0


def read_corpus(path: Path, encoder: Path, recipe: Recipe) -> Corpus:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    texts = [row["text"] for row in rows]
    pieces = [load_encoder().row_of(text, PIECES) for text in texts]
    labels = np.array([row["label"] for row in rows])
    return Corpus(pieces, labels, what_it_sees(encoder, texts, recipe.teacher_layers), near_duplicates(texts))


@torch.no_grad()
def what_it_sees(encoder: Path, texts: list[str], layers: tuple[int, ...]) -> NDArray[np.float16]:
    """The mean over the word pieces of each text, in each of the layers of an encoder, side by side."""
    kept = KEPT / "seen.npy"
    if kept.exists():
        return np.load(kept)
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    model = AutoModel.from_pretrained(encoder, dtype=torch.bfloat16).eval()
    seen = np.empty((len(texts), len(layers) * model.config.hidden_size), dtype=np.float16)
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(texts), 48):
        places = by_length[start : start + 48]
        given = tokenizer(
            [texts[i] for i in places], padding=True, truncation=True, max_length=PIECES, return_tensors="pt"
        )
        states = model(**given, output_hidden_states=True).hidden_states
        mask = given["attention_mask"].unsqueeze(-1).float()
        means = [(states[layer].float() * mask).sum(1) / mask.sum(1) for layer in layers]
        seen[places] = torch.cat(means, dim=-1).numpy()
    KEPT.mkdir(parents=True, exist_ok=True)
    np.save(kept, seen)
    return seen


def near_duplicates(texts: list[str]) -> Places:
    """A group for each text; texts that nearly repeat each other, or the same third one, share theirs."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
    group = np.arange(len(texts))
    for start in range(0, len(texts), 1000):
        near = (vectors[start : start + 1000] @ vectors.T).tocoo()
        for row, column in zip(near.row[near.data > NEAR_DUPLICATE], near.col[near.data > NEAR_DUPLICATE], strict=True):
            group[group == group[column]] = group[start + row]
    return group


def folds_of(corpus: Corpus, places: Places, seed: int) -> Iterator[tuple[Places, Places]]:
    """Places to learn from and places to answer for, five times over; every place is answered for once."""
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for known, asked in splitter.split(places, corpus.labels[places], corpus.groups[places]):
        yield places[known], places[asked]


def targets_of(corpus: Corpus, places: Places, recipe: Recipe) -> Numbers:
    """What the student should say of each place: the label, and what a teacher says who has not seen that label.

    Crowd workers' labels are noisy; the teacher, a logistic regression on what a larger encoder sees, smooths them.
    """
    targets = corpus.labels.astype(np.float64)
    for known, asked in folds_of(corpus, places, recipe.seed):
        said = teacher_of(corpus, known, recipe).predict_proba(corpus.seen[asked].astype(np.float32))[:, 1]
        targets[asked] = recipe.teacher_share * said + (1 - recipe.teacher_share) * corpus.labels[asked]
    return targets


def teacher_of(corpus: Corpus, places: Places, recipe: Recipe) -> LogisticRegression:
    teacher = make_pipeline(StandardScaler(), LogisticRegression(C=recipe.teacher_regularisation, max_iter=300))
    return teacher.fit(corpus.seen[places].astype(np.float32), corpus.labels[places])


def train(corpus: Corpus, places: Places, recipe: Recipe, model: Classifier) -> Classifier:
    targets = torch.tensor(targets_of(corpus, places, recipe), dtype=torch.float)
    torch.manual_seed(recipe.seed)
    order = random.Random(recipe.seed)
    model.train()
    steps = recipe.epochs * -(-len(places) // recipe.batch)
    optimizer = torch.optim.AdamW(parameter_groups(model, recipe), fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: warm_then_linear(step / steps, recipe.warm_up))
    for _ in range(recipe.epochs):
        for batch in batches(corpus, places, recipe.batch, order):
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(*padded(corpus, batch))
            nn.functional.binary_cross_entropy_with_logits(logits.float(), targets[batch]).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
    return model.eval()


def warm_then_linear(done: float, warm_up: float) -> float:
    return done / warm_up if done < warm_up else max(0.0, (1 - done) / (1 - warm_up))


def parameter_groups(model: Classifier, recipe: Recipe) -> list[dict[str, object]]:
    """What is trained, with its learning rate."""
    return [
        {"params": model.adapter.parameters(), "lr": recipe.rate, "weight_decay": recipe.weight_decay},
        {"params": model.head.parameters(), "lr": recipe.head_rate, "weight_decay": recipe.weight_decay},
    ]


def batches(corpus: Corpus, places: Places, size: int, order: random.Random) -> Iterator[list[int]]:
    """All places in a new order, those of like length together within twenty batches."""
    shuffled = places.tolist()
    order.shuffle(shuffled)
    made: list[list[int]] = []
    for start in range(0, len(shuffled), size * 20):
        chunk = sorted(shuffled[start : start + size * 20], key=lambda place: len(corpus.pieces[place]))
        made += [chunk[at : at + size] for at in range(0, len(chunk), size)]
    order.shuffle(made)
    yield from made


def padded(corpus: Corpus, places: list[int]) -> tuple[Tensor, Tensor]:
    rows = [torch.tensor(corpus.pieces[place]) for place in places]
    ids = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)
    mask = nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
    return ids, mask


@torch.no_grad()
def float_logits(model: Classifier, corpus: Corpus, places: Places) -> Numbers:
    return np.array([model(*padded(corpus, [place])).item() for place in places])


def export(model: Classifier, calibration: Calibration, folder: Path) -> None:
    """The adapter and the linear layer, calibrated, in half precision."""
    folder.mkdir(parents=True, exist_ok=True)
    head = model.head.weight[0] * calibration.scale
    bias = model.head.bias * calibration.scale + calibration.shift
    arrays = {**model.adapter, "head": head, "bias": bias}
    halved = {name: array.detach().numpy().astype(np.float16) for name, array in arrays.items()}
    np.savez(folder / "adapter.npz", **halved)
    about = {"name": NAME, "pieces": PIECES}
    (folder / "about.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")


def quantised_probabilities(folder: Path, corpus: Corpus, places: Places) -> Numbers:
    """What the model in a folder says, as the service runs it."""
    scorer = load_scorer(folder)
    return np.array([scorer.score_pieces(corpus.pieces[place]) for place in places], dtype=np.float64)


def sigmoid(logits: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-logits))


def answer_for_fold(
    corpus: Corpus, number: int, known: Places, asked: Places, recipe: Recipe, fresh: Callable[[], Classifier]
) -> dict[str, Numbers]:
    """What a model that has not seen a fold says of it, kept once it is known."""
    kept = KEPT / f"fold-{number}.npz"
    if not kept.exists():
        model = train(corpus, known, recipe, fresh())
        folder = KEPT / f"fold-{number}"
        export(model, Calibration(), folder)
        taught = teacher_of(corpus, known, recipe).predict_proba(corpus.seen[asked].astype(np.float32))[:, 1]
        quantised = quantised_probabilities(folder, corpus, asked)
        np.savez(kept, asked=asked, exact=float_logits(model, corpus, asked), quantised=quantised, teacher=taught)
    return dict(np.load(kept))


def calibration_of(answers: list[dict[str, Numbers]], labels: NDArray[np.int64]) -> Calibration:
    """The calibration that suits all folds."""
    logits = np.concatenate([logits_of(answer["quantised"]) for answer in answers])
    truth = np.concatenate([labels[answer["asked"]] for answer in answers])
    fitted = LogisticRegression(C=np.inf).fit(logits[:, np.newaxis], truth)
    return Calibration(float(fitted.coef_[0, 0]), float(fitted.intercept_[0]))


def logits_of(probabilities: Numbers) -> Numbers:
    return np.log(probabilities / (1 - probabilities))


def figures_of(answers: list[dict[str, Numbers]], labels: NDArray[np.int64], calibration: Calibration) -> str:
    """A table: a row for each fold, and their mean."""
    rows = []
    for answer in answers:
        truth = labels[answer["asked"]]
        kinds = [calibrated(logits, calibration) for logits in (answer["exact"], logits_of(answer["quantised"]))]
        kinds.append(answer["teacher"])
        row = [measure(truth, kind) for kind in kinds for measure in (average_precision_score, f1_at_half)]
        rows.append([*row, brier_score_loss(truth, kinds[1])])
    cells = [[str(number), *row] for number, row in enumerate(rows, start=1)] + [["mean", *np.mean(rows, axis=0)]]
    lines = ["| " + " | ".join([row[0], *(f"{value:.3f}" for value in row[1:])]) + " |" for row in cells]
    titles = "| fold | AP float | F1 float | AP quantised | F1 quantised | AP teacher | F1 teacher | Brier quantised |"
    return "\n".join([titles, "|---" * 8 + "|", *lines])


def calibrated(logits: Numbers, calibration: Calibration) -> Numbers:
    return sigmoid(logits * calibration.scale + calibration.shift)


def f1_at_half(truth: NDArray[np.int64], probabilities: Numbers) -> float:
    return f1_score(truth, probabilities > 0.5)


def describe(corpus: Corpus, table: str, calibration: Calibration, speed: float) -> str:
    """The part of the card that the training writes."""
    size = (WEIGHTS / "adapter.npz").stat().st_size / 1e6
    groups = len(set(corpus.groups.tolist()))
    return (
        f"Trained on {len(corpus.labels):,} sentences, {corpus.labels.mean():.1%} of them check-worthy, in {groups:,} "
        f"groups of near-duplicates, which no fold parts.\n\n{table}\n\n"
        f"Calibrated on the folds: scale {calibration.scale:.2f}, shift {calibration.shift:.2f}. "
        f"`adapter.npz` has {size:.1f} MB; {speed:.0f} sentences a second are scored on one core.\n"
    )


def sentences_a_second(corpus: Corpus) -> float:
    places = np.arange(0, len(corpus.labels), len(corpus.labels) // 500)
    began = time.process_time()
    quantised_probabilities(WEIGHTS, corpus, places)
    return len(places) / (time.process_time() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--only", type=int, nargs="+", metavar="FOLD", help=f"only these; {FOLDS} is everything")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = Recipe()
    corpus = read_corpus(options.corpora / "claimbuster" / "train.jsonl", options.encoder, recipe)
    fresh = partial(Classifier, options.encoder, recipe.rank)
    everything = np.arange(len(corpus.labels))
    answers = []
    for number, (known, asked) in enumerate(folds_of(corpus, everything, recipe.seed)):
        if options.only is None or number in options.only:
            answers.append(answer_for_fold(corpus, number, known, asked, recipe, fresh))
    if options.only is None or FOLDS in options.only:
        model = train_on_everything(corpus, recipe, fresh())
    if answers and (options.only is None or FOLDS in options.only):
        calibration = calibration_of(answers, corpus.labels)
        export(model, calibration, WEIGHTS)
        table = figures_of(answers, corpus.labels, calibration)
        figures = describe(corpus, table, calibration, sentences_a_second(corpus))
        CARD.write_text(FIGURES.sub(lambda _: figures, CARD.read_text(encoding="utf-8")), encoding="utf-8")


def train_on_everything(corpus: Corpus, recipe: Recipe, model: Classifier) -> Classifier:
    kept = KEPT / "everything.pt"
    if not kept.exists():
        torch.save(train(corpus, np.arange(len(corpus.labels)), recipe, model).state_dict(), kept)
    model.load_state_dict(torch.load(kept))
    return model.eval()


if __name__ == "__main__":
    main()
