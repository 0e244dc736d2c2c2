"""What the documents say is there."""

import json
import re
import shutil
import sys
from pathlib import Path
from subprocess import run

import pytest
from django.core.management import get_commands

from claims.review.rules import EVERY_RULE
from tests.service import wait_for
from tests.test_journey import STORY, fresh

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("seeds/*.md"), *ROOT.glob("training/*.md")]
)


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document):
    targets = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_is_there(document):
    text = document.read_text(encoding="utf-8")
    named = set(re.findall(r"manage\.py (\w+)", text))
    assert named <= set(get_commands())
    goals = set(re.findall(r"\bmake (run|test|check|bench|setup)\b", text))
    assert goals <= set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))


def test_every_setting_is_told_to_operators():
    source = read("config/settings.py") + read("config/run.py")
    settings = set(
        re.findall(r"""(?:env\.\w+|positive|probability|flag|one_of|environ\.get)\(\s*"([A-Z_]+)\"""", source)
    )
    told = set(re.findall(r"`([A-Z_]+)`", read("docs/operations.md")))
    assert settings - told == {"TERM"}  # which is the terminal's own


def test_the_glossary_has_every_record():
    words = read("docs/glossary.md").lower()
    records = {path.stem for path in (ROOT / "claims/models").glob("*.py")} - {"__init__", "fields", "ids", "triggers"}
    assert [record for record in records if record not in words] == []


def test_every_action_is_told_to_reviewers():
    told = set(re.findall(r"\*\*([^*]+)\*\*", read("docs/reviewing.md")))
    assert {rule.label for rule in EVERY_RULE.values()} - told == set()


def test_the_requirements_are_pinned_with_a_reason():
    for name in ("requirements.txt", "requirements-run.txt"):
        lines = [line for line in read(name).splitlines() if line and not line.startswith(("#", "-r"))]
        assert [line for line in lines if not re.fullmatch(r"[\w.\[\],-]+==[^ ;]+(; [^#]+)? +# .+", line)] == []


def documents_in(text):
    """The JSON documents that stand one after the other in a text."""
    decoder, at = json.JSONDecoder(), 0
    while (at := len(text) - len(text[at:].lstrip())) < len(text):
        document, at = decoder.raw_decode(text, at)
        yield document


@pytest.mark.skipif(not shutil.which("curl"), reason="the walk is told with curl, which is not installed")
def test_the_walk_from_claim_to_verdict_works_as_it_stands(service):
    article_id = service.submit(fresh(STORY))
    wait_for(lambda: service.is_done(article_id), "the article is read")
    (walk,) = re.findall(r"```bash\n(.*?)```", read("README.md"), re.DOTALL)
    here = {
        "http://127.0.0.1:8000": f"http://{service.address}",
        ".venv/bin/python": sys.executable,
        "var/demo-accounts.json": str(service.accounts),
    }
    for told, real in here.items():
        assert told in walk
        walk = walk.replace(told, real)
    said = run(["bash", "-euc", walk], capture_output=True, text=True, check=True).stdout
    *answers, timeline = documents_in(said)
    assert [(answer["status"], answer.get("version")) for answer in answers] == [
        ("in_review", 2),
        ("rated", 4),
        (403, None),
        ("published", 5),
        ("published", 7),
        ("corrected", 8),
    ]
    assert timeline["results"][0]["who"] == answers[-1]["transitions"][0]["actor"]
