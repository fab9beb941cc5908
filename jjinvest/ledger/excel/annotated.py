"""The marked workbook: the sheet as it was read, at the same addresses, with every finding on its cell.

Red is rejected, yellow a remark; the comment of a cell says what is wrong, what should stand there and gives an
example. Two columns at the right tell each row's outcome. It is made to be corrected and checked again: those two
columns are passed over then. Nothing of the original's formulas, links or macros is carried over.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from datetime import date
from typing import Any

from jjinvest.ledger.excel.writer import disarm, new_workbook, write_cell
from jjinvest.ledger.reader.cells import shown
from jjinvest.ledger.reader.workbook import Unreadable
from jjinvest.ledger.validation.findings import REJECTED, Finding, short
from jjinvest.ledger.validation.validate import Intake

OUTCOME = {
    "zh": {"accepted": "接受", "remark": "接受（有提示）", "rejected": "退回修改", "left_out": "按决定略去"},
    "en": {
        "accepted": "accepted",
        "remark": "accepted, with remarks",
        "rejected": "rejected",
        "left_out": "left out by decision",
    },
}
HEADS = {"zh": ("核对结论", "核对说明"), "en": ("verdict", "findings")}
LIST = {
    "zh": ("核对意见", ("单元格", "轻重", "有什么不对", "现在是", "应为", "例")),
    "en": ("Findings", ("cell", "weight", "what is wrong", "found", "expected", "example")),
}
WEIGHT = {
    "zh": {"rejected": "退回修改", "remark": "提示"},
    "en": {"rejected": "rejected", "remark": "remark"},
}
_COLOUR = {"rejected": "#FFC7CE", "remark": "#FFEB9C"}
_MOST_COMMENTS = 20_000


def marked(intake: Intake, language: str = "zh") -> bytes:
    """Return the marked workbook; the same bytes for the same ledger."""
    buffer = io.BytesIO()
    workbook = new_workbook(buffer)
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
    styles = {
        (kind, grave): workbook.add_format(
            base
            | ({"num_format": "yyyy-mm-dd"} if kind == "date" else {})
            | ({"bg_color": _COLOUR[grave], "border": 1} if grave else {})
            | ({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7"} if kind == "head" else {})
        )
        for kind in ("plain", "date", "head")
        for grave in ("", "remark", "rejected")
    }
    sheet = workbook.add_worksheet(_sheet_name(intake.table.sheet.name))
    _sheet(sheet, intake, styles, language)
    _list(workbook.add_worksheet(_free_name(LIST[language][0], sheet.name)), intake, styles, language)
    workbook.close()
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    """Return a name that a workbook allows: a csv file's may be longer or hold brackets."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name)[:31].strip("' ")
    return "台账" if allowed.casefold() in ("", "history") else allowed


def _free_name(name: str, taken: str) -> str:
    return f"{name} 2" if taken.casefold() == name.casefold() else name


def _sheet(sheet: Any, intake: Intake, styles: dict[tuple[str, str], Any], language: str) -> None:
    table = intake.table
    at: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for found in intake.findings():
        if found.row is not None:
            at[found.row - 1, found.column or 0].append(found)
    width = max([len(cells) for cells in table.sheet.rows] + [column + 1 for _, column in at])
    for index, cells in enumerate(table.sheet.rows):
        for column in range(width):
            value = cells[column] if column < len(cells) else None
            here = at.get((index, column), [])
            if value is None and not here:
                continue
            grave = REJECTED if any(f.severity == REJECTED for f in here) else "remark" if here else ""
            kind = "head" if index == table.header and not grave else "plain"
            if isinstance(value, Unreadable):
                value = shown(value)
            style = styles[kind, grave]
            write_cell(
                sheet,
                index,
                column,
                value,
                style,
                styles["date", grave] if isinstance(value, date) else style,
            )
    for (index, column), here in sorted(at.items(), key=lambda item: item[0])[:_MOST_COMMENTS]:
        sheet.write_comment(
            index,
            column,
            _comment(here, language),
            {"author": "jjinvest", "x_scale": 2.2, "y_scale": 0.6 + 0.7 * len(here)},
        )
    for name, column in enumerate((width, width + 1)):
        sheet.write_string(table.header, column, HEADS[language][name], styles["head", ""])
    settled = {row.number for row in intake.settled}
    for row in intake.rows:
        outcome = "left_out" if row.number in settled else row.status
        grave = "" if row.status == "accepted" else row.status
        sheet.write_string(row.number - 1, width, OUTCOME[language][outcome], styles["plain", grave])
        told = "；".join(f"{f.address} {f.what(language)}" for f in row.findings)
        sheet.write_string(row.number - 1, width + 1, disarm(short(told, 400)), styles["plain", ""])
    for hidden in table.sheet.hidden_rows:
        if hidden < len(table.sheet.rows):
            sheet.set_row(hidden, None, None, {"hidden": True})
    sheet.set_column(0, width - 1, 14)
    sheet.set_column(width, width, 14)
    sheet.set_column(width + 1, width + 1, 60)
    sheet.freeze_panes(table.header + 1, 2)


def _comment(found: list[Finding], language: str) -> str:
    should, example, was = {"zh": ("应为", "例", "现在是"), "en": ("expected", "example", "found")}[language]
    parts = []
    for each in found:
        lines = [each.what(language)]
        if each.found:
            lines.append(
                f"{was}：{short(each.found, 60)}" if language == "zh" else f"{was}: {short(each.found, 60)}"
            )
        for name, text in ((should, each.expected(language)), (example, each.example(language))):
            if text not in ("", "—"):
                lines.append(f"{name}：{text}" if language == "zh" else f"{name}: {text}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)[:2000]


def _list(sheet: Any, intake: Intake, styles: dict[tuple[str, str], Any], language: str) -> None:
    for column, head in enumerate(LIST[language][1]):
        sheet.write_string(0, column, head, styles["head", ""])
    for row, found in enumerate(intake.findings(), start=1):
        texts = (
            found.address, WEIGHT[language][found.severity], found.what(language), short(found.found, 200),
            found.expected(language), found.example(language),
        )  # fmt: skip
        for column, text in enumerate(texts):
            sheet.write_string(
                row, column, disarm(text), styles["plain", found.severity if column < 2 else ""]
            )
    for column, width in enumerate((9, 8, 48, 30, 48, 28)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
