"""Known published slips of other places are found; correct tables raise no alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.quality.reconciliation.reconcile import check_figures, reconcile

FOLDER = Path(__file__).resolve().parents[3] / "data" / "worked_examples"


@pytest.fixture(scope="module")
def workspace():
    return load_workspace(FOLDER)


@pytest.fixture(scope="module")
def checks(workspace):
    return reconcile(check_figures(workspace), workspace)


@pytest.mark.parametrize(
    ("fact_id", "rule"),
    [
        ("2023h1.funds_in_place.group.chongqing", "periods"),
        ("2023q1-q3.funds_in_place.group.chongqing", "periods"),
        ("2024q1.funds_in_place.group.chongqing.growth", "growth"),
        ("2024.production_rate.group.mida", "rate"),
    ],
)
def test_a_known_slip_is_a_contradiction(checks, fact_id, rule):
    rows = checks[(checks["fact_id"] == fact_id) & (checks["rule"] == rule)]
    assert set(rows["verdict"]) == {"contradicts"}


@pytest.mark.parametrize(
    "fact_id", ["2015.contract_amount.group.fair19", "2015.contract_amount.group.fair21"]
)
def test_an_amount_published_again_otherwise_is_restated(checks, fact_id):
    rows = checks[(checks["fact_id"] == fact_id) & (checks["rule"] == "repeated")]
    assert set(rows["verdict"]) == {"restated"}


@pytest.mark.parametrize("place", ["xuchang", "weinan", "fair20"])
def test_clean_tables_raise_no_alarm(checks, place):
    rows = checks[checks["fact_id"].str.endswith(place)]
    assert len(rows)
    assert set(rows["verdict"]) == {"agrees"}


def test_nothing_is_corrected(workspace):
    """A reading is shown; the published number stays as it was published."""
    finding = next(f for f in check_figures(workspace).findings if f.kind == "rate")
    assert finding.readings
    assert "2024.production_rate.group.mida" in set(workspace.figures["fact_id"])
