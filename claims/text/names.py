"""People's names in a text: where they stand, without titles, and what stands beside them to say who they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.text.lexicons import word_set, word_table
from claims.text.records import Span

TOKEN = re.compile(r"(?:[^\W\d_]\.)+(?:[^\W\d_](?!\w))?|[^\W\d_]\w*(?:['’‑-][^\W\d_]\w*)*")
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
# ProPublica and EgyptAir, but not McCain or DeLay.
CAPITAL_WITHIN = re.compile(r"(?!(?:De|Di|Du|Fitz|La|Le|Ma?c|San|Van(?:de[nr]?)?|Von)[A-Z])\w*[a-z][A-Z]")
COMPOUND = re.compile(r"[-‑][a-z]")
PARTY_AND_STATE = re.compile(r"[A-Z][-‑][A-Z]\w*")
INITIALS = re.compile(r"(?:[^\W\d_]\.)+|[^\W\d_]")
GAP = re.compile(r"[ \u00a0]")
GAP_BEHIND_ABBREVIATION = re.compile(r"\.[ \u00a0]")
GAP_BEFORE_SUFFIX = re.compile(r",[ \u00a0]")
PARTICLE_AND_NAME = re.compile(r"[^\W\d_]{2,3}[-‑][A-Z]\w+")  # al-Assad
ADVERB_OR_PARTICIPLE = re.compile(r"\w{3,}(?:ly|ing)")
BEFORE_A_SENTENCE = re.compile(r"(?:^|[.!?:\n])[\s\"'“”‘’(—–-]*$")
# What follows a name to say who it is: "Jane Saki, a spokesman for the White House, said".
APPOSITION = re.compile(
    r"(?: \([^()]{1,20}\))?, "
    r"(?P<words>(?:\b[A-Z][a-z]{0,2}\.|[^,.;:()\"“”\n]){3,90})(?=[,.;:)]|$)"
)
HEAD_END = re.compile(r" (?:of|for|at|in|on|to|from|with|and|who|that|under|since|whose) ")
DETERMINER = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
LONGEST_NAME = 4  # words
LONGEST_DESCRIPTION = 10  # words in front of a name
MOSTLY = 0.7  # of the words of a headline have a capital
PRONOUNS = ("he", "she")
ROMAN = ("ii", "iii", "iv")


@dataclass(frozen=True, slots=True)
class Token:
    """A word that could be part of a name."""

    span: Span
    written: str  # without a possessive ending
    plain: str  # in lower case, without full stops at the end
    is_possessive: bool

    @property
    def is_capitalised(self) -> bool:
        return self.written[0].isupper()


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands in a text, titles left out."""

    span: Span
    begin: int  # of what describes it in front, or of the name
    words: tuple[str, ...]
    description: str | None
    pronoun: str | None  # "he" or "she", where a title or the first name tells
    is_person: bool  # a title or a first name tells; else it could be anything with a capital
    is_possessive: bool
    is_modifier: bool  # of a noun behind it: "Trump aides"

    @property
    def plain(self) -> tuple[str, ...]:
        """The words in lower case, without full stops, without a suffix ("Jr.") and without particles in front."""
        words = [word.lower().rstrip(".") for word in self.words]
        if self.suffix:
            words.pop()
        while len(words) > 1 and words[0] in word_set("name_particles") and words[0] not in word_table("first_names"):
            words.pop(0)
        return tuple(words)

    @property
    def suffix(self) -> str:
        """What tells a son from his father, in lower case: "jr"."""
        last = self.words[-1].lower().rstrip(".")
        return last if len(self.words) > 1 and last in word_set("name_suffixes") else ""

    @property
    def middle(self) -> str:
        """The first letters between first and last name, in lower case: "w" or "hw"."""
        return "".join(word[0] + word[2:3] * (word[1:2] == ".") for word in self.plain[1:-1])


def find_names(text: str, region: Span) -> list[Name]:
    """Everything with capitals in a region of `text` that could be the name of a person, in order."""
    tokens = list(_tokens(text, region))
    names = (_name(text, tokens, begin, end) for begin, end in _runs(text, tokens))
    return [name for name in names if name is not None]


def is_headline(words: str) -> bool:
    """Whether nearly every word has a capital, so that capitals tell nothing."""
    found = [match.group() for match in TOKEN.finditer(words)]
    return len(found) > 2 and sum(word[0].isupper() for word in found) > MOSTLY * len(found)


def _tokens(text: str, region: Span) -> Iterator[Token]:
    for match in TOKEN.finditer(text, region.start, region.end):
        written = POSSESSIVE.sub("", match.group())
        yield Token(
            span=Span(match.start(), match.start() + len(written)),
            written=written,
            plain=written.lower().rstrip("."),
            is_possessive=len(written) < len(match.group()),
        )


def _runs(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Places of tokens that stand together and have capitals: first, and one past the last."""
    place = 0
    while place < len(tokens):
        if not tokens[place].is_capitalised:
            place += 1
            continue
        end = place + 1
        while (longer := _longer(text, tokens, end)) > end:
            end = longer
        yield place, end
        place = end


def _longer(text: str, tokens: Sequence[Token], end: int) -> int:
    """One past the next token with a capital that goes on with the run up to `end`, over up to two particles."""
    for following in range(end, min(end + 3, len(tokens))):
        if not _adjoins(text, tokens[following - 1], tokens[following]):
            break
        if tokens[following].is_capitalised or PARTICLE_AND_NAME.fullmatch(tokens[following].written):
            return following + 1
        if tokens[following].plain not in word_set("name_particles"):
            break
    return end


def _adjoins(text: str, before: Token, after: Token) -> bool:
    """Whether nothing but a space lies between two tokens, or the full stop of an abbreviation."""
    gap = text[before.span.end : after.span.start]
    if GAP.fullmatch(gap):
        return True
    if after.plain in ("jr", "sr"):
        return GAP_BEFORE_SUFFIX.fullmatch(gap) is not None
    is_shortened = before.plain in word_set("abbreviations") or len(before.plain) == 1
    return is_shortened and GAP_BEHIND_ABBREVIATION.fullmatch(gap) is not None


def _name(text: str, tokens: Sequence[Token], begin: int, end: int) -> Name | None:
    """The name at the end of a run; None where the run is all title, or no name of a person."""
    start = _without_title(text, tokens, begin, end)
    name = tokens[start:end]
    if not name or len(name) > LONGEST_NAME or _names_no_person(name):
        return None
    first = _description_start(text, tokens, start)
    return Name(
        span=Span(name[0].span.start, name[-1].span.end),
        begin=tokens[first].span.start,
        words=tuple(_written(text, token) for token in name),
        description=_description(text, tokens[first:start]) or _apposition(text, name[-1]),
        pronoun=_pronoun_of(tokens[first:start], name),
        is_person=_is_titled(tokens[first:start]) or _has_first_name(name),
        is_possessive=name[-1].is_possessive,
        is_modifier=(
            not name[-1].is_possessive
            and end < len(tokens)
            and _adjoins(text, name[-1], tokens[end])
            and _is_noun(tokens[end])
        ),
    )


def _without_title(text: str, tokens: Sequence[Token], begin: int, end: int) -> int:
    """Where the name begins in a run, behind "But", "Russian President" or "Fox News Chairman"."""
    start = begin
    if end - begin > 1 and _is_opener(text, tokens[begin]):
        start += 1
    for place in range(start, end):
        is_first = place == start
        if (
            _is_title(tokens[place])
            or (is_first and place < end - 1 and _is_no_part(tokens[place]))
            or (place < end - 2 and _is_title_before_name(tokens[place], tokens[place + 1]))
        ):
            start = place + 1
    return start


def _is_title(token: Token) -> bool:
    return token.plain in word_table("titles") and token.plain not in word_set("titles_that_are_surnames")


def _is_title_before_name(token: Token, following: Token) -> bool:
    """Justice, Speaker or King, which are surnames too, before a first name."""
    return token.plain in word_set("titles_that_are_surnames") and following.plain in word_table("first_names")


def _is_opener(text: str, token: Token) -> bool:
    """Whether a word owes its capital to the sentence that it opens: "Certainly", "Entrusting"."""
    return (
        ADVERB_OR_PARTICIPLE.fullmatch(token.plain) is not None
        and token.plain not in word_table("first_names")
        and BEFORE_A_SENTENCE.search(text[max(0, token.span.start - 6) : token.span.start]) is not None
    )


def _is_no_part(token: Token) -> bool:
    """Whether a word at the start of a run belongs to no name: "But", "Russian", "King"."""
    lists = ("demonyms", "name_modifiers", "sentence_openers", "titles_that_are_surnames")
    if COMPOUND.search(token.written):
        return True
    return token.plain not in word_table("first_names") and any(token.plain in word_set(name) for name in lists)


def _names_no_person(name: Sequence[Token]) -> bool:
    last = name[-1]
    if last.plain in word_set("organisations") or last.plain in word_set("peoples") or _is_acronym(last):
        return True
    if _has_first_name(name):
        return False
    is_document = len(name) > 1 and last.plain in word_set("documents")
    if is_document or (len(name) == 1 and CAPITAL_WITHIN.match(last.written)):
        return True
    if last.plain.endswith("s") and last.plain[:-1] in word_table("titles"):
        return True
    lists = ["organisations", "publications", "months", "weekdays"]
    if len(name) == 1:
        lists += ["demonyms", "groups", "name_modifiers", "places", "pronouns", "sentence_openers"]
    return any(token.plain in word_set(kind) for token in name for kind in lists)


def _is_acronym(token: Token) -> bool:
    """NATO, and the party and state of a member of Congress (R-Fla.)."""
    if PARTY_AND_STATE.fullmatch(token.written):
        return True
    return len(token.written) > 1 and token.written.isupper() and token.plain not in word_set("name_suffixes")


def _has_first_name(name: Sequence[Token]) -> bool:
    """Whether the name has a first name that is known, or initials, before another."""
    return len(name) > 1 and (
        name[0].plain in word_table("first_names") or INITIALS.fullmatch(name[0].written) is not None
    )


def _is_titled(title: Sequence[Token]) -> bool:
    return any(token.plain in word_table("titles") for token in title[-2:])


def _pronoun_of(title: Sequence[Token], name: Sequence[Token]) -> str | None:
    for token in reversed(title):
        if word_table("titles").get(token.plain) in PRONOUNS:
            return word_table("titles")[token.plain]
    # A word that stands alone may be a surname that is somebody's first name.
    pronoun = word_table("first_names").get(name[0].plain) if len(name) > 1 else None
    return pronoun if pronoun in PRONOUNS else None


def _description_start(text: str, tokens: Sequence[Token], start: int) -> int:
    """The place of the first of the words in front of a name that describe who bears it: "(White) House spokesman"."""
    first = _before_office(text, tokens, start)
    if not first or tokens[first - 1].plain not in word_table("titles"):
        return first
    furthest = max(0, start - LONGEST_DESCRIPTION)
    while first > furthest and _adjoins(text, tokens[first - 1], tokens[first]) and _may_describe(tokens[first - 1]):
        first -= 1
    return first


def _before_office(text: str, tokens: Sequence[Token], start: int) -> int:
    """The place behind the title, where "of State" or "of Staff" stands between title and name; else `start`."""
    first = start
    while (
        first
        and _adjoins(text, tokens[first - 1], tokens[first])
        and tokens[first - 1].plain in word_set("name_modifiers")
    ):
        first -= 1
    is_office = (
        1 < first < start and tokens[first - 1].plain == "of" and tokens[first - 2].plain in word_table("titles")
    )
    return first - 1 if is_office else start


def _may_describe(token: Token) -> bool:
    if token.is_capitalised:
        return token.plain not in word_set("sentence_openers")
    return token.plain in word_table("titles") or token.plain in word_set("role_modifiers")


def _description(text: str, title: Sequence[Token]) -> str | None:
    """The words of a title, unless it is an address ("Mr.") alone."""
    told = [_written(text, token) for token in title if token.plain not in word_set("addresses")]
    return " ".join(told) or None


def _apposition(text: str, last: Token) -> str | None:
    """The words behind a name that say who bears it."""
    if last.is_possessive:
        return None
    match = APPOSITION.match(text, last.span.end)
    if not match:
        return None
    words = " ".join(DETERMINER.sub("", match["words"], count=1).split())
    head = TOKEN.findall(HEAD_END.split(words, maxsplit=1)[0])
    return words if head and head[-1].lower() in word_table("titles") else None


def _is_noun(token: Token) -> bool:
    lists = ("documents", "groups", "organisations")
    singular = token.plain.removesuffix("s")
    return singular in word_table("titles") or any(token.plain in word_set(name) for name in lists)


def _written(text: str, token: Token) -> str:
    """The token with the full stop of an abbreviation: Sen., Jr., J."""
    is_shortened = len(token.written) == 1 or any(
        token.plain in word_set(name) for name in ("abbreviations", "name_suffixes") if token.plain not in ROMAN
    )
    has_stop = is_shortened and text[token.span.end : token.span.end + 1] == "."
    return token.written + "." if has_stop else token.written
