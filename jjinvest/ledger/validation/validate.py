"""Validate a workbook: each row is accepted, accepted with a remark, or rejected, and the amounts add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from jjinvest.ledger.fields import BY_NAME, DATES, ESSENTIAL, FIELDS
from jjinvest.ledger.findings import BilingualText, Finding
from jjinvest.ledger.reader.cells import cell_text
from jjinvest.ledger.reader.choices import answers_in
from jjinvest.ledger.reader.headers import Spellings
from jjinvest.ledger.reader.layout import LedgerTable, find_table
from jjinvest.ledger.reader.ledger_month import read_month
from jjinvest.ledger.reader.rows import LedgerRow, name_key, read_rows
from jjinvest.ledger.reader.workbook import LedgerWorkbook, read_workbook
from jjinvest.ledger.validation.cumulative_rules import cumulative_findings
from jjinvest.ledger.validation.overrides import Override, apply_to_duplicates, apply_to_findings
from jjinvest.ledger.validation.row_rules import (
    DATE_EXAMPLE,
    ROW_RULES,
    PreviousProject,
    RuleContext,
    bilingual_label,
    stage_of,
)
from jjinvest.ledger.validation.total_rows import total_row_findings
from jjinvest.ledger.validation.unlabelled_sums import take_out_proved_sums
from jjinvest.ledger.vocabulary.places import home_in_title

GENERATED_SHEETS = ("填写说明", "核对意见", "Findings")  # of the template and the annotated workbook
OUTCOMES = ("accepted", "remark", "rejected")
MAX_MISSING_NAMED = 5  # projects named in the sentence of the finding
MAX_MISSING_LISTED = 20  # projects listed as what was found
TEN_DAYS = "ten_days"
STORED_FIELDS = tuple(f.name for f in FIELDS if f.name not in ("currency", "exchange_rate", "rate_on"))
"""Fields of a stored ledger. Amounts are stored in 元, so the currency stays in the original file."""


@dataclass(frozen=True)
class ValidationResult:
    """A validated ledger.

    Attributes
    ----------
    workbook
        The file as read.
    table
        Where the ledger is in the workbook.
    rows
        Rows of projects in the order of the sheet, each with its findings.
    remarks
        Findings on the file as a whole.
    answers
        Words that cells of the ledger answer (长三角基地=市外), with their keys, by field.
    """

    workbook: LedgerWorkbook
    table: LedgerTable
    rows: list[LedgerRow]
    remarks: list[Finding] = field(default_factory=list)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Number of rows by outcome; they add up to the rows read."""
        statuses = Counter(row.status for row in self.rows)
        counts = {outcome: statuses.get(outcome, 0) for outcome in OUTCOMES}
        if sum(counts.values()) != len(self.table.projects):
            raise AssertionError("accepted + remarked + rejected must be the rows read")
        return counts

    @property
    def overridden(self) -> list[LedgerRow]:
        """Rows left out by an override and for no other reason."""
        return [
            row
            for row in self.rows
            if row.status == "rejected"
            and all(finding.overridden for finding in row.findings if finding.severity == "rejected")
        ]

    @property
    def blocking(self) -> list[LedgerRow]:
        """Rejected rows without an override: they block an import."""
        overridden = {row.number for row in self.overridden}
        return [row for row in self.rows if row.status == "rejected" and row.number not in overridden]

    def findings(self) -> list[Finding]:
        """All findings, the file's first, then by row."""
        return [*self.remarks, *(finding for row in self.rows for finding in row.findings)]

    def total(self, name: str, *outcomes: str) -> int:
        """Sum of an amount in 元 over the rows of these outcomes, or over all rows."""
        return sum(row.yuan(name) or 0 for row in self.rows if not outcomes or row.status in outcomes)

    def unreadable(self, name: str) -> int:
        """Number of rows whose cell in this column cannot be read as an amount."""
        return sum(name in row.unread for row in self.rows)

    def frame(self) -> pd.DataFrame:
        """Return the rows that were not rejected, typed.

        Returns
        -------
        pandas.DataFrame
            One row per project: `key` identifies it, `row` is its row in the sheet, then
            :data:`STORED_FIELDS` (amounts as nullable integers of 元, dates as ``datetime64[ms]``, texts
            empty where blank). `month_only` names the dates of which only the month is known, or the ten days
            (``signed_on:ten_days``); their first day stands for them.
        """
        kept = [row for row in self.rows if row.status != "rejected"]
        columns: dict[str, object] = {
            "key": pd.array(_distinct([row.key for row in kept]), dtype="str"),
            "row": pd.array([row.number for row in kept], dtype="int64"),
        }
        for name in STORED_FIELDS:
            kind = BY_NAME[name].kind
            if kind == "amount":
                columns[name] = pd.array([row.yuan(name) for row in kept], dtype="Int64")
            elif kind == "date":
                days = [d.day if (d := row.day(name)) else None for row in kept]
                columns[name] = pd.to_datetime(pd.Series(days, dtype=object)).astype("datetime64[ms]")
            else:
                texts = [stage_of(row) if name == "stage" else row.text(name) for row in kept]
                columns[name] = pd.array(texts, dtype="str")
        months = [" ".join(filter(None, (_precision(n, row) for n in DATES))) for row in kept]
        return pd.DataFrame(columns | {"month_only": pd.array(months, dtype="str")})


def _precision(name: str, row: LedgerRow) -> str:
    """Name of a date whose day is unknown, as ``month_only`` holds it; empty where the day is known."""
    day = row.day(name)
    if day is None or not (day.month_only or day.ten_days):
        return ""
    return f"{name}:{TEN_DAYS}" if day.ten_days else name


def _distinct(keys: list[str]) -> list[str]:
    """Number the repeats of a key: projects of one name that an override keeps apart."""
    repeats: Counter[str] = Counter()
    distinct = []
    for key in keys:
        repeats[key] += 1
        distinct.append(key if repeats[key] == 1 else f"{key}#{repeats[key]}")
    return distinct


@dataclass(frozen=True)
class PreviousImport:
    """An earlier import: its projects by key, and its month."""

    projects: Mapping[str, PreviousProject]
    month: tuple[int, int] | None


def previous_projects(frame: pd.DataFrame) -> dict[str, PreviousProject]:
    """Return what later rows are compared with, by project key, from the rows of an import."""
    names = ("key", "project_name", "stage", "funds_ytd", "funds_to_date")
    return {
        key: PreviousProject(
            name, stage, None if pd.isna(ytd) else int(ytd), None if pd.isna(total) else int(total)
        )
        for key, name, stage, ytd, total in zip(*(frame[name] for name in names), strict=True)
    }


def validate(
    path: Path,
    spellings: Spellings,
    *,
    today: date,
    sheet: str | None = None,
    month: tuple[int, int] | None = None,
    overrides: list[Override] | None = None,
    previous: Callable[[tuple[int, int] | None], PreviousImport] | None = None,
) -> ValidationResult:
    """Read and validate a ledger.

    Parameters
    ----------
    path
        Workbook in xlsx, xls or csv.
    spellings
        Accepted spellings of headers and choices; see :func:`~jjinvest.ledger.reader.headers.load_spellings`.
    today
        Dates after this day are rejected.
    sheet
        Name of the sheet, needed where several look like ledgers.
    month
        Year and month of the ledger, in place of the month in its title.
    overrides
        Recorded decisions on findings; see :func:`~jjinvest.ledger.validation.overrides.load_overrides`.
    previous
        Returns the last import before a month; see :meth:`jjinvest.ledger.store.store.Store.previous`.

    Raises
    ------
    DataError
        If the file cannot be read as a ledger at all.
    """
    workbook = read_workbook(path)
    table = find_table(workbook, spellings, sheet)
    table.month = month or table.month
    if spellings.home is None:
        homes = {home for title in _titles(table) if (home := home_in_title(title)) is not None}
        spellings = replace(spellings, home=homes.pop() if len(homes) == 1 else None)
    answers = answers_in(table, spellings)
    spellings = spellings.with_words(answers) if answers else spellings
    rows = read_rows(table, spellings)
    proved = take_out_proved_sums(table, rows)
    last_import = PreviousImport({}, None) if previous is None else previous(table.month)
    context = RuleContext(table.columns, today, table.month, last_import.projects, last_import.month)
    for row in rows:
        for rule in ROW_RULES:
            row.findings += rule(row, context)
    for row, finding in cumulative_findings(rows, context):
        row.findings.append(finding)
    code = table.columns.get("project_code")
    name = table.columns["project_name"].index
    apply_to_duplicates(rows, overrides or [], None if code is None else code.index, name)
    apply_to_findings(rows, overrides or [])
    remarks = [
        *_file_findings(workbook, table, rows, spellings),
        *proved,
        *_missing_from_import(rows, last_import),
    ]
    return ValidationResult(workbook, table, rows, remarks, answers)


def _missing_from_import(rows: list[LedgerRow], last_import: PreviousImport) -> list[Finding]:
    """Name the projects of the last import that no row has by key or name."""
    known = {row.key for row in rows} | {name_key(row.text("project_name")) for row in rows}
    missing = [
        f"{key} {project.name}"
        for key, project in last_import.projects.items()
        if key not in known and name_key(project.name) not in known
    ]
    if not missing:
        return []
    terms = {"number": str(len(missing)), "names": "、".join(missing[:MAX_MISSING_NAMED])}
    return [Finding("missing_from_import", None, None, "、".join(missing[:MAX_MISSING_LISTED]), terms)]


def _titles(table: LedgerTable) -> list[str]:
    """Texts above the header."""
    return [cell for cells in table.sheet.rows[: table.header] for cell in cells if isinstance(cell, str)]


def _month_question(workbook: LedgerWorkbook, table: LedgerTable) -> Finding:
    """Ask for the month of the ledger, with what its title and names leave open."""
    readings = read_month(_titles(table), [table.sheet.name, workbook.path.stem]).readings
    terms = {
        "readings": BilingualText("；".join(readings) or "没有写", "; ".join(readings) or "none"),
        "example": readings[0] if readings and "-" in readings[0] else "2023-10",
    }
    return Finding("month_unclear", None, None, "；".join(readings), terms)


def _file_findings(
    workbook: LedgerWorkbook, table: LedgerTable, rows: list[LedgerRow], spellings: Spellings
) -> list[Finding]:
    findings = [Finding(rule, None, None, content) for rule, content in workbook.remarks]
    if table.month is None:
        findings.append(_month_question(workbook, table))
    for other in workbook.sheets:
        if other.name not in (table.sheet.name, *GENERATED_SHEETS) and any(
            cell is not None for cells in other.rows for cell in cells
        ):
            sheet_name = other.name if other.visible else f"{other.name}（隐藏 hidden）"
            findings.append(Finding("other_sheet", None, None, sheet_name))
    for index, header in table.unknown_columns.items():
        near = spellings.nearest(header)
        hint = (
            BilingualText(f"（像是「{BY_NAME[near].zh}」）", f" (like «{BY_NAME[near].en}»)") if near else ""
        )
        findings.append(Finding("columns_unknown", table.header + 1, index, header, {"nearest": hint}))
    for index, (header, read) in table.passed_over.items():
        findings.append(Finding("column_passed_over", table.header + 1, index, header, {"read": read}))
    for each in FIELDS:
        if each.needed_from and each.name not in table.columns and each.name not in ESSENTIAL:
            terms: dict[str, str] = {
                "field": bilingual_label(each.name),
                "example": each.example or DATE_EXAMPLE,
            }
            findings.append(Finding("column_absent", None, None, each.zh, terms))
    for name, column in table.columns.items():
        if column.index in table.sheet.hidden_columns:
            findings.append(Finding("hidden_column", None, column.index, BY_NAME[name].zh))
    dashes = Counter(name for row in rows for name in row.dashed)
    for name, number in dashes.items():
        terms = {"field": bilingual_label(name), "number": str(number)}
        findings.append(Finding("dash_as_blank", table.header + 1, table.columns[name].index, "", terms))
    for index, kind in table.other_rows.items():
        if kind not in ("sum", "unit"):
            first = next((cell_text(cell) for cell in table.sheet.rows[index] if cell is not None), "")
            findings.append(Finding("other_row", index + 1, None, first))
    return [*findings, *total_row_findings(table, rows)]
