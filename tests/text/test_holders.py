"""In whose words a source stands."""

from claims.text.holders import Holder, holders_of
from claims.text.joining import Group, RoleSpan
from claims.text.records import Span


def group(source, cue, content):
    def found(role, span):
        return RoleSpan(Span(*span), role, 1.0)

    return Group(found("cue", cue), (found("source", source),) if source else (), (found("content", content),))


def test_a_source_in_a_content_is_held_by_its_group():
    groups = [group((0, 4), (5, 9), (10, 40)), group((12, 14), (15, 20), (21, 40))]
    assert holders_of(groups) == [None, Holder(0, Span(10, 40))]


def test_of_several_contents_the_shortest_holds():
    groups = [group((0, 4), (5, 9), (10, 40)), group((12, 14), (15, 20), (21, 40)), group((22, 24), (25, 28), (29, 40))]
    assert holders_of(groups) == [None, Holder(0, Span(10, 40)), Holder(1, Span(21, 40))]


def test_no_group_holds_its_own_source():
    assert holders_of([group((12, 14), (5, 9), (10, 40))]) == [None]


def test_a_group_without_a_source_is_held_by_none():
    assert holders_of([group((0, 4), (5, 9), (10, 40)), group(None, (15, 20), (21, 40))]) == [None, None]
