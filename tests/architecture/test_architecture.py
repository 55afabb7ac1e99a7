"""What the import linter cannot see: foreign keys written as strings, names, sizes, mirrors."""

import ast
import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "maillage"
JUNK_NAMES = {"utils", "util", "helpers", "common", "misc", "tools", "base", "core"}
MAX_LINES = 600
MAX_FUNCTION_LINES = 60


def app_heights():
    """Map each app to its floor; 0 is the top line of the `map` contract."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["id"] == "map")
    return {
        app.strip(" ()"): -depth for depth, layer in enumerate(layers) for app in layer.split("|")
    }


def source_files():
    return [p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts]


def functions():
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


def test_foreign_keys_point_down():
    height = app_heights()
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if (here := model._meta.app_label) in height
        if (there := field.related_model._meta.app_label) in height
        if here != there and height[there] >= height[here]
    ]
    assert upward == []


def test_no_junk_drawer():
    assert [p for p in source_files() if p.stem in JUNK_NAMES or p.parent.name in JUNK_NAMES] == []


def test_files_stay_readable():
    assert [p for p in source_files() if len(p.read_text().splitlines()) > MAX_LINES] == []


def test_functions_stay_readable():
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path, node in functions()
        if node.end_lineno - node.lineno >= MAX_FUNCTION_LINES
    ]
    assert long == []


def test_nothing_listens_to_signals():
    listeners = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path, node in functions()
        if any("receiver" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    assert listeners == []
    assert [p for p in source_files() if "signals" in p.read_text()] == []


def test_tests_mirror_the_code():
    orphans = [
        p
        for app in app_heights()
        for p in (ROOT / "tests" / app).glob("test_*.py")
        if not (PACKAGE / app / f"{p.stem.removeprefix('test_')}.py").exists()
        and not (PACKAGE / app / p.stem.removeprefix("test_")).is_dir()
    ]
    assert orphans == []
