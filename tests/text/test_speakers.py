"""Who a source is."""

import pytest

from claims.text.joining import Group, RoleSpan
from claims.text.records import Span, SpeakerKind
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
    ("EgyptAir", "EgyptAir", ORGANISATION),
    ("Mr. DeLay", "DeLay", PERSON),
    ("a Field Poll", "a Field Poll", DOCUMENT),
    ("the Chicago Sun-Times", "Chicago Sun-Times", PUBLICATION),
    ("Gallup", "Gallup", ORGANISATION),
    ("a source close to the talks, who would not be named,", "a source close to the talks", UNNAMED),
    ("one of the voters who stayed away, former Rep. Pat Doe", "Pat Doe", PERSON),
    ("those who have a house", "those who have a house", UNNAMED),
    ("people familiar with the matter", "people familiar with the matter", UNNAMED),
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
    "a surname before the other is named": (
        "Hillary Clinton came. {s:Clinton} {q:said} {c:so}. Later came Bill Clinton.",
        ["Hillary Clinton"],
    ),
    "a surname long after the other was named": (
        "Hillary Clinton came with Bill Clinton. " + "It rained. " * 60 + "{s:Clinton} {q:said} {c:so}.",
        ["Hillary Clinton"],
    ),
    "two people with one surname between them": (
        "Hillary and Bill Clinton came. {s:Clinton} {q:said} {c:so}. {s:Mrs. Clinton} {q:left} {c:it}.",
        [None, "Hillary Clinton"],
    ),
    "a surname with a particle": ("Mayor Bill de Blasio came. {s:De Blasio} {q:said} {c:so}.", ["Bill de Blasio"]),
    "a surname of two words": ("France's Marine Le Pen came. {s:Le Pen} {q:said} {c:so}.", ["Marine Le Pen"]),
    "an adverb is no first name": (
        "Christoph Blocher came. Interestingly Blocher left. {s:Blocher} {q:said} {c:so}.",
        ["Christoph Blocher"],
    ),
    "two people of one name, told apart": (
        "Bill Clinton and Hillary Clinton came. {s:Mrs. Clinton} {q:said} {c:so}.",
        ["Hillary Clinton"],
    ),
    "a name with a title and no other": ("{s:President Putin} {q:said} {c:so}.", ["Putin"]),
    "a name in capitals": ("Jake Tapper asked. {s:TAPPER} {q::} {c:Is it so?}", ["Jake Tapper"]),
    "he": ("{s:Jake Tapper} {q:left} {c:it}. {s:He} {q:said} {c:so}.", ["Jake Tapper", "Jake Tapper"]),
    "she, not he": ("Jane Saki met Jake Tapper. {s:She} {q:said} {c:so}.", ["Jane Saki"]),
    "he, of one of several who spoke": (
        "{s:Jake Tapper} {q:told} Joe Biden {c:so}. {s:He} {q:added} {c:it}.",
        ["Jake Tapper", "Jake Tapper"],
    ),
    "he, beside a name that is set aside": (
        "Jake Tapper criticised the aides of Joe Biden. {s:He} {q:said} {c:so}.",
        ["Jake Tapper"],
    ),
    "his, of one of two": ("Jake Tapper met Joe Biden's critics and {s:his} {q:claim} {c:so}.", [None]),
    "he, taken up from a sentence that names another": (
        "{s:Jake Tapper} {q:left} {c:it}. He may vote for Joe Biden. {s:He} {q:said} {c:so}.",
        ["Jake Tapper", "Jake Tapper"],
    ),
    "he, of a name that an earlier he told of": (
        "Mayor Jordan Roe came. {s:He} {q:left} {c:it}. Jordan Roe met Mayor Casey Doe. {s:She} {q:said} {c:so}.",
        ["Jordan Roe", "Casey Doe"],
    ),
    "he, of somebody in reported words nearer by": (
        "{s:Joe Biden} {q:left} {c:it}. {s:Critics} {q:doubted} {c:Jake Tapper's plans}. {s:He} {q:said} {c:so}.",
        ["Joe Biden", "critics", None],
    ),
    "he, of whom reported words go on about": (
        "{s:Joe Biden} {q:left} {c:it}. {s:Critics} {q:doubted} {c:Joe Biden's plans}. {s:He} {q:said} {c:so}.",
        ["Joe Biden", "critics", "Joe Biden"],
    ),
    "he, past somebody in a quotation": (
        "{s:Joe Biden} {q:said}: {c:“It rained. Jake Tapper lost.”} {s:He} {q:said} {c:so}.",
        ["Joe Biden", "Joe Biden"],
    ),
    "he, of somebody unnamed": (
        "{s:Joe Biden} {q:left} {c:it}. {s:One voter} {q:saw} {c:that}. {s:He} {q:said} {c:so}.",
        ["Joe Biden", "one voter", None],
    ),
    "he, of a name late in its sentence": (
        "Joe Biden's aides met Jake Tapper. {s:He} {q:said} {c:so}.",
        [None],
    ),
    "he, of who begins the main clause": (
        "Asked by Jake Tapper, Joe Biden left. {s:He} {q:said} {c:so}.",
        ["Joe Biden"],
    ),
    "he, of what may be no person, beside a person": (
        "Joe Biden's report is out, {s:Fusion} {q:noted} {c:it}. {s:He} {q:said} {c:so}.",
        ["Fusion", None],
    ),
    "he, not who says something in passing": (
        "Jake Tapper met Joe Biden, {s:who} {q:saw} {c:it}. {s:He} {q:said} {c:so}.",
        ["Joe Biden", None],
    ),
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
    "who, of nobody with a name": ("Jane Saki saw a man {s:who} {q:said} {c:so}.", ["a man"]),
    "who, behind an apposition": ("Jane Saki, a judge {s:who} {q:said} {c:so}, left.", ["Jane Saki"]),
    "who, behind a party and state": ("They met Joe Roe (D-Tex.), {s:who} {q:said} {c:so}.", ["Joe Roe"]),
    "but who": ("They met Joe Roe, a judge whose court closed but {s:who} {q:said} {c:so}.", ["Joe Roe"]),
    "who, of several": ("One of the voters {s:who} {q:said} {c:so} left.", ["one of the voters"]),
    "which, of an organisation": (
        "He wrote to the U.S. Chamber of Commerce, {s:which} {q:said} {c:so}.",
        ["U.S. Chamber of Commerce"],
    ),
    "that, of a document": ("The court lost an email in 2014 {s:that} {q:said} {c:so}.", ["an email"]),
    "which, of a person is of something else": ("It was Jane Saki, {s:which} {q:showed} {c:so}.", [None]),
    "they": ("{s:Two officials} {q:left} {c:it}. {s:They} {q:said} {c:so}.", ["two officials", "two officials"]),
    "they, of two groups": (
        "{s:Critics} {q:left} {c:it}, {s:voters} {q:added} {c:so}. {s:They} {q:said} {c:it}.",
        ["critics", "voters", None],
    ),
    "they, of nobody": ("Jane Saki left. {s:They} {q:said} {c:so}.", [None]),
    "it": ("{s:NATO} {q:left} {c:it}. {s:It} {q:said} {c:so}.", ["NATO", "NATO"]),
    "it, long ago": ("{s:NATO} {q:left} {c:it}. It rained. {s:It} {q:said} {c:so}.", ["NATO", None]),
    "I, outside of a quotation": ("{s:Jane Saki} {q:left} {c:it}. {s:I} {q:think} {c:so}.", ["Jane Saki", None]),
    "a role that one person has": ("Mayor Jane Doe came. {s:The mayor} {q:said} {c:so}.", ["Jane Doe"]),
    "a role that two people have": ("Mayor Jane Doe met Mayor Joe Roe. {s:The mayor} {q:said} {c:so}.", [None]),
    "a role that nobody has": ("Jane Doe came. {s:The mayor} {q:said} {c:so}.", ["the mayor"]),
    "a role of somebody named later": ("{s:The mayor} {q:said} {c:so}. Mayor Jane Doe came.", ["the mayor"]),
    "a foundation that was named": ("The Doe Foundation met. {s:The foundation} {q:said} {c:so}.", ["Doe Foundation"]),
    "a board that was named": (
        "The Ohio Board of Elections met. {s:The board of elections} {q:said} {c:so}.",
        ["Ohio Board of Elections"],
    ),
    "a campaign that was named": ("Jane Doe's campaign closed. {s:The campaign} {q:said} {c:so}.", ["Doe campaign"]),
    "one of two campaigns": (
        "Jane Doe's campaign met the Roe campaign. {s:The campaign} {q:said} {c:so}.",
        ["the campaign"],
    ),
    "the campaign named just now, of two": (
        "Jane Doe's campaign closed." + " It rained." * 60 + " The Roe campaign won. {s:The campaign} {q:said} {c:so}.",
        ["Roe campaign"],
    ),
    "a campaign that was not named": ("Jane Doe left. {s:The campaign} {q:said} {c:so}.", ["the campaign"]),
    "an acronym": (
        "The National Rifle Association (NRA) met. {s:The NRA} {q:said} {c:so}.",
        ["National Rifle Association"],
    ),
    "an acronym with small words between": (
        "The group Citizens for Ethics in Washington (the “CEW”) met. {s:CEW} {q:said} {c:so}.",
        ["Citizens for Ethics in Washington"],
    ),
    "an acronym of other words": ("It rained in Boston (NRA). {s:The NRA} {q:said} {c:so}.", ["NRA"]),
    "a company that spoke": (
        "{s:Twitter} {q:said} {c:so}. {s:The company} {q:added} {c:it}.",
        ["Twitter", "Twitter"],
    ),
    "his campaign": ("{s:Joe Roe} {q:left} {c:it}. {s:His campaign} {q:said} {c:so}.", ["Joe Roe", "Roe campaign"]),
    "his campaign, of nobody": ("It rained. {s:His campaign} {q:said} {c:so}.", ["his campaign"]),
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


# Who speaks in the words of another: the text, its attributions as source, cue and content, and who their sources are.
NESTED = {
    "I, in a quotation": (
        "“I think it rains,” Jane Saki said.",
        [("I", "think", "it rains"), ("Jane Saki", "said", "“I think it rains,”")],
        ["Jane Saki", "Jane Saki"],
    ),
    "we, in a quotation": (
        "NATO said: “We believe it rains.”",
        [("NATO", "said", "“We believe it rains.”"), ("We", "believe", "it rains")],
        ["NATO", "NATO"],
    ),
    "he, in reported words": (
        "Joe Biden said that he believed it rained.",
        [("Joe Biden", "said", "that he believed it rained"), ("he", "believed", "it rained")],
        ["Joe Biden", "Joe Biden"],
    ),
    "she, in reported words that name her": (
        "Joe Biden said Jane Saki was sure and she believed it rained.",
        [
            ("Joe Biden", "said", "Jane Saki was sure and she believed it rained"),
            ("she", "believed", "it rained"),
        ],
        ["Joe Biden", "Jane Saki"],
    ),
    "he, who may be the speaker or another": (
        "Joe Biden said Jake Tapper was sure and he believed it rained.",
        [
            ("Joe Biden", "said", "Jake Tapper was sure and he believed it rained"),
            ("he", "believed", "it rained"),
        ],
        ["Joe Biden", None],
    ),
    "he, in a quotation, is not who says it": (
        "Joe Biden said: “He believes it rains.”",
        [("Joe Biden", "said", "“He believes it rains.”"), ("He", "believes", "it rains")],
        ["Joe Biden", None],
    ),
}


@pytest.mark.parametrize(("text", "attributions", "expected"), NESTED.values(), ids=NESTED)
def test_source_in_the_words_of_another(text, attributions, expected):
    def found(role, words):
        start = text.index(words)
        return RoleSpan(Span(start, start + len(words)), role, 1.0)

    groups = [
        Group(found("cue", cue), (found("source", source),), (found("content", content),))
        for source, cue, content in attributions
    ]
    paragraphs, sentences, _ = context_of(text)
    assert [speaker.name for speaker in find_speakers(text, groups, paragraphs, sentences)] == expected


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
