"""`make bench`: how fast, each figure as a ratio to what was measured in the same run."""

import os
import sys

import django

from config import embedded

if os.environ.get("DATABASE_URL") != embedded.database_url("bench"):
    sys.exit("The benchmarks empty their database, so they run on one of their own only: make bench.")
os.environ |= embedded.fresh_database("bench", "bench")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command

from benchmarks import growth, lists, reading, stages, texts, throughput


def main() -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    name, articles = texts.articles()
    reading.measure(name, articles)
    growth.measure()
    stages.measure(articles)
    throughput.measure(texts.editions(articles, 100))
    lists.measure()


if __name__ == "__main__":
    main()
