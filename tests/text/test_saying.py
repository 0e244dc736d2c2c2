"""When something was said, as far as the article tells."""

from datetime import date

import pytest

from claims.text.saying import find_sayings
from tests.text.corpus import articles, attributions_of, labelled
from tests.text.test_referents import DAY, article_of

SAID = [
    ("<Ann Reed> /said/ on Tuesday {that taxes fell}.", "Tuesday", "2026-10-13", "2026-10-13"),
    ("<Ann Reed> /said/ in a statement Monday {that taxes fell}.", "Monday", "2026-10-12", "2026-10-12"),
    ("<Ann Reed> /told/ reporters last week {that taxes fell}.", "last week", "2026-10-05", "2026-10-11"),
    ("In 2015, <Ann Reed> /said/ {taxes fell}.", "2015", "2015-01-01", "2015-12-31"),
    (
        "{Taxes fell}, <Ann Reed> /said/ in an interview with the Post on 3 March.",
        "3 March",
        "2026-03-03",
        "2026-03-03",
    ),
    ("<Ann Reed> /said/ earlier this month {that taxes fell}.", "earlier this month", "2026-10-01", "2026-10-14"),
    ("<A poll released Monday> /found/ {that taxes fell}.", "Monday", "2026-10-12", "2026-10-12"),
    ("<Ann Reed> attacked Hall on Monday, /accusing/ {Hall of theft}.", "Monday", "2026-10-12", "2026-10-12"),
]
NOT_SAID = [
    "<Ann Reed> /said/ {that taxes fell on Tuesday}.",
    "<Ann Reed> /said/ {that taxes fell}, which she had paid on Tuesday.",
    "<Ann Reed, who won on Tuesday,> /said/ {that taxes fell}.",
    "After the vote on Tuesday, <Ann Reed> /said/ {that taxes fell}.",
    "Hall won on Tuesday, and <Ann Reed> /said/ {that taxes fell}.",
    "<Ann Reed> /said/ {taxes fell}, telling reporters on Tuesday that she paid.",
    "<Ann Reed> /asked for a vote on 5 June 2030 against/ {taxes that fell}.",
    "<Ann Reed> /said/ {that taxes fell}.",
]


def saying_in(marked, published=DAY):
    article = article_of(marked)
    saying = find_sayings(article["text"], attributions_of(article), published)[0]
    return saying and (saying.span.of(article["text"]), str(saying.period.first), str(saying.period.last))


@pytest.mark.parametrize(("marked", "words", "first", "last"), SAID)
def test_the_article_tells_when(marked, words, first, last):
    assert saying_in(marked) == (words, first, last)


@pytest.mark.parametrize("marked", NOT_SAID)
def test_a_date_of_something_else_is_not_when(marked):
    assert saying_in(marked) is None


def test_without_a_day_of_publication_only_full_dates_tell():
    assert saying_in("<Ann Reed> /said/ on Tuesday {that taxes fell}.", None) is None
    assert saying_in("<Ann Reed> /said/ in 2015 {that taxes fell}.", None) == ("2015", "2015-01-01", "2015-12-31")


# Exactly right, none included; and right of those given. The final part was measured once before it was looked at.
FLOORS = {"development": (0.9, 0.95), "final": (0.8, 0.9)}


@pytest.mark.parametrize("part", FLOORS)
def test_days_of_saying_as_a_careful_reader_tells_them(shared, part):
    labels = {label["article"]: label for label in labelled("days_of_saying", part)}
    exact = given = right = 0
    for article in articles(shared, set(labels)):
        label = labels[article["id"]]
        attributions = attributions_of(article)
        place = next(i for i, one in enumerate(attributions) if is_at(one, label))
        saying = find_sayings(article["text"], attributions, date.fromisoformat(article["date"]))[place]
        days = [str(saying.period.first), str(saying.period.last)] if saying else None
        exact += days == label["said"]
        given, right = given + (days is not None), right + (days is not None and days == label["said"])
    measured = (exact / len(labels), right / given)
    assert all(share >= floor for share, floor in zip(measured, FLOORS[part], strict=True)), measured


def is_at(attribution, label):
    return all([[s.start, s.end] for s in getattr(attribution, role)] == label[role] for role in ("cue", "content"))
