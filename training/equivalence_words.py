"""Count how much each word tells, and whether it is a name, over the sentences of the corpora.

    python -m training.equivalence_words CORPORA

Writes `claims/text/weights/equivalence/words.tsv`: a word in lower case, the logarithm of how few sentences hold it,
and the share of its uses inside of a sentence that have a capital. Words in fewer than three sentences are left out.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from claims.text.equivalence.words import WORDS, tokens_of

FEWEST = 3


def sentences_of(corpora: Path) -> Iterator[str]:
    """The sentences of the training parts of all three corpora."""
    for line in (corpora / "polnear" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        yield from (article["text"][start:end] for start, end in article["sentences"])
    for line in (corpora / "claimbuster" / "train.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)["text"]
    for line in (corpora / "mrpc" / "train.tsv").read_text(encoding="utf-8-sig").splitlines()[1:]:
        yield from line.split("\t")[3:5]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    holding: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    sentences = 0
    for sentence in sentences_of(parser.parse_args().corpora):
        sentences += 1
        words = [token for token in tokens_of(sentence.replace("’", "'")) if token.is_word]
        holding.update({word.plain for word in words})
        inside.update(word.plain for word in words[1:])
        capital.update(word.plain for word in words[1:] if word.is_capitalised)
    lines = [
        f"{word}\t{math.log(sentences / count):.1f}\t{capital[word] / max(1, inside[word]):.1f}\n"
        for word, count in sorted(holding.items())
        if count >= FEWEST
    ]
    WORDS.parent.mkdir(parents=True, exist_ok=True)
    WORDS.write_text("".join(lines), encoding="utf-8")
    print(f"{sentences:,} sentences, {len(lines):,} words")


if __name__ == "__main__":
    main()
