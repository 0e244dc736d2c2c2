"""The parts of a text that are compared: words, names, amounts, times, and what is between them."""

from dataclasses import dataclass, field
from enum import StrEnum

from claims.text.equivalence.names import Name
from claims.text.equivalence.quantities import Quantity
from claims.text.equivalence.times import Time
from claims.text.equivalence.words import Token
from claims.text.lexicons import word_table

SETS_AGAINST = frozenset(("not", "rather than", "instead of", "in place of"))  # what is so, and what is not


class Kind(StrEnum):
    """What a part of a text is."""

    WORD = "word"
    NAME = "name"
    QUANTITY = "quantity"
    TIME = "time"
    RELATION = "relation"
    FUNCTION = "function"
    NEGATION = "negation"
    MODAL = "modal"
    QUANTIFIER = "quantifier"
    MARK = "mark"


@dataclass(slots=True)
class Part:
    """A word, name, amount, time, ... of a text, in its place: `keys` are shared with what says the same."""

    kind: Kind
    text: str
    place: int
    lemmas: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()
    opposites: frozenset[str] = frozenset()
    weight: float = 0.0
    name: Name | None = None
    quantity: Quantity | None = None
    time: Time | None = None
    label: str = ""  # of a modal, a quantifier, a negation
    is_negated: bool = False
    preposition: str = ""  # right before it, but for determiners and adjectives
    counted: frozenset[str] = frozenset()  # by an amount: the lemmas behind it
    tokens: tuple[Token, ...] = field(default=(), repr=False)

    @property
    def is_content(self) -> bool:
        return self.kind in CONTENT


CONTENT = frozenset((Kind.WORD, Kind.NAME))


def names_office(part: Part) -> bool:
    """Whether a part ends with a title, be it a surname too: "Justice", "foreign minister"."""
    return part.tokens[-1].plain in word_table("titles")


def function_of(part: Part) -> str:
    """What a word does that says nothing by itself ("determiner", "preposition"); "" for the others."""
    return word_table("equivalence/function_words").get(part.text, "")
