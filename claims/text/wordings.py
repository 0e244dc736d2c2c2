"""What a content says: its words in a form that is the same wherever they are used, and whether they say it alone.

What the article tells of a pronoun, a relative date or a missing subject is written in, in brackets; a wording in which
something is left that only the article explains is bound to it.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise

from claims.text.lexicons import word_set, word_table
from claims.text.records import Attribution, Span
from claims.text.referents import Referent, find_referents

FEWEST_WORDS = 5  # a shorter content ("that", "a mistake") says too little to be the same claim elsewhere

DOUBLE_MARKS = re.compile(r"``|''|‘‘|’’|[“”„‟«»〝〞＂]")
SINGLE_MARKS = re.compile(r"[‘’‚‛ʼ`´′＇]")
# How a piece of a discontinuous content ends and the next begins: "We expect," she said, "that ...".
PIECE_ENDS = re.compile(r"(?P<comma>,?)\s*\"\s*$")
PIECE_BEGINS = re.compile(r"^\s*\"\s*")
SENTENCE_ENDED = re.compile(r"[.!?]\W*$")
CLAUSE_TO_COME = re.compile(
    r"\W*(?:although|as|because|before|if|once|since|though|unless|until|when|while)\b", re.IGNORECASE
)
RESOLVED = "Somebody"  # stands for what is written in, where a wording is searched for what is not
DASH_BETWEEN_WORDS = re.compile(r"\s*[—―]\s*|\s+[–-]{1,2}\s+|(?<=\w)--(?=\w)")
DASH = re.compile(r"[‐‑‒–−﹘﹣－]")
BEFORE_FRACTION = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")  # 1½ is not 11⁄2
BEFORE_SUPERSCRIPT = re.compile(r"(?<=\w)(?=[⁰¹²³⁴-⁹⁻])")  # nor 10² 102
DOTTED_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}|\b(?:[A-Z]\.)+[A-Z]\b")
THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
NOT_PRINTED = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
BEFORE = re.compile(r"(?:[ \"'.,;:!?)\]}*•…]|-(?![\d.$£€]))+")  # but not the sign of a number
BEHIND = " \"'.,;:!([{*…-"  # but not a question mark
WRITTEN_IN = re.compile(r"\[(?P<words>[^\[\]]*\w)\]")  # by us, or by whoever quotes: it says the same without brackets
LEADING_THAT = re.compile(r"^that\b[\s,:\"']+(?=\S)", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
OPENING_THAT = re.compile(r"that(?:(?P<short>'(?:s|ll|d)\b)|\s+(?P<next>\w+(?:'t)?))", re.IGNORECASE)
THAT_IN_PLACE_OF_A_NOUN = re.compile(r"\bthat(?:$|[,.;:!?\"])", re.IGNORECASE)
# A "there" that is a place, and does not only open "there is".
LOCATIVE = re.compile(
    r"\bthere\b(?!['’]s)(?!\s+(?:is|are|was|were|has|have|had|will|would|may|might|can|could|should|must|isn't|aren't|"
    r"wasn't|weren't|seems?|appears?|exists?|remains?|comes?|came|be|being|been|no longer|also|still|never)\b)",
    re.IGNORECASE,
)
ELLIPSIS = re.compile(r"…|\.\s?\.")
YEAR = re.compile(r"\d{4}")
EXPLAINS = frozenset(("of", "that", "which", "who", "whose"))
LONGEST_ENTRY = 3  # words


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of putting something.

    `text` is for people, `normalised` for comparing; `bound_because` says what in it only its article can explain,
    None where it stands alone.
    """

    text: str
    normalised: str
    bound_because: str | None


def wording_of(content: str) -> Wording:
    """The wording of words alone, of which no article is known."""
    return _wording(content, content)


def shown_and_normalised(content: str) -> tuple[str, str]:
    """Words as they are shown to people, and as they are compared: a wording but for what binds it to an article."""
    text = _for_people(content)
    return text, _normalised(text)


def find_wordings(text: str, attributions: Sequence[Attribution], published: date | None) -> list[Wording]:
    """The wording of the content of each attribution of an article, in order; `published` is the article's day."""
    return [
        _wording(_joined(text, one.content, referents), _joined(text, one.content, referents, resolved=RESOLVED))
        for one, referents in zip(attributions, find_referents(text, attributions, published), strict=True)
    ]


def fingerprint(normalised: str, bound_to: str | None) -> str:
    """SHA-256, in hexadecimal, of a normalised wording and of the article (any key of it) that it is bound to."""
    return hashlib.sha256(json.dumps([normalised, bound_to]).encode("ascii")).hexdigest()


def _wording(content: str, checked: str) -> Wording:
    """The wording of a content; `checked` is the same with a plain word for everything that is written in."""
    text, normalised = shown_and_normalised(content)
    if ELLIPSIS.search(checked):
        return Wording(text, normalised, "leaves words out")
    words = len(WORD.findall(_without_dots(text)))
    return Wording(text, normalised, _bound_because(_for_people(checked), words=words))


def _joined(text: str, pieces: Sequence[Span], referents: Sequence[Referent], resolved: str | None = None) -> str:
    """The pieces of a content as one text, with brackets for referents, or the word `resolved` in place of each."""
    joined = ""
    for place, piece in enumerate(pieces):
        words = _marks_alike(_written_in(text, piece, referents, resolved))
        if place:
            ended = SENTENCE_ENDED.search(text[pieces[place - 1].end : piece.start].rstrip(" \"“”'‘’`")) is not None
            joined = _met(joined, words, ended)
        else:
            joined = words
    return joined


def _written_in(text: str, piece: Span, referents: Sequence[Referent], resolved: str | None) -> str:
    words, at = [], piece.start
    for referent in referents:
        if not piece.start <= referent.start < piece.end:
            continue
        words.append(text[at : referent.start])
        as_it_stands = text[referent.start : referent.end]
        shown = as_it_stands if referent.words is None else f"[{referent.words}]"
        words.append(shown if resolved is None else resolved)
        words.append(" " if referent.start == referent.end else "")
        at = referent.end
    return "".join((*words, text[at : piece.end]))


def _met(before: str, after: str, ended: bool) -> str:
    """Two pieces as they were said: a full stop between sentences, and a comma only where it ends a clause."""
    end, begin = PIECE_ENDS.search(before), PIECE_BEGINS.match(after)
    if not end or not begin:
        return f"{before} {after}"
    comma = "." if ended and end["comma"] else "," if end["comma"] and CLAUSE_TO_COME.match(before) else ""
    return f"{before[: end.start()]}{comma} {after[begin.end() :]}"


def _marks_alike(words: str) -> str:
    return SINGLE_MARKS.sub("'", DOUBLE_MARKS.sub('"', NOT_PRINTED.sub("", words)))


def _for_people(content: str) -> str:
    """The content on one line, without the marks, the punctuation and the "that" around it."""
    text = _inside(" ".join(_marks_alike(content).split()))
    return text if _opens_with_pronoun(text) else _inside(LEADING_THAT.sub("", text, count=1))


def _inside(text: str) -> str:
    """The text without the marks and the punctuation around it."""
    before = BEFORE.match(text)
    return text[before.end() if before else 0 :].rstrip(BEHIND)


def _normalised(text: str) -> str:
    text = WRITTEN_IN.sub(lambda match: match["words"], text)
    text = BEFORE_SUPERSCRIPT.sub("^", BEFORE_FRACTION.sub(" ", text))
    text = unicodedata.normalize("NFKC", text)
    text = DASH.sub("-", DASH_BETWEEN_WORDS.sub(" - ", text))
    text = _without_dots(text)
    text = THOUSANDS.sub(lambda match: match.group().replace(",", ""), text)
    shouted = text.isupper()
    text = WORD.sub(
        lambda match: match.group() if _keeps_capitals(match.group(), shouted) else match.group().casefold(), text
    )
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _without_dots(text: str) -> str:
    return DOTTED_ACRONYM.sub(lambda match: match.group().replace(".", ""), text)


def _keeps_capitals(word: str, shouted: bool) -> bool:
    """Whether the capitals of a word tell it from another: US from us."""
    return not shouted and word in word_set("acronyms_that_are_words")


def _bound_because(text: str, *, words: int) -> str | None:
    """Why a wording of so many words needs its article, for a reader; None if nothing tells that it does.

    When in doubt, it does.
    """
    if words < FEWEST_WORDS:
        return "fewer than five words"
    return _unresolved(text, [_Word(word, text.isupper()) for word in WORD.findall(_without_dots(text))])


def _unresolved(text: str, words: list["_Word"]) -> str | None:
    """What of a wording only its article explains."""
    plain = [word.plain for word in words]
    if _lacks_subject(plain):
        return f"begins with '{plain[0]}': who or what is meant stands outside"
    return next(chain(_bound_words(plain), _dates(words), _demonstratives(text, plain), _descriptions(words)), None)


class _Word:
    """A word of a wording: as written, and plain: in lower case, without what an apostrophe adds to it."""

    __slots__ = ("plain", "written")

    def __init__(self, written: str, shouted: bool) -> None:
        self.written = written
        self.plain = written if _keeps_capitals(written, shouted) else written.split("'")[0].lower()

    @property
    def is_capitalised(self) -> bool:
        return self.written[0].isupper()


def _lacks_subject(plain: list[str]) -> bool:
    """Whether the content only goes on with what its cue began: "(vowed) to ...", "(accused her of) failing ..."."""
    opening = plain[0]
    if opening in word_set("words_that_go_on"):
        return len(plain) < 2 or not plain[1][0].isdigit()
    return opening.endswith("ing") and opening not in word_set("nouns_in_ing") and not word_set("finite") & set(plain)


def _bound_words(plain: list[str]) -> Iterator[str]:
    """Pronouns, possessives, and what counts from the day or the place of the article."""
    table = word_table("bound_words")
    for place in range(len(plain)):
        for length in range(LONGEST_ENTRY, 0, -1):
            entry = " ".join(plain[place : place + length])
            if entry in table:
                yield f"holds the {table[entry]} '{'I' if entry == 'i' else entry}'"
                break


def _dates(words: list[_Word]) -> Iterator[str]:
    """Dates that count from the article's: weekdays, "last week", a month without its year."""
    units = word_set("time_units")
    for place, word in enumerate(words):
        before, behind = words[max(0, place - 3) : place], words[place + 1 : place + 4]
        counted = [earlier.plain for earlier in before if earlier.plain in word_set("words_before_time_units")]
        has_year = any(YEAR.fullmatch(later.plain) for later in behind[:2])
        if has_year and word.plain in word_set("months"):
            continue  # "coming before March 2022"
        if counted and (word.plain in units or word.plain.removesuffix("s") in units):
            yield f"holds the relative date '{counted[-1]} {word.plain}'"
        elif word.plain in word_set("weekdays"):
            yield f"holds the relative date '{word.written}'"
        elif _is_month(word, before, behind) and not has_year:
            yield f"holds the date '{word.written}' without its year"


def _is_month(word: _Word, before: list[_Word], behind: list[_Word]) -> bool:
    if word.plain not in word_set("months") or not word.is_capitalised:
        return False
    if word.plain not in ("may", "march", "mar"):
        return True
    beside = [neighbour.plain for neighbour in (*before[-1:], *behind[:1])]
    return any(neighbour[0].isdigit() for neighbour in beside) or (
        bool(before) and before[-1].plain in word_set("words_before_months")
    )


def _demonstratives(text: str, plain: list[str]) -> Iterator[str]:
    """A "those" that nothing behind it explains, and a "that" that stands for something said before."""
    for word, following in pairwise([*plain, ""]):
        if word == "those" and following not in word_set("words_after_those"):
            yield "holds the demonstrative 'those'"
    if LOCATIVE.search(text):
        yield "holds the place 'there'"
    if _opens_with_pronoun(text) or THAT_IN_PLACE_OF_A_NOUN.search(text):
        yield "holds the demonstrative 'that'"
    for before, word in pairwise(plain):
        if word == "that" and (before == "all" or before in word_set("prepositions")):
            yield "holds the demonstrative 'that'"


def _opens_with_pronoun(text: str) -> bool:
    """Whether the "that" at the start stands for something said before ("that is", "that deal"), or opens a clause."""
    opening = OPENING_THAT.match(text)
    if opening is None:
        return False
    following = (opening["next"] or "").lower()
    is_noun = following in word_set("article_nouns") and not following.endswith("s")
    return opening["short"] is not None or is_noun or following in word_set("verbs_after_that")


def _descriptions(words: list[_Word]) -> Iterator[str]:
    """Descriptions of what the article speaks of, without a name: "the president", "the two nations"."""
    for place, word in enumerate(words):
        if word.plain != "the":
            continue
        for length, noun in enumerate(words[place + 1 : place + 4], 1):
            if noun.is_capitalised or noun.plain in word_set("prepositions") or YEAR.fullmatch(noun.plain):
                break
            if noun.plain in word_set("article_nouns"):
                following = words[place + 1 + length : place + 2 + length]
                if not any(later.plain in EXPLAINS or later.is_capitalised for later in following):
                    described = " ".join(each.plain for each in words[place : place + 1 + length])
                    yield f"holds '{described}' without a name"
                break
