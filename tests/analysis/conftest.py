"""Analyses shared by the tests of this room."""

from __future__ import annotations

import pytest

from jjinvest.analysis.analysis import Analysis
from jjinvest.analysis.opening import analysis_of
from tests.fixtures.analyses import sample_analysis

KINDS = ("year", "half_year", "both", "ledger_alone")


@pytest.fixture(scope="session")
def year(annual_results) -> Analysis:
    return analysis_of(annual_results, "zh")


@pytest.fixture(scope="session")
def half_year(mid_year_results) -> Analysis:
    return analysis_of(mid_year_results, "en")


@pytest.fixture(scope="session")
def both() -> Analysis:
    return sample_analysis("zh")


@pytest.fixture(scope="session")
def ledger_alone() -> Analysis:
    return sample_analysis("en", published=False)


@pytest.fixture(params=KINDS)
def each(request) -> Analysis:
    """Every kind of district in turn."""
    return request.getfixturevalue(request.param)
