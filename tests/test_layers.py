"""Imports point from the edge to the text, and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = {"claims", "worker", "config", "training", "seeds", "tests", "benchmarks"}

# From the edge to the centre. A module imports from its own layer or from one further down.
LAYERS: list[set[str]] = [
    {"config"},
    {"claims.api", "claims.admin", "claims.pages", "claims.management"},
    {"worker"},
    {
        *("claims.pipeline", "claims.submission", "claims.queue", "claims.review", "claims.timeline"),
        *("claims.publishing", "claims.origins", "claims.drift", "claims.explaining", "claims.recognising"),
    },
    {"claims.sources", "claims.matching", "claims.queries"},
    {"claims.models"},
    {"claims.lifecycle", "claims.roles", "claims.privileges", "claims.audit"},
    {"claims.text", "claims.places", "claims.errors"},
]
# Django asks these two of the package by name; the settings read where the embedded servers are.
WIRING = {"claims.apps", "claims.migrations"}


def layer_of(module: str) -> int | None:
    return next(
        (i for i, layer in enumerate(LAYERS) if any(f"{module}.".startswith(f"{name}.") for name in layer)), None
    )


def modules() -> Iterator[tuple[str, Path]]:
    for package in ("claims", "worker", "config"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if not any(f"{name}.".startswith(f"{wired}.") for wired in WIRING):
                yield name, path


def imports_of(path: Path, within: str) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports and whether it does so at its top; those only types need are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {id(n) for node in ast.walk(tree) if is_type_checking(node) for n in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        at_top = node in tree.body
        if isinstance(node, ast.Import):
            yield from ((alias.name, at_top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{within}: imports are written in full"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if is_module(inner) else str(node.module)), at_top


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


MODULES = list(modules())


@pytest.mark.parametrize(
    ("name", "path"), [pytest.param(*module, id=module[0]) for module in MODULES if module[0] != "claims"]
)
def test_module_imports_only_inwards(name, path):
    own = layer_of(name)
    assert own is not None, f"{name} has no layer: give it one in LAYERS"
    wrong = [
        imported
        for imported, _ in imports_of(path, name)
        if imported.split(".")[0] in OURS and imported != "claims" and not is_inward(own, imported)
    ]
    assert wrong == []


def is_inward(own: int, imported: str) -> bool:
    layer = layer_of(imported)
    return layer is not None and layer >= own


@pytest.mark.parametrize(
    ("name", "path"), [pytest.param(*m, id=m[0]) for m in MODULES if m[0].startswith("claims.text")]
)
def test_text_knows_nothing_but_text(name, path):
    outside = {i for i, _ in imports_of(path, name) if i.split(".")[0] in OURS | {"django", "rest_framework", "celery"}}
    assert {i for i in outside if not i.startswith("claims.text")} == set()


@pytest.mark.parametrize(("name", "path"), [pytest.param(*module, id=module[0]) for module in MODULES])
def test_own_modules_are_imported_at_the_top(name, path):
    assert [i for i, at_top in imports_of(path, name) if not at_top and i.split(".")[0] in OURS] == []


def test_lifecycle_does_not_know_the_records():
    imported = {i for i, _ in imports_of(ROOT / "claims/lifecycle.py", "claims.lifecycle")}
    assert not {i for i in imported if i.startswith("claims.models")}


def test_no_signal_handler_and_no_save_moves_a_claim():
    for name, path in MODULES:
        if name.startswith("claims.models"):
            assert "move(" not in path.read_text(encoding="utf-8"), name
