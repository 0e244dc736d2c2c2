"""What people do with a claim, from taking it to withdrawing it: every function is one transaction and one new version.

The first argument is the record as the person saw it: a claim with the `version` that stood on their screen, or a
mention, a proposal or a piece of evidence with its claim. The claim's row is locked first, always, so nobody waits in
a circle; what the row no longer is raises ClaimMovedOn, what its status forbids IllegalMove, what the person may not
do NotAllowed, and what is missing NotComplete. After a function has returned, the claim that it was given is current.
"""

from claims.review.actions import (
    OpenAction,
    open_actions,
    open_evidence_actions,
    open_match_actions,
    open_mention_actions,
    open_proposal_actions,
)
from claims.review.closing import dismiss, reopen, withdraw
from claims.review.desk import add_evidence, assign, comment, release, remove_evidence, set_due, take
from claims.review.matches import CONFIRMABLE, confirm_match, reject_match, reopen_match
from claims.review.mentions import confirm_mention, correct_mention, judge_saying, reject_mention, restore_mention
from claims.review.proposals import RelyingOn, accept_proposal, decline_proposal, propose_from, relied_on
from claims.review.rating import approve, correct, rate, rate_second, send_back
from claims.review.regrouping import merge, put_otherwise, split, undo_regrouping
from claims.review.rules import RULES, Field, Rule, is_hidden

__all__ = [
    "CONFIRMABLE",
    "RULES",
    "Field",
    "OpenAction",
    "RelyingOn",
    "Rule",
    "accept_proposal",
    "add_evidence",
    "approve",
    "assign",
    "comment",
    "confirm_match",
    "confirm_mention",
    "correct",
    "correct_mention",
    "decline_proposal",
    "dismiss",
    "is_hidden",
    "judge_saying",
    "merge",
    "open_actions",
    "open_evidence_actions",
    "open_match_actions",
    "open_mention_actions",
    "open_proposal_actions",
    "propose_from",
    "put_otherwise",
    "rate",
    "rate_second",
    "reject_match",
    "reject_mention",
    "release",
    "relied_on",
    "remove_evidence",
    "reopen",
    "reopen_match",
    "restore_mention",
    "send_back",
    "set_due",
    "split",
    "take",
    "undo_regrouping",
    "withdraw",
]
