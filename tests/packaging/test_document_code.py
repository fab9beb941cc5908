"""The Python code of README.md and of each document runs, from its first block to its last."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import pytest

from tests.fixtures.runs import ROOT

RUN_ELSEWHERE = {"docs/cookbook.md", "docs/reading.md"}
"""Run by tests/analysis/test_cookbook.py; and what needs a bulletin of the reader's."""
CODE = re.compile(r"^```python\n(.*?)^```", flags=re.M | re.S)


def blocks(document: str) -> list[str]:
    """Python code of a document."""
    return CODE.findall((ROOT / document).read_text(encoding="utf-8"))


WITH_CODE = [
    name
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    if blocks(name := path.relative_to(ROOT).as_posix()) and name not in RUN_ELSEWHERE
]


@pytest.fixture
def names(results_at_hand, monkeypatch):
    """Names that a document defines, in the project's folder."""
    monkeypatch.chdir(ROOT)
    with plt.rc_context(), results_at_hand():
        yield {}
    plt.close("all")


@pytest.mark.parametrize("document", WITH_CODE)
def test_the_code_of_a_document_runs(document, names):
    exec("\n".join(blocks(document)), names)


def test_documents_with_code_are_found():
    assert {"README.md", "docs/analysis.md", "docs/forecast.md", "docs/reports.md"} <= set(WITH_CODE)


def test_the_forecast_of_the_document_is_that_of_the_pages(names):
    exec("\n".join(blocks("docs/analysis.md")), names)
    assert names["forecast"].p_reach() == names["d"].results["next.agreed_amount.p_reach"].value
