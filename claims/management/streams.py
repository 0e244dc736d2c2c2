"""What the commands without a database share: a JSON object a line in, an answer a line out, while somebody reads."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Unreadable(ValueError):
    """A line or a file is not what it should be."""


def answer_lines(command: BaseCommand, answer: Callable[[dict[str, Any]], object]) -> None:
    """Print as JSON what `answer` makes of the object in each line of standard input, in order; blank lines make none.

    A line without an object, or with one that `answer` finds Unreadable, is named on standard error. Raises
    CommandError in the end where there were such lines.
    """
    bad = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            answered = answer(object_in(line))
        except Unreadable as error:
            bad += 1
            command.stderr.write(f"line {number}: {error}")
        else:
            command.stdout.write(json.dumps(answered))
            command.stdout.flush()
    if bad:
        raise CommandError(f"{bad} of the lines could not be read.")


def object_in(line: bytes) -> dict[str, Any]:
    """The object that a line of JSON holds. Raises Unreadable."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON in UTF-8 ({error})") from error
    if not isinstance(record, dict):
        raise Unreadable("not an object")
    return record


def text_in(record: dict[str, Any], name: str) -> str:
    """The text in a field of an object. Raises Unreadable."""
    text = record.get(name)
    if not isinstance(text, str):
        raise Unreadable(f'no "{name}" that is a string')
    return text


@contextmanager
def as_long_as_it_is_read() -> Iterator[None]:
    """Stop without a complaint where whoever read the output has gone, as `head` does."""
    try:
        yield
    except BrokenPipeError:
        # Python would complain once more when it closes the output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def printable(argument: str) -> str:
    """An argument of the command line, with a mark for every byte that was no UTF-8."""
    return argument.encode(errors="replace").decode()
