"""The noun phrase that stands before a place in a text: whom "who" and "which" tell more of."""

import re
from itertools import takewhile

from claims.text.lexicons import word_set
from claims.text.records import Span

FURTHEST = 140  # characters
LONGEST_PHRASE = 9  # words
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’.&/-][^\W_]+)*['’]?")
SPACE = re.compile(r"[ \u00a0]")
# What may lie between the phrase and the pronoun.
BEFORE_PRONOUN = re.compile(r"(?:\s?\([^()]{1,40}\))?(?:\sin\s(?:19|20)\d\d)?[,\s–—-]*$")
COORDINATED = re.compile(r"\b(?P<pronoun>who|whose|which|that)\b[^.]*?,?\s(?:and|but|or)\s$", re.IGNORECASE)
LINKS = frozenset({"of", "by", "from", "for"})


def antecedent_end(text: str, offset: int, start: int) -> int:
    """Where the phrase ends that the pronoun at `offset` tells more of, not before `start`. Behind "and", "but" or "or"
    it is the phrase before the "who" that they join."""
    start = max(start, offset - FURTHEST)
    joined = COORDINATED.search(text[start:offset])
    before = text[start : start + joined.start() if joined else offset]
    between = BEFORE_PRONOUN.search(before)
    return start + (between.start() if between else len(before))


def phrase_before(text: str, end: int, start: int) -> Span | None:
    """The noun phrase that ends at `end` and does not begin before `start`; None where there is none.

    "one of the voters|, who" gives "one of the voters", "a judge| who" gives "a judge", "told reporters| who" gives
    "reporters".
    """
    words = _run_of_words(text, max(start, end - FURTHEST), end)
    first = _first_of_phrase(words)
    while first is not None and first > 1 and words[first - 1].group().lower() in LINKS:
        longer = _first_of_phrase(words[: first - 1])
        if longer is None:
            break
        first = longer
    return None if first is None else Span(words[first].start(), words[-1].end())


def _run_of_words(text: str, start: int, end: int) -> list[re.Match[str]]:
    """The last words before `end` with nothing but a space between them."""
    words: list[re.Match[str]] = []
    for word in reversed(list(WORD.finditer(text, start, end))):
        behind = words[-1].start() if words else end
        between = text[word.end() : behind]
        if len(words) == 2 * LONGEST_PHRASE or not (between == "" if not words else SPACE.fullmatch(between)):
            break
        words.append(word)
    return words[::-1]


def _first_of_phrase(words: list[re.Match[str]]) -> int | None:
    """The place of the first word of the phrase that the words end with: its determiner, or the first that goes with a
    noun without one."""
    if not words or _ends_phrase(words[-1].group()):
        return None
    back = len(words) - 1
    for place in range(back, max(-1, back - LONGEST_PHRASE), -1):
        word = words[place].group()
        if _is_determiner(word):
            return place
        if _ends_phrase(word):
            break
    bare = takewhile(lambda word: _may_modify(word.group()), reversed(words[:back]))
    return back - len(list(bare))


def _is_determiner(word: str) -> bool:
    return word.lower() in word_set("determiners") or word.endswith(("'s", "’s", "'", "’"))


def _ends_phrase(word: str) -> bool:
    plain = word.lower()
    return plain in word_set("prepositions") or plain in word_set("phrase_ends")


def _may_modify(word: str) -> bool:
    lists = ("role_modifiers", "demonyms", "name_modifiers")
    return word[0].isupper() or "-" in word or any(word.lower() in word_set(name) for name in lists)
