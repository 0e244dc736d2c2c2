"""How fast find_attributions is on one core, and how much of that is the model."""

import resource
import time
from collections.abc import Callable

import numpy as np

from claims.text.attributions import find_attributions
from claims.text.tagger import load_tagger


def seconds_of(work: Callable[[], object]) -> float:
    """CPU seconds that `work` takes in this process."""
    started = time.process_time()
    work()
    return time.process_time() - started


def run_bare_model(texts: list[str]) -> None:
    """Tokenise and run the model over windows of its size, and nothing else: what cannot be saved."""
    tagger = load_tagger()
    for text in texts:
        ids = tagger.tokenizer.encode(text, add_special_tokens=True).ids
        for start in range(0, len(ids), tagger.about.window):
            window = np.array([ids[start : start + tagger.about.window]])
            tagger.run(window, np.ones_like(window), np.ones_like(window))


def measure(name: str, texts: list[str]) -> None:
    words = sum(len(text.split()) for text in texts)
    find_attributions(texts[0])  # loads the model
    bare = seconds_of(lambda: run_bare_model(texts))
    found: list[int] = []
    whole = seconds_of(lambda: found.extend(len(find_attributions(text)) for text in texts))
    once, twice = (seconds_of(lambda n=n: find_attributions(" \n\n".join(texts[:10] * n))) for n in (2, 4))
    print(f"reading: {name}, {words:,} words, one core")
    print(f"  find_attributions    {words / whole:8,.0f} words/s  {sum(found) / whole:8,.0f} attributions/s")
    print(f"  bare model           {words / bare:8,.0f} words/s")
    print(f"  ratio, whole to bare model          {whole / bare:6.2f}")
    print(f"  ratio, a text twice as long         {twice / once:6.2f}   (2 is linear)")
    print(f"  resident in this process            {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB")
