"""Annotated workbook: the sheet as read, at the same addresses, with each finding on its cell.

Red marks a rejected row, yellow a remark. The comment of a cell states the problem, what is expected and an
example. Two columns at the right give the outcome of each row; a later check ignores them, so the corrected
workbook can be checked again. Formulas, links and macros of the original are not copied.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from jjinvest.ledger.excel.writer import new_workbook, safe_text, write_cell
from jjinvest.ledger.findings import REJECTED, REMARK, Finding, shorten
from jjinvest.ledger.reader.cells import cell_text
from jjinvest.ledger.reader.workbook import UnreadableCell
from jjinvest.ledger.validation.validate import ValidationResult

OUTCOME_NAMES = {
    "zh": {"accepted": "接受", "remark": "接受（有提示）", "rejected": "退回修改", "left_out": "按决定略去"},
    "en": {
        "accepted": "accepted",
        "remark": "accepted, with remarks",
        "rejected": "rejected",
        "left_out": "left out by decision",
    },
}
ROW_HEADINGS = {"zh": ("核对结论", "核对说明"), "en": ("verdict", "findings")}
"""Headings of the two added columns; the reader's spellings list them as columns to ignore."""
FINDINGS_SHEET = {
    "zh": ("核对意见", ("单元格", "轻重", "有什么不对", "现在是", "应为", "例")),
    "en": ("Findings", ("cell", "severity", "what is wrong", "found", "expected", "example")),
}
SEVERITY_NAMES = {
    "zh": {"rejected": "退回修改", "remark": "提示"},
    "en": {"rejected": "rejected", "remark": "remark"},
}
_COLOUR = {"rejected": "#FFC7CE", "remark": "#FFEB9C"}
_MAX_COMMENTS = 20_000
_MAX_COMMENT_LENGTH = 2000
Styles = Mapping[tuple[str, str], Any]
"""Cell formats by kind (plain, date, head) and severity (empty, remark, rejected)."""


def annotated_workbook(result: ValidationResult, language: str = "zh") -> bytes:
    """Return the annotated workbook as xlsx; the same ledger gives the same bytes.

    Parameters
    ----------
    result
        A validated ledger.
    language
        ``zh`` or ``en``, the language of comments, outcomes and the list of findings.
    """
    buffer = io.BytesIO()
    workbook = new_workbook(buffer)
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
    styles = {
        (kind, severity): workbook.add_format(
            base
            | ({"num_format": "yyyy-mm-dd"} if kind == "date" else {})
            | ({"bg_color": _COLOUR[severity], "border": 1} if severity else {})
            | ({"bold": True, "text_wrap": True, "bg_color": "#DDEBF7"} if kind == "head" else {})
        )
        for kind in ("plain", "date", "head")
        for severity in ("", "remark", "rejected")
    }
    sheet = workbook.add_worksheet(_sheet_name(result.table.sheet.name))
    _write_ledger(sheet, result, styles, language)
    findings_name = _free_name(FINDINGS_SHEET[language][0], sheet.name)
    _write_findings(workbook.add_worksheet(findings_name), result, styles, language)
    workbook.close()
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    """Return a name that a workbook allows: a csv file's may be longer or hold brackets."""
    allowed = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name)[:31].strip("' ")
    return "台账" if allowed.casefold() in ("", "history") else allowed


def _free_name(name: str, taken: str) -> str:
    return f"{name} 2" if taken.casefold() == name.casefold() else name


def _write_ledger(sheet: Any, result: ValidationResult, styles: Styles, language: str) -> None:
    table = result.table
    findings_at: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for finding in result.findings():
        if finding.row is not None:
            findings_at[finding.row - 1, finding.column or 0].append(finding)
    width = max([len(cells) for cells in table.sheet.rows] + [column + 1 for _, column in findings_at])
    for index, cells in enumerate(table.sheet.rows):
        for column in range(width):
            value = cells[column] if column < len(cells) else None
            findings = findings_at.get((index, column), [])
            if value is None and not findings:
                continue
            severity = _severity(findings)
            kind = "head" if index == table.header and not severity else "plain"
            if isinstance(value, UnreadableCell):
                value = cell_text(value)
            style = styles[kind, severity]
            date_style = styles["date", severity] if isinstance(value, date) else style
            write_cell(sheet, index, column, value, style, date_style)
    for (index, column), findings in sorted(findings_at.items(), key=lambda item: item[0])[:_MAX_COMMENTS]:
        size = {"author": "jjinvest", "x_scale": 2.2, "y_scale": 0.6 + 0.7 * len(findings)}
        sheet.write_comment(index, column, _comment(findings, language), size)
    _write_outcomes(sheet, result, width, styles, language)
    for hidden in table.sheet.hidden_rows:
        if hidden < len(table.sheet.rows):
            sheet.set_row(hidden, None, None, {"hidden": True})
    sheet.set_column(0, width - 1, 14)
    sheet.set_column(width, width, 14)
    sheet.set_column(width + 1, width + 1, 60)
    sheet.freeze_panes(table.header + 1, 2)


def _severity(findings: list[Finding]) -> str:
    """Return the gravest severity among the findings of a cell; empty where there are none."""
    if any(finding.severity == REJECTED for finding in findings):
        return REJECTED
    return REMARK if findings else ""


def _write_outcomes(sheet: Any, result: ValidationResult, width: int, styles: Styles, language: str) -> None:
    """Write the outcome and the findings of each row into two columns right of the table."""
    for column, heading in enumerate(ROW_HEADINGS[language], start=width):
        sheet.write_string(result.table.header, column, heading, styles["head", ""])
    overridden = {row.number for row in result.overridden}
    for row in result.rows:
        outcome = "left_out" if row.number in overridden else row.status
        severity = "" if row.status == "accepted" else row.status
        sheet.write_string(row.number - 1, width, OUTCOME_NAMES[language][outcome], styles["plain", severity])
        texts = "；".join(f"{finding.address} {finding.what(language)}" for finding in row.findings)
        sheet.write_string(row.number - 1, width + 1, safe_text(shorten(texts, 400)), styles["plain", ""])


def _comment(findings: list[Finding], language: str) -> str:
    names = {"zh": ("现在是", "应为", "例"), "en": ("found", "expected", "example")}[language]
    colon = "：" if language == "zh" else ": "
    paragraphs = []
    for finding in findings:
        lines = [finding.what(language)]
        if finding.found:
            lines.append(f"{names[0]}{colon}{shorten(finding.found, 60)}")
        for name, text in zip(
            names[1:], (finding.expected(language), finding.example(language)), strict=True
        ):
            if text not in ("", "—"):
                lines.append(f"{name}{colon}{text}")
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)[:_MAX_COMMENT_LENGTH]


def _write_findings(sheet: Any, result: ValidationResult, styles: Styles, language: str) -> None:
    for column, heading in enumerate(FINDINGS_SHEET[language][1]):
        sheet.write_string(0, column, heading, styles["head", ""])
    for row, finding in enumerate(result.findings(), start=1):
        texts = (
            finding.address,
            SEVERITY_NAMES[language][finding.severity],
            finding.what(language),
            shorten(finding.found, 200),
            finding.expected(language),
            finding.example(language),
        )
        for column, text in enumerate(texts):
            style = styles["plain", finding.severity if column < 2 else ""]
            sheet.write_string(row, column, safe_text(text), style)
    for column, width in enumerate((9, 8, 48, 30, 48, 28)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
