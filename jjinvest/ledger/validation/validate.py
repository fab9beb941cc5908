"""A workbook checked: every input row accepted, accepted with a remark, or rejected, and no amount lost on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from jjinvest.ledger.fields import BY_NAME, DATES, ESSENTIAL, FIELDS
from jjinvest.ledger.reader.cells import shown
from jjinvest.ledger.reader.headers import Spellings
from jjinvest.ledger.reader.layout import Table, find_table
from jjinvest.ledger.reader.rows import Row, name_key, read_rows
from jjinvest.ledger.reader.workbook import Book, read_book
from jjinvest.ledger.validation import cumulative_rules
from jjinvest.ledger.validation.findings import Finding, Words
from jjinvest.ledger.validation.overrides import Decision, apply_to_findings, apply_to_pairs
from jjinvest.ledger.validation.row_rules import ROW_RULES, Before, Setting, field_words, stage_of
from jjinvest.ledger.validation.total_rows import sum_findings

OWN_SHEETS = ("填写说明", "核对意见", "Findings")  # of our template and marked workbook
OUTCOMES = ("accepted", "remark", "rejected")
STORED = tuple(f.name for f in FIELDS if f.name not in ("currency", "exchange_rate", "rate_on"))
"""Fields of a stored ledger: amounts are in 元 once converted, so the currency stays in the original."""


@dataclass(frozen=True)
class Intake:
    """The result of a check: `rows` in the order of the sheet, each with its findings; findings on the file itself."""

    book: Book
    table: Table
    rows: list[Row]
    remarks: list[Finding] = field(default_factory=list)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Rows by outcome; they add up to the rows read."""
        found = Counter(row.status for row in self.rows)
        counts = {outcome: found.get(outcome, 0) for outcome in OUTCOMES}
        if sum(counts.values()) != len(self.table.projects):
            raise AssertionError("accepted + remarked + rejected must be the rows read")
        return counts

    @property
    def settled(self) -> list[Row]:
        """Rows left out by a recorded decision and for no other reason."""
        return [
            row
            for row in self.rows
            if row.status == "rejected" and all(f.settled for f in row.findings if f.severity == "rejected")
        ]

    @property
    def blocking(self) -> list[Row]:
        """Rejected rows that no decision settles: they stand in the way of an import."""
        done = {row.number for row in self.settled}
        return [row for row in self.rows if row.status == "rejected" and row.number not in done]

    def findings(self) -> list[Finding]:
        """All findings, the file's first, then by row."""
        return [*self.remarks, *(found for row in self.rows for found in row.findings)]

    def total(self, name: str, *outcomes: str) -> int:
        """Sum of an amount in 元 over the rows of these outcomes, or over all rows."""
        return sum(row.yuan(name) or 0 for row in self.rows if not outcomes or row.status in outcomes)

    def unreadable(self, name: str) -> int:
        """How many rows have something in this column that cannot be read as an amount."""
        return sum(name in row.unread for row in self.rows)

    def frame(self) -> pd.DataFrame:
        """Rows that were not rejected, typed: amounts as nullable integers of 元, dates as days.

        `key` identifies the project, `row` is its row in the sheet, `month_only` names the dates of which only the
        month is known (their first day stands for it).
        """
        kept = [row for row in self.rows if row.status != "rejected"]
        columns: dict[str, object] = {
            "key": pd.array(_distinct([row.key for row in kept]), dtype="str"),
            "row": pd.array([row.number for row in kept], dtype="int64"),
        }
        for name in STORED:
            kind = BY_NAME[name].kind
            if kind == "amount":
                columns[name] = pd.array([row.yuan(name) for row in kept], dtype="Int64")
            elif kind == "date":
                days = [d.day if (d := row.day(name)) else None for row in kept]
                columns[name] = pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[ms]")
            else:
                texts = [stage_of(row) if name == "stage" else row.text(name) for row in kept]
                columns[name] = pd.array(texts, dtype="str")
        months = [" ".join(n for n in DATES if (d := row.day(n)) and d.month_only) for row in kept]
        return pd.DataFrame(columns | {"month_only": pd.array(months, dtype="str")})


def _distinct(keys: list[str]) -> list[str]:
    """Number the repeats of a key: projects of one name that a decision keeps apart."""
    seen: Counter[str] = Counter()
    found = []
    for key in keys:
        seen[key] += 1
        found.append(key if seen[key] == 1 else f"{key}#{seen[key]}")
    return found


@dataclass(frozen=True)
class Last:
    """An earlier import: its projects by key, and its month."""

    projects: Mapping[str, Before]
    month: tuple[int, int] | None


def before_of(frame: pd.DataFrame) -> dict[str, Before]:
    """Return what an imported ledger says of each project, by key."""
    names = ("key", "project_name", "stage", "funds_ytd", "funds_to_date")
    return {
        key: Before(name, stage, None if pd.isna(ytd) else int(ytd), None if pd.isna(total) else int(total))
        for key, name, stage, ytd, total in zip(*(frame[name] for name in names), strict=True)
    }


def take_in(
    path: Path,
    spellings: Spellings,
    *,
    today: date,
    sheet: str | None = None,
    month: tuple[int, int] | None = None,
    decisions: list[Decision] | None = None,
    last: Callable[[tuple[int, int] | None], Last] | None = None,
) -> Intake:
    """Read and check a ledger.

    `month` is the ledger's month where its title does not say it; `last` gives, for that month, what was imported
    before it.

    Raises
    ------
    DataError
        If the file cannot be read as a ledger at all.
    """
    book = read_book(path)
    table = find_table(book, spellings, sheet)
    table.month = month or table.month
    rows = read_rows(table, spellings)
    before = Last({}, None) if last is None else last(table.month)
    setting = Setting(table.columns, today, table.month, before.projects, before.month)
    for row in rows:
        for rule in ROW_RULES:
            row.findings += rule(row, setting)
    for row, found in cumulative_rules.flow_findings(rows, setting):
        row.findings.append(found)
    code = table.columns.get("project_code")
    name = table.columns["project_name"].index
    apply_to_pairs(rows, decisions or [], None if code is None else code.index, name)
    apply_to_findings(rows, decisions or [])
    remarks = [*_file_findings(book, table, rows, spellings), *_gone(rows, before)]
    return Intake(book, table, rows, remarks)


def _gone(rows: list[Row], before: Last) -> list[Finding]:
    """Name the projects of the last import that are in no row now, by key or name."""
    here = {row.key for row in rows} | {name_key(row.text("project_name")) for row in rows}
    gone = [
        f"{key} {each.name}"
        for key, each in before.projects.items()
        if key not in here and name_key(each.name) not in here
    ]
    if not gone:
        return []
    return [
        Finding(
            "gone_since_last",
            None,
            None,
            "、".join(gone[:20]),
            {"number": str(len(gone)), "names": "、".join(gone[:5])},
        )
    ]


def _file_findings(book: Book, table: Table, rows: list[Row], spellings: Spellings) -> list[Finding]:
    found = [Finding(rule, None, None, told) for rule, told in book.remarks]
    for other in book.sheets:
        if other.name not in (table.sheet.name, *OWN_SHEETS) and any(
            cell is not None for cells in other.rows for cell in cells
        ):
            told = other.name if other.visible else f"{other.name}（隐藏 hidden）"
            found.append(Finding("other_sheet", None, None, told))
    for index, header in table.unknown.items():
        near = spellings.nearest(header)
        words = Words(f"（像是「{BY_NAME[near].zh}」）", f" (like «{BY_NAME[near].en}»)") if near else ""
        found.append(Finding("columns_unknown", table.header + 1, index, header, {"nearest": words}))
    for each in FIELDS:
        if each.needed_from and each.name not in table.columns and each.name not in ESSENTIAL:
            values = {"field": field_words(each.name), "example": each.example or "2023-9-2"}
            found.append(Finding("column_absent", None, None, each.zh, values))
    for name, column in table.columns.items():
        if column.index in table.sheet.hidden_columns:
            found.append(Finding("hidden_column", None, column.index, BY_NAME[name].zh))
    dashes = Counter(name for row in rows for name in row.dashed)
    for name, number in dashes.items():
        column, values = table.columns[name], {"field": field_words(name), "number": str(number)}
        found.append(Finding("dash_as_blank", table.header + 1, column.index, "", values))
    for row, kind in table.others.items():
        if kind != "sum":
            first = next((shown(cell) for cell in table.sheet.rows[row] if cell is not None), "")
            found.append(Finding("other_row", row + 1, None, first))
    return [*found, *sum_findings(table, rows)]
