"""Triggers that refuse what no constraint can see: other rows, and what the row was before."""

from typing import Any

import pgtrigger

VIOLATION = "USING ERRCODE = 'check_violation'"


def raise_(sentence: str) -> str:
    """The statement that refuses a write; `sentence` holds no quotation mark."""
    return f"RAISE EXCEPTION '{sentence}' {VIOLATION};"


def refuse(name: str, operation: Any, sentence: str, *, condition: Any = None) -> pgtrigger.Trigger:
    """A trigger that refuses `operation`, where `condition` holds if one is given."""
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=operation, condition=condition, func=raise_(sentence)
    )


def before(name: str, operation: Any, function: str, **options: Any) -> pgtrigger.Trigger:
    """A trigger that looks at a row before it is written; `function` raises, or lets it be."""
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=operation, func=f"{function}\nRETURN NEW;", **options
    )


def at_commit(name: str, operation: Any, function: str, **options: Any) -> pgtrigger.Trigger:
    """A trigger that looks at the row when its transaction ends, so that several writes can belong together."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=f"{function}\nRETURN NULL;",
        **options,
    )


def one_move_an_approval(person: str) -> str:
    """Each time that somebody approved a review of a claim they moved that claim to the public, and never else.

    `person` is the column of the changed row that says who; the row has a claim.
    """
    return f"""
    IF (SELECT count(*) FROM claims_review WHERE claim_id = NEW.claim_id AND approved_by_id = NEW.{person})
        <> (SELECT count(*) FROM claims_transition WHERE claim_id = NEW.claim_id
            AND actor_id IS NOT DISTINCT FROM NEW.{person} AND to_status IN ('published', 'corrected'))
    THEN
        {raise_("Who approves a review moves its claim, once for each.")}
    END IF;
"""
