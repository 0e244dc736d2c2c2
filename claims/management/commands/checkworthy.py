"""`manage.py checkworthy`: how much sentences deserve a reviewer's time, without a database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.streams import answer_lines, as_long_as_it_is_read, printable, text_in
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
        with as_long_as_it_is_read():
            if options["jsonl"]:
                answer_lines(self, lambda record: judge(text_in(record, "text")))
            else:
                self.stdout.write("\n\n".join(table(printable(sentence)) for sentence in options["sentences"]))


def judge(text: str) -> dict[str, Any]:
    return {"score": score([text])[0], "dimensions": dimensions(text)}


def table(sentence: str) -> str:
    """The sentence, its score, and a row for each dimension that it shows."""
    judged = judge(sentence)
    shown = [dimension for dimension in DIMENSIONS if judged["dimensions"][dimension.name]]
    rows = [f"  {judged['dimensions'][one.name]:4.2f}  {one.name:<20} {one.meaning}" for one in shown]
    return "\n".join([sentence, f"  {judged['score']:4.2f}  {'check-worthiness':<20} by the trained model", *rows])
