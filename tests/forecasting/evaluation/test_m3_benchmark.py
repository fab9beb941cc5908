"""The benchmark goes on where it was interrupted, and its numbers are those of the scores."""

from __future__ import annotations

from operator import itemgetter

import numpy as np
import pytest

from benchmarks import forecast_m3, m3_series
from jjinvest.forecasting.quarterly.forecast import seasonal_naive


def test_there_are_as_many_series_as_in_the_competition():
    assert len(m3_series.quarterly()) == 756
    assert min(len(s.past) for s in m3_series.quarterly().values()) == 16
    assert all(len(s.future) == 8 for s in m3_series.quarterly().values())


def test_an_interrupted_benchmark_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(m3_series, "CACHE", tmp_path)
    keys = [(1, "8"), (2, "8")]
    assert m3_series.computed("n", itemgetter(0), keys, processes=1) == {(1, "8"): 1, (2, "8"): 2}
    cache = tmp_path / "n.jsonl"
    first, *_ = [line for line in cache.read_text().splitlines() if line]
    cache.write_text(f"{first}\n[2, ")
    assert m3_series.computed("n", itemgetter(0), keys, processes=1) == {(1, "8"): 1, (2, "8"): 2}
    again = cache.read_text()
    assert again.startswith(first)
    assert m3_series.computed("n", itemgetter(0), keys, processes=1) == {(1, "8"): 1, (2, "8"): 2}
    assert cache.read_text() == again


def test_seasonal_naive_has_the_published_error():
    every = m3_series.quarterly()
    naive = {k: seasonal_naive(s.last("8"), 4) for k, s in every.items()}
    found = forecast_m3.by_group(forecast_m3.errors("8", naive.get))
    assert found["sMAPE all"] == pytest.approx(9.04, abs=0.01)
    assert found["MASE all"] == pytest.approx(1.091, abs=0.001)
    assert (found["n even"], found["n all"]) == (378, 756)


def test_an_interval_that_covers_everything_scores_its_width():
    every = m3_series.quarterly()

    def wide(number: int, _: float) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(4), np.full(4, 1e6)

    found = forecast_m3.intervals("8", wide, total=False)
    assert (found["80 %"] == 1).all()
    scale = np.mean([1e6 / np.abs(s.past[4:] - s.past[:-4]).mean() for s in every.values()])
    assert found["score 95"].mean() == pytest.approx(scale)
