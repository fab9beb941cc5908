"""Year-end total by credibility: worked values, limits, and errors on lumpy deals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from benchmarks.credibility import LEAST_FAVOURABLE_CVS, errors, excess, least_excess
from jjinvest.forecasting.annual.compound_poisson import SizeClass, simulate, size_classes
from jjinvest.forecasting.year_to_date.credibility import (
    LEVEL_CVS,
    AnnualPrior,
    PastShare,
    credibility_estimates,
    deal_size,
    project_year_end,
    share_shape,
)

CERTAIN_SHARE = (0.491e7, 0.509e7)


@pytest.mark.parametrize(
    ("so_far", "expected", "chance"), [(450, 982, 0.46), (534, 1088, 0.71), (600, 1171, 0.86)]
)
def test_simulated_year_end_has_the_worked_mean_spread_and_chance(annual, so_far, expected, chance):
    deals = size_classes(annual, "2023")
    prior = AnnualPrior(1088.0, level_cv=0.15)
    total = project_year_end(
        so_far, CERTAIN_SHARE, deals, size=0.183**2 * 1088, prior=prior, seed=1, draws=50_000
    ).total
    assert total.mean() == pytest.approx(expected, rel=0.005)
    assert total.std() == pytest.approx(159, abs=12)
    # the note uses a normal distribution; the simulated total is skewed to the right with a lower median
    assert (total >= 1000).mean() == pytest.approx(chance, abs=0.04)


def test_tau_follows_from_the_earlier_years():
    calm = project_year_end(
        534,
        CERTAIN_SHARE,
        None,
        size=33,
        prior=AnnualPrior(1088, (1080, 1090, 1095, 1087)),
        seed=1,
        draws=5000,
    )
    wild = project_year_end(
        534, CERTAIN_SHARE, None, size=33, prior=AnnualPrior(1088, (300, 2000, 500, 1552)), seed=1, draws=5000
    )
    means = [np.dot(LEVEL_CVS, run.level_weights) for run in (calm, wild)]
    assert means[0] < 0.2 < 0.4 < means[1]


@pytest.mark.parametrize("years", [(), (1088.0,), (900.0, 1200.0)])
def test_simulated_and_closed_form_agree_on_the_mean(years):
    prior = AnnualPrior(1088.0, years)
    process_cv = 0.18
    simulated = project_year_end(
        450.0, CERTAIN_SHARE, None, size=process_cv**2 * 1088, prior=prior, seed=3, draws=80_000
    )
    closed = credibility_estimates(
        [450.0], 0.491, [1088.0], process_cv=process_cv, years=[years] if years else ()
    )
    assert simulated.total.mean() == pytest.approx(closed[0], rel=0.005)


def test_without_a_prior_only_the_pace_counts():
    run = project_year_end(534.0, CERTAIN_SHARE, None, size=28, prior=None, seed=1, draws=50_000)
    assert run.total.mean() == pytest.approx(534 / 0.491, rel=0.01)
    assert (run.total >= 534).all()


def test_share_follows_the_usual_season_without_earlier_years():
    a, b = share_shape(6, first_half=0.5, sd=0.12)
    assert stats.beta(a, b).mean() == pytest.approx(0.5)
    assert stats.beta(a, b).std() == pytest.approx(0.12)
    assert [
        share_shape(q, first_half=0.4, sd=0.1)[0] / sum(share_shape(q, first_half=0.4, sd=0.1))
        for q in (3, 6, 9)
    ] == pytest.approx([0.42 * 0.4, 0.4, 0.4 + 0.45 * 0.6])
    one = share_shape(6, first_half=0.5, sd=0.12, history=[PastShare(0.491)], process_cv=0.183)
    assert sum(one) - a - b == pytest.approx(1 / 0.183**2 - 1)
    assert 24 <= sum(one) - a - b <= 32
    assert stats.beta(*one).std() < 0.12


@pytest.mark.parametrize("month", [1, 4, 5, 8, 10, 11])
@pytest.mark.parametrize("first_half", [0.4, 0.5])
def test_within_a_quarter_the_share_has_the_moments_of_an_unknown_split(month, first_half):
    """Against simulated years: Dirichlet quarters, each split into three months around the usual ones."""
    rng, sd = np.random.default_rng(month), 0.1
    strength = first_half * (1 - first_half) / sd**2 - 1
    halves = np.repeat([first_half, 1 - first_half], 2)
    means = halves * [0.42, 0.58, 0.45, 0.55]
    quarters = rng.dirichlet(strength * means, 200_000)
    months = (quarters[:, :, None] * rng.dirichlet(8 * np.array([0.30, 0.29, 0.41]), quarters.shape)).reshape(
        -1, 12
    )
    passed = months[:, :month].sum(axis=1)
    shape = stats.beta(*share_shape(month, first_half=first_half, sd=sd))
    assert shape.mean() == pytest.approx(passed.mean(), abs=0.001)
    at_an_end = stats.beta(strength * shape.mean(), strength * (1 - shape.mean())).std()
    assert shape.std() == pytest.approx(max(passed.std(), at_an_end), rel=0.02)
    # by its two moments only; in January it is as little known as at a quarter's end, which is too wide
    least, most = (0.8, 0.9) if month == 1 else (0.77, 0.83)
    assert least < ((passed > shape.ppf(0.1)) & (passed < shape.ppf(0.9))).mean() < most


@pytest.mark.parametrize("sd", [0.05, 0.12, 0.3, 0.45])
def test_within_a_quarter_the_share_is_no_better_known_than_at_its_end(sd):
    def strength(months):
        return sum(share_shape(months, first_half=0.5, sd=sd))

    assert strength(3) == pytest.approx(strength(6)) == pytest.approx(strength(9))
    assert all(strength(months) <= strength(3) for months in range(1, 12))
    if sd <= 0.05:
        assert all(strength(months) < 0.9 * strength(3) for months in (2, 4, 5, 7, 8, 10, 11))


def test_an_interpolated_share_of_an_earlier_year_counts_less_than_a_known_one():
    def strength(*history):
        return sum(share_shape(8, first_half=0.5, sd=0.12, history=history, process_cv=0.15))

    known, interpolated = PastShare(0.62), PastShare(0.62, within=0.2)
    assert strength() < strength(interpolated) < strength(known)
    a, b = share_shape(8, first_half=0.5, sd=0.12, history=[known] * 50, process_cv=0.15)
    assert a / (a + b) == pytest.approx(0.62, abs=0.002)


@pytest.mark.parametrize(
    ("months", "sd", "message"), [(12, 0.1, "1 to 11"), (6, 0.5, "no share"), (0, 0.1, "1 to 11")]
)
def test_impossible_share_distributions_are_refused(months, sd, message):
    with pytest.raises(ValueError, match=message):
        share_shape(months, first_half=0.5, sd=sd)


def test_deal_size_gives_the_process_cv(annual):
    total, classes = size_classes(annual, "2023")
    process_cv = (deal_size((total, classes)) / total) ** 0.5
    simulated = simulate(total, classes, seed=1, draws=50_000, rate_uncertainty=False).total
    assert process_cv == pytest.approx(simulated.std() / simulated.mean(), abs=0.02)
    assert deal_size(
        (100.0, [SizeClass(50, 100, 1, (60.0,)), SizeClass(0, 50, 1, (40.0,))])
    ) == pytest.approx(52.0)


@settings(max_examples=20, deadline=None)
@given(st.floats(1, 3000), st.integers(1, 11), st.booleans(), st.integers(0, 2**16))
def test_every_year_so_far_gives_finite_years_that_contain_it(so_far, months, known, seed):
    shape = share_shape(months, first_half=0.5, sd=0.12)
    prior = AnnualPrior(1000.0, (1000.0,)) if known else None
    run = project_year_end(so_far, shape, None, size=30, prior=prior, seed=seed, draws=1000)
    assert np.isfinite(run.total).all()
    assert (run.total >= so_far).all()


@pytest.mark.parametrize("level_cv", [0.0, 0.3, 0.5])
def test_on_lumpy_deals_never_much_worse_than_the_better_of_share_and_prior(level_cv):
    found = errors(level_cv, years=1, draws=8_000, seed=11)
    best = min(found["share"], found["bornhuetter_ferguson"])
    assert found["credibility"] <= best + 0.5
    assert (
        found["credibility_estimated"] <= best + 0.8
    )  # 8,000 districts: the benchmark measures it with 60,000


def test_no_rule_that_knows_the_mean_and_not_the_spread_of_years_is_as_good_as_both():
    least = least_excess(draws=20_000, seed=3)
    assert 0.3 < least < 0.65
    told = [errors(t, years=0, draws=20_000, seed=3) for t in LEAST_FAVOURABLE_CVS]
    for rule in ("share", "bornhuetter_ferguson", "credibility_estimated"):  # none of which knows it
        assert max(excess(found, rule) for found in told) > least
