"""Workbooks: formulas without values, error cells, csv encodings, the old xls format."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from jjinvest.core.errors import DataError
from tests.fixtures.workbooks import (
    HEADERS,
    check,
    clean_projects,
    rules_of,
    save,
    write_ledger,
    write_parts,
    xlsx_parts,
)


def test_formulas_need_a_stored_value_and_errors_are_no_blanks(path):
    sheet = write_ledger(path, clean_projects(3))
    sheet["I3"] = "=1+1"
    sheet["O4"] = "#REF!"
    sheet["O4"].data_type = "e"
    save(sheet, path)
    assert rules_of(check(path)) == [("formula_without_value", "I3"), ("cell_error", "O4")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_usual_encodings(tmp_path, encoding):
    path = tmp_path / "台账.csv"
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["台账（截至2023年10月）"])
        writer.writerow(HEADERS.values())
        writer.writerows([p.get(name, "") for name in HEADERS] for p in clean_projects())
    result = check(path)
    assert rules_of(result) == []
    assert result.total("agreed_amount") == sum(p.get("agreed_amount", 0) for p in clean_projects()) * 10_000


def test_the_old_xls_with_its_errors_and_hidden_rows():
    # written by xlwt: row 3 is valid, row 4 hidden, row 5 has #REF! as amount, row 6 the number 2023.1 as
    # date
    result = check(Path(__file__).parents[1] / "old.xls")
    assert rules_of(result) == [("hidden_row", "4"), ("cell_error", "I5"), ("date_ambiguous", "H6")]
    assert result.rows[0].yuan("agreed_amount") == 21_000 * 10_000


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#FIELD!", "#BUSY!"])
def test_errors_younger_than_the_reader_are_named_and_the_rest_is_read(path, error):
    sheet = write_ledger(path, clean_projects(3))
    other = sheet.parent.create_sheet("其他")
    for cell in (sheet["O4"], other["B2"]):
        cell.value = error
        cell.data_type = "e"
    save(sheet, path)
    result = check(path)
    assert ("cell_error", "O4") in rules_of(result)
    assert [f.found for f in result.remarks if f.rule == "error_cells"] == [
        f"台账!O4 {error}",
        f"其他!B2 {error}",
    ]
    assert [row.status for row in result.rows] == ["accepted", "rejected", "accepted"]


def test_a_cell_or_row_stored_twice_is_named(path):
    write_ledger(path, clean_projects(2))
    parts = xlsx_parts(path)
    name = "xl/worksheets/sheet1.xml"
    row = parts[name][parts[name].index(b'<row r="4"') : parts[name].index(b"</sheetData>")]
    write_parts(path, parts | {name: parts[name].replace(b"</sheetData>", row + b"</sheetData>")})
    remarks = [f.found for f in check(path).remarks if f.rule == "cells_twice"]
    assert remarks
    assert "台账!A4" in remarks[0]


def test_zeros_that_nobody_computed_are_refused_and_computed_ones_accepted(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, list(HEADERS.values()))
        for row, project in enumerate(clean_projects(2), 1):
            for column, name in enumerate(HEADERS):
                value = project.get(name)
                sheet.write(row, column, value.isoformat() if isinstance(value, date) else value)
            sheet.write_formula(row, 14, f"=P{row + 1}-P{row + 1}")
            sheet.write_formula(row, 16, f"=P{row + 1}+O{row + 1}")
    refused = [address for rule, address in rules_of(check(path)) if rule == "formula_without_value"]
    assert refused == ["Q2", "Q3"], "P - P is 0 by proof"


@pytest.mark.parametrize(
    "start", ["<html><table><tr><td>项目名称</td></tr></table>", "<!DOCTYPE html><p>", "MIME-Version: 1.0\nX"]
)
def test_a_web_page_saved_as_xls_is_named(tmp_path, start):
    path = tmp_path / "台账.xls"
    path.write_text(start, encoding="gb18030")
    with pytest.raises(DataError, match="网页"):
        check(path)
