"""A ledger as it stood on an earlier day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from jjinvest.forecasting.forecast_data import LedgerData

SIGNED = pd.to_datetime(pd.Series(["2023-02-01", "2023-09-01", None]))


def ledger(amounts: list[int | None]) -> LedgerData:
    projects = pd.DataFrame({"signed_on": SIGNED, "agreed_amount": pd.array(amounts, dtype="Int64")})
    return LedgerData(projects, None, date(2023, 12, 31))


def test_what_has_signed_since_has_the_amount_that_an_earlier_import_stated():
    today = ledger([100, 200, 300])
    seen = pd.array([None, 260, None], dtype="Int64")
    today = replace(today, projects=today.projects.assign(estimated_amount=seen))
    then = today.before(date(2023, 6, 30))
    assert then.as_of == date(2023, 6, 30)
    assert then.projects["agreed_amount"].tolist() == [100, 260, 300]
    # no amount is set back twice
    assert then.before(date(2023, 1, 1)).projects["agreed_amount"][1] == 260
    assert today.projects["agreed_amount"].tolist() == [100, 200, 300]


def test_without_earlier_imports_amounts_stay_as_they_were_signed():
    then = ledger([100, 200, 300]).before(date(2023, 6, 30))
    assert then.projects["agreed_amount"].tolist() == [100, 200, 300]


@pytest.mark.parametrize("amounts", [[None, None, None], [100, None, 0]])
def test_blank_amounts_stay_blank(amounts):
    then = ledger(amounts).before(date(2022, 12, 31)).projects["agreed_amount"]
    assert then.isna().tolist() == [amount is None for amount in amounts]


def test_an_earlier_day_seen_from_later_lists_survivors_alone():
    today = replace(ledger([100, 200, 300]), share_that_signs=0.5)
    assert today.before(date(2023, 6, 30)).share_that_signs == 1
