"""Synthetic districts with a release, and a year in progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core.assumptions import Assumptions
from jjinvest.data.workspace import Workspace
from jjinvest.results.results import Results
from tests.fixtures.runs import ROOT
from tests.fixtures.workspaces import released, results_on, with_figure


@pytest.fixture(autouse=True, scope="module")
def bounds_computed_once(computed_before: None) -> None:
    """Bounds of the same figures take longer than most of these tests."""


def synthetic_district(folder: Path, *options: str) -> Path:
    """Invent a district in a data folder, and release its results of mid-2023."""
    data = folder / "data"
    data.mkdir()
    (data / "context").symlink_to(ROOT / "data" / "context")
    result = CliRunner().invoke(main, ["synth", "--projects", "300", *options, "--out", str(data)])
    assert result.exit_code == 0, result.output
    district = data / "synthetic_01"
    released(district, results_on(district, "2023Q2", "2023-07-31"))
    return district


def with_facts(results: Results) -> Results:
    """Compute what most tests ask for, so that it is in the copies too."""
    assert results.facts
    return results


@pytest.fixture(scope="session")
def later(made_once: Callable[..., Results]) -> Results:
    def make(folder: Path) -> Results:
        district = synthetic_district(folder, "--seed", "7", "--quarters", "3")
        return with_facts(results_on(district, "2023Q3", "2023-10-20"))

    return made_once("reporting-later", make)


@pytest.fixture(scope="session")
def district(made_once: Callable[..., Path]) -> Path:
    """Seven quarters of ledgers, so that funds are forecast; the results of mid-2023 are released."""
    options = ("--seed", "3", "--quarters", "7")
    return made_once("reporting-district", lambda folder: synthetic_district(folder, *options))


@pytest.fixture(scope="session")
def autumn(district: Path, made_once: Callable[..., Results]) -> Results:
    return made_once("reporting-autumn", lambda _: with_facts(results_on(district, "2023Q3", "2023-10-20")))


@pytest.fixture(scope="session")
def year_end(district: Path, made_once: Callable[..., Results]) -> Results:
    return made_once("reporting-year-end", lambda _: with_facts(results_on(district, "2023Q4", "2024-03-31")))


DAY = date(2024, 7, 31)


@pytest.fixture(scope="session")
def in_progress(everything: Workspace, made_once: Callable[..., Results]) -> Results:
    """Mid-2024, had 450 亿元 been published for its first half."""

    def make(_: Path) -> Results:
        workspace = with_figure(everything, "2024H1", 450, date(2024, 7, 20)).as_of(DAY)
        return with_facts(Results(workspace, "2024Q2", 20230731, Assumptions(draws=20_000)))

    return made_once("reporting-in-progress", make)
