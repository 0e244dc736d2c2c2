"""The word lists beside the code: plain text, an entry a line, `#` before a remark."""

from functools import cache
from pathlib import Path

LEXICON = Path(__file__).parent / "lexicon"


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The entries of `lexicon/NAME.txt`, in order."""
    lines = (LEXICON / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def word_set(name: str) -> frozenset[str]:
    """The entries of `lexicon/NAME.txt`, to look words up in."""
    return frozenset(word_list(name))


@cache
def word_table(name: str) -> dict[str, str]:
    """The entries of `lexicon/NAME.txt`, each with the `[heading]` that it stands under."""
    table: dict[str, str] = {}
    heading = ""
    for entry in word_list(name):
        if entry.startswith("["):
            heading = entry.strip("[]")
        else:
            table[entry] = heading
    return table
