"""What is kept of a reading, and what a later reading may change."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import queue, review
from claims.errors import LeaseLost
from claims.lifecycle import Status
from claims.matching import Worded
from claims.models import Article, Claim, Mention, Source, Wording
from claims.pipeline import Reading, keep, process, reason_of, store, that_say_something
from claims.roles import Role
from claims.text import check_worthiness
from claims.text.records import Attribution, Kind, Span, SpeakerKind, Stance
from claims.text.wordings import wording_of
from tests.factories import bring, make_article, make_source, make_user, make_wording

pytestmark = pytest.mark.django_db

SAYINGS = [
    "the mill in Ellery will close in March 2027",
    "the school in Ellery will open in April 2027",
    "the bridge in Ellery costs ten million dollars",
    "the town council has nine members",
    "he never saw the letter again",
]


def text_of(sayings):
    return " ".join(f"Ann Reed said {saying}." for saying in sayings)


def read_by_hand(sayings, speaker="Ann Reed", kind=SpeakerKind.PERSON, nested=False):
    """The reading of text_of(sayings), each said by `speaker`; nested: each within the one before."""
    found, at = [], 0
    for index, saying in enumerate(sayings):
        cue, content = at + len("Ann Reed "), at + len("Ann Reed said ")
        found.append(
            Attribution(
                source=(Span(at, at + len("Ann Reed")),),
                cue=(Span(cue, cue + len("said")),),
                content=(Span(content, content + len(saying)),),
                kind=Kind.INDIRECT,
                speaker=speaker,
                speaker_kind=kind,
                speaker_description=None,
                parent=index - 1 if nested and index else None,
                stance=Stance.ASSERTS,
                confidence=0.9,
            )
        )
        at = content + len(saying) + len(". ")
    return Reading(found, [Worded(wording_of(saying), 0.5, {"specific": 1.0}) for saying in sayings])


def take_article(sayings, ending=""):
    return queue.take(make_article(text_of(sayings) + ending).pk)


def read_again(article, reading):
    queue.replay(article)
    keep(queue.take(article.pk), reading)


def test_a_reading_becomes_mentions_of_claims():
    article = take_article(SAYINGS[:2])
    keep(article, read_by_hand(SAYINGS[:2]))
    article.refresh_from_db()
    assert (article.status, article.lease, article.failure) == ("done", None, "")
    kept = article.mentions.values_list("content", "source__name", "kind", "stance", "wording__claim__status")
    assert list(kept) == [(saying, "Ann Reed", "indirect", "asserts", "detected") for saying in SAYINGS[:2]]


def test_the_queries_do_not_grow_with_what_was_found():
    few, many = take_article(SAYINGS[:1]), take_article(SAYINGS)
    with CaptureQueriesContext(connection) as with_one:
        store(few, read_by_hand(SAYINGS[:1]))
    with CaptureQueriesContext(connection) as with_many:
        store(many, read_by_hand(SAYINGS, "Ben Rush"))
    assert len(with_many) == len(with_one)


def test_identical_words_in_two_articles_are_one_claim_and_it_says_why():
    for ending in ("", " Second edition."):
        keep(take_article(SAYINGS[:1], ending), read_by_hand(SAYINGS[:1]))
    first, second = Mention.objects.order_by("id")
    assert first.wording == second.wording
    assert (first.joined, second.joined) == ("new", "identical")
    assert Claim.objects.count() == 1


def test_a_wording_that_needs_its_article_stays_with_it():
    said = [SAYINGS[4]]
    for ending in ("", " Second edition."):
        keep(take_article(said, ending), read_by_hand(said))
    assert Claim.objects.count() == 2
    assert {w.article_id for w in Wording.objects.all()} == set(Article.objects.values_list("pk", flat=True))
    assert all(wording.bound_because for wording in Wording.objects.all())


def test_a_nested_mention_knows_who_reported_it():
    article = take_article(SAYINGS[:3])
    keep(article, read_by_hand(SAYINGS[:3], nested=True))
    outer, middle, inner = article.mentions.order_by("position")
    assert (outer.reported_by, middle.reported_by, inner.reported_by) == (None, outer, middle)


def test_a_full_name_is_one_source_in_every_article():
    for ending in ("", " Second edition."):
        keep(take_article(SAYINGS[:1], ending), read_by_hand(SAYINGS[:1]))
    assert Source.objects.get().article is None


@pytest.mark.parametrize(("speaker", "kind"), [("Reed", SpeakerKind.PERSON), ("two officials", SpeakerKind.UNNAMED)])
def test_a_name_that_does_not_tell_who_it_is_stays_with_its_article(speaker, kind):
    for ending in ("", " Second edition."):
        keep(take_article(SAYINGS[:1], ending), read_by_hand(SAYINGS[:1], speaker, kind))
    assert Source.objects.count() == 2


def test_nobody_named_is_no_source():
    article = take_article(SAYINGS[:1])
    keep(article, read_by_hand(SAYINGS[:1], speaker=None, kind=None))
    assert article.mentions.get().source is None


def test_a_merged_source_answers_as_the_one_it_was_merged_into():
    article = take_article(SAYINGS[:1])
    keep(article, read_by_hand(SAYINGS[:1]))
    known = make_source("Mayor Ann Reed")
    Source.objects.exclude(pk=known.pk).update(merged_into=known)
    read_again(article, read_by_hand(SAYINGS[:1]))
    assert article.mentions.get().source == known


TROOPS = "More than 100,000 troops have been deployed to the border of Ellery since 2014."


def process_article(text, **fields):
    article = make_article(text, **fields)
    process(article.pk)
    return article


@pytest.mark.parametrize(
    ("publisher", "source"), [("The Courier", ("The Courier", "publication")), ("", None), (" \t", None)]
)
def test_what_an_article_states_itself_is_said_by_its_publisher(publisher, source):
    article = process_article(f"{TROOPS} Ann Reed said that the mill in Ellery will close.", publisher=publisher)
    mention = article.mentions.get(kind="unattributed")
    said_by = mention.source and (mention.source.name, mention.source.kind)
    assert (mention.content, mention.content_spans, said_by) == (TROOPS, [[0, len(TROOPS)]], source)
    assert (mention.source_spans, mention.cue_spans, mention.stance, mention.reported_by) == ([], [], "asserts", None)
    assert mention.model_version == check_worthiness.model_version()
    assert article.mentions.exclude(kind="unattributed").get().source.name == "Ann Reed"


def test_what_two_papers_state_themselves_is_one_claim_of_two_sources():
    for publisher, day in (("The Courier", "Monday"), ("Northlight Wire", "Tuesday")):
        process_article(f"{TROOPS} What a {day}!", publisher=publisher)
    first, second = Mention.objects.filter(kind="unattributed").order_by("id")
    assert first.wording == second.wording
    assert (first.source.name, second.source.name) == ("The Courier", "Northlight Wire")


def test_a_statement_that_a_later_reading_attributes_is_superseded():
    article = process_article(f"Ann Reed said {SAYINGS[0]}. {TROOPS}")
    stated = article.mentions.get(kind="unattributed")
    queue.replay(article)
    keep(queue.take(article.pk), read_by_hand(SAYINGS[:1]))
    stated.refresh_from_db()
    assert stated.superseded_at is not None
    assert [mention.kind for mention in article.mentions.filter(superseded_at=None)] == ["indirect"]


def test_the_records_know_the_kinds_of_the_language():
    assert set(Mention.Kind.values) == set(Kind)
    assert set(Source.Kind.values) == set(SpeakerKind)


def test_reading_again_adds_marks_and_keeps():
    article = take_article(SAYINGS[:3])
    reading = read_by_hand(SAYINGS[:3])
    keep(article, Reading(reading.attributions[:2], reading.said[:2]))
    first, second = article.mentions.order_by("position")
    read_again(article, Reading(reading.attributions[1:], reading.said[1:]))
    first.refresh_from_db()
    assert first.superseded_at is not None
    live = article.mentions.filter(superseded_at=None).order_by("position")
    assert [m.content for m in live] == SAYINGS[1:3]
    assert live[0] == second


def test_a_place_found_again_is_no_longer_superseded():
    article, reading = take_article(SAYINGS[:1]), read_by_hand(SAYINGS[:1])
    keep(article, reading)
    read_again(article, Reading([], []))
    assert article.mentions.get().superseded_at is not None
    read_again(article, reading)
    assert article.mentions.get().superseded_at is None


def test_a_better_reading_of_a_place_is_taken_over():
    article = take_article(SAYINGS[:1])
    keep(article, read_by_hand(SAYINGS[:1], speaker="Reed"))
    read_again(article, read_by_hand(SAYINGS[:1]))
    assert article.mentions.get().source.name == "Ann Reed"


def correct(mention, **fields):
    Mention.objects.filter(pk=mention.pk).update(corrected_by=make_user(), corrected_at=timezone.now(), **fields)


def test_what_a_person_corrected_stays_as_corrected():
    article, right = take_article(SAYINGS[:1]), make_source("Ben Rush")
    keep(article, read_by_hand(SAYINGS[:1]))
    correct(article.mentions.get(), source=right, content_spans=[[14, 22]], content="the mill")
    read_again(article, read_by_hand(SAYINGS[:1]))
    mention = article.mentions.get()
    assert (mention.source, mention.content, mention.superseded_at) == (right, "the mill", None)


def test_what_a_person_corrected_is_not_superseded():
    article = take_article(SAYINGS[:1])
    keep(article, read_by_hand(SAYINGS[:1]))
    correct(article.mentions.get())
    read_again(article, Reading([], []))
    assert article.mentions.get().superseded_at is None


def mention_of(article):
    return article.mentions.select_related("wording__claim").get()


def test_what_a_person_moved_is_neither_doubled_nor_moved_back():
    article, reading, reviewer = take_article(SAYINGS[:1]), read_by_hand(SAYINGS[:1]), make_user(Role.REVIEWER)
    keep(article, reading)
    review.correct_mention(mention_of(article), by=reviewer, content_spans=[[14, 22]])
    read_again(article, reading)
    mention = article.mentions.get()
    assert (mention.content, mention.corrected_by, mention.superseded_at) == ("the mill", reviewer, None)


def test_a_reading_that_finds_what_a_person_moved_where_it_is_now_does_not_double_it():
    article, reading = take_article(SAYINGS[:1]), read_by_hand(SAYINGS[:1])
    keep(article, reading)
    review.correct_mention(mention_of(article), by=make_user(Role.REVIEWER), content_spans=[[14, 22]])
    better = replace(reading.attributions[0], content=(Span(14, 22),))
    read_again(article, Reading([better, *reading.attributions], [*reading.said, *reading.said]))
    assert article.mentions.get().content == "the mill"


def test_what_a_person_rejected_stays_rejected():
    article, reading = take_article(SAYINGS[:1]), read_by_hand(SAYINGS[:1])
    keep(article, reading)
    review.reject_mention(mention_of(article), by=make_user(Role.REVIEWER), reason="It is a heading.")
    for again in (reading, Reading([], []), reading):
        read_again(article, again)
        mention = article.mentions.get()
        assert (mention.rejected_because, mention.superseded_at) == ("It is a heading.", None)


def test_what_a_person_checked_is_not_superseded():
    article = take_article(SAYINGS[:1])
    keep(article, read_by_hand(SAYINGS[:1]))
    review.judge_saying(mention_of(article), by=make_user(Role.REVIEWER), saying="misattributed")
    read_again(article, Reading([], []))
    assert (article.mentions.get().saying, article.mentions.get().superseded_at) == ("misattributed", None)


def test_a_rejection_taken_back_leaves_the_mention_to_the_readings():
    article = take_article(SAYINGS[:1])
    keep(article, read_by_hand(SAYINGS[:1]))
    reviewer, mention = make_user(Role.REVIEWER), mention_of(article)
    review.reject_mention(mention, by=reviewer, reason="It is a heading.")
    review.restore_mention(mention, by=reviewer)
    read_again(article, Reading([], []))
    assert article.mentions.get().superseded_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_person_and_a_worker_at_the_same_mention_wait_for_each_other():
    article, reading = take_article(SAYINGS[:1]), read_by_hand(SAYINGS[:1])
    keep(article, reading)
    mention, reviewer = mention_of(article), make_user(Role.REVIEWER)
    queue.replay(article)
    article = queue.take(article.pk)

    def work():
        try:
            review.correct_mention(mention, by=reviewer, content_spans=[[14, 22]])
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            keep(article, reading)  # holds the article until the block ends
            correction = other.submit(work)
            with pytest.raises(TimeoutError):
                correction.result(timeout=0.3)
        correction.result()
    assert article.mentions.get().content == "the mill"


def test_a_claim_that_people_work_on_keeps_its_mentions():
    article = take_article(SAYINGS[:1])
    keep(article, read_by_hand(SAYINGS[:1]))
    wording = article.mentions.get().wording
    review.take(wording.claim, by=make_user(Role.REVIEWER))
    reading = read_by_hand(SAYINGS[:1])
    reworded = [Worded(wording_of("the mill will close in March 2027"), 0.5, {})]
    read_again(article, Reading(reading.attributions, reworded))
    assert article.mentions.get().wording == wording


def test_what_joins_a_published_claim_waits_for_a_person():
    keep(take_article(SAYINGS[:1]), read_by_hand(SAYINGS[:1]))
    bring(Claim.objects.get(), Status.PUBLISHED)
    keep(take_article(SAYINGS[:1], " Second edition."), read_by_hand(SAYINGS[:1]))
    assert list(Mention.objects.order_by("id").values_list("confirmed", flat=True)) == [True, False]


def test_what_a_replay_joins_to_a_published_claim_waits_for_a_person_too():
    other = take_article(SAYINGS[2:3], " Second edition.")
    keep(other, read_by_hand(SAYINGS[2:3]))
    bring(Claim.objects.get(), Status.PUBLISHED)
    article = take_article(SAYINGS[:1])
    reading = read_by_hand(SAYINGS[:1])
    keep(article, reading)
    read_again(article, Reading(reading.attributions, read_by_hand(SAYINGS[2:3]).said))
    mention = article.mentions.get()
    assert (mention.wording, mention.joined, mention.confirmed) == (other.mentions.get().wording, "identical", False)


def test_what_a_person_joined_stays_joined():
    article, reading = take_article(SAYINGS[:1]), read_by_hand(SAYINGS[:1])
    keep(article, reading)
    Mention.objects.update(wording=make_wording(), joined="by_person")
    before = article.mentions.get().wording
    read_again(article, reading)
    assert article.mentions.get().wording == before


def test_a_persons_nesting_stands_against_a_reading_that_turns_it_round():
    article = take_article(SAYINGS[:2])
    keep(article, read_by_hand(SAYINGS[:2]))
    first, second = article.mentions.order_by("position")
    correct(first, reported_by=second)
    read_again(article, read_by_hand(SAYINGS[:2], nested=True))
    first, second = article.mentions.order_by("position")
    assert (first.reported_by, second.reported_by) == (second, None)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (SoftTimeLimitExceeded(), "Reading took longer than 240 seconds and was given up."),
        (OperationalError(), "The database was away when the article was to be stored."),
        (IntegrityError(), "The database refused what was found in the article."),
        (IndexError("list index"), "Something in the article was more than the reader can take (IndexError)."),
    ],
)
def test_a_failure_is_told_in_a_sentence(error, sentence, settings):
    settings.READING_SECONDS = 240
    assert reason_of(error) == sentence


def test_a_reading_without_its_lease_leaves_nothing_behind():
    article = take_article(SAYINGS)
    Article.objects.update(status="queued", lease=None)
    with pytest.raises(LeaseLost):
        keep(article, read_by_hand(SAYINGS))
    assert not Mention.objects.exists()
    assert not Claim.objects.exists()


def test_the_same_place_twice_in_a_reading_is_one_mention():
    article, reading = take_article(SAYINGS[:1]), read_by_hand(SAYINGS[:1])
    keep(article, Reading([*reading.attributions, *reading.attributions], [*reading.said, *reading.said]))
    assert article.mentions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_workers_that_store_the_same_words_in_other_orders_do_not_wait_for_each_other():
    many = [f"mill number {n} in Ellery will close in March 2027" for n in range(60)]
    orders = [many, many[::-1], many[30:] + many[:30], many[::2] + many[1::2]]
    articles = [take_article(order, f" Edition {n}.") for n, order in enumerate(orders)]
    together = Barrier(len(orders))

    def work(article, order):
        try:
            together.wait()
            keep(article, read_by_hand(order))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(orders)) as workers:
        list(workers.map(work, articles, orders))
    assert Claim.objects.count() == Wording.objects.count() == len(many)
    assert Mention.objects.count() == len(many) * len(orders)
    assert Mention.objects.filter(joined="new").count() == len(many)
    assert Source.objects.count() == 1


def test_a_model_that_fails_leaves_a_reason_and_another_attempt(monkeypatch):
    def trip(text):
        raise ValueError("nothing to add up")

    article = make_article()
    monkeypatch.setattr("claims.text.attributions.read_attributions", trip)
    with pytest.raises(ValueError, match="nothing to add up"):
        process(article.pk)
    article.refresh_from_db()
    assert article.status == "queued"
    assert article.failure == "Something in the article was more than the reader can take (ValueError)."


def test_content_without_a_word_in_it_is_not_kept():
    article = take_article(SAYINGS[:2])
    reading = read_by_hand(SAYINGS[:2], nested=True)
    empty = replace(reading.attributions[0], content=(Span(8, 9),))  # a space
    found, wordings = that_say_something(article, [empty, reading.attributions[1]])
    assert [(a.content, a.parent) for a in found] == [(reading.attributions[1].content, None)]
    assert len(wordings) == 1


def test_an_article_without_attributions_is_done():
    article = make_article("The mill is old and stands by the river.")
    process(article.pk)
    article.refresh_from_db()
    assert (article.status, article.mentions.count()) == ("done", 0)


def test_a_mention_says_when_it_was_said_and_dates_in_its_wording_are_written_out():
    text = "Ann Reed said on Tuesday that the mill in Ohio will close on Friday."
    article = queue.take(make_article(text, published_at=datetime(2026, 10, 14, 9, tzinfo=UTC)).pk)
    found = replace(
        read_by_hand(SAYINGS[:1]).attributions[0],
        cue=(Span(9, 13),),
        content=(Span(text.index("that"), len(text) - 1),),
    )
    kept, wordings = that_say_something(article, [found])
    keep(article, Reading(kept, [Worded(wording, 0.5, {}) for wording in wordings]))
    mention = article.mentions.get()
    assert (mention.said_from, mention.said_until) == (date(2026, 10, 13), date(2026, 10, 13))
    assert mention.said_when == "13 Oct 2026"
    assert mention.wording.text == "the mill in Ohio will close on [16 October 2026]"
