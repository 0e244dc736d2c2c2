"""`manage.py checkworthy`, as its users start it: a process of its own, with no database to reach."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from claims.text.check_worthiness import DIMENSIONS

ROOT = Path(__file__).parent.parent
# The port of nobody: a query would fail.
NO_DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
TROOPS = "More than 100,000 Russian troops have been deployed to the Ukrainian border in recent weeks."
THANKS = "Thank you, and good night."


def checkworthy(*arguments, given=b""):
    return subprocess.run(
        [sys.executable, "manage.py", "checkworthy", *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | NO_DATABASE,
        check=False,
    )


def lines_of(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_each_line_is_answered_in_order():
    done = checkworthy("--jsonl", given=lines_of({"text": TROOPS}, {"text": THANKS}, {"text": TROOPS}, {"text": ""}))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [answer["score"] > 0.5 for answer in answers] == [True, False, True, False]
    assert answers[0] == answers[2]
    for answer in answers:
        assert list(answer) == ["score", "dimensions"]
        assert list(answer["dimensions"]) == [dimension.name for dimension in DIMENSIONS]
        assert all(0.0 <= value <= 1.0 for value in [answer["score"], *answer["dimensions"].values()])


BAD = [b"{", b"[]", b"null", b"{}", b'{"text": 7}', b'{"text": null}', b'"a"', b'{"text": "\xff"}', b"[" * 200_000]


def test_each_bad_line_is_named_and_the_others_answered():
    given = lines_of({"text": TROOPS}) + b"\n".join(BAD) + b"\n" + lines_of({"text": THANKS})
    done = checkworthy("--jsonl", given=given)
    assert len(done.stdout.splitlines()) == 2
    told = done.stderr.splitlines()[: len(BAD)]
    assert all(line.startswith(b"line %d: no" % number) for number, line in enumerate(told, 2))
    assert len(told) == len(BAD)
    assert done.returncode != 0


def test_no_line_is_no_answer():
    done = checkworthy("--jsonl")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_sentences_are_shown_with_score_and_dimensions():
    done = checkworthy("He’ll vote on Friday.", THANKS)
    first, second = done.stdout.decode().split("\n\n")
    assert [line.split()[1] for line in first.splitlines()[1:]] == [
        "check-worthiness",
        "checkable",
        "specific",
        "prediction",
        "needs_context",
    ]
    assert second.startswith(THANKS)
    assert done.returncode == 0


@pytest.mark.parametrize("arguments", [[], ["--jsonl", "A sentence."]])
def test_neither_sentences_nor_lines_or_both_is_an_error(arguments):
    done = checkworthy(*arguments)
    assert done.returncode != 0
    assert b"Give sentences, or --jsonl" in done.stderr
