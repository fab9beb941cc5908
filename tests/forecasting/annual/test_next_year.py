"""Outlook of the next year: worked values of the method note, ranges and refusals."""

from __future__ import annotations

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.facts import frame
from jjinvest.forecasting.annual.next_year import agreed_outlook
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
