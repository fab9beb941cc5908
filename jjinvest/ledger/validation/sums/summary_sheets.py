"""Sheets that sum up the list and are not read (汇总): what they state is compared with the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from jjinvest.ledger.fields import AMOUNTS, BY_NAME
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.files.workbook import WorkbookSheet
from jjinvest.ledger.reader.headed_columns.headers import Spellings, normalise, unit_in
from jjinvest.ledger.reader.tables.ledger_month import read_month
from jjinvest.ledger.reader.tables.section_rows import GROUPING
from jjinvest.ledger.reader.tables.sheets import names_other_period, stage_of_sheet
from jjinvest.ledger.reader.tables.sum_labels import sum_label
from jjinvest.ledger.reader.units.money_units import CNY, MoneyUnit, amount_unit
from jjinvest.ledger.reader.values.cells import cell_text, plain_number
from jjinvest.ledger.reader.values.rows import LedgerRow, possible
from jjinvest.ledger.validation.rows.row_rules import stage_of

MAX_DEPTH = 10
"""Rows from the top that may be the header of a summary."""
TITLE_ROWS = 2
_OF_PLANS = re.compile("目标|任务|计划|上年|去年|往年|预计")
_YEAR = re.compile(r"(20[0-9]{2})年")
_COUNT = re.compile(
    r"(?:项目|签约|在谈|开工|投产|合计)*(?:个数|数量|项目数|宗数|项数)(?:\(个\))?|(?:项目)?\(个\)"
)
_FUNDS = ("funds_to_date", "funds_ytd", "funds_month")
_OF_OTHER = re.compile("目标|任务|计划|上年|去年|同期|增长|占比|完成率|%|亩均")


def is_of_other_period(sheet: WorkbookSheet, month: tuple[int, int] | None) -> bool:
    """Whether the name of a sheet or its titles are about plans, another year or another month."""
    titles = [cell for cells in sheet.rows[:TITLE_ROWS] for cell in cells if isinstance(cell, str)]
    if names_other_period(sheet.name) or any(_OF_PLANS.search(title) for title in titles[:1]):
        return True
    if month is None:
        return False
    stated = read_month(titles, [sheet.name])
    years = {int(year) for year in _YEAR.findall(f"{sheet.name}{titles[0] if titles else ''}")}
    return (stated.month is not None and stated.month != month) or bool(years and month[0] not in years)


def compare_summary(
    sheet: WorkbookSheet, rows: Sequence[LedgerRow], sheets: Mapping[str, str], spellings: Spellings
) -> tuple[int, list[Finding]]:
    """Compare a summary with the rows that it sums up.

    A row of the summary stands for all projects, for all but the terminated ones, or for those of the sheet,
    the stage, the park or another group that its label names. Rows with other labels are not compared.

    Parameters
    ----------
    sheet
        The summary.
    rows
        Rows of projects.
    sheets
        Stage by the name of each sheet that is read.
    spellings
        Accepted spellings.

    Returns
    -------
    number : int
        How many numbers were compared.
    findings : list of Finding
        A remark on each that differs.
    """
    header = _header(sheet, spellings)
    if header is None:
        return 0, []
    at, columns = header
    number = 0
    findings: list[Finding] = []
    for index in range(at + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        label = next((cell for cell in cells if isinstance(cell, str) and cell.strip()), "")
        spans = [span for span in _spans(label, rows, sheets) if span]
        for column, (name, unit) in columns.items() if spans else ():
            cell = cells[column] if column < len(cells) else None
            if isinstance(cell, bool) or not isinstance(cell, int | float):
                continue
            number += 1
            findings += _difference(sheet, (index, column), (label, name, unit), cell, spans)
    return number, findings


def _header(
    sheet: WorkbookSheet, spellings: Spellings
) -> tuple[int, dict[int, tuple[str, MoneyUnit | None]]] | None:
    """Row of the header, and the field and unit of each column: the name of a field, or 个数."""
    titles = [cell for cells in sheet.rows[:MAX_DEPTH] for cell in cells if isinstance(cell, str)]
    units = {unit for text in titles if "单位" in text and (unit := amount_unit(unit_in(text))) is not None}
    for row, cells in enumerate(sheet.rows[:MAX_DEPTH]):
        columns: dict[int, tuple[str, MoneyUnit | None]] = {}
        texts = {i: cell for i, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
        for index, text in texts.items():
            if _OF_OTHER.search(text):
                continue
            if _COUNT.fullmatch(normalise(text)):
                columns[index] = ("", None)
                continue
            meaning = spellings.header(text)
            if meaning is None or meaning.field not in AMOUNTS:
                continue
            unit = amount_unit(meaning.unit) or (next(iter(units)) if len(units) == 1 else None)
            if unit is not None and unit.currency == CNY:
                columns[index] = (meaning.field, unit)
        if columns and len(texts) > 1 and min(texts) not in columns:
            return row, columns
    return None


def _spans(label: str, rows: Sequence[LedgerRow], sheets: Mapping[str, str]) -> Iterator[Sequence[LedgerRow]]:
    """Rows that a label of a summary may stand for."""
    going_on = [row for row in rows if stage_of(row) != "terminated"]
    total = sum_label(label)
    if total is not None and total.strong and not total.group:
        yield from (going_on, rows) if re.search("不含|除", label) else (rows, going_on)
        return
    wanted = normalise(label)
    first = next(iter(sheets), "")
    named = [row for row in rows if normalise(row.sheet or first) == wanted] if len(sheets) > 1 else []
    yield named
    stage = stage_of_sheet(label)
    if stage:
        yield [row for row in rows if stage_of(row) == stage]
    yield [row for row in rows if any(normalise(row.text(name)) == wanted for name in GROUPING)]


def _difference(
    sheet: WorkbookSheet,
    place: tuple[int, int],
    column: tuple[str, str, MoneyUnit | None],
    cell: float,
    spans: Sequence[Sequence[LedgerRow]],
) -> Iterator[Finding]:
    label, name, unit = column
    row, index = place
    terms: dict[str, str] = {"label": label.strip()[:20]}
    if unit is None:
        if all(len(span) != cell for span in spans):
            terms |= {"count": plain_number(cell), "expected": str(len(spans[0]))}
            yield Finding("summary_count_differs", row + 1, index, cell_text(cell), terms, sheet.name)
        return
    stated = Decimal(plain_number(cell)) * unit.scale
    places = max(0, -int(Decimal(plain_number(cell)).normalize().as_tuple().exponent))
    margin = Decimal(unit.scale) / 10**places / 2
    fields = _FUNDS if name in _FUNDS else (name,)
    held = [each for each in fields if any(row.yuan(each) is not None for row in spans[0])]
    sums = {each: [_total(span, each) for span in spans] for each in held}
    if not sums or any(abs(each - stated) <= margin for of_field in sums.values() for each in of_field):
        return
    chosen = name if name in sums else held[0]
    from_rows = sums[chosen][0]
    terms |= {
        "field": BilingualText(*_label(chosen)),
        "amount": format_yuan(int(stated)),
        "expected": format_yuan(from_rows),
    }
    yield Finding("summary_differs", row + 1, index, cell_text(cell), terms, sheet.name)


def _label(name: str) -> tuple[str, str]:
    return BY_NAME[name].zh, BY_NAME[name].en


def _total(rows: Sequence[LedgerRow], name: str) -> int:
    return sum(yuan for row in rows if possible(yuan := row.yuan(name) or 0))
