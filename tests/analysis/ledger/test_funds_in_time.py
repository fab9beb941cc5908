"""Funds by span of time after few imports: each number is that of the truth, or missing with a note."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from jjinvest.analysis.frames.question import Question
from jjinvest.analysis.ledger.by_rows import ledger_measure_by
from jjinvest.analysis.ledger.funds_in_time import said_of_open
from jjinvest.core.errors import ParameterError
from jjinvest.core.periods import period_end, period_start
from jjinvest.core.quantity import YI
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.dated_funds import funds_begin
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from tests.fixtures.known_truth import state_after

WORDS = Vocabulary("zh", {})
IMPORTS = {
    "one": ["2023-12"],
    "two quarters": ["2023-09", "2023-12"],
    "four quarters": ["2023-03", "2023-06", "2023-09", "2023-12"],
    "with gaps": ["2022-05", "2022-06", "2023-02", "2023-12"],
    "two years": ["2021-12", "2023-12"],
    "every month": [f"{year}-{month:02d}" for year in (2022, 2023) for month in range(1, 13)],
}


@pytest.fixture(scope="module")
def district():
    return simulate(Parameters(first_year=2020, projects=150), seed=11)


@pytest.fixture(scope="module", params=list(IMPORTS))
def state(request, district):
    return state_after(district, IMPORTS[request.param])


def of(state, by=(), period="all", statistic="level", where=None):
    return ledger_measure_by(
        state, Question("funds_in_place", by, period, where or {}, statistic), WORDS, labels=False
    )


def truth(district, state, period, sector=None):
    paid = district.payments
    start, end = pd.Timestamp(period_start(period)), pd.Timestamp(period_end(period))
    chosen = paid["month"].between(start, min(end, pd.Timestamp(state.stands_on)))
    if sector is not None:
        projects = state.projects
        chosen &= paid["project_code"].isin(projects.loc[projects["sector"] == sector, "project_code"])
    return paid.loc[chosen, "amount"].sum() / YI


@pytest.mark.parametrize("span", ["year", "half", "quarter", "month"])
def test_each_number_is_that_of_the_truth_or_missing(district, state, span):
    frame = of(state, (span,))
    names = frame[span].dt.strftime("%Y-%m") if span == "month" else frame[span].astype(str)
    for name, value, projects in zip(names, frame["value"], frame["projects"], strict=True):
        assert pd.isna(value) == pd.isna(projects)
        assert pd.isna(value) or value == pytest.approx(truth(district, state, name)), name
    total = state.projects["funds_to_date"].sum() / YI
    assert frame["value"].sum() + frame.attrs.get("not_placed", 0.0) == pytest.approx(total)
    assert ("到位" in frame.attrs.get("notes", "")) == ("not_placed" in frame.attrs)
    assert frame["value"].isna().any() <= ("not_placed" in frame.attrs)


@pytest.mark.parametrize("period", ["2023", "2023H2", "2023Q1-Q3", "2023Q4", "2023-11..2023-12", "2023-12"])
def test_a_period_agrees_with_its_spans_and_its_sectors_with_the_truth(district, state, period):
    value = of(state, period=period)["value"].iloc[0]
    if not pd.isna(value):
        assert value == pytest.approx(truth(district, state, period))
    sectors = of(state, ("sector",), period)
    for sector, part in zip(sectors["sector"], sectors["value"], strict=True):
        assert pd.isna(part) or part == pytest.approx(truth(district, state, period, sector))
    if not sectors["value"].isna().any():
        assert sectors["value"].sum() == pytest.approx(value)
    shares = of(state, ("sector",), period, "share")["value"]
    assert shares.isna().all() if sectors["value"].isna().any() else shares.sum() == pytest.approx(100)


def test_the_year_of_the_ledger_is_known_from_one_import(district):
    state = state_after(district, ["2023-12"])
    years = of(state, ("year",)).set_index("year")["value"]  # the years before it are open
    assert years.dropna().to_dict() == {2023: pytest.approx(truth(district, state, "2023"))}
    quarters = of(state, ("quarter",), "2023")
    assert quarters["value"].isna().all()
    assert len(quarters) == 4
    assert of(state, period="2022")["value"].isna().all()
    assert funds_begin(state) == pd.Timestamp(2022, 1, 1)  # signed then, paid by the end of that year
    with pytest.raises(ParameterError, match="2022"):
        of(state, period="2021")


def test_quarterly_imports_give_quarters_and_the_last_month_of_each(district):
    state = state_after(district, IMPORTS["four quarters"])
    assert of(state, ("quarter",), "2023")["value"].notna().all()
    months = of(state, ("month",), "2023")["value"].notna().tolist()
    assert months == [False, False, True] * 4
    nothing = state_after(district, IMPORTS["four quarters"], without=["funds_month"])
    assert not of(nothing, ("month",), "2023")["value"].notna().any()
    assert of(nothing, ("quarter",), "2023")["value"].notna().all()


def test_growth_needs_both_years(district, state):
    for span in ("year", "quarter"):
        growth, level = of(state, (span,), statistic="growth"), of(state, (span,))
        merged = growth.merge(level, on=span, suffixes=("", "_level"))
        assert merged.loc[merged["value_level"].isna(), "value"].isna().all()
        for name, value in zip(growth[span].astype(str), growth["value"], strict=True):
            before = str(int(name[:4]) - 1) + name[4:]
            if not pd.isna(value):
                ratio = truth(district, state, name) / truth(district, state, before)
                assert value == pytest.approx(100 * (ratio - 1))


def test_only_funds_to_date_leave_the_year_unknown(district):
    state = state_after(district, ["2023-12"], without=["funds_ytd", "funds_month"])
    total = state.projects["funds_to_date"].sum() / YI
    for by in ((), ("sector",), ("quarter",)):
        frame = of(state, by, "2023")
        assert len(frame)
        assert frame["value"].isna().all()
        assert frame.attrs["not_placed"] == pytest.approx(total)
    signed = state.projects["signed_on"].dt.year == 2023  # what they have received came within the year
    known = state.projects.loc[signed, "funds_to_date"].sum() / YI
    for by in (("project",), ("cohort",)):
        frame = of(state, by, "2023")
        assert frame["value"].isna().any()
        assert frame["value"].sum() == pytest.approx(known)
        assert frame.attrs["not_placed"] == pytest.approx(total - known)
    assert of(state)["value"].iloc[0] == pytest.approx(total)
    assert of(state, ("year",))["value"].isna().all()


def test_a_signing_after_the_ledgers_day_counts_nowhere_yet(district):
    state = state_after(district, ["2023-12"])
    projects = state.projects.copy()
    first = projects.index[projects["signed_on"].dt.year == 2023][0]
    projects.loc[first, "signed_on"] = pd.Timestamp(2024, 2, 1)
    later = replace(state, projects=projects)
    asked = Question("agreed_amount", ("year",), "all", {})
    years = ledger_measure_by(later, asked, WORDS, labels=False)
    whole = ledger_measure_by(later, replace(asked, by=(), period="2023"), WORDS, labels=False)
    assert years["year"].max() == 2023
    assert years["value"].iloc[-1] == pytest.approx(whole["value"].iloc[0])
    before = ledger_measure_by(state, replace(asked, by=()), WORDS, labels=False)
    agreed = state.projects.loc[first, "agreed_amount"]
    lost = 0.0 if pd.isna(agreed) else agreed / YI
    assert np.isclose(before["value"].iloc[0] - years["value"].sum(), lost)


def test_the_note_on_open_numbers_says_how_much_has_no_month_and_how_much_stands_beside_it():
    days = pd.to_datetime(["2022-12-01", "2022-12-01", "2023-01-01"])
    rows = pd.DataFrame({"day": days, "yuan": [200 * 10**4, 900 * 10**4, 50 * 10**4]})
    rows["certain"] = [False, True, True]
    table = pd.DataFrame({"value": [float("nan"), 50 * 10**4]})
    said = said_of_open(rows, table, Vocabulary("zh", {}))
    assert said["not_placed"] == pytest.approx(0.11)
    assert "200 万元 只知在 2022-12 及以前" in said["notes"]
    assert "另有 900 万元" in said["notes"]
