"""The house's sizes and names hold: no giant module or function, no vague name, no hidden import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "knowhold"
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "managers", "services", "signals"}
LARGEST_MODULE = 500
LARGEST_FUNCTION = 60


def modules() -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        # an apps.py holds a name and nothing else
        if "migrations" not in path.parts and path.name != "apps.py" and path.stat().st_size
    ]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_stays_readable(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)

    assert len(text.splitlines()) <= LARGEST_MODULE
    assert ast.get_docstring(tree), "every module opens with one sentence of purpose"
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in functions(tree)
        if node.end_lineno and node.end_lineno - node.lineno + 1 > LARGEST_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_import_hides_inside_a_function(path: Path) -> None:
    hidden = [
        f"{node.name} line {inner.lineno}"
        for node in functions(ast.parse(path.read_text("utf-8")))
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


@pytest.mark.parametrize("folder", ["src", "tests", "tools", "bench"])
def test_every_name_imported_from_the_project_is_there(folder: str) -> None:
    """A tool or a benchmark runs seldom, and must not be the last to learn that a name went."""
    missing = [
        f"{path.relative_to(ROOT)}: {node.module}.{alias.name}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and not node.level
        if (node.module or "").startswith("knowhold")
        for alias in node.names
        if not is_there(str(node.module), alias.name)
    ]

    assert missing == []


def is_there(module: str, name: str) -> bool:
    if name == "*":
        return True
    where = SOURCE.parent.joinpath(*module.split("."))
    if (where / f"{name}.py").exists() or (where / name).is_dir():
        return True
    path = where / "__init__.py" if where.is_dir() else where.with_suffix(".py")
    return path.exists() and name in names_in(path)


@cache
def names_in(path: Path) -> frozenset[str]:
    """Every name the module binds at its top level, conditionally or not."""
    bound: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                bound.add(node.name)
            case ast.Name(ctx=ast.Store()):
                bound.add(node.id)
            case ast.alias():
                bound.add(node.asname or node.name)
    return frozenset(bound)


def test_no_module_has_a_vague_name() -> None:
    found = [
        name_of(path) for path in modules() if VAGUE & {path.stem, *path.relative_to(SOURCE).parts}
    ]

    assert found == []


def test_no_model_saves_by_trick_and_no_signal_is_connected() -> None:
    tricks = []
    for path in modules():
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and path.name == "models.py":
                tricks += [
                    f"{name_of(path)}: {node.name}.{inner.name}"
                    for inner in node.body
                    if isinstance(inner, ast.FunctionDef) and inner.name in {"save", "delete"}
                ]
            if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
                tricks.append(f"{name_of(path)}: signals")

    assert tricks == []
