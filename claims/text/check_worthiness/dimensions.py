"""What makes a sentence worth checking, in named dimensions: each a rule over word lists, for a reviewer to follow."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple, Self

from claims.text.lexicons import word_list

DIGITS = re.compile(r"\d")
YEAR = re.compile(r"(?<![\d$€£.,])(?:1[5-9]|20)\d\d(?:s\b|(?![\d%]|[.,]\d))")
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
APOSTROPHE = re.compile(r"(?=')")
# A capital after a small letter, a figure or a comma opens a name; at the start of a sentence it takes two in a row.
NAME = re.compile(r"(?:(?<=[a-z\d,;:%)] )|(?<=[\"“(]))(?!I\b)[A-Z][\w&]+|^(?!I\b)[A-Z]\w+\.? (?!I\b)[A-Z]\w+")
WORDS_AFTER_I = 2  # where to look for what I did, and for whose story "my" begins
FEWEST_WORDS = 3
RUN_SIZES = range(1, 5)  # no entry of a word list is longer


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the rules read it: as it stands, its words in small letters, and their runs up to four."""

    text: str
    words: tuple[str, ...]
    runs: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Self:
        plain = text.replace("’", "'").strip()
        words = tuple(word.lower() for word in WORD.findall(plain))
        runs = {" ".join(words[start : start + size]) for size in RUN_SIZES for start in range(len(words))}
        parts = {part for word in words if "-" in word for part in word.split("-")}
        # "he'll" holds "he" and "'ll", but "won't" no "won".
        parts |= {part for word in words if not word.endswith("n't") for part in APOSTROPHE.split(word, maxsplit=1)}
        return cls(plain, words, frozenset(runs | parts))

    def mentions(self, name: str) -> bool:
        """Whether the sentence holds an entry of the word list `dimension_NAME`."""
        entries = entries_of(name)
        return not entries.whole.isdisjoint(self.runs) or any(word.startswith(entries.openings) for word in self.words)


class Entries(NamedTuple):
    """A word list: what is to stand there whole, and what a word may go on from (`*` in the list)."""

    whole: frozenset[str]
    openings: tuple[str, ...]


@cache
def entries_of(name: str) -> Entries:
    listed = word_list(f"dimension_{name}")
    openings = tuple(entry.removesuffix("*") for entry in listed if entry.endswith("*"))
    return Entries(frozenset(entry for entry in listed if not entry.endswith("*")), openings)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A named side of check-worthiness: `meaning` is what a reviewer reads, `rule` gives 0.0 to 1.0 for a sentence."""

    name: str
    meaning: str
    rule: Callable[[Sentence], float]


def dimensions(text: str) -> dict[str, float]:
    """How far a sentence shows each dimension, 0.0 to 1.0, in the order of `DIMENSIONS`: none is ever left out.

    Rules over word lists for English; they know words and not what is meant. Any text is answered, an empty one with
    zeros. Time grows with the length of the text, no faster.
    """
    sentence = Sentence.of(text)
    return {dimension.name: dimension.rule(sentence) for dimension in DIMENSIONS}


def how_checkable(sentence: Sentence) -> float:
    """1.0 where a record could settle it, 0.5 where nothing in it says so; half of that for a judgement, half for what
    has yet to happen; 0.0 for a question, an appeal and a text too short to state anything."""
    if is_question(sentence) or is_appeal(sentence) or len(sentence.words) < FEWEST_WORDS:
        return 0.0
    marks = (has_number, has_comparison, has_trend, has_past_event, cites_record, cites_rule, gives_cause)
    checkable = 1.0 if any(mark(sentence) == 1.0 for mark in marks) else 0.5
    if holds_opinion(sentence) == 1.0:
        checkable /= 2
    if looks_ahead(sentence) == 1.0:
        checkable /= 2
    return checkable


def how_specific(sentence: Sentence) -> float:
    """A third each for a name, a number and a time."""
    details = (has_name(sentence), has_number(sentence) == 1.0, has_time(sentence))
    return round(sum(details) / len(details), 2)


def has_number(sentence: Sentence) -> float:
    """1.0 for a figure or a number in words (a bare year is a time, no number); 0.5 for an amount left vague."""
    if DIGITS.search(YEAR.sub(" ", sentence.text)) or sentence.mentions("numbers"):
        return 1.0
    return 0.5 if sentence.mentions("vague_numbers") else 0.0


def has_comparison(sentence: Sentence) -> float:
    return float(sentence.mentions("comparison"))


def has_trend(sentence: Sentence) -> float:
    return float(sentence.mentions("trend"))


def gives_cause(sentence: Sentence) -> float:
    return float(sentence.mentions("cause"))


def cites_rule(sentence: Sentence) -> float:
    return float(sentence.mentions("law_or_rule"))


def cites_record(sentence: Sentence) -> float:
    return float(sentence.mentions("on_record"))


def touches_many(sentence: Sentence) -> float:
    return float(sentence.mentions("about_many_people"))


def can_do_harm(sentence: Sentence) -> float:
    return float(sentence.mentions("harm"))


def has_past_event(sentence: Sentence) -> float:
    """1.0 for a past form or a time in the past."""
    if sentence.mentions("irregular_past") or sentence.mentions("past_times"):
        return 1.0
    return float(any(is_regular_past(before, word) for before, word in pairwise(("", *sentence.words))))


def is_regular_past(before: str, word: str) -> bool:
    """Whether a word in -ed, after the word `before`, tells of the past and is no adjective or passive of today."""
    ends_past = len(word) > len("used") and word.endswith("ed") and not word.endswith("eed")
    return (
        ends_past and word not in entries_of("not_past").whole and before not in entries_of("before_adjectives").whole
    )


def looks_ahead(sentence: Sentence) -> float:
    """1.0 for what is to come, 0.5 for what may come or would."""
    if sentence.mentions("prediction"):
        return 1.0
    return 0.5 if sentence.mentions("conditional") else 0.0


def tells_of_self(sentence: Sentence) -> float:
    """1.0 where a speaker tells what happened to them, 0.5 where they speak of their family; what they did in office is
    on record, and no personal experience."""
    for place, word in enumerate(sentence.words):
        after = sentence.words[place + 1 : place + 1 + WORDS_AFTER_I]
        if word in ("i", "i've") and any(is_past(one) for one in after):
            if entries_of("public_acts").whole.isdisjoint(after):
                return 1.0
        elif word == "my" and not entries_of("family").whole.isdisjoint(after):
            return 0.5
    return 0.0


def is_past(word: str) -> bool:
    return word in entries_of("irregular_past").whole or is_regular_past("", word)


def holds_opinion(sentence: Sentence) -> float:
    """1.0 for a view or a duty put forward as one, 0.5 for a word that weighs or wishes."""
    if sentence.mentions("judgement"):
        return 1.0
    return 0.5 if sentence.mentions("opinion") else 0.0


def is_question(sentence: Sentence) -> float:
    """1.0 for a question mark at the end, or an opening word of questions with no full stop to close the sentence."""
    ending = sentence.text.rstrip("\"”') ")
    opens = sentence.words[:1] != () and sentence.words[0] in entries_of("question_openers").whole
    return float(ending.endswith("?") or (opens and not ending.endswith((".", "!", "…"))))


def is_appeal(sentence: Sentence) -> bool:
    """Whether a sentence opens like one that asks, thanks or greets."""
    openings = {" ".join(sentence.words[:size]) for size in RUN_SIZES}
    return not openings.isdisjoint(entries_of("appeals").whole)


def needs_context(sentence: Sentence) -> float:
    """1.0 where something points outside of a sentence that names nobody, 0.5 where it names somebody, or where only
    the date of the article says when."""
    if sentence.mentions("referents"):
        return 0.5 if has_name(sentence) else 1.0
    return 0.5 if sentence.mentions("relative_times") else 0.0


def has_name(sentence: Sentence) -> bool:
    """Whether somebody or something is named: days and months are times."""
    names = (name.group().lower() for name in NAME.finditer(sentence.text))
    return any(name not in entries_of("times").whole for name in names)


def has_time(sentence: Sentence) -> bool:
    lists = ("times", "past_times", "relative_times")
    return YEAR.search(sentence.text) is not None or any(sentence.mentions(name) for name in lists)


DIMENSIONS = (
    Dimension("checkable", "a record could settle it", how_checkable),
    Dimension("specific", "it names who, how many and when", how_specific),
    Dimension("number", "it gives an amount", has_number),
    Dimension("comparison", "it sets one thing against another", has_comparison),
    Dimension("trend", "it says that something rises or falls", has_trend),
    Dimension("cause", "it says that one thing brings about another", gives_cause),
    Dimension("law_or_rule", "it says what the law is, or how an institution works", cites_rule),
    Dimension("on_record", "it says what somebody in public life said, decided or did", cites_record),
    Dimension("past_event", "it tells of something that has happened", has_past_event),
    Dimension("about_many_people", "many people are touched by it", touches_many),
    Dimension("harm", "to be wrong about it can do harm: health, safety, violence, elections, fraud", can_do_harm),
    Dimension("prediction", "it looks ahead, where no record reaches yet", looks_ahead),
    Dimension("personal_experience", "only the one who speaks was there", tells_of_self),
    Dimension("opinion", "it is a view, a wish or a duty", holds_opinion),
    Dimension("question", "it asks and does not state", is_question),
    Dimension("needs_context", "it points at something said elsewhere", needs_context),
)
