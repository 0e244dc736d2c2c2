"""Dates as news puts them: which days "on Tuesday", "last month" or "in March 2022" mean, seen from a day."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial

from claims.text.lexicons import word_list, word_set, word_table
from claims.text.records import Span

EARLIEST_YEAR, LATEST_YEAR = 1000, 2999
FAR = 4  # months: a month without its year, and without a verb, is the near one if the other is twice as far
FURTHEST_DAY = 120  # days: so is a day without its year
TOO_NEAR = 3  # days: "next Tuesday" is not said of one so near, or else of another


class Precision(StrEnum):
    """How precise a date is."""

    DAY = "day"
    WEEKEND = "weekend"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


class Tense(StrEnum):
    """Whether something lies behind or ahead of whoever writes of it."""

    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included, that a date may mean."""

    first: date
    last: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date where it stands in a text.

    `period` is None where nothing tells which days are meant. `written_out` says them so that they mean the same in
    any article: "12 October 2026", "the week of 5 October 2026"; it is empty where the words do so already, and where
    there is no period. `counts_from_the_hour` is true of "today" and its like, which are wrong a day later.
    """

    span: Span
    period: Period | None
    written_out: str
    counts_from_the_hour: bool = False


def counted_from(day: date | None) -> date | None:
    """The day, if news can be of it; None of one so early or late that what counts from it leaves the calendar.

    Programs give the first and the last day that they know for one that nobody knows.
    """
    return day if day and EARLIEST_YEAR <= day.year <= LATEST_YEAR else None


def find_dates(text: str, region: Span, seen_from: date | None, tense: Tense | None = None) -> list[FoundDate]:
    """The dates in a region of `text`, in order, as somebody who writes on the day `seen_from` means them.

    `tense` is that of what governs the region, for a date that has no verb beside it.
    """
    if not HINT.search(text, region.start, region.end):
        return []
    seen_from = counted_from(seen_from)
    taken: list[Span] = []
    found: list[FoundDate] = []
    for pattern, read in READERS:
        for match in pattern.finditer(text, region.start, region.end):
            span = Span(*match.span())
            if any(span.meets(other) for other in taken):
                continue
            taken.append(span)
            one = read(_Seen(match, seen_from, partial(_governing, text, span, region, tense)))
            found += [replace(one, span=span)] if one else []
    return _without_anchored(sorted(found, key=lambda one: one.span.start), text)


def _without_anchored(found: list[FoundDate], text: str) -> list[FoundDate]:
    """Without the month and the year of "by the end of the month" behind a full date: they may be that date's."""
    full = [one.span.start for one in found if one.period and not one.written_out]
    return [one for one in found if not (full and full[0] < one.span.start and one.span.of(text).startswith("the "))]


def _governing(text: str, span: Span, region: Span, otherwise: Tense | None) -> Tense | None:
    return tense_at(text, span, region) or otherwise


def tense_at(text: str, span: Span, region: Span) -> Tense | None:
    """The tense of the verb that governs `span`: the nearest before it in its sentence, else the nearest behind."""
    start = max([region.start, *(stop.end() for stop in SENTENCE_END.finditer(text, region.start, span.start))])
    stop = SENTENCE_END.search(text, span.end, region.end)
    return tense_of(text[start : span.start]) or tense_of(
        text[span.end : stop.start() if stop else region.end], forwards=True
    )


def tense_of(words: str, *, forwards: bool = False) -> Tense | None:
    """The tense of the last verb of `words`, or of the first; None where there is none, or it may be either."""
    found = [word.lower().replace("’", "'") for word in VERB_WORD.findall(words)]
    places = range(len(found)) if forwards else range(len(found) - 1, -1, -1)
    for place in places:
        before = found[place - 1] if place else ""
        following = found[place + 1] if place + 1 < len(found) else ""
        tense = _tense(before, found[place], following)
        if tense:
            return None if tense == "either" else Tense(tense)
    return None


def has_verb(words: str) -> bool:
    """Whether a word of `words` shows, by its form or by a list, that it is the verb of a clause."""
    found = [word.lower().replace("’", "'") for word in VERB_WORD.findall(words)]
    neighbours = zip(["", *found], found, [*found[1:], ""], strict=False)
    return any(_tense(before, word, following) for before, word, following in neighbours)


SENTENCE_END = re.compile(r"(?<=[a-z\d\"”’)]{4})[.!?;](?=[\s\"”'’])\W*\s|\n")
VERB_WORD = re.compile(r"[^\W\d_]+(?:['’](?:ll|t|d|re|m|ve))?|['’]ll\b")


def _tense(before: str, word: str, following: str) -> str | None:
    """The tense that a word gives, "either" where it may give any, None where it is no verb."""
    if word in ("will", "shall", "won't", "upcoming") or word.endswith("'ll"):
        return "future"
    if word == "to":
        return "future" if before in word_set("verbs_ahead") and following != "have" else None
    if word in ("has", "have") or word.endswith("'ve"):
        return "past" if _is_past(following) or following == "been" else "either"
    if word in ("was", "were", "had", "did", "didn't", "wasn't", "weren't", "hadn't"):
        return "past"
    if word in word_set("finite") or word in word_set("verbs_ahead"):
        return "either"
    return "past" if before not in DETERMINERS and before not in ("be", "being", "to") and _is_past(word) else None


def _is_past(word: str) -> bool:
    """Whether a word is the past form of a verb, or its participle."""
    if word in word_set("dimension_irregular_past"):
        return True
    return word.endswith("ed") and len(word) > 3 and word not in word_set("dimension_not_past")


BEFORE_MONTHS = word_set("words_before_months")
DETERMINERS = frozenset(("a", "an", "the", "his", "her", "its", "their", "our", "my", "any", "some", "no"))


# What dates are made of.

WEEKDAYS = tuple(name.capitalize() for name in word_list("weekdays"))
MONTHS = tuple(name.capitalize() for name in word_list("months")[:12])
MONTH_NUMBERS = {
    name: next(number for number, full in enumerate(MONTHS, 1) if full.lower().startswith(name[:3]))
    for name in word_list("months")
}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11)}  # months, as weather counts them
NUMBERS = {word: int(number) for word, number in word_table("numbers").items()}

WORD_BEFORE = re.compile(r"(?P<word>[^\W_]+)[\s-]+$")
WEEKDAY = rf"\b(?P<weekday>{'|'.join(WEEKDAYS)})\b"
SHORT_MONTHS = tuple(name for name in map(str.capitalize, MONTH_NUMBERS) if name not in MONTHS)
MONTH = rf"\b(?P<month>(?:{'|'.join(MONTHS)})\b|(?:{'|'.join(SHORT_MONTHS)})\b\.?)"
DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?![:.,]?\d)(?!\s*(?:percent|per cent|%|[ap]\.?m\b))"
YEAR = r"(?P<year>1\d{3}|2\d{3})\b"
# What every date has a part of: most contents have none, and are not looked at further.
HINT = re.compile(
    rf"\d{{4}}|day\b|days? ago|tomorrow|night|morning|afternoon|evening|week|month|year|"
    rf"{'|'.join((*SEASONS, *(name.capitalize()[:3] for name in MONTHS)))}",
    re.IGNORECASE,
)
NO_YEAR = r"(?!,?\s*\d{4}\b)"
PART = r"(?P<part>morning|afternoon|evening|night)"
WHICH = r"(?P<which>last|next|this past|this coming|this|past|coming)"
NO_NAME = r"(?!\s+(?:Express|Football|Harbor|Herald|Mail|Mirror|Morning|Night|Post|Review|Telegraph|Times)\b)"
SPECIAL_DAY = r"(?<!Super )(?<!Good )(?<!Black )(?<!Cyber )(?<!Easter )(?<!Palm )(?<!Bloody )(?<!Ash )(?<!Fat )"
GENERIC_DAY = r"(?<!\ba )(?<!\bA )(?<!\bevery )(?<!\beach )(?<!\bany )"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A match, the day it is seen from, and the tense it stands in."""

    match: re.Match[str]
    seen_from: date | None
    tense: Callable[[], Tense | None]

    def __getitem__(self, group: str) -> str:
        """What a group of the match holds, in lower case; empty where it holds nothing or the pattern has no such."""
        return " ".join((self.match.groupdict().get(group) or "").lower().split())

    @property
    def month(self) -> int:
        """The number of the month, from 1."""
        return MONTH_NUMBERS[self["month"].rstrip(".")]

    @property
    def word_before(self) -> str:
        """The word in front of the match, in lower case."""
        before = WORD_BEFORE.search(self.match.string, max(0, self.match.start() - 20), self.match.start())
        return before["word"].lower() if before else ""

    def date(self, period: Period | None, written_out: str | None = None, *, hour: bool = False) -> FoundDate:
        """What was found, spelt out by its own precision unless `written_out` tells how."""
        words = ("" if period is None else spelt_out(period)) if written_out is None else written_out
        return FoundDate(Span(*self.match.span()), period, words if period else "", hour)


def spelt_out(period: Period) -> str:
    """A period in words that mean the same in any article."""
    first = period.first
    match period.precision:
        case Precision.DAY:
            return _day_in_words(first)
        case Precision.WEEKEND | Precision.WEEK:
            return f"the {period.precision} of {_day_in_words(first)}"
        case Precision.MONTH:
            return f"{MONTHS[first.month - 1]} {first.year}"
        case Precision.SEASON:
            return f"{next(name for name, (month, _) in SEASONS.items() if month == first.month)} {first.year}"
        case Precision.YEAR:
            return str(first.year)


def _day_in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _day(day: date | None) -> Period | None:
    return Period(day, day, Precision.DAY) if day else None


def _month(year: int, month: int) -> Period:
    return Period(date(year, month, 1), _end_of_month(year, month), Precision.MONTH)


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def _season(year: int, name: str) -> Period:
    first, last = SEASONS[name]
    return Period(date(year, first, 1), _end_of_month(year, last), Precision.SEASON)


def _end_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _valid(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= _end_of_month(year, month).day else None


# One reader for each way of putting a date.


def _full_date(seen: _Seen) -> FoundDate:
    return seen.date(_day(_valid(int(seen["year"]), seen.month, int(seen["day"]))), "")


def _month_of_year(seen: _Seen) -> FoundDate:
    return seen.date(_month(int(seen["year"]), seen.month), "")


def _year_alone(seen: _Seen) -> FoundDate:
    return seen.date(_year(int(seen["year"])), "")


KNOWN_BY_THEIR_DAY = ((9, 11), (1, 6), (7, 4))  # whatever the year: the attacks of Sept. 11


def _day_of_month(seen: _Seen) -> FoundDate | None:
    month, day = seen.month, int(seen["day"])
    if seen.seen_from is None or (month, day) in KNOWN_BY_THEIR_DAY:
        return seen.date(None)
    around = [_valid(seen.seen_from.year + more, month, day) for more in (-1, 0, 1)]
    days = [each for each in around if each]
    return seen.date(_day(_chosen(days, seen.seen_from, seen.tense(), FURTHEST_DAY)))


def _chosen(days: list[date], seen_from: date, tense: Tense | None, near: int) -> date | None:
    """The nearest of `days` in a tense; without one the nearest of all, if it is near and the others are far."""
    if seen_from in days:
        return seen_from
    past, ahead = [day for day in days if day < seen_from], [day for day in days if day > seen_from]
    if tense == Tense.PAST:
        return max(past, default=None)
    if tense == Tense.FUTURE:
        return min(ahead, default=None)
    by_distance = sorted(days, key=lambda day: abs(day - seen_from))
    nearest = by_distance[:1]
    others_are_far = all(abs(day - seen_from).days >= 2 * near for day in by_distance[1:])
    return next((day for day in nearest if abs(day - seen_from).days <= near and others_are_far), None)


def _month_alone(seen: _Seen) -> FoundDate | None:
    written = seen.match["month"]
    if written in ("May", "March", "Mar") and not seen["which"] and seen.word_before not in BEFORE_MONTHS:
        return None
    today, month = seen.seen_from, seen.month
    if today is None:
        return seen.date(None)
    ahead = (month - today.month) % 12
    year = _year_of_month(seen["which"], today, month, ahead, seen.tense)
    return seen.date(_month(year, month) if year else None)


def _year_of_month(which: str, today: date, month: int, ahead: int, tense: Callable[[], Tense | None]) -> int | None:
    coming, gone = today.year + (month < today.month), today.year - (month > today.month)
    if not ahead:
        return today.year if which == "this" else None  # this month, or that of another year
    if which in ("this past", "past"):
        return gone
    if which in ("this coming", "coming"):
        return coming
    if which == "this":
        return today.year
    if which == "last":
        return gone if gone < today.year else None  # "last June", in November, may be of either year
    if which == "next":
        return coming if coming > today.year else None
    governed = tense()
    if governed:
        return gone if governed == Tense.PAST else coming
    return coming if ahead <= FAR else gone if 12 - ahead <= FAR else None


def _weekday(seen: _Seen) -> FoundDate:
    today, name = seen.seen_from, seen["weekday"].capitalize()
    if today is None:
        return seen.date(None)
    ahead = (WEEKDAYS.index(name) - today.weekday()) % 7
    moved = _days_to_weekday(seen["which"], ahead, seen.tense)
    if moved is None:
        return seen.date(None)
    return _in_part(seen, today + timedelta(days=moved), hour=False)


def _days_to_weekday(which: str, ahead: int, tense: Callable[[], Tense | None]) -> int | None:
    """How many days lie between the day of writing and the weekday meant; `ahead` is to the next, 0 to 6."""
    if which in ("last", "this past", "past"):
        back = 7 - ahead if ahead else 7
        return -back if which != "last" or back >= TOO_NEAR else None
    if which in ("next", "this coming", "coming"):
        on = ahead or 7
        return on if which != "next" or on >= TOO_NEAR else None
    if not ahead:
        return 0
    governed = Tense.FUTURE if which == "this" and tense() != Tense.PAST else tense()
    return None if governed is None else ahead if governed == Tense.FUTURE else ahead - 7


def _in_part(seen: _Seen, day: date, *, hour: bool) -> FoundDate:
    period = _day(day)
    words = f"the {seen['part']} of {_day_in_words(day)}" if seen["part"] else None
    return seen.date(period, words, hour=hour)


DAYS_AWAY = {"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}


def _named_day(seen: _Seen) -> FoundDate:
    if seen.seen_from is None:
        return seen.date(None)
    return _in_part(seen, seen.seen_from + timedelta(days=DAYS_AWAY[seen["named"]]), hour=True)


def _part_of_today(seen: _Seen) -> FoundDate:
    today = seen.seen_from
    if today is None:
        return seen.date(None)
    if seen["tonight"]:
        return seen.date(_day(today), f"the night of {_day_in_words(today)}", hour=True)
    return _in_part(seen, today - timedelta(days=seen["which"] == "last"), hour=True)


def _unit(seen: _Seen) -> FoundDate:
    """This, last or next week, weekend, month, year or season."""
    today, which, unit = seen.seen_from, seen["which"].removeprefix("this "), seen["unit"]
    if today is None or (which in ("past", "coming") and unit not in ("weekend", *SEASONS)):
        return seen.date(None)  # the past year is no year of the calendar
    if seen.word_before in DETERMINERS or seen.word_before == "s":
        return seen.date(None)  # "his last year" counts from something else
    step = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    period = _stepped(unit, which, step, today, seen.tense)
    if period and seen["part_of"] in ("earlier", "later"):
        earlier = seen["part_of"] == "earlier"
        within = replace(period, last=today) if earlier else replace(period, first=today)
        return replace(seen.date(period), period=within) if within.first <= within.last else seen.date(None)
    return seen.date(period)


def _stepped(unit: str, which: str, step: int, today: date, tense: Callable[[], Tense | None]) -> Period | None:
    monday = today - timedelta(days=today.weekday())
    if unit == "year":
        return _year(today.year + step)
    if unit == "month":
        months = today.year * 12 + today.month - 1 + step
        return _month(months // 12, months % 12 + 1)
    if unit == "week":
        first = monday + timedelta(weeks=step)
        # Whether a Sunday ends a week or begins one, nobody agrees.
        return None if today.weekday() == 6 else Period(first, first + timedelta(days=6), Precision.WEEK)
    if unit == "weekend":
        return _weekend(which, monday, today, tense)
    return _year_of_season(unit, which, today)


def _weekend(which: str, monday: date, today: date, tense: Callable[[], Tense | None]) -> Period | None:
    saturday = monday + timedelta(days=5)
    if today.weekday() < 5 and which in ("this", "past", "last", "coming"):
        if which in ("past", "last") or (which == "this" and tense() == Tense.PAST):
            saturday -= timedelta(days=7)
    elif today.weekday() < 5 or which != "this":
        return None  # next weekend, and any other on a weekend, may be either of two
    return Period(saturday, saturday + timedelta(days=1), Precision.WEEKEND)


def _year_of_season(name: str, which: str, today: date) -> Period | None:
    """The season meant; None for one that may be of either year: "last summer" in the fall, "next" in the spring."""
    first, last = SEASONS[name]
    if which == "this":
        return _season(today.year, name)
    if which in ("last", "past"):
        is_over = today.month > last
        return _season(today.year - (not is_over), name) if which == "past" or not is_over else None
    return _season(today.year + (today.month >= first), name) if which == "coming" or today.month >= first else None


def _end_of_unit(seen: _Seen) -> FoundDate:
    """The year in "by the end of the year"."""
    unit, today = seen["unit"], seen.seen_from
    if today is None or unit == "week":
        return seen.date(None)
    return seen.date(_year(today.year) if unit == "year" else _month(today.year, today.month))


def _ago(seen: _Seen) -> FoundDate:
    number, unit, today = seen["number"], seen["unit"], seen.seen_from
    count = int(number) if number.isdigit() else NUMBERS.get(number)
    is_round = count is not None and count >= 20 and count % 10 == 0
    if today is None or count is None or is_round or seen["about"] or count > 500:
        return seen.date(None)
    if unit == "year":
        return seen.date(_year(max(EARLIEST_YEAR, today.year - count)))
    if unit == "month":
        months = today.year * 12 + today.month - 1 - count
        return seen.date(_month(months // 12, months % 12 + 1))
    day = today - timedelta(days=count * (7 if unit == "week" else 1))
    if unit == "day":
        return seen.date(_day(day), hour=True)
    monday = day - timedelta(days=day.weekday())
    return seen.date(Period(monday, monday + timedelta(days=6), Precision.WEEK))


def _pattern(*parts: str, ignore_case: bool = False) -> re.Pattern[str]:
    return re.compile("".join(parts), re.IGNORECASE if ignore_case else 0)


PARTS_OF_YEAR = "|".join(("week", "weekend", "month", "year", *SEASONS))
READERS: list[tuple[re.Pattern[str], Callable[[_Seen], FoundDate | None]]] = [
    (_pattern(rf"(?:{WEEKDAY},?\s+)?", MONTH, r"\s+", DAY, r",?\s*", YEAR), _full_date),
    (_pattern(rf"(?:{WEEKDAY},?\s+)?\b", DAY, r"(?:\s+of)?\s+", MONTH, r",?\s*", YEAR), _full_date),
    (_pattern(MONTH, r"(?:,|\s+of)?\s+", YEAR), _month_of_year),
    (_pattern(rf"(?:{WEEKDAY},?\s+)?", MONTH, r"\s+", DAY, NO_YEAR), _day_of_month),
    (_pattern(rf"(?:{WEEKDAY},?\s+)?\b", DAY, r"(?:\s+of)?\s+", MONTH, NO_YEAR), _day_of_month),
    (_pattern(rf"(?:\b{WHICH}\s+)?", SPECIAL_DAY, GENERIC_DAY, WEEKDAY, rf"(?:\s+{PART}\b(?!s))?", NO_NAME), _weekday),
    (
        _pattern(
            rf"\b(?P<named>the day before yesterday|the day after tomorrow|today|yesterday|tomorrow)\b(?:\s+{PART}\b)?",
            ignore_case=True,
        ),
        _named_day,
    ),
    (_pattern(rf"\b(?:(?P<tonight>tonight)|(?P<which>last|this)\s+{PART})\b", ignore_case=True), _part_of_today),
    (
        _pattern(
            r"\b(?:(?P<about>about|around|nearly|almost|over|under|roughly|more than|less than|some|many)\s+)?",
            r"(?<![\w-])(?<!\bor )(?<!\bto )(?P<number>\d{1,3}|[a-z]+)\s+(?P<unit>year|month|week|day)s?\s+ago\b",
            ignore_case=True,
        ),
        _ago,
    ),
    (
        _pattern(
            rf"(?<!\bthe )\b(?:(?P<part_of>earlier|later)\s+)?{WHICH}\s+(?P<unit>{PARTS_OF_YEAR})\b(?!-)",
            ignore_case=True,
        ),
        _unit,
    ),
    (_pattern(r"(?<=\bend of )the\s+(?P<unit>year|month|week)\b", ignore_case=True), _end_of_unit),
    (_pattern(rf"(?:\b{WHICH}\s+)?", MONTH, NO_YEAR), _month_alone),
    (
        _pattern(
            r"(?<![\d$£€.,:/-])\b", YEAR, r"(?![\d:/-]|[.,]\d|\s+(?:people|voters|jobs|troops|points|votes|times))"
        ),
        _year_alone,
    ),
]
