"""Read the rows of a table into values: cells, merged cells, currencies.

What cannot be read stays a finding.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from jjinvest.ledger.fields import AMOUNTS, BY_NAME
from jjinvest.ledger.reader import cells
from jjinvest.ledger.reader.cells import Day, Fault, Read, shown
from jjinvest.ledger.reader.headers import Spellings, fold
from jjinvest.ledger.reader.layout import Table
from jjinvest.ledger.validation.findings import Finding, Words, money

LARGEST = 2000 * 10**8
"""No single project reaches 2000 亿元; a larger amount is a slip of units."""
CNY = {"", "人民币", "人民币元", "元", "cny", "rmb", "￥", "¥"}
STAGE_NAMES = {
    "lead": Words("线索", "lead"),
    "negotiating": Words("在谈", "negotiating"),
    "signed": Words("签约", "signed"),
    "started": Words("开工", "started"),
    "in_production": Words("投产", "in production"),
    "terminated": Words("终止", "terminated"),
}
_SOFT_CHOICES = ("top500", "light")
_FILLED_DOWN = ("text", "choice", "date")
_KEYS = ("project_code", "project_name", "note")


@dataclass
class Row:
    """One project's row: `number` as in the sheet, values by field (blank ones absent), fields not readable.

    `dashed` are the fields where a dash or slash stands for nothing: a habit of the sheet, no fault of the row.
    """

    number: int
    values: dict[str, int | Decimal | Day | str]
    unread: set[str] = field(default_factory=set)
    dashed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Text or choice of a field; empty where blank."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def yuan(self, name: str) -> int | None:
        """Amount of a field in 元; None where blank or not readable."""
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def day(self, name: str) -> Day | None:
        """Date of a field; None where blank or not readable."""
        value = self.values.get(name)
        return value if isinstance(value, Day) else None

    @property
    def key(self) -> str:
        """What identifies the project: its code, else its name folded."""
        code = unicodedata.normalize("NFKC", self.text("project_code"))
        return code or name_key(self.text("project_name"))

    @property
    def status(self) -> str:
        """Accepted, remark or rejected."""
        grave = {finding.severity for finding in self.findings}
        return "rejected" if "rejected" in grave else "remark" if grave else "accepted"


def name_key(name: str) -> str:
    """Fold a name so that spellings of one project meet: width, case, spaces, punctuation, a final 项目."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", name).lower() if c.isalnum())
    return re.sub(r"(建设)?项目$", "", plain) or plain


def read_rows(table: Table, spellings: Spellings) -> list[Row]:
    """Read every project's row of a table."""
    filled, divided = _merged(table)
    rows = []
    for index in table.projects:
        row = Row(index + 1, {})
        for name, column in table.columns.items():
            cell = table.cell(index, name)
            read: Read | Fault
            if (index, column.index) in divided:
                read = Fault("amount_merged", shown(divided[index, column.index]))
            elif cell is None and (index, column.index) in filled:
                above = filled[index, column.index]
                read = _read(name, above, table, spellings)
                if isinstance(read, Read):
                    read = Read(read.value, (*read.remarks, Fault("text_filled_down", shown(above))))
            else:
                read = _read(name, cell, table, spellings)
            _take(row, name, column.index, read, spellings)
        if index in table.sheet.hidden_rows:
            row.findings.append(Finding("hidden_row", row.number, None, row.text("project_name")))
        _convert(row, table)
        rows.append(row)
    return rows


def _merged(table: Table) -> tuple[dict[tuple[int, int], object], dict[tuple[int, int], object]]:
    """Cells of vertical merges: those that take the value above, and amounts that no one can divide."""
    names = {column.index: name for name, column in table.columns.items()}
    projects = set(table.projects)
    filled: dict[tuple[int, int], object] = {}
    divided: dict[tuple[int, int], object] = {}
    for top, left, bottom, _ in table.sheet.merged:
        name = names.get(left)
        inside = [row for row in range(top, min(bottom, len(table.sheet.rows) - 1) + 1) if row in projects]
        if name is None or name in _KEYS or len(inside) < 2:
            continue
        value = table.cell(top, name)
        if BY_NAME[name].kind == "amount" and value is not None:
            divided |= {(row, left): value for row in inside}
        elif BY_NAME[name].kind in _FILLED_DOWN and value is not None:
            filled |= {(row, left): value for row in inside[1:]}
    return filled, divided


def _read(name: str, cell: object, table: Table, spellings: Spellings) -> Read | Fault:
    kind = BY_NAME[name].kind
    if isinstance(cell, str) and not cell.strip():
        cell = None
    if kind == "amount":
        return cells.amount(cell, table.columns[name].unit)
    if kind == "date":
        return cells.day(cell, typed=table.sheet.typed)
    if kind == "rate":
        return cells.rate(cell)
    if kind == "choice":
        return cells.choice(cell, spellings.values[name])
    return cells.text(cell, name)


def _take(row: Row, name: str, column: int, read: Read | Fault, spellings: Spellings) -> None:
    """Put a value into its row, and each fault or remark among its findings."""
    if isinstance(read, Fault):
        rule = "choice_ignored" if read.rule == "choice_unknown" and name in _SOFT_CHOICES else read.rule
        if rule != "choice_ignored":
            row.unread.add(name)
        row.findings.append(
            Finding(rule, row.number, column, read.found, _values(name, rule, None, spellings))
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
        values = _values(name, remark.rule, read.value, spellings)
        row.findings.append(Finding(remark.rule, row.number, column, remark.found, values))


def _values(name: str, rule: str, value: object, spellings: Spellings) -> dict[str, str]:
    if rule in ("date_serial", "date_january", "text_filled_down"):
        return {"value": str(value)}
    if rule == "amount_too_large":
        return {"limit": money(LARGEST)}
    if rule == "text_too_long":
        return {"limit": str(cells.LONGEST.get(name, cells.LONGEST_TEXT))}
    if rule in ("choice_unknown", "choice_ignored"):
        first = {key: spelling for spelling, key in reversed(spellings.values[name].items())}
        return {"choices": "、".join(first.values()), "first": next(iter(reversed(first.values())))}
    return {}


def _convert(row: Row, table: Table) -> None:
    """Convert the amounts of a row in another currency at its dated rate, or leave them uncounted."""
    currency = row.text("currency")
    if fold(currency) in CNY:
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
        row.values[name] = int((Decimal(row.yuan(name) or 0) * factor).to_integral_value(ROUND_HALF_EVEN))
    values = {"currency": currency[:20], "rate": f"{factor:f}", "date": str(dated)}
    row.findings.append(Finding("currency_converted", row.number, column, currency, values))
