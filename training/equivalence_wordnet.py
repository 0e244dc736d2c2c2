"""Turn WordNet's database into the table of words that say the same or the opposite.

    python -m training.equivalence_wordnet DICT

`DICT` is the folder of WordNet 3.0's database (`index.noun`, `data.noun`, ..., `cntlist.rev`): the package
`wordnet-base` of Debian has it in `/usr/share/wordnet`. Writes `claims/text/weights/equivalence/wordnet.tsv.gz`, a line
for each word with the sets of synonyms it stands in, the words it is derived from or leads to, and its opposites; and
`forms.tsv`, the forms that no rule makes. Only the senses that a word mostly has are kept, by its counts of tagged
texts.
"""

import argparse
import gzip
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from claims.text.equivalence.reading import RELATIONS
from claims.text.equivalence.words import FORMS, WORDNET, WORDS
from claims.text.lexicons import word_table

KINDS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
NUMBERS = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
MOST_SENSES = 4
SHARE_OF_SENSE = 0.12  # of the counted uses of a word, at least, for all but its first sense
UNCOUNTED_SENSES = 2  # kept of a word of which WordNet counted no use
LONGEST_PHRASE = 3
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Synset(NamedTuple):
    """A set of synonyms: its words, and what points from a word (from 1; 0 for all) to a word of another set."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, str, int, int], ...]  # symbol, set pointed to, word from, word to


@dataclass
class Entry:
    """What is kept of a word."""

    sets: list[str] = field(default_factory=list)
    related: set[str] = field(default_factory=set)
    opposites: set[str] = field(default_factory=set)


def read_synsets(folder: Path) -> dict[str, Synset]:
    """All sets of synonyms, by kind and place in the file: "n00001740"."""
    found = {}
    for kind, letter in KINDS.items():
        for line in (folder / f"data.{kind}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue  # the licence
            parts = line.split(" | ")[0].split(" ")
            count = int(parts[3], 16)
            words = tuple(_plain(word) for word in parts[4 : 4 + 2 * count : 2])
            rest = parts[4 + 2 * count :]
            pointers = tuple(
                (rest[i], _letter(rest[i + 2]) + rest[i + 1], int(rest[i + 3][:2], 16), int(rest[i + 3][2:], 16))
                for i in range(1, 1 + 4 * int(rest[0]), 4)
            )
            found[letter + parts[0]] = Synset(words, pointers)
    return found


def _letter(kind: str) -> str:
    return "a" if kind == "s" else kind


def _plain(word: str) -> str:
    return word.split("(")[0].replace("_", " ").replace("-", " ").lower()


def read_counts(folder: Path) -> dict[tuple[str, str, int], int]:
    """How often a sense of a word was counted: by word, kind and number of the sense."""
    counts: dict[tuple[str, str, int], int] = defaultdict(int)
    for line in (folder / "cntlist.rev").read_text(encoding="latin-1").splitlines():
        key, sense, count = line.split()
        word, rest = key.split("%")
        counts[_plain(word), NUMBERS[rest[0]], int(sense)] += int(count)
    return counts


def kept_senses(folder: Path) -> Iterator[tuple[str, str]]:
    """Each word with each set of synonyms that it mostly means."""
    counts = read_counts(folder)
    for kind, letter in KINDS.items():
        for line in (folder / f"index.{kind}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            parts = line.split()
            word, number = _plain(parts[0]), int(parts[2])
            senses = parts[-number:]
            used = [counts[word, letter, place] for place in range(1, number + 1)]
            for place, sense in enumerate(senses[:MOST_SENSES]):
                is_usual = used[place] >= max(1, SHARE_OF_SENSE * sum(used))
                if place == 0 or is_usual or (not sum(used) and place < UNCOUNTED_SENSES):
                    yield word, letter + sense


def entries_of(folder: Path) -> dict[str, Entry]:
    synsets = read_synsets(folder)
    entries: dict[str, Entry] = defaultdict(Entry)
    kept = [(word, sense) for word, sense in kept_senses(folder) if _is_read(word)]
    holding: dict[str, set[str]] = defaultdict(set)
    for word, sense in kept:
        holding[sense].add(word)
    kept = [(word, sense) for word, sense in kept if " " not in word or _is_for_a_word(word, holding[sense])]
    for word, sense in kept:
        synset, entry = synsets[sense], entries[word]
        if len(holding[sense]) > 1:
            entry.sets.append(sense)
        own = synset.words.index(word) + 1 if word in synset.words else 0
        for symbol, target, first, second in synset.pointers:
            if own and first == own and symbol in ("+", "\\", "!"):
                other = synsets[target].words[second - 1]
                (entry.opposites if symbol == "!" else entry.related).add(other)
                if symbol == "\\" and _is_read(other):
                    entries[other].related.add(word)  # "Vienna" leads to "Viennese"
        if sense[0] == "a":
            entry.opposites |= _opposites_of_likes(synsets, synset)
    return entries


def _opposites_of_likes(synsets: dict[str, Synset], synset: Synset) -> set[str]:
    """The opposites of the adjective that a set is like: "parched" is like "dry", against "wet"."""
    found = set()
    for symbol, target, _, _ in synset.pointers:
        if symbol == "&":
            opposed = (pointer for pointer in synsets[target].pointers if pointer[0] == "!")
            found.update(synsets[other].words[second - 1] for _, other, _, second in opposed)
    return found


def irregular_forms(folder: Path, lemmas: Collection[str]) -> Iterator[str]:
    """Forms of verbs and nouns that no rule makes, each with its lemma and kind: a line each."""
    for kind in ("verb", "noun"):
        for line in (folder / f"{kind}.exc").read_text(encoding="latin-1").splitlines():
            form, lemma, *_ = line.split()
            if form.isalpha() and lemma in lemmas and form not in lemmas:
                yield f"{form}\t{lemma}\t{kind}\n"


def _is_for_a_word(phrase: str, others: set[str]) -> bool:
    """Whether a phrase of content words says what a single word of the news says: "prime minister", "premier"."""
    small = word_table("equivalence/function_words") | dict.fromkeys(RELATIONS, "preposition")
    # "fall in 2020" is no falling in; "than" compares.
    is_small = phrase.split()[0] in small or small.get(phrase.split()[-1]) == "preposition"
    return not is_small and any(" " not in other and other in known_words() for other in others)


def _is_read(word: str) -> bool:
    """Whether a text can hold it as one part: a word, or a phrase of a few that are words of the news."""
    parts = word.split()
    is_phrase = 1 < len(parts) <= LONGEST_PHRASE and all(part in known_words() for part in parts)
    return is_phrase or (len(parts) == 1 and word.isalpha())


@cache
def known_words() -> frozenset[str]:
    return frozenset(line.split("\t")[0] for line in WORDS.read_text(encoding="utf-8").splitlines())


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits or "0"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dict", type=Path)
    folder = parser.parse_args().dict
    entries = entries_of(folder)
    entries = {word: entry for word, entry in entries.items() if entry.sets or entry.related or entry.opposites}
    numbers: dict[str, str] = {}
    for entry in entries.values():
        for sense in entry.sets:
            numbers.setdefault(sense, _short(len(numbers)))
    lines = []
    for word, entry in sorted(entries.items()):
        sets = ",".join(numbers[sense] for sense in entry.sets)
        others = (",".join(sorted((words - {word}) & entries.keys())) for words in (entry.related, entry.opposites))
        lines.append("\t".join((word, sets, *others)).rstrip("\t") + "\n")
    WORDNET.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))
    FORMS.write_text("".join(irregular_forms(folder, entries.keys())), encoding="utf-8")
    print(f"{len(lines):,} words, {len(numbers):,} sets of synonyms, {WORDNET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
