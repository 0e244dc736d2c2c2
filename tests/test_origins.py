"""Articles of nearly the same text are of one origin, whoever came first; what people decided stays."""

import random
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.errors import NotAllowed, NotComplete, OriginsContradict
from claims.models import Article, Copy, OriginDecision
from claims.origins import decide, find_origin, origin_of, to_compare
from claims.pipeline import process
from claims.roles import Role
from tests.factories import make_article, make_read_article, make_user
from tests.records.test_promises import refused
from tests.text.test_likeness import BRIEF, HALF, LOCAL, OTHER_REPORT, PARAGRAPHS, REPORT, SHORT, WIRE

pytestmark = pytest.mark.django_db


def words(name, count=60):
    return " ".join(f"{name}{n}" for n in range(count))


# One after the other is like the next one, and the first is not like the last: three steps of one story.
CHAIN = {
    "early": f"{words('a', 50)} {words('b', 70)}",
    "between": f"{words('b', 70)} {words('c', 70)} {words('s', 4)}",
    "late": f"{words('c', 70)} {words('d', 40)}",
}
STORIES = {
    "wire": WIRE,
    "half": HALF,
    "local": f"{HALF}\n\n{LOCAL}",
    "report": REPORT,
    "other report": OTHER_REPORT,
    "short": SHORT,
    "brief": BRIEF,
    "brief again": f"Detour\n\n{BRIEF}",
    **CHAIN,
}
ORIGINS = [
    {"wire", "half", "local"}, {"report"}, {"other report"}, {"short"}, {"brief", "brief again"}, set(CHAIN),
]  # fmt: skip


def arrive(names, stories=STORIES):
    """The articles by name, each compared as it came in."""
    articles = {name: make_read_article(stories[name]) for name in names}
    for article in articles.values():
        find_origin(article)
    return articles


def origins(articles):
    """The partition: sets of names."""
    names = {article.pk: name for name, article in articles.items()}
    groups = {}
    for copy in Copy.objects.filter(pk__in=names):
        groups.setdefault(copy.origin_id, set()).add(names[copy.pk])
    return sorted(groups.values(), key=sorted)


def expected(*groups):
    return sorted(map(set, groups), key=sorted)


@pytest.fixture
def reviewer():
    return make_user(Role.REVIEWER)


def test_articles_that_are_alike_are_of_one_origin():
    assert origins(arrive(STORIES)) == expected(*ORIGINS)


def test_an_origin_is_told_by_its_first_article():
    articles = arrive(["late", "early", "between"])
    assert set(Copy.objects.values_list("origin", flat=True)) == {min(one.pk for one in articles.values())}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(list(STORIES)))
def test_the_order_of_arrival_makes_no_difference(order):
    Copy.objects.all().delete()
    Article.objects.all().delete()
    assert origins(arrive(order)) == expected(*ORIGINS)


def test_a_replay_compares_nothing_twice(django_assert_num_queries):
    article = arrive(["wire", "half"])["half"]
    with django_assert_num_queries(1):
        find_origin(article)


def test_queries_do_not_grow_with_the_copies():
    arrive(["wire"])
    counts = []
    for n in range(8):
        article = make_read_article(f"{WIRE}\n\nEdition {n}.")
        with CaptureQueriesContext(connection) as captured:
            find_origin(article)
        counts.append(len(captured))
    assert set(counts) == {counts[0]}
    assert Copy.objects.values("origin").distinct().count() == 1


# Workers at once


@pytest.mark.django_db(transaction=True, databases=[DEFAULT_DB_ALIAS, "owner"])
@pytest.mark.parametrize("seed", range(4))
def test_workers_at_once_find_the_same_origins(own_connections, seed):
    articles = {name: make_read_article(text) for name, text in STORIES.items()}
    shares = random.Random(seed).sample(list(articles.values()), len(articles))
    together = Barrier(len(articles))

    def work(article):
        try:
            together.wait()
            find_origin(article)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(articles)) as threads:
        list(threads.map(work, shares))
    assert origins(articles) == expected(*ORIGINS)
    assert not to_compare().exists()


# People


def test_a_person_tells_two_articles_apart(reviewer):
    articles = arrive(["wire", "half", "report"])
    decide(articles["wire"], articles["half"], by=reviewer, is_one=False, reason="Both came from the ministry.")
    assert origins(articles) == expected({"wire"}, {"half"}, {"report"})


def test_a_person_says_that_two_articles_are_one(reviewer):
    articles = arrive(["short", "report", "other report"])
    decide(articles["other report"], articles["report"], by=reviewer, is_one=True)
    decide(articles["short"], articles["report"], by=reviewer, is_one=True)
    assert origins(articles) == expected({"short", "report", "other report"})


def test_what_stands_between_two_that_were_told_apart_goes_to_the_one_that_it_is_more_like(reviewer):
    articles = arrive(CHAIN)
    decide(articles["early"], articles["late"], by=reviewer, is_one=False)
    assert origins(articles) == expected({"early"}, {"between", "late"})


def test_a_decision_is_taken_back(reviewer):
    articles = arrive(CHAIN)
    decide(articles["early"], articles["late"], by=reviewer, is_one=False)
    decide(articles["early"], articles["late"], by=reviewer, is_one=None)
    assert origins(articles) == expected(set(CHAIN))
    assert not OriginDecision.objects.exists()


def test_a_decision_before_the_articles_are_compared_holds(reviewer):
    articles = {name: make_read_article(STORIES[name]) for name in ("wire", "half", "report")}
    decide(articles["wire"], articles["half"], by=reviewer, is_one=False)
    decide(articles["wire"], articles["report"], by=reviewer, is_one=True)
    for article in articles.values():
        find_origin(article)
    assert origins(articles) == expected({"wire", "report"}, {"half"})


def test_a_decision_against_other_decisions_is_refused(reviewer):
    articles = arrive(["wire", "report", "short"])
    decide(articles["wire"], articles["report"], by=reviewer, is_one=True)
    decide(articles["report"], articles["short"], by=reviewer, is_one=True)
    with pytest.raises(OriginsContradict, match="take one of these back first"):
        decide(articles["wire"], articles["short"], by=reviewer, is_one=False)
    assert OriginDecision.objects.count() == 2
    assert origins(articles) == expected({"wire", "report", "short"})


def test_another_decision_on_the_same_two_takes_the_place_of_the_first_and_both_are_in_the_trail(reviewer):
    articles = arrive(["wire", "half"])
    decide(articles["wire"], articles["half"], by=reviewer, is_one=False)
    decide(articles["half"], articles["wire"], by=reviewer, is_one=True, reason="I was wrong.")
    decided = OriginDecision.objects.get()
    decide(articles["half"], articles["wire"], by=reviewer, is_one=None)
    kept = OriginDecision.events.rel.related_model.objects.filter(pgh_obj=decided.pk).order_by("pgh_id")
    assert [(event.pgh_label, event.is_one, event.pgh_context["username"]) for event in kept] == [
        ("added", False, reviewer.username),
        ("changed", False, reviewer.username),
        ("removed", True, reviewer.username),
    ]


def test_who_may_not_decide_is_refused():
    articles = arrive(["wire", "half"])
    with pytest.raises(NotAllowed):
        decide(articles["wire"], articles["half"], by=make_user(Role.SUBMITTER), is_one=False)


def test_an_article_is_not_told_from_itself(reviewer):
    article = make_read_article()
    with pytest.raises(NotComplete, match="the article itself"):
        decide(article, article, by=reviewer, is_one=False)


SOME = ["wire", "half", "local", "short", *CHAIN]
pairs = st.sampled_from([(a, b) for a in SOME for b in SOME if a < b])


def decide_all(articles, decisions, by):
    for (a, b), is_one in decisions.items():
        try:
            decide(articles[a], articles[b], by=by, is_one=is_one)
        except OriginsContradict:
            return False
    return True


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(SOME), st.integers(0, len(SOME)), st.dictionaries(pairs, st.booleans(), max_size=4))
def test_with_the_same_decisions_the_origins_are_the_same_whenever_they_were_taken(order, split, decisions):
    by = make_user(Role.REVIEWER)
    found = []
    for before, after in [(order, []), (order[:split], order[split:])]:
        OriginDecision.objects.all().delete()
        Copy.objects.all().delete()
        Article.objects.all().delete()
        articles = arrive(before) | {name: make_read_article(STORIES[name]) for name in after}
        if not decide_all(articles, decisions, by):
            return
        for name in after:
            find_origin(articles[name])
        found.append(origins(articles))
    call_command("find_origins", "--anew", stdout=StringIO(), stderr=StringIO())
    assert found == [origins(articles)] * 2
    group_of = {name: number for number, group in enumerate(found[0]) for name in group}
    assert all((group_of[a] == group_of[b]) is is_one for (a, b), is_one in decisions.items())


# The backlog


def test_articles_that_came_in_before_are_compared_by_command():
    articles = {name: make_read_article(text) for name, text in STORIES.items()}
    find_origin(articles["half"])
    out = StringIO()
    call_command("find_origins", stdout=out, stderr=StringIO())
    assert origins(articles) == expected(*ORIGINS)
    assert out.getvalue() == "10 articles compared; 11 articles are of 6 origins\n"


def test_prints_of_another_version_are_made_anew():
    articles = arrive(["wire", "half"])
    Copy.objects.update(print_version="older", marks=[], origin=articles["wire"].pk)
    call_command("find_origins", stdout=StringIO(), stderr=StringIO())
    assert origins(articles) == expected({"wire", "half"})
    assert not to_compare().exists()


# What an article says of its origin


def test_the_page_of_an_origin_has_its_articles_by_when_they_were_published(reviewer):
    articles = arrive(["local", "half", "wire"])
    Article.objects.filter(pk=articles["wire"].pk).update(published_at="2026-10-01T08:00Z")
    decide(articles["half"], articles["wire"], by=reviewer, is_one=True, reason="Same agency.")
    origin = origin_of(articles["half"])
    assert (origin.number, origin.article_count, origin.is_compared) == (articles["local"].pk, 3, True)
    assert [one.article for one in origin.printings] == [articles["wire"], articles["local"]]
    assert [one.has_of_this for one in origin.printings] == [1.0, 1.0]
    assert 0.4 < origin.printings[0].has_in_this < 0.6
    assert [(one.is_one, one.reason) for one in origin.decisions] == [(True, "Same agency.")]


def test_an_article_that_nobody_compared_is_an_origin_of_its_own():
    origin = origin_of(article := make_read_article())
    assert (origin.number, origin.article_count, origin.is_compared) == (article.pk, 1, False)


# What the database promises


def test_an_origin_stands_for_itself():
    copies = [make_read_article(words(name)) for name in "abc"]
    for article in copies:
        find_origin(article)
    first, second, third = (copy.pk for copy in copies)
    Copy.objects.filter(pk=second).update(origin=first)
    assert refused(Copy.objects.filter(pk=third).update, origin=second)
    assert refused(Copy.objects.filter(pk=first).update, origin=third)
    assert refused(Copy.objects.filter(pk=third).update, origin=10**9)
    assert not refused(Copy.objects.filter(pk=third).update, origin=first)


def test_an_origin_is_the_first_of_its_copies():
    first, second = (make_read_article(words(name)) for name in "ab")
    for article in (first, second):
        find_origin(article)
    assert refused(Copy.objects.filter(pk=first.pk).update, origin=second.pk)


def test_two_articles_have_one_decision_in_order(reviewer):
    articles = arrive(["wire", "half"])
    decide(articles["wire"], articles["half"], by=reviewer, is_one=False)
    fields = {"decided_by": reviewer, "decided_at": "2026-10-01T08:00Z", "is_one": True}
    first, second = articles["wire"], articles["half"]
    assert refused(OriginDecision.objects.create, first=first, second=second, **fields)
    assert refused(OriginDecision.objects.create, first=second, second=first, **fields)
    assert refused(OriginDecision.objects.create, first=first, second=first, **fields)


def test_the_first_paragraph_alone_ties_nothing():
    articles = arrive(["a", "b"], {"a": PARAGRAPHS[0], "b": WIRE})
    assert origins(articles) == expected({"a"}, {"b"})


def test_a_worker_finds_the_origin_before_it_reads():
    wire, copy = (make_article(STORIES[name]) for name in ("wire", "half"))
    for article in (wire, copy):
        process(article.pk)
    assert origins({"wire": wire, "half": copy}) == expected({"wire", "half"})
