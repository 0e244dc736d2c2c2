"""What was compared of two texts, and what kept them apart."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text.equivalence import Compared, compare, explain, model_version

OLD = "Inflation in Spain rose to 4.9% in May 2022, Brussels announced."
NEW = "In May 2022, inflation in Spain climbed to 3.9 percent."

KEPT_APART = [
    ("Talks were held in Geneva.", "Talks were held in Vienna.", "'Geneva' against 'Vienna'"),
    ("Prices will rise in June.", "Prices may rise in June.", "'will happen' against 'may happen'"),
    ("The factory burned down.", "The factory burned down on Friday.", "only one says when"),
    ("More than 100 died.", "120 died.", "More than 100 against 120: one says less"),
    ("Biden warned Putin.", "Putin warned Biden.", "'Biden' who warned 'Putin' against 'Putin' who warned 'Biden'"),
    ("It is so.", "That was it.", "too little is said to be sure"),
]


def test_an_explanation_shows_what_stands_side_by_side():
    explained = explain(OLD, NEW)
    assert explained.words == (
        Compared("Inflation", "inflation", "the same word"),
        Compared("rose", "climbed", "words for the same"),
    )
    assert explained.names == (Compared("Spain", "Spain", "one name"),)
    assert explained.amounts == (Compared("4.9%", "3.9 percent", "not both can hold"),)
    assert (explained.times_a, explained.times_b) == (("May 2022",), ("May 2022",))
    assert (explained.only_a, explained.only_b) == (("Brussels", "announced"), ())


def test_an_explanation_says_what_clashes_before_what_only_one_says():
    explained = explain(OLD, NEW)
    assert explained.clashes == ("4.9% against 3.9 percent",)
    assert explained.differences == ("only one names 'Brussels'", "only one says 'announced'")
    assert explained.kept_apart[:2] == ("4.9% against 3.9 percent", "only one names 'Brussels'")


@pytest.mark.parametrize(("a", "b", "reason"), KEPT_APART)
def test_what_kept_two_texts_apart_is_told(a, b, reason):
    assert reason in explain(a, b).kept_apart


def test_a_score_that_was_too_low_is_told_with_what_it_takes():
    explained = explain("The mayor opened the school.", "The mayor opened the hospital.")
    assert explained.score < explained.same_from
    assert explained.kept_apart[-1] == f"the score, {explained.score:.3f}, is below {explained.same_from}"


def test_a_clash_of_two_propositions_says_why_it_is_no_conflict():
    explained = explain(
        "The port of Hamburg, the largest of the country, handled 12 million containers.",
        "Hamburg elects a parliament every five years, and 9 parties stood in the port's district.",
    )
    assert explained.judgement.relation == "related"
    assert explained.told_by_both < explained.conflict_from
    assert any(reason.startswith("no conflict: ") for reason in explained.kept_apart)


def test_nothing_keeps_the_same_claim_apart():
    explained = explain("Sweden joined NATO in March 2024.", "In March 2024, Sweden joined NATO.")
    assert (explained.judgement.relation, explained.kept_apart) == ("same", ())


def test_an_explanation_counts_relative_dates_from_the_days_of_the_texts():
    text = "The bridge in Porto was closed yesterday."
    explained = explain(text, text, dated_a=date(2021, 12, 7), dated_b=date(2022, 1, 9))
    assert (explained.times_a, explained.times_b) == (("6 December 2021",), ("8 January 2022",))
    assert explained.kept_apart[0] == "6 December 2021 against 8 January 2022"


def test_an_explanation_names_the_model_that_judged():
    assert explain(OLD, NEW).model == model_version()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_are_explained_as_they_are_judged(a, b):
    explained = explain(a, b)
    assert explained.judgement == compare(a, b)
    assert bool(explained.kept_apart) == (explained.judgement.relation != "same")


def test_an_explanation_exchanges_its_sides_with_the_texts():
    there, back = explain(OLD, NEW), explain(NEW, OLD)
    turned = replace(
        back,
        judgement=there.judgement,
        words=tuple(Compared(each.b, each.a, each.how) for each in reversed(back.words)),
        names=tuple(Compared(each.b, each.a, each.how) for each in back.names),
        amounts=tuple(Compared(each.b, each.a, each.how) for each in back.amounts),
        clashes=there.clashes,
        kept_apart=there.kept_apart,
        only_a=back.only_b,
        only_b=back.only_a,
    )
    assert replace(there, words=tuple(sorted(there.words, key=str))) == replace(
        turned, words=tuple(sorted(turned.words, key=str))
    )
    assert back.clashes == ("3.9 percent against 4.9%",)
