"""Checkouts of their own for the tests that start servers: far down, with a space in their path."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import embedded

SOURCES = Path(embedded.__file__).parent
STATES = ("run", "test", "steady")


@contextmanager
def checkout_at(folder: Path) -> Iterator[Path]:
    """A checkout with nothing but `config/`; `embedded`'s paths, here and in what `launch` starts, are those of it."""
    checkout = folder.joinpath("a checkout", *["far-down" * 4] * 3).resolve()
    (checkout / "config").mkdir(parents=True)
    for source in SOURCES.glob("*.py"):
        shutil.copy(source, checkout / "config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "CHECKOUT", checkout)
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "CLAIMS_STATE"):
            patch.delenv(name, raising=False)
        folders = [embedded.State(state).sockets for state in STATES]
        folders += [embedded.State("test").folder.parent] if embedded.is_root() else []
        yield checkout
    for path in folders:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One for all tests of a file: making a cluster takes most of a second."""
    with checkout_at(tmp_path_factory.mktemp("shared")) as checkout:
        yield checkout


@pytest.fixture
def fresh_checkout(tmp_path: Path) -> Iterator[Path]:
    """One where nothing was ever started."""
    with checkout_at(tmp_path) as checkout:
        yield checkout


def launch(
    checkout: Path, *command: str, state: str = "test", module: str = "config.embedded"
) -> subprocess.Popen[str]:
    """Start the launcher of the checkout with a command; its output is one stream of text."""
    argv = [sys.executable, "-m", module, "--state", state, "--", *command]
    return subprocess.Popen(
        argv, cwd=checkout, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
