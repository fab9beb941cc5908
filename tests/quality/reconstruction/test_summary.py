"""Reconstructed ledgers beside the bounds: inside them, marked as simulated, the same for the same seed."""

from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.core import facts
from jjinvest.quality.bounds.bounds import bounds
from jjinvest.quality.bounds.constraints import Selection
from jjinvest.quality.bounds.reported import open_amounts
from jjinvest.quality.bounds.statistics import Statistic
from jjinvest.quality.reconstruction.summary import (
    reconstructed_amounts,
    reconstruction_summary,
    reconstruction_summary_ids,
    value_in,
)

SEED, NUMBER = 7, 6


@pytest.fixture(scope="module")
def amounts(annual):
    return reconstructed_amounts(annual, 2023, seed=SEED, number=NUMBER)


def test_every_ledger_lies_inside_the_exact_bounds(amounts, annual):
    assert len(amounts) == NUMBER
    for statistic in open_amounts(annual, 2023):
        bound, drawn = bounds(annual, 2023, statistic).fact, amounts[statistic.fact_id("2023")]
        assert bound.low <= drawn.min() < drawn.max() <= bound.high


def test_facts_are_marked_as_reconstructed_and_have_no_point_value(amounts, annual):
    summary = reconstruction_summary(amounts, 2023)
    assert {fact.id for fact in summary} <= reconstruction_summary_ids(annual, 2023)
    frame = facts.frame(summary).set_index("id")
    assert (frame["evidence"] == "reconstructed").all()
    assert frame.loc["2023.reconstructed.ledgers", "value"] == NUMBER
    assert all("2023.agreed_amount@jj2023" in used for used in frame["sources"])
    ranges = frame.drop("2023.reconstructed.ledgers")
    assert ranges["value"].isna().all()
    assert (frame["caveat"] == "reconstructed").all()
    full, half = (frame.loc[f"2023.agreed_amount.top20.reconstructed{part}"] for part in ("", ".middle_half"))
    assert full["low"] <= half["low"] <= half["high"] <= full["high"]


def test_the_same_seed_gives_the_same_amounts(amounts, annual):
    pd.testing.assert_frame_equal(reconstructed_amounts(annual, 2023, seed=SEED, number=NUMBER), amounts)


def test_without_a_ledger_there_is_no_summary(mid_year):
    amounts = reconstructed_amounts(mid_year, 2023, seed=SEED, number=NUMBER)
    assert amounts.empty
    assert reconstruction_summary(amounts, 2023) == []


def test_a_statistic_of_a_ledger_is_a_plain_sum():
    ledger = pd.DataFrame(
        {
            "half": ["H1", "H2", "H2"],
            "sector": ["secondary", "secondary", "tertiary"],
            "amount_yuan": [30 * 10**8, 25 * 10**8, 5 * 10**8],
        }
    )
    assert value_in(ledger, Statistic("amount", top=2)) == 55
    assert value_in(ledger, Statistic("share", top=1)) == 0.5
    assert value_in(ledger, Statistic("count", Selection(half="h2", low_edge=20))) == 1
    assert value_in(ledger, Statistic("amount", Selection(sector="secondary", high_edge=30))) == 25
