"""`manage.py extract`, as its users start it: a process of its own, with no database to reach."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from claims.management.commands.extract import Reading, Row, cells_of, rows_of, table
from claims.text.records import Attribution, Kind, Span, Stance

ROOT = Path(__file__).parent.parent
# The port of nobody: a query would fail.
NO_DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
TEXT = 'Where was White House spokesman Jane Saki? "Sanctions would hurt Russia in 2022," Saki said.'
TROOPS = "More than 100,000 troops have been deployed since 2014."


def extract(*arguments, given=b"", columns=80):
    return subprocess.run(
        [sys.executable, "manage.py", "extract", *map(str, arguments)],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | NO_DATABASE | {"COLUMNS": str(columns)},
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
        "source": [[82, 86]],
        "cue": [[87, 91]],
        "content": [[43, 81]],
        "kind": "direct",
        "speaker": "Jane Saki",
        "speaker_description": "White House spokesman",
        "parent": None,
        "stance": "asserts",
        "confidence": confidence,
    }
    claimed = {"spans": [[43, 81]], "attribution": 0, "check_worthiness": worth}
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
    b"[]": "not an object",
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


def test_what_a_text_states_itself_is_claimed_too():
    done = extract("--jsonl", given=lines_of({"id": "a", "text": f"{TEXT} {TROOPS}"}))
    claims = json.loads(done.stdout)["claims"]
    start = len(TEXT) + 1
    assert [(claim["spans"], claim["attribution"]) for claim in claims] == [
        ([[43, 81]], 0),
        ([[start, start + len(TROOPS)]], None),
    ]
    assert len(json.loads(done.stdout)["attributions"]) == 1


TABLE = """\
FILE
24 words: 1 attribution, 1 statement of its own

#  line  who              how              what                            worth
-  ----  ---------------  ---------------  ------------------------------  -----
1     1  Jane Saki        "said"           "Sanctions would hurt Russia      00%
         White House      asserts, direct  in 2022,"
         spokesman        00% sure

2     3  the article      unattributed     More than 100,000 troops have     00%
         itself           in its own       been deployed since 2014.
                          voice

who    whom it is attributed to; └ stands under the one whose words it is
       reported in
how    the cue, the stance that it tells, whose words these are, and how sure
       the model is of it
worth  how likely a fact-checker is to find it worth checking; not how likely it
       is to be true
"""


def test_a_file_becomes_a_table(tmp_path):
    file = tmp_path / "article.txt"
    file.write_text(f"{TEXT}\n\n{TROOPS}", encoding="utf-8")
    done = extract(file)
    shown = re.sub(
        r" *1?\d\d%", lambda found: "00%".rjust(len(found[0])), done.stdout.decode().replace(str(file), "FILE")
    )
    assert (done.returncode, done.stderr, shown.rstrip() + "\n") == (0, b"", TABLE)


NESTED = "It rains. The BBC says he says she denies it, and Bo left."


def attribution_at(source, cue, content, parent=None):
    spans = {name: (span_of(words),) for name, words in (("source", source), ("cue", cue), ("content", content))}
    known = {"speaker": None, "speaker_kind": None, "speaker_description": None, "stance": Stance.ASSERTS}
    return Attribution(**spans, **known, kind=Kind.INDIRECT, parent=parent, confidence=0.5)


def span_of(words):
    return Span(NESTED.index(words), NESTED.index(words) + len(words))


def test_a_row_stands_under_the_one_that_it_is_nested_in():
    reading = Reading(
        [
            attribution_at("she", "denies", "it", parent=2),
            attribution_at("The BBC", "says", "he says she denies it"),
            attribution_at("he", "says", "she denies it", parent=1),
        ],
        [span_of("It rains."), span_of("Bo left.")],
        [0.1, 0.2, 0.3, 0.4, 0.5],
    )
    assert [(row.what, len(row.place), row.worth) for row in rows_of(reading, NESTED)] == [
        ("It rains.", 1, 0.4),
        ("he says she denies it", 1, 0.2),
        ("she denies it", 2, 0.3),
        ("it", 3, 0.1),
        ("Bo left.", 1, 0.5),
    ]


def test_a_nested_row_is_moved_to_the_right():
    inner = Row(((0, 0), (2, 1)), ["Ann Reed", "mayor"], ['"said"'], "that it rains all day", 0.5)
    assert cells_of(2, 1, inner, [1, 4, 12, 8, 14, 5]) == [
        ["2"],
        ["   1"],
        ["└ Ann Reed", "  mayor"],
        ['"said"'],
        ["  that it", "  rains all", "  day"],
        ["  50%"],
    ]


@pytest.mark.parametrize("columns", [60, 100, 200])
def test_a_table_is_as_wide_as_the_terminal(columns):
    lines = list(table("article.txt", TEXT.replace("2022", "2022, " + "and in many a year after it, " * 9), columns))
    assert max(len(line) for line in lines) == columns


def test_standard_input_is_a_file_too():
    done = extract("-", given=b"It rained.")
    assert (done.returncode, done.stdout) == (0, b"-\n2 words: 0 attributions, 0 statements of its own\n\n")


def test_a_text_cannot_write_to_the_terminal():
    done = extract("-", given=b"The mayor\x1b[31m said that it had rained in Ohio.")
    assert b"rained" in done.stdout
    assert b"\x1b" not in done.stdout


def test_a_file_that_cannot_be_read_is_named_and_the_others_shown(tmp_path):
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    (tmp_path / "good").write_text("It rained.", encoding="utf-8")
    done = extract(tmp_path / "missing", tmp_path / "latin", tmp_path / "good")
    assert done.stdout.decode().splitlines()[0] == f"{tmp_path}/good"
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
        check=False,
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, b"")
