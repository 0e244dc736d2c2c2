"""Whatever the text, nothing raises and all that is found in it holds together: properties over texts nobody wrote."""

import os

from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.management.commands.extract import found_in, table
from claims.text.attributions import find_attributions
from claims.text.records import Kind, Span
from claims.text.unattributed import find_unattributed

# A long search: EXAMPLES=5000 pytest tests/text/test_texts_as_they_come.py
EXAMPLES = int(os.environ.get("EXAMPLES", "80"))
searched = settings(max_examples=EXAMPLES)

# What stands in texts that come from pages, feeds, scanners and machines.
QUOTES = ('"', "“", "”", "„", "«", "»", "''", "``", "'", "‘", "’", "‘‘", "’’", '""')
SPACES = (" ", "\u00a0", "\u2009", "\u202f", "\u3000", "\t", "  ")
UNSEEN = ("\u00ad", "\u200b", "\u200d", "\ufeff", "\u202e", "\u0000", "\u0301", "\ufe0f")
LINES = ("\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85", " \n \n")
OTHERS = ("\ud800", "\udfff", "🗳️", "𝔸", "ß", "İ", "ﬁ", "和平", "мир", "السلام", "हिन्दी", "e\u0301", "…", "—", "½")
SCRAPS = st.sampled_from((*QUOTES, *SPACES, *UNSEEN, *LINES, *OTHERS, ".", "!", "?", ",", ";", ":", "(", ")", "-"))

PEOPLE = st.sampled_from(
    (
        "Jane Saki",
        "White House spokesman Jane Saki",
        "Sen. Ruth O'Neill",
        "Dr. José Müller-Lüdenscheidt",
        "she",
        "He",
        "two officials",
        "The BBC",
        "a report by the U.N.",
        "neither official",
        "Mr. Xi",
        "PUTIN",
        "王毅",
        "the minister",
    )
)
CUES = st.sampled_from(
    ("said", "told reporters", "denied", "warned", "would not say", "according to", "vowed", "is expected", "Says", ":")
)
FACTS = st.sampled_from(
    (
        "more than 100,000 troops have been deployed to the border",
        "the bill passed by 52 votes to 48 last week",
        "it will rain",
        "the talks in Geneva are scheduled for Jan. 10",
        "unemployment fell to 4.1% in 2022",
        "I am sorry",
        "a doll's head cost $5.50 at J. P. Morgan & Co. in Washington, D.C.",
        "«нет»",
        "that",
        "the U.S. won't pay",
    )
)
MARKS = st.sampled_from(
    (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("''", "''"), ("``", "''"), ("‘", "’"), ("“", ""), ("", '"'))
)


@st.composite
def statements(draw):
    """A sentence that states something itself."""
    return f"{draw(FACTS).capitalize()}."


@st.composite
def reports(draw):
    """A sentence in which somebody says something, once or through others."""
    hops = draw(st.lists(st.tuples(PEOPLE, CUES), min_size=1, max_size=4))
    return " ".join(f"{who} {cue} that" for who, cue in hops) + f" {draw(FACTS)}."


@st.composite
def quotations(draw):
    """A sentence in quotation marks, in front, behind or around who says it; the marks may not fit."""
    (opened, closed), who, cue, fact, rest = draw(st.tuples(MARKS, PEOPLE, CUES, FACTS, FACTS))
    shapes = (
        f"{opened}{fact.capitalize()},{closed} {who} {cue}.",
        f"{who} {cue}: {opened}{fact.capitalize()}.{closed}",
        f"{opened}{fact.capitalize()},{closed} {cue} {who}, {opened}and {rest}.{closed}",
        f"{opened}{fact.capitalize()}.\n\n{opened}{rest.capitalize()},{closed} {who} {cue}.",
        f"{who}, who had {opened}{rest}{closed} in mind, {cue} {fact}; {rest}.",
    )
    return draw(st.sampled_from(shapes))


FURNITURE = st.sampled_from(
    (
        "Putin warns Biden",
        "TROOPS MASS AT BORDER",
        "By Ann Reed and Ben Rush",
        "WASHINGTON (AP) —",
        "• ",
        "- ",
        "1. ",
        "(Photo: AP Photo/Ann Reed)",
        "Follow us on Twitter @courier",
        "Copyright 2022",
        "___",
        "8:38 p.m.",
        "Q:",
        "A:",
        "Reporting by Ann Reed; editing by Ben Rush",
        "http://example.org/?a=1&b=2",
        "<b>bold</b>",
        "Is it so?",
        "",
    )
)
PARTS = st.one_of(statements(), reports(), quotations(), FURNITURE)


@st.composite
def passages(draw):
    """What an article is put together from, in any order, with any white space; perhaps shouted, or damaged."""
    parts = draw(st.lists(st.tuples(PARTS, st.sampled_from((" ", " ", "\n\n", *LINES, *SPACES))), max_size=8))
    text = "".join(f"{part}{behind}" for part, behind in parts)
    for scrap, at in draw(st.lists(st.tuples(SCRAPS, st.integers(0, 999)), max_size=4)):
        place = at % (len(text) + 1)
        text = text[:place] + scrap + text[place:]
    return draw(st.sampled_from((text, text, text, text.upper(), text.title())))


ANY = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(), max_size=60),  # surrogates too
    st.lists(st.one_of(SCRAPS, PEOPLE, CUES, FACTS), max_size=30).map("".join),
    st.lists(st.one_of(SCRAPS, PEOPLE, CUES, FACTS), max_size=30).map(" ".join),
)


def in_order(spans, text):
    """Whether spans lie in a text, one behind the other, with something in each."""
    edges = [edge for span in spans for edge in (span.start, span.end)]
    return edges == sorted(edges) and all(0 <= s.start < s.end <= len(text) for s in spans)


def check(text):
    """All that holds for whatever is found in any text."""
    attributions = find_attributions(text)
    for place, found in enumerate(attributions):
        assert found.cue
        assert all(in_order(spans, text) for spans in (found.source, found.cue, found.content))
        assert found.kind is Kind.INDIRECT or any(mark in text for mark in QUOTES)
        assert found.kind is not Kind.UNATTRIBUTED
        assert (found.speaker is None) or found.speaker.strip()
        assert 0.0 <= found.confidence <= 1.0
        check_nesting(place, attributions)
    check_statements(text, attributions)


def check_nesting(place, attributions):
    """An attribution lies in a piece of its parent's content, and in itself through no number of others."""
    found, met = attributions[place], {place}
    if found.parent is not None:
        every = (*found.source, *found.cue, *found.content)
        extent = Span(min(span.start for span in every), max(span.end for span in every))
        assert any(content.holds(extent) for content in attributions[found.parent].content)
    while found.parent is not None:
        assert found.parent not in met
        met.add(found.parent)
        found = attributions[found.parent]


def check_statements(text, attributions):
    """Statements are apart from each other and from all that is attributed."""
    statements = find_unattributed(text, attributions)
    assert in_order(statements, text)
    assert all(span.of(text) == span.of(text).strip() for span in statements)
    taken = [span for found in attributions for span in (*found.source, *found.cue, *found.content)]
    assert not any(span.meets(other) for span in statements for other in taken)


@searched
@given(ANY)
@example("")
@example("Rain")
@example("\ud800 said \udfff")
@example("a\x00b said that \ufeff it is")
def test_any_text_is_read(text):
    check(text)


@searched
@given(passages())
@example("MORE THAN 100,000 TROOPS HAVE BEEN DEPLOYED TO THE BORDER. SHE SAID: “NO.")
@example("• Unemployment fell to 4.1% in 2022.\r\n• She said\u00a0“it will rain\u00ad.”\r\n")
def test_a_passage_put_together_from_the_parts_of_news_is_read(text):
    check(text)


@settings(searched, max_examples=max(1, EXAMPLES // 4))
@given(passages())
def test_every_attribution_is_claimed_once_and_every_statement(text):
    found = found_in(text)
    claims = found["claims"]
    places = [claim["attribution"] for claim in claims]
    count = len(found["attributions"])
    assert places == [*range(count), *[None] * (len(claims) - count)]
    assert [claim["spans"] for claim in claims[:count]] == [one["content"] for one in found["attributions"]]
    assert all(0.0 <= claim["check_worthiness"] <= 1.0 for claim in claims)
    assert Kind.UNATTRIBUTED not in {one["kind"] for one in found["attributions"]}


@settings(searched, max_examples=max(1, EXAMPLES // 4))
@given(passages(), st.integers(60, 200))
def test_a_table_of_any_text_fits_its_width_and_has_no_character_that_moves_the_cursor(text, width):
    lines = list(table("text", text, width))
    assert all(line.isprintable() and len(line) <= width for line in lines)


@settings(searched, max_examples=max(1, EXAMPLES // 4))
@given(passages())
def test_a_text_read_twice_gives_the_same(text):
    assert found_in(text) == found_in(text)
