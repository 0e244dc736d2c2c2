"""How far a long command has come, on standard error: one line that is written over on a terminal, a few in a log."""

import time

from django.core.management.base import OutputWrapper

EVERY_SECONDS = 30.0  # where no terminal can write a line over


class Progress:
    """Counts `total` things, called `what` ("wordings compared")."""

    def __init__(self, out: OutputWrapper, what: str, total: int) -> None:
        self.out, self.what, self.total = out, what, total
        self.done = 0
        self.started = self.told = time.monotonic()

    def add(self, count: int) -> None:
        self.done += count
        now = time.monotonic()
        is_last = self.done >= self.total
        if self.out.isatty():
            self.out.write(f"\r\033[K  {self.line(now)}", ending="\n" if is_last else "")
            self.out.flush()
        elif is_last or now - self.told >= EVERY_SECONDS:
            self.told = now
            self.out.write(f"  {self.line(now)}")

    def line(self, now: float) -> str:
        left = (now - self.started) / self.done * (self.total - self.done) if self.done else 0
        when = f", {duration(left)} left" if left > 0 else ""
        return f"{self.done:,} of {max(self.total, self.done):,} {self.what}{when}"


def duration(seconds: float) -> str:
    """Roughly how long: 40 s, 12 min, 3.5 h."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
