"""Validate a workbook: each row is accepted, accepted with a remark, or rejected, and the amounts add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd

from jjinvest.core.collector import paused_collector
from jjinvest.ledger.fields import BY_NAME, DATES, ESSENTIAL, FIELDS
from jjinvest.ledger.findings import Finding, shorten
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.cells import cell_text
from jjinvest.ledger.reader.choices import answers_in
from jjinvest.ledger.reader.headers import Spellings
from jjinvest.ledger.reader.ledger_table import LedgerTable
from jjinvest.ledger.reader.rows import LedgerRow, possible
from jjinvest.ledger.reader.sheets import GENERATED_SHEETS, LedgerSheets, find_sheets
from jjinvest.ledger.reader.workbook import LedgerWorkbook, read_workbook, unreadable_file
from jjinvest.ledger.validation.column_findings import own_sectors, unknown_columns
from jjinvest.ledger.validation.cumulative_rules import cumulative_findings
from jjinvest.ledger.validation.funds_by_month import apply_months
from jjinvest.ledger.validation.industries import sectors_of_industries
from jjinvest.ledger.validation.left_out import left_out_of_report
from jjinvest.ledger.validation.month import month_of, month_of_others, month_question, titles_of
from jjinvest.ledger.validation.overrides import Override, apply_to_duplicates, apply_to_findings
from jjinvest.ledger.validation.payments import DatedFunds, apply_payments
from jjinvest.ledger.validation.row_rules import (
    DATE_EXAMPLE,
    PreviousProject,
    RuleContext,
    bilingual_label,
    stage_of,
)
from jjinvest.ledger.validation.row_screens import apply_rules
from jjinvest.ledger.validation.several_sheets import SheetRows, of_sheet, read_sheets
from jjinvest.ledger.validation.total_rows import total_row_findings
from jjinvest.ledger.vocabulary.places import home_in_title

OUTCOMES = ("accepted", "remark", "rejected")
MAX_MISSING_NAMED = 5  # projects named in the sentence of the finding
_TO_DATE = re.compile("累计|历年|历史|总|以来|截至|截止|to.date|cumulative|total", re.IGNORECASE)
"""Words of a header that say that it holds funds to date and not those of a year."""
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
    more
        Further sheets of the ledger, each with its rows as read.
    joined
        Number of rows of further sheets that are part of another row.
    unmatched
        Number of rows that are payments without a project.
    funds
        Dated payments, where they make up the funds of all projects.
    """

    workbook: LedgerWorkbook
    table: LedgerTable
    rows: list[LedgerRow]
    remarks: list[Finding] = field(default_factory=list)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    more: list[tuple[LedgerTable, list[LedgerRow]]] = field(default_factory=list)
    joined: int = 0
    unmatched: int = 0
    funds: DatedFunds | None = None

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Number of projects by outcome; they add up to the rows of projects."""
        statuses = Counter(row.status for row in self.projects)
        counts = {outcome: statuses.get(outcome, 0) for outcome in OUTCOMES}
        tables = [self.table, *(table for table, _ in self.more)]
        if len(self.projects) != sum(len(table.projects) for table in tables) - self.joined:
            raise AssertionError("accepted + remarked + rejected must be the rows read")
        return counts

    @property
    def projects(self) -> list[LedgerRow]:
        """Rows of projects: all but payments that no project has, which come last."""
        return self.rows[: len(self.rows) - self.unmatched]

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
        """Sum of an amount in 元 over the rows of these outcomes, or over all rows.

        An amount that is itself refused, negative or beyond any project, is in no sum.
        """
        amounts = (row.yuan(name) or 0 for row in self.rows if not outcomes or row.status in outcomes)
        return sum(amount for amount in amounts if possible(amount))

    def left_out(self, name: str) -> int:
        """Number of rows whose amount is in no sum: it cannot be read, or no project can have it."""
        return sum(name in row.unread or not possible(row.yuan(name) or 0) for row in self.rows)

    @property
    def other_rows(self) -> int:
        """Number of rows of sums, notes and headings, in all sheets."""
        return sum(len(table.other_rows) for table in (self.table, *(table for table, _ in self.more)))

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
    """An earlier import: its projects by key, its month, and the projects of an import of the same month."""

    projects: Mapping[str, PreviousProject]
    month: tuple[int, int] | None
    corrected: Mapping[str, PreviousProject] = field(default_factory=dict)


def previous_projects(frame: pd.DataFrame) -> dict[str, PreviousProject]:
    """Return what later rows are compared with, by project key, from the rows of an import."""
    names = ("key", "project_name", "stage", "funds_ytd", "funds_to_date")
    return {
        key: PreviousProject(
            name, stage, None if pd.isna(ytd) else int(ytd), None if pd.isna(total) else int(total)
        )
        for key, name, stage, ytd, total in zip(*(frame[name] for name in names), strict=True)
    }


@paused_collector()
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
    sheets = find_sheets(workbook, spellings, sheet, month)
    known = month or month_of(sheets.tables) or month_of_others(workbook, sheets)
    if known is not None and any(each.month != known for each in sheets.tables):
        sheets = find_sheets(workbook, spellings, sheet, known)  # columns dated by a month are read by it
    table = sheets.lists[0]
    table.month = known
    spellings = _at_home(workbook, sheets, spellings)
    answers: dict[str, dict[str, str]] = {}
    for each in sheets.tables:
        each.month = table.month
        for name, words in answers_in(each, spellings).items():
            answers.setdefault(name, {}).update(words)
    spellings = spellings.with_words(answers) if answers else spellings
    read = read_sheets(workbook, sheets, spellings)
    rows = read.rows
    industries = sectors_of_industries(read.of_table, spellings)
    number = len(rows)
    funds, payment_remarks = apply_payments(sheets.payments, rows, spellings, table.month)
    by_month = apply_months(read.of_table, rows[:number], spellings, table.month)
    funds = funds or by_month.funds
    unmatched = len(rows) - number
    last_import = PreviousImport({}, None) if previous is None else previous(table.month)
    last = (today, table.month, last_import.projects, last_import.month)
    shared = {name: column for each in sheets.details for name, column in each.columns.items()}
    columns = {each.sheet.name: {**shared, **each.columns} for each in reversed(sheets.tables)}
    for sheet_name in dict.fromkeys(row.sheet for row in rows[:number]):
        context = RuleContext(columns[sheet_name or table.sheet.name], *last)
        apply_rules([row for row in rows[:number] if row.sheet == sheet_name], context)
    every_column = {name: column for each in columns.values() for name, column in each.items()}
    context = RuleContext({**every_column, **table.columns}, *last)
    for row, finding in cumulative_findings(rows[:number], context):
        if finding.rule not in by_month.proved.get(id(row), ()):
            row.findings.append(finding)
    code = table.columns.get("project_code")
    name_column = table.columns["project_name"].index
    apply_to_findings(rows, overrides or [])  # a row that a decision accepts has no faults
    apply_to_duplicates(rows[:number], overrides or [], None if code is None else code.index, name_column)
    _place_duplicates(rows)
    apply_to_findings(rows, overrides or [])
    remarks = [
        *_file_findings(workbook, sheets, read, spellings),
        *industries,
        *read.proved,
        *payment_remarks,
        *by_month.findings,
        *_missing_from_import(rows, last_import),
        *left_out_of_report(rows, every_column, table.month),
    ]
    return ValidationResult(
        workbook,
        table,
        rows,
        remarks,
        answers,
        more=read.of_table[1:],
        joined=read.joined,
        unmatched=unmatched,
        funds=funds,
    )


def _at_home(workbook: LedgerWorkbook, sheets: LedgerSheets, spellings: Spellings) -> Spellings:
    """Return the spellings with the division that the titles name, where the district's own is unknown.

    Raises
    ------
    DataError
        If a title names a division that is neither the district's own nor around it or within it.
    """
    titles = [title for each in sheets.tables for title in titles_of(each)]
    named = {home: title for title in titles if (home := home_in_title(title)) is not None}
    if spellings.home is None:
        return replace(spellings, home=next(iter(named)) if len(named) == 1 else None)
    own = spellings.home.place.stem
    for home, title in named.items():
        stem = home.place.stem
        if not own.startswith(stem) and not stem.startswith(own):
            names = f"标题写的是{home.name}，不是{spellings.home.name}"
            reason = f"{names} of another district: {shorten(title, 60)}"
            remedy = "选对文件，或用 --district 选对地区 choose another file, or the district with --district"
            raise unreadable_file(workbook.path, reason, remedy)
    return spellings


def _place_duplicates(rows: Sequence[LedgerRow]) -> None:
    """Name the sheet in the findings on duplicates, which know only the columns of the first sheet."""
    for row in rows:
        if not row.sheet:
            continue
        for number, finding in enumerate(row.findings):
            if not finding.sheet:
                name = "project_code" if finding.rule == "same_code" else "project_name"
                place = row.places.get(name)
                column = None if finding.column is None or place is None else place[2]
                row.findings[number] = replace(finding, sheet=row.sheet, column=column)


def _missing_from_import(rows: list[LedgerRow], last_import: PreviousImport) -> list[Finding]:
    """Name the projects that no row has by key or name: of the last import, and of the one corrected."""
    known = {row.key for row in rows} | {name_key(row.text("project_name")) for row in rows}
    findings: list[Finding] = []
    for rule, projects in (
        ("missing_from_import", last_import.projects),
        ("missing_from_corrected", last_import.corrected),
    ):
        missing = [
            f"{key} {project.name}"
            for key, project in projects.items()
            if key not in known and name_key(project.name) not in known
        ]
        known |= projects.keys()  # each is named once
        if missing:
            terms = {"number": str(len(missing)), "names": "、".join(missing[:MAX_MISSING_NAMED])}
            findings.append(Finding(rule, None, None, "、".join(missing[:MAX_MISSING_LISTED]), terms))
    return findings


def _file_findings(
    workbook: LedgerWorkbook, sheets: LedgerSheets, read: SheetRows, spellings: Spellings
) -> list[Finding]:
    findings = [Finding(rule, None, None, content) for rule, content in workbook.remarks]
    table, names = sheets.lists[0], sheets.names()
    if len(names) > 1:
        text = "、".join(f"「{name}」" for name in names)
        findings.append(Finding("sheets_together", None, None, "、".join(names), {"names": text}))
    if table.month is None:
        findings.append(month_question(workbook, table))
    for other in workbook.sheets:
        if other.name not in (*names, *GENERATED_SHEETS) and any(
            cell is not None for cells in other.rows for cell in cells
        ):
            sheet_name = other.name if other.visible else f"{other.name}（隐藏 hidden）"
            findings.append(Finding("other_sheet", None, None, sheet_name))
    columns = {name for each in (*sheets.tables, *sheets.payments) for name in each.columns}
    columns |= {"sector"} if any(row.text("sector") for row in read.rows) else set()
    for absent in FIELDS:
        if absent.needed_from and absent.name not in columns and absent.name not in ESSENTIAL:
            terms: dict[str, str] = {
                "field": bilingual_label(absent.name),
                "example": absent.example or DATE_EXAMPLE,
            }
            findings.append(Finding("column_absent", None, None, absent.zh, terms))
    findings += _table_findings(*read.of_table[0], spellings)
    for each, rows in read.of_table[1:]:
        findings += of_sheet(_table_findings(each, rows, spellings), each)
    return findings


def _table_findings(table: LedgerTable, rows: list[LedgerRow], spellings: Spellings) -> list[Finding]:
    """Findings on the columns, the other rows and the sums of one sheet."""
    findings = [*unknown_columns(table, spellings), *own_sectors(table, rows)]
    for index, (header, read) in table.passed_over.items():
        findings.append(Finding("column_passed_over", table.header + 1, index, header, {"read": read}))
    if table.unused_unit:
        units = dict.fromkeys(c.unit for n, c in table.columns.items() if BY_NAME[n].kind == "amount")
        terms_of_unit = {"unit": table.unused_unit, "read": "、".join(units)}
        findings.append(Finding("title_unit_unused", None, None, table.unused_unit, terms_of_unit))
    to_date = table.columns.get("funds_to_date")
    if to_date is not None and not _TO_DATE.search(to_date.header):
        read_as = {"field": bilingual_label("funds_to_date")}
        findings.append(Finding("column_assumed", table.header + 1, to_date.index, to_date.header, read_as))
    if table.contract_as_agreed:
        amount = table.columns["agreed_amount"]
        findings.append(Finding("contract_as_agreed", table.header + 1, amount.index, amount.header))
    for name, column in table.columns.items():
        if column.index in table.sheet.hidden_columns:
            findings.append(Finding("hidden_column", None, column.index, BY_NAME[name].zh))
    dashes = Counter(name for row in rows for name in row.dashed)
    for name, number in dashes.items():
        terms: dict[str, str] = {"field": bilingual_label(name), "number": str(number)}
        findings.append(Finding("dash_as_blank", table.header + 1, table.columns[name].index, "", terms))
    for index, kind in table.other_rows.items():
        if kind not in ("sum", "unit"):
            first = next((cell_text(cell) for cell in table.sheet.rows[index] if cell is not None), "")
            findings.append(Finding("other_row", index + 1, None, first))
    return [*findings, *total_row_findings(table, rows)]
