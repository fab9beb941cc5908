"""A question in the marked workbook, answered in its cell: the next check reads the whole column by it."""

from __future__ import annotations

from dataclasses import replace

import openpyxl

from jjinvest.ledger.excel.annotated import annotated_workbook
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.validate import validate
from jjinvest.ledger.vocabulary.places import home_of
from tests.fixtures.workbooks import TODAY, clean_projects, write_ledger

HERE = replace(load_spellings(), home=home_of("重庆市江津区"))


def test_the_comment_says_how_to_answer_and_the_answer_is_read(path, tmp_path):
    projects = clean_projects(4)
    for project in projects[:3]:
        project["origin"] = "大本营"
    write_ledger(path, projects)
    asked = validate(path, HERE, today=TODAY)
    assert [row.status for row in asked.rows] == ["rejected"] * 3 + ["accepted"]
    marked = tmp_path / "marked.xlsx"
    marked.write_bytes(annotated_workbook(asked))
    book = openpyxl.load_workbook(marked)
    cell = book.worksheets[0]["D3"]
    assert "大本营=" in cell.comment.text
    cell.value = "大本营=市外"
    book.save(marked)
    answered = validate(marked, HERE, today=TODAY)
    assert [row.text("origin") for row in answered.rows[:3]] == ["out_of_city"] * 3
    assert not [row for row in answered.rows if row.status == "rejected"]
