"""The year to date and the sum of its months never differ without a note on both."""

from __future__ import annotations

from dataclasses import replace

import pytest

import jjinvest as jj
from jjinvest.analysis.frames.number_table import NumberTable
from jjinvest.analysis.marks import _year_and_months


@pytest.mark.parametrize("by", [None, "quarter"])
def test_frames_of_funds_say_that_the_year_is_not_the_sum_of_its_months(by):
    d = jj.load_sample()
    frame = NumberTable({"value": [1.0]})
    frame.attrs["metric"] = "funds_in_place"
    said = _year_and_months(d, frame)
    state = d.results.workspace.ledger
    less = state.projects.assign(funds_ytd=state.projects["funds_ytd"] // 2)
    object.__setattr__(d.results.workspace, "ledger", replace(state, projects=less))
    try:
        now = d.frame("funds_in_place", by=by, period="2023" if by else None)
        assert said == []
        assert "各月（季）到位之和" in now.attrs["notes"]
        assert "各月（季）" not in (d.frame("agreed_amount", by="sector").attrs.get("notes") or "")
    finally:
        object.__setattr__(d.results.workspace, "ledger", state)
