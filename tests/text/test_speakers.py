"""Who a source is."""

import pytest

from claims.text.records import SpeakerKind
from claims.text.speakers import find_speakers
from tests.text.marked import context_of, groups_of, unmark

PERSON, UNNAMED = SpeakerKind.PERSON, SpeakerKind.UNNAMED
ORGANISATION, PUBLICATION, DOCUMENT = SpeakerKind.ORGANISATION, SpeakerKind.PUBLICATION, SpeakerKind.DOCUMENT

# A source, and who it is, with no more than the sentence to go by.
ALONE = [
    ("Jane Saki", "Jane Saki", PERSON),
    ("Russian President Vladimir Putin", "Vladimir Putin", PERSON),
    ("senior White House officials White House spokesman Jane Saki", "Jane Saki", PERSON),
    ("Nick Merrill, a spokesman for Hillary Clinton,", "Nick Merrill", PERSON),
    ("Clinton’s campaign manager, Robby Mook", "Robby Mook", PERSON),
    ("Trump spokeswoman Hope Hicks", "Hope Hicks", PERSON),
    ("Rep. Tom Cole of Oklahoma", "Tom Cole", PERSON),
    ("Mr. Reid, who represents Nevada", "Reid", PERSON),
    ("Donald Trump himself", "Donald Trump", PERSON),
    ("Hillary Clinton’s", "Hillary Clinton", PERSON),
    ("Ben Carson and Ted Cruz", None, None),
    ("Ben Carson, Ted Cruz and Rand Paul", None, None),
    ("the BBC", "BBC", PUBLICATION),
    ("The New York Times", "New York Times", PUBLICATION),
    ("NATO", "NATO", ORGANISATION),
    ("the White House", "White House", ORGANISATION),
    ("The Trump campaign", "Trump campaign", ORGANISATION),
    ("the Department of Homeland Security", "Department of Homeland Security", ORGANISATION),
    ("Russia", "Russia", ORGANISATION),
    ("The report", "the report", DOCUMENT),
    ("a CNN/ORC poll released Monday", "a CNN/ORC poll released Monday", DOCUMENT),
    ("two officials", "two officials", UNNAMED),
    ("Critics", "critics", UNNAMED),
    ("Republicans", "Republicans", UNNAMED),
    ("a spokesman for Hillary Clinton", "a spokesman for Hillary Clinton", UNNAMED),
    ("Trump supporters", "Trump supporters", UNNAMED),
    ("a source close to the talks, who would not be named,", "a source close to the talks", UNNAMED),
    ("Sanders and his supporters", "Sanders and his supporters", UNNAMED),
    ("the group", "the group", UNNAMED),
    ("Jane Doe and the shipping broker Joe Roe", None, None),
    ("Procter & Gamble", "Procter & Gamble", ORGANISATION),
    ("The World Bank on", "World Bank", ORGANISATION),
    ("They", None, None),
    ("it", None, None),
    ("I", None, None),
    ("He", None, None),
    ("...", None, None),
]
# Whole texts, and who each of their sources is.
TOGETHER = {
    "a surname stands for the full name": (
        "White House spokesman Jane Saki was there. {s:Saki} {q:said} {c:so}.",
        ["Jane Saki"],
    ),
    "also where the full name comes later": ("{s:Saki} {q:said} {c:so}. Jane Saki left.", ["Jane Saki"]),
    "a first name": ("Hillary Clinton spoke. {s:Hillary} {q:said} {c:so}.", ["Hillary Clinton"]),
    "the fullest of several names": (
        "Donald J. Trump, or Donald Trump. {s:Trump} {q:said} {c:so}.",
        ["Donald J. Trump"],
    ),
    "two people of one name": ("Bill Clinton and Hillary Clinton came. {s:Clinton} {q:said} {c:so}.", [None]),
    "a father and his son": ("Donald Trump met Donald Trump Jr. {s:Donald Trump} {q:said} {c:so}.", ["Donald Trump"]),
    "a son alone": ("Harry Harris Jr. came. {s:Harris} {q:said} {c:so}.", ["Harry Harris Jr."]),
    "a middle initial tells apart": (
        "George W. Bush met George H.W. Bush. {s:George W. Bush} {q:said} {c:so}. {s:George Bush} {q:left} {c:it}.",
        ["George W. Bush", None],
    ),
    "two people of one name, told apart": (
        "Bill Clinton and Hillary Clinton came. {s:Mrs. Clinton} {q:said} {c:so}.",
        ["Hillary Clinton"],
    ),
    "a name with a title and no other": ("{s:President Putin} {q:said} {c:so}.", ["Putin"]),
    "a name in capitals": ("Jake Tapper asked. {s:TAPPER} {q::} {c:Is it so?}", ["Jake Tapper"]),
    "he": ("{s:Jake Tapper} {q:left} {c:it}. {s:He} {q:said} {c:so}.", ["Jake Tapper", "Jake Tapper"]),
    "she, not he": ("Jane Saki met Jake Tapper. {s:She} {q:said} {c:so}.", ["Jane Saki"]),
    "two who fit": ("Jake Tapper met Joe Biden. {s:He} {q:said} {c:so}.", [None]),
    "nobody who fits": ("Jane Saki left. {s:He} {q:said} {c:so}.", [None]),
    "two people of one name, told apart by the pronoun": (
        "Bill Clinton met Hillary Clinton. It rained. {s:Clinton} {q:said} {c:so}. {s:She} {q:left} {c:it}.",
        [None, "Hillary Clinton"],
    ),
    "who was only spoken of": (
        "{s:Jane Saki} {q:said} {c:Theresa May had left}. {s:She} {q:said} {c:so}.",
        ["Jane Saki", "Jane Saki"],
    ),
    "whose aides": (
        "{s:Joe Biden} {q:left} {c:it}, Trump aides added. {s:He} {q:said} {c:so}.",
        ["Joe Biden", "Joe Biden"],
    ),
    "too long ago": ("Joe Biden left. It rained. It rained. It rained. It rained. {s:He} {q:said} {c:so}.", [None]),
    "who": ("It was Jane Saki, {s:who} {q:said} {c:so}.", ["Jane Saki"]),
    "who, of nobody with a name": ("Jane Saki saw a man {s:who} {q:said} {c:so}.", [None]),
    "a role that one person has": ("Mayor Jane Doe came. {s:The mayor} {q:said} {c:so}.", ["Jane Doe"]),
    "a role that two people have": ("Mayor Jane Doe met Mayor Joe Roe. {s:The mayor} {q:said} {c:so}.", [None]),
    "a role that nobody has": ("Jane Doe came. {s:The mayor} {q:said} {c:so}.", ["the mayor"]),
    "a role cut short": ("Sen. Jane Doe came. {s:The senator} {q:said} {c:so}.", ["Jane Doe"]),
    "headlines name nobody": (
        "Angry Trump Blasts Clinton\n{s:Trump} {q:said} {c:so}. {s:Trump} {q:left} {c:it}.",
        ["Trump", "Trump"],
    ),
}


def speakers_in(marked):
    text, spans = unmark(marked)
    paragraphs, sentences, _ = context_of(text)
    return find_speakers(text, groups_of(spans), paragraphs, sentences)


@pytest.mark.parametrize(("source", "name", "kind"), ALONE)
def test_source_alone(source, name, kind):
    (speaker,) = speakers_in(f"{{s:{source}}} {{q:said}} {{c:that it had rained}}.")
    assert (speaker.name, speaker.kind) == (name, kind)


@pytest.mark.parametrize(("marked", "expected"), TOGETHER.values(), ids=TOGETHER)
def test_source_in_its_text(marked, expected):
    assert [speaker.name for speaker in speakers_in(marked)] == expected


def test_two_people_who_fit_are_still_people():
    (speaker,) = speakers_in("Bill Clinton met Hillary Clinton. {s:Clinton} {q:said} {c:so}.")
    assert (speaker.name, speaker.kind) == (None, PERSON)


DESCRIPTIONS = [
    ("{s:Russian foreign policy adviser Yuri Ushakov} {q:said} {c:so}.", "Russian foreign policy adviser"),
    ("{s:Mr. Trump} {q:said} {c:so}.", None),
    ("Gov. Rick Scott came. {s:Scott} {q:said} {c:so}.", "Gov."),
    ("{s:Jane Saki, a spokesman for the White House,} {q:said} {c:so}.", "spokesman for the White House"),
]


@pytest.mark.parametrize(("marked", "expected"), DESCRIPTIONS)
def test_description(marked, expected):
    assert [speaker.description for speaker in speakers_in(marked)] == [expected]


def test_no_source_no_speaker():
    (speaker,) = speakers_in("{q:Reportedly}, {c:it rained}.")
    assert (speaker.name, speaker.kind, speaker.description) == (None, None, None)
