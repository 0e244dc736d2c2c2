"""The front door: who is said to have said what in a text."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.growth import SENTENCE, read_once, read_text
from benchmarks.texts import NO_NEWS
from claims.text.attributions import find_attributions, model_version, read_attributions
from claims.text.records import Attribution, Kind, Span, SpeakerKind, Stance
from claims.text.tagger import Tagger, load_tagger
from tests.text.effort import counting

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds" / "articles" / "01-us-russian-leaders-discuss-ukraine.txt"
# F1 measured on the tuning part with the weights of attribution-v2, less two points.
FLOORS = {
    "source.piece": 0.802,
    "cue.piece": 0.740,
    "content.piece": 0.698,
    "content.exact": 0.662,
    "attribution.relation": 0.714,
}


def test_an_attribution_with_all_that_is_known_of_it():
    text = "White House spokesman Jane Saki came. Saki denied that the talks had failed."
    (found,) = find_attributions(text)
    assert found == Attribution(
        source=(Span(38, 42),),
        cue=(Span(43, 49),),
        content=(Span(50, 75),),
        kind=Kind.INDIRECT,
        speaker="Jane Saki",
        speaker_kind=SpeakerKind.PERSON,
        speaker_description="White House spokesman",
        parent=None,
        stance=Stance.DENIES,
        confidence=found.confidence,
    )
    assert 0.5 < found.confidence <= 1.0


TABLE = {
    "nothing": ("", []),
    "blank": (" \n\t\u00a0", []),
    "one word": ("Rain", []),
    "no attribution": ("It rained on the hills of Ohio for three days.", []),
    "interrupted": (
        '"We expect," she said, "that the rates will fall."',
        [("she", "said", ['"We expect,"', '"that the rates will fall."'], Kind.DIRECT)],
    ),
    "over paragraphs": (
        "The mayor told reporters: “The plan is sound.\n\n“It will cost $3 billion over ten years.”",
        [("The mayor", "told", ["“The plan is sound.", "“It will cost $3 billion over ten years.”"], Kind.DIRECT)],
    ),
    "an abbreviation keeps its full stop": (
        "The W.H.O. said that it trusts the U.S.\n\nThe mayor said it rained.",
        [
            ("The W.H.O.", "said", ["that it trusts the U.S."], Kind.INDIRECT),
            ("The mayor", "said", ["it rained"], Kind.INDIRECT),
        ],
    ),
    "line ends of another system": (
        'The mayor said it rained.\r\n\r\n"It poured," he added.\r\n',
        [("The mayor", "said", ["it rained"], Kind.INDIRECT), ("he", "added", ['"It poured,"'], Kind.DIRECT)],
    ),
    "unusual characters": (
        "🌧🌧 The ma\u00adyor said that the cafe\u0301\u00a0owners lied.",
        [("The ma\u00adyor", "said", ["that the cafe\u0301\u00a0owners lied"], Kind.INDIRECT)],
    ),
}


@pytest.mark.parametrize(("text", "expected"), TABLE.values(), ids=TABLE)
def test_attributions(text, expected):
    assert [
        (
            " ".join(span.of(text) for span in found.source),
            " ".join(span.of(text) for span in found.cue),
            [span.of(text) for span in found.content],
            found.kind,
        )
        for found in find_attributions(text)
    ] == expected


def test_the_first_seed_has_its_people():
    found = find_attributions(SEED.read_text(encoding="utf-8"))
    people = {"BBC", "Vladimir Putin", "Yuri Ushakov", "Jane Saki", "Joe Biden"}
    assert people - {attribution.speaker for attribution in found} == set()


def test_the_first_seed_has_its_reports_and_what_is_nested_in_them():
    text = SEED.read_text(encoding="utf-8")
    found = find_attributions(text)
    hops = [
        (one.speaker, one.cue[0].of(text), None if one.parent is None else found[one.parent].speaker)
        for one in found
        if one.confidence > 0.4
    ]
    expected = [
        ("BBC", "reported", None),
        ("Vladimir Putin", "warned", "BBC"),
        ("Joe Biden", "threatened", "the report"),
        ("Vladimir Putin", "reiterated", None),
        ("Yuri Ushakov", "said", None),
        ("Jane Saki", "said", None),
        ("Joe Biden", "reiterated", "Jane Saki"),
        ("Joe Biden", "urged", None),
    ]
    assert [hop for hop in expected if hop not in hops] == []


words = st.sampled_from(
    [
        "She",
        "said",
        "that",
        "Mr.",
        "Trump",
        "he",
        "“We",
        "won,”",
        '"',
        "it.",
        "denied",
        ",",
        ":",
        "\n",
        "\r\n",
        "\n\n",
        "According to",
        "Jane Saki",
        "the",
        "report",
        "and",
        "who",
        "😀",
        "\u00ad",
        "\u00a0",
        "e\u0301",
        "\x0c",
        "\ud800",
        ".",
    ]
)
texts = st.one_of(st.text(max_size=80), st.lists(words, max_size=40).map(" ".join))


@settings(max_examples=60)
@given(texts)
@example("\ud800 said \udfff")
@example("a\x00b said that \ufeff it is")
@example('""""""')
def test_any_text_can_be_read_and_every_span_reads_back(text):
    attributions = find_attributions(text)
    for place, found in enumerate(attributions):
        assert found.cue
        assert found.content
        assert 0.0 <= found.confidence <= 1.0
        assert found.parent is None or (0 <= found.parent < len(attributions) and found.parent != place)
        for role in (found.source, found.cue, found.content):
            behind = 0
            for span in role:
                assert behind <= span.start < span.end <= len(text)
                assert span.of(text) == span.of(text).strip()
                behind = span.end


def test_a_sentence_with_an_attribution_is_suspected_of_one_and_plain_prose_is_not():
    said, plain = "The mayor said that the bridge would close.", "The bridge is 900 metres long."
    text = f"{said} {plain}"
    assert [span.of(text).strip() for span in read_attributions(text).suspected] == [said]


def test_the_same_text_gives_the_same_attributions():
    text = SEED.read_text(encoding="utf-8")
    assert find_attributions(text) == find_attributions(text)


def test_the_version_names_the_model():
    assert model_version().startswith("attribution-")


LENGTHS = (20, 200)  # sentences
READ = """
import sys
from claims.text.attributions import find_attributions
def peak():  # of this process alone: ru_maxrss would count the memory of the one it was forked from
    return next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))
find_attributions(sys.argv[1])
print(peak())
"""


@pytest.mark.parametrize("end", ["\n\n", ""], ids=["in paragraphs", "in one line"])
def test_work_grows_with_the_text(monkeypatch, end):
    windows = []
    run = Tagger.run
    monkeypatch.setattr(Tagger, "run", lambda self, ids, *rest: windows.append(ids.size) or run(self, ids, *rest))
    find_attributions(SENTENCE)
    work = []
    for length in LENGTHS:
        windows.clear()
        with counting() as effort:
            find_attributions((SENTENCE + end) * length)
        work.append((effort.lines, effort.characters, sum(windows)))
        assert max(windows) <= load_tagger().about.window
    times = LENGTHS[1] / LENGTHS[0]
    assert [more / less < 1.3 * times for less, more in zip(*work, strict=True)] == [True, True, True]


@pytest.mark.parametrize("end", ["\n\n", ""], ids=["in paragraphs", "in one line"])
def test_memory_stays_where_a_text_is_long(end):
    argv = [sys.executable, "-c", READ, (SENTENCE + end) * LENGTHS[1]]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 400


@pytest.fixture
def repeating_tagger():
    """A tagger that repeats what it saw in SENTENCE: only what comes after it is tested."""
    with read_once():
        yield


def test_100_000_words_in_one_line_are_read_to_the_end(repeating_tagger):
    count = 100_000 // len(SENTENCE.split())
    found = find_attributions(SENTENCE * count)
    assert len(found) == count
    assert {attribution.speaker for attribution in found} == {"Jane Doe"}


@pytest.mark.parametrize("repeated", NO_NEWS)
def test_what_is_no_news_is_work_in_proportion_too(repeating_tagger, repeated):
    work = []
    for length in (1_500, 1_500, 6_000):  # the first reads the word lists
        text = repeated * (length // len(repeated))
        with counting() as effort:
            read_text(text)
        work.append((effort.lines, effort.characters))
    # Four times as long is four times the work, not sixteen.
    assert [more / less < 5 for less, more in zip(*work[1:], strict=True)] == [True, True]


def test_what_is_found_in_the_corpus_does_not_get_worse(shared, tmp_path):
    """A floor under the model, the decoding and the joining together, on the tuning part."""
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    lines = (shared / "corpora" / "polnear" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold.write_text("\n".join(lines), encoding="utf-8")
    with predicted.open("w", encoding="utf-8") as file:
        for document in map(json.loads, lines):
            attributions = [spans_of(found) for found in find_attributions(document["text"])]
            file.write(json.dumps({"id": document["id"], "attributions": attributions}) + "\n")
    scorer = shared / "tools" / "score_attributions.py"
    ran = subprocess.run(
        [sys.executable, scorer, gold, predicted, "--json"], capture_output=True, text=True, check=True
    )
    scores = {measure: row["f1"] for measure, row in json.loads(ran.stdout).items()}
    assert {measure: scores[measure] for measure in FLOORS if scores[measure] < FLOORS[measure]} == {}


def spans_of(found):
    roles = {"source": found.source, "cue": found.cue, "content": found.content}
    return {role: [[span.start, span.end] for span in spans] for role, spans in roles.items()} | {
        "parent": found.parent
    }
