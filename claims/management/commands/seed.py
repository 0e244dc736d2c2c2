"""Articles to start with."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from claims.submission import Submission, submit
from worker import tasks


class Command(BaseCommand):
    help = "Submit the articles of a folder that has an articles.json. Those that are known already stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "seeds")

    def handle(self, *args: Any, **options: Any) -> None:
        seeds = read_seeds(options["folder"])
        with transaction.atomic():
            answers = submit(seeds, by=None)
            new = [article.pk for article, is_new in answers if is_new]
            tasks.ring_on_commit(new)
        self.stdout.write(f"  {len(new)} new articles, {len(seeds) - len(new)} known before")


def read_seeds(folder: Path) -> list[Submission]:
    """The submissions that `folder`/articles.json lists. Raises CommandError naming the file that is wrong."""
    listing = folder / "articles.json"
    try:
        return [read_seed(folder, about) for about in json.loads(listing.read_text(encoding="utf-8"))]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{listing} cannot be loaded: {error}") from error


def read_seed(folder: Path, about: dict[str, str | None]) -> Submission:
    # newline="": the characters are kept as they stand in the file.
    with open(folder / str(about["file"]), encoding="utf-8", newline="") as file:
        text = file.read()
    published_at = about.get("published_at")
    return Submission(
        text=text,
        title=about.get("title") or "",
        publisher=about.get("publisher") or "",
        author=about.get("author") or "",
        url=about.get("url") or "",
        published_at=datetime.fromisoformat(published_at) if published_at else None,
    )
