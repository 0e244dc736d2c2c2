"""Words as they are compared: tokens, lemmas, what a word stands for, what is its opposite, how much it tells."""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from claims.text.lexicons import word_list, word_set, word_table

WORDS = Path(__file__).parent.parent / "weights" / "equivalence" / "words.tsv"
WORDNET = WORDS.with_name("wordnet.tsv.gz")
FORMS = WORDS.with_name("forms.tsv")
TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|St|Prof|Lt|Col|Sgt|Capt|Rev)\.(?=\s)"
    r"|\b[A-Z]\.(?=\s[A-Z][a-z]+)(?!\s(?:The|An?|In|On|At|He|She|It|They|We|But|And|This|That|His|Her|Its)\b)"  # J. Kim
    r"|\b[^\W\d_]\.[^\W\d_]\b"  # the same at the end of a text, whose full stop is taken off
    r"|\d{4}-\d\d-\d\d(?!\d)"  # 2027-01-31
    r"|[^\W\d_]-[^\W\d_]{2,}"  # e-mail
    r"|[A-Z]{0,2}[$€£¥]"
    r"|(?<=\s)-\d+(?:\.\d+)?"  # -5
    r"|\d+(?:,\d{3})*(?:\.\d+)?(?:st|nd|rd|th)\b"
    r"|\d+[:/]\d+"
    r"|\d+(?:,\d{3})*(?:\.\d+)?"
    r"|[^\W\d_]+-?\d+(?![\d,.]*\d)"  # covid-19, G7
    r"|[^\W\d_]+(?:'[^\W\d_]+)?"
    r"|(?<=\d)-(?=\d)"  # 5-6
    r"|[%.,;:?!()\"]"
)
CONTRACTION = re.compile(r"(?P<stem>\w+?)(?P<ending>n't|'(?:ll|ve|re|d|m|s))$", re.IGNORECASE)
FULL_FORMS = {"n't": "not", "'ll": "will", "'ve": "have", "'re": "are", "'d": "would", "'m": "am"}
STEMS = {"wo": "will", "ca": "can", "sha": "shall"}
IS_AFTER = frozenset(("it", "he", "she", "that", "there", "what", "who", "here"))
SUFFIXES = re.compile(r"(?:isation|ization|ational|ation|ition|ative|ement|ment|ness|ance|ence|ity|ive|ion|al|ly|e)$")
SHORTEST_ROOT = 4
RAREST = 9.0  # the weight of a word that the corpora do not hold
VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or mark: as written, in lower case, its lemmas, the likeliest first, and all of these once."""

    written: str
    plain: str
    lemmas: tuple[str, ...]
    forms: tuple[str, ...]
    is_possessive: bool = False

    @property
    def is_word(self) -> bool:
        return self.written[0].isalpha()

    @property
    def is_capitalised(self) -> bool:
        return self.written[0].isupper()


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text whose quotation marks and dashes are plain, contractions written out."""
    return [token for match in TOKEN.finditer(text) for token in _written_out(match.group())]


def _written_out(found: str) -> Iterator[Token]:
    contraction = CONTRACTION.match(found)
    if contraction is None:
        yield token_of(found)
        return
    stem, ending = contraction["stem"], contraction["ending"].lower()
    if ending == "'s" and stem.lower() not in IS_AFTER:
        yield token_of(stem, is_possessive=True)
        return
    yield token_of(STEMS.get(stem.lower(), stem))
    yield token_of(FULL_FORMS.get(ending, "is"))


@lru_cache(maxsize=50_000)
def token_of(written: str, is_possessive: bool = False) -> Token:
    plain = written.lower()
    if plain[:1].isalpha():
        plain = plain.replace(".", "")
    if plain[1:2] == "-":
        plain = plain.replace("-", "")
    lemmas = lemmas_of(plain)
    return Token(written, plain, lemmas, tuple(dict.fromkeys((plain, *lemmas))), is_possessive)


@lru_cache(maxsize=50_000)
def lemmas_of(word: str) -> tuple[str, ...]:
    """What a word in lower case may be a form of, the likeliest first: "found" is of "find" and of "found"."""
    irregular = _irregular().get(word, ())
    if irregular:
        return (*irregular, *([word] if word in _lexicon_words() and word not in irregular else []))
    if word in ALONE or not word.isalpha():
        return (word,)
    bases = [base for base in _bases(word) if base in _known()]
    if not bases:
        return (word,)
    best = min(bases, key=weight_of)
    return (best, word) if word in _lexicon_words() else (best,)


ALONE = frozenset(
    ("was", "his", "this", "its", "as", "us", "has", "less", "always", "during", "percent", "pass", "red")
)


def _bases(word: str) -> Iterator[str]:
    """What a regular form may come from."""
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > len("was"):
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
        if word.endswith("ies"):
            yield word[:-3] + "y"
    for ending in ("ed", "ing"):
        if word.endswith(ending) and not word.endswith("eed") and not VOWELS.isdisjoint(word[: -len(ending)]):
            stem = word[: -len(ending)]
            yield from (stem + "e", stem)
            if stem[-1] == stem[-2]:
                yield stem[:-1]
            if stem.endswith("i"):
                yield stem[:-1] + "y"


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    """Irregular forms, each with all that it may come from; the lemma itself is a form."""
    table: dict[str, tuple[str, ...]] = {}
    for lemma, *forms in [*_rows("irregular_verbs"), *_rows("irregular_nouns")]:
        for form in forms:
            table[form] = (*table.get(form, ()), lemma)
    for form, lemma in (*_others("verb"), *_others("noun")):
        table.setdefault(form, (lemma,))
    return table


def _others(kind: str) -> list[tuple[str, str]]:
    """Irregular forms of WordNet, each with its lemma."""
    lines = (line.split("\t") for line in FORMS.read_text(encoding="utf-8").splitlines())
    return [(form, lemma) for form, lemma, own in lines if own == kind]


@cache
def verb_lemmas() -> frozenset[str]:
    irregular = frozenset(line.split(",")[0] for line in word_list("equivalence/irregular_verbs"))
    return irregular | word_set("equivalence/verbs")


@cache
def participles() -> frozenset[str]:
    """Irregular forms of verbs: all that is no lemma, and tells of what is done."""
    listed = (form for _, *forms in _rows("irregular_verbs") for form in forms)
    forms = (*listed, *(form for form, _ in _others("verb")))
    return frozenset(form for form in forms if not form.endswith("ing"))


@cache
def _lexicon_words() -> frozenset[str]:
    entries = [entry for row in _rows("synonyms") for entry in row] + [*word_table("equivalence/units")]
    return frozenset(word for entry in [*entries, *_sides()] for word in entry.split()) | frozenset(
        word_list("equivalence/verbs")
    )


@cache
def _known() -> frozenset[str]:
    return _lexicon_words() | _table().keys() | wordnet().keys()


def _rows(name: str) -> list[list[str]]:
    """The lines of a word list, each split at its commas."""
    return [[entry.strip() for entry in line.split(",")] for line in word_list(f"equivalence/{name}")]


def rows_of(name: str) -> list[list[str]]:
    """The lines of a word list, each split at its commas, its hyphens written as gaps, as tokens have them."""
    return [[entry.replace("-", " ") for entry in row] for row in _rows(name)]


@cache
def _table() -> dict[str, tuple[float, float]]:
    """Each word of the corpora with its weight and how often it is written with a capital inside of a sentence."""
    if not WORDS.exists():
        return {}
    lines = (line.split("\t") for line in WORDS.read_text(encoding="utf-8").splitlines())
    return {word: (float(weight), float(share)) for word, weight, share in lines}


def weight_of(word: str) -> float:
    """How much a word tells: the logarithm of how few sentences have it."""
    return _table().get(word, (RAREST, 0.0))[0]


def is_mostly_capitalised(word: str) -> bool:
    """Whether a word in lower case is rather a name than a word: no corpus has it, or nearly always with a capital."""
    weight_and_share = _table().get(word)
    if weight_and_share is None:
        return word not in _lexicon_words() and not any(base in _known() for base in _bases(word))
    return weight_and_share[1] > 0.7


@lru_cache(maxsize=50_000)
def keys_of(lemmas: tuple[str, ...]) -> frozenset[str]:
    """What two words share that say the same: a lemma, a group of synonyms of ours ("=") or of WordNet ("#"), a word
    that one is derived from ("^"), the root of one ("~")."""
    keys = set(lemmas)
    for lemma in lemmas:
        keys.update(_groups().get(lemma, ()))
        entry = wordnet().get(lemma)
        if entry is not None:
            keys.update(f"#{number}" for number in entry.sets)
            keys.update(f"^{word}" for word in (lemma, *entry.related))
        root = SUFFIXES.sub("", lemma)
        if len(root) >= SHORTEST_ROOT and " " not in lemma:
            keys.add("~" + root)
    return frozenset(keys)


class WordNetEntry(NamedTuple):
    """The sets of synonyms that a word stands in, what it is derived from or leads to, and its opposites."""

    sets: tuple[str, ...]
    related: tuple[str, ...]
    opposites: tuple[str, ...]


@cache
def wordnet() -> dict[str, WordNetEntry]:
    """Words and phrases of WordNet in the senses that they mostly have."""
    table = {}
    for line in gzip.decompress(WORDNET.read_bytes()).decode().splitlines():
        word, *columns = line.split("\t")
        sets, related, opposites = (tuple(filter(None, column.split(","))) for column in [*columns, "", "", ""][:3])
        table[word] = WordNetEntry(sets, related, opposites)
    return table


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Each word of the synonyms with the groups that it stands in."""
    groups: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(rows_of("synonyms")):
        for entry in row:
            groups[entry] = (*groups.get(entry, ()), f"={number}")
    return groups


@cache
def _sides() -> tuple[str, ...]:
    return tuple(one for entry in word_list("equivalence/antonyms") for one in re.split(r"\s*[:,]\s*", entry))


@cache
def antonyms() -> dict[str, dict[str, bool]]:
    """Each word with its opposites, and whether they are complementary: what is not the one is the other."""
    table: dict[str, dict[str, bool]] = {}
    for entry, kind in word_table("equivalence/antonyms").items():
        left, right = ([one.strip().replace("-", " ") for one in side.split(",")] for side in entry.split(":"))
        for one, other in ((one, other) for one in left for other in right):
            for first, second in ((one, other), (other, one)):
                known = table.setdefault(first, {})
                known[second] = known.get(second, False) or kind == "complementary"
    return table


@lru_cache(maxsize=50_000)
def opposites_of(lemmas: tuple[str, ...]) -> frozenset[str]:
    """The lemmas of all opposites of a word."""
    found = {other for lemma in lemmas for other in antonyms().get(lemma, ())}
    entries = (wordnet().get(lemma) for lemma in lemmas)
    return frozenset(found.union(*(entry.opposites for entry in entries if entry is not None)))


def is_complementary(lemmas: Iterable[str], others: Iterable[str]) -> bool:
    """Whether what is not the one is the other: by our list, or as one is the other with a prefix that denies it."""
    others = tuple(others)
    return any(
        antonyms().get(one, {}).get(other, False) or _is_denied(one, other) or _is_denied(other, one)
        for one in lemmas
        for other in others
    )


def _is_denied(word: str, other: str) -> bool:
    return other.endswith(word) and other.removesuffix(word) in DENYING


DENYING = frozenset(("in", "im", "il", "ir", "un", "non", "dis"))


class Phrases:
    """Expressions of several words, found by their lemmas or by the words as they stand; the longest wins."""

    def __init__(self, entries: Iterable[str]) -> None:
        self.by_first: dict[str, list[tuple[str, ...]]] = {}
        for entry in entries:
            words = tuple(entry.replace("-", " ").split())
            self.by_first.setdefault(words[0], []).append(words)
        for found in self.by_first.values():
            # "armed force" before "armed forces", which fits as well, in every process: entries often come as a set.
            found.sort(key=lambda words: (-len(words), words))

    def match(self, tokens: list[Token], start: int) -> tuple[str, int] | None:
        """The longest entry that begins at a token, and how many tokens it takes."""
        best: tuple[str, ...] = ()
        for first in tokens[start].forms:
            for words in self.by_first.get(first, ()):
                if len(words) > len(best) and self._fits(words, tokens, start):
                    best = words
                    break
        return (" ".join(best), len(best)) if best else None

    @staticmethod
    def _fits(words: tuple[str, ...], tokens: list[Token], start: int) -> bool:
        if start + len(words) > len(tokens):
            return False
        for place, word in enumerate(words[1:], start + 1):  # a generator takes twice as long, and most do not fit
            if word != tokens[place].plain and word not in tokens[place].lemmas:
                return False
        return True
