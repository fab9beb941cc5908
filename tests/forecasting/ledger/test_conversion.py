"""Windows and calibration of conversion chances."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.forecasting.ledger import conversion
from jjinvest.forecasting.ledger.conversion import calibrate, named_projects, past_windows
from tests.fixtures.ledgers import geometric_district


def test_past_windows_prefer_the_same_season():
    now = 12 * 2023 + 6
    assert past_windows(12 * 2018, now, 6) == [12 * year + 6 for year in (2022, 2021, 2020, 2019)]
    few = past_windows(12 * 2021, now, 6)
    assert few[0] == 12 * 2022 + 6
    assert all(start + 6 <= now and start >= 12 * 2022 for start in few)
    assert past_windows(12 * 2022 + 8, now, 6) == []


def test_chances_that_were_too_high_are_lowered():
    table = geometric_district(seed=3, a_month=20)
    assert abs(calibrate(table, as_of="2023-06-30", months=6).offset) < 0.4
    # half of the projects that would sign from 2021 on give up instead
    later = (table["signed_on"] >= "2021-01-01") & (np.arange(len(table)) % 2 == 0)
    worse = table.assign(
        terminated_on=table["terminated_on"].where(~later, table["signed_on"]),
        signed_on=table["signed_on"].where(~later),
    )
    calibration = calibrate(worse, as_of="2023-06-30", months=6)
    assert calibration.offset < -0.1
    assert calibration.table["projects"].sum() > 0
    assert calibration.apply(np.array([0.0, 0.5, 1.0]))[1] < 0.5
    # what the shift explains of the misses of all windows is no correlation of projects as well
    assert calibration.correlation < 0.07


def test_recent_windows_decide_the_shift():
    right, high = np.full(200, 0.5), (np.arange(200) < 50).astype(float)
    even = (np.arange(200) < 100).astype(float)
    chances = [right, right, right]
    early = conversion._lasting_offset(chances, [even, even, high], [0.7, 0.49, 0.34])
    late = conversion._lasting_offset(chances, [high, even, even], [0.7, 0.49, 0.34])
    assert late < 1.5 * early < 0
    assert conversion._lasting_offset([right], [np.zeros(200)], [0.7]) > -2


def test_a_correlation_of_projects_is_never_above_one():
    rare, came = np.array([0.01, 0.02]), np.array([1.0, 1.0])
    assert conversion._pair_correlation(rare, came) == 1.0
    even = np.full(2, 0.5)
    assert conversion._pair_correlation(even, came) == pytest.approx(1.0)
    assert conversion._pair_correlation(even, np.array([1.0, 0.0])) == pytest.approx(-1.0)


def test_projects_never_sign_all_or_none(monkeypatch):
    monkeypatch.setattr(conversion, "_pair_correlation", lambda chance, came: 1.0)
    calibration = calibrate(geometric_district(seed=8), as_of="2021-12-31", months=12)
    assert calibration.windows > 0
    assert calibration.correlation == conversion.MAX_CORRELATION < 1


def test_chances_that_were_never_compared_hang_together_more(monkeypatch):
    table = geometric_district(seed=3, a_month=20)
    untried = calibrate(table, as_of="2019-10-31", months=12)
    assert untried.windows == 0
    monkeypatch.setattr(conversion, "_pair_correlation", lambda chance, came: 0.0)
    tried = calibrate(table, as_of="2023-06-30", months=6)
    assert tried.windows > 2
    assert tried.correlation == pytest.approx(conversion.PRIOR_CORRELATION / tried.windows)
    assert tried.correlation < untried.correlation == conversion.UNTRIED_CORRELATION


def survivors(ledger, day):
    """The ledger of an office that strikes out what came to nothing."""
    return ledger[~(ledger["terminated_on"] <= pd.Timestamp(day))]


def test_a_ledger_of_survivors_says_nothing_of_negotiations_that_fail():
    """Half of the negotiations fail; where none of them stays listed, all that is left seems to sign."""
    whole, day = geometric_district(seed=5, hazard=0.06, giving_up=0.06, a_month=20), "2022-12-31"
    came = (whole["signed_on"] > day) & (whole["signed_on"] <= "2023-12-31") & (whole["negotiated_on"] <= day)
    kept = survivors(whole, day)
    as_listed, assumed = (
        named_projects(kept, as_of=day, months=12, share_that_signs=share) for share in (1.0, 0.5)
    )
    assert assumed.table["probability"].sum() == pytest.approx(came.sum(), rel=0.2)
    assert as_listed.table["probability"].sum() > 1.4 * came.sum()
    assert assumed.by_month.sum() == pytest.approx(assumed.table["probability"].sum())
    assert assumed.correlation >= conversion.UNTRIED_CORRELATION > as_listed.correlation


def test_the_share_is_not_assumed_where_the_ledger_shows_it():
    whole, day = geometric_district(seed=5), "2022-12-31"
    own, given = (named_projects(whole, as_of=day, months=12, share_that_signs=s) for s in (1.0, 0.5))
    assert own.table.equals(given.table)
    assert given.share_that_signs == 1
