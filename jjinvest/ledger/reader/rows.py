"""Read the rows of a ledger into values, with merged cells and currencies resolved.

A cell that cannot be read becomes a finding.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from jjinvest.core.rounding import round_half_up
from jjinvest.ledger.fields import AMOUNTS, BY_NAME
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader import cells, choices, dates
from jjinvest.ledger.reader.cells import CellFault, CellValue, PartialDate, cell_text
from jjinvest.ledger.reader.headers import Spellings, normalise
from jjinvest.ledger.reader.layout import LedgerTable

MAX_PROJECT_YUAN = 2000 * 10**8
"""No single project reaches 2000 亿元; a larger amount has a wrong unit."""
CNY_SPELLINGS = {"", "人民币", "人民币元", "元", "cny", "rmb", "￥", "¥"}
STAGE_NAMES = {
    "lead": BilingualText("线索", "lead"),
    "negotiating": BilingualText("在谈", "negotiating"),
    "signed": BilingualText("签约", "signed"),
    "started": BilingualText("开工", "started"),
    "in_production": BilingualText("投产", "in production"),
    "terminated": BilingualText("终止", "terminated"),
}
_SOFT_CHOICES = ("top500", "light")
_FILLED_DOWN_KINDS = ("text", "choice", "date")
_NEVER_FILLED_DOWN = ("project_code", "project_name", "note")


@dataclass
class LedgerRow:
    """Row of one project.

    Attributes
    ----------
    number
        Row number as in the sheet, from 1.
    values
        Values by field; blank fields are absent. Amounts in 元.
    unread
        Fields whose cell cannot be read.
    dashed
        Fields where a dash or slash stands for a blank, which is a convention of the sheet and no error.
    findings
        Findings on the row.
    sheet
        Sheet of the row where the ledger has several; empty for its first.
    places
        Sheet, row number and column (from 0) of the fields that are not in the first sheet.
    """

    number: int
    values: dict[str, int | Decimal | PartialDate | str]
    unread: set[str] = field(default_factory=set)
    dashed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sheet: str = ""
    places: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Text or choice of a field; empty where blank."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def yuan(self, name: str) -> int | None:
        """Amount of a field in 元; None where blank or not readable."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def day(self, name: str) -> PartialDate | None:
        """Date of a field; None where blank or not readable."""
        value = self.values.get(name)
        return value if isinstance(value, PartialDate) else None

    @property
    def key(self) -> str:
        """Key of the project: its code, else its normalised name."""
        code = unicodedata.normalize("NFKC", self.text("project_code"))
        return code or name_key(self.text("project_name"))

    @property
    def status(self) -> str:
        """Outcome of the row: accepted, remark or rejected."""
        severities = {finding.severity for finding in self.findings}
        return "rejected" if "rejected" in severities else "remark" if severities else "accepted"


def name_key(name: str) -> str:
    """Normalise a project name: width, case, spaces, punctuation and a final 项目 do not count.

    Examples
    --------
    >>> name_key("智能座舱 生产基地（一期）项目"), name_key("智能座舱生产基地(一期)")
    ('智能座舱生产基地一期', '智能座舱生产基地一期')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", name).lower() if c.isalnum())
    return re.sub(r"(建设)?项目$", "", plain) or plain


def read_rows(table: LedgerTable, spellings: Spellings) -> list[LedgerRow]:
    """Read the row of every project in a table."""
    filled, divided = _merged(table)
    rows = []
    for index in table.projects:
        row = LedgerRow(index + 1, {})
        for name, column in table.columns.items():
            cell = table.cell(index, name)
            read: CellValue | CellFault
            if (index, column.index) in divided:
                read = CellFault("amount_merged", cell_text(divided[index, column.index]))
            elif cell is None and (index, column.index) in filled:
                above = filled[index, column.index]
                read = _read(name, above, table, spellings)
                if isinstance(read, CellValue):
                    read = CellValue(
                        read.value, (*read.remarks, CellFault("text_filled_down", cell_text(above)))
                    )
            else:
                read = _read(name, cell, table, spellings)
            _take(row, name, column.index, read, spellings)
            if (index, column.index) in table.sheet.pictures:
                row.findings.append(Finding("cell_picture", row.number, column.index, ""))
        if index in table.sheet.hidden_rows:
            row.findings.append(Finding("hidden_row", row.number, None, row.text("project_name")))
        _convert(row, table)
        _settle_stage(row, table)
        rows.append(row)
    return rows


def _merged(table: LedgerTable) -> tuple[dict[tuple[int, int], object], dict[tuple[int, int], object]]:
    """Cells of vertical merges by row and column: values to fill down, and amounts that cannot be divided."""
    names = {column.index: name for name, column in table.columns.items()}
    projects = set(table.projects)
    filled: dict[tuple[int, int], object] = {}
    divided: dict[tuple[int, int], object] = {}
    for top, left, bottom, _ in table.sheet.merged:
        name = names.get(left)
        inside = [row for row in range(top, min(bottom, len(table.sheet.rows) - 1) + 1) if row in projects]
        if name is None or name in _NEVER_FILLED_DOWN or len(inside) < 2:
            continue
        value = table.cell(top, name)
        if BY_NAME[name].kind == "amount" and value is not None:
            divided |= {(row, left): value for row in inside}
        elif BY_NAME[name].kind in _FILLED_DOWN_KINDS and value is not None:
            filled |= {(row, left): value for row in inside[1:]}
    return filled, divided


def _read(name: str, cell: object, table: LedgerTable, spellings: Spellings) -> CellValue | CellFault:
    kind = BY_NAME[name].kind
    if isinstance(cell, str) and not cell.strip():
        cell = None
    if kind == "amount":
        return cells.parse_amount(cell, table.columns[name].unit)
    if kind == "date":
        return dates.parse_date(cell, typed=table.sheet.typed, ledger_month=table.month)
    if kind == "rate":
        return cells.parse_rate(cell)
    if kind == "choice":
        return choices.read_choice(name, cell, spellings)
    return cells.parse_text(cell, name)


def _take(row: LedgerRow, name: str, column: int, read: CellValue | CellFault, spellings: Spellings) -> None:
    """Add a value to its row, and each fault or remark to the findings of the row."""
    if isinstance(read, CellFault):
        rule = "choice_ignored" if read.rule == "choice_unknown" and name in _SOFT_CHOICES else read.rule
        if rule != "choice_ignored":
            row.unread.add(name)
        row.findings.append(
            Finding(
                rule, row.number, column, read.found, {**read.terms, **_values(name, rule, None, spellings)}
            )
        )
        return
    if read.value is not None:
        row.values[name] = read.value
        if isinstance(read.value, str) and read.value[0] in "=+@-":
            row.findings.append(Finding("text_as_formula", row.number, column, read.value))
    for remark in read.remarks:
        if remark.rule == "dash_as_blank":
            row.dashed.append(name)
            continue
        values = {**remark.terms, **_values(name, remark.rule, read.value, spellings)}
        row.findings.append(Finding(remark.rule, row.number, column, remark.found, values))


def _values(name: str, rule: str, value: object, spellings: Spellings) -> dict[str, str]:
    if rule in ("date_serial", "date_january", "date_short_year", "date_year_from_title", "text_filled_down"):
        return {"value": str(value)}
    if rule == "amount_too_large":
        return {"limit": format_yuan(MAX_PROJECT_YUAN)}
    if rule == "text_too_long":
        return {"limit": str(cells.MAX_LENGTH_BY_FIELD.get(name, cells.MAX_TEXT_LENGTH))}
    if rule in ("choice_unknown", "choice_ignored"):
        first = {key: spelling for spelling, key in reversed(spellings.values[name].items())}
        return {"choices": "、".join(first.values()), "first": next(iter(reversed(first.values())))}
    return {}


def _settle_stage(row: LedgerRow, table: LedgerTable) -> None:
    """Give a row that says its building has not started the stage that its signing date shows."""
    word = row.text("stage")
    if word != choices.NOT_STARTED:
        return
    stage = choices.settled_stage(row.values)
    found = cell_text(table.cell(row.number - 1, "stage"))
    del row.values["stage"]
    if stage:
        row.values["stage"] = stage
        return
    row.unread.add("stage")
    column = table.columns["stage"].index
    row.findings.append(Finding("stage_not_started", row.number, column, found, {"word": found[:40]}))


def _convert(row: LedgerRow, table: LedgerTable) -> None:
    """Convert the amounts of a row in a foreign currency at its dated rate; without a rate, remove them."""
    currency = row.text("currency")
    if normalise(currency) in CNY_SPELLINGS:
        return
    column = table.columns["currency"].index
    factor, dated = row.values.get("exchange_rate"), row.day("rate_on")
    named = [name for name in AMOUNTS if name in row.values]
    if not isinstance(factor, Decimal) or dated is None:
        for name in named:
            row.unread.add(name)
            del row.values[name]
        row.findings.append(
            Finding("currency_without_rate", row.number, column, currency, {"currency": currency[:20]})
        )
        return
    for name in named:
        row.values[name] = int(round_half_up(Decimal(row.yuan(name) or 0) * factor))
    values = {"currency": currency[:20], "rate": f"{factor:f}", "date": str(dated)}
    row.findings.append(Finding("currency_converted", row.number, column, currency, values))
