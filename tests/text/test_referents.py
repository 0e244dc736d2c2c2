"""What contents say with their referents written in, on sentences whose attributions are marked by hand."""

import re
from datetime import date

import pytest

from claims.text.referents import find_referents
from claims.text.wordings import find_wordings
from tests.text.corpus import articles, attributions_of, labelled

DAY = date(2026, 10, 14)  # a Wednesday
MARKS = re.compile(r"<(?P<source>[^>]*)>|/(?P<cue>[^/]*)/|\{(?P<content>[^}]*)\}")


def article_of(marked):
    """The text and the one attribution of a sentence with <source>, /cue/ and {content} marked."""
    text, at = "", 0
    spans = {"source": [], "cue": [], "content": []}
    for match in MARKS.finditer(marked):
        text += marked[at : match.start()]
        spans[match.lastgroup].append([len(text), len(text) + len(match[match.lastgroup])])
        text, at = text + match[match.lastgroup], match.end()
    return {"text": text + marked[at:], "attributions": [spans]}


def wording_in(marked, published=DAY):
    article = article_of(marked)
    return find_wordings(article["text"], attributions_of(article), published)[0]


WORDED = [
    ("<Donald Trump> /said/: “{I’m sure that I will win Ohio in 2028}.”",
     "[Donald Trump is] sure that [Donald Trump] will win Ohio in 2028", None),
    ("“{My taxes paid for the roads of Ohio},” /said/ <Donald Trump>.",
     "[Donald Trump's] taxes paid for the roads of Ohio", None),
    ("“{I think Ohio will hold},” /said/ <Donald Trump>.", "[Donald Trump thinks] Ohio will hold", None),
    ("<Donald Trump> /said/ {Bob Reed told Ann Hill “I will win Ohio”}.",
     "Bob Reed told Ann Hill \"I will win Ohio", "holds the pronoun 'I'"),
    ("“{We will win the state of Ohio},” /said/ <Donald Trump>.",
     "We will win the state of Ohio", "holds the pronoun 'we'"),
    ("“{You can win the state of Ohio},” /said/ <Donald Trump>.",
     "You can win the state of Ohio", "holds the pronoun 'you'"),
    ("<Donald Trump> /said/ {he would leave his job in Ohio}.",
     "[Donald Trump] would leave his job in Ohio", None),
    ("After Mike Pence left, <Donald Trump> /said/ {that he would win Ohio}.",
     "[Donald Trump] would win Ohio",None),
    ("<Donald Trump> /said/ {Mike Pence would leave his job in Ohio}.",
     "Mike Pence would leave his job in Ohio", "holds the pronoun 'his'"),
    ("<Hillary Clinton> /said/ {Donald Trump had paid her staff in Ohio}.",
     "Donald Trump had paid [Hillary Clinton's] staff in Ohio", None),
    ("<Donald Trump> /vowed/ {to build a wall in Ohio}.", "[Donald Trump] to build a wall in Ohio", None),
    ("<Donald Trump> /urged/ Joe Biden {to step down in Ohio at once}.",
     "[Joe Biden] to step down in Ohio at once", None),
    ("<Donald Trump> /urged/ everybody there {to step down in Ohio at once}.",
     "to step down in Ohio at once", "begins with 'to': who or what is meant stands outside"),
    ("<The Acme Corporation> /said/ {it will close three of its mills}.",
     "[Acme Corporation] will close three of its mills", None),
    ("<Bob Reed> /said/ {Russia will defend its border with Norway}.",
     "Russia will defend its border with Norway", None),
    ("<Bob Reed> /said/ {a mill in Ohio burned down yesterday}.",
     "a mill in Ohio burned down [13 October 2026]", None),
    ("<Bob Reed> /said/ on Monday: “{A mill in Ohio burned down yesterday}.”",
     "A mill in Ohio burned down [11 October 2026]", None),
    ("<Bob Reed> /said/: “{A mill in Ohio burned down yesterday}.”",
     "A mill in Ohio burned down yesterday", "holds the relative date 'yesterday'"),
    ("{“If a mill burns,”} /said/ <Bob Reed>, {“all of Ohio pays for it.”}",
     "If a mill burns, all of Ohio pays for it", "holds the pronoun 'it'"),
    ("{“Rates in all of Ohio,”} /said/ <Bob Reed>, {“will fall.”}", "Rates in all of Ohio will fall", None),
    ("{“Rates will fall,”} /said/ <Bob Reed>. {“Taxes will rise.”}", "Rates will fall. Taxes will rise", None),
]  # fmt: skip


@pytest.mark.parametrize(("marked", "text", "bound_because"), WORDED)
def test_what_the_article_tells_is_written_in(marked, text, bound_because):
    wording = wording_in(marked)
    assert (wording.text, wording.bound_because) == (text, bound_because)


def test_without_a_day_of_publication_relative_dates_bind():
    wording = wording_in("<Bob Reed> /said/ {a mill in Ohio burned down yesterday}.", published=None)
    assert wording.bound_because == "holds the relative date 'yesterday'"


def test_what_is_written_in_is_the_same_words_as_without_brackets():
    written_in = wording_in("<Donald Trump> /said/ {he would leave a job in Ohio}.")
    plain = wording_in("<Bob Reed> /said/ {Donald Trump would leave a job in Ohio}.")
    assert written_in.normalised == plain.normalised


# Floors a little under what was measured. Of the final part nothing was looked at before it was measured once.
FLOORS = {"development": (0.76, 0.95, 0.86), "final": (0.66, 0.88, 0.74)}


@pytest.mark.parametrize("part", FLOORS)
def test_wordings_as_a_careful_reader_writes_them(shared, part):
    """The share of contents worded exactly right, of brackets right of those given, and of contents bound rightly."""
    labels = {label["article"]: label for label in labelled("wordings", part)}
    exact = bound = given = right = 0
    for article in articles(shared, set(labels)):
        label = labels[article["id"]]
        found, is_bound = read(article, label["content"])
        wanted = {tuple(replaced) for replaced in label["replaced"]}
        exact += found == wanted and is_bound == label["bound"]
        bound += is_bound == label["bound"]
        given, right = given + len(found), right + len(found & wanted)
    measured = (exact / len(labels), right / given, bound / len(labels))
    assert all(share >= floor for share, floor in zip(measured, FLOORS[part], strict=True)), measured


def read(article, content):
    """The brackets of the content at these spans, and whether its wording is bound."""
    attributions = attributions_of(article)
    place = next(i for i, one in enumerate(attributions) if [[s.start, s.end] for s in one.content] == content)
    day = date.fromisoformat(article["date"])
    referents = find_referents(article["text"], attributions, day)[place]
    wording = find_wordings(article["text"], attributions, day)[place]
    return {(one.start, one.end, one.words) for one in referents if one.words}, wording.bound_because is not None
