"""From when on a ledger is kept; what the months before must not teach."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.forecasting.ledger.conversion import named_projects
from jjinvest.forecasting.ledger.group_effects import signing_model, with_labels
from jjinvest.forecasting.ledger.history import endings_kept_from, history_begins
from tests.fixtures.ledgers import geometric_district

DAY = "2023-12-31"


def test_history_begins_where_the_ledger_is_kept_regularly():
    regular = np.arange(2018 * 12, 2024 * 12)
    assert history_begins(regular, 2024 * 12) == 2018 * 12
    assert 2017 * 12 <= history_begins(np.append(regular, [2009 * 12, 1900 * 12]), 2024 * 12) <= 2018 * 12
    assert history_begins(np.array([2023 * 12 + 5, 2030 * 12, -1]), 2024 * 12) == 2023 * 12 + 5
    assert history_begins(np.array([-1, 2030 * 12]), 2024 * 12) is None
    once_a_year = np.arange(2014 * 12, 2024 * 12, 12)
    assert history_begins(once_a_year, 2024 * 12) == 2014 * 12


def kept_since(year, **settings):
    """District whose ledger was begun in a year: negotiations that had come to nothing are not in it."""
    table = geometric_district(years=7, first=2017, a_month=30, **settings)
    return table[~(table["terminated_on"] < f"{year}-01-01")]


def test_endings_are_kept_from_the_beginning_of_the_ledger():
    begun = endings_kept_from(kept_since(2020, seed=4), as_of=DAY)
    assert begun is not None
    assert abs(begun - 2020 * 12) <= 1
    never = kept_since(2020, seed=4)
    assert endings_kept_from(never.assign(terminated_on=pd.NaT), as_of=DAY) is None
    # kept for a month only: the whole history counts
    late = never.assign(terminated_on=never["terminated_on"].where(never["terminated_on"] >= "2023-12-01"))
    assert endings_kept_from(late, as_of=DAY) is None


def test_negotiations_of_before_the_ledger_do_not_raise_the_rate():
    table = with_labels(kept_since(2021, seed=5, hazard=0.03, giving_up=0.06), ("out_of_city",))

    def rate(since):
        move = signing_model(table, as_of=DAY, since=since).move.table
        return np.average(move["hazard"], weights=move["at_risk"])

    assert rate(endings_kept_from(table, as_of=DAY)) == pytest.approx(0.03, rel=0.12)
    assert rate(None) > 1.15 * 0.03


def test_projects_that_nobody_ended_keep_a_low_chance():
    table = geometric_district(seed=6, years=7, first=2017, a_month=30, hazard=0.10, giving_up=0.05)
    # of those that came to nothing nobody wrote it down
    table = table.assign(terminated_on=table["terminated_on"].where(table.index % 4 > 0))
    named = named_projects(table, as_of=DAY, months=12).table
    old = named[named["months"] >= 36]
    assert len(old) > 20
    assert old["probability"].max() < 0.03
    assert named.loc[named["months"] < 6, "probability"].min() > 0.3
