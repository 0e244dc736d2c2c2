"""Origins and drift at the desk."""

import re
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from claims.models import Copy, OriginDecision
from claims.origins import find_origin
from tests.admin.test_pages import page_of, queries_of, read
from tests.factories import make_mention, make_read_article, make_source
from tests.test_drift import new_claim, put
from tests.text.test_likeness import HALF, REPORT, WIRE

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles():
    publishers = {WIRE: "Northlight Wire", HALF: "Port Ellery Courier", REPORT: "The Plumb Line"}
    made = [make_read_article(text, publisher=publisher, title=publisher) for text, publisher in publishers.items()]
    for article in made:
        find_origin(article)
    return made


def words(html):
    """What stands on a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section(html, name):
    """The words of the section with this id."""
    return words(
        re.search(rf'<(section|details)[^>]* id="{name}".*?(</section>|<div class="desk-reader">)', html, re.S)[0]
    )


def decide(client, on, **form):
    return client.post(reverse("admin:claims_article_origin", args=[on.pk]), form)


def said(response):
    return [(message.level_tag, str(message)) for message in get_messages(response.wsgi_request)]


def origins():
    return dict(Copy.objects.values_list("article", "origin"))


def test_the_page_of_an_article_shows_its_other_printings(reviewer, articles):
    wire, copy, other = articles
    shown = section(read(reviewer, "article", copy.pk), "origin")
    assert "2 articles print this text" in shown
    assert "Northlight Wire" in shown
    assert "100%" in shown
    assert page_of("article", wire.pk) in read(reviewer, "article", copy.pk)
    assert "no other article prints this text" in read(reviewer, "article", other.pk)
    assert "not compared with other articles yet" in read(reviewer, "article", make_read_article().pk)


def test_the_page_of_an_article_takes_the_same_queries_for_one_printing_and_for_three(reviewer):
    counts = set()
    for more in ("", " Once more.", " And again.", " And again and again."):
        article = make_read_article(f"{WIRE}{more}")
        find_origin(article)
        queries_of(reviewer, page_of("article", article.pk))
        counts.add(queries_of(reviewer, page_of("article", article.pk)))
    assert len(counts) == 1


def test_a_person_decides_on_the_page_of_an_article(reviewer, articles):
    wire, copy, other = articles
    response = decide(reviewer, wire, article=copy.pk, origins="two", reason="The ministry sent it to both.")
    assert response.url == f"{page_of('article', wire.pk)}#origin"
    assert said(response)[0][0] == "success"
    assert origins() == {wire.pk: wire.pk, copy.pk: copy.pk, other.pk: other.pk}
    assert "The ministry sent it to both." in section(read(reviewer, "article", copy.pk), "origin")
    decide(reviewer, wire, article=copy.pk, origins="undecided")
    assert origins() == {wire.pk: wire.pk, copy.pk: wire.pk, other.pk: other.pk}
    decide(reviewer, other, article=wire.pk, origins="one")
    assert set(origins().values()) == {wire.pk}


def test_a_decision_that_cannot_be_is_said_why(reviewer, articles):
    wire, copy, other = articles
    decide(reviewer, wire, article=copy.pk, origins="one")
    decide(reviewer, copy, article=other.pk, origins="one")
    *_, (level, sentence) = said(decide(reviewer, wire, article=other.pk, origins="two"))
    assert (level, "take one of these back first" in sentence) == ("error", True)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"article": "", "origins": "one"}, "Give the number of the other article."),
        ({"article": 10**9, "origins": "one"}, "There is no article 1000000000."),
    ],
)
def test_another_article_must_be_there(reviewer, articles, form, sentence):
    assert said(decide(reviewer, articles[0], **form)) == [("error", sentence)]


def test_who_has_no_role_at_the_desk_decides_nothing(submitter, articles):
    assert decide(submitter, articles[0], article=articles[2].pk, origins="one").status_code == 403
    assert not OriginDecision.objects.exists()


def test_nothing_is_decided_by_looking(reviewer, articles):
    assert reviewer.get(reverse("admin:claims_article_origin", args=[articles[0].pk])).status_code == 405


def test_the_page_of_a_claim_says_of_how_many_origins_it_is_and_who_said_it_first(reviewer, articles):
    source = make_source("Ann Reed", kind="person")
    first = make_mention(
        articles[0], content=WIRE[0:28], source=source, said_from="2026-03-01", said_until="2026-03-01"
    )
    make_mention(articles[1], content=HALF[0:28], wording=first.wording)
    shown = section(read(reviewer, "claim", first.wording.claim_id), "drift")
    assert "2 articles of 1 origin" in shown
    assert "First said by Ann Reed on 1 Mar 2026, as far as is known, in Northlight Wire" in shown
    assert "Of 1 mention nobody knows the day, so it may be earlier." in shown
    assert "2 in 2 articles of 1 origin" in words(reviewer.get("/admin/claims/claim/").content.decode())


def test_the_page_of_a_claim_shows_how_its_wording_drifted(reviewer):
    claim = new_claim("unemployment fell to 3.9%", "2026-03-10T09:00Z", source=make_source("Ann Reed"))
    put(claim, "unemployment fell to 4.9%", "2026-03-12T09:00Z", source=make_source("Ben <b>Rush</b>"))
    put(claim, "unemployment fell", "2026-03-14T09:00Z", said_from="2026-03-12", said_until="2026-03-13")
    html = read(reviewer, "claim", claim.pk)
    shown = section(html, "drift")
    assert "by 10 Mar 2026" in shown
    assert "in 12 Mar 2026 to 13 Mar 2026" in shown
    assert "3.9% became 4.9%" in shown
    assert "From the first to the latest: no longer says 3.9%." in shown
    assert "<del>3.9%</del>" in html
    assert "<ins>4.9%</ins>" in html
    assert "Ben <b>Rush</b>" not in html


def test_a_claim_in_one_wording_shows_no_drift(reviewer):
    claim = new_claim("unemployment fell", "2026-03-10T09:00Z")
    assert "drifted" not in section(read(reviewer, "claim", claim.pk), "drift")


def test_a_claim_that_nobody_makes_says_so(reviewer):
    claim = new_claim("unemployment fell", "2026-03-10T09:00Z", stance="denies")
    assert "Nobody is known to have made it" in section(read(reviewer, "claim", claim.pk), "drift")
