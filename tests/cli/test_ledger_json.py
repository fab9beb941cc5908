"""The command `check FILE --json`: one shape for every ledger, also for a file that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from tests.fixtures.workbooks import clean_projects, write_ledger

KEYS = {
    "verdict",
    "month",
    "rows",
    "amount_yuan",
    "funds_to_date_yuan",
    "stages",
    "sum_rows",
    "findings",
}


def check(path: Path, *options: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["check", str(path), "--json", *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, json.loads(result.stdout)


def test_a_clean_ledger_is_importable_with_its_sums(tmp_path):
    projects = clean_projects()
    path = tmp_path / "台账.xlsx"
    write_ledger(path, projects)
    code, content = check(path)
    assert code == 0
    assert set(content) == KEYS
    assert content["verdict"] == "importable"
    assert content["rows"] == {"read": 20, "accepted": 20, "remarked": 0, "rejected": 0}
    assert sum(content["stages"].values()) == 20
    assert content["amount_yuan"] > content["funds_to_date_yuan"] > 0
    assert list(tmp_path.iterdir()) == [path], "data for programs write no annotated workbook"


def test_sums_leave_out_rejected_rows_and_the_finding_names_its_cell(tmp_path):
    path = tmp_path / "台账.xlsx"
    write_ledger(path, clean_projects())
    _, sound = check(path)
    projects = clean_projects()
    first = projects[0]
    lost = first["agreed_amount"]
    first["agreed_amount"] = "约三亿吧"
    write_ledger(path, projects)
    code, content = check(path)
    assert code == 1
    assert content["verdict"] == "rejected"
    assert content["rows"] == {"read": 20, "accepted": 19, "remarked": 0, "rejected": 1}
    assert sound["amount_yuan"] - content["amount_yuan"] == round(lost * 10**4)
    cells = [cell for finding in content["findings"] for cell in finding["cells"]]
    assert any(cell[0].isalpha() and cell[1:].isdigit() for cell in cells)
    assert "约三亿吧" in "".join(finding["zh"] for finding in content["findings"])


@pytest.mark.parametrize("content", [b"", b"<html><table><tr><td>1</td></tr></table></html>", b"PK\x03\x04"])
def test_a_file_that_cannot_be_read_has_the_same_shape(tmp_path, content):
    path = tmp_path / "台账.xlsx"
    path.write_bytes(content)
    code, shown = check(path)
    assert code == 2
    assert set(shown) == KEYS
    assert shown["verdict"] == "unreadable"
    assert shown["rows"] == {"read": 0, "accepted": 0, "remarked": 0, "rejected": 0}
    assert shown["findings"][0]["zh"]


def test_sum_rows_name_their_sheet_where_several_are_read_together(tmp_path):
    path = tmp_path / "台账.xlsx"
    first = clean_projects(4)
    sheet = write_ledger(path, first, after=[["合计"]])
    assert check(path)[1]["sum_rows"] == [7]
    book = sheet.parent
    second = book.copy_worksheet(sheet)
    second.title = "在谈"
    for row in range(3, 7):
        second.cell(row, 1).value = f"JJ-2023-9{row:02d}"
        second.cell(row, 2).value = f"另一项目{row}号"
    book.save(path)
    content = check(path)[1]
    assert content["rows"]["read"] == 8
    assert content["sum_rows"] == ["台账!7", "在谈!7"]
