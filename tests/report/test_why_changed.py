"""A synthetic district with a ledger, issued in mid-year: why each of its forecasts changed by autumn and what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli import main
from jjinvest.forecast.change_facts import Change
from jjinvest.results import Results
from tests.conftest import ROOT
from tests.report.test_ledger_district import issued, seen

KEYS = [
    "2023.agreed_amount", "2023.agreed_amount.out_of_city",
    "2023.funds_in_place", "2023.funds_in_place.out_of_city",
]  # fmt: skip


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven quarters of ledgers, so that funds are foretold; the results of mid-2023 are issued."""
    data = tmp_path_factory.mktemp("district") / "data"
    data.mkdir()
    (data / "context").symlink_to(ROOT / "data" / "context")
    options = ["synth", "--seed", "3", "--projects", "300", "--quarters", "7", "--out", str(data)]
    made = CliRunner().invoke(main, options)
    assert made.exit_code == 0, made.output
    folder = data / "synthetic_01"
    issued(folder, seen(folder, "2023Q2", "2023-07-31"))
    return folder


@pytest.fixture(scope="module")
def autumn(district: Path) -> Results:
    return seen(district, "2023Q3", "2023-10-20")


@pytest.fixture(scope="module")
def year_end(district: Path) -> Results:
    return seen(district, "2023Q4", "2024-03-31")


def reasons(change: Change) -> dict[str, float]:
    return {fact.id.rpartition("by_")[2]: fact.value for fact in change.steps[1:-1]}


def paid(results: Results, *, since: str, outside: bool) -> float:
    """What projects of the ledger paid in the year from a month on, in 亿元."""
    state = results.workspace.ledger
    ours = state.projects[state.projects["origin"].isin(["out_of_city", "abroad"])] if outside else None
    rows = state.payments[state.payments["month"] >= since]
    if ours is not None:
        rows = rows[rows["project_code"].isin(ours["key"])]
    return float(rows["amount"].sum()) / 1e8


@pytest.mark.parametrize("outside", [False, True])
def test_funds_are_explained_by_payments_not_by_amounts_signed(autumn: Results, outside: bool) -> None:
    key = "2023.funds_in_place" + ".out_of_city" * outside
    [change] = [each for each in autumn.since.forecasts if each.key == key]
    by = reasons(change)
    lately = paid(autumn, since="2023-07-01", outside=outside)
    assert lately > 1
    assert by["new_payments"] + by["cancellations"] == pytest.approx(lately, abs=0.11)
    assert "new_signings" not in by
    # nothing of the months before was touched: no revision stands against the payments
    assert by["data_revision"] == pytest.approx(0.0, abs=0.11)
    head = f"2023.funds_in_place{'.out_of_city' * outside}.ledger"
    then = autumn.workspace.issued[-1].facts.set_index("id")["value"]
    so_far = paid(autumn, since="2023-01-01", outside=outside) - lately
    expected = then[f"{head}.forecast.mean"] - so_far
    assert by["progress"] == pytest.approx(-expected / 2, abs=0.11)
