"""Where sentences begin: well enough to tell whether two spans stand in the same one."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from claims.text.lexicons import word_set
from claims.text.paragraphs import Paragraphs
from claims.text.records import Span

# A full stop or its like, what closes behind it, white space, what opens, and something that is not in lower case.
BREAK = re.compile(r"(?<![.!?…])(?P<stop>[.!?…]++)[\"'”’»)\]]*+\s++(?=[\"'“‘«(\[]*(?P<next>[^\W_]+|[$£€#@]))")
LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]+$")
LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of a text; every code point belongs to one."""

    starts: tuple[int, ...]
    length: int  # of the text, code points

    def place(self, offset: int) -> int:
        """Which sentence the code point at `offset` belongs to, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    def span(self, place: int) -> Span:
        """From the first code point of a sentence to the first of the next."""
        following = self.starts[place + 1] if place + 1 < len(self.starts) else self.length
        return Span(self.starts[place], following)


def split_sentences(text: str, paragraphs: Paragraphs) -> Sentences:
    """The sentences of `text`; a new paragraph always begins one."""
    starts = {0}
    for paragraph in paragraphs.spans:
        starts.add(paragraph.start)
        for match in BREAK.finditer(text, paragraph.start, paragraph.end):
            if _ends_sentence(text, match):
                starts.add(match.end())
    return Sentences(tuple(sorted(starts)), len(text))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if following[0].islower():
        return False
    if match["stop"] != ".":
        return True
    stop = match.start()
    before = LAST_WORD.search(text, max(0, stop - LONGEST_WORD), stop)
    word = before.group().lower() if before else ""
    if word in word_set("abbreviations") or (len(word) == 1 and word != "i"):
        return False
    if word in word_set("abbreviations_before_numbers"):
        return not following[0].isdigit()
    if word in word_set("abbreviations_at_end"):
        return following.lower() in word_set("sentence_openers")
    return True
