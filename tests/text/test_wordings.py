"""What a content says: which words count as the same, and which still need their article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.wordings import Wording, fingerprint, wording_of

SAME = [
    ("The rate fell in Ohio in 2015", "the rate fell in ohio in 2015"),
    ("the rate fell in Ohio in 2015", "that the rate fell in Ohio in 2015"),
    ("the rate fell in Ohio in 2015", "“The rate fell in Ohio in 2015,”"),
    ("the rate fell in Ohio in 2015", "''The rate fell in Ohio in 2015.''"),
    ("the rate fell in Ohio in 2015", "the  rate\nfell in\u00a0Ohio in 2015"),
    ("the rate fell in Ohio in 2015", "the rate fell in Ohio in 2015!"),
    ("the rate fell in Ohio in 2015", "... the rate fell in Ohio in 2015 ..."),
    ("the rate fell in Ohio in 2015", "the ra\u00adte fell in Ohio in 2015"),
    ("the “safe” rate fell in Ohio", 'the "safe" rate fell in Ohio'),
    ("Ohio’s rate fell in 2015 again", "Ohio's rate fell in 2015 again"),
    ("between 10–12 people died in Ohio", "between 10-12 people died in Ohio"),
    ("Ohio — a state — grew in 2015", "Ohio - a state - grew in 2015"),
    ("Ohio—a state—grew in 2015", "Ohio -- a state -- grew in 2015"),
    ("the U.S. economy grew in 2015", "the US economy grew in 2015"),
    ("3,900 people died in Ohio alone", "3900 people died in Ohio alone"),
    ("it fell to −5 degrees in Oslo", "it fell to -5 degrees in Oslo"),
    ("café owners in Paris pay taxes", "cafe\u0301 owners in Paris pay taxes"),
    ("the ofﬁce of the mayor burned down", "the office of the mayor burned down"),
    ("THE RATE FELL IN OHIO IN 2015", "the rate fell in Ohio in 2015"),
    ("[Trump] won the state of Ohio", "Trump won the state of Ohio"),
]
DIFFERENT = [
    ("growth was 3.9% in Ohio in 2015", "growth was 39% in Ohio in 2015"),
    ("growth was 3.9% in Ohio in 2015", "growth was 3,9% in Ohio in 2015"),
    ("growth was 3.9% in Ohio in 2015", "growth was 3.9 in Ohio in 2015"),
    ("growth was -3% in Ohio in 2015", "growth was 3% in Ohio in 2015"),
    ("-3% was the growth in Ohio", "3% was the growth in Ohio"),
    ("Trump will win the state of Ohio", "Trump will not win the state of Ohio"),
    ("Trump will win the state of Ohio", "Trump won't win the state of Ohio"),
    ("they told the U.S. officials of rain", "they told the us officials of rain"),
    ("10-12 people died in the fire", "10 12 people died in the fire"),
    ("the house cost $5 million in 2015", "the house cost €5 million in 2015"),
    ("the house cost $5 million in 2015", "the house cost 5 million in 2015"),
    ("the house cost $5 million in 2015", "the house cost $5 billion in 2015"),
    ("$5 million was paid to Ohio", "5 million was paid to Ohio"),
    ("Ohio has 1½ million voters today", "Ohio has 11/2 million voters today"),
    ("Ohio has 10² small towns", "Ohio has 102 small towns"),
    ("Trump has won the state of Ohio", "Trump has won the state of Ohio?"),
    ("3,900 people died in Ohio alone", "39,00 people died in Ohio alone"),
    ("Trump attacked Clinton in Ohio again", "Clinton attacked Trump in Ohio again"),
    ("the rates in Ohio fell in 2015", "the rate in Ohio fell in 2015"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_same_words(first, second):
    assert wording_of(first).normalised == wording_of(second).normalised


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_different_words(first, second):
    assert wording_of(first).normalised != wording_of(second).normalised


BOUND = [
    ("Trump won a vote in Ohio in 2016", None),
    ("Trump won a vote in the U.S. in 2016", None),
    ("Trump won the vote of the WHO in 2016", None),
    ("Ohio and Texas may march into the sea", None),
    ("Texas signed on May 5, 2016 in Austin", None),
    ("Texas grew in December 2015 and in 2016", None),
    ("a law coming before March 2022 hurt Ohio", None),
    ("there is a lake in Ohio for everybody", None),
    ("those who live in Ohio pay taxes", None),
    ("The Russian president visited Ohio in 2015", None),
    ("The president of Russia visited Ohio in 2015", None),
    ("Trump has a plan that is bad for Ohio", None),
    ("Raising the minimum wage would cost Ohio jobs", None),
    ("that sanctions would hurt Russia badly", None),
    ("", "fewer than five words"),
    ("a grave mistake", "fewer than five words"),
    ("Trump won in Ohio", "fewer than five words"),
    ("he won the vote in Ohio in 2016", "holds the pronoun 'he'"),
    ("He’s won the vote in Ohio in 2016", "holds the pronoun 'he'"),
    ("Trump won his vote in Ohio in 2016", "holds the pronoun 'his'"),
    ("Trump told us about Ohio in 2016", "holds the pronoun 'us'"),
    ("I saw Trump win Ohio in 2016", "holds the pronoun 'I'"),
    ("it is raining in Ohio in 2016", "holds the pronoun 'it'"),
    ("Trump lost but won here in 2016", "holds the place 'here'"),
    ("Trump won the vote in Ohio today", "holds the relative date 'today'"),
    ("Trump won Ohio two weeks ago by far", "holds the relative date 'ago'"),
    ("Trump won Ohio last week by far", "holds the relative date 'last week'"),
    ("Trump lost Ohio in the past two years", "holds the relative date 'past years'"),
    ("Trump won Ohio on Tuesday by far", "holds the relative date 'Tuesday'"),
    ("Trump won Ohio in December by far", "holds the date 'December' without its year"),
    ("Trump won Ohio on Dec. 31 by far", "holds the date 'Dec' without its year"),
    ("Trump won Ohio in May by far", "holds the date 'May' without its year"),
    ("Trump won and stayed there in 2016", "holds the place 'there'"),
    ("Trump accused Ohio of doing so in 2016", "holds the demonstrative 'doing so'"),
    ("Trump won this vote in Ohio in 2016", "holds the demonstrative 'this'"),
    ("Trump won those votes in Ohio in 2016", "holds the demonstrative 'those'"),
    ("that was a mistake of Trump in Ohio", "holds the demonstrative 'that'"),
    ("that's a mistake of Trump in Ohio", "holds the demonstrative 'that'"),
    ("Trump and Clinton cannot accept that", "holds the demonstrative 'that'"),
    ("Trump was asked about that in Ohio", "holds the demonstrative 'that'"),
    ("The president visited Ohio in June 2015", "holds 'the president' without a name"),
    ("Trump attacked the two candidates in Ohio", "holds 'the two candidates' without a name"),
    ("that deal was a mistake of Trump", "holds the demonstrative 'that'"),
    ("Trump won ... the vote in Ohio", "leaves words out"),
    ("Trump would win a vote in Ohio …", "leaves words out"),
    ("to win the vote in Ohio in 2016", "begins with 'to': who or what is meant stands outside"),
    ("failing to win the vote in Ohio", "begins with 'failing': who or what is meant stands outside"),
]


@pytest.mark.parametrize(("content", "expected"), BOUND)
def test_bound(content, expected):
    assert wording_of(content).bound_because == expected


def test_a_wording_shows_people_the_words_alone():
    assert wording_of("that  Trump's “plan” won in\nthe U.S. in 2016,”") == Wording(
        text='Trump\'s "plan" won in the U.S. in 2016',
        normalised='trump\'s "plan" won in the US in 2016',
        bound_because=None,
    )


def test_fingerprint_is_of_the_words_and_what_they_are_bound_to():
    free, bound, elsewhere = (fingerprint("it rains", key) for key in (None, "1", "2"))
    assert len({free, bound, elsewhere, fingerprint("it rained", None)}) == 4
    assert free == fingerprint("it rains", None)


def test_fingerprint_never_changes():
    assert fingerprint("it rains", "7") == "7786d36f058cf4d37ca9597281ad6f7370576dec92e86cbe74f52f6158a84a05"


@given(st.text())
def test_any_text_has_a_wording(content):
    wording = wording_of(content)
    assert len(fingerprint(wording.normalised, wording.bound_because)) == 64
    assert wording.normalised == " ".join(wording.normalised.split())


@given(st.text(alphabet="aT9.,- '\"“”$%", max_size=30))
def test_what_people_see_has_the_same_wording(content):
    assert wording_of(wording_of(content).text).normalised == wording_of(content).normalised
