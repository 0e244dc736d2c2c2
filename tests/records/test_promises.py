"""What the database promises, whoever writes."""

from datetime import date

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from claims.lifecycle import Status
from claims.models import Article, Claim, Match, Mention, Source, Transition, Wording
from tests.factories import make_article, make_mention, make_read_article, make_source, make_wording

pytestmark = pytest.mark.django_db


def refused(write, *args, **kwargs):
    """Whether the database refuses a write, at once or when its deferred constraints are checked."""
    try:
        with transaction.atomic():
            write(*args, **kwargs)
            connection.check_constraints()
    except (IntegrityError, DataError):
        return True
    return False


def test_the_same_text_is_one_article():
    make_article("One text.")
    assert refused(make_article, "One text.")


def test_the_text_of_an_article_never_changes():
    article = make_article("One text.")
    assert refused(Article.objects.filter(pk=article.pk).update, text="Another text.")


def test_an_article_has_text():
    assert refused(Article.objects.create, text="", text_hash="x", ring_at="2026-01-01T00:00:00Z")


@pytest.mark.parametrize(
    ("fields", "is_refused"),
    [
        ({"status": "processing"}, True),
        ({"lease": "00000000-0000-0000-0000-000000000001"}, True),
        ({"status": "done"}, True),
        ({"status": "done", "ring_at": None}, False),
        ({"status": "failed", "ring_at": None}, True),
        ({"status": "failed", "ring_at": None, "failure": "It was too long."}, False),
        ({"ring_at": None}, True),
    ],
)
def test_a_status_and_what_goes_with_it(fields, is_refused):
    article = make_article()
    assert refused(Article.objects.filter(pk=article.pk).update, **fields) == is_refused


@pytest.mark.parametrize(
    ("spans", "content"),
    [
        ([[0, 3], [4, 8]], "The mill"),
        ([[0, 8]], "The mill"),
    ],
)
def test_spans_that_read_back_are_kept(spans, content):
    assert make_mention(content_spans=spans, content=content).pk


@pytest.mark.parametrize(
    ("spans", "content"),
    [
        ([[0, 8]], "The mall"),
        ([[0, 10_000]], "The mill"),
        ([[-1, 3]], "The"),
        ([[5, 5]], ""),
        ([[8, 0]], "The mill"),
        ([[4, 8], [0, 3]], "mill The"),
        ([[0, 8], [4, 8]], "The mill mill"),
        ([[0]], "The mill"),
        ([0, 8], "The mill"),
        ({"start": 0}, "The mill"),
        ([["0", "8"]], "The mill"),
        ([[None, None]], "The mill"),
        ([[0, 8], [None, None]], "The mill"),
        ([[0.5, 8]], "The mill"),
        ([], ""),
    ],
)
def test_spans_that_do_not_read_back_are_refused(spans, content):
    article, wording = make_read_article(), make_wording()
    assert refused(make_mention, article, wording=wording, content_spans=spans, content=content, position=0)


@pytest.mark.parametrize("role", ["source_spans", "cue_spans"])
def test_a_source_or_cue_outside_the_text_is_refused(role):
    article, wording = make_read_article(), make_wording()
    assert refused(make_mention, article, wording=wording, **{role: [[0, 10_000]]})


def test_spans_count_code_points_not_bytes():
    text = "🙂🙂 “Ça va,” she said."
    article = make_read_article(text)
    assert make_mention(article, content_spans=[[4, 9]], content="Ça va", source_spans=[], cue_spans=[]).pk


def test_a_correction_must_read_back_too():
    mention = make_mention()
    assert refused(Mention.objects.filter(pk=mention.pk).update, content_spans=[[0, 3]])


def test_one_mention_a_place():
    mention = make_mention()
    assert refused(make_mention, mention.article, wording=mention.wording, place=mention.place)


def test_one_wording_a_fingerprint():
    wording = make_wording("the mill will close")
    row = {"normalised": "x", "claim_id": wording.claim_id}
    assert refused(Wording.objects.create, text="x", fingerprint=wording.fingerprint, **row)


def test_a_bound_wording_says_why_and_to_what():
    article = make_read_article()
    assert refused(make_wording, "he won", article=article)
    assert refused(make_wording, "he won", bound_because="holds the pronoun 'he'")
    assert not refused(make_wording, "he won", article=article, bound_because="holds the pronoun 'he'")


def test_a_wording_has_a_claim():
    row = {"text": "x", "normalised": "x", "fingerprint": "x", "claim_id": 10**12}
    assert refused(Wording.objects.create, **row)


def test_nesting_stays_within_an_article():
    outer = make_mention()
    assert refused(make_mention, wording=make_wording(), reported_by=outer)


def test_a_mention_stays_in_its_article():
    outer = make_mention()
    make_mention(outer.article, reported_by=outer)
    assert refused(Mention.objects.filter(pk=outer.pk).update, article=make_read_article(outer.article.text + " More."))


def test_nesting_has_no_circle():
    outer = make_mention()
    middle = make_mention(outer.article, reported_by=outer)
    inner = make_mention(outer.article, reported_by=middle)
    assert refused(Mention.objects.filter(pk=outer.pk).update, reported_by=inner)
    assert refused(Mention.objects.filter(pk=outer.pk).update, reported_by=outer)
    assert not refused(Mention.objects.filter(pk=inner.pk).update, reported_by=outer)


def test_a_circle_is_refused_also_when_it_is_inserted_whole():
    article, wording = make_read_article(), make_wording()
    row = {"article": article, "wording": wording, "content_spans": [[0, 8]], "content": "The mill", "kind": "indirect"}
    row |= {"confidence": 0.5, "model_version": "test", "position": 0}
    circle = [Mention(id=10**9 + i, reported_by_id=10**9 + (i + 1) % 3, place=str(i), **row) for i in range(3)]
    assert refused(Mention.objects.bulk_create, circle)


def test_what_was_said_over_some_days_was_first_said_on_the_first():
    first, last = date(2026, 10, 5), date(2026, 10, 11)
    assert not refused(make_mention, said_from=first, said_until=last)
    assert refused(make_mention, said_from=last, said_until=first)
    assert refused(make_mention, said_from=first)
    assert refused(make_mention, said_until=last)


def test_an_unattributed_mention_quotes_nobody():
    outer = make_mention()
    stated = {"kind": "unattributed", "source_spans": [], "cue_spans": [], "wording": outer.wording}
    assert refused(make_mention, outer.article, **stated | {"reported_by": outer})
    assert refused(make_mention, outer.article, **stated | {"cue_spans": [[40, 44]]})
    assert refused(make_mention, outer.article, **stated | {"source_spans": [[30, 39]]})
    assert refused(make_mention, outer.article, **stated | {"content_spans": [], "content": "", "position": 0})
    courier = make_source("The Courier", kind="publication")
    assert not refused(make_mention, outer.article, **stated | {"source": courier})


def test_a_pair_of_wordings_has_one_match_in_one_order():
    first, second = make_wording(), make_wording()
    match = {"relation": "same", "score": 0.9, "reasons": ["the same words but one"]}
    Match.objects.create(first=first, second=second, **match)
    assert refused(Match.objects.create, first=first, second=second, **match)
    assert refused(Match.objects.create, first=second, second=first, **match)
    assert refused(Match.objects.create, first=first, second=first, **match)


def test_a_transition_goes_somewhere():
    claim = make_wording().claim
    assert refused(
        Transition.objects.create, claim=claim, from_status=Status.DETECTED, to_status=Status.DETECTED, version=1
    )


def test_a_claim_has_a_status_that_exists():
    claim = make_wording().claim
    assert refused(Claim.objects.filter(pk=claim.pk).update, status="maybe")


def test_a_source_is_merged_into_one_that_stands_for_itself():
    first, second, third = (make_source() for _ in range(3))
    merged = Source.objects.filter(pk=second.pk)
    assert not refused(merged.update, merged_into=first)
    assert refused(Source.objects.filter(pk=third.pk).update, merged_into=second)
    assert refused(make_source, merged_into=second)


def test_a_source_is_not_merged_while_others_are_merged_into_it():
    first, second, third = (make_source() for _ in range(3))
    Source.objects.filter(pk=second.pk).update(merged_into=first)
    assert refused(Source.objects.filter(pk=first.pk).update, merged_into=third)


def test_merged_sources_make_no_circle():
    first, second = make_source(), make_source()
    assert refused(Source.objects.filter(pk=first.pk).update, merged_into=first)
    Source.objects.filter(pk=second.pk).update(merged_into=first)
    assert refused(Source.objects.filter(pk=first.pk).update, merged_into=second)
