"""A bad value stops the process by its name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "ture"),
        ("HTTPS", "enabled"),
        ("DATABASE_URL", "sqlite:///claims.db"),
        ("DATABASE_OWNER_URL", "mysql://db/claims"),
        ("DATABASE_POOL", "abc"),
        ("READING_ATTEMPTS", "0"),
        ("LEASE_SECONDS", "10"),
        ("SIGN_IN_RATE", "lots"),
        ("PROXIES", "-1"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_bad_value_is_named(name, value):
    ran = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        cwd=ROOT,
        env=os.environ | {name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode != 0
    assert f"ImproperlyConfigured: {name} must be" in ran.stderr
