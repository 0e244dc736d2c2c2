"""The rules, one table: which role each action takes, what stands in its way, and what its form asks for.

The functions that act and the list of what a person may do now read the same table, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction

from claims import queries
from claims.audit import recorded_as
from claims.errors import ClaimsError, IllegalMove, NotAllowed
from claims.lifecycle import OPEN, PUBLIC, Status
from claims.models import Claim, Review
from claims.review.standing import Standing, hold
from claims.roles import Action, may

Person = AbstractBaseUser | AnonymousUser
FREE = frozenset({Status.DETECTED, Status.REOPENED})
UNFINISHED = FREE | {Status.IN_REVIEW}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an action's form. `kind` says how it is asked for: text, long_text, date, moment, url, person, rating,
    claim (another one), wording and wordings (of the claim), evidence (one or more pieces), spans, or the name of a
    table of choices: dismissed_as, relation, stance, saying."""

    name: str
    kind: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """What an action takes. `obstacle` answers what stands in a person's way, None where nothing does."""

    label: str
    takes: Action
    obstacle: Callable[[Standing, User], ClaimsError | None]
    fields: tuple[Field, ...] = ()


def illegal(standing: Standing, doing: str) -> IllegalMove:
    return IllegalMove(f"A claim that is {Status(standing.claim.status).label.lower()} cannot be {doing}.")


def is_mine(standing: Standing, person: User) -> bool:
    return standing.claim.assignee_id == person.pk


def to_take(standing: Standing, person: User) -> ClaimsError | None:
    claim = standing.claim
    if claim.status not in UNFINISHED:
        return illegal(standing, "taken")
    if claim.assignee_id is None or (is_mine(standing, person) and claim.status != Status.IN_REVIEW):
        return None
    if is_mine(standing, person):
        return IllegalMove("You have taken this claim already.")
    return IllegalMove(f"The claim is {claim.assignee}'s.")


def to_release(standing: Standing, person: User) -> ClaimsError | None:
    if standing.claim.status != Status.IN_REVIEW:
        return illegal(standing, "released")
    if is_mine(standing, person) or may(person, Action.RELEASE_ANY):
        return None
    return NotAllowed("Only who has taken the claim, or an editor, releases it.")


def to_assign(standing: Standing, person: User) -> ClaimsError | None:
    return None if standing.claim.status in UNFINISHED else illegal(standing, "assigned")


def to_set_due(standing: Standing, person: User) -> ClaimsError | None:
    return None if standing.claim.status in OPEN else illegal(standing, "due")


def nothing(standing: Standing, person: User) -> ClaimsError | None:
    return None


def to_add_evidence(standing: Standing, person: User) -> ClaimsError | None:
    return None if standing.claim.status in OPEN | PUBLIC else illegal(standing, "given evidence")


def to_rate(standing: Standing, person: User) -> ClaimsError | None:
    if standing.claim.status != Status.IN_REVIEW:
        return illegal(standing, "rated")
    return None if is_mine(standing, person) else NotAllowed("Only who has taken the claim rates it.")


def second_look(standing: Standing, person: User) -> ClaimsError | None:
    if standing.pending is None:
        return IllegalMove("No rating of this claim waits for a second pair of eyes.")
    if standing.pending.rated_by_id == person.pk:
        return NotAllowed("Who rated a claim does not approve it: that takes a second pair of eyes.")
    return None


def to_approve(standing: Standing, person: User) -> ClaimsError | None:
    if standing.pending is not None and settings.BLIND_REVIEW:
        return IllegalMove("Reviews are blind here: give a rating of your own instead of approving the first one.")
    return second_look(standing, person)


def to_send_back(standing: Standing, person: User) -> ClaimsError | None:
    return None if standing.pending else IllegalMove("No rating of this claim waits for a second pair of eyes.")


def to_rate_second(standing: Standing, person: User) -> ClaimsError | None:
    if standing.pending is not None and not settings.BLIND_REVIEW:
        return IllegalMove("Reviews are not blind here: approve the rating or send it back.")
    return second_look(standing, person)


def to_dismiss(standing: Standing, person: User) -> ClaimsError | None:
    if standing.claim.status not in UNFINISHED:
        return illegal(standing, "dismissed")
    if standing.published is not None:
        return IllegalMove("A claim whose review was published is not dismissed: it can be withdrawn.")
    if standing.claim.assignee_id is None or is_mine(standing, person) or may(person, Action.RELEASE_ANY):
        return None
    return NotAllowed("Only who has taken the claim, or an editor, dismisses it.")


def to_reopen(standing: Standing, person: User) -> ClaimsError | None:
    is_closed = standing.claim.status in PUBLIC | {Status.DISMISSED, Status.WITHDRAWN}
    return None if is_closed else illegal(standing, "reopened")


def to_withdraw(standing: Standing, person: User) -> ClaimsError | None:
    is_reopened = standing.claim.status == Status.REOPENED and standing.published is not None
    return None if standing.claim.status in PUBLIC or is_reopened else illegal(standing, "withdrawn")


def to_correct(standing: Standing, person: User) -> ClaimsError | None:
    if standing.claim.status not in PUBLIC:
        return illegal(standing, "corrected")
    return IllegalMove("A correction of this claim waits already.") if standing.pending else None


def to_merge(standing: Standing, person: User) -> ClaimsError | None:
    claim = standing.claim
    if claim.status != Status.DETECTED:
        return illegal(standing, "merged into another: merge the other into it, or release it first")
    if claim.assignee_id is None or is_mine(standing, person) or may(person, Action.RELEASE_ANY):
        return None
    return NotAllowed("Only who has been given the claim, or an editor, merges it into another.")


def to_split(standing: Standing, person: User) -> ClaimsError | None:
    if standing.wording_count > 1:
        return None
    return IllegalMove("A claim that has one wording has nothing to split off, and no other words to be put in.")


def to_undo(standing: Standing, person: User) -> ClaimsError | None:
    return None if standing.regrouping else IllegalMove("Nobody has merged, split or reworded this claim.")


def to_accept(standing: Standing, person: User) -> ClaimsError | None:
    if settings.BLIND_REVIEW:  # a proposal is there for everybody to read, and so is that it was accepted
        return IllegalMove("Reviews are blind here: rate the claim, for what is accepted is known to everybody.")
    return to_rate(standing, person)


REASON = Field("reason", "long_text")
REMARK = Field("reason", "long_text", required=False)
GROUNDS = (
    Field("rationale", "long_text"),
    Field("definition", "long_text"),
    Field("as_of", "date"),
    Field("expires_at", "moment", required=False),
    Field("evidence", "evidence"),
)
RATING = Field("rating", "rating")
WORDINGS = (Field("wordings", "wordings"), REMARK)
WORDING = (Field("wording", "wording"), REMARK)
EVIDENCE = (
    Field("url", "url"),
    Field("title", "text", required=False),
    Field("publisher", "text", required=False),
    Field("excerpt", "long_text"),
    Field("stance", "stance"),
    Field("seen_at", "moment", required=False),
)
MENTION = (
    Field("source_name", "text", required=False),
    Field("source_spans", "spans", required=False),
    Field("cue_spans", "spans", required=False),
    Field("content_spans", "spans", required=False),
)
SAYING = (
    Field("saying", "saying"),
    Field("note", "long_text", required=False),
    Field("primary_source_url", "url", required=False),
)

# By the name of the function that acts.
RULES: dict[str, Rule] = {
    "take": Rule("Take", Action.TAKE, to_take),
    "release": Rule("Release", Action.RELEASE, to_release, (REMARK,)),
    "assign": Rule("Assign", Action.ASSIGN, to_assign, (Field("assignee", "person", required=False),)),
    "set_due": Rule("Set the due date", Action.SET_DUE, to_set_due, (Field("due_on", "date", required=False),)),
    "comment": Rule("Comment", Action.COMMENT, nothing, (Field("text", "long_text"),)),
    "add_evidence": Rule("Add evidence", Action.EVIDENCE, to_add_evidence, EVIDENCE),
    "rate": Rule("Rate", Action.RATE, to_rate, (RATING, *GROUNDS)),
    "approve": Rule("Approve and publish", Action.APPROVE, to_approve, (REMARK,)),
    "rate_second": Rule(
        "Rate as the second person", Action.RATE_SECOND, to_rate_second, (RATING, Field("rationale", "long_text"))
    ),
    "send_back": Rule("Send back", Action.SEND_BACK, to_send_back, (REASON,)),
    "dismiss": Rule("Dismiss", Action.DISMISS, to_dismiss, (Field("dismissed_as", "dismissed_as"), REMARK)),
    "correct": Rule("Correct", Action.CORRECT, to_correct, (REASON, RATING, *GROUNDS)),
    "reopen": Rule("Reopen", Action.REOPEN, to_reopen, (REASON,)),
    "withdraw": Rule("Withdraw", Action.WITHDRAW, to_withdraw, (REASON,)),
    "merge": Rule("Merge into another claim", Action.MATCH, to_merge, (Field("into", "claim"), REMARK)),
    "split": Rule("Split wordings off", Action.MATCH, to_split, WORDINGS),
    "put_otherwise": Rule("Put in other words", Action.MATCH, to_split, WORDING),
    "undo_regrouping": Rule("Undo the last merge, split or wording", Action.MATCH, to_undo),
}
OF_THE_MERGED = frozenset({"undo_regrouping"})  # nothing else is done with a claim that was merged into another
RULES_OF_EVIDENCE = {"remove_evidence": Rule("Remove", Action.EVIDENCE, nothing)}
RULES_OF_PROPOSALS = {
    "accept_proposal": Rule("Accept", Action.PROPOSAL, to_accept, tuple(Field(f.name, f.kind, False) for f in GROUNDS)),
    "decline_proposal": Rule("Decline", Action.PROPOSAL, nothing),
}
RULES_OF_MENTIONS = {
    "confirm_mention": Rule("Confirm", Action.MENTION, nothing),
    "reject_mention": Rule("Reject", Action.MENTION, nothing, (REASON,)),
    "restore_mention": Rule("Restore", Action.MENTION, nothing),
    "correct_mention": Rule("Correct", Action.MENTION, nothing, MENTION),
    "judge_saying": Rule("Did they say it?", Action.MENTION, nothing, SAYING),
}
RULES_OF_MATCHES = {
    "confirm_match": Rule("Confirm", Action.MATCH, nothing, (Field("relation", "relation", required=False), REMARK)),
    "reject_match": Rule("Reject", Action.MATCH, nothing, (REMARK,)),
    "reopen_match": Rule("Take the decision back", Action.MATCH, nothing),
}
EVERY_RULE = RULES | RULES_OF_EVIDENCE | RULES_OF_PROPOSALS | RULES_OF_MENTIONS | RULES_OF_MATCHES


def obstacle_to(name: str, standing: Standing, person: User) -> ClaimsError | None:
    """What stands in a person's way, None where nothing does; their role aside."""
    if standing.claim.merged_into_id is not None and name not in OF_THE_MERGED:
        return IllegalMove(f"This claim was merged into claim {standing.claim.merged_into_id}: work on that one.")
    return EVERY_RULE[name].obstacle(standing, person)


@contextmanager
def acting(name: str, claim: Claim, by: User, beside: Collection[Claim] = ()) -> Iterator[Standing]:
    """A transaction in which `by` does `name` to `claim`, whose row is locked, with those of the claims `beside` it.

    These are its only locks on claims, taken in the order of their ids. Raises NotAllowed by role before anything is
    read, then ClaimMovedOn, then whatever stands in the way.
    """
    if not may(by, EVERY_RULE[name].takes):
        raise NotAllowed("Your role does not allow this.")
    with transaction.atomic(), recorded_as(by):
        standings = {held.pk: hold(held) for held in sorted({claim, *beside}, key=lambda held: held.pk)}
        if obstacle := obstacle_to(name, standings[claim.pk], by):
            raise obstacle
        yield standings[claim.pk]


def is_hidden(review: Review, person: Person) -> bool:
    """Whether a blind second rater must not see it: until two people have rated, only who rated sees what and why.

    One that was sent back unrated stays hidden: who sent it back can still rate the next version without knowing it.
    """
    if not settings.BLIND_REVIEW or review.rated_by_id == person.pk or review.approved_at is not None:
        return False
    known: bool | None = vars(review).get("is_settled")
    return not (Review.objects.filter(queries.settled(), pk=review.pk).exists() if known is None else known)
