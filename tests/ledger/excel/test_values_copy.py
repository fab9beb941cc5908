"""The copy of an xls or csv: the same values at the same addresses, marked like any other workbook."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import openpyxl

from jjinvest.ledger.excel.annotated import annotated_suffix, annotated_workbook
from jjinvest.ledger.excel.values_copy import values_copy
from jjinvest.ledger.reader.files.workbook import read_workbook
from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of

OLD = Path(__file__).parents[1] / "reader" / "old.xls"


def plain_rows(path: Path) -> list[list[object]]:
    """Cells of the first sheet as text, without blanks at the right."""
    rows = [
        [None if cell is None else str(cell).removesuffix(" 00:00:00") for cell in row]
        for row in read_workbook(path).sheets[0].rows
    ]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    return [row for row in rows if row]


def test_an_xls_gives_an_xlsx_with_the_same_values(tmp_path):
    copy = tmp_path / "copy.xlsx"
    book = read_workbook(OLD)
    copy.write_bytes(values_copy(book, OLD.read_bytes()))
    again = read_workbook(copy)
    assert [(s.name, s.visible, s.hidden_rows) for s in again.sheets] == [
        (s.name, s.visible, s.hidden_rows) for s in book.sheets
    ]
    assert plain_rows(copy) == plain_rows(OLD)


def test_an_xls_keeps_the_formats_of_its_numbers(tmp_path):
    copy = openpyxl.load_workbook(BytesIO(values_copy(read_workbook(OLD), OLD.read_bytes())))
    formats = {cell.number_format for row in copy.worksheets[0].iter_rows() for cell in row if cell.value}
    assert formats != {"General"}


def test_an_xls_is_marked_in_a_new_xlsx_and_judged_the_same(tmp_path):
    path = tmp_path / "old.xls"
    shutil.copy(OLD, path)
    result = check(path)
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(annotated_workbook(result))
    assert annotated_suffix(result) == ".xlsx"
    assert rules_of(check(marked)) == rules_of(result)


def test_a_csv_is_marked_in_a_new_xlsx(tmp_path):
    path, marked = tmp_path / "台账.csv", tmp_path / "marked.xlsx"
    rows = [HEADERS.values(), *([p.get(name, "") for name in HEADERS] for p in clean_projects(2))]
    text = "\n".join(",".join(str(cell) for cell in row) for row in rows)
    path.write_text(text.replace(",21000,", ",约2亿,"), encoding="utf-8")
    result = check(path)
    assert ("amount_about", "I2") in rules_of(result)
    marked.write_bytes(annotated_workbook(result))
    assert "金额不是数" in openpyxl.load_workbook(marked).active["I2"].comment.text
    assert rules_of(check(marked)) == rules_of(result)
