"""Accounts to try the service with, one a role."""

import json
import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from knox.models import AuthToken
from knox.settings import CONSTANTS

from claims.roles import Role

ACCOUNTS = {
    "admin": Role.ADMINISTRATOR,
    "editor": Role.EDITOR,
    "reviewer": Role.REVIEWER,
    "submitter": Role.SUBMITTER,
}
DEMO_MAIL = "@demo.invalid"  # marks an account that this command made
Credentials = dict[str, dict[str, str]]


class Command(BaseCommand):
    help = "Create an account a role, with a random password and a token, and write them down for the owner alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=settings.BASE_DIR / "var" / "demo-accounts.json")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if are_valid(written := read(path)):
            self.stdout.write(f"  the {len(written)} demo accounts of {path.name} are as they were")
            return
        strangers = User.objects.filter(username__in=ACCOUNTS).exclude(email__endswith=DEMO_MAIL)
        if names := ", ".join(strangers.values_list("username", flat=True)):
            raise CommandError(
                f"There are accounts of these names that are no demo accounts: {names}. Nothing was changed: "
                "they would get another password and another role."
            )
        write(path, create_accounts())
        self.stdout.write(f"  wrote {path.name}")


def read(path: Path) -> Credentials:
    """What an earlier run wrote down; empty where there is nothing to read."""
    try:
        written: Credentials = json.loads(path.read_text())
    except (FileNotFoundError, PermissionError, ValueError):
        return {}
    return written


def are_valid(written: Credentials) -> bool:
    """Whether every account that was written down is still in this database, with its token.

    A password that somebody has changed since is theirs to know: nothing is reset because of it.
    """
    kept = AuthToken.objects.filter(user__username__in=ACCOUNTS).values_list("user__username", "token_key")
    tokens = {(name, one["token"][: CONSTANTS.TOKEN_KEY_LENGTH]) for name, one in written.items()}
    return set(written) == set(ACCOUNTS) and tokens <= set(kept)


@transaction.atomic
def create_accounts() -> Credentials:
    return {name: create_account(name, role) for name, role in ACCOUNTS.items()}


def create_account(name: str, role: Role) -> dict[str, str]:
    """The account `name`, with a new password, and its role as its group; older tokens of it end."""
    user, _ = User.objects.get_or_create(username=name, defaults={"email": f"{name}{DEMO_MAIL}"})
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.is_staff = role != Role.SUBMITTER
    user.is_superuser = role == Role.ADMINISTRATOR
    user.save()
    user.groups.set([Group.objects.get(name=role)])
    AuthToken.objects.filter(user=user).delete()
    _, token = AuthToken.objects.create(user, expiry=None)
    return {"username": name, "password": password, "token": token}


def write(path: Path, credentials: Credentials) -> None:
    """For the owner alone, from the first moment on, and whole or not at all."""
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(credentials, file, indent=2)
        file.write("\n")
    fresh.replace(path)
