from __future__ import annotations

import math

import pandas as pd
import pytest

from tests.fixtures.plain_frames import assert_works


def test_tables_have_names_and_titles(each):
    assert "sectors" in each.tables
    titles = each.tables.titles.set_index("table")["title"]
    assert list(titles.index) == list(each.tables)
    assert not titles.str.contains(r"[{…]").any()
    assert titles["sectors"] == each.words.message("table.sectors")


def test_columns_have_heads_and_units(year):
    columns = year.tables.columns("sectors", "halves").set_index(["table", "column"])
    assert columns.loc[("sectors", "amount"), "unit"] == "亿元"
    restated = columns.loc[("halves", "first_half_restated")]
    assert (restated["label"], restated["unit"]) == (year.words.message("col.first_half_restated"), "亿元")
    assert columns.loc[("halves", "item"), "rows"] == len(year.table("halves"))
    assert_works(year.tables.columns("sectors").fillna({"unit": "", "label": ""}))


def test_columns_keep_their_type_without_rows(year, half_year, both, ledger_alone):
    kinds: dict[str, set[bool]] = {}
    filled: dict[str, bool] = {}
    for d in (year, half_year, both, ledger_alone):
        for name in d.tables:
            table = d.table(name)
            for column in map(str, table):
                is_number = pd.api.types.is_numeric_dtype(table[column])
                if table.empty:
                    kinds.setdefault(column, set()).add(is_number)
                else:
                    filled[column] = is_number
    shared = set(kinds) & set(filled)
    assert len(shared) > 20
    assert {name for name in shared if kinds[name] != {filled[name]}} == set()


def test_a_table_without_rows_says_why(year):
    table = year.table("largest")
    assert table.empty
    assert table["amount"].dtype == "float64"
    assert table.attrs["empty"] == "没有台账，本表无数据"


def test_halves_make_up_the_year_at_the_restated_amounts(year):
    halves = year.table("halves").set_index("item")
    whole = year.frame("agreed_amount")["value"].iloc[0]
    row = halves.loc["协议引资"]
    assert row["first_half_restated"] - row["first_half"] == 10.0  # 康硕：上半年文10亿元，全年文20亿元
    assert row["second_half_low"] <= whole - row["first_half_restated"] <= row["second_half_high"]
    assert row["share_low"] <= 100 * row["first_half_restated"] / whole <= row["share_high"]
    by_half = year.frame("agreed_amount", by="half")
    assert by_half["value"].iloc[0] == row["first_half"]
    assert (by_half["low"].iloc[1], by_half["high"].iloc[1]) == (543.35, 544.65)
    assert math.isnan(by_half["value"].iloc[1])  # not 554, the year less the first half as published
    assert "544 亿元（2023h1.agreed_amount.as_restated）" in by_half.attrs["notes"]
    second = year.frame("agreed_amount", period="2023H2")
    assert (second["low"].iloc[0], second["high"].iloc[0]) == (
        row["second_half_low"],
        row["second_half_high"],
    )
    assert "修订" in halves.attrs["notes"]


def test_rates_say_why_they_count_fewer_projects_than_the_frame(both):
    start = both.table("rates").attrs["notes"]
    assert "终止" in start
    ended = both.ledger[both.ledger["started_on"].notna() & both.ledger["terminated_on"].notna()]
    counted = both.frame("projects_started", period="all")["value"].iloc[0]
    assert counted - len(ended) == both.ledger["stage"].isin(["开工", "投产"]).sum()


def test_no_title_is_the_name_of_a_table(both):
    titles = both.tables.titles
    assert titles[titles["table"] == titles["title"]].empty


def test_projects_behind_alerts_are_one_table_with_their_access_level(both):
    everything = both.table("alert_projects")
    parts = [both.table(f"alert_projects_{tier}") for tier in ("public", "government", "internal")]
    assert len(everything) == sum(map(len, parts)) > 0
    assert everything.attrs["labels"]["access_level"] == "公开级别"
    assert everything["access_level"].notna().all()
    assert parts[1].attrs["tier"] == "government"
    assert "tier" not in everything


def test_a_ledger_knows_what_the_largest_projects_hold(both, year):
    table = both.table("concentration").set_index("group")
    amounts = both.frame("agreed_amount", by="project")["value"].nlargest(5)
    assert table["amount"].iloc[1] == pytest.approx(amounts.sum())
    whole = both.frame("agreed_amount")["value"].iloc[0]
    assert table["amount_share"].iloc[1] == pytest.approx(100 * amounts.sum() / whole)
    assert table.attrs["tier"] == "government"
    assert "amount_bounds_low" in year.table("concentration")


def test_the_reason_of_an_empty_table_is_shown(year):
    assert "没有台账，本表无数据" in repr(year.table("largest"))
    assert "没有台账，本表无数据" in year.table("largest")._repr_html_()


def test_nothing_revised_since_a_release_points_to_what_the_figures_restate(year):
    table = year.table("revisions")
    assert table.empty
    for expected in (year.words.message("analysis.empty.no_release"), 'd.table("restated")'):
        assert expected in repr(table)
    assert len(year.table("restated"))


def test_tables_of_targets_say_that_none_is_known(ledger_alone):
    assert ledger_alone.targets.empty
    assert "No target is known" in ledger_alone.table("completion").attrs["empty"]
