"""The pages of records: escaped, linked both ways, nothing from elsewhere, at a constant number of queries."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Match, Mention
from tests.admin.factories import MAKERS, NESTED, make_claim, make_wording, mention_at
from tests.factories import make_article, make_mention, make_read_article, make_source, move_wording

pytestmark = pytest.mark.django_db


def page_of(name, pk):
    return reverse(f"admin:claims_{name}_change", args=[pk])


def read(client, name, pk):
    response = client.get(page_of(name, pk))
    assert response.status_code == 200
    return response.content.decode()


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["reviewer", "administrator"])
@pytest.mark.parametrize("name", MAKERS)
def test_a_page_opens(request, who, name):
    client, record = request.getfixturevalue(who), MAKERS[name]()
    assert f"{record._meta.verbose_name_plural}".capitalize() in read(client, name, record.pk)


@pytest.mark.parametrize("name", MAKERS)
def test_a_record_that_is_not_there_leads_back_to_the_front_page(reviewer, name):
    assert reviewer.get(page_of(name, 999_999)).url == "/admin/"


def test_an_article_takes_the_same_queries_for_one_mention_and_for_five(reviewer):
    article = make_read_article()
    make_mention(article, source=make_source())
    queries_of(reviewer, page_of("article", article.pk))
    with_one = queries_of(reviewer, page_of("article", article.pk))
    for _ in range(4):
        make_mention(article, source=make_source())
    assert queries_of(reviewer, page_of("article", article.pk)) == with_one


def test_a_claim_takes_the_same_queries_for_one_mention_and_for_five(reviewer):
    claim = make_claim()
    queries_of(reviewer, page_of("claim", claim.pk))
    with_one = queries_of(reviewer, page_of("claim", claim.pk))
    for _ in range(4):
        wording = make_wording()
        move_wording(wording, claim)
        make_mention(wording=wording, source=make_source())
        Match.objects.create(first=wording, second=make_wording(), relation="related", score=0.4)
    assert queries_of(reviewer, page_of("claim", claim.pk)) == with_one


def test_a_source_takes_the_same_queries_for_one_mention_and_for_five(reviewer):
    source = make_mention(source=make_source()).source
    queries_of(reviewer, page_of("source", source.pk))
    with_one = queries_of(reviewer, page_of("source", source.pk))
    for _ in range(4):
        make_mention(source=source)
    assert queries_of(reviewer, page_of("source", source.pk)) == with_one


# The article


def test_an_article_shows_its_text_with_its_mentions_marked(reviewer):
    article = make_read_article("Ada said it rains.\n\nBo left.")
    mention = mention_at(article, by="Ada", cue="said", content="it rains", source=make_source("Ada Lovelace"))
    page = read(reviewer, "article", article.pk)
    body = re.search(r'<div class="desk-body" lang="en">(.*?)</div>', page, re.DOTALL)[1]
    assert unescape(re.sub(r"<[^>]*>", "", body)) == article.text
    assert re.findall(r'class="desk-seg (\w+)" data-mentions="(\d+)"', body) == [
        ("source", str(mention.pk)),
        ("cue", str(mention.pk)),
        ("content", str(mention.pk)),
    ]


def test_a_text_with_a_script_shows_as_text(reviewer):
    script = "<script>alert('read me')</script>"
    article = make_read_article(f"Ada said {script} & left.", title=script, publisher=script, author=script)
    mention_at(article, by="Ada", cue="said", content=script, source=make_source(script))
    page = read(reviewer, "article", article.pk)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&#x27;read me&#x27;)&lt;/script&gt;" in page


def test_an_article_tells_what_it_states_itself_from_what_it_has_others_say(reviewer):
    article = make_read_article(f"The mill closed in March. {NESTED}")
    mention_at(article, content="The mill closed in March.", kind="unattributed")
    page = read(reviewer, "article", article.pk)
    assert re.search(r'class="desk-seg statement"[^>]*title="statement of mention 1 \(the article itself\)"', page)
    assert "in its own voice" in page
    assert "stated by the article" in page  # the legend


def test_nested_mentions_mark_the_same_words_and_say_so(reviewer):
    article = make_read_article(NESTED)
    outer = mention_at(article, by="The Courier", cue="wrote", content="that the mill will close in March")
    inner = mention_at(article, by="the mayor", content="the mill will close in March", reported_by=outer)
    page = read(reviewer, "article", article.pk)
    assert f'<span class="desk-seg content nested" data-mentions="{outer.pk} {inner.pk}"' in page
    assert "<span>within 1</span>" in page


def test_a_mention_leads_to_its_claim_and_back_to_its_place_in_the_article(reviewer):
    article = make_read_article("Ada said it rains in the town.", title="Weather")
    mention = mention_at(article, by="Ada", cue="said", content="it rains in the town", source=make_source("Ada"))
    place, claim = f"{page_of('article', article.pk)}#mention-{mention.pk}", page_of("claim", mention.wording.claim_id)
    in_article = read(reviewer, "article", article.pk)
    assert f'id="mention-{mention.pk}" href="#row-{mention.pk}"' in in_article
    assert f'<tr id="row-{mention.pk}"' in in_article
    assert f'href="#mention-{mention.pk}"' in in_article
    assert f'href="{claim}#mention-{mention.pk}"' in in_article
    in_claim = read(reviewer, "claim", mention.wording.claim_id)
    assert f'id="mention-{mention.pk}"' in in_claim
    assert f'href="{place}"' in in_claim
    for name, pk in (("mention", mention.pk), ("source", mention.source_id)):
        page = read(reviewer, name, pk)
        assert f'href="{place}"' in page
        assert f'href="{claim}#mention-{mention.pk}"' in page


def test_mentions_that_the_latest_reading_did_not_find_are_counted_and_not_marked(reviewer):
    mention = make_mention()
    Mention.objects.filter(pk=mention.pk).update(superseded_at=timezone.now())
    page = read(reviewer, "article", mention.article_id)
    assert "data-mentions=" not in page
    assert (
        f'href="/admin/claims/mention/?article={mention.article_id}&amp;superseded=yes">1 no longer found</a>' in page
    )
    assert "The latest reading of the article no longer finds it here." in read(reviewer, "mention", mention.pk)


def test_an_article_says_how_it_was_read(reviewer):
    article = make_read_article(
        attempts=2,
        finished_at=timezone.now(),
        timings={"extracting": 1.314, "storing": 0.02},
        model_versions={"attributions": "attribution-v0"},
    )
    page = read(reviewer, "article", article.pk)
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]*)", page))
    told = {name: facts[name] for name in ("Status", "Stage", "Attempts", "Time extracting", "Model for attributions")}
    assert told == {
        "Status": "Done",
        "Stage": "Finished",
        "Attempts": "2 of 3",
        "Time extracting": "1.31 s",
        "Model for attributions": "attribution-v0",
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"status": "failed", "stage": "finished", "ring_at": None, "failure": "Too long."},
            "Reading failed.</strong> Too long.",
        ),
        ({"failure": "Too long."}, "The last attempt failed; it is tried again.</strong> Too long."),
        ({}, "It has not been read yet."),
    ],
)
def test_an_article_that_was_not_read_says_why_and_what_next(reviewer, fields, sentence):
    assert sentence in read(reviewer, "article", make_article(**fields).pk)


def test_an_article_without_mentions_says_so(reviewer):
    assert "Nobody is quoted or reported in this text" in read(reviewer, "article", make_read_article().pk)


# The claim


def test_a_claim_shows_each_mention_in_its_sentence(reviewer):
    article = make_read_article(
        "It was late. Ada said it rains in the town. Bo left.", title="Weather", publisher="The Post"
    )
    mention = mention_at(article, by="Ada", cue="said", content="it rains in the town", source=make_source("Ada"))
    page = read(reviewer, "claim", mention.wording.claim_id)
    passage = re.search(r'<blockquote class="desk-passage">(.*?)</blockquote>', page, re.DOTALL)[1]
    assert re.sub(r"<[^>]*>", "", passage) == "Ada said it rains in the town."
    assert "<span>The Post</span>" in page
    assert "New wording: nobody had said it in these words" in page


def test_a_claim_shows_its_dimensions_as_bars_with_figures(reviewer):
    claim = make_wording().claim
    Claim.objects.filter(pk=claim.pk).update(
        check_worthiness=0.82, dimensions={"number": 1.0, "harm": 0.0, "other": 0.5}
    )
    page = read(reviewer, "claim", claim.pk)
    bars = re.findall(
        r"<span>([^<]+)</span><span class=\"desk-bar\"><span style=\"width:(\d+)%\"></span></span><span>(\d+)%", page
    )
    assert bars == [("Number", "100", "100"), ("Harm", "0", "0"), ("Other", "50", "50")]
    assert '<span class="desk-big">82%</span>' in page


def test_a_claim_shows_its_matches_with_reasons_reviews_and_its_way(reviewer):
    page = read(reviewer, "claim", make_claim().pk)
    for words in ("one word differs", "Mostly false", "by the machine", "moved from Detected to In review"):
        assert words in page


def test_a_claim_with_a_script_in_it_shows_it_as_text(reviewer):
    wording = make_wording("<script>alert(1)</script> is what he said")
    make_mention(wording=wording, source=make_source("<script>alert(2)</script>"))
    assert "<script>alert" not in read(reviewer, "claim", wording.claim_id)


def test_a_claim_of_many_mentions_shows_the_first_and_leads_to_all(reviewer):
    mention = make_mention()
    for _ in range(101):
        make_mention(wording=mention.wording)
    page = read(reviewer, "claim", mention.wording.claim_id)
    assert page.count('class="desk-quote"') == 100
    assert "The first 100 of 102 mentions are shown." in page
    assert f'href="/admin/claims/mention/?claim={mention.wording.claim_id}"' in page


# Nothing from elsewhere


LOADED = re.compile(
    r"""<(?:script|img|iframe|source|embed)[^>]+src=["']([^"']+)|<link[^>]+href=["']([^"']+)|url\(([^)]+)\)"""
)


@pytest.mark.parametrize("path", ["/admin/", "/admin/claims/article/queue/", "/admin/login/", *MAKERS])
def test_a_page_loads_nothing_from_another_host(reviewer, path):
    if path in MAKERS:
        path = page_of(path, MAKERS[path]().pk)
    elif path == "/admin/login/":
        reviewer.logout()
    loaded = [next(filter(None, found)) for found in LOADED.findall(reviewer.get(path).content.decode())]
    assert loaded
    assert {urlsplit(address).netloc for address in loaded} == {""}


@pytest.mark.parametrize("name", MAKERS)
def test_times_are_shown_with_their_zone(reviewer, name):
    record = MAKERS[name]()
    assert re.search(r"\d\d? [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC", read(reviewer, name, record.pk))
