"""The annotated workbook: each finding at its cell, and the same result when it is checked again."""

from __future__ import annotations

import openpyxl

from jjinvest.ledger.excel.annotated import annotated_workbook
from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger


def test_a_csv_of_any_name_can_be_annotated(tmp_path):
    path = tmp_path / f"台账[1]*?{'长' * 40}.csv"
    rows = [HEADERS.values(), *([p.get(name, "") for name in HEADERS] for p in clean_projects(2))]
    path.write_text("\n".join(",".join(str(cell) for cell in row) for row in rows), encoding="utf-8")
    assert annotated_workbook(check(path))


def test_the_annotated_workbook_shows_each_finding_at_its_cell_and_reads_the_same(path, tmp_path):
    projects = clean_projects()
    projects[0]["agreed_amount"] = "约2亿"
    projects[3]["signed_on"] = 2023.1
    sheet = write_ledger(path, projects, after=[["合计", *[None] * 7, 5]])
    sheet.row_dimensions[9].hidden = True
    sheet.parent.save(path)
    result = check(path)
    again = tmp_path / "again.xlsx"
    again.write_bytes(annotated_workbook(result))
    assert annotated_workbook(result) == annotated_workbook(result)
    book = openpyxl.load_workbook(again)
    for finding in result.findings():
        cell = book["台账"][finding.address if finding.column is not None else f"A{finding.row}"]
        assert finding.what("zh") in cell.comment.text
        assert cell.fill.fgColor.rgb == ("FFFFC7CE" if finding.severity == "rejected" else "FFFFEB9C")
    checked = check(again)
    assert rules_of(checked) == rules_of(result)
    assert checked.total("agreed_amount") == result.total("agreed_amount")
    assert path.read_bytes() != again.read_bytes()
