"""Administrators manage accounts and tokens; nobody makes himself more than he is."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from knox.models import AuthToken

from claims.roles import Role
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def page_of(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def queries_of(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def saved(user, **fields):
    roles = [group.pk for group in user.groups.all()]
    return {"username": user.username, "is_active": "on", "groups": roles, "_save": "Save"} | fields


@pytest.mark.parametrize(
    "path", ["/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/", "/admin/knox/authtoken/"]
)
def test_administrators_see_accounts_roles_and_tokens_and_reviewers_do_not(administrator, reviewer, path):
    AuthToken.objects.create(make_user())
    assert (administrator.get(path).status_code, reviewer.get(path).status_code) == (200, 403)


def test_an_administrator_gives_an_account_a_role(administrator):
    user = make_user(Role.SUBMITTER)
    role = Group.objects.get(name=Role.EDITOR)
    response = administrator.post(page_of(user), saved(user, groups=[role.pk], is_staff="on"))
    assert response.status_code == 302
    user.refresh_from_db()
    assert ([group.name for group in user.groups.all()], user.is_staff) == (["editor"], True)


def test_an_administrator_makes_no_superuser(administrator):
    user = make_user(Role.SUBMITTER)
    administrator.post(page_of(user), saved(user, is_superuser="on"))
    assert not User.objects.get(pk=user.pk).is_superuser


def test_a_superuser_makes_another(superuser):
    user = make_user(Role.SUBMITTER)
    superuser.post(page_of(user), saved(user, is_superuser="on"))
    assert User.objects.get(pk=user.pk).is_superuser


@pytest.mark.parametrize("path", ["change", "password_change", "delete"])
def test_an_administrator_touches_no_superuser(administrator, path):
    user = make_user(Role.ADMINISTRATOR, is_superuser=True)
    address = reverse(f"admin:auth_user_{path}", args=[user.pk])
    assert administrator.post(address, {"username": "taken", "post": "yes"}).status_code == 403
    assert User.objects.get(pk=user.pk).username == user.username


def test_a_new_token_is_shown_once_and_can_be_taken_away(administrator):
    user = make_user()
    made = administrator.post("/admin/knox/authtoken/add/", {"user": user.pk}, follow=True)
    (token,) = AuthToken.objects.filter(user=user)
    assert f"TOKEN {token.token_key}" in made.content.decode()
    administrator.post(reverse("admin:knox_authtoken_delete", args=[token.pk]), {"post": "yes"})
    assert not AuthToken.objects.filter(user=user).exists()


def test_roles_are_not_changed_by_hand(superuser):
    group = Group.objects.get(name=Role.REVIEWER)
    assert superuser.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "other"}).status_code == 403


@pytest.mark.parametrize("path", ["/admin/auth/user/", "/admin/auth/group/", "/admin/knox/authtoken/"])
def test_a_list_takes_the_same_queries_for_one_account_and_for_several(administrator, path):
    AuthToken.objects.create(make_user())
    queries_of(administrator, path)
    with_one = queries_of(administrator, path)
    for role in Role:
        AuthToken.objects.create(make_user(role))
    assert queries_of(administrator, path) == with_one
