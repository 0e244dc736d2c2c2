"""What happens when somebody presses a button on the page of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect

from claims import queries
from claims.admin.acts import DONE, KIND_OF, KINDS, act, make_form, status_of
from claims.admin.columns import page_of
from claims.admin.forms import DeskForm
from claims.admin.matched import is_inside
from claims.admin.offers import Try
from claims.errors import ClaimsError
from claims.lifecycle import PUBLIC
from claims.models import Claim, Match
from claims.timeline import changes_since

WRONG = "That is not complete yet: see the form below."
Answer = tuple[Try, int]


def press(request: HttpRequest, claim_id: int, name: str, part: int) -> HttpResponseRedirect | Answer:
    """Do `name` to a claim, or to a `part` of it, as the posted form asks.

    Answers with the way back to the claim's page, or with what was tried and the status of the reply. Raises Http404
    where there is no such claim, action or part.
    """
    person = signed_in(request)
    claim = claim_as_seen(claim_id, request.POST.get("version", ""))
    seen = claim.version
    try:
        record = find_part(claim, name, part)
    except Http404:
        return gone(name, part, claim_id, seen, person)
    form = make_form(name, claim, record, person, request.POST)
    try:
        is_done = form.is_valid() and act(name, claim, record, person, form)
    except ClaimsError as error:
        return refused(name, part, form, str(error), claim_id, seen, person), status_of(error)
    if is_done:
        messages.success(request, done(name, claim, record))
        return HttpResponseRedirect(page_to_come_back_to(request.POST, claim_id, part))
    tried = refused(name, part, form, WRONG, claim_id, seen, person)
    return tried, 409 if tried.is_stale else 400


def page_to_come_back_to(given: Mapping[str, Any], claim_id: int, part: int) -> str:
    """The claim's page, or the match's own where it was decided there."""
    return page_of("match", part) if given.get("back") == "match" else page_of("claim", claim_id)


def gone(name: str, part: int, claim_id: int, seen: int, person: User) -> Answer:
    """What is to say of a part that the claim no longer has. Raises Http404 where it never had it."""
    if name in KIND_OF and part:
        tried = refused(name, part, DeskForm(), "", claim_id, seen, person)
        if tried.is_stale:
            return tried, 409
    raise Http404


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the admin lets nobody else in
    return request.user


def claim_as_seen(claim_id: int, version: str) -> Claim:
    """The claim with the version that stood on the person's screen. A form without one is older than all."""
    claim = queries.claims().select_related("assignee").filter(pk=claim_id).first()
    if claim is None:
        raise Http404
    claim.version = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    return claim


def find_part(claim: Claim, name: str, part: int) -> Any:
    """The mention, match, proposal or piece of evidence that is acted on; None where it is the claim itself."""
    if name not in KIND_OF or (KIND_OF[name] == "claim") != (part == 0):
        raise Http404
    if part == 0:
        return None
    record = KINDS[KIND_OF[name]].find(claim).filter(pk=part).first()
    if record is None:
        raise Http404
    return record


def refused(name: str, part: int, form: DeskForm, sentence: str, claim_id: int, seen: int, person: User) -> Try:
    """What is to say of an action that was not done; where the claim is no longer as it was seen, that."""
    now = Claim.objects.get(pk=claim_id)
    label = KINDS[KIND_OF[name]].rules[name].label
    if now.version == seen:
        return Try(name=name, part=part, label=label, form=form, sentence=sentence)
    changes = tuple(changes_since(now, seen, person))
    moved = f"Somebody else changed the claim first: you saw version {seen}, it is at version {now.version}."
    return Try(name=name, part=part, label=label, form=form, sentence=moved, is_stale=True, changes=changes)


def done(name: str, claim: Claim, record: Any) -> str:
    if name == "confirm_match":
        return confirmed(record)
    if name != "rate_second":
        return DONE[name]
    if claim.status in PUBLIC:
        return "You both rated it the same: it is published."
    return "You rated it differently: it goes back, and both ratings are shown."


def confirmed(match: Match) -> str:
    """What confirming a match came to: a merge, if it is the same claim and somebody works on one of them at most."""
    if match.relation != Match.Relation.SAME:
        related = "Confirmed: the two contradict each other. Both claims show it."
        return related if match.relation == Match.Relation.CONFLICT else "Confirmed: related, and two claims."
    if match.regroupings.filter(undone_at=None).exists():
        return "Confirmed: the two claims are one now. It can be undone."
    if is_inside(match):
        return "Confirmed: both wordings make this claim."
    return "Confirmed: the same. People work on both claims, so both stay; what one publishes is proposed to the other."


def only_post(request: HttpRequest) -> HttpResponse | None:
    return None if request.method == "POST" else HttpResponseNotAllowed(["POST"])
