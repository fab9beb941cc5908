"""Every reason code of a forecast is in one list, has words in both languages, and is documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jjinvest.forecasting.reason_codes import CODES, NOT_OF_AGREED, SERIES, checked
from jjinvest.i18n.catalog import LANGUAGES, catalog

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [p for p in sorted((ROOT / "jjinvest/forecasting").rglob("*.py")) if p.name != "reason_codes.py"]


def texts(node: ast.AST | None) -> set[str]:
    """All text constants in a piece of source."""
    nodes = [] if node is None else ast.walk(node)
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def emitted(tree: ast.Module) -> Iterator[str]:
    """Codes that a module adds to reasons, returns instead of a forecast, or maps to a condition."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "reasons.append":
            yield from texts(ast.Tuple(node.args, ast.Load()))
        if isinstance(node, ast.Tuple):
            started = [ast.unparse(e.value) for e in node.elts if isinstance(e, ast.Starred)]
            if any(name.endswith("reasons") for name in started):
                yield from texts(ast.Tuple([e for e in node.elts if isinstance(e, ast.Constant)], ast.Load()))
        if (
            isinstance(node, ast.FunctionDef)
            and node.returns is not None
            and re.search(r"Attempt|YearProgress \| tuple", ast.unparse(node.returns))
        ):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Tuple):
                    yield from texts(inner.value)
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "reasons"
            and isinstance(node.value, ast.List | ast.Tuple)
        ):
            yield from texts(node.value)
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Dict)
            and ast.unparse(node.targets[0]) == "remarks"
        ):
            yield from (key for part in node.value.keys for key in texts(part))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("_reasons_of_"):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Yield | ast.Return):
                    yield from texts(inner.value)


def test_codes_that_methods_give_are_in_the_list():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    given = {code for tree in trees for code in emitted(tree)}
    assert {"no_ledger", "few_events", "gaps", "nothing_of_the_year", "no_earlier_year", "pooled"} <= given
    assert given <= set(CODES)


def test_the_list_holds_no_unused_code():
    used = {
        t
        for path in [
            *SOURCES,
            *(ROOT / f"jjinvest/results/{name}.py" for name in ("outlook", "method_uses")),
        ]
        for t in texts(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert set(CODES) <= used
    assert len(CODES) == len(set(CODES))
    assert set(NOT_OF_AGREED) | set(SERIES) < set(CODES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language):
    words = {code: catalog(language).get(f"term.code_{code}", "") for code in CODES}
    assert all(words.values()), [code for code, text in words.items() if not text]
    assert len(set(words.values())) == len(CODES)
    extra = {key.removeprefix("term.code_") for key in catalog(language) if key.startswith("term.code_")}
    assert extra == set(CODES)
    assert not [text for text in words.values() if any(sign.isdigit() or sign in "_{}" for sign in text)]


def test_the_documentation_lists_exactly_these():
    text = (ROOT / "docs/forecast.md").read_text(encoding="utf-8")
    section = text.partition("\n## Reason codes\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")][1:]
    listed = [row.strip(" `") for row in rows]
    assert sorted(listed) == sorted(CODES)


def test_an_unknown_code_is_refused_and_a_repeated_one_is_kept_once():
    assert checked(["gaps", "zeros", "gaps"]) == ("gaps", "zeros")
    with pytest.raises(ValueError, match="because"):
        checked(["gaps", "because"])
