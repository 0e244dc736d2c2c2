"""Whether two articles are printings of one text, and the prints by which such articles find each other."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.text.likeness import (
    FEWEST,
    FEWEST_EQUAL,
    VERSION,
    Print,
    count_equal,
    find_likeness,
    find_print,
    read_printed,
    share_of,
)

SEEDS = Path(__file__).resolve().parents[2] / "seeds" / "articles"
NAMES = sorted(path.stem for path in SEEDS.glob("*.txt"))


def seed(number):
    return next(SEEDS.glob(f"{number}-*.txt")).read_text(encoding="utf-8")


WIRE = seed("02")
PARAGRAPHS = WIRE.strip().split("\n\n")
HALF = "\n\n".join(PARAGRAPHS[: len(PARAGRAPHS) // 2])
LOCAL = (
    "In Port Ellery the harbour master, Odd Brekke, said that the three freighters which were to leave for Odessa next "
    "week would wait until the insurers had made up their minds. Nobody in the council had an answer for him."
)
QUOTED = (
    "“We will not send a single soldier, and we will not send a single bill, for as long as anybody in that building "
    "believes that a border is a line one draws after lunch,” the minister, Ada Quist, told parliament on Tuesday."
)
REPORT = (
    f"It took the government four hours and two votes to say no. {QUOTED} The motion of the opposition fell by nine "
    "votes. Outside, some two hundred people had waited in the rain since the morning, among them many whose sons "
    "serve with the border guard, and when the result was read out most of them went home without a word."
)
OTHER_REPORT = (
    f"Parliament in Holm has turned down a request for troops from its eastern neighbour. {QUOTED} Three members of "
    "her own party voted against her, and the chair of the defence committee resigned within the hour. Analysts at the "
    "Tarn bank expect the currency to give way when trading opens; last week it had already lost two cents."
)
FOOTER = (
    "Sign up for our morning letter and get the five stories that matter to your valley before breakfast. Do you know "
    "more about this? Write to the newsroom, or call us between nine and five; we never name those who do not want to "
    "be named. The Gazette is owned by its readers, printed in the valley since the year of the flood, and delivered "
    "by bicycle wherever a bicycle can go."
)
BRIEF = (
    "The bridge at Nether Tarn stays closed until the end of the month. A lorry had hit the northern pier on Friday, "
    "and engineers found a crack that runs for two metres below the water. Buses turn round at the church, and the "
    "school has moved its lessons to the hall of the fire brigade for the time being, its head told parents on Sunday."
)
OTHER_BRIEF = (
    "Nine of ten households have paid the new water charge, the council of Upper Tarn said after its meeting last "
    "night. The rest will be sent a reminder, and nobody will be cut off before spring. The charge had been disputed "
    "since a pensioner showed that her meter counted backwards whenever the mill let water into the leat."
)
MARKS = [2943550842566848787, 6180991191234478684]
SHORT = "The bridge at Nether Tarn stays closed until the end of the month, the council said on Friday."

ALIKE = [
    ("the same text", WIRE, WIRE),
    ("in capitals, with other quotation marks", WIRE, WIRE.upper().replace("“", '"').replace("”", '"')),
    ("another headline", f"No meeting of minds\n\n{WIRE}", f"Two presidents, fifty minutes, no answer\n\n{WIRE}"),
    ("a paragraph added", WIRE, f"{WIRE}\n\n{LOCAL}"),
    ("a paragraph added in the middle", WIRE, "\n\n".join([*PARAGRAPHS[:4], LOCAL, *PARAGRAPHS[4:]])),
    ("the first paragraph written anew", WIRE, "\n\n".join([LOCAL, *PARAGRAPHS[1:]])),
    ("cut to half", WIRE, HALF),
    ("cut to half with a paragraph added", WIRE, f"{HALF}\n\n{LOCAL}"),
    ("spelt as elsewhere", WIRE, WIRE.replace("neighbour", "neighbor").replace("percent", "per cent")),
    ("the paragraphs in another order", WIRE, "\n\n".join(reversed(PARAGRAPHS))),
    ("the seeds' wire copy", WIRE, seed("03")),
    ("a brief with another headline", f"Bridge closed\n\n{BRIEF}", f"Detour for weeks\n\n{BRIEF}"),
]
UNLIKE = [
    ("another report of the same event", WIRE, seed("04")),
    ("independent reports that share a quotation", REPORT, OTHER_REPORT),
    ("one sentence of it in a long text", PARAGRAPHS[0], seed("05")),
    ("one paragraph of it in another article", WIRE, f"{PARAGRAPHS[2]}\n\n{seed('07')}"),
    ("a brief within a round-up of many", BRIEF, "\n\n".join([BRIEF, OTHER_BRIEF, REPORT, LOCAL, OTHER_REPORT, HALF])),
    ("the same footer", f"{BRIEF}\n\n{FOOTER}", f"{OTHER_BRIEF}\n\n{FOOTER}"),
    ("too short to tell", SHORT, SHORT),
    ("nothing", "", ""),
]


def likeness(a, b, outlet="", other=""):
    return find_likeness(read_printed(a, outlet), read_printed(b, other))


@pytest.mark.parametrize(("a", "b"), [pytest.param(*texts, id=name) for name, *texts in ALIKE])
def test_printings_of_one_text_are_alike_and_find_each_other(a, b):
    assert likeness(a, b) == likeness(b, a) >= 0.5
    one, other = find_print(a), find_print(b)
    assert set(one.marks) & set(other.marks)
    assert count_equal(one.sketch, [other.sketch])[0] >= FEWEST_EQUAL


@pytest.mark.parametrize(("a", "b"), [pytest.param(*texts, id=name) for name, *texts in UNLIKE])
def test_other_texts_are_not_alike(a, b):
    assert likeness(a, b) is likeness(b, a) is None


@pytest.mark.parametrize(("a", "b"), list(combinations(NAMES, 2)))
def test_of_the_seeds_only_the_wire_copy_is_alike(a, b):
    is_copy = (a[:2], b[:2]) == ("02", "03")
    assert (likeness(seed(a[:2]), seed(b[:2])) is not None) is is_copy


def test_what_one_outlet_prints_under_every_brief_makes_no_copies():
    long_footer = f"{FOOTER} {LOCAL}"
    a, b = f"{BRIEF}\n\n{long_footer}", f"{OTHER_BRIEF}\n\n{long_footer}"
    assert likeness(a, b, "Tarn Valley Gazette", "Tarn Valley Gazette") is None
    assert likeness(a, b, "Tarn Valley Gazette", "Aldermouth Chronicle") is not None  # no footer of both


def test_an_outlet_that_prints_its_own_text_again_prints_one_text():
    again = f"Once more: detour for weeks\n\n{BRIEF}\n\n{FOOTER}"
    assert likeness(f"Bridge closed\n\n{BRIEF}\n\n{FOOTER}", again, "The Gazette", "the gazette") is not None


def test_likeness_is_the_part_of_the_shorter_text():
    assert likeness(WIRE, HALF) == 1.0
    assert share_of(read_printed(HALF), read_printed(WIRE)) == 1.0
    assert 0.4 < share_of(read_printed(WIRE), read_printed(HALF)) < 0.6


def test_a_text_too_short_to_tell_has_no_print():
    words = [f"word{n}" for n in range(FEWEST + 4)]
    assert find_print(" ".join(words[:-1])) == Print((), b"")
    found = find_print(" ".join(words))
    assert (len(found.marks), len(found.sketch)) == (64, 128)


def test_a_print_changes_only_with_its_version():
    found = find_print(WIRE)
    assert (VERSION, list(found.marks[:2]), found.sketch[:4].hex()) == ("likeness-2", MARKS, "7185944f")


def test_a_megabyte_has_a_print():
    assert len(find_print(" ".join(f"word{n * n % 99991}" for n in range(120_000))).marks) == 64


def test_equal_bytes_are_counted_for_many_at_once():
    assert count_equal(b"abcd", [b"abcd", b"abxx", b"dcba"]) == [4, 2, 0]
    assert count_equal(b"abcd", []) == []


def test_a_footer_alone_does_not_lead_two_long_articles_to_each_other():
    a, b = (find_print(f"{' '.join(f'{name}{n}' for n in range(700))} {FOOTER}") for name in ("mill", "bridge"))
    assert count_equal(a.sketch, [b.sketch])[0] < FEWEST_EQUAL


word = st.sampled_from(["the", "bridge", "stays", "closed", "for", "weeks", "3", "%", "é", "\u0130", "\n\n", "“"])


@settings(deadline=None)
@given(st.lists(word, max_size=300), st.lists(word, max_size=300), st.text(max_size=20), st.sampled_from(["", "Paper"]))
def test_likeness_has_no_order_and_no_errors(a, b, stray, outlet):
    first, second = " ".join(a) + stray, " ".join(b)
    assert likeness(first, second, outlet, outlet) == likeness(second, first, outlet, outlet)
    own = likeness(first, first, outlet, outlet)
    assert own == (1.0 if len(read_printed(first).runs) >= FEWEST else None)
