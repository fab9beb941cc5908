"""Imports without an optional part: absent meanwhile, and only if it was not imported."""

from __future__ import annotations

import email
import importlib
import subprocess
import sys
from typing import Any

import pytest

from jjinvest.core.light_imports import WhenUsed, absent, when_used, without_init


def test_a_part_is_absent_only_meanwhile(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with absent("colorsys"), pytest.raises(ImportError):
        importlib.import_module("colorsys")
    assert importlib.import_module("colorsys")


def test_a_part_that_is_imported_stays():
    with absent("json"):
        assert importlib.import_module("json").loads("1") == 1
    assert "json" in sys.modules


def test_an_error_leaves_nothing_hidden(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with pytest.raises(ValueError, match="fault"), absent("colorsys"):
        raise ValueError("fault")
    assert sys.modules.get("colorsys", "absent") is not None


@pytest.mark.slow
def test_a_kernel_has_the_densities_of_seaborn_though_scipy_is_imported_late():
    drawn = (
        "import sys; late = 'scipy.stats' not in sys.modules\n"
        "import matplotlib; matplotlib.use('agg')\n"
        "import seaborn as sns\n"
        "line = sns.kdeplot(x=[1.0, 2.0, 4.0], cumulative=True).lines[0]\n"
        "print(late, line.get_ydata().round(9).tolist())"
    )

    def shown(first: str) -> list[str]:
        ended = subprocess.run(
            [sys.executable, "-c", first + drawn], capture_output=True, text=True, check=True
        )
        return ended.stdout.split(maxsplit=1)

    forked, plain = shown("import jjinvest.pipeline.execution.preload\n"), shown("import scipy.stats\n")
    assert forked[0] == "True"
    assert plain[0] == "False"
    assert forked[1] == plain[1]


def test_a_module_is_imported_when_something_of_it_is_used(monkeypatch):
    name = "xml.sax.expatreader"
    monkeypatch.delitem(sys.modules, name, raising=False)
    module = WhenUsed(name)
    assert name not in sys.modules
    assert module.AttributesImpl
    assert name in sys.modules
    with pytest.raises(AttributeError):
        _ = module.nothing


def test_what_is_only_called_does_not_import_its_module_before(monkeypatch):
    monkeypatch.delitem(sys.modules, "textwrap", raising=False)
    names: dict[str, Any] = {}
    with when_used("textwrap", calls=["textwrap.indent"]):
        exec("import textwrap\nfrom textwrap import indent", names)
        assert isinstance(sys.modules["textwrap"], WhenUsed)
    assert "textwrap" not in sys.modules
    assert names["indent"]("a", prefix="- ") == "- a"
    assert not isinstance(sys.modules["textwrap"], WhenUsed)
    assert names["textwrap"].dedent(" b") == "b"


def test_a_module_is_imported_without_its_package_and_the_package_later_as_a_whole():
    script = (
        "import sys\n"
        "from jjinvest.pipeline.publishing.nbconvert_parts import markdown2html_mistune\n"
        "heavy = {'bleach', 'bs4', 'nbclient', 'nbconvert', 'nbconvert.filters', 'nbconvert.exporters'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
        "from nbconvert import HTMLExporter\n"
        "from nbconvert.preprocessors import ExecutePreprocessor\n"
        "from nbconvert.filters import clean_html, markdown2html_mistune as whole\n"
        "text = '# One\\n\\n*two* $x_1$ <b>three</b>\\n\\n```python\\nx = 1\\n```\\n\\n![four](a.png)'\n"
        "print(isinstance(ExecutePreprocessor, type), clean_html('<script>'))\n"
        "print(whole(text) == markdown2html_mistune(text), 'three' in whole(text))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines() == ["[]", "True &lt;script&gt;", "True True"]


def test_a_package_that_is_imported_stays():
    with without_init("email"):
        assert sys.modules["email"] is email
    assert sys.modules["email"] is email
    with pytest.raises(ModuleNotFoundError), without_init("no_such_package"):
        pass
