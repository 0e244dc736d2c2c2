"""`manage.py extract`: who is said to have said what in a text, and what it states itself, without a database."""

import shutil
import sys
import textwrap
from argparse import ArgumentParser
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.streams import Unreadable, answer_lines, as_long_as_it_is_read, text_in
from claims.text.attributions import read_attributions
from claims.text.check_worthiness import score
from claims.text.records import Attribution, Kind, Span, Spans, verbatim
from claims.text.unattributed import find_unattributed
from claims.text.wordings import find_wordings, wording_of

NARROWEST = 60  # columns: a table in less is no table
HEADINGS = ("#", "line", "who", "how", "what", "worth")
HOW = len("asserts, indirect")
ITSELF = "the article itself"
NESTED = "└ "
DEEPEST = 3  # steps to the right that a table has room for
NOTES = (
    "who    whom it is attributed to; └ stands under the one whose words it is reported in",
    "how    the cue, the stance that it tells, whose words these are, and how sure the model is of it",
    "worth  how likely a fact-checker is to find it worth checking; not how likely it is to be true",
)


class Command(BaseCommand):
    help = "Find who is said to have said what, and what a text states itself: a table for files, or JSON for a stream."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="*", metavar="FILE", help="UTF-8 text to print a table for; - is standard input"
        )
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='read {"id", "text"} from each line of standard input; print what was found, a line each, in order',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["jsonl"] == bool(options["files"]):
            raise CommandError("Give files (- for standard input), or --jsonl and lines on standard input.")
        with as_long_as_it_is_read():
            if options["jsonl"]:
                answer_lines(self, answer_of)
            else:
                self.print_tables(options["files"])

    def print_tables(self, names: Sequence[str]) -> None:
        """A table for every file that can be read. Raises CommandError where some cannot."""
        bad = 0
        width = max(NARROWEST, shutil.get_terminal_size().columns)
        for name in names:
            try:
                text = text_of(name)
            except Unreadable as error:
                bad += 1
                self.stderr.write(f"{name}: {error}")
            else:
                self.stdout.write("\n".join([*table(name, text, width), ""]))
                self.stdout.flush()
        if bad:
            raise CommandError(f"{bad} of the files could not be read.")


def answer_of(record: dict[str, Any]) -> dict[str, Any]:
    """What is found in the text of a record, with its id. Raises Unreadable."""
    key = record.get("id")
    if not isinstance(key, str | int) or isinstance(key, bool):
        raise Unreadable('no "id" that is a string or a number')
    return {"id": key, **found_in(text_in(record, "text"))}


def text_of(name: str) -> str:
    """The text of a file, or of standard input for "-". Raises Unreadable."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: byte {error.start} is {content[error.start]:#04x}") from error


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text holds: its attributions, what it states itself, and the check-worthiness of each, in this order."""

    attributions: Sequence[Attribution]
    statements: Sequence[Span]
    worths: Sequence[float]


def read(text: str) -> Reading:
    attributed = read_attributions(text)
    attributions = attributed.found
    statements = find_unattributed(text, attributions, attributed.suspected)
    wordings = find_wordings(text, attributions, published=None) + [wording_of(span.of(text)) for span in statements]
    return Reading(attributions, statements, score([wording.text for wording in wordings]))


def found_in(text: str) -> dict[str, Any]:
    """The attributions of a text, and what it claims through them and itself, ready for JSON."""
    reading = read(text)
    attributed = [(attribution.content, place) for place, attribution in enumerate(reading.attributions)]
    claims = [*attributed, *(((span,), None) for span in reading.statements)]
    return {
        "attributions": [as_json(attribution) for attribution in reading.attributions],
        "claims": [
            {"spans": pairs(content), "attribution": place, "check_worthiness": round(worth, 4)}
            for (content, place), worth in zip(claims, reading.worths, strict=True)
        ],
    }


def as_json(attribution: Attribution) -> dict[str, Any]:
    return {
        "source": pairs(attribution.source),
        "cue": pairs(attribution.cue),
        "content": pairs(attribution.content),
        "kind": attribution.kind,
        "speaker": attribution.speaker,
        "speaker_description": attribution.speaker_description,
        "parent": attribution.parent,
        "stance": attribution.stance,
        "confidence": round(attribution.confidence, 4),
    }


def pairs(spans: Spans) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


# Where a row stands: the place of the outermost attribution that holds it, of the next one, ... and its own. Each is
# the start of the first span, and the index of the attribution, -1 for what the text states itself.
Place = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: what was said; who said it and how, in paragraphs; its check-worthiness."""

    place: Place
    who: list[str]
    how: list[str]
    what: str
    worth: float


def table(name: str, text: str, width: int) -> Iterator[str]:
    """The lines of a table of what a file holds, at most `width` columns wide."""
    reading = read(text)
    attributed, stated = count(len(reading.attributions), "attribution"), count(len(reading.statements), "statement")
    yield name
    yield f"{count(len(text.split()), 'word')}: {attributed}, {stated} of its own"
    yield ""
    rows = rows_of(reading, text)
    if rows:
        lines = line_numbers((row.place[-1][0] for row in rows), text)
        widths = column_widths(len(str(len(rows))), len(str(max(lines))), width)
        yield from laid_out([[heading] for heading in HEADINGS], widths)
        yield "  ".join("-" * each for each in widths)
        for number, (line, row) in enumerate(zip(lines, rows, strict=True), start=1):
            yield from laid_out(cells_of(number, line, row, widths), widths)
            yield ""
        yield from (line for note in NOTES for line in textwrap.wrap(note, width, subsequent_indent=" " * 7))


def rows_of(reading: Reading, text: str) -> list[Row]:
    """The rows in the order of the text, but each attribution right under the one that it is nested in."""
    worths = iter(reading.worths)
    attributed = [
        attribution_row(place_of(index, reading.attributions), attribution, text, next(worths))
        for index, attribution in enumerate(reading.attributions)
    ]
    stated = [statement_row(span, text, worth) for span, worth in zip(reading.statements, worths, strict=True)]
    return sorted([*attributed, *stated], key=lambda row: row.place)


def place_of(index: int, attributions: Sequence[Attribution]) -> Place:
    place: list[tuple[int, int]] = []
    at: int | None = index
    while at is not None:
        attribution = attributions[at]
        start = min((*attribution.source, *attribution.cue, *attribution.content)).start
        place.insert(0, (start, at))
        at = attribution.parent
    return tuple(place)


def attribution_row(place: Place, attribution: Attribution, text: str, worth: float) -> Row:
    cue = shown(verbatim(text, attribution.cue))
    how = [f'"{cue}"', f"{attribution.stance}, {attribution.kind}", f"{attribution.confidence:.0%} sure"]
    return Row(place, who(attribution, text), how, shown(verbatim(text, attribution.content)), worth)


def statement_row(span: Span, text: str, worth: float) -> Row:
    return Row(((span.start, -1),), [ITSELF], [Kind.UNATTRIBUTED, "in its own voice"], shown(span.of(text)), worth)


def who(attribution: Attribution, text: str) -> list[str]:
    """The speaker and what is said of them; or the source's words, where it is not clear who is meant."""
    words = shown(verbatim(text, attribution.source))
    if attribution.speaker is None:
        return [f'"{words}"', "(not clear who)"] if words else ["(nobody named)"]
    return [shown(attribution.speaker), shown(attribution.speaker_description or attribution.speaker_kind or "")]


def line_numbers(starts: Iterable[int], text: str) -> list[int]:
    """The line, from 1, that holds each of `starts`."""
    ends = list(accumulate(map(len, text.splitlines(keepends=True))))
    return [bisect_right(ends, start) + 1 for start in starts]


def shown(words: str) -> str:
    """Words on one line, without characters that would move the cursor or change the colours of a terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in " ".join(words.split())
    )


def column_widths(number: int, line: int, width: int) -> list[int]:
    """As wide as need be for the figures; of the rest a quarter for who, as much for how if it needs it, the rest for
    what."""
    figures = [max(len(HEADINGS[0]), number), max(len(HEADINGS[1]), line), len(HEADINGS[-1])]
    rest = width - sum(figures) - 2 * (len(HEADINGS) - 1)
    whose, how = rest // 4, min(HOW, rest // 4)
    return [*figures[:2], whose, how, rest - whose - how, figures[2]]


def cells_of(number: int, line: int, row: Row, widths: Sequence[int]) -> list[list[str]]:
    """The cells of a row, each as its lines; who and what stand further in the deeper they are nested."""
    indent = "  " * min(len(row.place) - 1, DEEPEST)
    whose = wrapped(row.who, widths[2] - len(indent))
    if indent:
        whose = [f"{indent[:-2]}{NESTED if place == 0 else '  '}{each}" for place, each in enumerate(whose)]
    what = [indent + each for each in wrapped([row.what], widths[4] - len(indent))]
    worth = f"{row.worth:.0%}".rjust(widths[5])
    return [
        [str(number).rjust(widths[0])],
        [str(line).rjust(widths[1])],
        whose,
        wrapped(row.how, widths[3]),
        what,
        [worth],
    ]


def wrapped(paragraphs: Iterable[str], width: int) -> list[str]:
    return [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, width)]


def laid_out(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """The lines of a row, its cells side by side."""
    for lines in zip_longest(*cells, fillvalue=""):
        yield "  ".join(line.ljust(each) for line, each in zip(lines, widths, strict=True)).rstrip()


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
