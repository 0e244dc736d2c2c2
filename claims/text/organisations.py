"""The organisations that a text names, for "the foundation" and "the campaign" to be told by."""

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise
from operator import itemgetter

from claims.text.lexicons import word_set

# A run of words with capitals: "Illinois Board of Elections". None begins within a word, as in "A.A.A." each would.
NAME = re.compile(
    r"(?<![\w.&’'-])[A-Z][\w.&’'-]*(?:[ \u00a0](?:(?:of|for|on|and)[ \u00a0](?:the[ \u00a0])?)?[A-Z][\w.&’'-]*){1,7}"
)
# Whose people speak for one: "the Trump campaign", "Hillary Clinton's campaign".
CAMP = re.compile(r"(?<![\w’'-])([A-Z][\w-]+)(?:['’]s?)? (administration|camp|campaign|foundation|organization|team)\b")
# What a name is shortened to right behind it: "the National Rifle Association (NRA)".
SHORT_FORM = re.compile(r"[ \u00a0]\((?:or )?(?:the )?[\"“'‘]?([A-Z][A-Z.&]{1,7})[\"”'’]?[,;)]")
CAPITAL = re.compile(r"\b[A-Z]")
POSSESSIVE_END = re.compile(r"['’]s?$")
ARTICLE = re.compile(r"^(?:The|A|An) ")
JUST_NOW = 500  # characters
LONGEST_NAME = 100  # characters, of what an acronym is short for


class Organisations:
    """What organisations a text names before a place, by the noun that is their kind."""

    def __init__(self, text: str) -> None:
        self._named: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self._long_forms: dict[str, str] = {}
        for match in NAME.finditer(text):
            self._add_name(match)
        for match in SHORT_FORM.finditer(text):
            self._add_long_form(match)
        for match in CAMP.finditer(text):
            if match[1].lower() not in word_set("sentence_openers"):
                self._named[match[2]].append((match.start(), f"{match[1]} {match[2]}"))
        for named in self._named.values():
            named.sort()

    def meant(self, noun: str, offset: int) -> str | None:
        """The name of the one organisation that "the `noun`" at `offset` can mean: the only one of its kind so far, or
        the only one named just now."""
        named = self._named.get(noun, [])
        so_far = named[: bisect_left(named, offset, key=itemgetter(0))]
        just_now = so_far[bisect_left(so_far, offset - JUST_NOW, key=itemgetter(0)) :]
        for found in (so_far, just_now):
            names = {_key(name): name for _, name in found}
            if len(names) == 1:
                return next(iter(names.values()))
        return None

    def long_form(self, name: str) -> str:
        """The name that `name` is short for, where the text says so somewhere; else `name`."""
        return self._long_forms.get(name.replace(".", ""), name)

    def _add_long_form(self, match: re.Match[str]) -> None:
        short = match[1].replace(".", "")
        before = match.string[max(0, match.start() - LONGEST_NAME) : match.start()]
        name = _spelling(before.rpartition("\n")[2], short.replace("&", ""))
        if name:
            self._long_forms.setdefault(short, name)

    def _add_name(self, match: re.Match[str]) -> None:
        name = ARTICLE.sub("", match.group()).rstrip(".'’")
        name = re.sub(r"['’]s$", "", name)
        words = name.split()
        nouns = {word.lower() for word in (words[-1], *_before_of(words)) if len(words) > 1}
        for noun in nouns:
            if noun in word_set("organisations"):
                self._named[noun].append((match.start(), name))


def _spelling(before: str, letters: str) -> str | None:
    """The end of some words whose capitals are the letters: "National Rifle Association" of "Cox of the National Rifle
    Association" for NRA."""
    words = before.split()
    for first in range(len(words) - 1, -1, -1):
        name = " ".join(words[first:])
        capitals = "".join(CAPITAL.findall(name))
        if capitals == letters and words[first][0].isupper():
            return POSSESSIVE_END.sub("", name)
        if not letters.endswith(capitals):
            break
    return None


def _before_of(words: list[str]) -> list[str]:
    """Board in "Illinois Board of Elections"."""
    return [word for word, following in pairwise(words) if following == "of"][:1]


def _key(name: str) -> str:
    """What two ways of writing one name have in common: its last two words, in lower case."""
    return " ".join(name.lower().split()[-2:])
