"""Trained models as they lie in `weights/`: a folder each, with `model.onnx`, `about.json`, mostly `tokenizer.json`."""

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

# Before the import, or ONNX Runtime reports to its maker: texts stay on this machine, and so does word of them.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from onnxruntime import InferenceSession, OrtValue, SessionOptions

__all__ = ["InferenceSession", "open_session", "version_of"]

FILES = ("about.json", "model.onnx", "tokenizer.json")
# Adding and norming in one is slower on a CPU than one after the other: without, networks take an eighth less time.
SLOWER = ["SkipLayerNormFusion"]


def open_session(folder: Path, arrays: Mapping[str, NDArray[Any]] | None = None) -> InferenceSession:
    """The model of `folder`, to run on one thread. To be called after a fork, not before.

    `arrays` are those that the model leaves to its reader, by their names in it.
    """
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The arena and the memory patterns keep a block for every length of window they have met.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    if arrays:
        options.add_external_initializers(list(arrays), list(map(OrtValue.ortvalue_from_numpy, arrays.values())))
    return InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )


@cache
def version_of(folder: Path, files: tuple[str, ...] = FILES) -> str:
    """The model's name and a hash over the files that make it what it is."""
    digest = hashlib.sha256()
    for name in files:
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    name = json.loads((folder / "about.json").read_text(encoding="utf-8"))["name"]
    return f"{name}-{digest.hexdigest()[:12]}"
