"""Claims nobody is quoted for: what an article states as a fact in its own voice."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

from claims.text.check_worthiness import dimensions, score
from claims.text.headlines import above_the_story, reads_as_headline
from claims.text.lexicons import word_list, word_set
from claims.text.paragraphs import Paragraphs, split_paragraphs
from claims.text.quotations import Quotations, find_quotations
from claims.text.records import Attribution, Span
from claims.text.sentences import Sentences, split_sentences
from claims.text.wordings import wording_of

CONFIDENCE = 0.91  # the share of what is found that a reader found too, by the other half of those labels
WORTHY = 0.2  # the score from which most of what the rules leave are facts, by the labels in tests/text
FEWEST_WORDS, MOST_WORDS = 4, 100
FEWEST_OF_A_CLAUSE = 6
MOST_QUOTED = 0.5  # of the characters: with more in quotation marks, the words are somebody else's

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ENDS = re.compile(r"[.!…][\"'”’»)\]]*$")
BEFORE = re.compile(r"[\s•◦▪‣·*–—-]+")
MARKUP = re.compile(r"[<>{}|@#]|https?:|www\.|_{2}|\.com\b")
# "WASHINGTON (AP) — ", "DES MOINES, Iowa, Aug. 10 (UPI) - ", "Geneva (Reuters) - ", "(CNN) -- "
AGENCY = r"\([A-Z][\w. /]{1,24}\)"
SHOUTED = r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}(?:, [^\n()—–]{1,30}?)?"
DATELINE = re.compile(
    rf"(?:{SHOUTED}(?: ?{AGENCY})?|(?:[A-Z][\w .,'’-]{{1,40}}? )?{AGENCY}) *(?:—|–|--|-) +(?=[\"“'‘]?[A-Z\d])"
)
# What joins a clause to an attribution behind it or before it: "..., but", "...; "
JOINT_BEHIND = re.compile(r"(?:;|,\s+(?:and|but|while|yet))\s+$")
JOINT_BEFORE = re.compile(r"[\"'”’]*(?:;(?:\s+(?:and|but|while|yet)\b)?|,\s+(?:and|but|while|yet)\b)\s+")


def find_unattributed(text: str, attributions: Sequence[Attribution], suspected: Sequence[Span] = ()) -> list[Span]:
    """Where `text` itself states a fact that could be checked: sentences outside of every attribution, and clauses
    that stand beside one. In order and apart. Sentences that are `suspected` of an attribution are left out.

    Takes any string and never raises; time grows with the length of the text. The rules come first, then the model of
    check-worthiness for what they leave: it is asked about the wording of each, as it is again when claims are weighed.
    """
    found = _candidates(text, attributions, suspected)
    wordings = [wording_of(span.of(text)).text for span in found]
    return [
        span
        for span, wording, worth in zip(found, wordings, score(wordings), strict=True)
        if worth >= WORTHY or _is_arranged(wording)
    ]


def _candidates(text: str, attributions: Sequence[Attribution], suspected: Sequence[Span]) -> list[Span]:
    """What the rules take for statements of the article's own."""
    paragraphs = split_paragraphs(text)
    sentences = split_sentences(text, paragraphs)
    quotations = find_quotations(text, paragraphs)
    doubtful = {sentences.place(span.start) for span in suspected}
    barred = _title(text, paragraphs) | _captions(text, paragraphs)
    return [
        span
        for span in _outside(text, sentences, _taken(attributions, sentences), doubtful)
        if paragraphs.place(span.start) not in barred and _states_something(text, span, quotations)
    ]


def _taken(attributions: Sequence[Attribution], sentences: Sentences) -> dict[int, Span]:
    """By its place, what attributions take of each sentence: from where the first begins to where the last ends."""
    taken: dict[int, Span] = {}
    whole = [0] * (len(sentences.starts) + 1)  # how many spans begin, less how many end, to cover all of a sentence
    for attribution in attributions:
        for span in (*attribution.source, *attribution.cue, *attribution.content):
            first, last = sentences.place(span.start), sentences.place(span.end - 1)
            for place in {first, last}:
                sentence = sentences.span(place)
                part = Span(max(span.start, sentence.start), min(span.end, sentence.end))
                taken[place] = _around(taken.get(place, part), part)
            if first < last:
                whole[first + 1] += 1
                whole[last] -= 1
    for place, covering in enumerate(accumulate(whole)):
        if covering:
            taken[place] = sentences.span(place)
    return taken


def _around(first: Span, second: Span) -> Span:
    return Span(min(first.start, second.start), max(first.end, second.end))


def _outside(text: str, sentences: Sentences, taken: dict[int, Span], doubtful: set[int]) -> Iterator[Span]:
    """Every sentence that no attribution touches, trimmed, but doubtful ones; and of those that one does touch the
    clauses that stand alone."""
    for place in range(len(sentences.starts)):
        sentence = sentences.span(place)
        if ENDS.search(sentence.of(text).rstrip()) is None:
            continue
        if place not in taken:
            found = [] if place in doubtful else [_opened(text, sentence)]
        else:
            found = [_clause_before(text, sentence, taken[place]), _clause_behind(text, sentence, taken[place])]
        yield from (span for span in found if span)


def _opened(text: str, sentence: Span) -> Span | None:
    """A sentence without the dateline, the bullet and the white space around it."""
    words = sentence.of(text)
    opening = BEFORE.match(words)
    start = opening.end() if opening else 0
    dateline = DATELINE.match(words, start)
    return _trimmed(text, sentence.start + (dateline.end() if dateline else start), sentence.end)


def _clause_before(text: str, sentence: Span, taken: Span) -> Span | None:
    """The clause that an attribution follows: "[Few came], but the mayor said that it was enough."."""
    opened = _opened(text, Span(sentence.start, taken.start)) if sentence.start < taken.start else None
    joint = JOINT_BEHIND.search(text[opened.start : taken.start]) if opened else None
    if opened is None or joint is None:
        return None
    clause = Span(opened.start, opened.start + joint.start()) if joint.start() else None
    return clause if clause and _stands_alone(clause.of(text)) else None


def _clause_behind(text: str, sentence: Span, taken: Span) -> Span | None:
    """The clause that follows an attribution: "The mayor said that few had come; [the hall holds 900]."."""
    joint = JOINT_BEFORE.match(text, taken.end, sentence.end)
    clause = _trimmed(text, joint.end(), sentence.end) if joint else None
    return clause if clause and _stands_alone(clause.of(text)) else None


def _trimmed(text: str, start: int, end: int) -> Span | None:
    span = Span(start, end).stripped(text)
    return span if span.start < span.end else None


def _stands_alone(clause: str) -> bool:
    """Whether a clause has a subject at its start, with a verb near it, and leans on no other."""
    words = WORD.findall(clause)
    if len(words) < FEWEST_OF_A_CLAUSE:
        return False
    opening = words[0].lower()
    if opening in word_set("subordinators"):
        return False
    has_subject = words[0][0].isupper() or opening in word_set("subject_openers") or clause[0].isdigit()
    has_verb = not word_set("finite").isdisjoint(word.lower() for word in words[1:])
    return has_subject and (has_verb or dimensions(clause)["past_event"] == 1.0)


def _title(text: str, paragraphs: Paragraphs) -> set[int]:
    """The places of the paragraphs above the story that are headlines; none, if there is no story."""
    above = above_the_story(text, paragraphs)
    if len(above) == len(paragraphs.spans):
        return set()
    return {place for place in above if reads_as_headline(paragraphs.spans[place].of(text))}


def _captions(text: str, paragraphs: Paragraphs) -> set[int]:
    """The places of the paragraphs that a picture's credit tells to be its caption."""
    marks = word_list("captions")
    return {
        place
        for place, paragraph in enumerate(paragraphs.spans)
        if any(mark in paragraph.of(text).lower() for mark in marks)
    }


def _states_something(text: str, span: Span, quotations: Quotations) -> bool:
    """Whether a stretch reads as a statement of the article's own: no question, no command, nobody else's words,
    no view, nothing about the page."""
    plain = span.of(text).replace("’", "'")
    words = WORD.findall(plain)
    return (
        FEWEST_WORDS <= len(words) <= MOST_WORDS
        and plain[0] not in "([\"“'"
        and MARKUP.search(plain) is None
        and _not_for_the_record().match(plain) is None
        and not _is_a_view(words)
        and dimensions(plain)["question"] == 0.0
        and _quoted_share(span, quotations) <= MOST_QUOTED
    )


@cache
def _not_for_the_record() -> re.Pattern[str]:
    """What a command, or a sentence about the page, opens with."""
    openings = (*word_list("boilerplate"), *word_list("commands"))
    return re.compile("|".join(rf"{re.escape(opening)}(?!\w)" for opening in openings), re.IGNORECASE)


def _is_a_view(words: Sequence[str]) -> bool:
    """Whether the writer speaks for themselves, weighs, or gives what somebody says. "US" and "May" are names."""
    plain = {word if word == "I" or not word[0].isupper() else word.lower() for word in words[:1]}
    plain |= {word.split("'")[0] for word in words}
    return any(not plain.isdisjoint(word_set(name)) for name in ("own_view", "weighing", "words_of_saying", "comment"))


def _is_arranged(words: str) -> bool:
    """Whether a meeting or the like is to come, and it says who or when: such a sentence is worth little to the model,
    which learnt from debates."""
    return _arranged().search(words) is not None and dimensions(words)["specific"] > 0.0


@cache
def _arranged() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, word_list('arranged')))})\b", re.IGNORECASE)


def _quoted_share(span: Span, quotations: Quotations) -> float:
    quoted = sum(inside.end - inside.start for inside in quotations.within(span))
    return quoted / (span.end - span.start)
