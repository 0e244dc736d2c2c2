"""The lists of the desk: seen by those who may, searched, filtered, never changed, at a constant number of queries."""

import pghistory.models
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Article, Claim, Mention, Source
from tests.admin.factories import MAKERS, make_wording, mention_at
from tests.factories import make_article, make_mention, make_read_article, make_source, move_wording

pytestmark = pytest.mark.django_db


def list_of(name, query=""):
    return reverse(f"admin:claims_{name}_changelist") + query


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def shown(client, name, query=""):
    """The records that the list shows, in its order."""
    response = client.get(list_of(name, query))
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize("who", ["reviewer", "administrator"])
@pytest.mark.parametrize("name", MAKERS)
def test_a_list_takes_the_same_queries_for_one_row_and_for_several(request, who, name):
    client = request.getfixturevalue(who)
    MAKERS[name]()
    queries_of(client, list_of(name))  # loads what is kept for the process
    with_one = queries_of(client, list_of(name))
    for _ in range(3):
        MAKERS[name]()
    assert queries_of(client, list_of(name)) == with_one


@pytest.mark.parametrize("name", MAKERS)
def test_an_empty_list_says_so_and_more(reviewer, name):
    page = reviewer.get(list_of(name)).content.decode()
    assert "No " in page
    assert " yet</h2>" in page


@pytest.mark.parametrize("name", MAKERS)
def test_a_search_without_a_hit_offers_all_again(reviewer, name):
    MAKERS[name]()
    page = reviewer.get(list_of(name, "?q=zebra")).content.decode()
    assert "Nothing fits" in page
    assert 'href="?"' in page


@pytest.mark.parametrize("who", ["reviewer", "administrator", "superuser"])
@pytest.mark.parametrize("name", MAKERS)
def test_nobody_adds_changes_or_deletes_here(request, who, name):
    client = request.getfixturevalue(who)
    pk = MAKERS[name]().pk
    refused = [
        client.get(reverse(f"admin:claims_{name}_add")),
        client.post(reverse(f"admin:claims_{name}_change", args=[pk]), {"title": "other"}),
        client.post(reverse(f"admin:claims_{name}_delete", args=[pk]), {"post": "yes"}),
    ]
    assert [response.status_code for response in refused] == [403, 403, 403]


@pytest.mark.parametrize("name", MAKERS)
def test_without_a_role_at_the_desk_there_is_nothing_to_see(submitter, name):
    assert submitter.get(list_of(name)).status_code == 403


def test_a_list_loads_no_text(reviewer):
    make_mention(make_read_article())
    (article,), (mention,) = shown(reviewer, "article"), shown(reviewer, "mention")
    assert {"text", "search"} <= article.get_deferred_fields()
    assert {"text", "search"} <= mention.article.get_deferred_fields()
    assert {"embedding", "search"} <= mention.wording.get_deferred_fields()


# Search


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("closing", True),
        ("mills close", True),
        ('"mill will close"', True),
        ('"close mill"', False),
        ("mill -close", False),
        ("zebra or mill", True),
        ("zebra", False),
        ("", True),
        ("the", False),  # says nothing, in English
        ("'", False),
        ("\\", False),
    ],
)
@pytest.mark.parametrize("name", ["article", "wording", "claim", "mention"])
def test_search_is_by_words_in_any_form(reviewer, name, words, found):
    mention = make_mention(make_read_article("The mill will close in March, the mayor said."))
    expected = {
        "article": mention.article,
        "wording": mention.wording,
        "claim": mention.wording.claim,
        "mention": mention,
    }[name]
    response = reviewer.get(list_of(name), {"q": words})
    assert list(response.context["cl"].result_list) == ([expected] if found else [])


def test_sources_are_found_by_name_and_description(reviewer):
    source = make_source("Yuri Ushakov", description="Russian foreign policy adviser")
    make_source("Jane Saki")
    assert shown(reviewer, "source", "?q=ushakov") == shown(reviewer, "source", "?q=advisers") == [source]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("match", "mill"),
        ("review", "books"),
        ("review", "mill"),
        ("evidence", "December"),
        ("transition", "papers"),
        ("comment", "mill"),
    ],
)
def test_what_people_wrote_is_found_by_its_words(reviewer, name, words):
    record = MAKERS[name]()
    assert shown(reviewer, name, f"?q={words}") == [record]


def test_a_number_behind_a_hash_finds_that_record(reviewer):
    make_wording()
    second = make_wording()
    assert shown(reviewer, "wording", f"?q=%23{second.pk}") == [second]
    assert shown(reviewer, "wording", "?q=%239999999999999999999") == []


def test_a_claim_is_found_by_any_of_its_wordings_once(reviewer):
    claim = make_mention(wording=make_wording("the mill will shut")).wording.claim
    other = make_wording("the old mill will shut for good")
    move_wording(other, claim)
    assert shown(reviewer, "claim", "?q=mill").count(claim) == 1


def test_a_nul_byte_in_a_search_is_no_error(reviewer):
    assert reviewer.get(list_of("article"), {"q": "a\x00b"}).status_code == 200


# Filters and order


def test_claims_stand_in_the_order_of_their_check_worthiness(reviewer):
    scores = [0.2, 0.9, 0.5]
    for score in scores:
        Claim.objects.filter(pk=make_mention().wording.claim_id).update(check_worthiness=score)
    assert [claim.check_worthiness for claim in shown(reviewer, "claim")] == sorted(scores, reverse=True)


def test_failed_articles_are_listed_with_their_reason(reviewer):
    make_article()
    failed = make_article(status="failed", stage="finished", ring_at=None, failure="The text was too much for it.")
    assert shown(reviewer, "article", "?status__exact=failed") == [failed]
    assert "The text was too much for it." in reviewer.get(list_of("article", "?status__exact=failed")).content.decode()


def test_mentions_of_one_source_article_or_claim(reviewer):
    make_mention()
    mention = make_mention(source=make_source())
    for query in (f"source={mention.source_id}", f"article={mention.article_id}", f"claim={mention.wording.claim_id}"):
        assert shown(reviewer, "mention", f"?{query}") == [mention]


def test_a_filter_by_one_record_names_it(reviewer):
    mention = make_mention(source=make_source("Yuri Ushakov"))
    page = reviewer.get(list_of("mention", f"?source={mention.source_id}")).content.decode()
    assert f'<option value="{mention.source_id}" selected>Yuri Ushakov</option>' in page


@pytest.mark.parametrize("number", ["0", "999999", "abc", "9" * 30])
def test_a_filter_by_a_record_that_is_not_there_lists_nothing(reviewer, number):
    make_mention()
    assert shown(reviewer, "mention", f"?source={number}") == []


def test_claims_that_a_source_makes_are_those_it_still_makes(reviewer):
    source = make_source()
    made = make_mention(source=source)
    gone = make_mention(source=source)
    Mention.objects.filter(pk=gone.pk).update(superseded_at=gone.created_at)
    assert shown(reviewer, "claim", f"?source={source.pk}") == [made.wording.claim]


FILTERS = {
    "article": ["?publisher__icontains=post", "?submitted_at_from=2020-01-01&submitted_at_to=2100-01-01"],
    "claim": [
        "?worthiness=0.5",
        "?status__exact=detected",
        "?article=1",
        "?mine=yes",
        "?assignee=nobody",
        "?overdue=no",
        "?stale=yes",
        "?dismissed_as__exact=opinion",
        "?rating=true",
        "?without_mentions=all",
        "?without_mentions=merged",
        "?merged_into=1",
    ],
    "mention": [
        "?kind__exact=indirect",
        "?stance=asserts",
        "?confidence=0.75",
        "?superseded=no",
        "?wording=1",
        "?rejected=no",
        "?confirmed=no",
        "?saying__exact=drifts",
    ],
    "source": ["?kind__exact=unnamed", "?bound=yes", "?merged=no"],
    "wording": ["?bound=yes", "?claim=1", "?article=1"],
    "match": ["?relation__exact=same", "?state__exact=suggested", "?decided_by=person", "?waits=doubt", "?claim=1"],
    "review": ["?approved=yes", "?claim=1"],
    "evidence": ["?stance__exact=against", "?review=1"],
    "comment": ["?claim=1"],
    "proposal": ["?state__exact=declined", "?claim=1"],
    "transition": ["?to_status__exact=in_review", "?claim=1"],
}


@pytest.mark.parametrize(("name", "query"), [(name, query) for name, queries in FILTERS.items() for query in queries])
def test_a_filter_is_understood(reviewer, name, query):
    """A parameter that a list does not know sends the reader back to the list with `e=1`."""
    MAKERS[name]()
    assert reviewer.get(list_of(name, query)).status_code == 200


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [("?superseded=yes", False), ("?superseded=no", True), ("?confidence=0.75", True), ("?stance=denies", False)],
)
def test_mentions_are_told_apart(reviewer, query, is_listed):
    mention = make_mention(confidence=0.8)
    assert shown(reviewer, "mention", query) == ([mention] if is_listed else [])


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("published_at_from=2021-12-31", True),
        ("published_at_to=2021-12-31", True),
        ("published_at_from=2021-12-31&published_at_to=2021-12-31", True),
        ("published_at_from=2022-01-01", False),
        ("published_at_to=2021-12-30", False),
        ("published_at_from=yesterday", False),
    ],
)
def test_days_are_whole_days(reviewer, query, is_listed):
    article = make_read_article(published_at="2021-12-31T23:30:00+00:00")
    assert shown(reviewer, "article", f"?{query}") == ([article] if is_listed else [])


def test_sources_that_stay_with_an_article_are_told_from_those_that_do_not(reviewer):
    bound, free = make_source(article=make_read_article()), make_source("Jane Saki")
    assert (shown(reviewer, "source", "?bound=yes"), shown(reviewer, "source", "?bound=no")) == ([bound], [free])


# Links


def test_a_list_of_mentions_leads_to_article_claim_and_source(reviewer):
    article = make_read_article("Ada said it rains in the town.", title="Weather")
    mention = mention_at(article, by="Ada", cue="said", content="it rains in the town", source=make_source("Ada"))
    page = reviewer.get(list_of("mention")).content.decode()
    for link in (
        f"/admin/claims/article/{article.pk}/change/#mention-{mention.pk}",
        f"/admin/claims/claim/{mention.wording.claim_id}/change/#mention-{mention.pk}",
        f"/admin/claims/source/{mention.source_id}/change/",
    ):
        assert f'href="{link}"' in page


def test_a_list_of_sources_leads_to_what_they_said(reviewer):
    source = make_mention(source=make_source("Ada")).source
    assert f'href="/admin/claims/mention/?source={source.pk}"' in reviewer.get(list_of("source")).content.decode()


def test_titles_and_names_are_text(reviewer):
    article = make_read_article(title="<script>alert(1)</script>", publisher="<b>Post</b>")
    make_mention(article, source=make_source("<i>Ada</i>"))
    for name in ("article", "mention", "source"):
        page = reviewer.get(list_of(name)).content.decode()
        assert not [tag for tag in ("<script>alert", "<b>Post", "<i>Ada") if tag in page]


# They are shown on the page of their claim or review.
SHOWN_ON_A_CLAIM = {"reviewevidence", "secondrating", "regrouping"}
SHOWN_ON_AN_ARTICLE = {"copy", "origindecision"}
CONFIGURED = {"rating"}


def test_every_record_has_a_list():
    # The audit trail is shown on what it is of.
    models = {model for model in Article._meta.app_config.get_models() if not issubclass(model, pghistory.models.Event)}
    names = {model._meta.model_name for model in models if not model._meta.proxy}
    assert names - SHOWN_ON_A_CLAIM - SHOWN_ON_AN_ARTICLE - CONFIGURED == set(MAKERS)


def test_a_long_list_has_pages(reviewer):
    Source.objects.bulk_create(Source(name=f"Source {n:03}", kind="person", key=f"{n}") for n in range(120))
    first, last = shown(reviewer, "source"), shown(reviewer, "source", "?p=3")
    assert (len(first), first[0].name, len(last), last[-1].name) == (50, "Source 000", 20, "Source 119")
