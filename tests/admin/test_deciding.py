"""Matches are decided, and claims merged, split, put otherwise and taken apart again, on the pages of the desk."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import review
from claims.admin import claim_page
from claims.lifecycle import Status
from claims.matching.planning import DOUBT
from claims.models import Claim, Match, Mention
from claims.roles import Role
from tests.admin.test_reviewing import person, press, read
from tests.factories import bring, make_claim, make_mention, make_user, make_wording, move_wording

pytestmark = pytest.mark.django_db


def make_match(one=None, other=None, relation="same", state="suggested", score=0.8, **fields):
    """A match of what stands for two claims, by default two detected ones."""
    wordings = sorted([(c or make_claim()).canonical_wording for c in (one, other)], key=lambda wording: wording.pk)
    return Match.objects.create(
        first=wordings[0], second=wordings[1], relation=relation, state=state, score=score, **fields
    )


def make_claim_of_two():
    """A claim with two wordings, as a person has merged them."""
    claim, other = make_claim(), make_claim()
    review.merge(other, into=claim, by=make_user(Role.REVIEWER), reason="The same mill.")
    return fresh(claim), other.canonical_wording


def fresh(claim):
    return Claim.objects.get(pk=claim.pk)


def said(response):
    return " ".join(unescape(str(message)) for message in response.context["messages"])


def section(page, name):
    """A card of the page, or what stands above them."""
    return re.search(rf'<(section|div)[^>]* id="{name}".*?</\1>(?=\s*<(?:section|div|aside|/div))', page, re.S)[0]


def offered(page, match):
    """What a page offers to do with a match."""
    return set(re.findall(rf'id="act-([a-z]+_match)-{match.pk}"', page))  # a mention may have the same key


# Matches on the page of a claim


def test_both_claims_show_a_match_with_its_reasons_and_what_holds_it():
    match = make_match(reasons=["3.9% and 3.9 percent"], held_because="Too short.", model_version="judge-1")
    _, client = person(Role.REVIEWER)
    for ours, theirs in ((match.first, match.second), (match.second, match.first)):
        shown = section(read(client, ours.claim), "matches")
        for words in (
            "3.9% and 3.9 percent",
            "Held: Too short.",
            '<span title="judge-1">by the machine</span>',
            "80%",
            str(theirs),
        ):
            assert words in shown
        assert f'href="/admin/claims/claim/{theirs.claim_id}/change/"' in shown


@pytest.mark.parametrize("state", ["suggested", "confirmed", "rejected"])
def test_the_buttons_of_a_match_are_its_open_actions(state):
    user, client = person(Role.REVIEWER)
    match = make_match(relation="conflict")
    if state == "confirmed":
        review.confirm_match(match, by=user)
    elif state == "rejected":
        review.reject_match(match, by=user)
    match = Match.objects.get()
    names = {action.name for action in review.open_match_actions(match, user)}
    for page in (read(client, match.first.claim), client.get(f"/admin/claims/match/{match.pk}/change/")):
        page = page if isinstance(page, str) else page.content.decode()
        assert offered(page, match) == names


def test_confirming_the_same_makes_two_claims_one():
    match = make_match()
    _, client = person(Role.REVIEWER)
    response = press(client, match.first.claim, "confirm_match", match.pk, relation="same", reason="One mill.")
    page = client.get(response.url)
    assert said(page) == "Confirmed: the two claims are one now. It can be undone."
    assert fresh(match.second.claim).merged_into == match.first.claim
    assert Match.objects.get().decided_because == "One mill."


def test_the_form_begins_with_what_the_match_says():
    match = make_match(relation="conflict")
    _, client = person(Role.REVIEWER)
    form = re.search(r"act/confirm_match/.*?</form>", read(client, match.first.claim), re.S)[0]
    assert re.findall(r'value="(\w+)"[^>]*checked', form) == ["conflict"]
    assert re.findall(r'type="radio" name="relation" value="(\w+)"', form) == ["same", "conflict", "related"]


def test_two_claims_that_people_work_on_stay_two():
    one, other = make_claim(Status.PUBLISHED), make_claim(Status.IN_REVIEW)
    match = make_match(one, other)
    _, client = person(Role.REVIEWER)
    page = client.get(press(client, one, "confirm_match", match.pk, relation="same").url)
    assert "both stay; what one publishes is proposed to the other" in said(page)
    assert fresh(other).proposals.count() == 1


def test_a_contradiction_stands_on_top_of_both_claims_with_what_is_published():
    one, other = make_claim(Status.PUBLISHED), make_claim()
    match = make_match(one, other, relation="conflict", score=0.02)
    user, client = person(Role.REVIEWER)
    there, here = section(read(client, other), "contradictions"), section(read(client, one), "contradictions")
    assert "Perhaps contradicted by" in there
    assert f"{one}</a>, <strong>rated Mostly false</strong>" in there
    assert "(suggested by the machine, nobody has confirmed it)" in there
    assert "rated" not in here
    press(client, other, "confirm_match", match.pk, relation="conflict")
    assert "Contradicted by</strong></p>" in (there := section(read(client, one), "contradictions"))
    assert f"(confirmed by {user}, " in there
    press(client, one, "reopen_match", match.pk)
    Match.objects.update(relation="conflict")
    press(client, one, "reject_match", match.pk)
    assert 'id="contradictions"' not in read(client, one)


def test_a_doubt_is_shown_apart_and_can_only_be_confirmed_as_the_same():
    claim, wording = make_claim(), make_wording()
    move_wording(wording, claim)
    match = Match.objects.create(
        first=claim.canonical_wording, second=wording, relation="related", score=0.5, held_because=DOUBT
    )
    _, client = person(Role.REVIEWER)
    page = read(client, claim)
    assert "Both wordings are in this claim. If one of them does not belong here, split it off." in page
    form = re.search(r"act/confirm_match/.*?</form>", page, re.S)[0]
    assert re.findall(r'name="relation" value="(\w+)"[^>]* checked', form) == ["same"]
    response = press(client, claim, "reject_match", match.pk)
    assert response.status_code == 409
    assert "split one of them off instead" in response.content.decode()
    assert said(client.get(press(client, claim, "confirm_match", match.pk, relation="same").url)) == (
        "Confirmed: both wordings make this claim."
    )


def test_the_other_claim_counts_as_it_is_and_the_page_s_as_it_was_seen():
    match = make_match()
    one, other = match.first.claim, match.second.claim
    seen, editor = one.version, make_user(Role.EDITOR)
    review.set_due(other, on=None, by=editor)
    _, client = person(Role.REVIEWER)
    assert press(client, one, "reject_match", match.pk, version=seen).status_code == 302
    press(client, one, "reopen_match", match.pk)
    response = press(client, one, "reject_match", match.pk, version=seen, reason="Another mill.")
    page = unescape(response.content.decode())
    assert response.status_code == 409
    assert "Somebody else changed the claim first" in page
    assert ">\nAnother mill.</textarea>" in page


def test_a_match_that_left_the_claim_meanwhile_is_told_as_a_change():
    claim, wording = make_claim_of_two()
    third = make_claim()
    first, second = sorted((wording, third.canonical_wording), key=lambda one: one.pk)
    match = Match.objects.create(first=first, second=second, relation="same", score=0.8)
    seen = claim.version
    review.split(claim, wordings=[wording], by=make_user(Role.REVIEWER))
    _, client = person(Role.REVIEWER)
    response = press(client, claim, "confirm_match", match.pk, version=seen, relation="same")
    assert response.status_code == 409
    assert "split 1 wording off into claim" in response.content.decode()
    assert press(client, claim, "confirm_match", match.pk, relation="same").status_code == 404


def test_who_may_not_decide_is_offered_nothing_and_refused():
    match = make_match()
    _, submitter = person(Role.SUBMITTER)
    assert press(submitter, match.first.claim, "confirm_match", match.pk, relation="same").status_code == 403
    assert Match.objects.get().decided_by is None


# The page of a match


def test_the_page_of_a_match_shows_both_wordings_in_their_sentences():
    match = make_match(reasons=["one word differs"])
    _, client = person(Role.REVIEWER)
    page = client.get(f"/admin/claims/match/{match.pk}/change/").content.decode()
    assert len(re.findall(r'<blockquote class="desk-passage">', page)) == 2
    assert "Do the two make the same claim?" in page
    assert "one word differs" in page


def test_what_is_decided_on_the_page_of_a_match_leads_back_to_it():
    match = make_match(relation="related")
    _, client = person(Role.REVIEWER)
    path = f"/admin/claims/match/{match.pk}/change/"
    form = re.search(
        r'<form method="post" action="([^"]*act/reject_match[^"]*)".*?</form>', client.get(path).content.decode(), re.S
    )
    fields = dict(re.findall(r'name="(version|back)" value="(\w+)"', form[0]))
    response = client.post(form[1], fields, follow=True)
    assert response.redirect_chain == [(path, 302)]
    assert "It was rejected by reviewer" in response.content.decode()
    assert offered(response.content.decode(), match) == {"reopen_match"}


# Merging


def test_a_claim_is_merged_into_one_that_a_match_suggests():
    match = make_match(relation="related")
    claim, other = match.first.claim, match.second.claim
    make_match(claim, make_claim(), relation="conflict")
    make_match(claim, make_claim(), state="rejected")
    _, client = person(Role.REVIEWER)
    form = re.search(r"act/merge/.*?</form>", read(client, claim), re.S)[0]
    assert re.findall(r'name="into" value="(\d+)"', form) == [str(other.pk)]
    press(client, claim, "merge", into=other.pk, reason="The same mill.")
    assert fresh(claim).merged_into == other


@pytest.mark.parametrize("typed", ["{}", " #{} "])
def test_a_claim_is_merged_into_one_whose_number_is_typed(typed):
    claim, other = make_claim(), make_claim()
    _, client = person(Role.REVIEWER)
    press(client, claim, "merge", into_number=typed.format(other.pk))
    assert fresh(claim).merged_into == other


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "This field is required."),
        ({"into_number": "999999"}, "There is no claim 999999."),
        ({"into_number": "the mill"}, "Give the number of a claim, such as 12."),
        ({"into": "999998", "into_number": "999999"}, "One claim is chosen and the number of another typed"),
        ({"into": "itself"}, "A claim is not merged into itself."),
    ],
)
def test_a_merge_into_nothing_that_fits_says_so_at_its_field(fields, sentence):
    claim = make_claim()
    _, client = person(Role.REVIEWER)
    fields = {name: claim.pk if value == "itself" else value for name, value in fields.items()}
    response = press(client, claim, "merge", reason="The same mill.", **fields)
    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(rf'id="merge-into_error"[^>]*>.*?{re.escape(sentence)}', page, re.S)
    assert ">\nThe same mill.</textarea>" in page


def test_a_number_that_was_typed_is_kept_where_it_names_no_claim():
    match = make_match(relation="related")
    _, client = person(Role.REVIEWER)
    page = press(client, match.first.claim, "merge", into_number="999999").content.decode()
    assert re.search(r'name="into_number" value="999999"', page)


def test_a_merged_claim_says_into_which_and_offers_to_undo_it():
    user, client = person(Role.REVIEWER)
    claim, into = make_claim(), make_claim()
    review.merge(claim, into=into, by=user, reason="The same mill.")
    page = read(client, claim)
    assert f'<strong>Merged into claim {into.pk}:</strong> <a href="/admin/claims/claim/{into.pk}/change/">' in page
    assert f"By {user}," in section(page, "merged")
    assert "The same mill." in section(page, "merged")
    assert set(re.findall(r'id="act-([a-z_]+)"', page)) == {"undo_regrouping"}
    assert f"claim {claim.pk}</span>" in section(read(client, into), "wordings")
    assert "1 claim merged into this one" in section(read(client, into), "wordings")


def test_what_the_machine_merged_says_so():
    claim, into = make_claim(), make_claim()
    wording = claim.canonical_wording
    type(wording).objects.filter(pk=wording.pk).update(claim=into)
    Claim.objects.filter(pk=claim.pk).update(merged_into=into)
    _, client = person(Role.REVIEWER)
    assert "By the machine" in section(read(client, claim), "merged")


def test_a_merge_is_undone_on_either_page():
    user, client = person(Role.REVIEWER)
    for page in ("claim", "into"):
        claim, into = make_claim(), make_claim()
        review.merge(claim, into=into, by=user, reason="The same mill.")
        at = {"claim": claim, "into": into}[page]
        told = f"Claim {claim.pk} stands for itself again, with 1 wording. Merged by {user},"
        assert told in read(client, at)
        press(client, at, "undo_regrouping")
        assert fresh(claim).merged_into is None


# Splitting, putting otherwise


def test_wordings_are_split_off_and_the_one_in_the_heading_is_not_offered():
    claim, wording = make_claim_of_two()
    _, client = person(Role.REVIEWER)
    form = re.search(r"act/split/.*?</form>", read(client, claim), re.S)[0]
    assert re.findall(r'type="checkbox" name="wordings" value="(\d+)"', form) == [str(wording.pk)]
    response = press(client, claim, "split", reason="x")
    assert (response.status_code, "Say which wordings make another claim." in response.content.decode()) == (400, True)
    press(client, claim, "split", wordings=[wording.pk], reason="Another mill.")
    wording.refresh_from_db()
    assert wording.claim_id != claim.pk
    assert f"Of claim {wording.claim_id} 1 wording comes back into claim {claim.pk}." in read(client, claim)


def test_a_claim_is_put_in_other_words_and_back():
    claim, wording = make_claim_of_two()
    _, client = person(Role.REVIEWER)
    press(client, claim, "put_otherwise", wording=wording.pk)
    page = read(client, claim)
    assert f'<h2 class="desk-title">{wording}</h2>' in page
    assert f"The claim is put as before: “{claim.canonical_wording}”." in page
    press(client, claim, "undo_regrouping")
    assert fresh(claim).canonical_wording == claim.canonical_wording


# Mentions that came later


def test_a_mention_that_came_after_publication_is_confirmed_on_the_claim():
    claim = make_claim(Status.PUBLISHED)
    mention = make_mention(wording=claim.canonical_wording, confirmed=False)
    _, client = person(Role.REVIEWER)
    assert f'id="act-confirm_mention-{mention.pk}"' in read(client, claim)
    press(client, claim, "confirm_mention", mention.pk)
    assert Mention.objects.get(pk=mention.pk).confirmed
    assert "confirm_mention" not in read(client, claim)
    assert press(client, claim, "confirm_mention", mention.pk).status_code == 409


def test_what_waits_is_shown_before_all_other_mentions(monkeypatch):
    monkeypatch.setattr(claim_page, "MENTIONS_SHOWN", 1)
    claim = make_claim(Status.PUBLISHED)
    mention = make_mention(wording=claim.canonical_wording, confirmed=False)
    _, client = person(Role.REVIEWER)
    assert re.findall(r'id="mention-(\d+)"', read(client, claim)) == [str(mention.pk)]


# A constant number of queries


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_claim_takes_the_same_queries_however_much_was_matched_and_merged():
    user, client = person(Role.REVIEWER)
    claim = bring(make_mention().wording.claim, Status.IN_REVIEW, by=user)

    def more():
        review.merge(make_claim(), into=fresh(claim), by=user)
        make_match(claim, make_claim(Status.PUBLISHED), relation="conflict")
        make_match(claim, make_claim(), relation="related")
        review.reject_match(make_match(fresh(claim), make_claim()), by=user)
        make_mention(wording=claim.canonical_wording, confirmed=False)

    path = f"/admin/claims/claim/{claim.pk}/change/"
    more()
    queries_of(client, path)
    with_one = queries_of(client, path)
    for _ in range(3):
        more()
    assert queries_of(client, path) == with_one


def test_what_needs_nobody_is_folded():
    claim = make_wording().claim
    make_match(claim, make_claim(), state="rejected")
    _, client = person(Role.REVIEWER)
    assert re.search(r'<details class="desk-group">\s*<summary>Rejected', read(client, claim))


def test_several_matches_with_one_claim_stand_together():
    claim, wording = make_claim_of_two()
    other = make_claim()
    first = make_match(claim, other, relation="related", score=0.7)
    pair = sorted((wording, other.canonical_wording), key=lambda one: one.pk)
    second = Match.objects.create(first=pair[0], second=pair[1], relation="related", score=0.6)
    _, client = person(Role.REVIEWER)
    shown = section(read(client, claim), "matches")
    assert "1 more match with this claim" in shown
    assert shown.index(f'id="match-{first.pk}"') < shown.index("1 more match") < shown.index(f'id="match-{second.pk}"')
