"""One text in the words of another, as far as both are known to say the same: what a model need not find out again."""

import re

from claims.text.equivalence.alignment import Alignment
from claims.text.equivalence.parts import Kind, Part
from claims.text.equivalence.quantities import Agreement
from claims.text.equivalence.reading import Reading


def in_words_of(first: Reading, second: Reading, alignment: Alignment) -> str:
    """The second text, with the names, amounts and times that it shares with the first put as the first puts them:
    "half a kilo of heroin" becomes "500 grams of heroin"."""
    text = second.text
    for own, other in _agreeing(first, second, alignment):
        put = _pattern(own).search(first.text)
        if put and own.text != other.text:
            text = _pattern(other).sub(put.group().replace("\\", ""), text, count=1)
    return text


def _agreeing(first: Reading, second: Reading, alignment: Alignment) -> list[tuple[Part, Part]]:
    """The names, amounts and times of the first that say what one of the second says."""
    found = [(pair.a, pair.b) for pair in alignment.pairs if pair.a.kind is Kind.NAME and pair.b.kind is Kind.NAME]
    found += [(pair.a, pair.b) for pair in alignment.quantities if pair.agreement is Agreement.EQUAL]
    ours, theirs = ([part for part in reading.parts if part.kind is Kind.TIME] for reading in (first, second))
    for part in theirs:
        like = next((own for own in ours if own.time == part.time), None)
        if like is not None:
            found.append((like, part))
    return found


def _pattern(part: Part) -> re.Pattern[str]:
    """A part as it stands in its text, whatever marks and gaps stand between its tokens."""
    tokens = r"\W{0,3}".join(re.escape(token.written) for token in part.tokens)
    return re.compile(rf"\b{tokens}" if part.tokens[0].is_word else tokens)
