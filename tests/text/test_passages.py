"""Hard passages, written for this test: every attribution in them, as a person reads it."""

import pytest

from claims.text.attributions import find_attributions

# Texts and what is attributed in them: (source, cue, contents, parent), contents with " | " between their pieces.
TABLE = {
    # Quotations that are interrupted or turned around.
    "interrupted": (
        '"We expect," she said, "that prices will fall before the winter."',
        [("she", "said", '"We expect," | "that prices will fall before the winter."', None)],
    ),
    "interrupted in curly marks": (
        "“The bridge,” said the engineer, “was never meant to carry lorries.”",
        [("the engineer", "said", "“The bridge,” | “was never meant to carry lorries.”", None)],
    ),
    "gone on in a second sentence": (
        '"The vote is over," Mr. Okafor said. "Now we have to govern."',
        [("Mr. Okafor", "said", '"The vote is over," | "Now we have to govern."', None)],
    ),
    "turned around": (
        '"Nobody was hurt," said Smith.',
        [("Smith", "said", '"Nobody was hurt,"', None)],
    ),
    "turned around with a title": (
        "“We are out of money,” warned Finance Minister Helena Brandt.",
        [("Finance Minister Helena Brandt", "warned", "“We are out of money,”", None)],
    ),
    "speaker first": (
        'Mayor Ruiz said: "The pumps failed at midnight."',
        [("Mayor Ruiz", "said", '"The pumps failed at midnight."', None)],
    ),
    "a statement behind": (
        "The pumps failed at midnight, the mayor said.",
        [("the mayor", "said", "The pumps failed at midnight", None)],
    ),
    "interrupted without marks": (
        "The pumps, the mayor said, had failed at midnight.",
        [("the mayor", "said", "The pumps | had failed at midnight", None)],
    ),
    "in the middle of a sentence": (
        "Unemployment, according to the agency, fell to 4 percent in March.",
        [("the agency", "according to", "Unemployment | fell to 4 percent in March", None)],
    ),
    # Asides between a name and its verb.
    "an aside of years": (
        "Ms. Lindqvist, who has led the union for nine years, said that the talks had collapsed.",
        [("Ms. Lindqvist, who has led the union for nine years", "said", "that the talks had collapsed", None)],
    ),
    "an aside of circumstance": (
        "Mr. Haddad, speaking to reporters in Geneva on Tuesday, said that the ceasefire was holding.",
        [("Mr. Haddad", "said", "that the ceasefire was holding", None)],
    ),
    "an apposition": (
        "Lena Fischer, a spokeswoman for the company, said the plant would close in June.",
        [("Lena Fischer, a spokeswoman for the company", "said", "the plant would close in June", None)],
    ),
    # Sources without a name.
    "two officials": (
        "Two officials said the strike had killed a commander.",
        [("Two officials", "said", "the strike had killed a commander", None)],
    ),
    "on condition of anonymity": (
        "A senior administration official, who spoke on condition of anonymity, said the order would be signed Friday.",
        [("A senior administration official", "said", "the order would be signed Friday", None)],
    ),
    "people familiar": (
        "The bank will cut 3,000 jobs, according to people familiar with the matter.",
        [("people familiar with the matter", "according to", "The bank will cut 3,000 jobs", None)],
    ),
    "witnesses": (
        "Witnesses said that the driver had run a red light.",
        [("Witnesses", "said", "that the driver had run a red light", None)],
    ),
    "critics": (
        "Critics say the law punishes the poor.",
        [("Critics", "say", "the law punishes the poor", None)],
    ),
    "a report": (
        "The report found that one bridge in five was unsafe.",
        [("The report", "found", "that one bridge in five was unsafe", None)],
    ),
    "a poll": (
        "A poll released Monday showed that 61 percent of voters oppose the tax.",
        [("A poll released Monday", "showed", "that 61 percent of voters oppose the tax", None)],
    ),
    "police": (
        "Police said the suspect fled on foot.",
        [("Police", "said", "the suspect fled on foot", None)],
    ),
    # Denials and other stances.
    "denied that": (
        "The minister denied that he had taken bribes.",
        [("The minister", "denied", "that he had taken bribes", None)],
    ),
    "rejected claims": (
        "Mr. Bello rejected claims that the election was rigged.",
        [("Mr. Bello", "rejected", "claims that the election was rigged", None)],
    ),
    "predicted": (
        "Economists predicted that growth would slow to 1 percent next year.",
        [("Economists", "predicted", "that growth would slow to 1 percent next year", None)],
    ),
    "accused": (
        "Mr. Trump accused the newspaper of making up the story.",
        [("Mr. Trump", "accused", "the newspaper of making up the story", None)],
    ),
    "urged": (
        "Ms. May urged lawmakers to back the deal.",
        [("Ms. May", "urged", "lawmakers to back the deal", None)],
    ),
    "believes": (
        "Mr. Sanders believes that health care is a right.",
        [("Mr. Sanders", "believes", "that health care is a right", None)],
    ),
    "promised": (
        "The prime minister promised to cut taxes for families by April.",
        [("The prime minister", "promised", "to cut taxes for families by April", None)],
    ),
    "asked": (
        "Reporters asked whether the president had known about the meeting.",
        [("Reporters", "asked", "whether the president had known about the meeting", None)],
    ),
    # Two attributions in a sentence.
    "two of one source": (
        "She said that the school was full and added that a new one would open in May.",
        [("She", "said", "that the school was full", None), ("She", "added", "that a new one would open in May", None)],
    ),
    "two sources": (
        "Mr. Lee said that the talks had failed, but Ms. Cho insisted that they would go on.",
        [
            ("Mr. Lee", "said", "that the talks had failed", None),
            ("Ms. Cho", "insisted", "that they would go on", None),
        ],
    ),
    "mixed": (
        "Mr. Ivanov said that the sanctions were “a gift to our farmers.”",
        [("Mr. Ivanov", "said", "that the sanctions were “a gift to our farmers.”", None)],
    ),
    "a word in marks": (
        'The judge called the argument "absurd."',
        [("The judge", "called", 'the argument "absurd."', None)],
    ),
    # Quotations over paragraphs.
    "over two paragraphs": (
        "“We were promised a school,” said Ms. Abara.\n\n“We have waited eleven years for it.”",
        [("Ms. Abara", "said", "“We were promised a school,” | “We have waited eleven years for it.”", None)],
    ),
    "left open and opened again": (
        "The mayor told reporters: “The plan is sound.\n\n“It will cost $3 billion over ten years.”",
        [("The mayor", "told", "“The plan is sound. | “It will cost $3 billion over ten years.”", None)],
    ),
    "announced by a colon": (
        'The governor released a statement on Tuesday that said:\n\n"I will not sign this bill."',
        [("The governor", "released a statement on Tuesday that said", '"I will not sign this bill."', None)],
    ),
    # Quotation marks of many sorts.
    "doubled marks": (
        "``The roof leaks,'' the tenant said.",
        [("the tenant", "said", "``The roof leaks,''", None)],
    ),
    "doubled apostrophes": (
        "''The roof leaks,'' the tenant said.",
        [("the tenant", "said", "''The roof leaks,''", None)],
    ),
    "single marks": (
        "'The roof leaks,' the tenant said.",
        [("the tenant", "said", "'The roof leaks,'", None)],
    ),
    "German marks": (
        "„The roof leaks,“ the tenant said.",
        [("the tenant", "said", "„The roof leaks,“", None)],
    ),
    "angle marks": (
        "«The roof leaks,» the tenant said.",
        [("the tenant", "said", "«The roof leaks,»", None)],
    ),
    "a mark never closed": (
        'The tenant said, "The roof leaks.',
        [("The tenant", "said", '"The roof leaks.', None)],
    ),
    "British marks": (
        "‘The roof can’t be mended,’ the tenant said.",
        [("the tenant", "said", "‘The roof can’t be mended,’", None)],
    ),
    # Nested.
    "two hops": (
        "The BBC reported that Putin warned that sanctions would be a grave mistake.",
        [
            ("The BBC", "reported", "that Putin warned that sanctions would be a grave mistake", None),
            ("Putin", "warned", "that sanctions would be a grave mistake", 0),
        ],
    ),
    "told by another": (
        "A neighbour said that the couple had told her they were moving to Spain.",
        [
            ("A neighbour", "said", "that the couple had told her they were moving to Spain", None),
            ("the couple", "had told", "they were moving to Spain", 0),
        ],
    ),
    "in a quotation": (
        '"The doctors told us that he would walk again," his brother said.',
        [
            ("The doctors", "told", "that he would walk again", 1),
            ("his brother", "said", '"The doctors told us that he would walk again,"', None),
        ],
    ),
    "a newspaper on officials": (
        "The New York Times reported that officials believe the virus came from a market.",
        [
            ("The New York Times", "reported", "that officials believe the virus came from a market", None),
            ("officials", "believe", "the virus came from a market", 0),
        ],
    ),
    "a hop that denies": (
        "The agency said that Mr. Khan denied that he had met the ambassador.",
        [
            ("The agency", "said", "that Mr. Khan denied that he had met the ambassador", None),
            ("Mr. Khan", "denied", "that he had met the ambassador", 0),
        ],
    ),
    "a study in a quotation": (
        '"Every study shows that children learn better in small classes," Ms. Novak said.',
        [
            ("Every study", "shows", "that children learn better in small classes", 1),
            ("Ms. Novak", "said", '"Every study shows that children learn better in small classes,"', None),
        ],
    ),
    "what the speaker thinks": (
        '"I think that the troops would leave," Mr. Biden said.',
        [("Mr. Biden", "said", '"I think that the troops would leave,"', None)],
    ),
    "three hops": (
        "Reuters reported that a senior official said that the minister denied that the talks had failed.",
        [
            (
                "Reuters",
                "reported",
                "that a senior official said that the minister denied that the talks had failed",
                None,
            ),
            ("a senior official", "said", "that the minister denied that the talks had failed", 0),
            ("the minister", "denied", "that the talks had failed", 1),
        ],
    ),
    # Headlines.
    "a headline with a colon": ("Putin: sanctions a mistake", [("Putin", ":", "sanctions a mistake", None)]),
    "a headline that denies": ("Minister denies report", [("Minister", "denies", "report", None)]),
    "a headline that says": (
        "Union says strike will go on",
        [("Union", "says", "strike will go on", None)],
    ),
    "a headline that warns": (
        "UN warns of famine in Yemen",
        [("UN", "warns of", "famine in Yemen", None)],
    ),
    "a headline with the source behind": (
        "Thousands flee as river rises, officials say",
        [("officials", "say", "Thousands flee as river rises", None)],
    ),
    "a headline of a poll": (
        "Poll: Most Americans want higher taxes on the rich",
        [
            ("Poll", ":", "Most Americans want higher taxes on the rich", None),
            ("Most Americans", "want", "higher taxes on the rich", 0),
        ],
    ),
    # According to, and other cues that are no verbs.
    "according to in front": (
        "According to the ministry, 14 people died in the storm.",
        [("the ministry", "According to", "14 people died in the storm", None)],
    ),
    "according to behind": (
        "Fourteen people died in the storm, according to the ministry.",
        [("the ministry", "according to", "Fourteen people died in the storm", None)],
    ),
    "in the words of": (
        "In a statement, the company said that no customer data had been stolen.",
        [("the company", "said", "that no customer data had been stolen", None)],
    ),
    "on Twitter": (
        "“The election was stolen,” Mr. Doyle wrote on Twitter.",
        [("Mr. Doyle", "wrote on Twitter", "“The election was stolen,”", None)],
    ),
    # What attributes nothing.
    "a byline": ("By Jane Doe and Richard Roe", []),
    "a caption": ("A tram in Lisbon at dusk. Photo: R. Gomes", []),
    "a place and a date": ("GENEVA, March 3", []),
    "no attribution": ("It rained for three days, and the river rose by two metres.", []),
    "a list": ("- Bread\n- Milk\n- Two apples", []),
    "only marks": ('"" „“ «» ""', []),
    "contact": ("Subscribe to our newsletter for more stories.", []),
    # Texts as they come.
    "all capitals": (
        "THE MAYOR SAID THAT THE BRIDGE WOULD CLOSE ON MONDAY.",
        [("THE MAYOR", "SAID", "THAT THE BRIDGE WOULD CLOSE ON MONDAY", None)],
    ),
    "no-break spaces": (
        "The\u00a0mayor said\u00a0that the bridge\u00a0would close.",
        [("The\u00a0mayor", "said", "that the bridge\u00a0would close", None)],
    ),
    "soft hyphens": (
        "The may\u00ador said that the bridge would close.",
        [("The may\u00ador", "said", "that the bridge would close", None)],
    ),
    "a list of what was said": (
        "The committee made three findings:\n- The committee said that the dam was old.",
        [("The committee", "said", "that the dam was old", None)],
    ),
    "machine translation": (
        "The report also states that The Russian leader’s warning comes after Biden threatened to impose "
        "harsh sanctions.",
        [
            (
                "The report",
                "also states",
                "that The Russian leader’s warning comes after Biden threatened to impose harsh sanctions",
                None,
            ),
            ("Biden", "threatened", "to impose harsh sanctions", 0),
        ],
    ),
    "translated with a slip": (
        "The White House said that talks it will be held in Geneva in January.",
        [("The White House", "said", "that talks it will be held in Geneva in January", None)],
    ),
    "a question and an answer": (
        "Asked about the delay, Mr. Chen said that the parts had come late.",
        [("Mr. Chen", "said", "that the parts had come late", None)],
    ),
    "through an interpreter": (
        "“They burned everything,” Mr. Yusuf said through an interpreter.",
        [("Mr. Yusuf", "said", "“They burned everything,”", None)],
    ),
}


@pytest.mark.parametrize(("text", "expected"), TABLE.values(), ids=TABLE)
def test_hard_passages(text, expected):
    assert [
        (
            " ".join(span.of(text) for span in found.source),
            found.cue[0].of(text),
            " | ".join(span.of(text) for span in found.content),
            found.parent,
        )
        for found in find_attributions(text)
    ] == expected
