"""The template: reproducible, and readable once it is filled in."""

from __future__ import annotations

import openpyxl

from jjinvest.ledger.excel.template import HEADER_ROW, template
from jjinvest.ledger.fields import FIELDS
from tests.fixtures.workbooks import check, clean_projects


def test_a_filled_in_template_is_read_completely(path):
    path.write_bytes(template())
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    sheet["A1"] = "江津区招商项目台账（截至2023年10月）"
    for row, project in enumerate(clean_projects(), start=HEADER_ROW + 2):
        for column, field in enumerate(FIELDS, start=1):
            sheet.cell(row, column, project.get(field.name))
    book.save(path)
    result = check(path)
    assert set(result.table.columns) == {field.name for field in FIELDS}
    assert result.counts == {"accepted": 20, "remark": 0, "rejected": 0}


def test_the_template_is_reproducible():
    assert template() == template()
