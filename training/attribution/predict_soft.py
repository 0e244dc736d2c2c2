"""What teachers say of articles: `python -m training.attribution.predict_soft DATA ENCODER OUT --models MODEL.pt...`.

OUT is a pickle of {article id: batches.Soft}, the mean of the models' posteriors, for train.py's --soft. Teachers are
over-sure of what they learnt from: with --folds K --fold I only the articles are read that train.py leaves out with
the same options.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from claims.text.about import GAP_BOUNDS, MAX_CUES_BETWEEN, MAX_PARAGRAPHS_APART, About, DistanceBias
from claims.text.tagger import Run, read
from training.attribution import schema
from training.attribution.batches import Soft
from training.attribution.corpus import Article
from training.attribution.crf import Posterior
from training.attribution.export import load_model
from training.attribution.model import JOIN_WIDTH, Tagger
from training.attribution.train import in_fold, vocabulary_map


def torch_run(model: Tagger, to_encoder: Tensor) -> Run:
    """A model as tagger.read calls it."""
    to_encoder_array = to_encoder.numpy()

    def run(ids: np.ndarray, features: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            inputs = (torch.from_numpy(array) for array in (to_encoder_array[ids], features, mask))
            tags, joins, _ = model(*inputs)
        return tags.float().numpy(), joins.float().numpy()

    return run


def about_reading(vocabulary: list[str], window: int) -> About:
    """How to read for scores alone: wide windows with context on both sides."""
    flat = DistanceBias(
        np.zeros(2 * len(GAP_BOUNDS) + 2), np.zeros(2 * MAX_PARAGRAPHS_APART + 1), np.zeros(MAX_CUES_BETWEEN + 1)
    )
    return About(
        name="teacher", transitions=np.zeros((0, 0)), thresholds=(), content_to_cue=flat, cue_to_source=flat,
        join_width=JOIN_WIDTH, max_distance=0, window=window, before=64, after=48,
        classifier=vocabulary.index("[CLS]"), separator=vocabulary.index("[SEP]"),
    )  # fmt: skip


def posterior(article: Article, emissions: np.ndarray, transitions: Tensor) -> Soft:
    """The probability of every word's tags, and the expected transitions in every paragraph."""
    tags = np.zeros(emissions.shape, np.float16)
    pairs = np.zeros((len(article.encoded.paragraphs), len(schema.TAGS), len(schema.TAGS)), np.float16)
    for place, (first, last) in enumerate(article.encoded.paragraphs):
        scores = torch.from_numpy(emissions[first:last])[None]
        found = Posterior(scores, torch.ones(scores.shape[:2], dtype=torch.bool), transitions)
        tags[first:last] = found.tags()[0].numpy()
        pairs[place] = found.pairs().numpy()
    return Soft(tags, pairs)


def mean(softs: list[Soft]) -> Soft:
    """The mean of what several teachers say."""
    tags = np.mean([soft.tags.astype(np.float32) for soft in softs], axis=0)
    return Soft(tags.astype(np.float16), np.mean([soft.pairs.astype(np.float32) for soft in softs], axis=0))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vocabulary", type=Path, required=True)
    parser.add_argument("--models", type=Path, nargs="+", required=True)
    parser.add_argument("--folds", type=int, default=1)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--window", type=int, default=384)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def main() -> None:
    arguments = parse()
    torch.set_num_threads(arguments.threads)
    to_encoder = vocabulary_map(arguments.vocabulary, arguments.encoder / "vocab.txt")
    about = about_reading(arguments.vocabulary.read_text(encoding="utf-8").splitlines(), arguments.window)
    models = [load_model(path, arguments.encoder) for path in arguments.models]
    runs = [(torch_run(model, to_encoder), model.chain.transitions().detach()) for model in models]
    articles: list[Article] = []
    for part in ("train", "unlabelled"):
        articles += pickle.loads((arguments.data / f"{part}.pickle").read_bytes())
    chosen = [article for article in articles if in_fold(article, arguments.folds, arguments.fold)]
    found = {
        article.id: mean(
            [posterior(article, read(article.encoded, run, about).tags, transitions) for run, transitions in runs]
        )
        for article in chosen
    }
    arguments.out.write_bytes(pickle.dumps(found))
    print(f"{len(found)} articles")


if __name__ == "__main__":
    main()
