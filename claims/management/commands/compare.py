"""`manage.py compare`: whether two texts make the same claim, and why, without a database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.streams import answer_lines, as_long_as_it_is_read, printable, text_in
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
        with as_long_as_it_is_read():
            if texts:
                self.stdout.write(shown(compare(*texts)))
            else:
                answer_lines(self, judgement_of)


def judgement_of(pair: dict[str, Any]) -> dict[str, Any]:
    """The judgement of two texts, ready for JSON. Raises Unreadable."""
    judged = compare(text_in(pair, "a"), text_in(pair, "b"))
    return {"relation": judged.relation, "score": judged.score, "reasons": judged.reasons}


def shown(judged: Judgement) -> str:
    """The relation and the score on a line, each reason on one of its own."""
    return "\n".join([f"{judged.relation}  {judged.score:.2f}", *(f"  {reason}" for reason in judged.reasons)])
