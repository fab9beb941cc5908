"""Template workbook for a clerk: columns with units, drop-downs and notes, and a sheet of instructions."""

from __future__ import annotations

import io
from typing import Any

from jjinvest.core.codes import STAGES
from jjinvest.ledger.excel.writer import new_workbook
from jjinvest.ledger.fields import FIELDS, Field, required_fields
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.reader.values.rows import STAGE_NAMES

FORMATTED_ROWS = 2000  # rows with drop-downs
FONT = "Microsoft YaHei"
HEADER_ROW = 2
_WIDTH = {"text": 18, "amount": 14, "date": 13, "choice": 10, "rate": 9}
_STEPS = (
    "怎么用 How to use",
    "1. 在「台账」表里一行填一个项目。带 * 的列从所写阶段起必填，其余可空。",
    "2. 金额单位见表头（万元）。要用亿元，改表头括号里的单位即可；不要混用。"
    "没有就留空，零写 0，不写“约”“待定”。",
    "3. 日期写 2023-9-2；只知月份写 2023年9月。不要写 2023.1（分不清一月还是十月），不填计划日期。",
    "4. 当月到位只填本月新到位的钱；本年累计、累计到位是累计数。三者：当月 ≤ 本年累计 ≤ 累计到位。",
    "5. 标题里的年月改成台账截止的月份，软件据此判断当月数与累计数。",
    "6. 终止的项目不删行，填终止日期和原因。同一项目只留一行。",
    "7. 填好后运行 jjinvest check 台账.xlsx；有错的格会标红并写明应怎么改。"
    "全部通过后运行 jjinvest ledger import。",
)


def template() -> bytes:
    """Return the template as xlsx; always the same bytes."""
    buffer = io.BytesIO()
    workbook = new_workbook(buffer)
    styles = _styles(workbook)
    _write_ledger(workbook.add_worksheet("台账"), styles)
    _write_instructions(workbook.add_worksheet("填写说明"), styles)
    workbook.close()
    return buffer.getvalue()


def choices(name: str) -> list[str]:
    """Return the entries of a drop-down: the first spelling of each choice, in the order of headers.yaml."""
    offered: dict[str, str] = {}
    for spelling, key in load_spellings().values[name].items():
        offered.setdefault(key, spelling)
    return list(offered.values())


def header_of(field: Field) -> str:
    """Return a column's header in the template: name, unit of amounts, * for a compulsory column."""
    return f"{field.zh}{'（万元）' if field.kind == 'amount' else ''}{'*' if field.needed_from else ''}"


def _styles(workbook: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
    head = {**base, "bold": True, "text_wrap": True, "align": "center", "border": 1}
    return {
        "title": workbook.add_format({**base, "font_size": 16, "bold": True, "align": "center"}),
        "unit": workbook.add_format({**base, "align": "right", "font_color": "#555555"}),
        "needed": workbook.add_format({**head, "bg_color": "#FCE4D6"}),
        "head": workbook.add_format({**head, "bg_color": "#DDEBF7"}),
        "text": workbook.add_format({**base, "num_format": "@"}),
        "amount": workbook.add_format({**base, "num_format": "#,##0.####"}),
        "date": workbook.add_format({**base, "num_format": "yyyy-mm-dd"}),
        "choice": workbook.add_format(base),
        "rate": workbook.add_format({**base, "num_format": "0.0000"}),
        "plain": workbook.add_format({**base, "text_wrap": True, "border": 1}),
        "line": workbook.add_format(base),
        "bold": workbook.add_format({**base, "bold": True, "font_size": 12}),
    }


def _write_ledger(sheet: Any, styles: dict[str, Any]) -> None:
    last = len(FIELDS) - 1
    sheet.merge_range(0, 0, 0, last, "×× 区招商项目台账（截至 年 月）", styles["title"])
    sheet.merge_range(1, 0, 1, last, "金额单位：万元（人民币）", styles["unit"])
    sheet.set_row(0, 28)
    sheet.set_row(HEADER_ROW, 34)
    for column, field in enumerate(FIELDS):
        sheet.set_column(column, column, _WIDTH[field.kind], styles[field.kind])
        sheet.write_string(
            HEADER_ROW, column, header_of(field), styles["needed" if field.needed_from else "head"]
        )
        if field.note:
            sheet.write_comment(HEADER_ROW, column, _note(field), {"author": "jjinvest", "x_scale": 1.6})
        _add_input_check(sheet, column, field)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)


def _add_input_check(sheet: Any, column: int, field: Field) -> None:
    rules: dict[str, dict[str, Any]] = {
        "choice": {"validate": "list", "source": choices(field.name) if field.kind == "choice" else []},
        "amount": {"validate": "decimal", "criteria": ">=", "value": 0, "error_type": "warning"},
        "rate": {"validate": "decimal", "criteria": ">", "value": 0},
    }
    if field.kind not in rules:
        return  # a date may be a month alone, which a spreadsheet's date check would refuse
    message = "请从下拉选项中选择" if field.kind == "choice" else "请填数字；没有就留空"
    rule = {**rules[field.kind], "error_title": field.zh, "error_message": message, "ignore_blank": True}
    sheet.data_validation(HEADER_ROW + 1, column, HEADER_ROW + FORMATTED_ROWS, column, rule)


def _note(field: Field) -> str:
    from_stage = f"从“{STAGE_NAMES[field.needed_from]}”起必填\n" if field.needed_from else ""
    return f"{field.note}\n{from_stage}{f'例：{field.example}' if field.example else ''}".strip()


def _write_instructions(sheet: Any, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 3, 16)
    sheet.set_column(4, 4, 60)
    for row, line in enumerate(_STEPS):
        sheet.write_string(row, 0, line, styles["line" if row else "bold"])
    top = len(_STEPS) + 1
    for column, text in enumerate(("列", "例（一个已开工的项目）", "必填", "选项或单位", "说明")):
        sheet.write_string(top, column, text, styles["head"])
    for row, field in enumerate(FIELDS, start=top + 1):
        offered = "、".join(choices(field.name)) if field.kind == "choice" else ""
        unit = {"amount": "万元", "date": "年-月-日"}.get(field.kind, offered)
        required = f"{STAGE_NAMES[field.needed_from]}起" if field.needed_from else ""
        for column, text in enumerate((field.zh, field.example, required, unit, field.note)):
            sheet.write_string(row, column, text, styles["plain"])
    row = top + len(FIELDS) + 2
    sheet.write_string(row, 0, "各阶段必填的列", styles["bold"])
    for place, stage in enumerate(STAGES, start=row + 1):
        names = {field.name: field.zh for field in FIELDS}
        sheet.write_string(place, 0, STAGE_NAMES[stage], styles["line"])
        sheet.write_string(
            place, 1, "、".join(names[name] for name in required_fields(stage)), styles["line"]
        )
