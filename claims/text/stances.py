"""How a source stands to a content, by the words of the cue."""

import re
from functools import cache

from claims.text.lexicons import word_list, word_set, word_table
from claims.text.records import Stance

WORD = re.compile(r"n['’]t\b|[^\W_]+?(?=n['’]t\b)|[^\W_]+")
LONGEST_ENTRY = 4  # words

# Whoever supports, opposes or refuses something has mostly not spoken.
ATTITUDES = {Stance.SUPPORTS, Stance.OPPOSES, Stance.WITHHOLDS}
# What is left of a stance when the cue says no to it: "did not say" holds back, "does not believe" doubts.
NEGATED = {
    Stance.BELIEVES: Stance.DOUBTS,
    Stance.PREDICTS: Stance.DOUBTS,
    Stance.DOUBTS: Stance.BELIEVES,
    Stance.WANTS: Stance.OPPOSES,
    Stance.SUPPORTS: Stance.OPPOSES,
}


def stance_of(cue: str, source: str = "") -> Stance:
    """The stance of the first word or phrase of `cue` that has one in the word list; asserts, if none has.

    A source such as "neither official" says no to its cue.
    """
    nobody = source.lower().split(maxsplit=1)[:1]
    words = nobody if _is_negated(nobody) else []
    words += ["n't" if word.endswith("’t") else word for word in WORD.findall(cue.lower())]
    for place in range(len(words)):
        for length in range(LONGEST_ENTRY, 0, -1):
            stance = _stances().get(" ".join(words[place : place + length]))
            if stance:
                return _negated(stance) if _is_negated(words[:place]) else stance
    return Stance.WITHHOLDS if _is_negated(words) else Stance.ASSERTS


def stances_in(text: str) -> set[Stance]:
    """The stances of all words and phrases of `text` that have one in the word list."""
    words = ["n't" if word.endswith("’t") else word for word in WORD.findall(text.lower())]
    phrases = (
        " ".join(words[place : place + length]) for place in range(len(words)) for length in range(1, LONGEST_ENTRY + 1)
    )
    return {_stances()[phrase] for phrase in phrases if phrase in _stances()}


def _negated(stance: Stance) -> Stance:
    return NEGATED.get(stance, Stance.WITHHOLDS)


def _is_negated(words: list[str]) -> bool:
    return any(word in word_set("negations") for word in words)


@cache
def _stances() -> dict[str, Stance]:
    """Every form of every entry, with its stance; where two entries share a form, the first one's."""
    forms: dict[str, Stance] = {}
    for entry, heading in word_table("stances").items():
        for form in _forms(entry):
            forms.setdefault(form, Stance(heading))
    return forms


@cache
def forms_of(name: str) -> frozenset[str]:
    """Every form of the verbs of a word list: call, calls, called, calling."""
    return frozenset(form for entry in word_list(name) for form in _forms(entry))


def _forms(entry: str) -> list[str]:
    """Every form of an entry: the first word of its plain form inflected, and the irregular forms as they stand."""
    plain, *irregular = entry.split(", ")
    verb, _, rest = plain.partition(" ")
    return [f"{form} {rest}".strip() for form in _inflected(verb)] + irregular


def _inflected(verb: str) -> list[str]:
    if verb.endswith("y") and verb[-2:-1] not in "aeou":
        return [verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"]
    stem = verb.removesuffix("e")
    plural = f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "o")) else f"{verb}s"
    return [verb, plural, f"{stem}ed", f"{stem}ing"]
