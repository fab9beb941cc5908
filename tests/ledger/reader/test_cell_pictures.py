"""Pictures in cells, as WPS stores them: blanks with a remark, never a value."""

from __future__ import annotations

import openpyxl
import pytest

from jjinvest.ledger.reader.files.workbook import read_workbook
from tests.fixtures.workbooks import HEADERS, check, clean_projects, rules_of, write_ledger

PICTURE = '=DISPIMG("ID_0123456789ABCDEF0123456789ABCDEF",1)'


def write_picture(path, column: str, text: str = PICTURE) -> None:
    write_ledger(path, clean_projects(4), headers={**HEADERS, "note": "备注"})
    book = openpyxl.load_workbook(path)
    cell = book["台账"][f"{column}3"]
    cell.value = text
    cell.data_type = "s"
    book.save(path)


@pytest.mark.parametrize("text", [PICTURE, PICTURE.replace("=", "=_xlfn.")])
def test_a_picture_in_a_note_is_a_remark(path, text):
    write_picture(path, "R", text)
    result = check(path)
    assert rules_of(result) == [("cell_picture", "R3")]
    assert not result.rows[0].text("note")
    assert result.counts["rejected"] == 0


def test_a_picture_is_no_amount_and_a_compulsory_amount_is_still_asked_for(path):
    write_picture(path, "I")
    rules = rules_of(check(path))
    assert ("cell_picture", "I3") in rules
    assert ("field_missing", "I3") in rules


def test_a_formula_of_a_picture_without_a_result_is_a_picture(path):
    sheet = write_ledger(path, clean_projects(2), headers={**HEADERS, "note": "备注"})
    sheet["R3"] = "=_xlfn." + PICTURE[1:]
    sheet.parent.save(path)
    assert rules_of(check(path)) == [("cell_picture", "R3")]
    assert read_workbook(path).sheets[0].pictures == {(2, 17)}
