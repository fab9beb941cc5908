"""The size-class simulation against the numbers of the method note, its limits, and what it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.facts import frame
from jjinvest.forecasting.annual.compound_poisson import SizeClass, simulate, size_classes, unknown_means
from jjinvest.forecasting.annual.next_year import agreed_outlook
from jjinvest.forecasting.annual.reference_class import fit_growth

QUICK = Assumptions(draws=20_000)


def test_size_classes_of_the_year(annual):
    total, classes = size_classes(annual, "2023")
    assert total == 1088
    assert [(c.low, c.high, c.count, len(c.named)) for c in classes] == [
        (50, 100, 9, 7),
        (20, 50, 11, 6),
        (0, 20, 112, 4),
    ]


def test_size_classes_of_open_tiers_do_not_count_twice(mid_year):
    total, classes = size_classes(mid_year, "2023H1")
    assert total == 534
    assert [(c.low, c.high, c.count) for c in classes] == [(50, 100, 2), (10, 50, 12), (0, 10, 56)]
    assert sum(c.count for c in classes) == 70


def test_process_cv_alone_has_the_cv_of_the_method_note(annual):
    total, classes = size_classes(annual, "2023")
    samples = simulate(total, classes, seed=1, draws=100_000, rate_uncertainty=False).total
    assert samples.mean() == pytest.approx(1088, rel=0.01)
    assert 0.175 <= samples.std() / samples.mean() <= 0.205


def test_predictive_distribution_of_the_method_note(annual_results):
    facts = frame(annual_results.outlook.agreed.facts).set_index("id")
    band = facts.loc["2024.agreed_amount.forecast.band80"]
    assert facts.loc["2024.agreed_amount.forecast.mean", "value"] == pytest.approx(1088, abs=5)
    assert facts.loc["2024.agreed_amount.forecast.sd", "value"] == pytest.approx(289, abs=12)
    assert (band["low"], band["high"]) == pytest.approx((738, 1470), abs=12)
    outcome = annual_results.outlook.agreed.distribution
    cases = {name: (samples >= 1000).mean() for name, samples in outcome.cases.items()}
    assert (outcome.samples >= 1000).mean() == pytest.approx(0.59, abs=0.01)
    assert facts.loc["2024.agreed_amount.p_reach.1000", "value"] == (outcome.samples >= 1000).mean()
    assert outcome.exceedance_quantile(0.5) == pytest.approx(1060, abs=12)
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


def test_same_seed_same_samples_other_seed_other_samples(annual):
    total, classes = size_classes(annual, "2023")
    first, again, other = (simulate(total, classes, seed=s, draws=1000).total for s in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 8), st.integers(0, 10), st.integers(1, 60), st.floats(0.02, 0.98), st.integers(0, 2**16)
)
def test_unknown_means_respect_edges_and_the_total(large, middle, small, place, seed):
    classes = [SizeClass(50, 100, large, ()), SizeClass(20, 50, middle, ()), SizeClass(0, 20, small, ())]
    least, most = 50 * large + 20 * middle, 100 * large + 50 * middle + 20 * small
    total = least + place * (most - least)
    means = unknown_means(total, classes, np.random.default_rng(seed), 20)
    counts = np.array([large, middle, small])
    assert np.allclose(means @ counts, total)
    for j, c in enumerate(classes):
        if c.count:
            assert (means[:, j] >= c.low - 1e-9).all()
            assert (means[:, j] <= c.high + 1e-9).all()


def test_tiers_that_cannot_hold_the_total_say_so():
    with pytest.raises(LookupError, match="no room"):
        simulate(1000.0, [SizeClass(50, 100, 1, ()), SizeClass(0, 20, 2, ())], seed=1, draws=1000)


def test_too_little_print_is_an_error_that_says_what_is_missing(mid_year):
    with pytest.raises(LookupError, match="total number and amount"):
        agreed_outlook(mid_year, 2024, seed=1, assumptions=QUICK)


def test_growth_needs_four_rows_and_is_robust():
    with pytest.raises(ValueError, match="at least four"):
        fit_growth(pd.Series([1.0, 2.0, 3.0]))
    calm = fit_growth(pd.Series([10.0, 12, 9, 11, 10, 13]))
    wild = fit_growth(pd.Series([10.0, 12, 9, 11, 10, 900]))
    assert abs(wild.centre - calm.centre) < 0.05
    assert calm.p_at_least(0.0) > 0.99 > 0.5 > calm.p_at_least(0.3)
