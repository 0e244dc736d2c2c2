"""People at the desk, signed in."""

import pytest
from celery import Celery
from django.test import Client

from claims.roles import Role
from tests.factories import make_user


def signed_in(role: Role, **fields) -> Client:
    client = Client()
    client.force_login(make_user(role, is_staff=True, **fields))
    return client


@pytest.fixture
def away() -> Celery:
    """Our Celery application, as it is when the broker is away."""
    app = Celery(set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = "redis+socket:///nowhere/redis.sock"
    return app


@pytest.fixture
def reviewer(db):
    return signed_in(Role.REVIEWER)


@pytest.fixture
def administrator(db):
    return signed_in(Role.ADMINISTRATOR)


@pytest.fixture
def superuser(db):
    return signed_in(Role.ADMINISTRATOR, is_superuser=True)


@pytest.fixture
def submitter(db):
    """Somebody who may enter the admin but has no role at the desk."""
    return signed_in(Role.SUBMITTER)
