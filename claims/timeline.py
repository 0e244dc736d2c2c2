"""The timeline of a claim: everything that happened to it, newest first, read from the audit trail.

One query finds what happened and what changed in each case, whatever the kinds; a few more, whose number is constant,
put names to the ids in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models

from claims import queries
from claims.lifecycle import Status
from claims.models import Claim, Match, Mention, Rating, Regrouping, Source, Wording
from claims.models.audit import ADDED, REMOVED
from claims.review.rules import Person

PAGE = 50
MOST_CHANGES = 100  # that changes_since tells
LONGEST = 120  # characters of a wording that is named


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after; None where it was, or is, empty. Accounts, sources and ratings are given by name."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a claim."""

    at: datetime
    record: str  # "transition", or the record that was changed: one of OF_THE_CLAIM
    record_id: int
    who: str | None  # the account's name; None for the machine
    who_id: int | None
    through: str  # the path, task or command by which it was done, where that is known
    what: str  # in words: "rated False, version 2"
    changes: tuple[Change, ...]
    reason: str
    key: str  # of this entry, to go on from: see `timeline`


@dataclass(frozen=True, slots=True)
class Page:
    entries: list[Entry]
    next: str | None  # what `before` is for the next page; None on the last


def timeline(claim: Claim, person: Person, *, limit: int = PAGE, before: str | None = None) -> Page:
    """At most `limit` entries before the one whose key is `before`, newest first, as `person` may see them.

    Raises ValueError where `before` is no key.
    """
    bounds, place = (before_the_key, read_key(before)) if before else (unbounded, {})
    rows = happened(claim, bounds, place, limit + 1)
    entries = told(claim, person, rows[:limit])
    return Page(entries, entries[-1].key if len(rows) > limit else None)


def changes_since(claim: Claim, version: int, person: Person) -> list[Entry]:
    """What happened to a claim after it had this version, newest first, at most MOST_CHANGES; empty where it still has.

    With all that was written in the transaction that made the next version, even before the claim's own row.
    """
    events = apps.get_model("claims", "ClaimEvent")._default_manager.filter(pgh_obj=claim.pk, version=version)
    first = events.order_by("pgh_id").values("pgh_created_at", "pgh_transaction").first()
    if first is None:
        return []
    place = {"since": first["pgh_created_at"], "go": first["pgh_transaction"], "version": version}
    return told(claim, person, happened(claim, since_the_version, place, MOST_CHANGES))


# What happened

WORDINGS = "(SELECT id FROM claims_wording WHERE claim_id = %(claim)s)"
# By record, which of its events are the claim's. Ids of what belonged to it once are in the events themselves.
OF_THE_CLAIM = {
    "claim": "e.pgh_obj_id = %(claim)s",
    "review": "e.claim_id = %(claim)s",
    "secondrating": "e.review_id IN (SELECT id FROM claims_review WHERE claim_id = %(claim)s)",
    "evidence": "e.claim_id = %(claim)s",
    "comment": "e.claim_id = %(claim)s",
    "proposal": "e.claim_id = %(claim)s",
    "mention": f"(e.wording_id IN {WORDINGS} OR e.pgh_obj_id IN"
    f" (SELECT id FROM claims_mention WHERE wording_id IN {WORDINGS}))",
    "wording": f"(e.pgh_obj_id IN {WORDINGS} OR e.pgh_obj_id IN"
    " (SELECT pgh_obj_id FROM claims_wordingevent WHERE claim_id = %(claim)s))",
    "match": f"(e.first_id IN {WORDINGS} OR e.second_id IN {WORDINGS})",
    "regrouping": "(e.claim_id = %(claim)s OR e.other_id = %(claim)s)",
}
# Columns that say nothing by themselves: a move stands in its transition, a version counts what the others say.
SILENT = {
    "claim": ("status", "dismissed_as", "version", "updated_at"),
    "mention": ("place", "read_place", "position", "confidence", "model_version"),
    "review": ("evidence_count",),
    "wording": ("normalised", "fingerprint"),
}
ALWAYS_SILENT = ("id", "created_at", "search", "embedding")
# An event holds the row before the change: what became of it is in the next event of the row, or the row itself.
EVENTS = """
    SELECT '{record}' AS record, e.pgh_id AS id, e.pgh_label AS label, e.pgh_created_at AS at,
        e.pgh_obj_id AS record_id, e.pgh_context AS context, to_jsonb(e) AS was,
        CASE e.pgh_label WHEN 'changed' THEN coalesce(
            (SELECT to_jsonb(n) FROM claims_{record}event n
                WHERE n.pgh_obj_id = e.pgh_obj_id AND n.pgh_id > e.pgh_id ORDER BY n.pgh_id LIMIT 1),
            (SELECT to_jsonb(r) FROM claims_{record} r WHERE r.id = e.pgh_obj_id)
        ) END AS became, ARRAY[{silent}] AS silent
    FROM (SELECT * FROM claims_{record}event e WHERE {mine} AND {bounds} ORDER BY e.pgh_created_at DESC LIMIT {most}) e
"""
TRANSITIONS = """
    SELECT 'transition', e.id, 'added', e.at, e.id, NULL, to_jsonb(e), NULL, ARRAY['']
    FROM claims_transition e WHERE e.claim_id = %(claim)s AND {bounds}
"""
# What a person's merge, split or rewording changed of the claim and its wordings is told once, by the regrouping.
TOLD_BY_A_REGROUPING = """
    context ->> 'user' IS NOT NULL AND record IN ('claim', 'wording') AND EXISTS (
        SELECT 1 FROM claims_regrouping g WHERE %(claim)s IN (g.claim_id, g.other_id) AND CASE
            WHEN record = 'wording' THEN record_id = ANY (g.wordings)
                AND to_jsonb(g.claim_id) IN (was -> 'claim_id', became -> 'claim_id')
                AND to_jsonb(g.other_id) IN (was -> 'claim_id', became -> 'claim_id')
            WHEN g.kind = 'canonical' THEN was -> 'canonical_wording_id' <> became -> 'canonical_wording_id'
                AND to_jsonb(g.wording_before_id) IN (was -> 'canonical_wording_id', became -> 'canonical_wording_id')
            -- one that was merged into the merged moves along: that is told
            ELSE 'null' IN (was -> 'merged_into_id', became -> 'merged_into_id')
                AND to_jsonb(CASE %(claim)s WHEN g.claim_id THEN g.other_id ELSE g.claim_id END)
                    IN (was -> 'merged_into_id', became -> 'merged_into_id')
        END
    )
"""
HAPPENED = """
    SELECT record, id, label, at, record_id, context, was, changed FROM ({branches}) AS happened, LATERAL (
        SELECT jsonb_object_agg(key, jsonb_build_array(value, became -> key)) AS changed FROM jsonb_each(was)
        WHERE label = 'changed' AND key <> ALL(silent) AND key NOT LIKE 'pgh\\_%%' AND value <> became -> key
    ) AS difference
    WHERE (label <> 'changed' OR changed IS NOT NULL)
        -- where a wording went after it had left the claim is another claim's business
        AND (record <> 'wording' OR to_jsonb(%(claim)s::bigint) IN (was -> 'claim_id', became -> 'claim_id'))
        AND NOT ({told_by_a_regrouping})
    ORDER BY at DESC, record DESC, id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """A row of what happened, as the database tells it; `changed` by column, [before, after]."""

    record: str
    id: int
    label: str
    at: datetime
    record_id: int
    context: dict[str, Any]
    was: dict[str, Any]
    changed: dict[str, list[Any]]


def happened(claim: Claim, bounds: Callable[[str], str], place: dict[str, Any], limit: int) -> list[Happened]:
    """At most `limit` things that happened within `bounds`: a condition by record, whose parameters are in `place`."""
    branches = [events_of(record, bounds(record)) for record in OF_THE_CLAIM]
    branches.append(TRANSITIONS.format(bounds=bounds("transition")))
    query = HAPPENED.format(branches=" UNION ALL ".join(branches), told_by_a_regrouping=TOLD_BY_A_REGROUPING)
    with connection.cursor() as cursor:
        cursor.execute(query, place | {"claim": claim.pk, "limit": limit})
        return [Happened(*row[:5], *(json.loads(value or "{}") for value in row[5:])) for row in cursor.fetchall()]


def events_of(record: str, bounds: str) -> str:
    silent = ", ".join(f"'{column}'" for column in (*ALWAYS_SILENT, *SILENT.get(record, ())))
    # Of these some are left out later: a limit before that would lose others. They are few.
    most = "ALL" if record in ("claim", "wording") else "%(limit)s"
    return EVENTS.format(record=record, mine=OF_THE_CLAIM[record], bounds=bounds, silent=silent, most=most)


def unbounded(record: str) -> str:
    return "true"


def read_key(key: str) -> dict[str, Any]:
    """What `before_the_key` compares with. Raises ValueError."""
    at, record, number = key.split("|")
    return {"at": datetime.fromisoformat(at), "record": record, "number": int(number)}


def before_the_key(record: str) -> str:
    at, number = ("e.at", "e.id") if record == "transition" else ("e.pgh_created_at", "e.pgh_id")
    return f"({at}, '{record}', {number}) < (%(at)s::timestamptz, %(record)s::text, %(number)s::bigint)"


def since_the_version(record: str) -> str:
    if record == "transition":
        return "e.version > %(version)s"
    return "(e.pgh_created_at >= %(since)s OR e.pgh_transaction = %(go)s)"


# How it is told


@dataclass(frozen=True, slots=True)
class Names:
    """What ids in the rows stand for, by table."""

    of: Mapping[type[models.Model], Mapping[int, str]]

    def __call__(self, column: str, value: Any) -> Any:
        model = NAMED.get(column)
        return value if model is None or value is None else self.of[model].get(value, str(value))


ACCOUNTS = (
    *("assignee", "actor", "author", "added_by", "rated_by", "approved_by", "returned_by", "decided_by"),
    *("corrected_by", "rejected_by", "saying_checked_by", "by", "undone_by"),
)
NAMED: dict[str, type[models.Model]] = dict.fromkeys((f"{name}_id" for name in ACCOUNTS), User) | {
    "rating_id": Rating,
    "source_id": Source,
    "wording_id": Wording,
    "canonical_wording_id": Wording,
    "wording_before_id": Wording,
    "first_id": Wording,
    "second_id": Wording,
}
NAME_OF = {User: "username", Rating: "label", Source: "name", Wording: "text"}


def names_in(rows: Iterable[Happened]) -> Names:
    """The names behind all ids of these rows: a query a table."""
    wanted: dict[type[models.Model], set[int]] = {model: set() for model in NAME_OF}
    for row in rows:
        pairs = [*row.was.items(), *((column, new) for column, (_, new) in row.changed.items())]
        for column, value in pairs:
            if column in NAMED and value is not None:
                wanted[NAMED[column]].add(value)
    return Names(
        {
            model: dict(model._default_manager.filter(pk__in=ids).values_list("pk", NAME_OF[model]))
            for model, ids in wanted.items()
        }
    )


def told(claim: Claim, person: Person, rows: Sequence[Happened]) -> list[Entry]:
    names = names_in(rows)
    hidden = set(claim.reviews.filter(queries.hidden_from(person)).values_list("pk", flat=True))
    return [tell(claim, row, names, is_blind=row.record == "review" and row.record_id in hidden) for row in rows]


def tell(claim: Claim, row: Happened, names: Names, *, is_blind: bool) -> Entry:
    """One entry; without the rating of a review that the reader must not see yet."""
    was = {column.removesuffix("_id"): names(column, value) for column, value in row.was.items()}
    if is_blind:
        was["rating"] = None
    changed = {
        column.removesuffix("_id"): (names(column, old), names(column, new))
        for column, (old, new) in row.changed.items()
    }
    actor = (row.was["actor_id"], was["actor"]) if row.record == "transition" else (None, None)
    return Entry(
        at=row.at,
        record=row.record,
        record_id=row.record_id,
        who=row.context.get("username") or actor[1],
        who_id=row.context.get("user") or actor[0],
        through=str(next((row.context[name] for name in ("path", "task", "command") if row.context.get(name)), "")),
        what=WORDS[row.record](row, was, changed, claim),
        changes=tuple(Change(field, *values) for field, values in sorted(changed.items())),
        reason=reason_of(row, was, changed),
        key=f"{row.at.isoformat()}|{row.record}|{row.id}",
    )


Values = Mapping[str, Any]
Changes = Mapping[str, tuple[Any, Any]]


REASONS = ("returned_because", "rejected_because", "decided_because")


def reason_of(row: Happened, was: Values, changed: Changes) -> str:
    """Why, where somebody had to say so."""
    given = next((changed[name][1] for name in REASONS if name in changed), "")
    return given or (was.get("reason", "") if row.label == ADDED else "")


def becomes(changed: Changes, name: str) -> Any:
    """What a field was changed to; None where it was not, or to nothing."""
    return changed.get(name, (None, None))[1]


def of_transition(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    moved = f"{Status(was['from_status']).label} to {Status(was['to_status']).label}"
    reason = f", as {Claim.Dismissed(was['dismissed_as']).label.lower()}" if was.get("dismissed_as") else ""
    return f"moved from {moved}{reason}"


def of_claim(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    said = []
    for name, (_, new) in changed.items():
        if name == "assignee":
            said.append(f"assigned to {new}" if new else "assigned to nobody")
        elif name == "due_on":
            said.append(f"due on {new}" if new else "no longer due")
        elif name == "canonical_wording":
            said.append("put in other words")
        elif name == "merged_into":
            said.append(f"merged it into claim {new}" if new else "let it stand for itself again")
        else:
            said.append(f"changed {name.replace('_', ' ')}")
    return ", ".join(sorted(said)) or row.label


def of_review(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    version, rating = f"version {was['version']}", was["rating"]  # None where the reader must not see it
    if row.label == ADDED:
        return f"rated {rating}, {version}" if rating else f"rated, {version}"
    after = f", {rating}" if rating else ""
    if becomes(changed, "approved_at"):
        return f"approved {version}{after}"
    if becomes(changed, "returned_at"):
        return f"sent {version} back{after}"
    return f"{row.label} the review, {version}"


def of_second_rating(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    return f"rated {was['rating']} as the second person" if row.label == ADDED else f"{row.label} the second rating"


def of_evidence(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    stance = {"for": "for the claim", "against": "against the claim"}.get(was["stance"], "as context")
    return f"{row.label} evidence {stance}: {was['title'] or was['url']}"


def of_comment(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    return f"commented: {was['text']}" if row.label == ADDED else f"{row.label} a comment: {was['text']}"


def of_proposal(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    state = becomes(changed, "state")
    if row.label == ADDED:
        return f"proposed the verdict of review {was['review']}"
    return f"{state or row.label} the verdict of review {was['review']}"


def of_mention(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    mention = f"mention {row.record_id} in article {was['article']}"
    if row.label == REMOVED:
        return f"removed {mention}"
    if "rejected_at" in changed:
        return f"rejected {mention}" if becomes(changed, "rejected_at") else f"restored {mention}"
    if saying := becomes(changed, "saying"):
        return f"judged {mention}: {Mention.Saying(saying).label.lower()}"
    if becomes(changed, "corrected_at"):
        return f"corrected {mention}"
    if becomes(changed, "confirmed"):
        return f"confirmed {mention}"
    if "superseded_at" in changed:
        return f"no longer found {mention}" if becomes(changed, "superseded_at") else f"found {mention} again"
    return f"gave {mention} another wording" if "wording" in changed else f"changed {mention}"


def of_wording(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    if "claim" in changed:
        old, new = changed["claim"]
        where = f"here from claim {old}" if new == claim.pk else f"to claim {new}"
        return f"moved the wording “{was['text']}” {where}"
    return f"{row.label} the wording “{was['text']}”"


def of_match(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    """What became of a match, with what it says of which wordings."""
    now = {**was, **{name: new for name, (_, new) in changed.items()}}
    first, second = (f"“{shortened(now[side])}”" for side in ("first", "second"))
    said = f"{first} {SAID[Match.Relation(now['relation'])]} {second}"
    if row.label == REMOVED:
        return f"removed the match: {said}"
    if "decided_by" in changed and now["decided_by"] is None:
        return f"took back the decision whether {said}"
    if "state" in changed or "decided_by" in changed:
        return f"{DECIDED[Match.State(now['state'])]} that {said}"
    return f"compared again: {said}"


SAID = {
    Match.Relation.SAME: "says the same as",
    Match.Relation.CONFLICT: "contradicts",
    Match.Relation.RELATED: "is related to",
    Match.Relation.DIFFERENT: "is something else than",
}
DECIDED = {
    Match.State.SUGGESTED: "suggested",
    Match.State.CONFIRMED: "confirmed",
    Match.State.REJECTED: "rejected",
}


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def of_regrouping(row: Happened, was: Values, changed: Changes, claim: Claim) -> str:
    """A merge, a split or a rewording, as it looks from the claim; or that it was undone."""
    told = REGROUPED[Regrouping.Kind(was["kind"])](was, claim)
    return f"undid: {told}" if becomes(changed, "undone_at") else told


def of_merge(was: Values, claim: Claim) -> str:
    if was["claim"] == claim.pk:
        return f"merged this claim into claim {was['other']}"
    return f"merged claim {was['claim']} into this one"


def of_split(was: Values, claim: Claim) -> str:
    count = "1 wording" if len(was["wordings"]) == 1 else f"{len(was['wordings'])} wordings"
    if was["claim"] == claim.pk:
        return f"split {count} off into claim {was['other']}"
    return f"split {count} off from claim {was['claim']} into this one"


def of_rewording(was: Values, claim: Claim) -> str:
    return f"put the claim in other words than “{shortened(was['wording_before'])}”"


REGROUPED: dict[Regrouping.Kind, Callable[[Values, Claim], str]] = {
    Regrouping.Kind.MERGE: of_merge,
    Regrouping.Kind.SPLIT: of_split,
    Regrouping.Kind.CANONICAL: of_rewording,
}
WORDS: dict[str, Callable[[Happened, Values, Changes, Claim], str]] = {
    "transition": of_transition,
    "claim": of_claim,
    "review": of_review,
    "secondrating": of_second_rating,
    "evidence": of_evidence,
    "comment": of_comment,
    "proposal": of_proposal,
    "mention": of_mention,
    "wording": of_wording,
    "match": of_match,
    "regrouping": of_regrouping,
}
