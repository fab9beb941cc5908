"""Synthetic districts: the same for a seed, adding up, and true to the parameters they were drawn from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.quantity import YI
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.validate import validate
from jjinvest.metrics import ledger_aggregation as metrics
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import BLOCK_SIZE, SyntheticDistrict, simulate, write_parquet
from jjinvest.synthetic.workbooks import draw_style, to_xlsx, type_ledger

LARGE = Parameters(projects=30_000)
MONTH = 30.4375


@pytest.fixture(scope="module")
def large() -> SyntheticDistrict:
    return simulate(LARGE, seed=11)


@pytest.fixture(scope="module")
def small() -> SyntheticDistrict:
    return simulate(Parameters(projects=400), seed=5)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    parameters = Parameters(projects=300)
    for name in ("a", "b"):
        write_parquet(tmp_path / name, parameters, seed=5)
    for name in ("projects", "payments", "truth"):
        first, second = (tmp_path / each / f"{name}.parquet" for each in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
    one, other = (simulate(parameters, seed=seed).projects["agreed_amount"] for seed in (5, 6))
    assert not one.equals(other)


def test_blocks_written_one_by_one_are_the_district(tmp_path: Path) -> None:
    parameters = Parameters(projects=BLOCK_SIZE + 500)
    paths = write_parquet(tmp_path, parameters, seed=5)
    district = simulate(parameters, seed=5)
    for path, frame in zip(paths, (district.projects, district.payments, district.truth), strict=True):
        pd.testing.assert_frame_equal(pd.read_parquet(path), frame)
    assert district.projects["project_code"].is_unique
    assert district.projects["project_name"].is_unique


def test_a_typed_ledger_reads_as_the_frame_it_was_typed_from(
    tmp_path: Path, small: SyntheticDistrict
) -> None:
    rng = np.random.default_rng(1)
    sheet = type_ledger(small.projects, draw_style(rng, plain=True), rng, month="2023-12", place="合成区")
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(to_xlsx(sheet))
    read = validate(path, load_spellings(), today=date(2024, 1, 5)).frame()
    pd.testing.assert_frame_equal(read, small.projects)


def test_payments_add_up_to_the_ledger_of_every_month(small: SyntheticDistrict) -> None:
    paid = small.payments
    for month in pd.period_range("2018-01", "2023-12", freq="M")[::5]:
        ledger, start = small.ledger_at(month), month.to_timestamp()
        past = paid[paid["month"] <= start]
        assert ledger["funds_to_date"].sum() == past["amount"].sum()
        assert ledger["funds_ytd"].sum() == past["amount"][past["month"].dt.year == month.year].sum()
        assert ledger["funds_month"].sum() == past["amount"][past["month"] == start].sum()
        assert (ledger["signed_on"].dropna() <= month.end_time).all()
    pd.testing.assert_frame_equal(small.ledger_at("2023-12"), small.projects)


def test_a_ledger_never_contradicts_itself(large: SyntheticDistrict) -> None:
    p = large.projects
    for low, high in (
        ("funds_month", "funds_ytd"),
        ("funds_ytd", "funds_to_date"),
        ("funds_to_date", "agreed_amount"),
        ("contract_amount", "agreed_amount"),
    ):
        known = p[[low, high]].dropna()
        assert (known[low] <= known[high]).all()
    assert (p["agreed_amount"].dropna() > 0).all()
    exact = p[p["month_only"] == ""]
    steps = ("negotiated_on", "signed_on", "contract_on", "started_on", "in_production_on")
    for earlier, later in pairwise(steps):
        known = exact[[earlier, later]].dropna()
        assert (known[earlier] <= known[later]).all()
    tables = [
        metrics.totals(p, by)["agreed_amount"].sum() for by in (None, "sector", "size_tier", "signed_quarter")
    ]
    assert set(tables) == {p["agreed_amount"].sum()}


def test_hazards_are_recovered(large: SyntheticDistrict) -> None:
    p, parameters = large.projects, large.parameters
    end = pd.Timestamp(parameters.last_year + 1, 1, 1)
    steps = {
        ("negotiated_on", "signed_on"): (parameters.negotiating_to_signed, parameters.negotiating_given_up),
        ("signed_on", "started_on"): (parameters.signed_to_started, parameters.signed_given_up),
        ("started_on", "in_production_on"): (parameters.started_to_production, parameters.started_given_up),
    }
    for (start, step), (onward, given_up) in steps.items():
        rows = p[p[start].notna()]
        stop = rows[[step, "terminated_on"]].min(axis=1).fillna(end)
        months = (stop - rows[start]).dt.days.sum() / MONTH
        moved, dropped = rows[step].notna(), rows["terminated_on"].notna() & rows[step].isna()
        for events, hazard in ((moved.sum(), onward), (dropped.sum(), given_up)):
            # four standard errors of a Poisson count, and 2 % for seasons and days rounded to months
            assert abs(events / months - hazard) < 4 * np.sqrt(hazard / months) + 0.02 * hazard


def test_tiers_heaps_and_seasons_are_recovered(large: SyntheticDistrict) -> None:
    p, parameters, number = large.projects, large.parameters, len(large.projects)
    shares = large.truth["tier"].value_counts(normalize=True)
    for place, tier in enumerate(parameters.tiers):
        error = 4 * np.sqrt(tier.share * (1 - tier.share) / number)
        assert abs(shares[place] - tier.share) < error
        inside = p["agreed_amount"][large.truth["tier"] == place].dropna()
        assert ((inside >= tier.low * YI) & (inside < tier.high * YI)).all()
        if tier.at_edge:
            assert (inside == int(tier.low * YI)).mean() > tier.at_edge - 4 * np.sqrt(0.25 / len(inside))
    of_month = p["signed_on"][p["signed_on"].dt.year >= parameters.first_year + 2].dt.month.value_counts(
        normalize=True
    )
    assert of_month.idxmax() == 12
    assert np.corrcoef(of_month.sort_index(), parameters.signing_season)[0, 1] > 0.95


@pytest.mark.parametrize("age", [0, 3, 12, 36])
def test_funds_follow_the_development_curve(large: SyntheticDistrict, age: int) -> None:
    parameters = large.parameters

    def months(days: pd.Series) -> pd.Series:
        return (days.dt.year - parameters.first_year) * 12 + days.dt.month - 1

    signed = large.projects.dropna(subset="signed_on").set_index("project_code")
    since = months(signed["signed_on"])
    cohort = signed[since <= parameters.months - 1 - age]
    paid = large.payments[large.payments["project_code"].isin(cohort.index)]
    young = paid[months(paid["month"]) - paid["project_code"].map(since) <= age]
    shares = young.groupby("project_code")["amount"].sum().reindex(cohort.index, fill_value=0) / cohort[
        "agreed_amount"
    ].astype(float)
    # amounts wait until they fill a unit: at most a five-hundredth of the agreed amount, half of it on
    # average
    tolerance = 4 * shares.std() / np.sqrt(len(shares)) + 0.001
    assert abs(shares.mean() - parameters.paid_share([age])[0]) < tolerance


def test_a_project_given_up_pays_no_more() -> None:
    district = simulate(replace(Parameters(projects=2000), signed_given_up=0.2), seed=2)
    over = district.projects.set_index("project_code")["terminated_on"].dropna()
    paid = district.payments[district.payments["project_code"].isin(over.index)]
    last = paid["project_code"].map(over).dt.to_period("M").dt.to_timestamp()
    assert len(paid)
    assert (paid["month"] <= last).all()


def test_parameters_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="sectors"):
        Parameters(sectors={"primary": 0.5, "secondary": 0.6, "tertiary": 0.1})
    with pytest.raises(ValueError, match="signing_season"):
        Parameters(signing_season=(2.0,) * 12)
