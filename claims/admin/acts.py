"""From a form of the desk to the function of claims.review that acts: what it is given, and what to say when it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from claims import queries, review
from claims.admin.forms import DeskForm, Material, form_of
from claims.admin.matched import is_inside, suggested, with_claims
from claims.admin.passages import with_windows
from claims.admin.spans import write_spans
from claims.admin.wordings_page import other_wordings
from claims.errors import ClaimsError, NotComplete
from claims.models import Claim, Evidence, Match, Mention, Proposal
from claims.review import Field, Rule
from claims.review.matches import CONFIRMABLE, SAME
from claims.review.rules import RULES_OF_EVIDENCE, RULES_OF_MATCHES, RULES_OF_MENTIONS, RULES_OF_PROPOSALS
from claims.review.standing import standing_of

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is acted on: a claim, or a part of one."""

    rules: Mapping[str, Rule]
    find: Callable[[Claim], QuerySet[Any]]  # the parts of a claim of this kind
    material: Callable[[str, Claim, Any, User], Material]
    hand: Callable[[Claim, Any], Any]  # the record as the function takes it, with the claim that the person saw


def material_of_claim(name: str, claim: Claim, record: Any, person: User) -> Material:
    """What it chooses from, and what the person would otherwise have to type again."""
    return Material(
        evidence=claim.evidence.all(),
        wordings=other_wordings(claim) if name in ("split", "put_otherwise") else (),
        claims=suggested(claim) if name == "merge" else {},
        initial=BEGINNINGS.get(name, nothing)(claim, person),
    )


def nothing(claim: Claim, person: User) -> dict[str, object]:
    return {}


def grounds_before(claim: Claim, person: User) -> dict[str, object]:
    """All evidence ticked; and where the person's own rating was sent back, its words."""
    latest = standing_of(claim).latest
    begun: dict[str, object] = {"evidence": [piece.pk for piece in claim.evidence.all()]}
    if latest is None or latest.returned_at is None or latest.rated_by_id != person.pk:
        return begun
    return begun | {name: getattr(latest, name) for name in ("rationale", "definition", "as_of")}


def grounds_published(claim: Claim, person: User) -> dict[str, object]:
    """What is public now: a correction changes some of it."""
    published = standing_of(claim).published
    if published is None:
        return {}
    kept = {name: getattr(published, name) for name in ("rating", "rationale", "definition", "as_of", "expires_at")}
    return kept | {"evidence": [piece.pk for piece in published.evidence.all()]}


# What a form begins with.
BEGINNINGS: dict[str, Callable[[Claim, User], dict[str, object]]] = {
    "rate": grounds_before,
    "correct": grounds_published,
    "assign": lambda claim, person: {"assignee": claim.assignee_id},
    "set_due": lambda claim, person: {"due_on": claim.due_on},
}


def material_of_evidence(name: str, claim: Claim, evidence: Evidence, person: User) -> Material:
    return Material()


def material_of_proposal(name: str, claim: Claim, proposal: Proposal, person: User) -> Material:
    """The grounds of the proposed review; it is the claim's own evidence that is chosen from."""
    proposed = proposal.review
    initial = {field: getattr(proposed, field) for field in ("rationale", "definition", "as_of")}
    return Material(evidence=claim.evidence.all(), initial=initial)


def material_of_mention(name: str, claim: Claim, mention: Any, person: User) -> Material:
    """What is said of the mention now; the words at its spans as far as the text around it was loaded."""
    if name == "judge_saying":
        said = {"saying": mention.saying, "note": mention.saying_note}
        return Material(initial=said | {"primary_source_url": mention.primary_source_url})
    spans = {
        f"{role}_spans": write_spans(getattr(mention, f"{role}_spans"), mention.window, mention.window_start)
        for role in ("source", "cue", "content")
    }
    source = mention.source.name if mention.source else ""
    return Material(text=lambda: str(mention.article.text), initial=spans | {"source_name": source})


def material_of_match(name: str, claim: Claim, match: Match, person: User) -> Material:
    """What it may be confirmed as: what it says, at first. Two wordings of one claim are the same or are split."""
    relations = (SAME,) if is_inside(match) else CONFIRMABLE
    said = match.relation if match.relation in relations else None
    return Material(relations=relations, initial={"relation": SAME if is_inside(match) else said})


def mention_of_claim(claim: Claim, mention: Mention) -> Mention:
    mention.wording.claim = claim
    return mention


def match_of_claim(claim: Claim, match: Match) -> Match:
    """The match with `claim` as the person saw it on its side of it, and the other claim as it is now."""
    for wording in (match.first, match.second):
        if wording.claim_id == claim.pk:
            wording.claim = claim
    return match


def part_of_claim(claim: Claim, part: Any) -> Any:
    part.claim = claim
    return part


KINDS: dict[str, Kind] = {
    "claim": Kind(review.RULES, lambda claim: Claim.objects.none(), material_of_claim, lambda claim, record: claim),
    "evidence": Kind(RULES_OF_EVIDENCE, lambda claim: claim.evidence.all(), material_of_evidence, part_of_claim),
    "proposal": Kind(
        RULES_OF_PROPOSALS,
        lambda claim: claim.proposals.select_related("review__rating", "review__claim"),
        material_of_proposal,
        part_of_claim,
    ),
    "mention": Kind(
        RULES_OF_MENTIONS,
        lambda claim: with_windows(queries.mentions()).filter(wording__claim=claim),
        material_of_mention,
        mention_of_claim,
    ),
    "match": Kind(
        RULES_OF_MATCHES,
        lambda claim: with_claims(queries.matches_of(claim)),
        material_of_match,
        match_of_claim,
    ),
}
KIND_OF = {name: kind for kind, of in KINDS.items() for name in of.rules}


def fields_of(name: str) -> tuple[Field, ...]:
    return KINDS[KIND_OF[name]].rules[name].fields


def make_form(name: str, claim: Claim, record: Any, person: User, data: Any = None) -> DeskForm:
    """The form of an action on the claim, or on `record`, a part of it."""
    kind = KINDS[KIND_OF[name]]
    part = record.pk if record is not None else 0
    return form_of(name, fields_of(name), kind.material(name, claim, record, person), data, part)


def act(name: str, claim: Claim, record: Any, person: User, form: DeskForm) -> bool:
    """Do what a valid form asks for. Where what it gives is wrong, says so in the form and returns False.

    Raises what the functions of claims.review do.
    """
    given = CHANGED.get(name, as_given)(form)
    try:
        getattr(review, name)(KINDS[KIND_OF[name]].hand(claim, record), by=person, **given)
    except NotComplete as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    return True


def as_given(form: DeskForm) -> Given:
    return form.cleaned_data


def left_out(form: DeskForm) -> Given:
    """What was left empty is taken over from the proposed review."""
    return {name: value for name, value in form.cleaned_data.items() if value}


def changed(form: DeskForm) -> Given:
    """Only what the person changed: the rest of a mention stays as it is."""
    return {name: form.cleaned_data[name] for name in form.changed_data}


# The actions whose function takes something else than the form's fields by their names.
CHANGED: dict[str, Callable[[DeskForm], Given]] = {
    "assign": lambda form: {"to": form.cleaned_data["assignee"]},
    "set_due": lambda form: {"on": form.cleaned_data["due_on"]},
    "accept_proposal": left_out,
    "correct_mention": changed,
}
# What is said when it was done.
DONE = {
    "take": "The claim is yours. Gather evidence, then rate it.",
    "release": "The claim was given back.",
    "assign": "The assignment was changed.",
    "set_due": "The due date was changed.",
    "comment": "The comment was kept.",
    "add_evidence": "The evidence was added.",
    "remove_evidence": "The evidence was removed.",
    "rate": "The claim is rated. It now waits for a second pair of eyes.",
    "approve": "Approved and published.",
    "send_back": "Sent back with your reason.",
    "dismiss": "The claim was dismissed.",
    "correct": "The correction waits for a second pair of eyes. Until then the published version stands.",
    "reopen": "The claim is open again.",
    "withdraw": "The verdict was withdrawn.",
    "accept_proposal": "The verdict was taken over as your rating. It now waits for a second pair of eyes.",
    "decline_proposal": "The proposal was declined.",
    "confirm_mention": "The mention is confirmed: it counts as one of this claim.",
    "reject_mention": "The mention was rejected: it stays visible and counts no more.",
    "restore_mention": "The mention counts again.",
    "correct_mention": "The mention was put right.",
    "judge_saying": "Your verdict on who said it was kept.",
    "merge": "The claims are one now. It can be undone, here and on the other claim's page.",
    "split": "The wordings have a claim of their own now. It can be undone.",
    "put_otherwise": "The claim is put in other words. It can be undone.",
    "undo_regrouping": "It was undone.",
    "reject_match": "The match was rejected: the machine neither joins the two nor suggests it again.",
    "reopen_match": "The decision was taken back: it is for anybody to decide again.",
}
# How a request ends that the domain refused.
REFUSED: dict[str, int] = {"NotAllowed": 403, "IllegalMove": 409, "ClaimMovedOn": 409, "PlaceTaken": 409}


def status_of(error: ClaimsError) -> int:
    return REFUSED[type(error).__name__]
