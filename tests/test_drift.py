"""Who said a claim first, and how its wording drifted."""

from datetime import date

import pytest
from django.utils import timezone

from claims import queries
from claims.drift import Known, drift_of, first_said
from claims.models import Claim, Wording
from claims.models.article import hash_of
from claims.origins import find_origin
from claims.text.drift import Was
from tests.factories import make_mention, make_read_article, make_source, make_user
from tests.text.test_likeness import HALF, WIRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    """A claim in one wording; `put` adds more."""
    return make_mention(make_read_article(published_at="2026-03-10T09:00Z")).wording.claim


def put(claim, text, published_at=None, article_text=None, **fields):
    """A mention of the claim in these words, in an article of its own."""
    row = {"text": text, "normalised": text, "claim": claim}
    wording, _ = Wording.objects.get_or_create(fingerprint=hash_of(text), defaults=row)
    return make_mention(make_read_article(article_text, published_at=published_at), wording=wording, **fields)


def wordings(drift):
    return [step.said.mention.wording.text for step in drift.steps]


def of(claim):
    return drift_of(Claim.objects.get(pk=claim.pk))


def new_claim(text, published_at=None, **fields):
    claim = make_mention(make_read_article()).wording.claim
    claim.wordings.get().mentions.update(superseded_at=timezone.now())
    put(claim, text, published_at, **fields)
    return claim


def test_the_wordings_of_a_claim_from_the_first_to_the_latest():
    claim = new_claim("unemployment fell to 4.9%", "2026-03-12T09:00Z")
    put(claim, "unemployment fell to 3.9%", "2026-03-10T09:00Z")
    put(claim, "unemployment is at 4.9% in Britain", "2026-03-14T09:00Z")
    drift = of(claim)
    assert wordings(drift) == [
        "unemployment fell to 3.9%",
        "unemployment fell to 4.9%",
        "unemployment is at 4.9% in Britain",
    ]
    first, second, third = drift.steps
    assert first.change is None
    assert second.change.reasons == ("3.9% became 4.9%",)
    assert [(piece.was, piece.text) for piece in second.change.pieces] == [
        (Was.KEPT, "unemployment fell to"),
        (Was.REMOVED, "3.9%"),
        (Was.ADDED, "4.9%"),
    ]
    assert third.change.reasons == ("now names 'Britain'",)
    assert drift.change.reasons == ("3.9% became 4.9%", "now names 'Britain'")


def test_one_wording_does_not_drift():
    drift = of(new_claim("the mill closed", "2026-03-12T09:00Z"))
    assert (len(drift.steps), drift.change, drift.steps[0].change) == (1, None, None)


def test_a_claim_that_nobody_makes_has_no_drift(claim):
    claim.wordings.get().mentions.update(superseded_at=timezone.now())
    drift = of(claim)
    assert (drift.first, drift.wording_count, list(drift.steps), drift.change) == (None, 0, [], None)


DAY = date(2026, 3, 5)
# What an article tells, when it was published; the day by which it had been said, and how that is known.
DAYS = [
    ({"said_from": DAY, "said_until": DAY}, "2026-03-10T09:00Z", DAY, Known.SAID),
    ({"said_from": date(2026, 3, 1), "said_until": DAY}, "2026-03-10T09:00Z", DAY, Known.SAID),
    ({}, "2026-03-10T09:00Z", date(2026, 3, 10), Known.PUBLISHED),
    ({}, None, None, Known.SUBMITTED),
]


@pytest.mark.parametrize(("fields", "published_at", "by", "known"), DAYS)
def test_by_when_it_had_been_said(fields, published_at, by, known):
    first = first_said(new_claim("the mill closed", published_at, **fields))
    assert (first.by, first.known) == (by or timezone.localdate(), known)


def test_what_was_said_before_it_was_published_comes_first():
    claim = new_claim("the mill closed", "2026-03-04T09:00Z")
    quoted = put(
        claim, "the mill is closed", "2026-03-10T09:00Z", said_from=date(2026, 3, 2), said_until=date(2026, 3, 3)
    )
    assert first_said(claim).mention == quoted
    assert wordings(of(claim)) == ["the mill is closed", "the mill closed"]


def test_of_one_day_the_article_published_first_comes_first():
    claim = new_claim("the mill closed", "2026-03-04T12:00Z")
    put(claim, "the mill is closed", "2026-03-04T08:00Z")
    assert wordings(of(claim)) == ["the mill is closed", "the mill closed"]


def test_what_nobody_knows_the_day_of_comes_last_and_is_counted():
    claim = new_claim("the mill closed")
    put(claim, "the mill is closed", "2026-03-04T08:00Z")
    drift = of(claim)
    assert wordings(drift) == ["the mill is closed", "the mill closed"]
    assert (drift.undated, drift.first.mention.wording.text) == (1, "the mill is closed")


def test_who_said_it_first_is_a_source_that_makes_the_claim():
    claim = new_claim("the mill closed", "2026-03-01T09:00Z", stance="denies", source=make_source("Ann Reed"))
    put(claim, "the mill closed", "2026-03-02T09:00Z", saying="misattributed", **checked())
    put(claim, "the mill is closed", "2026-03-03T09:00Z", source=make_source("Ben Rush"))
    drift = of(claim)
    assert drift.first.mention.source.name == "Ben Rush"
    assert wordings(drift) == ["the mill closed", "the mill is closed"]  # the words were there before


def checked():
    return {"saying_checked_by": make_user(), "saying_checked_at": timezone.now()}


def test_a_claim_that_is_only_denied_was_said_first_by_nobody():
    assert first_said(new_claim("the mill closed", "2026-03-01T09:00Z", stance="denies")) is None


def test_rejected_mentions_count_for_nothing():
    rejected = {"rejected_by": make_user(), "rejected_at": timezone.now(), "rejected_because": "No claim."}
    claim = new_claim("the mill closed", "2026-03-02T09:00Z")
    put(claim, "the mill is closed", "2026-03-01T09:00Z", **rejected)
    assert wordings(of(claim)) == ["the mill closed"]


def put_in(claim, text):
    mention = put(claim, "the mill closed", "2026-03-03T09:00Z", article_text=text, content=text[0:28])
    find_origin(mention.article)
    return mention


def test_copies_of_one_text_are_one_origin_of_a_claim():
    claim = new_claim("the mill closed", "2026-03-02T09:00Z")
    put_in(claim, WIRE)
    put_in(claim, HALF)
    make_mention(put_in(claim, f"{WIRE} Again.").article, wording=Wording.objects.get(text="the mill closed"),
                 content=WIRE[0:28])  # fmt: skip
    (step,) = of(claim).steps
    assert (step.mention_count, step.article_count, step.origin_count) == (5, 4, 2)
    listed = queries.claims().get(pk=claim.pk)
    assert (listed.mention_count, listed.article_count, listed.origin_count) == (5, 4, 2)


def test_a_claim_of_many_wordings_shows_the_first_of_them_and_the_latest(monkeypatch, django_assert_num_queries):
    claim = new_claim("the mill closed 0 times", "2026-03-01T09:00Z")
    with django_assert_num_queries(5):
        drift_of(claim)
    for n in range(1, 6):
        put(claim, f"the mill closed {n} times", f"2026-03-0{n + 1}T09:00Z")
    monkeypatch.setattr(queries, "SHOWN", 3)
    with django_assert_num_queries(5):
        drift = drift_of(claim)
    assert wordings(drift) == [f"the mill closed {n} times" for n in (0, 1, 5)]
    assert drift.wording_count == 6
    assert drift.change.reasons == ("0 became 5",)
