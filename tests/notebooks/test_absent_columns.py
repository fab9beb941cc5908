"""The cells of every page on a ledger without one of its optional columns."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import nbformat
import pandas as pd
import pytest

import jjinvest as jj
from jjinvest.analysis.opening import analysis_of
from jjinvest.ledger.fields import ESSENTIAL, FIELDS
from jjinvest.results.results import Results
from jjinvest.synthetic.sample import SAMPLE_QUARTER, sample_workspace
from tests.fixtures.analyses import FEW, SEED, ledger_alone
from tests.fixtures.runs import ROOT

PAGES = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
OF_CURRENCY = {"currency", "exchange_rate", "rate_on"}
"""Columns that the reader uses up."""
COLUMNS = [field.name for field in FIELDS if field.name not in {*ESSENTIAL, *OF_CURRENCY}]
QUICK = {"negotiated_on": ("40_pipeline",)}
"""The page whose check of its numbers once needed a date of negotiation."""
CASES = [pytest.param(column, pages, id=column) for column, pages in QUICK.items()]
CASES += [pytest.param(column, (), id=f"{column}-all", marks=pytest.mark.slow) for column in COLUMNS]


@pytest.fixture(scope="module")
def workspace():
    return ledger_alone(sample_workspace(SEED))


def without(workspace, column):
    """Analysis of the invented ledger, in which no row has anything in a column."""
    projects = workspace.ledger.projects.copy()
    assert column in projects
    projects[column] = pd.array([None] * len(projects), dtype=projects[column].dtype)
    ledger = replace(workspace.ledger, projects=projects)
    return analysis_of(Results(replace(workspace, ledger=ledger), SAMPLE_QUARTER, SEED, FEW), "zh")


def run_cells(path, period):
    names = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, f"{path.stem}:{cell.id}", "exec"), names)
            names["period"] = period


@pytest.mark.parametrize(("column", "pages"), CASES)
def test_a_page_is_made_without_a_column(monkeypatch, workspace, column, pages):
    d = without(workspace, column)
    monkeypatch.setattr(jj, "open", lambda *_, **__: d)
    for path in PAGES:
        if not pages or path.stem in pages:
            run_cells(path, d.period)
