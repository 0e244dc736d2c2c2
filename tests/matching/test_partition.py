"""Which wordings make one claim: a function of what was judged of each two."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.matching.partition import MOST_COMPARED, Block, Edge, Held, Link, pair_of, partition

SAME, NEUTRAL, APART = Link.SAME, Link.NEUTRAL, Link.APART


def alone(*wordings):
    return [Block(frozenset({wording})) for wording in wordings]


def parted(blocks, links, scores=None):
    """The groups and what was held, `links` by pair; what is not said is neutral."""
    wordings = sorted(w for block in blocks for w in block.wordings)
    scores = scores or {}
    edges = [Edge(pair, scores.get(pair, 0.99)) for pair, link in links.items() if link is SAME]
    apart = [pair for pair, link in links.items() if link is APART]
    order = {wording: f"{wording:04}" for wording in wordings}
    found = partition(blocks, edges, order, apart, lambda pair: links.get(pair, NEUTRAL))
    return {group.wordings for group in found.groups}, found.held


@pytest.mark.parametrize(
    ("links", "groups"),
    [
        ({}, [{1}, {2}, {3}]),
        ({(1, 2): SAME}, [{1, 2}, {3}]),
        ({(1, 2): SAME, (2, 3): SAME, (1, 3): SAME}, [{1, 2, 3}]),
        # A = B and B = C, and nothing is known against A = C: half of the pairs are the same
        ({(1, 2): SAME, (2, 3): SAME}, [{1, 2, 3}]),
        # ... and A contradicts C: the surer pair stays, here the first
        ({(1, 2): SAME, (2, 3): SAME, (1, 3): APART}, [{1, 2}, {3}]),
        ({(1, 2): APART}, [{1}, {2}, {3}]),
    ],
)
def test_wordings_that_were_judged_the_same_make_one_claim(links, groups):
    assert parted(alone(1, 2, 3), links)[0] == {frozenset(group) for group in groups}


def test_the_surest_pair_is_joined_first():
    links = {(1, 2): SAME, (2, 3): SAME, (1, 3): APART}
    assert parted(alone(1, 2, 3), links, {(1, 2): 0.96, (2, 3): 0.98}) == (
        {frozenset({1}), frozenset({2, 3})},
        {(1, 2): Held.CONTRADICTED},
    )


def test_one_pair_among_many_that_differ_does_not_join():
    clique = dict.fromkeys(combinations((1, 2, 3), 2), SAME)
    links = clique | {(3, 4): SAME}
    scores = dict.fromkeys(clique, 0.999)
    assert parted(alone(1, 2, 3, 4), links, scores) == (
        {frozenset({1, 2, 3}), frozenset({4})},
        {(3, 4): Held.OUTNUMBERED},
    )


@pytest.mark.parametrize(
    ("one", "other", "held"),
    [
        (Block(frozenset({1}), 7), Block(frozenset({2}), 8), Held.BOTH_SETTLED),
        (Block(frozenset({1}), 7, is_open=False), Block(frozenset({2})), Held.CLOSED),
        (Block(frozenset({1}), 7), Block(frozenset({2})), None),
    ],
)
def test_what_people_have_worked_on_is_joined_to_nothing_else_such(one, other, held):
    groups, why = parted([one, other], {(1, 2): SAME})
    assert why == ({(1, 2): held} if held else {})
    assert groups == ({frozenset({1}), frozenset({2})} if held else {frozenset({1, 2})})


def test_wordings_of_a_settled_claim_stay_together_whatever_is_judged():
    assert parted([Block(frozenset({1, 2}), 7)], {(1, 2): APART})[0] == {frozenset({1, 2})}


def test_a_claim_that_all_papers_make_is_compared_with_a_few_of_its_wordings():
    asked = []

    def link(pair):
        asked.append(pair)
        return SAME

    many = range(1, 101)
    edges = [Edge((1, other), 0.99) for other in many if other != 1]
    partition(alone(*many), edges, {w: f"{w:04}" for w in many}, [], link)
    assert len(asked) <= len(many) * MOST_COMPARED


LINKS = st.dictionaries(
    st.tuples(st.integers(1, 8), st.integers(1, 8)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([SAME, SAME, APART, NEUTRAL]),
    max_size=20,
)


@given(links=LINKS, scores=st.data(), names=st.permutations(range(1, 9)))
def test_the_same_judgements_give_the_same_claims_whatever_the_ids(links, scores, names):
    """Ids come in the order of arrival; fingerprints do not."""
    new = dict(zip(range(1, 9), names, strict=True))
    score = {pair: scores.draw(st.sampled_from([0.96, 0.97, 0.98])) for pair in links}

    def made(rename):
        edges = [Edge(pair_of(*map(rename, pair)), score[pair]) for pair, link in links.items() if link is SAME]
        renamed = {pair_of(*map(rename, pair)): link for pair, link in links.items()}
        order = {rename(wording): f"{wording:04}" for wording in range(1, 9)}
        apart = [pair for pair, link in renamed.items() if link is APART]
        found = partition(alone(*sorted(order)), edges, order, apart, lambda pair: renamed.get(pair, NEUTRAL))
        return {frozenset(order[wording] for wording in group.wordings) for group in found.groups}

    assert made(lambda wording: wording) == made(new.__getitem__)


@given(links=LINKS)
def test_every_wording_is_in_one_group_and_none_with_what_it_contradicts(links):
    groups, _ = parted(alone(*range(1, 9)), links)
    assert sorted(wording for group in groups for wording in group) == list(range(1, 9))
    assert not any(links.get(pair) is APART for group in groups for pair in combinations(sorted(group), 2))
