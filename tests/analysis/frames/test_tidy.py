from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.analysis.frames.number_table import as_texts
from jjinvest.analysis.frames.tidy import targets_frame
from jjinvest.core.errors import ParameterError
from jjinvest.core.quantity import YI
from tests.fixtures.plain_frames import assert_works

FRAMES = ["figures", "facts", "targets", "checks", "metrics"]


@pytest.mark.parametrize("name", FRAMES)
def test_frames_of_every_district_are_plain(each, name):
    assert_works(getattr(each, name))


@pytest.mark.parametrize("name", ["ledger", "payments"])
def test_frames_of_a_ledger_are_plain(both, ledger_alone, name):
    for d in (both, ledger_alone):
        assert_works(getattr(d, name))
        assert len(getattr(d, name)) > 100


def test_a_district_without_a_ledger_says_so(year):
    with pytest.raises(ParameterError, match=r"ledger import"):
        _ = year.ledger


def test_every_figure_is_a_row_with_its_source(year):
    figures, workspace = year.figures, year.results.workspace
    assert len(figures) == len(workspace.figures)
    total = figures[(figures["id"] == "2023.agreed_amount")].iloc[0]
    assert (total["value"], total["unit"], total["value_yuan"]) == (1088.0, "亿元", 1088 * YI)
    assert pd.isna(total["sector"])
    part = figures[figures["id"] == "2023.contract_amount.out_of_city"].iloc[0]
    assert (part["origin"], part["where"]) == ("out_of_city", "origin=out_of_city")
    dated = figures[figures["source"] == "jj2023h1"]["published"]
    assert set(dated) == {pd.Timestamp(2023, 7, 26)}


def test_every_fact_is_a_row_with_its_number(year):
    facts = year.facts.set_index("id")
    assert set(facts.index) == set(year.results.facts)
    share = facts.loc["2023.agreed_amount.secondary.share"]
    assert (share["metric"], share["sector"], share["statistic"]) == ("agreed_amount", "secondary", "share")
    assert share["unit"] == "%"
    rate = facts.loc["2023.funds_in_place.out_of_city.completion.municipality"]
    assert (rate["origin"], rate["statistic"], rate["authority"]) == (
        "out_of_city",
        "completion",
        "municipality",
    )


def test_facts_of_both_sources_are_told_by_their_ids(both):
    ids = set(both.facts["id"])
    assert {"2023.agreed_amount", "2023.ledger.agreed_amount"} <= ids


def test_amounts_of_the_ledger_are_in_yi(both):
    projects = both.results.workspace.ledger.projects
    total = projects["agreed_amount"].sum() / YI
    assert both.ledger["agreed_amount"].sum() == pytest.approx(float(total))
    assert both.ledger.attrs["units"]["agreed_amount"] == "亿元"
    assert both.ledger["signed_on"].dtype.kind == "M"
    assert both.ledger.attrs["tier"] == "internal"


def test_payments_carry_what_their_project_is(both):
    paid = both.payments
    assert paid["amount"].sum() == pytest.approx(both.results.workspace.ledger.payments["amount"].sum() / YI)
    assert paid["sector"].notna().all()


def test_chosen_columns_are_those_of_the_whole_frame(both):
    chosen = ["size", "signed", "signed_on", "funds_ytd"]
    pd.testing.assert_frame_equal(pd.DataFrame(both.ledger_rows(*chosen)), pd.DataFrame(both.ledger[chosen]))
    for chosen in (["signed_on", "month", "amount"], ["until", "project_code"], ["size", "sector", "since"]):
        rows = pd.DataFrame(both.payment_rows(*chosen))
        pd.testing.assert_frame_equal(rows, pd.DataFrame(both.payments[chosen]))


def test_chosen_columns_keep_units_level_and_notes(both):
    rows, whole = both.payment_rows("amount"), both.payments
    assert rows.attrs["units"] == whole.attrs["units"] == {"amount": "亿元"}
    assert rows.attrs["tier"] == whole.attrs["tier"]
    assert rows.attrs.get("notes") == whole.attrs.get("notes")
    assert "units" in both.ledger_rows("signed_on").attrs
    assert both.ledger_rows("stage").attrs["stands_on"] == both.ledger.attrs["stands_on"]


def test_a_column_that_a_ledger_has_not_is_an_error_with_the_choices(both, year):
    with pytest.raises(ParameterError, match="signed_on"):
        both.ledger_rows("signed_at")
    with pytest.raises(ParameterError, match="amount"):
        both.payment_rows("amounts")
    with pytest.raises(ParameterError, match="ledger import"):
        year.payment_rows("amount")


def test_targets_have_their_number_and_authority(year):
    targets = year.targets.set_index("id")
    assert targets.loc["2024.agreed_amount.target", ["year", "value", "unit"]].tolist() == [
        2024,
        1000.0,
        "亿元",
    ]


def test_checks_have_numbers_and_verdicts(year):
    checks = year.checks
    difference = (checks["published"] - checks["computed"] - checks["difference"]).dropna()
    assert difference.abs().max() < 1e-6
    assert len(checks) == len(year.results.checks)


def test_signed_projects_are_marked_and_the_day_of_the_ledger_is_known(both, year):
    ledger = both.ledger
    assert ledger["signed"].dtype == bool
    assert 0 < ledger["signed"].sum() < len(ledger)
    assert ledger.loc[ledger["signed"], "signed_on"].notna().all()
    assert both.frame("projects_signed", period="all")["value"].iloc[0] == ledger["signed"].sum()
    assert both.ledger_day.date() == both.results.workspace.ledger.stands_on
    waits = both.ledger_day - both.ledger["signed_on"].dropna()
    assert (waits.dt.days >= 0).all()
    with pytest.raises(ParameterError, match="ledger import"):
        _ = year.ledger_day


def test_a_changed_frame_of_the_ledger_is_the_readers_own(both):
    """The frames share their columns until one is changed."""
    mine, before = both.ledger, both.ledger.copy(deep=True)
    mine.loc[mine.index[0], "agreed_amount"] = -1.0
    mine["project_name"] = "x"
    mine["new"] = 1
    pd.testing.assert_frame_equal(both.ledger, before)
    assert (both.results.workspace.ledger.projects["project_name"] != "x").all()


def test_texts_of_a_ledger_are_missing_where_they_are_blank():
    cells = pd.Series(["甲", "", None], dtype="str")
    found = as_texts(cells, pd.RangeIndex(3, 6))
    assert found.isna().tolist() == [False, True, True]
    assert found.index.tolist() == [3, 4, 5]
    assert as_texts(["甲", "", None], cells.index).isna().tolist() == [False, True, True]
    assert cells.tolist()[:2] == ["甲", ""]


def test_a_target_without_an_authority_is_the_places_own(year):
    targets = year.results.workspace.targets.head(3).assign(authority=["", "district", "municipality"])
    frame = targets_frame(targets)
    assert frame["authority"].tolist() == ["district", "district", "municipality"]
