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

from benchmarks import agreement, candidates, growth, lists, origins, reading, stages, texts, throughput

NAMES = ("reading", "growth", "stages", "candidates", "throughput", "agreement", "lists", "origins")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="How fast it is; everything, or what is named.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--wordings", type=int, nargs="+", default=candidates.SIZES, help="how many, for candidates")
    parser.add_argument("--articles", type=int, default=10_000, help="how many, for origins")
    options = parser.parse_args()
    names = options.names or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"There is no benchmark {', '.join(sorted(unknown))}.")
    call_command("migrate", verbosity=0, skip_checks=True)
    corpus, articles = texts.articles()
    known = candidates.Known()
    measures = {
        "reading": lambda: reading.measure(corpus, articles),
        "growth": growth.measure,
        "stages": lambda: stages.measure(articles, known),
        "candidates": lambda: candidates.measure(known, options.wordings),
        "throughput": lambda: throughput.measure(texts.editions(articles, 100)),
        "agreement": agreement.measure,
        "lists": lists.measure,
        "origins": lambda: origins.measure(articles, options.articles),
    }
    for name in NAMES:
        if name in names:
            measures[name]()


if __name__ == "__main__":
    main()
