"""`manage.py extract`, as its users start it: a process of its own, with no database to reach."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from claims.management.commands.extract import table

ROOT = Path(__file__).parent.parent
# The port of nobody: a query would fail.
NO_DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
TEXT = 'White House spokesman Jane Saki came. "Sanctions would hurt Russia in 2022," Saki said.'


def extract(*arguments, given=b"", columns=80):
    return subprocess.run(
        [sys.executable, "manage.py", "extract", *map(str, arguments)],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | NO_DATABASE | {"COLUMNS": str(columns)},
        timeout=120,
        check=False,
    )


def lines_of(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_line_has_all_of_the_contract():
    done = extract("--jsonl", given=lines_of({"id": "a", "text": TEXT}))
    assert (done.returncode, done.stderr) == (0, b"")
    answer = json.loads(done.stdout)
    (attribution,), (claim,) = answer["attributions"], answer["claims"]
    confidence, worth = attribution["confidence"], claim["check_worthiness"]
    expected = {
        "source": [[77, 81]],
        "cue": [[82, 86]],
        "content": [[38, 76]],
        "kind": "direct",
        "speaker": "Jane Saki",
        "speaker_description": "White House spokesman",
        "parent": None,
        "stance": "asserts",
        "confidence": confidence,
    }
    claimed = {"spans": [[38, 76]], "attribution": 0, "check_worthiness": worth}
    # As text: the order of the keys is part of the contract.
    assert done.stdout.decode() == json.dumps({"id": "a", "attributions": [expected], "claims": [claimed]}) + "\n"
    assert 0.0 < confidence <= 1.0
    assert 0.0 < worth <= 1.0


def test_lines_are_answered_in_order():
    texts = {"b": TEXT, "a": "", "7": "It rained.", "c": TEXT}
    done = extract("--jsonl", given=lines_of(*({"id": key, "text": text} for key, text in texts.items())))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(answer["id"], len(answer["attributions"])) for answer in answers] == [
        ("b", 1),
        ("a", 0),
        ("7", 0),
        ("c", 1),
    ]


def test_a_line_is_answered_before_the_next_is_given():
    running = subprocess.Popen(
        [sys.executable, "manage.py", "extract", "--jsonl"],
        cwd=ROOT,
        env=os.environ | NO_DATABASE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with running:
        for key in (1, 2):
            running.stdin.write(lines_of({"id": key, "text": TEXT}))
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == key
        running.stdin.close()
    assert running.returncode == 0


BAD_LINES = {
    b"{": "not JSON",
    b"[": "not JSON",
    b'{"id": "\xff", "text": ""}': "not JSON in UTF-8",
    b"[]": 'not an object with "id" and "text"',
    b"{}": 'no "id"',
    b'{"text": "x"}': 'no "id"',
    b'{"id": null, "text": ""}': 'no "id"',
    b'{"id": "x"}': 'no "text"',
    b'{"id": "x", "text": 7}': 'no "text"',
    b"[" * 200_000: "not JSON",
}


def test_bad_lines_are_named_and_the_others_answered():
    done = extract("--jsonl", given=b"".join(bad + b"\n" + lines_of({"id": 1, "text": ""}) for bad in BAD_LINES))
    *complaints, last = done.stderr.decode().splitlines()
    assert len(done.stdout.splitlines()) == len(complaints) == len(BAD_LINES)
    for place, (complaint, expected) in enumerate(zip(complaints, BAD_LINES.values(), strict=True)):
        assert complaint.startswith(f"line {2 * place + 1}: {expected}")
    assert (last, done.returncode) == ("CommandError: 10 of the lines could not be read.", 1)


def test_characters_that_no_file_can_hold_are_read_all_the_same():
    done = extract("--jsonl", given=b'{"id": "\\udead", "text": "\\ud800 said that it \\udfff rained."}\n')
    assert (done.returncode, done.stderr, json.loads(done.stdout)["id"]) == (0, b"", "\udead")


TABLE = """\
FILE: 1 attribution in 14 words

#  line  who               how               what
-  ----  ----------------  ----------------  -----------------------------------
1  1     Jane Saki         "said"            "Sanctions would hurt Russia in
         White House       asserts, direct   2022,"
         spokesman         00% sure
"""


def test_a_file_becomes_a_table(tmp_path):
    file = tmp_path / "article.txt"
    file.write_text(TEXT, encoding="utf-8")
    done = extract(file)
    shown = re.sub(r"\d+% sure", "00% sure", done.stdout.decode().replace(str(file), "FILE"))
    assert (done.returncode, done.stderr, shown.rstrip() + "\n") == (0, b"", TABLE)


@pytest.mark.parametrize("columns", [60, 100, 200])
def test_a_table_is_as_wide_as_the_terminal(columns):
    lines = list(table("article.txt", TEXT.replace("2022", "2022, " + "and in many a year after it, " * 9), columns))
    assert max(len(line) for line in lines) == columns


def test_standard_input_is_a_file_too():
    done = extract("-", given=b"It rained.")
    assert (done.returncode, done.stdout) == (0, b"-: 0 attributions in 2 words\n\n")


def test_a_text_cannot_write_to_the_terminal():
    done = extract("-", given=b"The mayor\x1b[31m said that it had rained in Ohio.")
    assert b"rained" in done.stdout
    assert b"\x1b" not in done.stdout


def test_a_file_that_cannot_be_read_is_named_and_the_others_shown(tmp_path):
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    (tmp_path / "good").write_text("It rained.", encoding="utf-8")
    done = extract(tmp_path / "missing", tmp_path / "latin", tmp_path / "good")
    assert done.stdout.decode().splitlines()[0] == f"{tmp_path}/good: 0 attributions in 2 words"
    assert done.stderr.decode().splitlines() == [
        f"{tmp_path}/missing: No such file or directory",
        f"{tmp_path}/latin: not UTF-8: byte 3 is 0xe9",
        "CommandError: 2 of the files could not be read.",
    ]
    assert done.returncode != 0


@pytest.mark.parametrize("arguments", [(), ("--jsonl", "article.txt")])
def test_files_or_lines_and_not_both(arguments):
    done = extract(*arguments)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"CommandError: Give files")


def test_a_reader_that_leaves_early_is_no_error():
    done = subprocess.run(
        f"{shlex.quote(sys.executable)} manage.py extract --jsonl | head -n 1",
        shell=True,
        input=lines_of(*({"id": number, "text": ""} for number in range(20_000))),
        capture_output=True,
        cwd=ROOT,
        env=os.environ | NO_DATABASE,
        timeout=120,
        check=False,
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, b"")
