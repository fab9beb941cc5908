"""Packaged benchmark scores: many cases, and plausible values."""

from __future__ import annotations

import pytest

from jjinvest.forecasting.evaluation.benchmark_scores import (
    series_scores,
    synthetic_reliability,
    synthetic_scores,
    synthetic_weights,
)


def test_packaged_scores_of_series_were_written_by_the_benchmark():
    scores = series_scores()
    assert scores.index.tolist() == [8, 12, 16]
    assert (scores["years"] == 378).all()
    # three standard errors of a share of 378
    assert scores["covered80"].between(0.74, 0.86).all()
    assert scores["skill"].between(0.1, 0.9).all()


def test_packaged_scores_are_of_many_districts_where_the_ledger_beats_naive():
    for passed in range(4):
        table = synthetic_scores(passed)
        assert table["years"].min() >= 100
        assert table.loc["ledger_simulation", "skill"] > 0.3
        assert 0.75 < table.loc["ledger_simulation", "covered80"] < 0.88
        assert table["weight"].sum() == pytest.approx(1, abs=1e-3)
    table = synthetic_reliability()
    assert (table["number"] >= 100).all()
    assert ((table["predicted"] - table["happened"]).abs() < 0.12).all()


def test_weights_follow_from_the_packaged_distances_and_give_those_of_all_methods():
    for passed in range(4):
        table = synthetic_scores(passed)
        weights = synthetic_weights(passed, list(table.index))
        assert weights == pytest.approx(table["weight"].to_dict(), abs=2e-3)
    assert synthetic_weights(2, ["size_classes"]) == {}


def test_without_the_best_method_the_next_best_has_a_weight():
    """Year-to-date credibility adds nothing beside a ledger, and much beside a worse method alone."""
    every = synthetic_weights(1, list(synthetic_scores(1).index))
    assert every["credibility"] < 0.001
    without = synthetic_weights(1, ["credibility", "count_chain_ladder", "bornhuetter_ferguson"])
    assert min(without.values()) > 0.1
    crps = synthetic_scores(1)["crps"]
    pair = synthetic_weights(1, ["quarterly", "credibility"])
    assert crps["credibility"] < crps["quarterly"]
    assert pair["credibility"] > pair["quarterly"]
