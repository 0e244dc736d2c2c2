"""Mentions put right on the page of their claim: rejected, restored, corrected by words or offsets, and judged."""

import re
from html import unescape

import pytest
from django.forms import ValidationError

from claims import review
from claims.admin.spans import read_spans, write_spans
from claims.models import Mention
from claims.roles import Role
from tests.admin.factories import mention_at
from tests.admin.test_reviewing import person, press, read
from tests.factories import make_mention, make_read_article, make_source, make_wording

pytestmark = pytest.mark.django_db
TEXT = "The mill will close in March, the mayor said on Monday.\n\nThe mayor of Dorning said\nno more about the mill."


def make_said():
    """A mention attributed to the mayor, and its claim."""
    article = make_read_article(TEXT)
    source = make_source("the mayor")
    mention = mention_at(article, by="the mayor", cue="said", content="The mill will close in March", source=source)
    return mention, mention.wording.claim


def form_in(page, name, mention):
    """The fields of a form of a mention as a browser would send them back."""
    path = f"/admin/claims/claim/{mention.wording.claim_id}/act/{name}/{mention.pk}/"
    form = re.search(rf'<form method="post" action="{path}".*?</form>', page, re.S)[0]
    typed = dict(re.findall(r'<input type="text" name="(\w+)" value="([^"]*)"', form))
    typed |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.S))
    return {field: unescape(value).replace("\n", "\r\n") for field, value in typed.items()}


def test_a_mention_is_rejected_and_restored():
    mention, claim = make_said()
    _, client = person(Role.REVIEWER)
    press(client, claim, "reject_mention", mention.pk, reason="It is about another mill.")
    page = read(client, claim)
    assert "It is about another mill." in page
    assert f'act/restore_mention/{mention.pk}/"' in page
    assert f'act/reject_mention/{mention.pk}/"' not in page
    press(client, claim, "restore_mention", mention.pk)
    assert Mention.objects.get().rejected_at is None


def test_only_what_was_changed_in_the_form_is_corrected():
    mention, claim = make_said()
    _, client = person(Role.REVIEWER)
    fields = form_in(read(client, claim), "correct_mention", mention)
    assert fields == {
        "source_name": "the mayor",
        "source_spans": '30-39 "the mayor"',
        "cue_spans": '40-44 "said"',
        "content_spans": '0-28 "The mill will close in March"',
    }
    press(client, claim, "correct_mention", mention.pk, **fields | {"source_spans": "The mayor of Dorning"})
    corrected = Mention.objects.get()
    assert corrected.source_spans == [[57, 77]]
    assert (corrected.source, corrected.cue_spans) == (mention.source, mention.cue_spans)


def test_a_mention_is_given_another_source():
    mention, claim = make_said()
    _, client = person(Role.REVIEWER)
    fields = form_in(read(client, claim), "correct_mention", mention)
    press(client, claim, "correct_mention", mention.pk, **fields | {"source_name": "Lena Ortiz"})
    assert Mention.objects.get().source.name == "Lena Ortiz"


def test_words_that_do_not_stand_there_come_back_with_the_reason():
    mention, claim = make_said()
    _, client = person(Role.REVIEWER)
    fields = form_in(read(client, claim), "correct_mention", mention)
    wrong = fields | {"content_spans": "The mill will shut"}
    response = press(client, claim, "correct_mention", mention.pk, **wrong)
    page = unescape(response.content.decode())
    assert response.status_code == 400
    assert "The article does not hold the words “The mill will shut”." in page
    assert ">\nThe mill will shut</textarea>" in page


def test_a_form_in_which_nothing_was_changed_says_so():
    mention, claim = make_said()
    _, client = person(Role.REVIEWER)
    fields = form_in(read(client, claim), "correct_mention", mention)
    response = press(client, claim, "correct_mention", mention.pk, **fields)
    assert "Nothing was given to correct." in response.content.decode()


def test_a_place_that_another_mention_has_is_refused():
    mention, claim = make_said()
    other = mention_at(mention.article, by="The mayor of Dorning", content="no more about the mill")
    review_spans = {f"{role}_spans": getattr(mention, f"{role}_spans") for role in ("source", "cue", "content")}
    reviewer, client = person(Role.REVIEWER)
    moved = Mention.objects.select_related("wording__claim").get(pk=other.pk)
    review.correct_mention(moved, by=reviewer, content_spans=[[0, 8]])
    fields = form_in(read(client, claim), "correct_mention", mention)
    taken = write_spans([[0, 8]], TEXT, 0)
    sent = fields | {"source_spans": "The mayor of Dorning", "cue_spans": "", "content_spans": taken}
    response = press(client, claim, "correct_mention", mention.pk, **sent)
    assert response.status_code == 409
    assert "Another mention of this article stands at this place." in response.content.decode()
    assert Mention.objects.values(*review_spans).get(pk=mention.pk) == review_spans


def test_whether_they_said_it_is_judged_against_a_source():
    mention, claim = make_said()
    reviewer, client = person(Role.REVIEWER)
    response = press(client, claim, "judge_saying", mention.pk, saying="confirmed")
    assert (response.status_code, Mention.objects.get().saying) == (400, "")
    url = "https://council.example/minutes"
    press(client, claim, "judge_saying", mention.pk, saying="confirmed", note="Item 4.", primary_source_url=url)
    page = read(client, claim)
    assert "Confirmed against a primary source" in page
    assert f"by {reviewer}: Item 4." in page
    assert f'href="{url}"' in page


def test_a_mention_of_another_claim_is_out_of_reach():
    mention, _ = make_said()
    _, client = person(Role.REVIEWER)
    other = make_wording().claim
    assert press(client, other, "reject_mention", mention.pk, reason="No.").status_code == 404


def test_a_claim_of_many_mentions_draws_the_forms_of_the_one_asked_for():
    mention, claim = make_said()
    for _ in range(11):
        make_mention(wording=mention.wording)
    _, client = person(Role.REVIEWER)
    page = read(client, claim)
    assert "act/reject_mention/" not in page
    assert f'href="?mention={mention.pk}#mention-{mention.pk}"' in page
    page = client.get(f"/admin/claims/claim/{claim.pk}/change/?mention={mention.pk}").content.decode()
    assert set(re.findall(r"act/reject_mention/(\d+)/", page)) == {str(mention.pk)}


# Spans as people write them


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("", []),
        ("0-8", [[0, 8]]),
        ("0 – 8", [[0, 8]]),
        ("0 to 8", [[0, 8]]),
        ('0-8 "The mill"', [[0, 8]]),
        ("0-8: “The mill”", [[0, 8]]),
        ('"close in March"', [[14, 28]]),
        ("close in March", [[14, 28]]),
        ("close in March\n40-44", [[14, 28], [40, 44]]),
        ("\n close in March \n\n", [[14, 28]]),
        ("said no more", [[78, 90]]),  # across the end of a line
    ],
)
def test_spans_are_read_as_people_write_them(written, spans):
    assert read_spans(written, TEXT) == spans


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("shut in March", "The article does not hold the words “shut in March”."),
        ("said", "“said” stands at 2 places (40-44, 78-82): write which, or more of the words."),
        ('0-8 "The mall"', "From 0 to 8 the article reads “The mill”, not “The mall”."),
    ],
)
def test_words_that_do_not_read_back_are_refused(written, sentence):
    with pytest.raises(ValidationError) as refused:
        read_spans(written, TEXT)
    assert refused.value.messages == [sentence]


@pytest.mark.parametrize("spans", [[], [[0, 8]], [[0, 8], [14, 28]], [[57, 82]], [[78, 90]]])
def test_spans_that_were_written_are_read_back(spans):
    assert read_spans(write_spans(spans, TEXT, 0), TEXT) == spans


def test_spans_outside_what_is_shown_are_written_as_offsets():
    assert write_spans([[0, 8], [14, 28]], TEXT[14:28], 14) == '0-8\n14-28 "close in March"'
