"""Workbooks: formulas without values, error cells, csv encodings, the old xls format."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger


def save(sheet, path):
    sheet.parent.save(path)


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
    result = check(Path(__file__).with_name("old.xls"))
    assert rules_of(result) == [("hidden_row", "4"), ("cell_error", "I5"), ("date_ambiguous", "H6")]
    assert result.rows[0].yuan("agreed_amount") == 21_000 * 10_000
