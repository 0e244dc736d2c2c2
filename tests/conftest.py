"""What every test may ask for. The servers are started before pytest (make test): settings are read on import."""

import os
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.test import TestCase, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadFileScheduling

from tests.service import ROOT, running_service

if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
    pytest.exit(
        "The tests run on servers of their own: make test, or python -m config.embedded --state test -- pytest", 2
    )

USES_SERVICE = re.compile(r"^def \w+\(.*\bservice\b", re.MULTILINE)
SHARED = Path(os.environ.get("SHARED", ROOT.parent / "shared"))


# How long an example takes says how busy the machine is, and nothing of what is tested.
hypothesis_settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("thorough", hypothesis_settings.get_profile("untimed"), max_examples=1000)
hypothesis_settings.load_profile("untimed")  # unless pytest is given --hypothesis-profile=thorough

# A test that commits is tidied up by TRUNCATE, which the service may not do: the owner does it.
TransactionTestCase.databases = {DEFAULT_DB_ALIAS, django_settings.OWNER}
TestCase.databases = {DEFAULT_DB_ALIAS}


class ByFileAndService(LoadFileScheduling):
    """The tests of a file run in one process, and so do all files whose tests share the service."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(super()._split_scope(nodeid))


@cache
def group_of(file: str) -> str:
    return "service" if USES_SERVICE.search((ROOT / file).read_text(encoding="utf-8")) else file


def pytest_xdist_make_scheduler(config, log):
    return ByFileAndService(config, log)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, django_db_modify_db_settings_parallel_suffix):
    """The owner makes the tests' database and migrates it; the tests themselves connect to it as the service does."""
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock():
        made = setup_databases(verbosity, interactive=False, aliases={django_settings.OWNER})
    yield
    with django_db_blocker.unblock():
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS].close_pool()
        teardown_databases(made, verbosity)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A password is hashed to take its time; a test has none to lose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def own_connections():
    """Each thread a connection of its own, not one of the pool; a connection is closed the way it was opened."""
    options = connection.settings_dict["OPTIONS"]
    connection.close()
    pool, options["pool"] = options["pool"], False
    yield
    connection.close()
    options["pool"] = pool


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpora that lies beside a checkout on some machines. Tests that need it skip without it."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder {SHARED}: set SHARED to where the corpora are")
    return SHARED


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    """A whole service with its own servers, web, worker and beat; see tests/service.py."""
    with running_service(tmp_path_factory.mktemp("service")) as running:
        running.start_worker()
        running.start_beat()
        yield running
