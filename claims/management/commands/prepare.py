"""Everything between a database and a service: migrations, and for a demonstration accounts and seeds."""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from claims.privileges import REWRITABLE, can_rewrite_the_trail


class Command(BaseCommand):
    help = "Migrate the database; with --demo also create the demo accounts and submit the seeds. May be run again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="create the demo accounts and load seeds/")

    def handle(self, *args: Any, **options: Any) -> None:
        with self.step("database schema"):
            call_command("migrate", verbosity=0, skip_checks=True)
        if can_rewrite_the_trail():
            self.stdout.write(self.style.WARNING(REWRITABLE))
        if options["demo"]:
            with self.step("demo accounts"):
                call_command("demo_accounts", stdout=self.stdout)
            with self.step("seed articles"):
                call_command("seed", stdout=self.stdout)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.stdout.write(f"  {name} ({time.monotonic() - started:.1f} s)")
        self.stdout.flush()
