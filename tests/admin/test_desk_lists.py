"""The lists that reviewers work from: filters, many claims at once, the scale, and what the front page shows them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import review
from claims.lifecycle import Status
from claims.matching.planning import DOUBT
from claims.models import Claim, Match, Mention, Rating
from claims.models.match import NEED
from claims.roles import Role
from tests.admin.test_reviewing import client_of, person
from tests.factories import grounds, make_claim, make_mention, make_user, make_wording

pytestmark = pytest.mark.django_db
CLAIMS = "/admin/claims/claim/"


def shown(client, query):
    response = client.get(CLAIMS + query)
    assert response.status_code == 200
    return set(response.context["cl"].result_list)


def many(client, name, claims, **fields):
    chosen = {"action": name, "_selected_action": [claim.pk for claim in claims]}
    return client.post(CLAIMS, chosen | fields, follow=True)


def told(response):
    """The messages of a page, as text."""
    return [unescape(re.sub(r"<[^>]+>", " ", str(message))).split() for message in response.context["messages"]]


# Filters


def test_claims_are_mine_or_somebody_elses():
    user, client = person(Role.REVIEWER)
    mine, other, free = make_claim(Status.IN_REVIEW, by=user), make_claim(Status.IN_REVIEW), make_claim()
    assert shown(client, "?mine=yes") == {mine}
    assert shown(client, "?mine=no") == {other, free}
    assert shown(client, f"?assignee={user.pk}") == {mine}
    assert shown(client, "?assignee=nobody") == {free}
    assert shown(client, "?assignee=999999") == set()
    assert shown(client, "?assignee=x") == set()


def test_overdue_claims_are_those_that_somebody_has_yet_to_finish():
    editor, client = person(Role.EDITOR)
    late, early, done = make_claim(), make_claim(), make_claim(Status.PUBLISHED)
    review.set_due(late, on=timezone.localdate() - timedelta(days=1), by=editor)
    review.set_due(early, on=timezone.localdate(), by=editor)
    assert shown(client, "?overdue=yes") == {late}
    assert shown(client, "?overdue=no") == {early, done}
    assert 'desk-under desk-wrong" title="overdue"' in client.get(CLAIMS).content.decode()


def test_claims_by_verdict_and_by_why_they_were_dismissed():
    _, client = person(Role.REVIEWER)
    corrected, dismissed = make_claim(Status.CORRECTED), make_claim(Status.DISMISSED)
    make_claim(Status.RATED)
    assert shown(client, "?rating=false") == {corrected}
    assert shown(client, "?rating=mostly-false") == set()
    assert shown(client, "?dismissed_as__exact=opinion") == {dismissed}


def test_stale_claims_are_those_whose_verdict_has_expired(monkeypatch):
    by, client = person(Role.REVIEWER)
    claim, other = make_claim(Status.IN_REVIEW, by=by), make_claim(Status.PUBLISHED)
    review.rate(claim, by=by, **grounds(claim, by), expires_at=timezone.now() + timedelta(hours=1))
    review.approve(claim, by=make_user(Role.EDITOR))
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert (shown(client, "?stale=yes"), shown(client, "?stale=no")) == ({claim}, {other})


def test_claims_that_nobody_makes_are_listed_when_asked_for():
    _, client = person(Role.REVIEWER)
    made, gone = make_claim(), make_claim()
    worked_on = make_claim(Status.IN_REVIEW)
    Mention.objects.exclude(wording__claim=made).update(superseded_at=timezone.now())
    assert shown(client, "") == {made, worked_on}
    assert shown(client, "?without_mentions=yes") == {gone}
    assert shown(client, "?without_mentions=all") == {made, gone, worked_on}
    assert shown(client, "?without_mentions=merged") == set()
    assert client.get(f"{CLAIMS}{gone.pk}/change/").status_code == 200


def test_a_merged_claim_is_listed_where_it_is_asked_for_and_nowhere_else():
    user, client = person(Role.EDITOR)
    gone, into, other = make_claim(), make_claim(), make_claim()
    review.assign(gone, to=user, by=user)
    review.set_due(gone, on=timezone.localdate() - timedelta(days=1), by=user)
    review.merge(gone, into=into, by=user)
    for query in ("", "?mine=yes", "?overdue=yes", "?without_mentions=all", "?without_mentions=yes"):
        assert gone not in shown(client, query)
    assert desk(client, "My claims") == desk(client, "Overdue") == []
    assert shown(client, "?without_mentions=merged") == {gone}
    assert shown(client, f"?without_mentions=merged&merged_into={into.pk}") == {gone}
    assert shown(client, f"?without_mentions=merged&merged_into={other.pk}") == set()
    assert shown(client, f"?q=%23{gone.pk}") == {gone}


# Matches

MATCHES = "/admin/claims/match/"


def make_match(relation="related", state="suggested", score=0.6, **fields):
    pair = {"first": make_mention().wording, "second": make_mention().wording}
    return Match.objects.create(**pair, relation=relation, state=state, score=score, **fields)


def matches_shown(client, query=""):
    return list(client.get(MATCHES + query).context["cl"].result_list)


def test_what_most_needs_a_person_is_listed_first():
    user, client = person(Role.REVIEWER)
    decided = {"decided_by": user, "decided_at": timezone.now()}
    confirmed = make_match(state="confirmed", score=0.99, **decided)
    related = make_match(score=0.7)
    surer, unsure = make_match("same", score=0.9, held_because="The judge."), make_match("same", held_because="It.")
    conflict = make_match("conflict", score=0.01)
    rejected_conflict = make_match("conflict", state="rejected", score=0.02)
    assert matches_shown(client) == [conflict, surer, unsure, related, confirmed, rejected_conflict]
    assert matches_shown(client, "?state__exact=confirmed") == [confirmed]


def test_matches_are_told_apart_by_who_decided_and_why_they_wait():
    user, client = person(Role.REVIEWER)
    decided = {"decided_by": user, "decided_at": timezone.now()}
    by_person, by_machine = make_match(state="rejected", **decided), make_match(state="confirmed")
    doubt, held, plain = make_match(held_because=DOUBT), make_match(held_because="Closed."), make_match()
    expected = {
        "?decided_by=person": {by_person},
        "?decided_by=machine": {by_machine},
        "?decided_by=nobody": {doubt, held, plain},
        "?waits=doubt": {doubt},
        "?waits=held": {held},
        "?waits=suggested": {plain},
        f"?claim={held.second.claim_id}": {held},
        f"?claim={held.first.claim_id}": {held},
        "?claim=x": set(),
    }
    assert {query: set(matches_shown(client, query)) for query in expected} == expected


def test_the_order_of_matches_is_that_of_an_index():
    make_match()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        order = Match.objects.order_by(NEED, "-score", "-pk")[:5]
        assert "match_by_need" in order.explain()


def test_mentions_that_wait_for_a_person_are_told_from_the_others():
    _, client = person(Role.REVIEWER)
    make_mention()
    waits = make_mention(confirmed=False)
    assert list(client.get("/admin/claims/mention/?confirmed=no").context["cl"].result_list) == [waits]


# Many at once


def offered(client):
    make_claim()
    page = client.get(CLAIMS).content.decode()
    return set(re.findall(r'<option value="([a-z_]+)"', re.search(r'<select name="action".*?</select>', page, re.S)[0]))


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (Role.REVIEWER, {"take", "release", "dismiss"}),
        (Role.EDITOR, {"take", "release", "dismiss", "assign", "set_due"}),
    ],
)
def test_the_list_offers_what_the_role_may(role, actions):
    assert offered(person(role)[1]) == actions


def test_many_are_taken_at_once_each_with_its_result():
    user, client = person(Role.REVIEWER)
    free, taken = make_claim(), make_claim(Status.IN_REVIEW)
    response = many(client, "take", [free, taken])
    done, left = told(response)
    assert done[:4] == ["Taken:", "1", "claim.", *str(free).split()[:1]]
    assert " ".join(left) == f"Left as they were: 1 claim. {taken} The claim is {taken.assignee}'s."
    assert Claim.objects.get(pk=free.pk).assignee == user


def test_many_are_released_at_once():
    user, client = person(Role.REVIEWER)
    claims = [make_claim(Status.IN_REVIEW, by=user) for _ in range(2)]
    many(client, "release", claims)
    assert set(Claim.objects.values_list("status", flat=True)) == {"detected"}


ASKED = {
    "assign": lambda user: {"assignee": user.pk},
    "set_due": lambda user: {"due_on": "2030-02-01"},
    "dismiss": lambda user: {"dismissed_as": "prediction"},
}


@pytest.mark.parametrize("name", ASKED)
def test_what_needs_more_is_asked_for_first_and_then_done(name):
    user, client = person(Role.EDITOR)
    claims = [make_claim(), make_claim()]
    page = many(client, name, claims)
    assert page.status_code == 200
    fields = dict(re.findall(r'name="(version-\d+)" value="(\d+)"', page.content.decode()))
    assert set(fields) == {f"version-{claim.pk}" for claim in claims}
    many(client, name, claims, send="yes", **fields, **ASKED[name](user))
    expected = {
        "assign": {"assignee": user.pk},
        "set_due": {"due_on": timezone.datetime(2030, 2, 1).date()},
        "dismiss": {"dismissed_as": "prediction"},
    }[name]
    assert list(Claim.objects.values(*expected)) == [expected, expected]


def test_an_incomplete_answer_is_asked_for_again():
    _, client = person(Role.REVIEWER)
    claim = make_claim()
    page = many(client, "dismiss", [claim], send="yes", reason="A view.").content.decode()
    assert "This field is required." in page
    assert ">\nA view.</textarea>" in page
    assert Claim.objects.get().status == "detected"


def test_one_that_changed_since_it_was_asked_about_is_left_and_told():
    _, client = person(Role.EDITOR)
    same, changed = make_claim(), make_claim()
    review.set_due(changed, on=None, by=make_user(Role.EDITOR))
    versions = {f"version-{same.pk}": 1, f"version-{changed.pk}": 1}
    response = many(client, "dismiss", [same, changed], send="yes", dismissed_as="opinion", **versions)
    assert "Somebody else changed the claim first" in " ".join(told(response)[1])
    assert set(Claim.objects.values_list("pk", "status")) == {(same.pk, "dismissed"), (changed.pk, "detected")}


def test_an_action_that_the_role_may_not_take_is_none():
    _, client = person(Role.REVIEWER)
    claim = make_claim()
    many(client, "set_due", [claim], send="yes", due_on="2030-02-01")
    assert Claim.objects.get().due_on is None


# The scale


def test_administrators_add_ratings_and_reviewers_do_not(administrator, reviewer):
    fields = {"label": "Outdated", "slug": "outdated", "number": "", "position": 9}
    assert reviewer.post("/admin/claims/rating/add/", fields).status_code == 403
    assert administrator.post("/admin/claims/rating/add/", fields).status_code == 302
    assert Rating.objects.get(slug="outdated").label == "Outdated"


def test_a_rating_that_was_used_can_only_be_moved_or_retired(administrator):
    rating = make_claim(Status.RATED).reviews.get().rating
    path = f"/admin/claims/rating/{rating.pk}/"
    administrator.post(
        f"{path}change/", {"label": "Wrong", "slug": "wrong", "number": 1, "position": 4, "retired": "on"}
    )
    rating.refresh_from_db()
    assert (rating.label, rating.position, rating.retired) == ("Mostly false", 4, True)
    assert administrator.post(f"{path}delete/", {"post": "yes"}).status_code == 403


def test_the_form_of_a_rating_shows_what_can_be_changed_of_it(administrator):
    used, free = make_claim(Status.RATED).reviews.get().rating, Rating.objects.get(slug="true")

    def inputs(rating):
        page = administrator.get(f"/admin/claims/rating/{rating.pk}/change/").content.decode()
        return set(re.findall(r'<(?:input|button)[^>]* name="(label|number|position|retired|_save)"', page))

    assert inputs(free) == {"label", "number", "position", "retired", "_save"}
    assert inputs(used) == {"position", "retired", "_save"}


def test_a_rating_that_nobody_used_can_be_changed_and_deleted(administrator):
    rating = Rating.objects.get(slug="true")
    path = f"/admin/claims/rating/{rating.pk}/"
    administrator.post(f"{path}change/", {"label": "Right", "slug": "right", "number": 7, "position": 1})
    rating.refresh_from_db()
    assert rating.label == "Right"
    assert administrator.post(f"{path}delete/", {"post": "yes"}).status_code == 302
    assert not Rating.objects.filter(pk=rating.pk).exists()


def test_reviewers_see_the_scale_and_change_nothing(reviewer):
    rating = Rating.objects.get(slug="true")
    assert reviewer.get("/admin/claims/rating/").status_code == 200
    assert reviewer.post(f"/admin/claims/rating/{rating.pk}/change/", {"label": "Right"}).status_code == 403


def test_a_retired_rating_is_offered_no_more():
    user, client = person(Role.REVIEWER)
    claim = make_claim(Status.IN_REVIEW, by=user)
    grounds(claim, user)
    Rating.objects.filter(slug="misleading").update(retired=True)
    page = client.get(f"{CLAIMS}{claim.pk}/change/").content.decode()
    assert ("Unproven" in page, "Misleading" in page) == (True, False)


def test_blind_the_list_of_reviews_hides_what_is_undecided(settings):
    settings.BLIND_REVIEW = True
    rater = make_user(Role.REVIEWER)
    make_claim(Status.RATED, by=rater)
    _, client = person(Role.EDITOR)
    assert "Mostly false" not in re.sub(
        r"<select.*?</select>", "", client.get("/admin/claims/review/").content.decode()
    )
    assert "Mostly false" in client_of(rater).get("/admin/claims/review/").content.decode()


# The front page


def desk(client, name):
    """The titles in one of the short lists of the front page."""
    desks = {one.name: one for one in client.get("/admin/").context["desks"]}
    return [line.title for line in desks[name].lines]


def test_the_front_page_shows_what_waits_for_whom():
    user, client = person(Role.REVIEWER)
    mine, rated = make_claim(Status.IN_REVIEW, by=user), make_claim(Status.RATED)
    review.set_due(mine, on=timezone.localdate() - timedelta(days=1), by=make_user(Role.EDITOR))
    assert desk(client, "My claims") == desk(client, "Overdue") == [str(mine)]
    assert desk(client, "Awaiting a second pair of eyes") == [str(rated)]
    assert desk(client, "Stale verdicts") == []


def test_the_front_page_counts_what_waits_for_a_decision():
    _, client = person(Role.REVIEWER)
    published = make_claim(Status.PUBLISHED)
    for _ in range(6):
        make_match()
        make_mention(wording=published.canonical_wording, confirmed=False)
    conflict = make_match("conflict", score=0.01)
    make_match(state="rejected")
    desks = {one.name: one for one in client.get("/admin/").context["desks"]}
    matches, mentions = desks["Matches to decide"], desks["Mentions to confirm"]
    assert (len(matches.lines), matches.count, len(mentions.lines), mentions.count) == (5, "7", 5, "6")
    assert matches.lines[0].url == f"/admin/claims/match/{conflict.pk}/change/"
    assert len(matches_shown(client, matches.url.removeprefix(MATCHES))) == 7


def test_the_front_page_offers_no_claim_that_nobody_makes(reviewer):
    made, gone = make_claim(), make_claim()
    Mention.objects.filter(wording__claim=gone).update(superseded_at=timezone.now())
    assert [line.title for line in reviewer.get("/admin/").context["worthiest"]] == [str(made)]


def test_the_front_page_says_how_often_a_model_was_put_right():
    user, client = person(Role.REVIEWER)
    first, _ = make_mention(model_version="reader-1"), make_mention(model_version="reader-1")
    review.reject_mention(first, by=user, reason="Not said.")
    (figures,) = client.get("/admin/").context["models"]
    assert (figures.version, figures.mentions, figures.rejected, figures.corrected) == ("reader-1", 2, 1, 0)
    assert "1 rejected and 0 corrected of 2 mentions" in client.get("/admin/").content.decode()


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_front_page_takes_the_same_queries_however_much_waits():
    user, client = person(Role.REVIEWER)

    def work():
        claim = make_claim(Status.IN_REVIEW, by=user)
        review.set_due(claim, on=timezone.localdate() - timedelta(days=1), by=make_user(Role.EDITOR))
        make_claim(Status.RATED)
        make_wording()
        make_match()
        make_mention(confirmed=False)

    work()
    queries_of(client, "/admin/")
    with_one = queries_of(client, "/admin/")
    for _ in range(3):
        work()
    assert queries_of(client, "/admin/") == with_one
