"""Pairs of sentences that say who does what to whom, out of frames: the same in the same roles, a clash in others."""

import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from claims.text.equivalence import Relation
from training.equivalence_pairs import Example

FRAMES = Path(__file__).with_name("equivalence_frames.txt")
SAME, IN_OTHER_WORDS, DAY_FIRST = 0.5, 0.85, 0.3  # shares of the pairs, and of sentences with a day
KINDS = {
    "person": "Maria Lopez|James Turner|Anna Schmidt|David Okafor|Robert Chen|Leila Haddad|Jonas Berg|the judge|"
    "Priya Nair|Ivana Petrova|Ken Sato|Ruth Cohen|the minister|the mayor|the coach|the prosecutor|the bishop",
    "country": "Ghana|Togo|France|Germany|Japan|Peru|Chile|Kenya|Uganda|Norway|Sweden|India|Nepal|Egypt|Sudan|Spain|"
    "Portugal|Turkey|Greece|China|Vietnam|Canada|Mexico|Iran|Iraq|Poland|Ukraine",
    "company": "Siemens|Toyota|Nestle|Ericsson|Nokia|Shell|Boeing|Airbus|Samsung|Unilever|Volvo|Pfizer|the airline|"
    "the bank|the brewery|the steelmaker|the insurer|the publisher",
    "team": "Ajax|Porto|Arsenal|Inter|Celtic|Lyon|Leeds|the Lakers|the Bulls|Sevilla|Benfica|Galatasaray|Everton|Lazio",
    "money": "$50 million|two million euros|10,000 pounds|half a million dollars|900 million yen|€3bn|40,000 francs",
    "goods": "two patrol boats|30 tanks|500 tonnes of rice|six helicopters|old maps|12 paintings|spare parts|vaccines",
    "group": "boys|girls|men|women|farmers|teachers|nurses|drivers|tourists|soldiers|students|pensioners|cyclists",
    "event": "the strike|the fire|the blast|the election|the trial|the storm|the truce|the flood|the power cut|"
    "the protests|the price rise|the shortage of fuel|the attack|the crash|the mutiny|the landslide|the quarrel",
    "when": "on Monday|last week|in 2019|in March|on 3 May|a year ago|this summer",
}


class Frame(NamedTuple):
    """Ways of saying one thing of {a} and {b}; `is_mutual` if it holds of {b} and {a} then."""

    kinds: tuple[str, ...]
    is_mutual: bool
    ways: tuple[str, ...]


def frames() -> list[Frame]:
    lines = [line for line in FRAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found = []
    for _, block in itertools.groupby(lines, key=bool):
        first, *ways = block
        kinds = first.split()
        if ways:
            found.append(Frame(tuple(kind for kind in kinds if kind in KINDS), "both" in kinds, tuple(ways)))
    return found


def framed_pairs(order: random.Random) -> Iterator[Example]:
    """Pairs without end."""
    known = frames()
    while True:
        frame = order.choice(known)
        a, b = order.sample(KINDS[order.choice(frame.kinds)].split("|"), 2)
        shared = {name: order.choice(KINDS[name].split("|")) for name in ("money", "goods")}
        when = order.choice(("", "", order.choice(KINDS["when"].split("|"))))
        one, other = order.sample(frame.ways, 2) if order.random() < IN_OTHER_WORDS else (frame.ways[0],) * 2
        is_same = order.random() < SAME
        ends = (a, b) if is_same else (b, a)
        texts = [
            sentence(way.format(a=first, b=second, **shared), when, order)
            for way, (first, second) in ((one, (a, b)), (other, ends))
        ]
        if texts[0] != texts[1]:
            yield Example(*texts, Relation.SAME if is_same or frame.is_mutual else Relation.CONFLICT)


def sentence(told: str, when: str, order: random.Random) -> str:
    """A sentence of what is told, with its day before or behind."""
    if when:
        told = f"{when}, {told}" if order.random() < DAY_FIRST else f"{told} {when}"
    return re.sub(r"^[a-z]", lambda first: first.group().upper(), told) + "."
