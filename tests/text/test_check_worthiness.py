"""Check-worthiness: the rule of each dimension, and the trained score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.check_worthiness import DIMENSIONS, dimensions, model_version, score
from claims.text.check_worthiness.scorer import load_scorer

TABLES = {
    "checkable": [
        ("Unemployment fell to 4 percent in 2019.", 1.0),
        ("The senator voted against the bill.", 1.0),
        ("The house is on the hill.", 0.5),
        ("I think unemployment fell to 4 percent.", 0.5),
        ("Unemployment will fall to 4 percent.", 0.5),
        ("We should build a better country.", 0.25),
        ("We must make sure it will work.", 0.125),
        ("Did unemployment fall to 4 percent?", 0.0),
        ("Thank you very much for 12 wonderful years.", 0.0),
        ("Good question.", 0.0),
        ("", 0.0),
    ],
    "specific": [
        ("More than 100,000 Russian troops were moved in December.", 1.0),
        ("The talks between Biden and Putin lasted 50 minutes.", 0.67),
        ("Vladimir Putin was pleased.", 0.33),
        ("It happened last year.", 0.33),
        ("It happened in 1998.", 0.33),
        ("It happened on Friday.", 0.33),
        ("I love it.", 0.0),
        ("We can do better than that.", 0.0),
    ],
    "number": [
        ("Taxes rose by 4%.", 1.0),
        ("It cost $2,000.", 1.0),
        ("Twenty-six countries signed.", 1.0),
        ("Half the houses are empty.", 1.0),
        ("In 1990 it cost 1,990 dollars.", 1.0),
        ("Thousands marched.", 0.5),
        ("Most people agree.", 0.5),
        ("It was founded in 1990.", 0.0),
        ("Back in the 1960s things were different.", 0.0),
        ("One does not simply agree.", 0.0),
    ],
    "comparison": [
        ("Crime is higher than ever, and worse than last year.", 1.0),
        ("It is the first time a minister has resigned.", 1.0),
        ("They earn twice what we earn.", 1.0),
        ("Women outnumbered men.", 1.0),
        ("The minister resigned.", 0.0),
    ],
    "trend": [
        ("Wages rose.", 1.0),
        ("Emissions have been increasing.", 1.0),
        ("Prices doubled within a year.", 1.0),
        ("The minister arose from his chair.", 0.0),
    ],
    "cause": [
        ("Prices rose because of the war.", 1.0),
        ("The ban led to a shortage.", 1.0),
        ("Smoking causes cancer.", 1.0),
        ("He was blamed for the delay.", 1.0),
        ("Prices rose during the war.", 0.0),
    ],
    "law_or_rule": [
        ("Employers are required to pay sick leave.", 1.0),
        ("Carrying a knife is illegal.", 1.0),
        ("Congress repealed it.", 1.0),
        ("The lawn is green.", 0.0),
    ],
    "on_record": [
        ("She voted for the treaty.", 1.0),
        ("The minister said nothing.", 1.0),
        ("The firm announced a merger.", 1.0),
        ("The lake is deep.", 0.0),
    ],
    "past_event": [
        ("The treaty collapsed.", 1.0),
        ("Troops have been deployed.", 1.0),
        ("He went home.", 1.0),
        ("It began two years ago.", 1.0),
        ("He wouldn't, and he didn't.", 1.0),
        ("It won't work.", 0.0),
        ("The United States is a large country.", 0.0),
        ("He is pleased.", 0.0),
        ("They need a hundred beds.", 0.0),
        ("The tide is high.", 0.0),
    ],
    "about_many_people": [
        ("Families pay more.", 1.0),
        ("Every taxpayer's money is in it.", 1.0),
        ("The whole nation watched.", 1.0),
        ("Her cat sleeps.", 0.0),
    ],
    "harm": [
        ("The vaccine has side effects.", 1.0),
        ("The ballots were stolen.", 1.0),
        ("The missile hit a school.", 1.0),
        ("He warned of floods.", 1.0),
        ("The concert was loud.", 0.0),
    ],
    "prediction": [
        ("Prices will rise.", 1.0),
        ("She'll win.", 1.0),
        ("He’ll lose.", 1.0),
        ("It is expected to rain.", 1.0),
        ("Prices could rise.", 0.5),
        ("They'd never agree.", 0.5),
        ("Prices rose.", 0.0),
        ("She is still unwilling.", 0.0),
    ],
    "personal_experience": [
        ("I grew up in a small town.", 1.0),
        ("I've seen it with my own eyes.", 1.0),
        ("I never worked there.", 1.0),
        ("My wife is a teacher.", 0.5),
        ("I voted against it.", 0.0),
        ("I want to win.", 0.0),
        ("He grew up in a small town.", 0.0),
    ],
    "opinion": [
        ("I think it rains.", 1.0),
        ("We should act.", 1.0),
        ("You ought to know.", 1.0),
        ("It was a terrible deal.", 0.5),
        ("It was a deal over 4 years.", 0.0),
    ],
    "question": [
        ("Who said so?", 1.0),
        ("“Who said so?”", 1.0),
        ("Why would anybody say so", 1.0),
        ("What he said was wrong.", 0.0),
        ("He said so.", 0.0),
        ("", 0.0),
    ],
    "needs_context": [
        ("He said so.", 1.0),
        ("It's over.", 1.0),
        ("This is over.", 1.0),
        ("In Geneva they met.", 0.5),
        ("Vladimir Putin left yesterday.", 0.5),
        ("Vladimir Putin left Geneva in 2021.", 0.0),
    ],
}
ROWS = [(name, text, expected) for name, rows in TABLES.items() for text, expected in rows]

# What states a fact that can be looked up, over what does not.
PAIRS = [
    ("Unemployment fell from 8 percent to 4 percent in six years.", "I am very proud of what we did together."),
    ("The senator voted against the minimum wage eleven times.", "We have to move this country forward."),
    ("More than 100,000 Russian troops have been deployed to the Ukrainian border.", "Thank you, and good night."),
    ("Two thirds of the prisoners were released early last year.", "What would you do about prisons?"),
    ("The company paid no federal income tax in 2018.", "I believe in the promise of our young people."),
    ("Crime in the city has doubled since 2010.", "Let me just say this about that."),
]


@pytest.mark.parametrize(("name", "text", "expected"), ROWS)
def test_a_dimension_follows_its_rule(name, text, expected):
    assert dimensions(text)[name] == expected


def test_every_dimension_has_a_table():
    assert list(TABLES) == [dimension.name for dimension in DIMENSIONS]


def test_an_empty_text_shows_no_dimension():
    assert dimensions("") == dict.fromkeys(TABLES, 0.0)


def test_a_curly_apostrophe_reads_like_a_straight_one():
    assert dimensions("It’s what he’ll do.") == dimensions("It's what he'll do.")


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_shows_each_dimension_between_none_and_full(text):
    shown = dimensions(text)
    assert list(shown) == list(TABLES)
    assert all(0.0 <= value <= 1.0 for value in shown.values())


@pytest.mark.parametrize(("worthy", "unworthy"), PAIRS)
def test_a_fact_to_look_up_scores_over_what_is_none(worthy, unworthy):
    high, low = score([worthy, unworthy])
    assert high > 0.5 > low


def test_a_score_does_not_depend_on_its_neighbours():
    texts = [text for pair in PAIRS for text in pair]
    assert score(texts) == [score([text])[0] for text in texts]
    assert score(texts[::-1]) == score(texts)[::-1]


def test_no_texts_have_no_scores():
    assert score([]) == []


@pytest.mark.parametrize("text", ["", " ", "\n\t", "...", "\N{NO-BREAK SPACE}", "-- “”", "___"])
def test_a_text_without_a_letter_or_a_figure_scores_nothing(text):
    assert score([text]) == [0.0]


@pytest.mark.parametrize("text", ["Yes", "7", "Ja", "\ud800", "\x00", "\x00a", "\U0001f600", "ไทย", "x" * 5000])
def test_one_odd_word_scores_between_none_and_full(text):
    assert 0.0 <= score([text])[0] <= 1.0


def test_a_long_text_is_scored_by_its_first_hundred_words():
    opening = "Unemployment fell from 8 percent to 4 percent in six years, the ministry said. " * 20
    assert score([opening + "Thank you. " * 100_000]) == score([opening])


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_text_scores_between_none_and_full(text):
    assert 0.0 <= score([text])[0] <= 1.0


def test_the_model_is_loaded_once():
    assert load_scorer() is load_scorer()


def test_the_version_names_the_model_and_its_files():
    name, _, digest = model_version().rpartition("-")
    assert name.startswith("check-worthiness")
    assert len(digest) == 12
