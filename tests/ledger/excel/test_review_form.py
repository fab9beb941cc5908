from __future__ import annotations

import io
from dataclasses import replace

import openpyxl

from jjinvest.ledger.excel.review_form import COLOURS, ReviewRow, ReviewSheet, review_form

_ROW = ReviewRow(
    {"source": "a", "period": "2023", "metric": "projects_signed", "value": "132", "unit": "个"},
    "high",
    "第2段",
    "全区签约项目",
    "132个",
    "，协议引资",
    wording="全区签约项目#个",
)
_ROWS = [
    _ROW,
    replace(_ROW, confidence="medium", readings="2023 协议引资额 132个"),
    replace(_ROW, confidence="low"),
    replace(_ROW, cells={"value": "47"}, confidence="none", before="", after=""),
]


def _book(rows: list[ReviewRow]) -> openpyxl.Workbook:
    content = review_form(
        ReviewSheet(rows, [{"source": "a"}], [("第1段", "=1+1")], [("第1段", "2023年", "2023年，")])
    )
    assert content == review_form(
        ReviewSheet(rows, [{"source": "a"}], [("第1段", "=1+1")], [("第1段", "2023年", "2023年，")])
    )
    return openpyxl.load_workbook(io.BytesIO(content), rich_text=True)


def test_only_sure_rows_are_accepted_at_first() -> None:
    sheet = _book(_ROWS)["公布数"]
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == ["是", "否", "否", "否"]


def test_rows_are_coloured_by_confidence() -> None:
    sheet = _book(_ROWS)["公布数"]
    colours = [sheet.cell(row, 6).fill.start_color.rgb[2:] for row in range(2, 6)]
    wanted = ["high", "low", "low", "none"]
    assert colours == [COLOURS[name].lstrip("#") for name in wanted]


def test_number_is_red_in_its_context() -> None:
    cell = _book(_ROWS)["公布数"].cell(2, 4)
    assert str(cell.value) == "全区签约项目132个，协议引资"
    red = [str(part) for part in cell.value if getattr(getattr(part, "font", None), "b", False)]
    assert red == ["132个"]


def test_signs_inside_the_context_stay_as_they_are() -> None:
    sheet = _book([replace(_ROW, before="增长", number="-5%", after="=持平")])["公布数"]
    assert str(sheet.cell(2, 4).value) == "增长-5%=持平"


def test_words_and_drop_downs() -> None:
    sheet = _book(_ROWS)["公布数"]
    headers = [cell.value for cell in sheet[1]]
    assert headers[:5] == ["接收", "把握", "位置", "上下文", "来源"]
    assert sheet.cell(2, headers.index("指标") + 1).value == "签约项目数"
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert any("是,否" in text for text in lists)
    assert any("签约项目数" in text for text in lists)


def test_text_is_never_a_formula() -> None:
    hostile = replace(_ROW, before="=HYPERLINK(1)", number="132个", after="", wording="=1+1#个")
    book = _book([hostile, replace(hostile, before="", number="=1+1")])
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith("=")


def test_whole_text_and_names_have_sheets_of_their_own() -> None:
    book = _book(_ROWS)
    assert [cell.value for cell in book["日期与名称"][2]] == ["第1段", "2023年", "2023年，"]
    assert book["原文"]["B2"].value == "'=1+1"
