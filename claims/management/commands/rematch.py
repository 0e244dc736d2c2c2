"""`manage.py rematch`: the backlog matched by another judge or at other thresholds; or what that would change."""

import json
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from claims.management.progress import Progress
from claims.management.streams import as_long_as_it_is_read
from claims.matching import rematching
from claims.matching.forecasting import Forecast, reading_only, texts_of
from claims.matching.judging import Thresholds
from claims.matching.planning import Change, Kind
from claims.models import Wording

Told = tuple[Change, tuple[str, str]]  # with the texts of its two wordings

SHOWN = 20
STOPPED = 130  # what a shell says of a command that Ctrl-C ended
TITLES = {
    Kind.JOIN: "Claims that become one",
    Kind.SPLIT: "Claims that part",
    Kind.SUGGEST: "Matches that people are shown",
    Kind.WITHDRAW: "Matches that people are no longer shown",
    Kind.CONTRADICT: "Decisions of people that the judge would not take; they stay",
}
DID = {"confirm": "confirmed it", "reject": "rejected it", "merge": "merged the two", "split": "split the two"}


class Command(BaseCommand):
    help = (
        "Match all wordings anew that today's judge, at today's thresholds, has not looked at, and put the claims "
        "together anew. The service may run meanwhile. It may be stopped at any time, and goes on when it is started "
        "again. What people decided stays. With --dry-run it only says what would change."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        parser.add_argument("--same-from", type=float, help="with --dry-run: as if MATCH_SAME_FROM were this")
        parser.add_argument("--suggest-from", type=float, help="with --dry-run: as if MATCH_SUGGEST_FROM were this")
        parser.add_argument("--again", action="store_true", help="also what today's judge has looked at")
        parser.add_argument("--after", type=int, default=0, help="with --again: go on after the wording with this id")
        parser.add_argument("--batch", type=int, default=200, help="wordings in one go (default: 200)")
        parser.add_argument("--jsonl", action="store_true", help="a JSON object for each change, and one of counts")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_what_does_not_fit(options)
        try:
            if options["dry_run"]:
                self.foresee(options)
            else:
                self.rematch(options)
        except (OperationalError, InterfaceError) as error:
            raise CommandError(f"The database gave up: {error} What was done is kept: start it again.") from error

    def foresee(self, options: dict[str, Any]) -> None:
        at = Thresholds(
            settings.MATCH_SAME_FROM if options["same_from"] is None else options["same_from"],
            settings.MATCH_SUGGEST_FROM if options["suggest_from"] is None else options["suggest_from"],
        )
        forecast = Forecast(at, options["batch"])
        try:
            with reading_only():
                self.follow(forecast.embed(), "embedded", rematching.without_embedding().count())
                self.follow(forecast.judge(), "compared", Wording.objects.count())
                self.tell(forecast.changes(), options["jsonl"], {"dry_run": True, "wordings": Wording.objects.count()})
        except KeyboardInterrupt:
            raise CommandError("Stopped. Nothing was written.", returncode=STOPPED) from None
        if forecast.too_many:
            self.stderr.write(
                f"{forecast.too_many:,} wordings hang together, more than can be put together: they stay."
            )

    def rematch(self, options: dict[str, Any]) -> None:
        last = options["after"]
        try:
            self.follow(rematching.embed_backlog(options["batch"]), "embedded", rematching.without_embedding().count())
            wordings = rematching.backlog(again=options["again"], after=last)
            progress = Progress(self.stderr, "wordings compared", wordings.count())
            changed: list[Change] = []
            for ids, some in rematching.rematch(wordings, options["batch"], again=options["again"]):
                progress.add(len(ids))
                changed += some
                last = ids[-1]
        except KeyboardInterrupt:
            rest = f" --again --after {last}" if options["again"] else ""
            sentence = f"Stopped. What was done is kept; to go on: manage.py rematch{rest}"
            raise CommandError(sentence, returncode=STOPPED) from None
        self.tell(changed, options["jsonl"], {"dry_run": False, "wordings": progress.done})

    def follow(self, steps: Iterable[int], what: str, total: int) -> None:
        progress = Progress(self.stderr, f"wordings {what}", total)
        for count in steps:
            progress.add(count)

    def tell(self, changed: Iterable[Change], as_json: bool, about: dict[str, Any]) -> None:
        told = texts_of(changed)
        with as_long_as_it_is_read():
            for line in as_lines(told, about) if as_json else readable(told, about):
                self.stdout.write(line)


def refuse_what_does_not_fit(options: dict[str, Any]) -> None:
    for name in ("same_from", "suggest_from"):
        value = options[name]
        if value is not None and not 0 <= value <= 1:
            raise CommandError(f"--{name.replace('_', '-')} is a probability, from 0 to 1.")
        if value is not None and not options["dry_run"]:
            raise CommandError(
                f"--{name.replace('_', '-')} is for --dry-run. To keep to it, set MATCH_{name.upper()} and restart the "
                "service first: its workers join and part claims by the setting that they have."
            )
    if options["batch"] < 1:
        raise CommandError("--batch is a number of wordings, 1 or more.")
    if options["after"] and not options["again"]:
        raise CommandError("--after is for --again: without it, the wordings themselves say what is left to do.")
    if options["again"] and options["dry_run"]:
        raise CommandError("--again is for doing it: --dry-run always looks at everything.")


def as_lines(told: Iterable[Told], about: dict[str, Any]) -> Iterator[str]:
    """Each change as JSON, and in the end the counts."""
    counts: Counter[str] = Counter()
    for change, texts in told:
        counts[change.kind] += 1
        yield json.dumps(as_object(change, texts))
    yield json.dumps({"kind": "summary", **about, "counts": {kind: counts[kind] for kind in Kind}})


def as_object(change: Change, texts: tuple[str, str]) -> dict[str, Any]:
    """A change, ready for JSON."""
    told: dict[str, Any] = {
        "kind": change.kind,
        "claims": change.claims,
        "wordings": change.pair,
        "texts": texts,
        "relation": change.match.relation,
        "score": change.match.score,
        "reasons": change.match.reasons,
    }
    if change.decision:
        by = {"what": change.decision.what, "by": change.decision.by, "at": change.decision.at.isoformat()}
        told["decision"] = by
    return told


def readable(told: Iterable[Told], about: dict[str, Any]) -> Iterator[str]:
    """The counts on a line each, then the first of each kind."""
    counts: Counter[Kind] = Counter()
    first: dict[Kind, list[str]] = defaultdict(list)
    for change, texts in told:
        counts[change.kind] += 1
        if counts[change.kind] <= SHOWN:
            first[change.kind] += lines_of(change, texts)
    wordings = f"{about['wordings']:,} wordings compared"
    yield f"{wordings}; nothing was written, this would change:" if about["dry_run"] else f"{wordings}:"
    kinds = list(Kind) if about["dry_run"] else [Kind.JOIN, Kind.SPLIT]
    for kind in kinds:
        yield f"  {counts[kind]:7,}  {TITLES[kind].lower()}"
    for kind in kinds:
        if first[kind]:
            yield f"\n{TITLES[kind]}" + (f" (the first {SHOWN})" if counts[kind] > SHOWN else "")
            yield from first[kind]


def lines_of(change: Change, texts: tuple[str, str]) -> Iterator[str]:
    claims = " and ".join(str(claim) for claim in dict.fromkeys(change.claims))
    decision = change.decision
    did = f": {decision.by} {DID[decision.what]} on {decision.at:%Y-%m-%d}" if decision else ""
    yield f"  {change.match.relation} {change.match.score:.2f}, claim {claims}{did}"
    for text in texts:
        yield f"    {text}"
    for reason in change.match.reasons:
        yield f"      {reason}"
