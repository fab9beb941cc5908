"""Outlook of the next year: worked values of the method note, ranges and refusals."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.facts import frame
from jjinvest.core.quantity import YI
from jjinvest.forecasting.annual.next_year import agreed_outlook, funds_outlook
from tests.fixtures.made_up_figures import figure, workspace_of

QUICK = Assumptions(draws=20_000)


def test_predictive_distribution_of_the_method_note(annual_results):
    facts = frame(annual_results.outlook.agreed.facts).set_index("id")
    band = facts.loc["2024.agreed_amount.forecast.band80"]
    assert facts.loc["2024.agreed_amount.forecast.mean", "value"] == pytest.approx(1088, abs=5)
    assert facts.loc["2024.agreed_amount.forecast.sd", "value"] == pytest.approx(289, abs=12)
    assert (band["low"], band["high"]) == pytest.approx((738, 1470), abs=12)
    distribution = annual_results.outlook.agreed.distribution
    cases = {name: (samples >= 1000).mean() for name, samples in distribution.cases.items()}
    assert (distribution.samples >= 1000).mean() == pytest.approx(0.59, abs=0.01)
    assert facts.loc["2024.agreed_amount.p_reach.1000", "value"] == (distribution.samples >= 1000).mean()
    assert distribution.exceedance_quantile(0.5) == pytest.approx(1060, abs=12)
    assert cases["known_rates"] == pytest.approx(0.65, abs=0.01)
    assert cases["year_effect"] == pytest.approx(0.53, abs=0.01)
    assert cases["optimistic"] == pytest.approx(0.70, abs=0.015)


def test_large_projects(annual_results):
    facts = annual_results.facts
    assert facts["2024.projects_signed.tier_ge_50.expected"].value == pytest.approx(9, abs=0.1)
    assert facts["2024.projects_signed.tier_ge_50.p_any"].value == pytest.approx(1 - 2**-9, abs=0.001)
    assert facts["2024.projects_signed.tier_ge_100.p_any"].value is None


def test_pipeline_of_the_method_note(annual_results):
    facts = annual_results.facts
    assert facts["2024.agreed_amount.pipeline.expected"].value == pytest.approx(300)
    assert facts["2024.agreed_amount.pipeline.sd_independent"].value == pytest.approx(60, abs=1)
    assert facts["2024.agreed_amount.pipeline.sd"].value == pytest.approx(110, abs=1)


def test_funds_chance_is_a_range_around_selected_growth(annual_results):
    key = "2024.funds_in_place.out_of_city.p_reach.200"
    facts = annual_results.facts
    assert facts[key].value is None
    assert facts[f"{key}.naive_share"].value == pytest.approx(10 / 11)
    assert (
        facts[key].low
        <= facts[f"{key}.zero_centre"].value
        < 0.5
        < facts[f"{key}.naive_share"].value
        <= facts[key].high
    )


def test_reference_rows_are_known_by_the_as_of_date_and_long_enough(annual_results):
    rows = annual_results.outlook.funds.rows
    assert (rows["available_from"] <= annual_results.workspace.as_of_date).all()
    assert (rows["month_end"] >= 6).all()
    assert not rows["row_id"].isin(["bishan.2024", "chongqing.2024", "chongqing.2022"]).any()
    assert rows.loc[rows["place"] == "福建省", "year"].min() == 1994


def test_missing_published_figures_are_named_in_the_error(mid_year):
    with pytest.raises(LookupError, match="total number and amount"):
        agreed_outlook(mid_year, 2024, seed=1, assumptions=QUICK)


def test_a_year_without_a_large_project_does_not_exclude_one_and_sizes_keep_their_order():
    rows = [
        figure("projects_signed", "40", unit="个"),
        figure("agreed_amount", "120"),
        figure("projects_signed", "0", scope="tier", subject="ge_20", unit="个"),
        figure("projects_signed", "5", scope="tier", subject="5_20", unit="个"),
    ]
    made = {str(f.id): f for f in agreed_outlook(workspace_of(rows), 2024, seed=1, assumptions=QUICK).facts}
    smaller, larger = (made[f"2024.projects_signed.tier_ge_{size}.p_any"] for size in (20, 100))
    assert smaller.value is None
    assert 0.25 < smaller.high < 0.35
    assert larger.high <= smaller.high
    assert "2024.projects_signed.tier_ge_20.expected" not in made


def test_the_chance_of_a_size_never_seen_is_at_most_that_of_a_smaller_one():
    rows = [
        figure("projects_signed", "40", unit="个"),
        figure("agreed_amount", "150"),
        figure("projects_signed", "1", scope="tier", subject="ge_20", unit="个"),
    ]
    wide = Assumptions(draws=20_000, hundred_yi_prior_shape=3.0)
    made = {str(f.id): f for f in agreed_outlook(workspace_of(rows), 2024, seed=1, assumptions=wide).facts}
    seen = made["2024.projects_signed.tier_ge_20.p_any"].value
    assert made["2024.projects_signed.tier_ge_100.p_any"].high == seen


def test_every_target_of_funds_has_a_chance_and_a_lower_one_no_smaller(annual):
    targets = annual.targets
    own = targets[(targets["year"] == 2024) & (targets["metric"] == "funds_in_place")].iloc[0]
    lower = own.copy()
    lower["target_id"], lower["authority"] = f"{own['target_id']}.province", "province"
    lower["value"], lower["quantity"] = own["value"] - 8, replace(own["quantity"], value=YI * 192)
    both = replace(annual, targets=pd.concat([targets, lower.to_frame().T], ignore_index=True))
    made = {str(f.id): f for f in funds_outlook(both, 2024, assumptions=QUICK).facts}
    key = "2024.funds_in_place.out_of_city.p_reach"
    high, low = made[f"{key}.200"], made[f"{key}.192"]
    assert low.low > high.low
    assert low.high >= high.high
