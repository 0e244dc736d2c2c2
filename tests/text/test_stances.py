"""How a source stands to a content, by the words of the cue."""

import pytest

from claims.text.records import Stance
from claims.text.stances import stance_of

TABLE = {
    Stance.ASSERTS: [
        "said",
        "According to",
        "told reporters",
        "has repeatedly said",
        ":",
        "",
        "noted",
        "tweeted:",
        "shows",
    ],
    Stance.DENIES: ["denied", "has flatly rejected", "dismissed", "ruled out", "disputes", "a denial"],
    Stance.ALLEGES: ["accused", "alleged", "claims", "reportedly", "blamed", "was charged with"],
    Stance.PREDICTS: ["predicted", "expects", "is expected", "forecast", "estimates"],
    Stance.BELIEVES: ["believes", "thought", "fears", "is worried", "considers", "has no doubt"],
    Stance.DOUBTS: [
        "doubts",
        "questioned",
        "wondered",
        "does not believe",
        "isn't expected",
        "don’t think",
        "never thought",
    ],
    Stance.WANTS: ["wants", "urged", "called on", "called for", "hopes", "asked for", "would like", "demanded"],
    Stance.ASKS: ["asked", "asked whether", "inquired", "was asked about"],
    Stance.PROMISES: ["promised", "vowed", "pledged", "plans", "has offered"],
    Stance.WARNS: ["warned", "threatened", "cautioned against", "a warning"],
    Stance.SUPPORTS: ["praised", "endorsed", "backs", "would vote for", "defended"],
    Stance.OPPOSES: ["criticized", "condemned", "slammed", "opposition to", "did not want", "hasn't endorsed"],
    Stance.WITHHOLDS: ["declined", "refused", "did not say", "would not comment on", "never mentioned", "did not deny"],
}
ROWS = [(cue, stance) for stance, cues in TABLE.items() for cue in cues]


@pytest.mark.parametrize(("cue", "expected"), ROWS)
def test_stance(cue, expected):
    assert stance_of(cue) is expected


NOBODY = [
    ("neither official", "would say", Stance.WITHHOLDS),
    ("Nobody", "believes", Stance.DOUBTS),
    ("No senator", "said", Stance.WITHHOLDS),
    ("Not even she", "denied", Stance.WITHHOLDS),
    ("she", "said", Stance.ASSERTS),
]


@pytest.mark.parametrize(("source", "cue", "expected"), NOBODY)
def test_a_source_that_is_nobody_says_no_to_its_cue(source, cue, expected):
    assert stance_of(cue, source) is expected


def test_every_stance_has_its_cues():
    assert set(TABLE) == set(Stance)
