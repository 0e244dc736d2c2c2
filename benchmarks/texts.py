"""What the benchmarks read: the articles of the corpus beside the checkout, or the seeds where there is none."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
CORPUS = SHARED / "corpora" / "polnear" / "dev.jsonl"

# What is no news, over and over: each once made a rule look at the rest of the text from everywhere in it.
NO_NEWS = [
    '"', "“", "''a ", "' ", ".", ". ", "! A", " ", "\n", "\t ", "a", "A ", "A.", "aide Bob ", "(", "Bob (who ", "-",
    "—", "…", "1,", "that ",
]  # fmt: skip


def articles() -> tuple[str, list[str]]:
    """A name for the texts, and the texts."""
    if CORPUS.exists():
        with open(CORPUS, encoding="utf-8") as lines:
            return "84 articles of PolNeAR (dev)", [json.loads(line)["text"] for line in lines]
    seeds = sorted((ROOT / "seeds" / "articles").glob("*.txt"))
    return f"{len(seeds)} seed articles (no {CORPUS.name} beside the checkout)", [
        p.read_text(encoding="utf-8") for p in seeds
    ]


def editions(texts: list[str], count: int) -> list[str]:
    """`count` texts, each an article of its own: the same ones over again in later editions."""
    return [f"{texts[n % len(texts)]}\n\nEdition {n}." for n in range(count)]
