"""Who may do what: the roles, as groups of accounts, and the actions that each may take."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission, User
from django.db.models import Q, TextChoices


class Role(TextChoices):
    SUBMITTER = "submitter"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Action(TextChoices):
    READ = "read"
    SUBMIT = "submit"
    REPLAY = "replay"
    TAKE = "take", "Take"
    RELEASE = "release", "Release one's own"
    COMMENT = "comment"
    EVIDENCE = "evidence", "Add and remove evidence"
    RATE = "rate"
    DISMISS = "dismiss"
    CORRECT = "correct", "Propose a correction of what is published"
    MENTION = "mention", "Confirm, reject and correct mentions, and judge whether it was said"
    PROPOSAL = "proposal", "Accept and decline proposals"
    MATCH = "match", "Decide on matches; merge, split and rename claims, and undo it"
    ORIGIN = "origin", "Say whether articles are of one origin"
    RELEASE_ANY = "release_any", "Release anybody's"
    ASSIGN = "assign"
    SET_DUE = "set_due", "Set due dates"
    APPROVE = "approve"
    SEND_BACK = "send_back", "Send back"
    RATE_SECOND = "rate_second", "Rate as the second person"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    CONFIGURE = "configure", "Manage ratings and accounts"


EVERYBODY = frozenset(Role)
DESK = frozenset({Role.REVIEWER, Role.EDITOR, Role.ADMINISTRATOR})
EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})

MAY: dict[Action, frozenset[Role]] = {
    Action.READ: EVERYBODY,
    Action.SUBMIT: EVERYBODY,
    Action.REPLAY: DESK,
    Action.TAKE: DESK,
    Action.RELEASE: DESK,
    Action.COMMENT: DESK,
    Action.EVIDENCE: DESK,
    Action.RATE: DESK,
    Action.DISMISS: DESK,
    Action.CORRECT: DESK,
    Action.MENTION: DESK,
    Action.PROPOSAL: DESK,
    Action.MATCH: DESK,
    Action.ORIGIN: DESK,
    Action.RELEASE_ANY: EDITORS,
    Action.ASSIGN: EDITORS,
    Action.SET_DUE: EDITORS,
    Action.APPROVE: EDITORS,
    Action.SEND_BACK: EDITORS,
    Action.RATE_SECOND: EDITORS,
    Action.REOPEN: EDITORS,
    Action.WITHDRAW: EDITORS,
    Action.CONFIGURE: frozenset({Role.ADMINISTRATOR}),
}


def roles_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[Role]:
    """The roles of an account: those of its groups, and administrator for a superuser. One query, kept on the user."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    known: dict[str, frozenset[Role]] = vars(user)
    if "_roles" not in known:
        names = set(user.groups.values_list("name", flat=True)) & set(Role.values)
        known["_roles"] = frozenset(map(Role, names)) | ({Role.ADMINISTRATOR} if user.is_superuser else frozenset())
    return known["_roles"]


def may(user: AbstractBaseUser | AnonymousUser, action: Action) -> bool:
    return bool(MAY[action] & roles_of(user))


def create_roles(sender: AppConfig, using: str, **_: Any) -> None:
    """After every migration: a group a role. The desk sees every record in the admin, administrators the accounts."""
    groups = {role: Group.objects.using(using).get_or_create(name=role)[0] for role in Role}
    views = permissions_of(using, Q(content_type__app_label="claims", codename__startswith="view_"))
    accounts = permissions_of(using, Q(content_type__app_label__in=["auth", "knox"]))
    for role in DESK:
        groups[role].permissions.add(*views)
    groups[Role.ADMINISTRATOR].permissions.add(*accounts)


def permissions_of(using: str, which: Q) -> Iterable[Permission]:
    return Permission.objects.using(using).filter(which)
