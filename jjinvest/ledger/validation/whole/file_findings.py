"""Findings on a ledger as a whole: its sheets, columns, other rows and projects that are missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from jjinvest.ledger.fields import BY_NAME, ESSENTIAL, FIELDS, FUNDS
from jjinvest.ledger.findings import Finding
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook, WorkbookSheet
from jjinvest.ledger.reader.headed_columns.headers import OF_ORIGIN, Spellings
from jjinvest.ledger.reader.tables.layout import table_with
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.sheets import GENERATED_SHEETS, LedgerSheets, names_other_period
from jjinvest.ledger.reader.units.conversions import is_original
from jjinvest.ledger.reader.values.cells import cell_text
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.imports.changed_since import gone_on
from jjinvest.ledger.validation.months.month import month_question
from jjinvest.ledger.validation.projects.several_sheets import SheetRows, of_sheet
from jjinvest.ledger.validation.rows.row_rules import (
    DATE_EXAMPLE,
    PreviousProject,
    bilingual_label,
)
from jjinvest.ledger.validation.sums.summary_sheets import compare_summary, is_of_other_period
from jjinvest.ledger.validation.sums.total_rows import total_row_findings
from jjinvest.ledger.validation.whole.column_findings import own_sectors, unknown_columns

MAX_MISSING_NAMED = 5  # projects named in the sentence of the finding
_TO_DATE = re.compile("累计|历年|历史|总|以来|截至|截止|to.date|cumulative|total", re.IGNORECASE)
"""Words of a header that say that it holds funds to date and not those of a year."""
_UP_TO_MONTH = re.compile("[本当]月(?:末)?止")
"""本月止累计, which statistics use for the funds since January."""
_FUNDS_SHEET = re.compile("到位|到账|到资|资金")
_MONTH_HEAD = re.compile("(?:1[0-2]|[1-9])月")
MIN_MONTHS = 2
"""Columns of months that make a sheet one of funds by month."""
MAX_MISSING_LISTED = 20  # projects listed as what was found


@dataclass(frozen=True)
class PreviousImport:
    """An earlier import: its projects by key, its month, the projects of an import of the month, its rows.

    `corrected_rows` are the rows of the import of the month; `groups` has the parks, chains, task forces and
    channels of all imports.
    """

    projects: Mapping[str, PreviousProject]
    month: tuple[int, int] | None
    corrected: Mapping[str, PreviousProject] = field(default_factory=dict)
    rows: pd.DataFrame | None = None
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    corrected_rows: pd.DataFrame | None = None


def missing_from_import(rows: list[LedgerRow], last_import: PreviousImport) -> list[Finding]:
    """Name the projects that no row has by key or name: of the last import, and of the one corrected."""
    known = {row.key for row in rows} | {name_key(row.text("project_name")) for row in rows}
    known |= gone_on(rows, last_import.rows)
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
        if rule == "missing_from_corrected" and len(missing) == len(projects):
            continue  # another list, which its rows say
        if missing:
            terms = {"number": str(len(missing)), "names": "、".join(missing[:MAX_MISSING_NAMED])}
            findings.append(Finding(rule, None, None, "、".join(missing[:MAX_MISSING_LISTED]), terms))
    return findings


def file_findings(
    workbook: LedgerWorkbook, sheets: LedgerSheets, read: SheetRows, spellings: Spellings
) -> list[Finding]:
    """Findings on the file and its sheets, then on the columns, other rows and sums of each sheet."""
    findings = [Finding(rule, None, None, content) for rule, content in workbook.remarks]
    table, names = sheets.lists[0], sheets.names()
    if len(names) > 1:
        text = "、".join(f"「{name}」" for name in names)
        findings.append(Finding("sheets_together", None, None, "、".join(names), {"names": text}))
    if sheets.earlier_months:
        names_of = "、".join(f"「{name}」" for name in (*sheets.earlier_months, table.sheet.name))
        latest = {"names": names_of, "read": table.sheet.name}
        findings.append(Finding("latest_of_months", None, None, "、".join(sheets.earlier_months), latest))
    if table.month is None:
        findings.append(month_question(workbook, sheets.tables))
    for other in workbook.sheets:
        if other.name not in (*names, *sheets.earlier_months, *GENERATED_SHEETS) and any(
            cell is not None for cells in other.rows for cell in cells
        ):
            findings += _other_sheet(workbook, other, sheets, read, spellings)
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


def _funds_as_read(table: LedgerTable) -> Iterator[Finding]:
    """Say how columns of funds are read whose header leaves the time or the origin open."""
    of_year = table.columns.get("funds_ytd")
    if of_year is not None and _UP_TO_MONTH.search(of_year.header):
        terms: dict[str, str] = {"field": bilingual_label("funds_ytd")}
        yield Finding("column_assumed", table.header + 1, of_year.index, of_year.header, terms)
    for name in FUNDS:
        column = table.columns.get(name)
        origin = None if column is None else OF_ORIGIN.search(column.header)
        if column is not None and origin is not None:
            named = {"origin": origin[0], "field": bilingual_label(name)}
            yield Finding("funds_of_origin", table.header + 1, column.index, column.header, named)


def _other_sheet(
    workbook: LedgerWorkbook,
    other: WorkbookSheet,
    sheets: LedgerSheets,
    read: SheetRows,
    spellings: Spellings,
) -> list[Finding]:
    """Name a sheet that was not read; one that sums up the list is compared with the rows."""
    if not other.visible:
        return [Finding("other_sheet", None, None, f"{other.name}（隐藏 hidden）")]
    lists = {table.sheet.name: sheets.stages.get(table.sheet.name, "") for table in sheets.lists}
    month = sheets.lists[0].month
    number, differing = 0, list[Finding]()
    if not is_of_other_period(other, month):
        number, differing = compare_summary(other, read.rows, lists, spellings)
    if number and not differing:
        return [
            Finding("summary_agrees", None, None, other.name, {"number": str(number), "sheet": other.name})
        ]
    if _has_funds_by_month(other):
        return [Finding("funds_sheet_unread", None, None, other.name, {"sheet": other.name}), *differing]
    if number_of := _projects_on(workbook, other, spellings):
        terms = {"number": str(number_of), "sheet": other.name}
        return [Finding("other_list", None, None, other.name, terms), *differing]
    return [Finding("other_sheet", None, None, other.name), *differing]


def _projects_on(workbook: LedgerWorkbook, other: WorkbookSheet, spellings: Spellings) -> int:
    """Number of projects with an amount on a sheet that was passed over for its name and is no example."""
    if not names_other_period(other.name):
        return 0
    found = table_with(workbook, other, spellings, ("project_name", "agreed_amount"))
    return 0 if found is None else len(found.projects)


def _has_funds_by_month(sheet: WorkbookSheet) -> bool:
    """Whether a sheet that was not read is named for funds and has columns of months."""
    if not _FUNDS_SHEET.search(sheet.name):
        return False
    heads = ([cell_text(cell).strip() for cell in cells if cell is not None] for cells in sheet.rows[:30])
    return any(sum(_MONTH_HEAD.match(text) is not None for text in head) >= MIN_MONTHS for head in heads)


def _table_findings(table: LedgerTable, rows: list[LedgerRow], spellings: Spellings) -> list[Finding]:
    """Findings on the columns, the other rows and the sums of one sheet."""
    findings = [*unknown_columns(table, spellings), *own_sectors(table, rows)]
    for index, (header, read) in table.passed_over.items():
        rule = "column_original" if is_original(header, read) else "column_passed_over"
        findings.append(Finding(rule, table.header + 1, index, header, {"read": read}))
    for name, column in table.beside.items():
        terms_of_both = {"read": table.columns[name].header}
        findings.append(
            Finding("columns_of_either_unit", table.header + 1, column.index, column.header, terms_of_both)
        )
    if table.unused_unit:
        units = dict.fromkeys(c.unit for n, c in table.columns.items() if BY_NAME[n].kind == "amount")
        terms_of_unit = {"unit": table.unused_unit, "read": "、".join(units)}
        findings.append(Finding("title_unit_unused", None, None, table.unused_unit, terms_of_unit))
    to_date = table.columns.get("funds_to_date")
    if to_date is not None and not _TO_DATE.search(to_date.header):
        read_as = {"field": bilingual_label("funds_to_date")}
        findings.append(Finding("column_assumed", table.header + 1, to_date.index, to_date.header, read_as))
    findings += _funds_as_read(table)
    if table.unit_from is not None:
        unit, named_in = table.unit_from
        findings.append(Finding("unit_of_instructions", None, None, unit, {"unit": unit, "sheet": named_in}))
    if table.unit_of_funds is not None:
        unit, whole = table.unit_of_funds
        of_whole = {"unit": unit, "field": bilingual_label(whole)}
        findings.append(Finding("unit_of_agreed_amounts", None, None, unit, of_whole))
    if table.firms_as_projects:
        firms = table.columns["project_name"]
        findings.append(Finding("firms_as_projects", table.header + 1, firms.index, firms.header))
    if table.contract_as_agreed:
        amount = table.columns["agreed_amount"]
        findings.append(Finding("contract_as_agreed", table.header + 1, amount.index, amount.header))
    if table.contract_day_as_signed:
        day = table.columns["signed_on"]
        findings.append(Finding("contract_day_as_signed", table.header + 1, day.index, day.header))
    for name, column in table.columns.items():
        if BY_NAME[name].kind == "amount" and column.index in table.sheet.empty_formulas:
            place = (table.header + 1, column.index, column.header)
            findings.append(Finding("formulas_of_nothing", *place, {"field": bilingual_label(name)}))
        if column.index in table.sheet.hidden_columns:
            findings.append(Finding("hidden_column", None, column.index, BY_NAME[name].zh))
    dashes = Counter(name for row in rows for name in row.dashed)
    for name, number in dashes.items():
        terms: dict[str, str] = {"field": bilingual_label(name), "number": str(number)}
        findings.append(Finding("dash_as_blank", table.header + 1, table.columns[name].index, "", terms))
    for index, kind in table.other_rows.items():
        if kind not in ("sum", "unit", "part"):
            first = next((cell_text(cell) for cell in table.sheet.rows[index] if cell is not None), "")
            findings.append(Finding("other_row", index + 1, None, first))
    return [*findings, *total_row_findings(table, rows)]
