"""Formulas that nobody computed: their zeros are no zeros, and proven zeros are."""

from __future__ import annotations

from fractions import Fraction

import pytest
import xlsxwriter

from jjinvest.ledger.reader.files.formula_results import compute, without_result
from jjinvest.ledger.reader.files.sheet_scan import StoredFormula
from jjinvest.ledger.reader.files.workbook import (
    UnreadableCell,
    WorkbookSheet,
    _mark_formulas,
    read_workbook,
)

VALUES = {("", 0, 0): 3, ("", 1, 0): 4.5, ("", 2, 0): "文", ("资 金", 0, 1): 7}


def stored(sheet: str, row: int, column: int) -> object:
    return VALUES.get((sheet, row, column))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("A1+A2", Fraction(15, 2)),
        ("=SUM(A1:A3)", Fraction(15, 2)),
        ("SUM(A1,A2)*2-1", Fraction(14)),
        ("-(A1-$A$2)/3", Fraction(1, 2)),
        ("'资 金'!B1+C9", Fraction(7)),
        ("A3+1", None),
        ("IF(A1>0,1,0)", None),
        ("A1/C9", None),
        ("A1:A2", None),
        ("SUM(A1:A2", None),
        ("", None),
        ("LOG10(1)", None),
    ],
)
def test_simple_formulas_are_computed_and_others_are_not(formula, value):
    assert compute(formula, "", stored) == value


def found(formulas: dict[tuple[int, int], StoredFormula], *, calculated: bool) -> set[tuple[int, int]]:
    rows = [[3.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    return set(without_result({"": formulas}, {"": rows}, calculated=calculated).get("", {}))


def test_zeros_of_a_file_without_any_result_are_none_unless_they_are_proven():
    formulas = {
        (0, 1): StoredFormula("A1*2", "0", ""),
        (0, 2): StoredFormula("IF(A1>0,1,0)", "0", ""),
        (1, 1): StoredFormula("A2*2", "0", ""),
        (1, 2): StoredFormula("B1", "0", ""),
    }
    assert found(formulas, calculated=False) == {(0, 1), (0, 2), (1, 2)}
    assert found(formulas, calculated=True) == {(0, 1)}


def test_other_results_show_that_the_file_was_calculated():
    formulas = {(0, 2): StoredFormula("IF(A1>9,1,0)", "0", ""), (1, 1): StoredFormula("A1*2", "6", "")}
    assert found(formulas, calculated=False) == set()


def test_zeros_that_a_library_stored_are_no_zeros(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [5, 6])
        sheet.write_formula("C1", "=A1+B1")
        sheet.write_formula("D1", "=VLOOKUP(A1,A:B,2,0)")
    row = read_workbook(path).sheets[0].rows[0]
    assert row[2:] == [
        UnreadableCell("formula_without_value", "=A1+B1"),
        UnreadableCell("formula_without_value", "=VLOOKUP(A1,A:B,2,0)"),
    ]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [5, 6])
        sheet.write_formula("C1", "=A1+B1", None, 11)
    assert read_workbook(path).sheets[0].rows[0] == [5, 6, 11]


@pytest.mark.parametrize(
    ("results", "empty"),
    [
        ([("", "str"), ("", "str")], {1}),
        ([("0", "n"), ("0", "")], {1}),
        ([("", "str"), ("7", "n")], set()),
        ([("", "str")], set()),  # one formula is no column of them
    ],
    ids=["blank", "zero", "one has a number", "one alone"],
)
def test_columns_whose_formulas_all_give_nothing_are_known(results, empty):
    formulas = {(row, 1): StoredFormula("", *result) for row, result in enumerate(results)}
    sheet = WorkbookSheet("", [[None, None], [None, None]])
    _mark_formulas([sheet], {"": formulas}, calculated=True)
    assert sheet.empty_formulas == empty
