"""`manage.py compare`, as its users start it: a process of its own, with no database to reach."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# The port of nobody: a query would fail.
NO_DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
GROWTH = "Exports grew by 3.9 percent in 2021."
SAME_GROWTH = "In 2021 exports increased by 3.9%."
OTHER_GROWTH = "Exports grew by 4.9 percent in 2021."


def compare(*arguments, given=b""):
    return subprocess.run(
        [sys.executable, "manage.py", "compare", *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | NO_DATABASE,
        check=False,
    )


def lines_of(*pairs):
    return b"".join(json.dumps({"a": a, "b": b}).encode() + b"\n" for a, b in pairs)


def test_each_line_is_answered_in_order():
    done = compare("--jsonl", given=lines_of((GROWTH, SAME_GROWTH), (GROWTH, OTHER_GROWTH), ("", "")))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [list(answer) for answer in answers] == [["relation", "score", "reasons"]] * 3
    assert [answer["relation"] for answer in answers[:2]] == ["same", "conflict"]
    assert answers[0]["score"] > 0.5 > answers[1]["score"]
    assert answers[1]["reasons"] == ["3.9 percent against 4.9 percent"]


BAD = [b"{", b"[]", b"null", b"{}", b'{"a": "x"}', b'{"a": "x", "b": 7}', b'{"a": "\xff", "b": ""}', b"[" * 200_000]


def test_each_bad_line_is_named_and_the_others_answered():
    given = lines_of((GROWTH, SAME_GROWTH)) + b"\n".join(BAD) + b"\n" + lines_of((GROWTH, OTHER_GROWTH))
    done = compare("--jsonl", given=given)
    assert len(done.stdout.splitlines()) == 2
    told = done.stderr.splitlines()[: len(BAD)]
    assert all(line.startswith(b"line %d: no" % number) for number, line in enumerate(told, 2))
    assert len(told) == len(BAD)
    assert done.returncode != 0


def test_a_reader_that_leaves_early_is_no_error():
    done = subprocess.run(
        f"{shlex.quote(sys.executable)} manage.py compare --jsonl | head -n 1",
        shell=True,
        input=lines_of(*[(GROWTH, GROWTH)] * 2_000),
        capture_output=True,
        cwd=ROOT,
        env=os.environ | NO_DATABASE,
        check=False,
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, b"")


def test_no_line_is_no_answer():
    done = compare("--jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_two_texts_are_judged_readably():
    done = compare(GROWTH, OTHER_GROWTH)
    first, second = done.stdout.decode().splitlines()
    assert first.startswith("conflict  0.")
    assert second == "  3.9 percent against 4.9 percent"
    assert done.returncode == 0


@pytest.mark.parametrize("arguments", [[], [GROWTH], [GROWTH] * 3, ["--jsonl", GROWTH, GROWTH]])
def test_anything_but_two_texts_or_lines_is_an_error(arguments):
    done = compare(*arguments)
    assert done.returncode != 0
    assert b"Give two texts, or --jsonl" in done.stderr
