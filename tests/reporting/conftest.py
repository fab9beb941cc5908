"""Synthetic districts with a release, and a year in progress."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from jjinvest.core.assumptions import Assumptions
from jjinvest.results.results import Results
from tests.fixtures.runs import ROOT
from tests.fixtures.workspaces import released, results_on, with_figure


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Results:
    data = tmp_path_factory.mktemp("district") / "data"
    data.mkdir()
    (data / "context").symlink_to(ROOT / "data" / "context")
    options = ["synth", "--seed", "7", "--projects", "300", "--quarters", "3", "--out", str(data)]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 0, result.output
    folder = data / "synthetic_01"
    released(folder, results_on(folder, "2023Q2", "2023-07-31"))
    return results_on(folder, "2023Q3", "2023-10-20")


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven quarters of ledgers, so that funds are forecast; the results of mid-2023 are released."""
    data = tmp_path_factory.mktemp("district") / "data"
    data.mkdir()
    (data / "context").symlink_to(ROOT / "data" / "context")
    options = ["synth", "--seed", "3", "--projects", "300", "--quarters", "7", "--out", str(data)]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 0, result.output
    folder = data / "synthetic_01"
    released(folder, results_on(folder, "2023Q2", "2023-07-31"))
    return folder


@pytest.fixture(scope="session")
def autumn(district: Path) -> Results:
    return results_on(district, "2023Q3", "2023-10-20")


@pytest.fixture(scope="session")
def year_end(district: Path) -> Results:
    return results_on(district, "2023Q4", "2024-03-31")


DAY = date(2024, 7, 31)


@pytest.fixture(scope="session")
def in_progress(everything) -> Results:
    """Mid-2024, had 450 亿元 been published for its first half."""
    workspace = with_figure(everything, "2024H1", 450, date(2024, 7, 20)).as_of(DAY)
    return Results(workspace, "2024Q2", 20230731, Assumptions(draws=20_000))
