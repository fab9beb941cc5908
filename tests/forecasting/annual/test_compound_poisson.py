"""Size classes and the simulation of years from them: worked values, limits and refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.core.fact_id import FactId
from jjinvest.forecasting.annual.compound_poisson import SizeClass, simulate, size_classes, unknown_means
from tests.fixtures.made_up_figures import figure, workspace_of


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


def test_samples_depend_on_the_seed(annual):
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


def _with_amount_of_a_class(amount):
    rows = [
        figure("projects_signed", "42", unit="个"),
        figure("agreed_amount", "64.1"),
        figure("projects_signed", "1", unit="个", scope="tier", subject="ge_5"),
        figure("agreed_amount", amount, scope="tier", subject="ge_5"),
    ]
    return workspace_of(rows)


def test_a_published_amount_of_a_class_is_what_its_projects_make_up():
    total, classes = size_classes(_with_amount_of_a_class("13.9"), "2023")
    assert [(c.low, c.count, c.amount) for c in classes] == [(5, 1, 13.9), (0, 41, None)]
    means = unknown_means(total, classes, np.random.default_rng(1), 20)
    assert np.allclose(means * [1, 41], [13.9, 50.2])
    without = simulate(total, classes, seed=1, draws=20_000).by_class[:, 1:].sum(axis=1)
    assert without.mean() == pytest.approx(50.2, rel=0.02)


def test_an_amount_of_a_class_that_contradicts_the_total_is_not_used():
    _, classes = size_classes(_with_amount_of_a_class("99"), "2023")
    assert [c.amount for c in classes] == [None, None]


def test_tiers_that_contradict_the_total_are_an_error():
    with pytest.raises(LookupError, match="no room"):
        simulate(1000.0, [SizeClass(50, 100, 1, ()), SizeClass(0, 20, 2, ())], seed=1, draws=1000)


def test_a_year_whose_tiers_contradict_its_total_has_no_size_classes(annual):
    key = FactId.of(2023, "agreed_amount")
    known = annual.latest | {key: replace(annual.latest[key], value=annual.latest[key].value // 100)}
    changed = replace(annual)
    changed.__dict__["latest"] = known
    with pytest.raises(LookupError, match="leave no room"):
        size_classes(changed, "2023")
    assert size_classes(annual, "2023")[0] == 1088


@pytest.mark.parametrize(("metric", "end"), [("agreed_amount", "low"), ("projects_signed", "high")])
def test_a_bound_is_no_total_of_size_classes(annual, metric, end):
    """近500亿元 was forecast from as 500."""
    key = FactId.of(2023, metric)
    changed = replace(annual)
    changed.__dict__["latest"] = annual.latest | {key: replace(annual.latest[key], **{end: None})}
    with pytest.raises(LookupError, match="only a bound"):
        size_classes(changed, "2023")
