"""Rows of a ledger in several sheets: a project in two sheets is one row, values that differ are named.

A project is matched by its code, else by its name. What the first sheet leaves blank is taken from the other;
of two stages the later counts. Amounts, dates and choices that differ reject the row with both readings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz, process

from jjinvest.core.codes import STAGES
from jjinvest.ledger.fields import AMOUNTS, BY_NAME
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.partial_dates import PartialDate
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.files.shifted_rows import reject_shifted_rows
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook, unreadable_file
from jjinvest.ledger.reader.headed_columns.headers import Spellings
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.section_rows import stages_by_row
from jjinvest.ledger.reader.tables.sheets import LedgerSheets, edition_of
from jjinvest.ledger.reader.units.conversions import name_unconverted, rates_of_originals
from jjinvest.ledger.reader.units.money_units import CNY
from jjinvest.ledger.reader.values.parts import join_parts
from jjinvest.ledger.reader.values.personal_numbers import hide_personal_numbers
from jjinvest.ledger.reader.values.rows import LedgerRow, read_rows
from jjinvest.ledger.validation.rows.row_rules import bilingual_label, implied_stage
from jjinvest.ledger.validation.sums.unlabelled_sums import take_out_proved_sums

CODE_RULES = ("same_code", "code_of_other_sheet")
OF_PROGRESS = {"stage", "funds_month", "funds_ytd", "funds_to_date"}
"""What goes on while a project moves from the sheet of one stage to that of the next."""
MIN_LIKENESS = 75  # of 100; a name of five characters may differ in one
_COMPARED = ("amount", "date", "choice")
_FIRST = BilingualText("第一张表", "the first sheet")
_NOT_COMPARED = ("top500", "light")


@dataclass
class SheetRows:
    """The rows of all sheets.

    Attributes
    ----------
    rows
        One row a project, in the order of the sheets.
    of_table
        Rows as read, by table.
    joined
        Number of rows that were joined to another.
    proved
        Findings on rows that were proved to be sums.
    """

    rows: list[LedgerRow]
    of_table: list[tuple[LedgerTable, list[LedgerRow]]]
    joined: int = 0
    proved: list[Finding] = field(default_factory=list)


def read_sheets(workbook: LedgerWorkbook, sheets: LedgerSheets, spellings: Spellings) -> SheetRows:
    """Read the rows of all sheets and join those of one project.

    Raises
    ------
    DataError
        If two sheets look like editions of one list, so that adding them would count projects twice.
    """
    read = SheetRows([], [])
    for table in sheets.tables:
        rows = read_rows(table, spellings)
        reject_shifted_rows(table, rows)
        name_unconverted(table, rows)
        rates_of_originals(table, rows)
        hide_personal_numbers(rows)
        join_parts(table, rows)
        proved = take_out_proved_sums(table, rows)
        if read.of_table:
            proved = of_sheet(proved, table)
            place_rows(table, rows)
        read.proved += proved
        read.of_table.append((table, rows))
        headings = [row for row, kind in table.other_rows.items() if kind == "heading"]
        of_section = stages_by_row(table.sheet.rows, headings, [row.number - 1 for row in rows])
        for row in rows:
            _state_stage(row, of_section.get(row.number - 1, sheets.stages.get(table.sheet.name, "")))
    read.rows = list(read.of_table[0][1])
    for table, rows in read.of_table[1:]:
        _add(workbook, read, table, rows, sheets)
    return read


def of_sheet(findings: Sequence[Finding], table: LedgerTable) -> list[Finding]:
    """Return findings as those of a further sheet."""
    return [replace(each, sheet=each.sheet or table.sheet.name) for each in findings]


def place_rows(table: LedgerTable, rows: Sequence[LedgerRow]) -> None:
    """Name the sheet in the rows of a further sheet, and where each of their fields is."""
    name = table.sheet.name
    for row in rows:
        row.sheet = name
        row.places = {each: (name, row.number, column.index) for each, column in table.columns.items()}
        row.findings = of_sheet(row.findings, table)


class Projects:
    """Rows of projects by code and by name."""

    def __init__(self, rows: Sequence[LedgerRow]) -> None:
        self._by_code: dict[str, LedgerRow] = {}
        self._by_name: dict[str, LedgerRow] = {}
        for row in rows:
            if row.text("project_code"):
                self._by_code.setdefault(row.key, row)
            if row.text("project_name"):
                self._by_name.setdefault(name_key(row.text("project_name")), row)

    def of(self, row: LedgerRow) -> LedgerRow | None:
        """Return the row of the same project: of its code, else of its name where one has no code."""
        if row.text("project_code") and row.key in self._by_code:
            return self._by_code[row.key]
        found = self._by_name.get(name_key(row.text("project_name"))) if row.text("project_name") else None
        if found is not None and row.text("project_code") and found.text("project_code"):
            return None
        return found

    def named(self, row: LedgerRow) -> LedgerRow | None:
        """Return the row with the name of a row, whatever their codes."""
        name = name_key(row.text("project_name"))
        return self._by_name.get(name) if name else None


def _state_stage(row: LedgerRow, stage: str) -> None:
    """Give a row without a stage the one that its sheet or section states, unless its dates show a later."""
    if not stage or row.text("stage") or "stage" in row.unread:
        return
    if STAGES.index(implied_stage(row)) <= STAGES.index(stage):
        row.values["stage"] = stage


def _add(
    workbook: LedgerWorkbook,
    read: SheetRows,
    table: LedgerTable,
    rows: list[LedgerRow],
    sheets: LedgerSheets,
) -> None:
    known = Projects(read.rows)
    pairs = [(row, known.of(row)) for row in rows]
    if table in sheets.lists:
        pairs = [(row, None if found and _is_other(found, row) else found) for row, found in pairs]
    for row, found in pairs:
        if found is not None and found.currency != CNY and row.currency == CNY:
            _settle_currency(found, row, table)
    differing = {id(row): _differences(found, row) for row, found in pairs if found is not None}
    moved = {id(row) for row, found in pairs if found is not None and _has_moved(read, found, row, sheets)}
    for each in moved:
        differing[each] = [name for name in differing[each] if name not in OF_PROGRESS]
    if table in sheets.lists:
        earlier = [each for each, _ in read.of_table[: [t is table for t, _ in read.of_table].index(True)]]
        differs = [bool(each) for key, each in differing.items() if key not in moved]
        _ask_about_editions(workbook, table, earlier, differs)
    for row, found in pairs:
        if found is None:
            if table in sheets.details:
                near = near_name(row, [each.text("project_name") for each in read.rows])
                row.findings.append(_of_name(row, "sheet_row_unmatched", {"near": near}))
            read.rows.append(row)
        else:
            if id(row) in moved:
                _keep_as_read(read, found)
                _take_progress(found, row, sheets.stages, _sheet_of(read, found))
            named = known.named(row)
            if table in sheets.details and named is not None and named is not found:
                terms = {"code": row.text("project_code"), "of_code": found.text("project_name")}
                found.findings.append(_of_name(row, "sheet_row_of_two_projects", terms))
            _join(found, row, differing[id(row)])
            read.joined += 1


def _is_other(one: LedgerRow, other: LedgerRow) -> bool:
    """Whether two rows of one code are two projects, as lists that number from 001 each have them.

    Their names are not alike, and neither are their firms or, where one states none, their amounts.
    """
    names, firms = (
        [name_key(row.text(name)) for row in (one, other)] for name in ("project_name", "investor")
    )
    amounts = [row.yuan("agreed_amount") for row in (one, other)]
    if not all(names) or fuzz.ratio(*names) >= MIN_LIKENESS:
        return False
    return firms[0] != firms[1] if all(firms) else amounts[0] != amounts[1]


def name_numbered_apart(rows: Sequence[LedgerRow], first_sheet: str) -> None:
    """Say of rows whose code another sheet has for another project how to number two lists as one."""
    if not first_sheet:
        return
    by_code = Projects(rows)
    for row in rows:
        first = by_code.of(row)
        for place, finding in enumerate(row.findings):
            apart = first is not None and first is not row and first.sheet != row.sheet
            if finding.rule != "same_code" or first is None or not apart or not _is_other(first, row):
                continue
            sheets = [each.sheet or first_sheet for each in (first, row)]
            terms: dict[str, str] = {
                **finding.terms,
                "own": row.text("project_name"),
                "example": f"{sheets[1]}-{row.text('project_code')}"[:40],
            }
            row.findings[place] = replace(finding, rule="code_of_other_sheet", terms=terms)


def _keep_as_read(read: SheetRows, row: LedgerRow) -> None:
    """Leave a copy of a row among those of its sheet, whose sums hold what it was read as."""
    for _, rows in read.of_table:
        for place, each in enumerate(rows):
            if each is row:
                rows[place] = replace(row, values=dict(row.values), findings=[])


def _sheet_of(read: SheetRows, row: LedgerRow) -> str:
    return row.sheet or read.of_table[0][0].sheet.name


def _has_moved(read: SheetRows, first: LedgerRow, later: LedgerRow, sheets: LedgerSheets) -> bool:
    """Whether a project is on the sheets of two stages: it went on, and its old row was left."""
    stages = {sheets.stages.get(_sheet_of(read, row), "") for row in (first, later)}
    return len(stages) == 2 and "" not in stages


def _take_progress(
    first: LedgerRow, later: LedgerRow, stages: Mapping[str, str], sheet_of_first: str
) -> None:
    """Let the row on the sheet of the later stage say how far the project is; the other one is named."""
    order = [STAGES.index(stages[name]) for name in (sheet_of_first, later.sheet)]
    is_later = order[1] > order[0]
    left, left_sheet = (first, sheet_of_first) if is_later else (later, later.sheet)
    read_in = later.sheet if is_later else sheet_of_first
    if is_later:
        for name in OF_PROGRESS & later.values.keys():
            _take_value(first, later, name)
    else:
        for name in OF_PROGRESS & first.values.keys() & later.values.keys():
            del later.values[name]
    terms = {"sheet": BilingualText(f"「{read_in}」", f"«{read_in}»")}
    found = left.text("project_name") or left.text("project_code")
    first.findings.append(Finding("project_moved", left.number, None, found, terms, left_sheet))


def _take_value(first: LedgerRow, later: LedgerRow, name: str) -> None:
    """Take a value from a later row, with its place and the rate at which it was converted."""
    first.values[name] = later.values[name]
    first.rates.pop(name, None)
    first.rates |= {name: later.rates[name]} if name in later.rates else {}
    first.originals.pop(name, None)
    first.originals |= {name: later.originals[name]} if name in later.originals else {}
    if name in later.places:
        first.places[name] = later.places[name]


def _ask_about_editions(
    workbook: LedgerWorkbook, table: LedgerTable, earlier: Sequence[LedgerTable], differs: Sequence[bool]
) -> None:
    """Refuse sheets that look like editions of one list: alike in name, or mostly with other values."""
    if not differs:
        return
    edition = edition_of(table.sheet.name)
    editions = [edition_of(each.sheet.name) for each in earlier]
    is_alike = edition in (*editions, "") or "" in editions
    if is_alike or sum(differs) * 2 > max(len(differs), 2):
        tables = [*earlier, table]
        names = "、".join(f"「{each.sheet.name}」{len(each.projects)} 行" for each in tables)
        remedy = "用 --sheet 名称 指明一个，或合并成一张表 name one with --sheet, or make them one sheet"
        reason = f"{len(tables)} 张工作表都像台账，项目有重复 sheets with the same projects: {names}"
        raise unreadable_file(workbook.path, reason, remedy)


def _settle_currency(first: LedgerRow, later: LedgerRow, table: LedgerTable) -> None:
    """Decide whether amounts on a sheet without currencies are in the foreign currency of their project.

    A header with 人民币 says that they are not. An amount that the first sheet has in 元 or in its currency
    is not needed; any other is a question.
    """
    if "currency" in table.columns:
        return
    for name in [each for each in AMOUNTS if each in later.values]:
        amount, known = later.yuan(name) or 0, first.yuan(name)
        if "人民币" in table.columns[name].header or not amount or amount == known:
            continue
        del later.values[name]
        is_same = known is not None and first.rate and abs(amount * first.rate - known) <= 1
        if is_same or (name == "funds_month" and table.in_time.indexes()):
            continue  # the months are judged together
        terms: dict[str, str] = {
            "field": bilingual_label(name),
            "currency": first.text("currency") or first.currency,
        }
        later.unread.add(name)
        place = table.columns[name].index
        found = format_yuan(amount)
        later.findings.append(Finding("currency_open", later.number, place, found, terms, later.sheet))


def near_name(row: LedgerRow, names: Sequence[str]) -> BilingualText | str:
    """Name the project whose name is most like that of a row without one."""
    found = process.extractOne(row.text("project_name"), names, score_cutoff=MIN_LIKENESS)
    return BilingualText(f"（像是「{found[0]}」）", f" (like «{found[0]}»)") if found else ""


def _of_name(row: LedgerRow, rule: str, terms: dict[str, str]) -> Finding:
    name = row.text("project_name") or row.text("project_code")
    place = row.places.get("project_name") or row.places.get("project_code")
    return Finding(rule, row.number, None if place is None else place[2], name, terms, row.sheet)


def _differences(first: LedgerRow, later: LedgerRow) -> list[str]:
    """Fields whose values in two sheets contradict each other."""
    return [
        name
        for name, value in later.values.items()
        if name in first.values
        and BY_NAME[name].kind in _COMPARED
        and name != "stage"
        and name not in _NOT_COMPARED
        and not _same(first.values[name], value)
    ]


def _same(first: object, later: object) -> bool:
    """Whether two values are one: also a month and a day in it."""
    if isinstance(first, PartialDate) and isinstance(later, PartialDate):
        return not (first.certainly_after(later) or later.certainly_after(first))
    return first == later


def _join(first: LedgerRow, later: LedgerRow, differing: Sequence[str]) -> None:
    """Take what the first row leaves blank from the later one, and name the values that differ."""
    first.findings += later.findings
    for name, value in later.values.items():
        if name in first.unread:
            continue
        known = first.values.get(name)
        if name in differing and known is not None:
            first.findings.append(_difference(first, later, name))
        elif known is None or _is_better(name, known, value):
            _take_value(first, later, name)
    first.unread |= later.unread - set(first.values)


def _is_better(name: str, known: object, value: object) -> bool:
    """Whether a value says more than a known one: a later stage, a date with its day."""
    if name == "stage":
        return STAGES.index(str(value)) > STAGES.index(str(known))
    if isinstance(known, PartialDate) and isinstance(value, PartialDate):
        return value.last - value.day < known.last - known.day
    return False


def _difference(first: LedgerRow, later: LedgerRow, name: str) -> Finding:
    sheet, number, column = later.places.get(name, (later.sheet, later.number, None))
    where = first.places.get(name, (first.sheet, first.number, 0))[0]
    terms: dict[str, str] = {
        "field": bilingual_label(name),
        "value": _written(later.values[name]),
        "other": _written(first.values[name]),
        "sheet": BilingualText(f"「{where}」", f"«{where}»") if where else _FIRST,
    }
    return Finding("sheets_differ", number, column, _written(later.values[name]), terms, sheet)


def _written(value: object) -> str:
    return format_yuan(value) if isinstance(value, int) else str(value)
