"""Read the corpus once and keep it as arrays: `python -m training.attribution.prepare CORPORA OUT --tokenizer FILE`.

OUT gets train.pickle, dev.pickle and unlabelled.pickle (the news sentences of MRPC), lists of corpus.Article.
"""

from __future__ import annotations

import argparse
import csv
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.text.pieces import load_tokenizer
from training.attribution.corpus import read_article, read_jsonl

SENTENCES_A_DOCUMENT = 40


def news_sentences(path: Path) -> Iterator[dict[str, Any]]:
    """The distinct sentences of MRPC, one a paragraph, the two of a pair half the file apart."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        pairs = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    sentences = list(dict.fromkeys([pair["#1 String"] for pair in pairs] + [pair["#2 String"] for pair in pairs]))
    for first in range(0, len(sentences), SENTENCES_A_DOCUMENT):
        yield {"id": f"mrpc-{first}", "text": "\n".join(sentences[first : first + SENTENCES_A_DOCUMENT])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True, help="the tokenizer.json of the encoder that ships")
    arguments = parser.parse_args()
    tokenizer = load_tokenizer(arguments.tokenizer)
    separator = tokenizer.token_to_id("[SEP]")
    parts = {
        "train": read_jsonl(arguments.corpora / "polnear" / "train.jsonl"),
        "dev": read_jsonl(arguments.corpora / "polnear" / "dev.jsonl"),
        "unlabelled": news_sentences(arguments.corpora / "mrpc" / "train.tsv"),
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, records in parts.items():
        articles = [read_article(record, tokenizer, separator) for record in records]
        (arguments.out / f"{name}.pickle").write_bytes(pickle.dumps(articles))
        words, pieces = (sum(len(getattr(article.encoded, key)) for article in articles) for key in ("words", "pieces"))
        print(f"{name}: {len(articles)} articles, {words} words, {pieces} pieces")


if __name__ == "__main__":
    main()
