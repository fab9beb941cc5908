"""Analyses shared by the tests of this room."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jjinvest.analysis.analysis import Analysis
from jjinvest.analysis.opening import analysis_of
from jjinvest.results.results import Results
from tests.fixtures.analyses import sample_results

KINDS = ("year", "half_year", "both", "ledger_alone")


@pytest.fixture(autouse=True, scope="module")
def bounds_computed_once(computed_before: None) -> None:
    """Bounds of the same figures take longer than most of these tests."""


@pytest.fixture(scope="session")
def year(annual_results) -> Analysis:
    return analysis_of(annual_results, "zh")


@pytest.fixture(scope="session")
def half_year(mid_year_results) -> Analysis:
    return analysis_of(mid_year_results, "en")


@pytest.fixture(scope="session")
def both(made_once: Callable[..., Results]) -> Analysis:
    return analysis_of(made_once("analysis-both", lambda _: sample_results()), "zh")


@pytest.fixture(scope="session")
def ledger_alone(made_once: Callable[..., Results]) -> Analysis:
    return analysis_of(made_once("analysis-ledger", lambda _: sample_results(published=False)), "en")


@pytest.fixture(params=KINDS)
def each(request) -> Analysis:
    """Every kind of district in turn."""
    return request.getfixturevalue(request.param)
