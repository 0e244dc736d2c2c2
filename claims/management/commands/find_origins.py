"""Articles that came in before origins were told, or are to be compared anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.models import Copy
from claims.origins import find_origin, forget, to_compare

BATCH = 200


class Command(BaseCommand):
    help = (
        "Find out which articles are of one origin, for those that were never compared. It may be stopped and started "
        "again, and several may run at once, while the service runs. What people decided stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew",
            action="store_true",
            help="Compare every article again. Until that is finished, there seem to be more origins than there are.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"]:
            forget()
        total, done, last = to_compare().count(), 0, 0
        while batch := list(to_compare().filter(pk__gt=last).defer("search").order_by("pk")[:BATCH]):
            for article in batch:
                find_origin(article)
            last, done = batch[-1].pk, done + len(batch)
            self.stderr.write(f"  {done:,} of {total:,} articles compared", ending="\r" if done < total else "\n")
        origins = Copy.objects.values("origin").distinct().count()
        self.stdout.write(f"{done:,} articles compared; {Copy.objects.count():,} articles are of {origins:,} origins")
