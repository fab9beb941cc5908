"""Write the sheet of a review: the text beside the proposed rows, coloured by confidence.

It is the form of published figures with further columns: what is marked 是 there is imported like any form.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jjinvest.ledger.excel.figures_form import form_styles, write_table
from jjinvest.ledger.excel.figures_words import (
    ACCEPTED,
    COLUMNS,
    CONFIDENCE_WORDS,
    DIMENSIONS,
    FIGURES,
    INSTRUCTIONS,
    NOT_ACCEPTED,
    REVIEW,
    REVIEW_NOTES,
    SOURCES,
)
from jjinvest.ledger.excel.writer import new_workbook, safe_text

TEXT_SHEET, NAMES_SHEET = "原文", "日期与名称"
COLOURS = {"high": "#E2EFDA", "medium": "#FFF2CC", "low": "#F8CBAD", "none": "#E7E6E6"}
"""Colour of a row by confidence: green, yellow, orange; grey where only the number was recognised."""
_STEPS = (
    "怎么审阅 How to review",
    "1. 「公布数」表：左边是原文（数字标红），右边是读成的一行；逐行核对，有错就改，下拉可选。",
    "2. 颜色：绿 把握高；黄 把握中；橙 把握低或有别的读法，须选定；灰 未懂，只认出数。",
    "3. 接收：选“是”的行才写入。橙、灰两色起初为“否”。删去一行等于不接收。",
    "4. 「来源」表：补上标题、公布日期、网址；编号可改，「公布数」表的来源列要一致。",
    "5. 「原文」表是全文；「日期与名称」表列出不作公布数的数，便于核对没有遗漏。",
    "6. 审完：jjinvest read --accept 本表.xlsx --district 地区。与已有公布数矛盾的不写入，并指出是哪几行。",
    "7. 说法 列的内容接收后记入 data/地区/wording.csv，以后遇到同样的说法照此读，并注明；不想记就清空。",
)


@dataclass(frozen=True)
class ReviewRow:
    """One number of a text under review.

    Attributes
    ----------
    cells
        Columns of figures.csv by name.
    confidence
        ``high``, ``medium``, ``low``, or ``none`` where the number was not understood.
    before, number, after
        The words before the number, the number, and the words after it.
    readings
        Its other readings, in words.
    remark
        Why it was read so, or what speaks against it.
    proposed
        The reading as it was proposed, so that a change is seen.
    wording
        The words by which later texts recognise the same figure.
    """

    cells: Mapping[str, str]
    confidence: str
    place: str
    before: str
    number: str
    after: str
    readings: str = ""
    remark: str = ""
    proposed: str = ""
    wording: str = ""

    @property
    def is_proposed(self) -> bool:
        """Whether the row is marked as accepted until a person says otherwise."""
        return self.confidence == "high" or (self.confidence == "medium" and not self.readings)


@dataclass(frozen=True)
class ReviewSheet:
    """What a review shows: rows, the source, the text by place, and the numbers that are no figures."""

    rows: Sequence[ReviewRow]
    sources: Sequence[Mapping[str, str]]
    text: Sequence[tuple[str, str]]
    names: Sequence[tuple[str, str, str]] = field(default=())
    dimensions: Sequence[Mapping[str, str]] = field(default=())


def review_form(review: ReviewSheet) -> bytes:
    """Return the sheet of a review as xlsx; the same review gives the same bytes."""
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, "公报审阅")
    styles = form_styles(workbook)
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top", "text_wrap": True}
    styles["wrapped"] = workbook.add_format({**base, "num_format": "@"})
    styles["red"] = workbook.add_format({"bold": True, "color": "#C00000", "font_name": "Microsoft YaHei"})
    styles["plain"] = workbook.add_format({"font_name": "Microsoft YaHei"})
    for name, colour in COLOURS.items():
        styles[name] = workbook.add_format({**base, "num_format": "@", "bg_color": colour})
    _write_figures(workbook.add_worksheet(FIGURES), review.rows, styles)
    write_table(workbook.add_worksheet(SOURCES), SOURCES, review.sources, styles)
    write_table(workbook.add_worksheet(DIMENSIONS), DIMENSIONS, review.dimensions, styles)
    _write_lines(workbook.add_worksheet(TEXT_SHEET), ("位置", "原文"), review.text, styles, (14, 110))
    names = workbook.add_worksheet(NAMES_SHEET)
    _write_lines(names, ("位置", "数", "上下文"), review.names, styles, (14, 20, 80))
    steps = workbook.add_worksheet(INSTRUCTIONS)
    steps.set_column(0, 0, 110)
    for row, line in enumerate(_STEPS):
        steps.write_string(row, 0, line, styles["line" if row else "bold"])
    workbook.close()
    return buffer.getvalue()


def _write_figures(sheet: Any, rows: Sequence[ReviewRow], styles: dict[str, Any]) -> None:
    cells = [
        {
            **row.cells,
            "accepted": ACCEPTED if row.is_proposed else NOT_ACCEPTED,
            "confidence": CONFIDENCE_WORDS[row.confidence],
            "place": row.place,
            "readings": row.readings,
            "remark": row.remark,
            "proposed": row.proposed,
            "wording": row.wording,
        }
        for row in rows
    ]
    colours = [row.confidence if row.is_proposed or row.confidence == "none" else "low" for row in rows]
    write_table(sheet, FIGURES, cells, styles, before=REVIEW, after=REVIEW_NOTES, row_styles=colours)
    context = [column.name for column in REVIEW].index("context")
    for line, (row, colour) in enumerate(zip(rows, colours, strict=True), start=1):
        _write_marked(sheet, line, context, row, styles, styles[colour])
    last = len(rows) + 1000
    choices = {"validate": "list", "source": [ACCEPTED, NOT_ACCEPTED], "error_message": "请从下拉选项中选择"}
    sheet.data_validation(1, 0, last, 0, choices)
    sheet.autofilter(0, 0, max(1, len(rows)), len(REVIEW) + len(COLUMNS[FIGURES]) + len(REVIEW_NOTES) - 1)


def _write_marked(
    sheet: Any, line: int, column: int, row: ReviewRow, styles: dict[str, Any], cell: Any
) -> None:
    """Write the words around a number with the number in red."""
    parts: list[Any] = []
    for style, text in (("plain", row.before), ("red", row.number), ("plain", row.after)):
        # only the begin of a cell can make a formula
        safe = safe_text(f"。{text}")[1:] if parts else safe_text(text)
        if safe:
            parts += [styles[style], safe]
    if len(parts) < 4:  # a cell of one format only
        sheet.write_string(line, column, "".join(parts[1::2]), cell)
        return
    sheet.write_rich_string(line, column, *parts, cell)


def _write_lines(
    sheet: Any,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    styles: dict[str, Any],
    widths: Sequence[int],
) -> None:
    for column, (text, width) in enumerate(zip(header, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, text, styles["head"])
    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(line, column, safe_text(text), styles["wrapped"])
    sheet.freeze_panes(1, 0)
