"""Who a source is, in articles of PolNeAR, as a careful reader said before the rules were tuned (speakers.jsonl).

A label names an attribution of an article by its spans. `speaker` lists the answers that are right, null for nobody;
`kind` the kinds, `description` the descriptions, where they were judged.
"""

import pytest

from benchmarks.speakers import accuracy, answers_to_labels

FLOORS = {
    "he or she": 0.80,
    "surname": 0.95,
    "full name": 0.96,
    "description": 0.77,
    "organisation": 0.93,
    "document": 1.0,
    "unnamed": 0.96,
    "other pronoun": 0.61,
    "no source": 1.0,
    "all": 0.89,
}
FLOOR_OF_PRECISION = 0.91


@pytest.fixture(scope="module")
def answers(shared):
    return answers_to_labels()


def test_every_category_keeps_its_accuracy(answers):
    found = {category: share for category, (share, _, _) in accuracy(answers).items()}
    assert {category: found[category] for category in FLOORS if found[category] < FLOORS[category]} == {}


def test_whoever_is_named_is_the_speaker(answers):
    assert accuracy(answers)["all"][1] >= FLOOR_OF_PRECISION
