"""Collections held out in turn: how their series are cut, and what is trained on."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import forecast_collections, forecast_tuning
from benchmarks.held_out import parameters_without
from benchmarks.m3_series import COLLECTIONS, quarterly


@pytest.mark.parametrize(("name", "count"), [("M1", 203), ("M3", 756), ("Tourism", 427)])
def test_there_are_as_many_series_as_packaged(name, count):
    assert len(quarterly(name)) == count


def test_a_history_ends_where_its_future_begins():
    for back in (0, 2):
        cut = forecast_collections.histories("M1", 8, 4, years_back=back)
        series = next(s for s in quarterly("M1").values() if len(s.past) >= 16)
        every = np.concatenate([series.past, series.future])
        end = len(series.past) - 4 * back
        assert any(
            np.array_equal(past, every[end - 8 : end]) and np.array_equal(future, every[end : end + 4])
            for past, future in cut
        )
        assert all(len(past) == 8 and len(future) == 4 for past, future in cut)


def test_the_whole_history_is_all_before_the_test_part():
    cut = forecast_collections.histories("Tourism", None, 8)
    assert [len(past) for past, _ in cut] == [len(s.past) for s in quarterly("Tourism").values()]
    assert all(len(future) == 8 for _, future in cut)


def test_each_series_counts_once_in_training():
    _, weights = forecast_tuning.windows(16, 4, ("M1", "Tourism"), latest=4)
    tourism, _ = forecast_tuning.windows(16, 4, ("Tourism",), latest=4)
    share = weights[-len(tourism) :].sum()
    assert weights.sum() == pytest.approx(1)
    assert share == pytest.approx(427 / (427 + 203), abs=0.05)


def test_parameters_of_tests_differ_from_each_other():
    priors = [parameters_without(name)[0].weight for name in COLLECTIONS]
    assert len({tuple(weight) for weight in priors}) == len(COLLECTIONS)
