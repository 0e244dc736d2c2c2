"""Which days the dates of news mean, seen from the day of the article."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text.dates import find_dates
from claims.text.records import Span

WEDNESDAY = date(2026, 10, 14)
SUNDAY = date(2026, 10, 18)

WRITTEN_OUT = [
    ("Smith won Ohio yesterday", [("yesterday", "13 October 2026")]),
    ("Smith won Ohio last night", [("last night", "the night of 13 October 2026")]),
    ("they met on Tuesday", [("Tuesday", "13 October 2026")]),
    ("they met on Wednesday", [("Wednesday", "14 October 2026")]),
    ("they will meet on Friday", [("Friday", "16 October 2026")]),
    ("Smith, a friend of Sen. Hall, will meet them on Friday", [("Friday", "16 October 2026")]),
    ("they plan to meet on Friday morning", [("Friday morning", "the morning of 16 October 2026")]),
    ("Smith needs a win on Friday", [("Friday", "")]),
    ("Smith would win on Friday", [("Friday", "")]),
    ("the vote next Tuesday", [("next Tuesday", "20 October 2026")]),
    ("the vote next Friday", [("next Friday", "")]),
    ("the vote last Tuesday", [("last Tuesday", "")]),
    ("Friday Night Live Saturday Night", []),
    ("every Tuesday and on Saturdays", []),
    ("it fell last month", [("last month", "September 2026")]),
    ("earlier this week", [("earlier this week", "the week of 12 October 2026")]),
    ("his last year in office", [("last year", "")]),
    ("over the past year and the next week", []),
    ("by the end of the year", [("the year", "2026")]),
    ("in January 2028, by the end of the month", [("January 2028", "")]),
    ("it opened in March", [("March", "March 2026")]),
    ("it will open in March", [("March", "March 2027")]),
    ("talks in December", [("December", "December 2026")]),
    ("talks in April", [("April", "")]),
    ("it fell last December", [("last December", "December 2025")]),
    ("it fell last June", [("last June", "")]),
    ("Smith may march in Ohio", []),
    ("in March 2022 and on 5 May 2015", [("March 2022", ""), ("5 May 2015", "")]),
    ("they voted on Nov. 8", [("Nov. 8", "8 November 2025")]),
    ("the vote on Nov. 8", [("Nov. 8", "8 November 2026")]),
    ("the attacks of Sept. 11", [("Sept. 11", "")]),
    ("two weeks ago", [("two weeks ago", "the week of 28 September 2026")]),
    ("eight years ago", [("eight years ago", "2018")]),
    ("about eight years ago", [("about eight years ago", "")]),
    ("40 years ago", [("40 years ago", "")]),
    ("it was hot this summer", [("this summer", "summer 2026")]),
    ("it was hot last summer", [("last summer", "")]),
]


@pytest.mark.parametrize(("words", "expected"), WRITTEN_OUT)
def test_dates_are_written_out(words, expected):
    found = find_dates(words, Span(0, len(words)), WEDNESDAY)
    assert [(one.span.of(words), one.written_out) for one in found] == expected


@pytest.mark.parametrize("words", ["last week", "this week", "next week", "next weekend"])
def test_whether_a_sunday_ends_a_week_nobody_tells(words):
    assert [one.written_out for one in find_dates(words, Span(0, len(words)), SUNDAY)] == [""]


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("words", ["it fell yesterday", "it fell last year", "it will fall next week"])
def test_nothing_counts_from_the_ends_of_the_calendar(words, day):
    whole = Span(0, len(words))
    assert find_dates(words, whole, day) == find_dates(words, whole, None)


def test_without_a_day_to_count_from_only_full_dates_are_known():
    words = "yesterday, on Tuesday, last month, in March, two years ago and in March 2022"
    found = find_dates(words, Span(0, len(words)), None)
    assert [one.span.of(words) for one in found if one.period] == ["March 2022"]


PARTS = [
    "last",
    "next",
    "this past",
    "Monday",
    "Feb. 29",
    "31",
    "May",
    "March 2016",
    "2015",
    "300 years ago",
    "weeks ago",
]
PARTS += [
    "two",
    "year",
    "month",
    "summer",
    "weekend",
    "end of the",
    "earlier this",
    "night",
    "today",
    "will",
    "won",
    ",",
    ".",
]


@given(st.lists(st.sampled_from(PARTS)), st.dates())
def test_any_words_on_any_day_are_read(parts, day):
    words = " ".join(parts)
    found = find_dates(words, Span(0, len(words)), day)
    assert all(one.period.first <= one.period.last for one in found if one.period)
    assert [one.span for one in found] == sorted({one.span for one in found})
