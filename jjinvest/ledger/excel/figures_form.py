"""Write the Excel form of published figures: Chinese headers, drop-downs, and a sheet of instructions."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from jjinvest.ledger.excel.figures_words import (
    CHOICES,
    COLUMNS,
    DIMENSIONS,
    FIGURES,
    INSTRUCTIONS,
    SOURCES,
    UNITS,
    Column,
    word_of,
)
from jjinvest.ledger.excel.writer import new_workbook, safe_text

SPARE_ROWS = 1000  # rows with drop-downs below the filled ones
_FONT = "Microsoft YaHei"
_STEPS = (
    "怎么填 How to fill this in",
    "1. 先在「来源」表登记一篇公报：自取一个编号，填标题、公布日期、网址。",
    "2. 在「公布数」表里，公报里的每一个数填一行；数值照原文，不换算单位。编号不用填，由各列得出。",
    "3. 只算一部分的数（某产业、某园区、市外……）在 范围 里写 维度=成员；全部则留空。",
    "4. 目标、完成率、比重、增长率各是一行，在 统计量 里选；完成率与目标要写同一个 主管层级。",
    "5. “超600亿元”：关系选“超过”，数值填600。“下降7.3%”：统计量选“增长率”，数值填-7.3，单位填%。",
    "6. 期间请写成文字，不要让 Excel 变成日期：本表各列已设为文本格式。",
    "7. 下拉以外，英文名称（projects_signed 等）也可以直接填；自定的指标在「维度」表里起中文名："
    "维度填“指标”，成员填英文名称。",
    "8. 「维度」表可以不填；各成员相加等于总数的维度，“是否齐全”选“是”，软件据此核对分项之和。",
    "9. 填好后：jjinvest figures import 文件.xlsx --district 地区，再 jjinvest check data/地区。"
    "同一来源再次导入时，以新表为准；没有写到的来源不动。",
)
_EXAMPLES = (
    ("2023年签约132个", "2023", "签约项目数", "", "", "", "132", "个"),
    ("其中第二产业95个", "2023", "签约项目数", "产业=第二产业", "", "", "95", "个"),
    ("全年目标1000亿元", "2023", "协议引资额", "", "目标", "本区", "1000", "亿元"),
    ("市外到位资金完成市级目标的125.3%", "2023", "到位资金", "来源地=市外", "完成率", "市", "125.3", "%"),
    ("1至10月同比增长7.9%", "2023-01..2023-10", "到位资金", "", "增长率", "", "7.9", "%"),
)
_EXAMPLE_HEADERS = ("原文", "期间", "指标", "范围", "统计量", "主管层级", "数值", "单位")


def figures_form(
    figures: Sequence[Mapping[str, str]] = (),
    sources: Sequence[Mapping[str, str]] = (),
    dimensions: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """Return the form as xlsx, empty or with rows of the three CSV files; same rows, same bytes.

    Parameters
    ----------
    figures, sources, dimensions
        Cells of figures.csv, sources.csv and dimensions.csv by column.
    """
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, "公布数")
    styles = form_styles(workbook)
    for name, rows in ((FIGURES, figures), (SOURCES, sources), (DIMENSIONS, dimensions)):
        write_table(workbook.add_worksheet(name), name, rows, styles)
    _write_instructions(workbook.add_worksheet(INSTRUCTIONS), styles)
    workbook.close()
    return buffer.getvalue()


def form_styles(workbook: Any) -> dict[str, Any]:
    """Formats of the form's cells by name."""
    base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
    head = {**base, "bold": True, "text_wrap": True, "align": "center", "border": 1}
    return {
        "needed": workbook.add_format({**head, "bg_color": "#FCE4D6"}),
        "head": workbook.add_format({**head, "bg_color": "#DDEBF7"}),
        "text": workbook.add_format({**base, "num_format": "@"}),
        "bold": workbook.add_format({**base, "bold": True, "font_size": 12}),
        "line": workbook.add_format(base),
    }


def write_table(
    sheet: Any,
    name: str,
    rows: Sequence[Mapping[str, str]],
    styles: dict[str, Any],
    *,
    before: Sequence[Column] = (),
    after: Sequence[Column] = (),
    row_styles: Sequence[str] = (),
) -> None:
    """Write a sheet of the form: headers, drop-downs, rows.

    Parameters
    ----------
    before, after
        Further columns to the left and right of the form's own.
    row_styles
        Name of the format of each row; ``text`` where none is given.
    """
    last = len(rows) + SPARE_ROWS
    for number, column in enumerate((*before, *COLUMNS[name], *after)):
        sheet.set_column(number, number, column.width, styles["text"])
        sheet.write_string(0, number, column.header, styles["needed" if column.needed else "head"])
        if column.note:
            sheet.write_comment(0, number, column.note, {"author": "jjinvest", "x_scale": 1.6})
        rule = _drop_down(name, column.name, last)
        if rule is not None:
            sheet.data_validation(1, number, last, number, rule)
        for line, row in enumerate(rows, start=1):
            text = row.get(column.name, "")
            if column.name in CHOICES:
                text = word_of(column.name, text)
            style = styles[row_styles[line - 1] if row_styles else "text"]
            if text:
                sheet.write_string(line, number, safe_text(text), style)
            elif row_styles:
                sheet.write_blank(line, number, None, style)
    sheet.set_row(0, 28)
    sheet.freeze_panes(1, max(1, len(before)))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _drop_down(sheet: str, column: str, last: int) -> dict[str, Any] | None:
    """Rule of a column's drop-down; what is not in it may be typed where further names are allowed."""
    if sheet == FIGURES and column == "source":
        letter = xl_col_to_name(0)
        return {"validate": "list", "source": f"={SOURCES}!${letter}$2:${letter}${last + 1}"} | _lenient()
    if column == "unit":
        return {"validate": "list", "source": list(UNITS)} | _lenient()
    if column not in CHOICES:
        return None
    rule = {"validate": "list", "source": list(CHOICES[column])}
    return rule | (
        _lenient() if column in ("metric", "authority") else {"error_message": "请从下拉选项中选择"}
    )


def _lenient() -> dict[str, Any]:
    """Say that another text is unusual, and let it stand."""
    return {"error_type": "information", "error_message": "不在下拉选项中；确认无误可以保留"}


def _write_instructions(sheet: Any, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 7, 18)
    for row, line in enumerate(_STEPS):
        sheet.write_string(row, 0, line, styles["line" if row else "bold"])
    top = len(_STEPS) + 1
    for row, cells in enumerate((_EXAMPLE_HEADERS, *_EXAMPLES), start=top):
        for number, text in enumerate(cells):
            sheet.write_string(row, number, text, styles["line" if row > top else "head"])
    top += len(_EXAMPLES) + 2
    sheet.write_string(top, 0, "各列的意思", styles["bold"])
    columns = [(name, column) for name in COLUMNS for column in COLUMNS[name]]
    for row, (name, column) in enumerate(columns, start=top + 1):
        for number, text in enumerate((f"{name} · {column.header}", column.name, column.note)):
            sheet.write_string(row, number, text, styles["line"])
    top += len(columns) + 2
    sheet.write_string(top, 0, "下拉选项与英文名称", styles["bold"])
    choices = [(column, word, key) for column, words in CHOICES.items() for word, key in words.items()]
    for row, choice in enumerate(choices, start=top + 1):
        for number, text in enumerate(choice):
            sheet.write_string(row, number, text, styles["line"])
