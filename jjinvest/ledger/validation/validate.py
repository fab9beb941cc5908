"""Validate a workbook: each row is accepted, accepted with a remark, or rejected, and the amounts add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from jjinvest.core.collector import paused_collector
from jjinvest.ledger.findings import shorten
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook, read_workbook, unreadable_file
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.sheets import LedgerSheets, find_sheets
from jjinvest.ledger.reader.values.choices import answers_in
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.imports.another_list import of_another_list
from jjinvest.ledger.validation.imports.carried_totals import at_new_codes, carry_totals
from jjinvest.ledger.validation.imports.changed_since import changed_since
from jjinvest.ledger.validation.imports.exchange_rates import Conversion, conversions
from jjinvest.ledger.validation.imports.reused_codes import of_reused_codes, reused_codes
from jjinvest.ledger.validation.months.funds_by_month import apply_months
from jjinvest.ledger.validation.months.month import (
    month_against_titles,
    month_of,
    month_of_others,
    titles_of,
)
from jjinvest.ledger.validation.months.payments import apply_payments
from jjinvest.ledger.validation.overrides import Override, apply_to_duplicates, apply_to_findings
from jjinvest.ledger.validation.projects.corrections import name_corrections
from jjinvest.ledger.validation.projects.several_sheets import CODE_RULES, name_numbered_apart, read_sheets
from jjinvest.ledger.validation.projects.whole_and_parts import wholes_beside_parts
from jjinvest.ledger.validation.result import ValidationResult
from jjinvest.ledger.validation.rows.cumulative_rules import cumulative_findings
from jjinvest.ledger.validation.rows.industries import sectors_of_industries
from jjinvest.ledger.validation.rows.rate_rules import COMPARED_AMOUNTS
from jjinvest.ledger.validation.rows.row_rules import PreviousProject, RuleContext, sign_funded
from jjinvest.ledger.validation.rows.row_screens import apply_rules
from jjinvest.ledger.validation.rows.unit_jumps import unit_jumps
from jjinvest.ledger.validation.whole.file_findings import PreviousImport, file_findings, missing_from_import
from jjinvest.ledger.validation.whole.group_spellings import group_spellings
from jjinvest.ledger.validation.whole.left_out import left_out_of_report, years_left_blank
from jjinvest.ledger.validation.whole.unpaid_projects import without_payments
from jjinvest.ledger.vocabulary.places import home_in_title


def previous_projects(frame: pd.DataFrame) -> dict[str, PreviousProject]:
    """Return what later rows are compared with, by project key, from the rows of an import."""
    names = ("key", "project_name", "stage", "funds_ytd", "funds_to_date", "agreed_amount")
    projects = {
        key: PreviousProject(name, stage, _yuan(ytd), _yuan(to_date), _yuan(agreed))
        for key, name, stage, ytd, to_date, agreed in zip(*(frame[name] for name in names), strict=True)
    }
    converted: dict[str, dict[str, Conversion]] = {}
    for name in COMPARED_AMOUNTS:
        for key, each in conversions(frame, name).items():
            converted.setdefault(key, {})[name] = each
    return projects | {key: replace(projects[key], conversions=each) for key, each in converted.items()}


def _yuan(amount: Any) -> int | None:
    return None if pd.isna(amount) else int(amount)


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
        Accepted spellings of headers and choices; see
        :func:`~jjinvest.ledger.reader.headed_columns.headers.load_spellings`.
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
    workbook, given = read_workbook(path), month
    sheets, month = _find_sheets(workbook, spellings, sheet, month)
    spellings = _at_home(workbook, sheets, spellings)
    answers = _answers(sheets, spellings)
    spellings = spellings.with_words(answers) if answers else spellings
    read = read_sheets(workbook, sheets, spellings)
    rows = read.rows
    industries = sectors_of_industries(read.of_table, spellings)
    projects = list(rows)  # payments without a project are added behind them
    funds, payment_remarks = apply_payments(workbook.path, sheets.payments, rows, spellings, month)
    by_month = apply_months(read.of_table, projects, spellings, month)
    columns = _columns_by_sheet(sheets)
    every_column = {name: column for each in columns.values() for name, column in each.items()}
    payment_remarks += without_payments(projects, funds, every_column)
    last_import = PreviousImport({}, None) if previous is None else previous(month)
    table = sheets.lists[0]
    reused = reused_codes(projects, last_import.rows)
    known = {key: each for key, each in last_import.projects.items() if key not in reused}
    last = (today, month, at_new_codes(known, rows), last_import.month)
    for sheet_name, of_sheet in _by_sheet(projects).items():
        context = RuleContext(columns[sheet_name or table.sheet.name], *last)
        sign_funded(of_sheet, context)
        apply_rules(of_sheet, context)
    context = RuleContext({**every_column, **table.columns}, *last)
    if funds is None and by_month.funds is None:  # dated payments say themselves what was paid
        for row, finding in carry_totals(projects, context):
            row.findings.append(finding)
    proved = by_month.proved if funds is None else funds.proved()
    for row, finding in cumulative_findings(projects, context):
        if finding.rule not in proved.get(id(row), ()):
            row.findings.append(finding)
    first_sheet = table.sheet.name if read.of_table[1:] else ""
    for row, finding in (
        *wholes_beside_parts(projects, context, first_sheet),
        *unit_jumps(projects, context),
        *changed_since([row for row in projects if row.key not in reused], context, last_import.rows),
        *of_reused_codes(projects, context, reused),
        *of_another_list(projects, context, last_import),
        *group_spellings(projects, context, last_import.groups, spellings.home),
    ):
        row.findings.append(finding)
    _apply_decisions(rows, projects, table, overrides or [])
    remarks = [
        *([] if given is None else month_against_titles(workbook, sheets, given)),
        *file_findings(workbook, sheets, read, spellings),
        *industries,
        *read.proved,
        *payment_remarks,
        *by_month.findings,
        *missing_from_import(rows, last_import),
        *left_out_of_report(rows, every_column, month),
        *([] if funds or by_month.funds else years_left_blank(rows, every_column, month)),
    ]
    return ValidationResult(
        workbook,
        table,
        rows,
        remarks,
        answers,
        more=read.of_table[1:],
        joined=read.joined,
        unmatched=len(rows) - len(projects),
        funds=funds or by_month.funds,
    )


def _find_sheets(
    workbook: LedgerWorkbook, spellings: Spellings, sheet: str | None, month: tuple[int, int] | None
) -> tuple[LedgerSheets, tuple[int, int] | None]:
    """Find the sheets of a ledger and its month, by which columns dated by a month are read."""
    sheets = find_sheets(workbook, spellings, sheet, month)
    known = month or month_of(sheets.tables) or month_of_others(workbook, sheets)
    if known is not None and any(each.month != known for each in sheets.tables):
        sheets = find_sheets(workbook, spellings, sheet, known)
    for each in (sheets.lists[0], *sheets.tables):
        each.month = known
    return sheets, known


def _answers(sheets: LedgerSheets, spellings: Spellings) -> dict[str, dict[str, str]]:
    """Words that cells of all sheets answer, with their keys, by field."""
    answers: dict[str, dict[str, str]] = {}
    for each in sheets.tables:
        for name, words in answers_in(each, spellings).items():
            answers.setdefault(name, {}).update(words)
    return answers


def _columns_by_sheet(sheets: LedgerSheets) -> dict[str, dict[str, LedgerColumn]]:
    """Columns of each sheet, with those of the details that all sheets share."""
    shared = {name: column for each in sheets.details for name, column in each.columns.items()}
    return {each.sheet.name: {**shared, **each.columns} for each in reversed(sheets.tables)}


def _apply_decisions(
    rows: list[LedgerRow], projects: list[LedgerRow], table: LedgerTable, overrides: list[Override]
) -> None:
    """Apply recorded decisions before and after duplicates: a row that one accepts has no faults."""
    code = table.columns.get("project_code")
    name_column = table.columns["project_name"].index
    apply_to_findings(rows, overrides)
    first_sheet = table.sheet.name if any(row.sheet for row in rows) else ""
    apply_to_duplicates(projects, overrides, None if code is None else code.index, name_column, first_sheet)
    name_numbered_apart(projects, first_sheet)
    name_corrections(projects, first_sheet)
    _place_duplicates(rows)
    apply_to_findings(rows, overrides)


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


def _by_sheet(rows: Iterable[LedgerRow]) -> dict[str, list[LedgerRow]]:
    """Rows by the sheet that they stand on, in order."""
    found: dict[str, list[LedgerRow]] = {}
    for row in rows:
        found.setdefault(row.sheet, []).append(row)
    return found


def _place_duplicates(rows: Sequence[LedgerRow]) -> None:
    """Name the sheet in the findings on duplicates, which know only the columns of the first sheet."""
    for row in rows:
        if not row.sheet:
            continue
        for number, finding in enumerate(row.findings):
            if not finding.sheet:
                name = "project_code" if finding.rule in CODE_RULES else "project_name"
                place = row.places.get(name)
                column = None if finding.column is None or place is None else place[2]
                row.findings[number] = replace(finding, sheet=row.sheet, column=column)
