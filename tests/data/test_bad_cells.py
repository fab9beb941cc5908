"""One bad cell: it is refused in its place, with its file, row and column.

Written from the user documentation, independently of the loader's code.
"""

from __future__ import annotations

import math

import pytest

from tests.fixtures.broken_data import (
    FIGURES,
    FRAMES,
    GROWTH,
    PROJECTS,
    TARGETS,
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
    "full-width digits": "１０８８",
    "arabic-indic digits": "١٠٨٨",
    "thousands separator": "1,088",
    "scientific": "1e3",
    "NaN": "NaN",
    "inf": "inf",
    "None": "None",
}
MORE_NOT_NUMBERS = (
    "   ",
    "²",
    "1，088",
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


Cell = tuple[str, int, str | tuple[str, ...], str]
# Faults of one kind share a folder (a load takes a tenth of a second): each must be named.
BAD_CELLS: dict[str, list[Cell]] = {
    "half_width negative": [(FIGURES, 3, "half_width", "-0.5")],
    "half_width full-width": [(FIGURES, 3, "half_width", "０.５")],
    "outside the lists": [
        (FIGURES, 3, "relation", "≈"),
        (FIGURES, 4, "relation", "＝"),
        (FIGURES, 5, "unit", "亿美元"),
        (FIGURES, 6, "basis", "签约"),
    ],
    "empty": [
        (FIGURES, 3, "figure_id", ""),
        (FIGURES, 4, "relation", ""),
        (FIGURES, 5, "unit", ""),
        (FIGURES, 6, "available_from", ""),
        (FIGURES, 75, "status", ""),
        (TARGETS, 2, "figure_ids", ""),
    ],
    "unit that does not fit": [
        (FIGURES, 2, "unit", "亿元"),
        (FIGURES, 3, "unit", "个"),
        (FIGURES, 5, "unit", "%"),
        (FIGURES, 23, "unit", "亿元"),
        (TARGETS, 2, "unit", "个"),
    ],
    "unknown source": [(FIGURES, 75, "source_id", "jj2099")],
    "id not matching its columns": [(FIGURES, 3, "figure_id", "2023.agreed_amount.target@jj2099")],
    "impossible date": [
        (FIGURES, 3, "available_from", "2023-02-30"),
        (FIGURES, 4, "available_from", "2025-02-29"),
        (FIGURES, 5, "available_from", "2024-13-01"),
        (FIGURES, 6, "available_from", "0000-01-01"),
        (FIGURES, 7, "available_from", "２０２４-０３-３１"),
        (TARGETS, 2, "known_from", "2023-02-30"),
        (GROWTH, 2, "available_from", "2003-02-30"),
    ],
    "not a date": [
        (FIGURES, 3, "available_from", "45382"),
        (FIGURES, 4, "available_from", "31/03/2024"),
        (FIGURES, 5, "available_from", "明天"),
    ],
    "available before the period ended": [
        (FIGURES, 3, "available_from", "2023-06-30"),
        (FIGURES, 63, "available_from", "2023-06-29"),
    ],
    "inferred date without a reason": [(FIGURES, 3, "date_reason", ""), (FIGURES, 4, "date_reason", "  ")],
    "inferred growth date without a reason": [(GROWTH, 2, "date_reason", "")],
    "period that does not exist": [(FIGURES, 3, "period", "2023H3"), (FIGURES, 5, "period", "2023-13")],
    "period in full-width digits": [(FIGURES, 3, "period", "２０２３")],
    "figure that does not exist": [
        (TARGETS, 4, "figure_ids", "2099.nothing@jj2023"),
        (PROJECTS, 22, "figure_ids", "2099.nothing@jj2023"),
    ],
    "target outside its range": [
        (TARGETS, 3, ("low", "value"), "601"),
        (TARGETS, 4, ("high", "value"), "149"),
    ],
    "target cells": [
        (TARGETS, 2, "value", "一千"),
        (TARGETS, 3, "low", "nan"),
        (TARGETS, 4, "high", ""),
        (TARGETS, 5, "relation", "=>"),
        (TARGETS, 6, "year", "明年"),
    ],
    "target value full-width": [(TARGETS, 2, "value", "１０００")],
    "target high full-width": [(TARGETS, 2, "high", "１０００")],
    "target year full-width": [(TARGETS, 2, "year", "２０２３")],
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
        put(district, file, row, column if isinstance(column, str) else column[0], text)
    error = refuse(district)
    for file, row, column, text in cells:
        # low > value may be shown from either side, so what is found there is not asserted
        assert_names(error, file, row, column, text if isinstance(column, str) else None)
    for file in {cell[0] for cell in cells}:
        assert_only_row(error, file, [row for name, row, _, _ in cells if name == file])
    assert_fits_a_screen(error, lines=24 if len(cells) == 1 else 48)


def test_a_repeated_figure_is_refused_at_the_repeat(district):
    rows = read_rows(district / FIGURES)
    write_rows(district / FIGURES, [*rows, rows[2]])
    error = refuse(district)
    assert_names(error, FIGURES, (3, 76), "figure_id", rows[2][0])
    assert_only_row(error, FIGURES, (3, 76))


@pytest.mark.parametrize(
    ("file", "column", "digits"),
    [(FIGURES, "value", 400), (FIGURES, "value", 5000), (GROWTH, "growth_pct", 400)],
)
def test_an_absurdly_long_number_never_becomes_another_number(district, file, column, digits):
    put(district, file, 3, column, "9" * digits)
    workspace = load_or_refuse(district, file)
    assert workspace is None or math.isfinite(getattr(workspace, FRAMES[file])[column].tolist()[1])


@pytest.mark.parametrize(("period", "available"), [("0000", "2024-03-31"), ("9999", "9999-12-31")])
def test_a_year_at_the_edge_of_the_calendar_does_not_crash(district, period, available):
    put(district, FIGURES, 3, "period", period)
    put(district, FIGURES, 3, "figure_id", f"{period.lower()}.agreed_amount@jj2023")
    put(district, FIGURES, 3, "available_from", available)
    load_or_refuse(district, FIGURES)
