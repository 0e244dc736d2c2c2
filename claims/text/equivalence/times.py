"""When: dates, parts of dates and periods in a text, and those that count from a given day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from claims.text.equivalence.words import Token
from claims.text.lexicons import word_table

YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
DAY = re.compile(r"(?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?")
WRITTEN_IN_NUMBERS = re.compile(r"((?:1[5-9]|20)\d\d)-(\d\d)-(\d\d)")
HOUR = re.compile(r"\d{1,2}")
CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)")
MONTHS: tuple[str, ...] = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SHORT_MONTHS = {"sept": 9} | {month[:3]: number for number, month in enumerate(MONTHS, start=1)}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = {"morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "noon": "noon"}
PARTS |= {"midday": "noon", "midnight": "midnight", "overnight": "night", "tonight": "night"}
HOURS = {"noon": "12:00", "midday": "12:00", "midnight": "0:00"}
SEASONS = ("spring", "summer", "autumn", "winter")
BEFORE_YEARS = frozenset(
    [
        "around",
        "circa",
        "about",
        "in",
        "since",
        "by",
        "until",
        "till",
        "before",
        "after",
        "during",
        "from",
        "to",
        "of",
        "and",
        "between",
        "for",
        "early",
        "late",
        "mid",
        "the",
    ]
)
BEFORE_HOURS = frozenset(("at", "around", "about", "by", "until", "till", "before", "after", "since", "from"))
PARTS_OF_HOUR = {"quarter": 15, "half": 30}
IN_PART_OF_DAY = {"in the morning": "am", "in the afternoon": "pm", "in the evening": "pm"}
DAYS_AWAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
FEASTS: dict[tuple[str, ...], tuple[int, int]] = {("new", "year", "eve"): (12, 31), ("new", "year", "day"): (1, 1)}
FEASTS |= {("christmas", "day"): (12, 25), ("christmas", "eve"): (12, 24), ("boxing", "day"): (12, 26)}
DECADES = {"twenties": 1920, "thirties": 1930, "forties": 1940, "fifties": 1950, "sixties": 1960}
DECADES |= {"seventies": 1970, "eighties": 1980, "nineties": 1990}
HOLIDAYS = frozenset(("christmas", "easter", "thanksgiving", "ramadan"))
NOON = 12
BEGINNINGS = frozenset((*MONTHS, *SHORT_MONTHS, *WEEKDAYS, *PARTS, *SEASONS, *DECADES, *HOLIDAYS))
BEGINNINGS |= frozenset(("a", *(words[0] for words in FEASTS), *PARTS_OF_HOUR, *DAYS_AWAY, *STEPS, *QUARTERS))


@dataclass(frozen=True, slots=True)
class Time:
    """A date or a part of one; `relative` is what counts from a day that nobody gave ("last week")."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: str | None = None
    hour: str | None = None
    part: str | None = None
    quarter: int | None = None
    season: str | None = None
    decade: str | None = None
    relative: str | None = None

    @property
    def on(self) -> tuple[int | None, int | None, int | None]:
        return self.year, self.month, self.day


FIELDS = tuple(field.name for field in fields(Time))


class FoundTime(NamedTuple):
    """A time and how many tokens it takes."""

    time: Time
    length: int


def find_time(tokens: list[Token], start: int, dated: date | None) -> FoundTime | None:
    """The time that begins at a token, if one does; relative ones are counted from `dated`, if it is given."""
    if not _may_begin(tokens[start].plain):
        return None
    found = (
        _date(tokens, start)
        or _feast(tokens, start)
        or _clock(tokens, start)
        or _past(tokens, start)
        or _quarter(tokens, start)
        or _relative(tokens, start, dated)
    )
    return found or _lone(tokens, start, dated)


@lru_cache(maxsize=50_000)
def _may_begin(word: str) -> bool:
    """Whether a time may begin with a word in lower case: with most words none does, and to look closer is dear."""
    return (
        word.rstrip(".") in BEGINNINGS
        or word[0].isdecimal()
        or _in_figures(word) != word
        or _small_number(word) is not None
    )


def _date(tokens: list[Token], start: int) -> FoundTime | None:
    """ "4 May 2022", "May 4th, 2022", "Nov. 4", "May 2022", "first of May", "May 4", "in May", "2022-05-04"."""
    words = [token.plain for token in tokens[start : start + 5]]
    if numbers := WRITTEN_IN_NUMBERS.fullmatch(words[0]):
        in_figures = Time(int(numbers[1]), int(numbers[2]), int(numbers[3]))
        return FoundTime(in_figures, 1) if in_figures.month in range(1, 13) and in_figures.day else None
    if words[1:2] == ["."] and words[0] in SHORT_MONTHS and _month(tokens[start]):
        found = _date([tokens[start], *tokens[start + 2 :]], 0)
        return FoundTime(found.time, found.length + 1) if found else None
    month = _month(tokens[start])
    if month:
        day = DAY.fullmatch(words[1]) if len(words) > 1 else None
        if day and not _is_amount(tokens, start + 2):
            year, length = _year(words, 2)
            return FoundTime(Time(year, month, int(day["day"])), 2 + length)
        year, length = _year(words, 1)
        is_month = year or words[0] not in ("may", "march", "mar") or _is_behind_preposition(tokens, start)
        return FoundTime(Time(year, month), 1 + length) if is_month else None
    day = DAY.fullmatch(_in_figures(words[0]))
    skipped = 2 if words[1:2] == ["of"] else 1
    if day and len(words) > skipped and _month(tokens[start + skipped]):
        year, length = _year(words, skipped + 1)
        return FoundTime(Time(year, _month(tokens[start + skipped]), int(day["day"])), skipped + 1 + length)
    return None


def _in_figures(word: str) -> str:
    """The day of "the first of May" in figures; other words as they are."""
    ordinals = word_table("equivalence/ordinals")
    return ordinals.get(word, word)


def _is_amount(tokens: list[Token], place: int) -> bool:
    """Whether the figure before a token counts something: "in May 30 people died" is no thirtieth of May."""
    return place < len(tokens) and tokens[place].plain in ("percent", "%", "million", "billion", "people")


def _is_behind_preposition(tokens: list[Token], start: int) -> bool:
    return start > 0 and tokens[start - 1].plain in BEFORE_YEARS


def _month(token: Token) -> int | None:
    if not token.is_capitalised:
        return None
    plain = token.plain.rstrip(".")
    return MONTHS.index(plain) + 1 if plain in MONTHS else SHORT_MONTHS.get(plain)


def names_month(tokens: Iterable[Token]) -> bool:
    """Whether a time is told with the name of its month."""
    return any(_month(token) for token in tokens)


def _year(words: list[str], place: int) -> tuple[int | None, int]:
    """The year at a place or behind a comma there, and how many words that takes."""
    for skipped in (0, 1):
        is_there = place + skipped < len(words) and YEAR.fullmatch(words[place + skipped])
        if is_there and (not skipped or words[place] in (",", "of")):
            return int(words[place + skipped]), skipped + 1
    return None, 0


def _feast(tokens: list[Token], start: int) -> FoundTime | None:
    """A feast that is on one day of every year, with the year behind it."""
    for words, (month, day) in FEASTS.items():
        if tuple(token.plain for token in tokens[start : start + len(words)]) == words:
            behind = [token.plain for token in tokens[start : start + len(words) + 2]]
            year, length = _year(behind, len(words))
            return FoundTime(Time(year, month, day), len(words) + length)
    return None


def _clock(tokens: list[Token], start: int) -> FoundTime | None:
    """ "7 a.m.", "7:30 pm", "7.30 pm", "19:30", "seven o'clock in the evening"."""
    plain = tokens[start].plain
    clock = CLOCK.fullmatch(plain)
    hour = _small_number(clock["hour"] if clock else plain)
    if hour is None or hour > 24:
        return None
    half, length = _half_of_day(tokens, start + 1)
    if half is None and ":" not in plain:
        return None
    is_certain = clock is not None or tokens[start + 1].plain in ("am", "pm", "o'clock")
    if not is_certain and (not start or tokens[start - 1].plain not in BEFORE_HOURS):
        return None  # "killed two in the morning"
    return FoundTime(_at(hour, int(clock["minute"]) if clock else 0, half), 1 + length)


def _past(tokens: list[Token], start: int) -> FoundTime | None:
    """ "a quarter past seven", "half past seven in the evening", "at twenty to eight"."""
    start_of_words = start + (tokens[start].plain == "a")
    words = [token.plain for token in tokens[start_of_words : start_of_words + 3]]
    if len(words) < 3 or words[1] not in ("past", "to"):
        return None
    is_told = words[0] in PARTS_OF_HOUR or (start > 0 and tokens[start - 1].plain == "at")
    minutes, hour = PARTS_OF_HOUR.get(words[0]) or _small_number(words[0]), _small_number(words[2])
    if not is_told or minutes is None or hour is None or hour > NOON:
        return None
    half, length = _half_of_day(tokens, start_of_words + 3)
    time = _at(hour, minutes if words[1] == "past" else -minutes, half)
    return FoundTime(time, start_of_words - start + 3 + length)


def _small_number(word: str) -> int | None:
    told = word_table("equivalence/numbers").get(word, word)
    return int(told) if HOUR.fullmatch(told) else None


def _at(hour: int, minutes: int, half: str | None) -> Time:
    """The time of day so many minutes past an hour, or before it, of the half of the day that is given."""
    if half is not None:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    told = (hour * 60 + minutes) % (24 * 60)
    return Time(hour=f"{told // 60}:{told % 60:02}")


def _half_of_day(tokens: list[Token], start: int) -> tuple[str | None, int]:
    words = [token.plain for token in tokens[start : start + 4]]
    if words[:1] in (["am"], ["pm"]):
        return words[0], 1
    skipped = int(words[:1] == ["o'clock"])
    part = " ".join(words[skipped : skipped + 3])
    if part in IN_PART_OF_DAY:
        return IN_PART_OF_DAY[part], skipped + 3
    return None, 0


def _quarter(tokens: list[Token], start: int) -> FoundTime | None:
    words = [token.plain for token in tokens[start : start + 2]]
    if len(words) > 1 and words[1] in ("quarter", "trimester") and words[0] in QUARTERS:
        return FoundTime(Time(quarter=QUARTERS[words[0]]), 2)
    return None


def _relative(tokens: list[Token], start: int, dated: date | None) -> FoundTime | None:
    """ "last week", "this year", "next Monday", "yesterday", "two days ago" counts elsewhere."""
    word = tokens[start].plain
    following = tokens[start + 1].plain if start + 1 < len(tokens) else ""
    if word in DAYS_AWAY:
        return FoundTime(_day(dated, DAYS_AWAY[word], word), 1)
    if word not in STEPS:
        return None
    step = STEPS[word]
    if following in ("year", "month", "week"):
        return FoundTime(_step(following, step, dated, f"{_canonical(step)} {following}"), 2)
    if following in WEEKDAYS:
        return FoundTime(_weekday(following, step, dated), 2)
    if following in PARTS and word in ("this", "last"):
        away = -1 if word == "last" else 0
        on = _day(dated, away, f"{_canonical(step)} day")
        return FoundTime(Time(on.year, on.month, on.day, part=PARTS[following], relative=on.relative), 2)
    if following in ("weekend", "decade", "century", "season", *SEASONS):
        return FoundTime(Time(relative=f"{_canonical(step)} {following}"), 2)
    if following in MONTHS:
        return FoundTime(_month_of(MONTHS.index(following) + 1, step, dated), 2)
    return None


def _canonical(step: int) -> str:
    return ("last", "this", "next")[step + 1]


def _day(dated: date | None, away: int, words: str) -> Time:
    if dated is None:
        return Time(relative=words)
    day = dated + timedelta(days=away)
    return Time(day.year, day.month, day.day)


def _step(unit: str, step: int, dated: date | None, words: str) -> Time:
    if dated is None:
        return Time(relative=words)
    if unit == "year":
        return Time(dated.year + step)
    if unit == "month":
        months = dated.year * 12 + dated.month - 1 + step
        return Time(months // 12, months % 12 + 1)
    year, week, _ = (dated + timedelta(weeks=step)).isocalendar()
    return Time(year, relative=f"week {week}")


def _weekday(word: str, step: int | None, dated: date | None) -> Time:
    """A weekday; counted from a day, the last one up to it, or the next one behind it."""
    if dated is None:
        return Time(weekday=word)
    away = (dated.weekday() - WEEKDAYS.index(word)) % 7
    day = dated + timedelta(days=(7 - away) if step == 1 else -away)
    return Time(day.year, day.month, day.day, weekday=word)


def _month_of(month: int, step: int, dated: date | None) -> Time:
    if dated is None:
        return Time(month=month)
    year = dated.year - (step < 0 and month >= dated.month) + (step > 0 and month <= dated.month)
    return Time(year, month)


def _lone(tokens: list[Token], start: int, dated: date | None) -> FoundTime | None:
    """A year, a weekday, a part of the day, a decade, a season or a holiday that stands by itself."""
    token = tokens[start]
    word = token.plain
    before = tokens[start - 1].plain if start else ""
    following = tokens[start + 1].plain if start + 1 < len(tokens) else ""
    if YEAR.fullmatch(word) and token.written.isdecimal():
        if following == "s":
            return FoundTime(Time(decade=f"{word}s"), 2)
        is_year = start == 0 or before in BEFORE_YEARS or not tokens[start - 1].is_word or not following.isalpha()
        return FoundTime(Time(int(word)), 1) if is_year or following in BEFORE_YEARS else _named_year(tokens, start)
    if word in DECADES and before in ("the", "early", "late", "mid"):
        return FoundTime(Time(decade=f"{DECADES[word]}s"), 1)
    if word in WEEKDAYS:
        return FoundTime(_weekday(word, None, dated), 1)
    if word in PARTS:
        return FoundTime(Time(hour=HOURS[word]) if word in HOURS else Time(part=PARTS[word]), 1)
    if word in SEASONS and before in ("in", "the", "since", "by", "this"):
        return FoundTime(Time(season=word), 1)
    if word in HOLIDAYS:
        return FoundTime(Time(season=word), 1)
    return None


def _named_year(tokens: list[Token], start: int) -> FoundTime | None:
    """The year in "the 2022 World Cup"; "2022 people" are none."""
    following = tokens[start + 1]
    return FoundTime(Time(int(tokens[start].plain)), 1) if following.is_capitalised else None


@dataclass(frozen=True, slots=True)
class TimeComparison:
    """How the times of two texts stand together: the field they differ in, and whether one of them says more."""

    clash: tuple[str, str] | None
    missing: int
    agreeing: int


def compare_times(a: Iterable[Time], b: Iterable[Time]) -> TimeComparison:
    """Set what the times of two texts say side by side, field by field."""
    firsts, seconds = tuple(a), tuple(b)
    if not firsts and not seconds:
        return NOTHING
    missing = agreeing = 0
    for name in FIELDS:
        ours = {getattr(time, name) for time in firsts} - {None}
        theirs = {getattr(time, name) for time in seconds} - {None}
        if ours and theirs:
            if ours.isdisjoint(theirs) or (ours != theirs and len(ours) == len(theirs)):
                return TimeComparison((_said(firsts, name), _said(seconds, name)), missing, agreeing)
            agreeing += ours == theirs
        is_told_by = {"weekday": _has_days, "part": _has_hours}.get(name)
        if ours != theirs and not (is_told_by and is_told_by(firsts) and is_told_by(seconds)):
            missing += 1
    if len(firsts) == len(seconds) and {t.on for t in firsts} != {t.on for t in seconds} and not missing:
        return TimeComparison((_all_said(firsts), _all_said(seconds)), missing, agreeing)
    return TimeComparison(None, missing, agreeing)


NOTHING = TimeComparison(None, 0, 0)


def _has_days(times: Iterable[Time]) -> bool:
    return any(time.day for time in times)


def _has_hours(times: Iterable[Time]) -> bool:
    return any(time.hour for time in times)


def _said(times: Iterable[Time], name: str) -> str:
    return _all_said(time for time in times if getattr(time, name) is not None)


def _all_said(times: Iterable[Time]) -> str:
    return " and ".join(in_words(time) for time in times)


def in_words(time: Time) -> str:
    """A time for people: "Friday 4 May 2022", "7:00", "third quarter"."""
    quarter = f"{('first', 'second', 'third', 'fourth')[time.quarter - 1]} quarter" if time.quarter else None
    month = MONTHS[time.month - 1].capitalize() if time.month else None
    weekday = time.weekday.capitalize() if time.weekday else None
    said = (time.relative, weekday, time.part, time.hour, quarter, time.season, time.decade, time.day, month, time.year)
    return " ".join(str(part) for part in said if part is not None)
