"""How much work reading a text is, counted and not timed: the same on every machine, however busy."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

PACKAGE = "claims.text"
SEARCHES = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class Effort:
    """Lines of the package that ran, and characters that its patterns were let loose on.

    What a pattern does within one search is not seen, nor are loops of C: `benchmarks/growth.py` times those.
    """

    def __init__(self) -> None:
        self.lines = 0
        self.characters = 0

    def trace(self, frame: FrameType, event: str, argument: object) -> Callable[..., Any] | None:
        if not frame.f_globals.get("__name__", "").startswith(PACKAGE):
            return None
        self.lines += event == "line"
        return self.trace


class Counted:
    """A pattern that says how many characters each of its searches may have looked at."""

    def __init__(self, pattern: re.Pattern[str], effort: Effort) -> None:
        self._pattern, self._effort = pattern, effort

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        return self._counting(name, found) if name in SEARCHES else found

    def _counting(self, name: str, search: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            result = search(*arguments, **named)
            text = arguments[1] if name in ("sub", "subn") else arguments[0]
            start, end = 0, len(text)
            if name in ("search", "match", "fullmatch", "finditer"):
                start, end = (*arguments[1:3], *(start, end)[len(arguments[1:3]) :])
            if isinstance(result, re.Match):
                end = result.end()
            elif name in ("match", "fullmatch"):
                end = start + 1  # no match is known at the first character, or within the search, which is not seen
            self._effort.characters += max(0, min(end, len(text)) - start)
            return result

        return counted


@contextmanager
def counting() -> Iterator[Effort]:
    """Count what the package does within the block."""
    effort = Effort()
    before = sys.gettrace()
    held = [
        (module, name, value)
        for module in [module for name, module in sys.modules.items() if name.startswith(PACKAGE)]
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    ]
    for module, name, pattern in held:
        setattr(module, name, Counted(pattern, effort))
    sys.settrace(effort.trace)
    try:
        yield effort
    finally:
        sys.settrace(before)
        for module, name, pattern in held:
            setattr(module, name, pattern)
