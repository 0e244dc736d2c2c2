"""Claims nobody is quoted for: what an article states as a fact in its own voice."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from claims.text.attributions import read_attributions
from claims.text.records import Attribution, Kind, Span, Stance, verbatim
from claims.text.unattributed import find_unattributed
from tests.text.effort import counting
from tests.text.marked import unmark

SEED = Path(__file__).resolve().parents[2] / "seeds" / "articles" / "01-us-russian-leaders-discuss-ukraine.txt"
LABELS = Path(__file__).with_name("unattributed.jsonl")
# Measured on the half of the labels that no rule and no threshold was chosen by: 0.889 and 0.836.
LEAST_PRECISION, LEAST_RECALL = 0.88, 0.84

ROLES = ("source", "cue", "content")
TROOPS = "More than 100,000 troops have been deployed to the border since 2014."
VOTE = "The Senate passed the bill by 52 votes to 48 last week."


def attribution_of(spans):
    """The one attribution that these role spans make."""
    roles = {role: tuple(s.span for s in spans if s.role == role) for role in ROLES}
    return Attribution(
        **roles,
        kind=Kind.INDIRECT,
        speaker=None,
        speaker_kind=None,
        speaker_description=None,
        parent=None,
        stance=Stance.ASSERTS,
        confidence=1.0,
    )


def stated(marked):
    """What a text states itself, where the roles of at most one attribution are marked."""
    text, spans = unmark(marked)
    return [span.of(text) for span in find_unattributed(text, [attribution_of(spans)] if spans else [])]


TABLE = {
    "nothing": ("", []),
    "blank": (" \n\t ", []),
    "one word": ("Rain.", []),
    "a number": (TROOPS, [TROOPS]),
    "a vote": (f"{TROOPS} {VOTE}", [TROOPS, VOTE]),
    "a dateline is no part of it": (f"WASHINGTON (AP) — {VOTE}", [VOTE]),
    "a dateline with a state and a date": (f"DES MOINES, Iowa, Aug. 10 (UPI) - {VOTE}", [VOTE]),
    "a dateline in small letters": (f"Geneva (Reuters) – {VOTE}", [VOTE]),
    "an agency alone": (f"(CNN) -- {VOTE}", [VOTE]),
    "a bullet is no part of it": (f"• {TROOPS}\n• {VOTE}", [TROOPS, VOTE]),
    "what is arranged": (
        "Biden and Putin are scheduled to meet again in Geneva.",
        ["Biden and Putin are scheduled to meet again in Geneva."],
    ),
    "over two lines": (TROOPS.replace(" deployed", "\ndeployed"), [TROOPS.replace(" deployed", "\ndeployed")]),
    "a title": ("Senate passes farm bill by 52 votes.\n\n" + f"{VOTE} {TROOPS}", [VOTE, TROOPS]),
    "a title in capitals": (f"Senate Passes the 52nd Bill Since Friday.\n\n{VOTE} {TROOPS}", [VOTE, TROOPS]),
    "no title": (
        f"The Senate has passed 52 bills.\n\n{VOTE} {TROOPS}",
        ["The Senate has passed 52 bills.", VOTE, TROOPS],
    ),
    "no full stop": (TROOPS.rstrip("."), []),
    "a question": (f"{TROOPS.rstrip('.')}?", []),
    "a command": ("Imagine that 100,000 troops were deployed to the border in 2014.", []),
    "a view": ("I believe that 100,000 troops were deployed to the border in 2014.", []),
    "a view of ours": ("The 100,000 troops on our border were deployed in 2014.", []),
    "US is not us": (f"The US has 100,000 troops there. {VOTE}", ["The US has 100,000 troops there.", VOTE]),
    "May is not may": ("In May 2014 the Senate passed the bill.", ["In May 2014 the Senate passed the bill."]),
    "weighing": ("Perhaps 100,000 troops were deployed to the border in 2014.", []),
    "comment": ("Sadly, 100,000 troops were deployed to the border in 2014.", []),
    "somebody says so": ("Officials alleged 100,000 troops were deployed to the border in 2014.", []),
    "somebody's words": ('The army: "100,000 troops were deployed to the border in 2014."', []),
    "a name in quotation marks": (
        'The film "Rain" earned 12 million dollars in 2014.',
        ['The film "Rain" earned 12 million dollars in 2014.'],
    ),
    "boilerplate": ("Reporting by Ann Reed in Ohio; editing by Ben Rush in 2014.", []),
    "follow us": ("Follow us on Twitter, where 12 million people have read it in 2014.", []),
    "a photo": (f"Photo: {TROOPS}", []),
    "a caption": (f"{TROOPS} (AP Photo/Ann Reed)\n\n{VOTE}", [VOTE]),
    "an address": ("More than 100,000 people voted in 2014 at www.example.org/votes.", []),
    "a copyright": ("Copyright 2014 by the Courier, which was founded in 1900.", []),
    "a byline": ("By Ann Reed in Washington", []),
    "an attribution's sentence": ("{s:She} {q:said} {c:more than 100,000 troops had been deployed}.", []),
    "a sentence of a content": (f"{{s:She}} {{q:said}}: {{c:“{TROOPS} {VOTE} It rained.”}}", []),
    "beside an attribution": (f"{TROOPS} {{s:She}} {{q:said}} {{c:it would rain}}. {VOTE}", [TROOPS, VOTE]),
    "a clause before one": (
        "The Senate passed the bill by 52 votes to 48, but {s:she} {q:said} {c:it would fail}.",
        ["The Senate passed the bill by 52 votes to 48"],
    ),
    "a clause behind one": (
        "{s:She} {q:said} {c:it would fail}; the Senate has passed the bill by 52 votes to 48.",
        ["the Senate has passed the bill by 52 votes to 48."],
    ),
    "a clause that leans on it": (
        "While the Senate has passed the bill by 52 votes to 48, but {s:she} {q:said} {c:it would fail}.",
        [],
    ),
    "a clause that is none": ("{s:She} {q:said} {c:it would fail}, and by 52 votes to 48 in the Senate.", []),
}


@pytest.mark.parametrize(("marked", "expected"), TABLE.values(), ids=TABLE)
def test_what_a_text_states_itself(marked, expected):
    assert stated(marked) == expected


def test_the_seed_article_states_the_troops_and_the_meeting():
    text = SEED.read_text(encoding="utf-8")
    read = read_attributions(text)
    found = [span.of(text) for span in find_unattributed(text, read.found, read.suspected)]
    assert found[0].startswith("More than 100,000 Russian troops have been deployed to the Ukrainian border")
    assert "Biden and Putin are scheduled to meet again in Geneva." in found
    assert not any("Saki" in words or "Ushakov" in words or "BBC" in words for words in found)


def test_a_suspected_sentence_is_left_out():
    text = f"{TROOPS} {VOTE}"
    suspected = [Span(text.index(VOTE), len(text))]
    assert [span.of(text) for span in find_unattributed(text, [], suspected)] == [TROOPS]


def test_a_clause_beside_an_attribution_is_found_though_its_sentence_is_suspected():
    text, spans = unmark("The Senate passed the bill by 52 votes to 48, but {s:she} {q:said} {c:it would fail}.")
    found = find_unattributed(text, [attribution_of(spans)], [Span(0, len(text))])
    assert [span.of(text) for span in found] == ["The Senate passed the bill by 52 votes to 48"]


def test_the_work_grows_with_the_text():
    text, spans = unmark(
        f"{TROOPS} {{s:She}} {{q:said}} {{c:it would rain. It did not}}, but the rain has gone. {VOTE} "
    )
    one = attribution_of(spans)
    find_unattributed(text, [one])  # loads the model
    work = []
    for times in (50, 200):
        attributions = [moved(one, turn * len(text)) for turn in range(times)]
        with counting() as effort:
            assert len(find_unattributed(text * times, attributions)) == 2 * times
        work.append((effort.lines, effort.characters))
    assert [more / less < 5 for less, more in zip(*work, strict=True)] == [True, True]


def moved(attribution, by):
    roles = {role: tuple(Span(span.start + by, span.end + by) for span in getattr(attribution, role)) for role in ROLES}
    return replace(attribution, **roles)


def test_a_content_over_a_long_stretch_takes_all_of_it():
    text = f"She said: {VOTE * 3}".replace(".The", ". The")
    content = Span(10, len(text))
    assert verbatim(text, (content,)).startswith("The Senate")
    assert find_unattributed(text, [replace(attribution_of([]), content=(content,))]) == []


def test_what_people_found_is_found(shared):
    """300 sentences outside of every attribution of the corpus, by hand: whether they state a fact of their own."""
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    final = [label for label in labels if label["half"] == "final"]
    found = spans_found(shared / "corpora" / "polnear" / "train.jsonl", {label["id"] for label in final})
    pairs = [
        (label["states_a_fact"], any(span.meets(Span(*label["span"])) for span in found[label["id"]]))
        for label in final
    ]
    hits = sum(true and is_found for true, is_found in pairs)
    assert hits / sum(is_found for _, is_found in pairs) >= LEAST_PRECISION
    assert hits / sum(true for true, _ in pairs) >= LEAST_RECALL


def spans_found(corpus, ids):
    """What is found in the articles of these ids, with the attributions that people marked in them."""
    found = {}
    with corpus.open(encoding="utf-8") as lines:
        for article in (json.loads(line) for line in lines):
            if article["id"] in ids:
                found[article["id"]] = find_unattributed(article["text"], list(marked_in(article)))
    return found


def marked_in(article):
    for one in article["attributions"]:
        yield replace(attribution_of([]), **{role: tuple(Span(*span) for span in one[role]) for role in ROLES})
