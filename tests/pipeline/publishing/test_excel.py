"""One workbook a language: every table, reproducible bytes, no formula."""

from __future__ import annotations

import csv
import io

import openpyxl

from jjinvest.pipeline.publishing.excel import sheet_names, workbook

TABLE = {
    "name": "evil",
    "caption": "=1+1 [x]/y",
    "columns": ["名称", "@sum"],
    "rows": [["=HYPERLINK(1)", 1.5], ["+1", None], ["@x", 2.0], ["江津", -8.1]],
    "decimals": [[None, 1], [None, None], [None, 0], [None, 2]],
}


def test_the_workbook_holds_every_table_that_is_there_as_csv(published):
    folder = published("2023Q4")
    for language in ("zh", "en"):
        book = openpyxl.load_workbook(folder / f"jiangjin-2023Q4.{language}.xlsx")
        tables = sorted((folder / "tables").glob(f"*.{language}.csv"))
        assert len(book.sheetnames) == len(tables) + 1
        rows = {p.name: len(list(csv.reader(io.StringIO(p.read_text(encoding="utf-8-sig"))))) for p in tables}
        assert sorted(book[name].max_row - 2 for name in book.sheetnames[1:]) == sorted(rows.values())
        links = [row[0].hyperlink.location for row in book.worksheets[0].iter_rows(min_row=3)]
        assert [link.split("!")[0].strip("'") for link in links] == book.sheetnames[1:]


def test_no_cell_of_a_workbook_is_a_formula_and_numbers_are_numbers():
    book = openpyxl.load_workbook(io.BytesIO(workbook([TABLE], "t", "Contents")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    values = [cell.value for cell in cells]
    assert "'=HYPERLINK(1)" in values
    assert 1.5 in values
    assert -8.1 in values


def test_a_spreadsheet_rounds_the_stored_number_to_the_decimals_of_the_page():
    book = openpyxl.load_workbook(io.BytesIO(workbook([TABLE], "t", "Contents")))
    cells = [row[1] for row in book.worksheets[1].iter_rows(min_row=4)]
    assert [(cell.value, cell.number_format) for cell in cells if cell.value is not None] == [
        (1.5, "#,##0.0"),
        (2, "#,##0"),
        (-8.1, "#,##0.00"),
    ]


def test_a_number_that_is_shown_as_nothing_has_no_sign():
    table = {**TABLE, "rows": [["甲", -0.0143], ["乙", -0.6]], "decimals": [[None, 0], [None, 0]]}
    book = openpyxl.load_workbook(io.BytesIO(workbook([table], "t", "Contents")))
    assert [row[1].value for row in book.worksheets[1].iter_rows(min_row=4)] == [0, -0.6]


def test_the_same_tables_give_the_same_workbook():
    assert workbook([TABLE], "t", "Contents") == workbook([TABLE], "t", "Contents")


def test_sheets_have_names_of_their_own_that_a_spreadsheet_takes():
    names = sheet_names(["a/b", "A b", "x" * 40, "x" * 40, "'", "Contents"], taken="contents")
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    assert "contents" not in {name.casefold() for name in names}
