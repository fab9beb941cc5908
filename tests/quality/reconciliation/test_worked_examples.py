"""Known published slips of other places get the right class and candidate; the clean tables beside them stay silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.quality.reconciliation.reconcile import reconcile

FOLDER = Path(__file__).resolve().parents[3] / "data" / "worked_examples"


@pytest.fixture(scope="module")
def checks():
    return reconcile(load_workspace(FOLDER))


@pytest.mark.parametrize(
    ("fact_id", "rule", "kind", "candidate"),
    [
        ("2023h1.funds_in_place.group.chongqing", "running_total", "revision", ""),
        ("2023q1-q3.funds_in_place.group.chongqing", "running_total", "revision", ""),
        ("2024q1.funds_in_place.group.chongqing.growth", "year_on_year", "changed_definition", ""),
        ("2015.funds_rate_cohort.group.fair21", "named_ratio", "transposition", "6973.18"),
        ("2015.contract_amount.group.fair21", "restatement", "transposition", "6973.18"),
        ("2015.contract_amount.group.fair19", "restatement", "slip", "6129"),
        ("2024.production_rate.group.mida", "named_ratio", "unexplained", ""),
        ("2023.funds_in_place.group.somecity.completion", "completion_rate", "slip", "218.2"),
    ],
)
def test_a_known_slip_has_its_class(checks, fact_id, rule, kind, candidate):
    rows = checks[(checks["fact_id"] == fact_id) & (checks["rule"] == rule)]
    assert not rows.empty
    assert set(rows["label"]) == {kind}
    assert set(rows["candidate"]) == {candidate}


@pytest.mark.parametrize("place", ["xuchang", "weinan", "fair20"])
def test_clean_tables_raise_no_alarm(checks, place):
    rows = checks[checks["fact_id"].str.endswith(place)]
    assert len(rows)
    assert set(rows["verdict"]) == {"agrees"}


def test_nothing_is_corrected(checks):
    """The candidate is shown; the published number stays as it was published."""
    row = checks[(checks["fact_id"] == "2015.contract_amount.group.fair21")].iloc[0]
    assert row["computed"].value == 6793.18
    assert row["verdict"] == "contradicts"
