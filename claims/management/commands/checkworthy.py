"""`manage.py checkworthy`: how much sentences deserve a reviewer's time, without a database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from claims.text.check_worthiness import DIMENSIONS, dimensions, score


class Command(BaseCommand):
    help = "Score sentences by how much they deserve a reviewer's time, and say by which dimensions."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sentences", nargs="*", metavar="sentence", help="to print a readable table for")
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='read {"text"} from each line of standard input; print {"score", "dimensions"}, a line each, in order',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["jsonl"] == bool(options["sentences"]):
            raise CommandError("Give sentences, or --jsonl and lines on standard input.")
        if options["jsonl"]:
            self.answer_lines(sys.stdin.buffer)
        else:
            self.stdout.write("\n\n".join(table(printable(sentence)) for sentence in options["sentences"]))

    def answer_lines(self, lines: BinaryIO) -> None:
        bad = 0
        for number, text in texts_of(lines):
            if isinstance(text, BadLine):
                bad += 1
                self.stderr.write(f"line {number}: {text}")
            else:
                self.stdout.write(json.dumps(judge(text)))
                self.stdout.flush()
        if bad:
            raise CommandError(f"{bad} of the lines could not be read.")


class BadLine(ValueError):
    """A line is not a JSON object with a text."""


def texts_of(lines: BinaryIO) -> Iterator[tuple[int, str | BadLine]]:
    """The number of each line, from 1, and its text, or what is wrong with it; blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, text_of(line)
            except BadLine as error:
                yield number, error


def text_of(line: bytes) -> str:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON in UTF-8 ({error})") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise BadLine('not an object with a "text" that is a string')
    return str(record["text"])


def judge(text: str) -> dict[str, Any]:
    return {"score": score([text])[0], "dimensions": dimensions(text)}


def table(sentence: str) -> str:
    """The sentence, its score, and a row for each dimension that it shows."""
    judged = judge(sentence)
    shown = [dimension for dimension in DIMENSIONS if judged["dimensions"][dimension.name]]
    rows = [f"  {judged['dimensions'][one.name]:4.2f}  {one.name:<20} {one.meaning}" for one in shown]
    return "\n".join([sentence, f"  {judged['score']:4.2f}  {'check-worthiness':<20} by the trained model", *rows])


def printable(argument: str) -> str:
    """An argument of the command line, with a mark for every byte that was no UTF-8."""
    return argument.encode(errors="replace").decode()
