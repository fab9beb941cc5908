"""One bad cell: it is refused in its place, with its file, row and column.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import math

import pytest

from jjinvest.data.workspace import load_workspace
from tests.fixtures.broken_data import (
    DIMENSIONS,
    FIGURES,
    FRAMES,
    GROWTH,
    PROJECTS,
    SOURCES,
    assert_fits_a_screen,
    assert_names,
    assert_only_row,
    load_or_refuse,
    put,
    read_rows,
    refuse,
    write_rows,
)

NOT_NUMBERS = {
    "text": "约一千",
    "empty": "",
    "arabic-indic digits": "١٠٨٨",
    "a separator in the wrong place": "1,08",
    "scientific": "1e3",
    "NaN": "NaN",
    "inf": "inf",
    "None": "None",
}
MORE_NOT_NUMBERS = (
    "   ",
    "²",
    "10，88",
    "1088亿元",
    "10\u200b88",
    "1088 1000",
    "=1088",
    "-",
    "0x10",
    "1_088",
    "½",
    "零",
)


@pytest.mark.parametrize("text", NOT_NUMBERS.values(), ids=NOT_NUMBERS.keys())
def test_an_amount_that_is_not_a_number_is_refused_in_its_place(district, text):
    put(district, FIGURES, 3, "value", text)
    error = refuse(district)
    assert_names(error, FIGURES, 3, "value", text)
    assert_only_row(error, FIGURES, 3)
    assert_fits_a_screen(error, lines=24)


def test_many_amounts_that_are_not_numbers_are_each_refused_in_their_place(district):
    for row, text in enumerate(MORE_NOT_NUMBERS, start=10):
        put(district, FIGURES, row, "value", text)
    error = refuse(district)
    for row, text in enumerate(MORE_NOT_NUMBERS, start=10):
        assert_names(error, FIGURES, row, "value", text)
    assert_only_row(error, FIGURES, range(10, 10 + len(MORE_NOT_NUMBERS)))


Cell = tuple[str, int, str, str]
# Faults of one kind share a folder (a load takes a tenth of a second): each must be named.
BAD_CELLS: dict[str, list[Cell]] = {
    "half_width": [
        (FIGURES, 3, "half_width", "-0.5"),
        (FIGURES, 4, "half_width", "½"),
        (FIGURES, 5, "half_width", "约"),
    ],
    "outside the lists": [
        (FIGURES, 3, "relation", "≠"),
        (FIGURES, 4, "relation", "=="),
        (FIGURES, 5, "statistic", "指标"),
        (FIGURES, 6, "version", "corrected"),
        (FIGURES, 7, "unit", "<b>亿元"),
    ],
    "empty": [
        (FIGURES, 3, "source", ""),
        (FIGURES, 4, "period", ""),
        (FIGURES, 5, "metric", ""),
        (FIGURES, 6, "value", ""),
        (SOURCES, 2, "source", ""),
    ],
    "unit that does not fit": [(FIGURES, 13, "unit", "亿元"), (FIGURES, 15, "unit", "个")],
    "unit of another measure": [
        (FIGURES, 2, "unit", "亿"),
        (FIGURES, 3, "unit", ""),
        (FIGURES, 4, "unit", "亿"),
    ],
    "number that does not fit": [
        (FIGURES, 2, "value", "13.5"),
        (FIGURES, 4, "value", "-5"),
        (FIGURES, 10, "value", "-1000"),
        (FIGURES, 3, "value", "0.000000001"),
        (FIGURES, 5, "value", "1234567890123456"),
    ],
    "part measured": [
        (FIGURES, 4, "where", "primary"),
        (FIGURES, 5, "where", "sector="),
        (FIGURES, 6, "where", "部门=primary"),
        (FIGURES, 7, "where", "sector=primary;sector=secondary"),
        (FIGURES, 19, "where", "size=20亿"),
        (FIGURES, 20, "where", "size=ge_0"),
        (FIGURES, 30, "where", "task_force=a\0b"),
    ],
    "authority": [(FIGURES, 10, "authority", "某会")],
    "whole of a share": [(FIGURES, 3, "of", "all"), (FIGURES, 4, "of", "<script>")],
    "unknown source": [(FIGURES, 75, "source", "jj2099")],
    "source id": [(FIGURES, 75, "source", "年度 文")],
    "impossible date": [(SOURCES, 2, "published", "2024-02-30"), (SOURCES, 3, "published", "2023-13-01")],
    "date that may have two meanings": [(SOURCES, 2, "published", "3/4/2024")],
    "not a date": [(SOURCES, 2, "published", "45382"), (SOURCES, 3, "published", "20230726")],
    "impossible date of a growth row": [(GROWTH, 2, "available_from", "2003-02-30")],
    "inferred growth date without a reason": [(GROWTH, 2, "date_reason", "")],
    "period that does not exist": [
        (FIGURES, 3, "period", "2023H3"),
        (FIGURES, 4, "period", "2023-13"),
        (FIGURES, 5, "period", "2023Q3-Q1"),
        (FIGURES, 6, "period", "2022-11..2023-02"),
        (FIGURES, 7, "period", "2023-02-30"),
        (FIGURES, 8, "period", "1823"),
        (FIGURES, 9, "period", "今年"),
    ],
    "period that may have two meanings": [
        (FIGURES, 3, "period", "2023/10/1"),
        (FIGURES, 4, "period", "Jun-23"),
        (FIGURES, 5, "period", "2023.1"),
    ],
    "group that no figure measures": [(PROJECTS, 2, "group", "nobody")],
    "stage": [(PROJECTS, 2, "stage", "done")],
    "dimension": [(DIMENSIONS, 2, "dimension", "产业"), (DIMENSIONS, 3, "complete", "perhaps")],
    "growth cells": [
        (GROWTH, 28, "growth_pct", "持平"),
        (GROWTH, 2, "month_end", "²"),
        (GROWTH, 3, "year", "0"),
    ],
    "growth full-width": [(GROWTH, 2, "growth_pct", "２４.０５")],
    "growth month 13": [(GROWTH, 2, "month_end", "13")],
}


@pytest.mark.parametrize("cells", BAD_CELLS.values(), ids=BAD_CELLS.keys())
def test_a_bad_cell_is_refused_in_its_place(district, cells):
    for file, row, column, text in cells:
        put(district, file, row, column, text)
    error = refuse(district)
    for file, row, column, text in cells:
        shown = text.split("=")[-1] if text.startswith("size=") else text
        assert_names(error, file, row, column, shown or "empty")
    for file in {cell[0] for cell in cells}:
        assert_only_row(error, file, [row for name, row, _, _ in cells if name == file])
    assert_fits_a_screen(error, lines=24 if len(cells) == 1 else 48)


def test_a_period_after_the_day_of_its_text_is_refused(district):
    put(district, SOURCES, 3, "published", "2023-06-11")  # the first half's text
    error = refuse(district)
    rows = read_rows(district / FIGURES)
    late = [n for n, row in enumerate(rows, 1) if row[0] == "jj2023h1" and "target" not in row]
    for row in late:
        assert_names(error, FIGURES, row, "period", "2023H1")
    assert_only_row(error, FIGURES, late)


def test_a_repeated_figure_is_the_same_fact_again(district):
    rows = read_rows(district / FIGURES)
    write_rows(district / FIGURES, [*rows, rows[2]])
    figures = load_workspace(district).figures
    assert figures["figure_id"].iloc[-1] == "2023.agreed_amount@jj2023#2"
    assert figures["fact_id"].iloc[-1] == figures["fact_id"].iloc[1] == "2023.agreed_amount"


@pytest.mark.parametrize(("file", "column"), [(SOURCES, "source"), (PROJECTS, "project_id")])
def test_a_repeated_id_is_refused_at_the_repeat(district, file, column):
    rows = read_rows(district / file)
    write_rows(district / file, [*rows, rows[1]])
    error = refuse(district)
    assert_names(error, file, len(rows) + 1, column, rows[1][0])
    assert_only_row(error, file, len(rows) + 1)


def test_a_member_labelled_twice_is_refused_at_the_repeat(district):
    rows = read_rows(district / DIMENSIONS)
    write_rows(district / DIMENSIONS, [*rows, rows[1]])
    error = refuse(district)
    assert_names(error, DIMENSIONS, len(rows) + 1, "member", rows[1][1])
    assert_only_row(error, DIMENSIONS, len(rows) + 1)


@pytest.mark.parametrize(
    ("file", "column", "digits"),
    [(FIGURES, "value", 400), (FIGURES, "value", 5000), (GROWTH, "growth_pct", 400)],
)
def test_an_absurdly_long_number_never_becomes_another_number(district, file, column, digits):
    put(district, file, 3, column, "9" * digits)
    workspace = load_or_refuse(district, file)
    assert workspace is None or math.isfinite(getattr(workspace, FRAMES[file])[column].tolist()[1])


@pytest.mark.parametrize("period", ["0000", "1900", "2099", "9999"])
def test_a_year_at_the_edge_of_the_calendar_does_not_crash(district, period):
    put(district, FIGURES, 3, "period", period)
    load_or_refuse(district, FIGURES)
