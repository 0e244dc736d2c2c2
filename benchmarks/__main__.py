"""`make bench`: how fast, each figure as a ratio to what was measured in the same run."""

import argparse
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

from benchmarks import agreement, growth, lists, origins, reading, stages, texts, throughput


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--origins", type=int, metavar="ARTICLES", help="measure only origins, among so many articles")
    only = parser.parse_args()
    call_command("migrate", verbosity=0, skip_checks=True)
    name, articles = texts.articles()
    if only.origins:
        origins.measure(articles, only.origins)
        return
    reading.measure(name, articles)
    growth.measure()
    stages.measure(articles)
    throughput.measure(texts.editions(articles, 100))
    agreement.measure()
    lists.measure()
    origins.measure(articles, 10_000)


if __name__ == "__main__":
    main()
