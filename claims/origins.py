"""Which articles are printings of one text: copies of one origin.

Two articles are tied where their texts are alike (claims/text/likeness.py) or a person said that they are one. Who is
tied, however indirectly, is of one origin; so the origins follow from the texts and from what people decided, and not
from who came first or how many workers compared. A person's "two origins" cuts what it must: the ties are taken in the
order of their likeness, the strongest first, and one that would bring together what a person told apart is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from claims.audit import recorded_as
from claims.errors import NotAllowed, NotComplete, OriginsContradict
from claims.models import Article, Copy, OriginDecision
from claims.review import checks
from claims.roles import Action, may
from claims.text.likeness import (
    FEWEST_EQUAL,
    VERSION,
    Bytes,
    Printed,
    count_equal,
    find_likeness,
    find_print,
    read_printed,
    share_of,
)

LOCK = 0x6F726967696E  # who writes origins waits for who does: that is a few milliseconds, and only where some are tied
TRIED_FIRST = 3  # of the candidates of an origin, those that share the most marks
SHOWN = 20

Pair = tuple[int, int]


def find_origin(article: Article) -> None:
    """Compare an article with all others, once; not within a transaction. Seven queries where it is like no other one.

    Its print is committed before it looks for those of others: of two articles that come in at once, at least the
    later one sees the other.
    """
    copy = keep_copy(article)
    if copy.compared_at:
        return
    if alike := find_alike(article, copy):
        with writing():
            tie(article.pk, alike)
    Copy.objects.filter(pk=article.pk).update(compared_at=Now())


def keep_copy(article: Article) -> Copy:
    """The article's copy with a print of this version; one that was printed anew is to be compared again."""
    known = Copy.objects.filter(pk=article.pk, print_version=VERSION).first()
    if known:
        return known
    its = find_print(article.text)
    copy = Copy(article=article, origin_id=article.pk, marks=list(its.marks), sketch=its.sketch, print_version=VERSION)
    fields = ["marks", "sketch", "print_version", "compared_at"]
    Copy.objects.bulk_create([copy], update_conflicts=True, unique_fields=["article"], update_fields=fields)
    return copy


@contextmanager
def writing() -> Iterator[None]:
    """A transaction in which nobody else writes origins."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        yield


def find_alike(article: Article, copy: Copy) -> list[int]:
    """Of every other origin that has an article alike to this one, one such article.

    One is enough: all articles of an origin are tied, or else a person decided on some of them, and then the whole
    family is looked at again.
    """
    found = find_candidates(copy) if copy.marks else []
    nearest = defaultdict[int, list[int]](list)
    equal = count_equal(copy.sketch, [sketch for *_, sketch in found])
    for count, (other, origin, _) in sorted(zip(equal, found, strict=True), key=lambda one: (-one[0], one[1][0])):
        if count >= FEWEST_EQUAL:
            nearest[origin].append(other)
    if not nearest:
        return []
    printed = read_printed(article.text, article.publisher)
    alike = dict(_first_alike(printed, {origin: ids[:TRIED_FIRST] for origin, ids in nearest.items()}))
    rest = {origin: ids[TRIED_FIRST:] for origin, ids in nearest.items() if origin not in alike}
    return sorted((alike | dict(_first_alike(printed, rest))).values())


def find_candidates(copy: Copy) -> list[tuple[int, int, Bytes]]:
    """The copies that share a mark with this one: their articles, origins and sketches. Three queries."""
    others = Copy.objects.filter(marks__overlap=copy.marks, print_version=VERSION).exclude(pk=copy.pk)
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner takes "&&" of two arrays to cost no more than "=", and would try it on thousands of rows.
        cursor.execute("SET LOCAL enable_seqscan = off")
        return list(others.values_list("pk", "origin_id", "sketch"))


def _first_alike(printed: Printed, by_origin: dict[int, list[int]]) -> Iterator[Pair]:
    """Of each origin the first of its articles that is alike, with the origin's number. One query."""
    origins = {other: origin for origin, ids in by_origin.items() for other in ids}
    found: set[int] = set()
    articles = Article.objects.filter(pk__in=origins).only("text", "publisher").order_by("pk") if origins else ()
    for other in articles:
        origin = origins[other.pk]
        if origin not in found and find_likeness(printed, read_printed(other.text, other.publisher)) is not None:
            found.add(origin)
            yield origin, other.pk


# Families


@dataclass(frozen=True, slots=True)
class Family:
    """Articles whose origins hang together, by ties or by what people decided on some of them."""

    members: Sequence[int]
    decisions: Sequence[OriginDecision]


def family_of(article_ids: Iterable[int]) -> Family:
    """All articles of the same origins, and of those that a person told apart from them or said to be one with them."""
    members, decisions = set(article_ids), list[OriginDecision]()
    while True:
        origins = Copy.objects.filter(pk__in=members).values("origin")
        members |= set(Copy.objects.filter(origin__in=origins).values_list("pk", flat=True))
        decisions = list(OriginDecision.objects.filter(Q(first__in=members) | Q(second__in=members)).order_by("pk"))
        ends = {end for one in decisions for end in (one.first_id, one.second_id)}
        if ends <= members:
            return Family(sorted(members), decisions)
        members |= ends


def tie(article_id: int, alike: Iterable[int]) -> None:
    """Bring the articles under one origin, as far as no person told any of them apart."""
    family = family_of([article_id, *alike])
    if family.decisions:
        regroup(family)
    else:
        place(dict.fromkeys(family.members, family.members[0]))


def regroup(family: Family) -> None:
    """Find the origins of a family anew, from the texts and the decisions. Raises OriginsContradict."""
    place(partition(family.members, find_ties(family.members), family.decisions))


def find_ties(article_ids: Sequence[int]) -> list[Pair]:
    """The pairs of articles that are alike, the strongest first, in an order that depends on their texts alone.

    Every article is compared with every other: about a second for two hundred.
    """
    copies = Copy.objects.in_bulk(article_ids)
    articles = Article.objects.filter(pk__in=article_ids).only("text", "publisher", "text_hash").order_by("text_hash")
    found = [(article, copies[article.pk], read_printed(article.text, article.publisher)) for article in articles]
    ties = []
    for (a, its, printed), (b, theirs, other) in combinations(found, 2):
        likeness = find_likeness(printed, other) if may_be_alike(its, theirs) else None
        if likeness is not None:
            ties.append((-likeness, a.text_hash, b.text_hash, a.pk, b.pk))
    return [(a, b) for *_, a, b in sorted(ties)]


def may_be_alike(a: Copy, b: Copy) -> bool:
    """Whether the one would be found for the other."""
    if a.print_version != b.print_version or set(a.marks).isdisjoint(b.marks):
        return False
    (equal,) = count_equal(a.sketch, [b.sketch])
    return equal >= FEWEST_EQUAL


def partition(members: Iterable[int], ties: Iterable[Pair], decisions: Sequence[OriginDecision]) -> dict[int, int]:
    """The origin of each member: what people said, then the ties in their order, as far as they bring nobody together
    whom a person told apart. Raises OriginsContradict where people did so themselves."""
    groups = {member: {member} for member in members}
    apart = defaultdict[int, set[int]](set)
    for one in decisions:
        if not one.is_one:
            apart[one.first_id].add(one.second_id)
            apart[one.second_id].add(one.first_id)

    def join(a: int, b: int) -> bool:
        if groups[a] is groups[b]:
            return True
        if any(not apart[member].isdisjoint(groups[b]) for member in groups[a]):
            return False
        groups[a] |= groups[b]
        groups.update(dict.fromkeys(groups[b], groups[a]))
        return True

    for one in decisions:
        if one.is_one and not join(one.first_id, one.second_id):
            raise OriginsContradict(
                f"People said that articles {one.first_id} and {one.second_id} are of one origin, "
                "and of others through which they hang together that they are of two: take one of these back first."
            )
    for a, b in ties:
        join(a, b)
    return {member: min(group) for member, group in groups.items()}


PLACE = """
    UPDATE claims_copy SET origin_id = placed.origin
    FROM unnest(%s::bigint[], %s::bigint[]) AS placed(article, origin)
    WHERE article_id = placed.article AND origin_id <> placed.origin
"""


def place(origins: dict[int, int]) -> None:
    """Write the origin of each article: one statement, for between two the old and the new origins would not fit."""
    with connection.cursor() as cursor:
        cursor.execute(PLACE, [list(origins.keys()), list(origins.values())])


# People


def decide(article: Article, other: Article, *, by: User, is_one: bool | None, reason: str = "") -> None:
    """Say whether two articles are of one origin, whatever their texts; None leaves it to the texts again.

    Raises NotAllowed, NotComplete, and OriginsContradict where other decisions say the opposite.
    """
    if not may(by, Action.ORIGIN):
        raise NotAllowed("Your role does not allow this.")
    if article.pk == other.pk:
        raise NotComplete("article", "This is the article itself: name another one.")
    reason = checks.at_most("reason", reason, checks.TEXT)
    first, second = sorted([article, other], key=lambda one: one.pk)
    with writing(), recorded_as(by):
        for one in (first, second):
            keep_copy(one)
        before = family_of([first.pk, second.pk])
        if is_one is None:
            OriginDecision.objects.filter(first=first, second=second).delete()
        else:
            said = {"is_one": is_one, "reason": reason, "decided_by": by, "decided_at": timezone.now()}
            OriginDecision.objects.update_or_create(first=first, second=second, defaults=said)
        regroup(family_of(before.members))


@dataclass(frozen=True, slots=True)
class Printing:
    """Another article of the same origin: how much of this article's text it has, and how much of its own is here."""

    article: Article
    has_of_this: float
    has_in_this: float


@dataclass(frozen=True, slots=True)
class Origin:
    """An article's origin: its number, how many articles it has, the first of the others, and what people decided."""

    number: int
    article_count: int
    printings: Sequence[Printing]
    decisions: Sequence[OriginDecision]
    is_compared: bool


def origin_of(article: Article) -> Origin:
    """The origin of an article with at most SHOWN of its other articles, the earliest first. Four queries."""
    copy = Copy.objects.filter(pk=article.pk).defer("marks", "sketch").first()
    number = copy.origin_id if copy else article.pk
    others = Article.objects.filter(copy__origin=number).exclude(pk=article.pk)
    printed = read_printed(article.text, article.publisher)
    shown = others.defer("search").order_by(F("published_at").asc(nulls_last=True), "pk")[:SHOWN]
    decided = OriginDecision.objects.filter(Q(first=article) | Q(second=article)).select_related("decided_by")
    return Origin(
        number=number,
        article_count=others.count() + 1,
        printings=[printing(printed, other) for other in shown],
        decisions=list(decided.order_by("-decided_at")[:SHOWN]),
        is_compared=copy is not None and copy.compared_at is not None,
    )


def printing(of: Printed, other: Article) -> Printing:
    theirs = read_printed(other.text, other.publisher)
    return Printing(other, has_of_this=share_of(of, theirs), has_in_this=share_of(theirs, of))


# The backlog


def to_compare() -> QuerySet[Article]:
    """The articles that were never compared, or have a print of another version."""
    return Article.objects.exclude(copy__compared_at__isnull=False, copy__print_version=VERSION)


def forget() -> None:
    """Leave no origin but those that people decided on: every article is to be compared again."""
    with writing():
        Copy.objects.update(origin=F("article"), compared_at=None)
        for one in OriginDecision.objects.all():
            regroup(family_of([one.first_id]))
