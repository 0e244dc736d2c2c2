"""Work is counted so that what grows with the square of a text is noticed, and on any machine."""

import sys
from types import ModuleType

import pytest

from tests.text.effort import counting

SQUARES = {
    "characters": "def work(text): return [DIGIT.search(text, place) for place in range(len(text))]",
    "lines": """
def work(text):
    for first in text:
        for second in text:
            first == second
""",
}


@pytest.fixture
def module(monkeypatch):
    made = ModuleType("claims.text.trial")
    exec("import re\nDIGIT = re.compile(r'[0-9]')", vars(made))
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


@pytest.mark.parametrize("count", SQUARES)
def test_four_times_the_text_is_sixteen_times_the_work_of_a_square(module, count):
    exec(SQUARES[count], vars(module))
    less, more = (getattr(effort_of(module, "a" * length), count) for length in (100, 400))
    assert 14 < more / less < 17


def test_the_same_work_counts_the_same(module):
    exec(SQUARES["lines"], vars(module))
    first, second = (effort_of(module, "ab ab") for _ in range(2))
    assert (first.lines, first.characters) == (second.lines, second.characters)


def effort_of(module, text):
    with counting() as effort:
        module.work(text)
    return effort
