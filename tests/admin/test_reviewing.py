"""A claim is reviewed in the admin alone: the journey, what each person is offered, and what a stale form does."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import review
from claims.lifecycle import Status
from claims.models import Claim, Evidence, Match, Rating
from claims.roles import Role
from tests.factories import bring, grounds, make_claim, make_evidence, make_mention, make_user, make_wording

pytestmark = pytest.mark.django_db


def client_of(user):
    user.is_staff = True
    user.save()
    client = Client()
    client.force_login(user)
    return client


def person(role):
    user = make_user(role, is_staff=True)
    return user, client_of(user)


def page_of(claim):
    return f"/admin/claims/claim/{claim.pk}/change/"


def read(client, claim):
    response = client.get(page_of(claim))
    assert response.status_code == 200
    return response.content.decode()


def press(client, claim, name, part=None, *, version=None, **fields):
    """Press a button as somebody who has just loaded the page, or saw `version`."""
    version = version or Claim.objects.get(pk=claim.pk).version
    path = f"/admin/claims/claim/{claim.pk}/act/{name}/" + (f"{part}/" if part else "")
    return client.post(path, {"version": version} | fields)


def status_of(claim):
    return Claim.objects.get(pk=claim.pk).status


def label(name):
    return Rating.objects.get(label=name).pk


EVIDENCE = {"url": "https://books.example/mill", "excerpt": "It mills until December.", "stance": "against"}
GROUNDS = {"rationale": "The books say otherwise.", "definition": "Open means that it mills.", "as_of": "2024-03-01"}


def test_a_claim_goes_its_way_in_the_admin_alone():
    claim = make_claim()
    (_, reviewer), (_, editor) = person(Role.REVIEWER), person(Role.EDITOR)
    seen = []

    def does(client, name, **fields):
        response = press(client, claim, name, **fields)
        seen.append((name, response.status_code, status_of(claim)))
        return response

    does(reviewer, "take")
    does(reviewer, "add_evidence", **EVIDENCE)
    evidence = Evidence.objects.get().pk
    does(reviewer, "rate", rating=label("Mostly false"), evidence=[evidence], **GROUNDS)
    does(reviewer, "approve")
    does(editor, "approve", reason="Well founded.")
    does(editor, "correct", rating=label("False"), evidence=[evidence], reason="A new book.", **GROUNDS)
    does(editor, "approve")
    (_, other_editor) = person(Role.EDITOR)
    does(other_editor, "approve")
    does(editor, "reopen", reason="A reader wrote.")
    does(editor, "withdraw", reason="It was another mill.")
    assert seen == [
        ("take", 302, "in_review"),
        ("add_evidence", 302, "in_review"),
        ("rate", 302, "rated"),
        ("approve", 403, "rated"),
        ("approve", 302, "published"),
        ("correct", 302, "published"),
        ("approve", 403, "published"),
        ("approve", 302, "corrected"),
        ("reopen", 302, "reopened"),
        ("withdraw", 302, "withdrawn"),
    ]


def test_what_was_done_is_said_on_the_page_one_comes_back_to():
    claim = make_claim()
    _, reviewer = person(Role.REVIEWER)
    page = reviewer.post(f"/admin/claims/claim/{claim.pk}/act/take/", {"version": 1}, follow=True)
    assert page.redirect_chain == [(page_of(claim), 302)]
    assert "The claim is yours." in page.content.decode()


def test_who_rated_is_told_why_approving_is_refused():
    editor, client = person(Role.EDITOR)
    claim = make_claim(Status.RATED, by=editor)
    response = press(client, claim, "approve")
    assert response.status_code == 403
    assert "that takes a second pair of eyes" in response.content.decode()


# What is offered


def buttons(page):
    """The names of the actions of the claim itself that a page offers."""
    return set(re.findall(r'id="act-([a-z_]+)" data-action="\1"', page))


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR])
def test_the_buttons_are_the_open_actions(role, status):
    user, client = person(role)
    claim = make_claim(status)
    offered = {action.name for action in review.open_actions(Claim.objects.get(pk=claim.pk), user)}
    assert buttons(read(client, claim)) == offered


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.RATED, Status.CORRECTED])
def test_the_buttons_are_the_open_actions_of_who_works_on_it(status):
    user, client = person(Role.REVIEWER)
    claim = make_claim(status, by=user)
    offered = {action.name for action in review.open_actions(Claim.objects.get(pk=claim.pk), user)}
    assert buttons(read(client, claim)) == offered


def test_every_form_carries_the_version_that_is_shown():
    user, client = person(Role.REVIEWER)
    claim = make_claim(Status.IN_REVIEW, by=user)
    make_evidence(claim, user)
    forms = re.findall(r'<form method="post" action="/admin/claims/claim/[^>]*>(.*?)</form>', read(client, claim), re.S)
    assert len(forms) > 5
    assert all(f'name="version" value="{claim.version}"' in form for form in forms)


def test_a_rating_cannot_be_filled_in_before_there_is_evidence():
    user, client = person(Role.REVIEWER)
    claim = make_claim(Status.IN_REVIEW, by=user)
    assert "Add one first; this form then opens here." in read(client, claim)
    make_evidence(claim, user)
    assert "Add one first; this form then opens here." not in read(client, claim)


def test_a_stranger_to_the_desk_presses_nothing():
    claim = make_claim()
    _, submitter = person(Role.SUBMITTER)
    assert press(submitter, claim, "take").status_code == 403
    assert Client().post(f"/admin/claims/claim/{claim.pk}/act/take/").url.startswith("/admin/login/")
    assert status_of(claim) == "detected"


@pytest.mark.parametrize(
    "path", ["nonsense/", "take/3/", "reject_mention/", "reject_mention/99/", "accept_proposal/9/"]
)
def test_what_is_not_there_cannot_be_pressed(path):
    claim = make_claim()
    _, reviewer = person(Role.REVIEWER)
    assert reviewer.post(f"/admin/claims/claim/{claim.pk}/act/{path}", {"version": 1}).status_code == 404


def test_a_button_is_pressed_not_visited():
    claim = make_claim()
    _, reviewer = person(Role.REVIEWER)
    assert reviewer.get(f"/admin/claims/claim/{claim.pk}/act/take/").status_code == 405


# What goes wrong


def test_an_incomplete_form_comes_back_with_what_was_typed_and_why():
    user, client = person(Role.REVIEWER)
    claim = make_claim(Status.IN_REVIEW, by=user)
    make_evidence(claim, user)
    response = press(client, claim, "rate", rating=label("False"), rationale="The books.", as_of="2024-03-01")
    page = unescape(response.content.decode())
    assert response.status_code == 400
    assert 'id="act-rate" data-action="rate" name="moves" open' in page
    assert "This field is required." in page
    assert re.search(r'id="rate-evidence_error".*?A rating needs at least one piece of evidence.', page, re.S)
    assert ">\nThe books.</textarea>" in page
    assert status_of(claim) == "in_review"


def test_what_the_domain_misses_stands_at_its_field():
    user, client = person(Role.REVIEWER)
    claim = make_claim(Status.IN_REVIEW, by=user)
    to_come = {"as_of": "2999-01-01", "evidence": [make_evidence(claim, user).pk]}
    response = press(client, claim, "rate", rating=label("False"), **GROUNDS | to_come)
    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(r'id="rate-as_of_error".*?This day is still to come', page, re.S)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (Status.WITHDRAWN, "Its verdict was withdrawn: “It was another mill.”. It stays readable here."),
        (Status.REOPENED, "It is open again: “A reader wrote.”. Nobody has taken it up."),
        (Status.DISMISSED, "It was dismissed as opinion."),
    ],
)
def test_why_it_was_closed_or_opened_is_said_on_top(status, sentence):
    _, client = person(Role.EDITOR)
    assert sentence in unescape(read(client, make_claim(status)))


def test_a_stale_form_shows_what_changed_and_keeps_what_was_typed():
    editor = make_user(Role.EDITOR)
    claim = make_claim(Status.RATED)
    seen = claim.version
    review.send_back(claim, by=editor, reason="Which mill?")
    _, other = person(Role.EDITOR)
    response = press(other, claim, "dismiss", version=seen, dismissed_as="opinion", reason="It is a view.")
    page = unescape(response.content.decode())
    assert response.status_code == 409
    assert "Somebody else changed the claim first" in page
    assert f"{editor.username}: moved from Rated, awaiting a second pair of eyes to In review (Which mill?)" in page
    assert ">\nIt is a view.</textarea>" in page
    assert f'name="version" value="{claim.version}"' in page
    assert status_of(claim) == "in_review"


def test_what_was_typed_is_shown_where_the_action_is_offered_no_longer():
    user, client = person(Role.REVIEWER)
    claim = make_claim(Status.IN_REVIEW, by=user)
    seen = claim.version
    review.release(claim, by=make_user(Role.EDITOR))
    response = press(client, claim, "rate", version=seen, rating=label("False"), **GROUNDS)
    page = response.content.decode()
    assert response.status_code == 409
    assert "<dt>Rationale</dt><dd>The books say otherwise.</dd>" in page
    assert status_of(claim) == "detected"


@pytest.mark.parametrize("version", ["", "x", "9" * 20, "-1"])
def test_a_form_without_a_version_is_older_than_all(version):
    claim = make_claim()
    _, reviewer = person(Role.REVIEWER)
    response = reviewer.post(f"/admin/claims/claim/{claim.pk}/act/take/", {"version": version})
    assert (response.status_code, status_of(claim)) == (409, "detected")


# Verdicts


def test_old_versions_stay_readable():
    claim = make_claim(Status.CORRECTED)
    _, client = person(Role.REVIEWER)
    page = read(client, claim)
    assert re.findall(r'<details class="desk-version" id="version-(\d)"', page) == ["2", "1"]
    assert '<span class="desk-rating">False</span>' in page


def test_a_verdict_that_has_expired_is_marked_stale(monkeypatch):
    claim = make_claim(Status.IN_REVIEW, by=(by := make_user(Role.REVIEWER)))
    soon = timezone.now() + timezone.timedelta(seconds=60)
    review.rate(claim, by=by, **grounds(claim, by), expires_at=soon)
    review.approve(claim, by=make_user(Role.EDITOR))
    later = timezone.now() + timezone.timedelta(days=1)
    _, client = person(Role.REVIEWER)
    assert "stale since" not in read(client, claim)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "stale since" in read(client, claim)


def test_blind_a_rating_is_hidden_until_the_second_person_has_rated(settings):
    settings.BLIND_REVIEW = True
    claim = make_claim(Status.RATED)
    _, client = person(Role.EDITOR)
    page = read(client, claim)
    assert "The books of the mill say otherwise." not in page
    assert "Reviews are blind here" in page
    assert "Mostly false" not in re.sub(r"<form.*?</form>", "", page, flags=re.S)
    response = client.post(
        f"/admin/claims/claim/{claim.pk}/act/rate_second/",
        {"version": claim.version, "rating": label("True"), "rationale": "I saw it mill."},
        follow=True,
    )
    page = response.content.decode()
    assert "You rated it differently" in page
    assert "The books of the mill say otherwise." in page
    assert "I saw it mill." in page


# What happened


def test_what_happened_is_told_page_by_page():
    user, client = person(Role.REVIEWER)
    claim = make_claim()
    for n in range(55):
        review.comment(claim, by=user, text=f"Remark {n:02}.")
    page = read(client, claim)
    older = unescape(re.search(r'href="(\?before=[^"]+)#story">Earlier', page)[1])
    story = re.search(
        r'<section[^>]*id="story".*?</section>', client.get(page_of(claim) + older).content.decode(), re.S
    )[0]
    assert ("Remark 04." in story, "Remark 05." in story, "Earlier" in story) == (True, False, False)


def test_an_entry_that_is_none_begins_with_the_latest():
    claim = make_claim(Status.IN_REVIEW)
    _, client = person(Role.REVIEWER)
    assert "moved from Detected to In review" in client.get(page_of(claim) + "?before=nonsense").content.decode()


# A constant number of queries


def queries_of(client, claim):
    with CaptureQueriesContext(connection) as captured:
        read(client, claim)
    return len(captured)


def test_the_page_takes_the_same_queries_however_much_belongs_to_the_claim():
    user, client = person(Role.REVIEWER)
    editor = make_user(Role.EDITOR)
    claim = make_claim(Status.CORRECTED, by=user, editor=editor)
    review.comment(claim, by=user, text="Ask the mill.")
    queries_of(client, claim)
    with_little = queries_of(client, claim)
    for n in range(3):
        make_evidence(claim, user)
        review.comment(claim, by=editor, text=f"Asked {n}.")
        review.correct(claim, by=user, reason="Once more.", **grounds(claim, user, "False"))
        review.approve(claim, by=editor)
        make_mention(wording=claim.canonical_wording)
    assert queries_of(client, claim) == with_little


# Proposals


def proposed_claim(user):
    """A claim that `user` has taken, with a proposal."""
    first, second = make_claim(Status.RATED), bring(make_mention().wording.claim, Status.IN_REVIEW, by=user)
    pair = {"first": first.canonical_wording, "second": second.canonical_wording}
    Match.objects.create(**pair, relation="same", state="confirmed", score=0.9)
    review.approve(first, by=make_user(Role.EDITOR))
    return second


def test_a_proposed_verdict_is_accepted_on_the_page():
    user, client = person(Role.REVIEWER)
    claim = proposed_claim(user)
    assert 'data-action="accept_proposal"' in read(client, claim)
    press(client, claim, "accept_proposal", claim.proposals.get().pk)
    assert (status_of(claim), claim.proposals.get().state) == ("rated", "accepted")


@pytest.mark.parametrize("how", ["corrected", "reopened", "withdrawn"])
def test_what_relied_on_a_verdict_is_listed_when_it_falls(how):
    user, client = person(Role.REVIEWER)
    relying = proposed_claim(user)
    proposal = relying.proposals.get()
    review.accept_proposal(proposal, by=user)
    claim, editor = proposal.review.claim, make_user(Role.EDITOR)
    if how == "corrected":
        review.correct(claim, by=user, reason="A new book.", **grounds(claim, user))
        review.approve(claim, by=editor)
    elif how == "reopened":
        review.reopen(claim, by=editor, reason="A reader wrote.")
    else:
        review.withdraw(claim, by=editor, reason="It was another mill.")
    page = text_of(read(client, claim))
    assert "What relies on it" in page
    assert f"{relying.canonical_wording.text} rated Mostly false, on the strength of version 1" in page
    assert f"{relying.canonical_wording.text} accepted, of version 1" in page


def text_of(page):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_proposed_verdict_is_declined_on_the_page():
    user, client = person(Role.REVIEWER)
    claim = proposed_claim(user)
    press(client, claim, "decline_proposal", claim.proposals.get().pk)
    assert (status_of(claim), claim.proposals.get().state) == ("in_review", "declined")


def test_a_proposal_of_another_claim_is_out_of_reach():
    user, client = person(Role.REVIEWER)
    claim = proposed_claim(user)
    other = make_wording().claim
    assert press(client, other, "decline_proposal", claim.proposals.get().pk).status_code == 404


# Evidence


def test_evidence_that_no_review_rests_on_is_removed_on_the_page():
    user, client = person(Role.REVIEWER)
    claim = make_claim(Status.IN_REVIEW, by=user)
    piece = make_evidence(claim, user)
    assert f'action="/admin/claims/claim/{claim.pk}/act/remove_evidence/{piece.pk}/"' in read(client, claim)
    press(client, claim, "remove_evidence", piece.pk)
    assert not Evidence.objects.exists()


def test_evidence_that_a_review_rests_on_stays():
    claim = make_claim(Status.RATED)
    _, client = person(Role.REVIEWER)
    page = read(client, claim)
    assert "remove_evidence" not in page
    assert press(client, claim, "remove_evidence", Evidence.objects.get().pk).status_code == 409
