"""What `about.json` says of the attribution tagger: all that reading with it needs beside the network."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claims.text.tags import ROLES, TAGS

# How far two spans lie apart, as the joins learnt it: in words between them (upper bounds, the last bucket is open),
# in paragraphs, and in cues between them.
GAP_BOUNDS = (0, 1, 2, 4, 8, 16, 32, 64)
MAX_PARAGRAPHS_APART = 2
MAX_CUES_BETWEEN = 2

SHAPES = {
    "gap": 2 * (len(GAP_BOUNDS) + 1),
    "paragraphs": 2 * MAX_PARAGRAPHS_APART + 1,
    "cues_between": MAX_CUES_BETWEEN + 1,
}


class WrongWeights(ValueError):
    """The files of a model are not of the kind that this program runs."""


@dataclass(frozen=True)
class DistanceBias:
    """What the distance of two spans adds to the score of joining them: a table for each way of measuring it."""

    gap: NDArray[np.float64]
    paragraphs: NDArray[np.float64]
    cues_between: NDArray[np.float64]


@dataclass(frozen=True)
class About:
    """How to run a tagger and to decode what it says. Scores are natural logarithms, thresholds probabilities."""

    name: str
    transitions: NDArray[np.float64]  # (13, 13): the score of a tag (column) after another (row)
    thresholds: tuple[float, ...]  # by ROLES: a span is worth its probability above this
    content_to_cue: DistanceBias
    cue_to_source: DistanceBias
    join_width: int  # numbers in each of a word's four join vectors
    max_distance: int  # words between two spans that may be joined
    window: int  # word pieces read at once, the first one, [CLS], and the context counted
    before: int  # word pieces of context before what a window is read for
    after: int
    classifier: int  # the id of [CLS]
    separator: int  # the id of [SEP], which stands after every paragraph


def load_about(path: Path) -> About:
    """What a file says that training wrote. Raises WrongWeights where it says it of another kind of tagger."""
    values = json.loads(path.read_text(encoding="utf-8"))
    try:
        about = _about(values)
    except (KeyError, TypeError) as error:
        raise WrongWeights(f"{path} is not about an attribution tagger: {error!r}.") from error
    if tuple(values["tags"]) != TAGS or tuple(values["gap_bounds"]) != GAP_BOUNDS:
        raise WrongWeights(f"{path} is about a tagger with other tags or distances than {__name__} has.")
    shapes = {about.transitions.shape, (len(about.thresholds),)}
    if shapes != {(len(TAGS), len(TAGS)), (len(ROLES),)}:
        raise WrongWeights(f"{path} has transitions or thresholds of a wrong shape.")
    return about


def _about(values: dict[str, Any]) -> About:
    return About(
        name=values["name"],
        transitions=np.array(values["transitions"], np.float64),
        thresholds=tuple(values["thresholds"]),
        content_to_cue=_bias(values["bias"]["content_to_cue"]),
        cue_to_source=_bias(values["bias"]["cue_to_source"]),
        **{
            name: int(values[name])
            for name in ("join_width", "max_distance", "window", "before", "after", "classifier", "separator")
        },
    )


def _bias(tables: dict[str, list[float]]) -> DistanceBias:
    if any(len(tables[name]) != length for name, length in SHAPES.items()):
        raise TypeError("a table of distances has a wrong length")
    return DistanceBias(**{name: np.array(tables[name], np.float64) for name in SHAPES})
