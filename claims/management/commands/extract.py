"""`manage.py extract`: who is said to have said what in a text, without a database."""

import json
import os
import shutil
import sys
import textwrap
from argparse import ArgumentParser
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, zip_longest
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from claims.text.attributions import find_attributions
from claims.text.check_worthiness import score
from claims.text.records import Attribution, Spans, verbatim
from claims.text.wordings import wording_of

NARROWEST = 60  # columns: a table in less is no table
HEADINGS = ("#", "line", "who", "how", "what")


class Command(BaseCommand):
    help = "Find who is said to have said what: a readable table for files, or JSON for a stream of texts."
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
        try:
            bad = self.answer_lines(sys.stdin.buffer) if options["jsonl"] else self.print_tables(options["files"])
        except BrokenPipeError:
            # Whoever read the output has gone, as `head` does. Python would complain once more when it closes it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if bad:
            raise CommandError(f"{bad} of the {'lines' if options['jsonl'] else 'files'} could not be read.")

    def answer_lines(self, lines: BinaryIO) -> int:
        """A line out for every good line in; the number of bad ones."""
        bad = 0
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                key, text = record_of(line)
            except Unreadable as error:
                bad += 1
                self.stderr.write(f"line {number}: {error}")
            else:
                self.stdout.write(json.dumps({"id": key, **found_in(text)}))
                self.stdout.flush()
        return bad

    def print_tables(self, names: Sequence[str]) -> int:
        """A table for every file that can be read; the number of those that cannot."""
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
        return bad


class Unreadable(ValueError):
    """A line or a file is not what it should be."""


def record_of(line: bytes) -> tuple[str | int, str]:
    """The id and the text of a line of JSON. Raises Unreadable."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON in UTF-8 ({error})") from error
    if not isinstance(record, dict):
        raise Unreadable('not an object with "id" and "text"')
    key, text = record.get("id"), record.get("text")
    if not isinstance(key, str | int) or isinstance(key, bool):
        raise Unreadable('no "id" that is a string or a number')
    if not isinstance(text, str):
        raise Unreadable('no "text" that is a string')
    return key, text


def text_of(name: str) -> str:
    """The text of a file, or of standard input for "-". Raises Unreadable."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"not UTF-8: byte {error.start} is {content[error.start]:#04x}") from error


def found_in(text: str) -> dict[str, Any]:
    """The attributions of a text, and what each of them claims, ready for JSON."""
    attributions = find_attributions(text)
    contents = [wording_of(verbatim(text, attribution.content)).text for attribution in attributions]
    return {
        "attributions": [as_json(attribution) for attribution in attributions],
        "claims": [
            {"spans": pairs(attribution.content), "attribution": place, "check_worthiness": round(worth, 4)}
            for place, (attribution, worth) in enumerate(zip(attributions, score(contents), strict=True))
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


def table(name: str, text: str, width: int) -> Iterator[str]:
    """The lines of a table of what a file holds, at most `width` columns wide."""
    attributions = find_attributions(text)
    yield f"{name}: {count(len(attributions), 'attribution')} in {count(len(text.split()), 'word')}"
    yield ""
    if attributions:
        lines = line_numbers(attributions, text)
        rows = [
            row(number, line, attribution, text)
            for number, (line, attribution) in enumerate(zip(lines, attributions, strict=True), start=1)
        ]
        widths = column_widths(rows, width)
        yield from laid_out([[heading] for heading in HEADINGS], widths)
        yield "  ".join("-" * each for each in widths)
        for cells in rows:
            yield from laid_out(cells, widths)
            yield ""


def row(number: int, line: int, attribution: Attribution, text: str) -> list[list[str]]:
    """The cells of a row, each a list of paragraphs."""
    how = [f'"{shown(verbatim(text, attribution.cue))}"', f"{attribution.stance}, {attribution.kind}"]
    how.append(f"{attribution.confidence:.0%} sure")
    if attribution.parent is not None:
        how.append(f"inside of {attribution.parent + 1}")
    what = [shown(verbatim(text, attribution.content))]
    return [[str(number)], [str(line)], who(attribution, text), how, what]


def who(attribution: Attribution, text: str) -> list[str]:
    """The speaker and what is said of them; or the source's words, where it is not clear who is meant."""
    words = shown(verbatim(text, attribution.source))
    if attribution.speaker is None:
        return [f'"{words}"', "(not clear who)"] if words else ["(nobody named)"]
    return [shown(attribution.speaker), shown(attribution.speaker_description or attribution.speaker_kind or "")]


def line_numbers(attributions: Iterable[Attribution], text: str) -> list[int]:
    """The line, from 1, in which each attribution begins."""
    ends = list(accumulate(map(len, text.splitlines(keepends=True))))
    begins = (min((*each.source, *each.cue, *each.content)).start for each in attributions)
    return [bisect_right(ends, begin) + 1 for begin in begins]


def shown(words: str) -> str:
    """Words on one line, without characters that would move the cursor or change the colours of a terminal."""
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in " ".join(words.split())
    )


def column_widths(rows: Iterable[Sequence[Sequence[str]]], width: int) -> list[int]:
    """As wide as need be for the numbers, a fifth of the rest for who and how each, all that is left for what."""
    number, line = (max(len(HEADINGS[place]), *(len(cells[place][0]) for cells in rows)) for place in range(2))
    rest = width - number - line - 2 * (len(HEADINGS) - 1)
    return [number, line, rest // 4, rest // 4, rest - 2 * (rest // 4)]


def laid_out(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """The lines of a row: every cell wrapped to its width, side by side."""
    wrapped = [
        [line for paragraph in cell for line in textwrap.wrap(paragraph, each)]
        for cell, each in zip(cells, widths, strict=True)
    ]
    for lines in zip_longest(*wrapped, fillvalue=""):
        yield "  ".join(line.ljust(each) for line, each in zip(lines, widths, strict=True)).rstrip()


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
