"""Examples in the docstrings of jjinvest/ give what they show."""

from __future__ import annotations

import doctest
import importlib
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import ModuleType

import pytest

OPENED = 'open("jiangjin", "2023Q4"'
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def optionflags(pytestconfig) -> int:
    return sum(doctest.OPTIONFLAGS_BY_NAME[name] for name in pytestconfig.getini("doctest_optionflags"))


def modules_with_examples(package: Path) -> list[str]:
    """Names of the modules whose text has a prompt; only these are imported."""
    return [
        ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(package.rglob("*.py"))
        if ">>> " in path.read_text(encoding="utf-8")
    ]


def of_cached_properties(module: ModuleType) -> list[doctest.DocTest]:
    """Examples of cached properties, which doctest does not look into."""
    finder, found = doctest.DocTestFinder(), list[doctest.DocTest]()
    for owner in vars(module).values():
        if not isinstance(owner, type) or owner.__module__ != module.__name__:
            continue
        for name, member in vars(owner).items():
            if isinstance(member, cached_property):
                full = f"{module.__name__}.{owner.__name__}.{name}"
                found += finder.find(member.func, full, module, vars(module))
    return found


def failures(module: ModuleType, optionflags: int) -> str:
    """Run the examples of a module; return what doctest reports of those that fail."""
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=optionflags)
    for example in [*doctest.DocTestFinder().find(module), *of_cached_properties(module)]:
        runner.run(example, out=report.append)
    assert runner.summarize(verbose=False).attempted > 0, f"no example of {module.__name__} is in a docstring"
    return "".join(report)


@pytest.mark.parametrize("name", modules_with_examples(ROOT / "jjinvest"))
def test_examples(name, optionflags, request):
    module = importlib.import_module(name)
    with ExitStack() as stack:
        if OPENED in Path(str(module.__file__)).read_text(encoding="utf-8"):
            stack.enter_context(request.getfixturevalue("results_at_hand")())
        report = failures(module, optionflags)
    assert not report, report


@pytest.mark.parametrize(("shown", "right"), [("2", True), ("3", False), ("2...", True)])
def test_a_wrong_example_is_found(tmp_path, monkeypatch, optionflags, shown, right):
    package = tmp_path / f"sample_{len(shown)}_{right}"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "inner" / "__init__.py").write_text(
        f'def add():\n    """Add.\n\n    >>> 1 + 1\n    {shown}\n    """\n', encoding="utf-8"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert modules_with_examples(package) == [f"{package.name}.inner"]
    report = failures(importlib.import_module(f"{package.name}.inner"), optionflags)
    assert (report == "") is right
