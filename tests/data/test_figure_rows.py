"""Rows of figures.csv: their defaults, their intervals, and a complete message for every fault."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.periods import canonical_period
from jjinvest.data.figure_rows import (
    COLUMNS,
    RELATIONS,
    STATISTICS,
    VERSIONS,
    figure_tables,
    read_figure_tables,
)
from jjinvest.data.figures import quantity_of, roundest, typed_figures, typed_targets
from tests.fixtures.figure_rows import STRANGE_CELLS, read_rows

BULLETINS = sorted(
    path.parent
    for kind in ("bulletins", "bulletins_made")
    for path in Path(__file__).parent.glob(f"{kind}/*/figures.csv")
)


@pytest.mark.parametrize("folder", BULLETINS, ids=lambda folder: folder.name)
def test_a_bulletin_is_read_whole(folder):
    tables = read_figure_tables(folder)
    assert tables.problems == []
    lines = (folder / "figures.csv").read_text(encoding="utf-8").strip().splitlines()
    assert [row.row for row in tables.figures] == list(range(2, len(lines) + 1))
    assert len({row.figure_id for row in tables.figures}) == len(tables.figures)
    frame = typed_figures(tables.figures)
    assert frame["value"].tolist() == [float(row.value) for row in tables.figures]
    assert {row.source for row in tables.figures} <= set(tables.sources)


def test_there_are_many_bulletins():
    assert len(BULLETINS) >= 12


def test_what_a_row_leaves_out_takes_its_default():
    tables = figure_tables(
        Path("typed.xlsx"),
        [(2, {"source": "s", "period": "2023", "metric": "projects_signed", "value": "3"})],
        [(2, {"source": "s"})],
        [],
    )
    assert tables.problems == []
    [row] = tables.figures
    assert (row.statistic, row.relation, row.unit, row.where, row.authority, row.version) == (
        ("level", "=", "个", (), "", "")
    )
    assert (row.available_from, row.date_known) == (date(2023, 12, 31), False)


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("市级", "municipality"),
        ("州级", "prefecture"),
        ("上级县", "county"),
        ("县级", "district"),
        ("镇级", "town"),
        ("省", "province"),
    ],
)
def test_who_sets_a_target_may_be_written_in_chinese(word, key):
    [row] = read_rows({"statistic": "target", "value": "100", "authority": word}).figures
    assert row.authority == key


def test_a_wrong_authority_is_answered_with_every_right_one():
    [problem] = read_rows({}, {"statistic": "target", "value": "100", "authority": "上级"}).problems
    keys = ("district", "municipality", "prefecture", "province", "state", "county", "town")
    assert all(key in problem.expected for key in keys)


@pytest.mark.parametrize("statistic", ["completion", "share", "growth"])
def test_a_rate_is_in_percent_where_no_unit_stands(statistic):
    [row] = read_rows({"statistic": statistic, "unit": "", "where": "sector=primary"}).figures
    assert row.unit == "%"


@pytest.mark.parametrize(
    ("cells", "half"),
    [
        ({"value": "6.4"}, "0.05"),
        ({"value": "1088"}, "0.5"),
        ({"value": "1088.00"}, "0.005"),
        ({"value": "6.4", "half_width": "1"}, "1"),
        ({"metric": "projects_signed", "value": "132", "unit": "个"}, "0"),
        ({"value": "1000", "statistic": "target"}, "0"),
        ({"value": "600", "relation": ">"}, "0"),
        ({"value": "17", "unit": "%", "statistic": "growth"}, "0.5"),
        ({"value": "-17.2", "unit": "%", "statistic": "growth"}, "0.05"),
        ({"value": "3", "unit": "名", "statistic": "rank"}, "0"),
    ],
)
def test_the_rounding_of_a_number(cells, half):
    tables = read_rows(cells)
    assert tables.problems == []
    assert tables.figures[0].rounding == Fraction(half)


def test_amounts_of_one_currency_are_exact_at_any_scale():
    rows = read_rows(
        {"value": "1.5"}, {"value": "15000", "unit": "万元"}, {"value": "1.5", "unit": "亿美元"}
    ).figures
    one, same, other = (quantity_of(row) for row in rows)
    assert (one.value, one.unit) == (same.value, same.unit) == (150_000_000, "元")
    assert (other.value, other.unit) == (150_000_000, "美元")
    assert same.high - same.low == 10_000


FAULTS = {
    "source": ({"source": "年 度"}, "source"),
    "unknown source": ({"source": "other"}, "source"),
    "period": ({"period": "2023H3"}, "period"),
    "period after publication": ({"period": "2024H1"}, "period"),
    "metric": ({"metric": "签约"}, "metric"),
    "where": ({"where": "primary"}, "where"),
    "dimension twice": ({"where": "sector=primary;sector=secondary"}, "where"),
    "size": ({"where": "size=big"}, "where"),
    "statistic": ({"statistic": "mean"}, "statistic"),
    "relation": ({"relation": "≠"}, "relation"),
    "version": ({"version": "new"}, "version"),
    "authority": ({"authority": "某会"}, "authority"),
    "value": ({"value": "很多"}, "value"),
    "no value": ({"value": ""}, "value"),
    "half width": ({"half_width": "-1"}, "half_width"),
    "unit": ({"unit": "<b>"}, "unit"),
    "half a project": ({"metric": "projects_signed", "unit": "个", "value": "1.5"}, "value"),
    "an amount without a unit": ({"unit": ""}, "unit"),
    "an amount that counts": ({"unit": "个"}, "unit"),
    "an amount in a unit with a slip": ({"unit": "亿员"}, "unit"),
    "an amount in percent": ({"unit": "%"}, "unit"),
    "a target without a unit": ({"statistic": "target", "unit": ""}, "unit"),
    "foreign funds in any currency": ({"metric": "foreign_funds", "unit": "亿"}, "unit"),
    "projects in money": ({"metric": "projects_signed", "unit": "亿元"}, "unit"),
    "a rate without a unit": ({"metric": "start_rate", "unit": ""}, "unit"),
    "an area without a unit": ({"metric": "land_area", "unit": ""}, "unit"),
    "a scale of what": ({"metric": "chairs_made", "unit": "万"}, "unit"),
    "a class that is the whole": ({"where": "size=ge_0"}, "where"),
    "negative target": ({"statistic": "target", "value": "-1"}, "value"),
    "parts of a 元": ({"unit": "元", "value": "0.001"}, "value"),
    "completion in money": ({"statistic": "completion", "unit": "亿元"}, "unit"),
    "points in money": ({"statistic": "points", "unit": "亿元"}, "unit"),
    "multiple in percent": ({"statistic": "multiple", "unit": "%"}, "unit"),
    "whole of a level": ({"of": "all"}, "of"),
    "unknown whole": ({"statistic": "share", "unit": "%", "of": "everything else"}, "of"),
    "share of nothing": ({"statistic": "share", "unit": "%"}, "of"),
}


@pytest.mark.parametrize(("cells", "column"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_names_its_place_what_is_there_and_what_should_be(cells, column):
    [problem] = read_rows({}, cells, {}).problems
    assert (Path(problem.file).name, problem.row, problem.column) == ("figures.csv", 3, column)
    assert problem.found == (cells.get(column) or "（空 empty）") or problem.found in cells[column]
    assert problem.expected
    assert problem.remedy
    assert all(
        part in str(problem) for part in ("行 row", "列 column", "发现 found", "应为 expected", "处理 remedy")
    )


CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *STRANGE_CELLS,
            "2023",
            "2023-02-30",
            "all",
            "%",
            "sector=primary",
        ]
    ),
    st.sampled_from([*STATISTICS, *RELATIONS, *VERSIONS]),
    st.from_regex(r"-?[0-9]{1,17}(\.[0-9]{1,9})?", fullmatch=True),
    st.from_regex(r"20[0-9]{2}(-[01][0-9](\.\.20[0-9]{2}-[01][0-9])?|H[1-3]|Q[1-5])?", fullmatch=True),
)


@given(st.dictionaries(st.sampled_from(COLUMNS), CELL, max_size=6))
def test_any_cells_are_read_as_they_stand_or_refused(cells):
    tables = read_rows({}, cells)
    for problem in tables.problems:
        assert problem.row == 3
        assert problem.column in COLUMNS
        assert problem.found
        assert problem.expected
        assert problem.remedy
    if tables.problems:
        return
    row = tables.figures[1]
    assert row.value == Fraction(cells.get("value", "1").strip())
    assert row.period == canonical_period(cells.get("period", "2023"))
    assert row.metric == cells.get("metric", "agreed_amount").strip()
    assert row.statistic == (cells.get("statistic", "").strip() or "level")
    assert row.note == cells.get("note", "").strip()
    quantity = quantity_of(row)
    assert quantity.low is None or quantity.low <= quantity.value
    assert quantity.high is None or quantity.value <= quantity.high
    typed_targets(tables.figures)


def targets(*figures: dict[str, str]):
    tables = read_rows(*figures)
    assert tables.problems == []
    return typed_targets(tables.figures).set_index("target_id")


def rate(value: str, authority: str = "municipality", **cells: str) -> dict[str, str]:
    return {"statistic": "completion", "value": value, "unit": "%", "authority": authority, **cells}


def test_a_completion_implies_the_roundest_target_of_its_authority():
    frame = targets({"value": "512.6"}, rate("102.5"), rate("85.4", "province"))
    assert frame["value"].to_dict() == {
        "2023.agreed_amount.target.municipality": 500.0,
        "2023.agreed_amount.target.province": 600.0,
    }
    assert set(frame["evidence"]) == {"implied"}
    row = frame.iloc[0]
    assert row["low"] == pytest.approx(512.55 / 1.0255)
    assert row["high"] == pytest.approx(512.65 / 1.0245)
    assert row["figure_ids"] == (
        "2023.agreed_amount@report",
        "2023.agreed_amount.completion.municipality@report",
    )


def test_a_published_target_is_not_implied_again():
    frame = targets(
        {"value": "512.6"},
        rate("102.5"),
        {"statistic": "target", "authority": "municipality", "value": "505"},
    )
    assert frame["value"].to_dict() == {"2023.agreed_amount.target.municipality": 505.0}
    assert set(frame["evidence"]) == {"published"}


@pytest.mark.parametrize(
    "figures",
    [
        [rate("102.5")],
        [{"value": "500", "relation": ">"}, rate("102.5")],
        [{"value": "512.6"}, rate("100", relation=">")],
        [{"value": "0"}, rate("0")],
        [{"value": "512.6", "where": "sector=primary"}, rate("102.5")],
    ],
    ids=["no level", "open level", "open rate", "nothing done", "another part"],
)
def test_no_target_is_implied_where_one_end_is_unknown(figures):
    assert targets(*figures).empty


def test_a_target_of_a_later_text_replaces_the_earlier_one():
    tables = read_rows(
        {"statistic": "target", "value": "500"},
        {"statistic": "target", "value": "550", "source": "later"},
        sources=[
            {"source": "later", "published": "2023-08-01"},
            {"source": "report", "published": "2023-01-31"},
        ],
    )
    row = typed_targets(tables.figures).iloc[0]
    assert (row["value"], row["known_from"]) == (550, date(2023, 8, 1))


@pytest.mark.parametrize(
    ("later", "known_from"),
    [("500", date(2023, 1, 31)), ("550", date(2023, 8, 1))],
    ids=["the same value again", "another value"],
)
def test_a_target_is_known_from_the_day_its_value_was_first_published(later, known_from):
    tables = read_rows(
        {"statistic": "target", "value": "500"},
        {"statistic": "target", "value": later, "source": "later"},
        sources=[
            {"source": "later", "published": "2023-08-01"},
            {"source": "report", "published": "2023-01-31"},
        ],
    )
    assert typed_targets(tables.figures).iloc[0]["known_from"] == known_from


@given(
    st.fractions(min_value=Fraction(1, 1000), max_value=10**6, max_denominator=1000),
    st.fractions(min_value=0, max_value=100, max_denominator=1000),
)
def test_the_roundest_number_lies_between_the_ends(low, width):
    number = roundest(low, low + width)
    assert low <= number <= low + width


@pytest.mark.parametrize(
    ("low", "high", "number"),
    [
        ("597.607", "604.348", 600),
        ("149.6", "150.5", 150),
        ("0.98", "1.02", 1),
        ("31", "44", 40),
        ("37", "38", 37),
    ],
)
def test_the_roundest_number_has_the_fewest_digits(low, high, number):
    assert roundest(Fraction(low), Fraction(high)) == number


@pytest.mark.parametrize("period", ["2020..2024", "2020-2024", "2020年至2024年", "2020-01..2024-12"])
def test_a_total_over_several_years_is_refused_with_what_to_do(period):
    [problem] = read_rows({"period": period}).problems
    assert problem.column == "period"
    assert "跨年的累计数" in problem.remedy


def test_another_wrong_period_is_to_be_corrected():
    [problem] = read_rows({"period": "2023-05..2023-03"}).problems
    assert "改正" in problem.remedy


@pytest.mark.parametrize(
    ("period", "day", "refused"),
    [
        ("2022", "2022-12-29", False),  # a year is summed up in December
        ("2022", "2022-11-24", True),
        ("2022H1", "2022-06-12", False),
        ("2022H1", "2022-06-11", True),
        ("2022-05", "2022-05-28", False),
        ("2022-05", "2022-05-27", True),
        ("2022-05-18", "2022-05-17", True),
    ],
)
def test_a_result_is_known_in_the_last_tenth_of_its_period(period, day, refused):
    tables = read_rows({"period": period}, sources=[{"source": "report", "published": day}])
    assert [problem.column for problem in tables.problems] == (["period"] if refused else [])


def test_a_rate_in_yuan_is_refused_with_how_its_unit_is_written():
    (problem,) = read_rows({"metric": "exchange_rate", "value": "7.25", "unit": "元"}).problems
    assert (problem.column, "元/美元" in problem.remedy) == ("value", True)
    assert not read_rows({"metric": "exchange_rate", "value": "7.25", "unit": "元/美元"}).problems


def test_a_planned_growth_is_refused_with_how_a_plan_is_written():
    cells = {"period": "2024", "statistic": "growth", "value": "10", "unit": "%"}
    (problem,) = read_rows(cells, sources=[{"source": "report", "published": "2024-01-20"}]).problems
    assert problem.column == "period"
    assert "target" in problem.remedy
