"""`manage.py compare`: whether two texts make the same claim, and why, without a database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from claims.text.equivalence import Judgement, compare


class Command(BaseCommand):
    help = "Judge whether two texts make the same claim, contradict each other, or neither, and say why."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("texts", nargs="*", metavar="text", help="two, to print a readable judgement for")
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='read {"a", "b"} from each line of standard input; print {"relation", "score", "reasons"} for each',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        texts = [printable(text) for text in options["texts"]]
        if options["jsonl"] != (not texts) or len(texts) not in (0, 2):
            raise CommandError("Give two texts, or --jsonl and lines on standard input.")
        if texts:
            self.stdout.write(shown(compare(*texts)))
        else:
            self.answer_lines(sys.stdin.buffer)

    def answer_lines(self, lines: BinaryIO) -> None:
        bad = 0
        for number, pair in pairs_of(lines):
            if isinstance(pair, BadLine):
                bad += 1
                self.stderr.write(f"line {number}: {pair}")
            else:
                judged = compare(*pair)
                answer = {"relation": judged.relation, "score": judged.score, "reasons": judged.reasons}
                self.stdout.write(json.dumps(answer))
                self.stdout.flush()
        if bad:
            raise CommandError(f"{bad} of the lines could not be read.")


class BadLine(ValueError):
    """A line is not a JSON object with two texts."""


def pairs_of(lines: BinaryIO) -> Iterator[tuple[int, tuple[str, str] | BadLine]]:
    """The number of each line, from 1, and its two texts, or what is wrong with it; blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, pair_of(line)
            except BadLine as error:
                yield number, error


def pair_of(line: bytes) -> tuple[str, str]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON in UTF-8 ({error})") from error
    if not isinstance(record, dict) or not all(isinstance(record.get(name), str) for name in ("a", "b")):
        raise BadLine('not an object with "a" and "b" that are strings')
    return str(record["a"]), str(record["b"])


def shown(judged: Judgement) -> str:
    """The relation and the score on a line, each reason on one of its own."""
    return "\n".join([f"{judged.relation}  {judged.score:.2f}", *(f"  {reason}" for reason in judged.reasons)])


def printable(argument: str) -> str:
    """An argument of the command line, with a mark for every byte that was no UTF-8."""
    return argument.encode(errors="replace").decode()
