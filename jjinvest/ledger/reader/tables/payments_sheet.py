"""A sheet of payments: a project, a date and an amount a row."""

from __future__ import annotations

import re
from dataclasses import replace

from jjinvest.ledger.reader.files.workbook import WorkbookSheet
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.headers import Spellings, normalise, unit_in
from jjinvest.ledger.reader.tables.header_rows import MAX_HEADER_DEPTH
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.row_kinds import classify_rows
from jjinvest.ledger.reader.values.cells import cell_text

PAID, PAID_ON = "funds_month", "contract_on"
"""Fields of a ledger as which amount and date of a payment are read."""
_PAY = (
    r"(?:资金|实际|本次|本笔|当次|每笔|分期)*"
    r"(?:到位|到账|到资|拨付|付款|支付|缴款|缴付|出资|入账|汇入|注入|进账)"
)
_WHEN = re.compile(rf"(?:{_PAY})?(?:资金)?(?:的)?(?:时间|日期|年月日?|月份|日)")
_HOW_MUCH = re.compile(rf"(?:{_PAY}|本次|本笔|当次|单笔)(?:资金|金额|总?额|数额?|款项?)*|金额|数额|款额")
_NO_PAYMENT = re.compile(r"累计|本年|今年|当年|当月|本月|全年|计划|预计|拟|目标|协议|合同|率|占|比")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_CONVERTED = re.compile("折(?:合|算)?(?:成|为)?人民币(?:金额|额)?")
_OF_CURRENCY = ("currency", "exchange_rate", "rate_on")
_SHEET = re.compile(r"到位|到账|到资|资金|拨付|付款|支付|出资|缴款|payment|funds", re.IGNORECASE)


def payments_table(sheet: WorkbookSheet, spellings: Spellings) -> LedgerTable | None:
    """Read a sheet as payments; None where it is not one.

    Its header has a project's name or code, one date and one amount of a payment. A date or amount without a
    word for payments counts where the sheet's name has one.

    Parameters
    ----------
    sheet
        The sheet.
    spellings
        Accepted spellings of headers.
    """
    for row in range(min(MAX_HEADER_DEPTH, len(sheet.rows))):
        texts = {i: " ".join(c.split()) for i, c in enumerate(sheet.rows[row]) if isinstance(c, str)}
        columns = _columns(texts, spellings, sheet.name)
        if columns is None:
            continue
        titles = [cell_text(c) for cells in sheet.rows[:row] for c in cells if isinstance(c, str)]
        title_unit = next((unit for text in titles if "单位" in text and (unit := unit_in(text))), "")
        paid = columns[PAID]
        columns[PAID] = replace(paid, unit=paid.unit or title_unit)
        table = LedgerTable(_with_names(sheet, columns), row, columns, {}, None)
        classify_rows(table, spellings, texts)
        _take_amounts(table)
        return table if table.projects else None
    return None


def _columns(texts: dict[int, str], spellings: Spellings, sheet: str) -> dict[str, LedgerColumn] | None:
    columns: dict[str, LedgerColumn] = {}
    currency: dict[str, LedgerColumn] = {}
    converted: list[LedgerColumn] = []
    is_named = _SHEET.search(sheet) is not None
    found: dict[str, list[LedgerColumn]] = {PAID: [], PAID_ON: []}
    for index, text in texts.items():
        meaning = spellings.header(text)
        if meaning is not None and meaning.field in ("project_name", "project_code"):
            columns.setdefault(meaning.field, LedgerColumn(index, "", text))
            continue
        if meaning is not None and meaning.field in _OF_CURRENCY:
            currency.setdefault(meaning.field, LedgerColumn(index, "", text))
            continue
        if _CONVERTED.fullmatch(_BRACKETS.sub("", normalise(text))):
            converted.append(LedgerColumn(index, unit_in(text), text))
            continue
        bare = _BRACKETS.sub("", normalise(text))
        has_word = is_named or re.match(_PAY, bare) is not None
        if _NO_PAYMENT.search(normalise(text)) or not has_word:
            continue
        if _WHEN.fullmatch(bare):
            found[PAID_ON].append(LedgerColumn(index, "", text))
        elif _HOW_MUCH.fullmatch(re.sub(r"[/,:-]?(?:亿元|万元|元)$", "", bare)):
            found[PAID].append(LedgerColumn(index, unit_in(text), text))
    if len(converted) == 1:
        found[PAID] = converted  # 折人民币（万元） beside 到账金额 and 币种
    if not {"project_name", "project_code"} & columns.keys() or any(
        len(alike) != 1 for alike in found.values()
    ):
        return None
    return columns | currency | {name: alike[0] for name, alike in found.items()}


def _with_names(sheet: WorkbookSheet, columns: dict[str, LedgerColumn]) -> WorkbookSheet:
    """Return a sheet in which each row of a vertical merge has the project that the merge shows."""
    places = {columns[name].index for name in ("project_name", "project_code") if name in columns}
    rows = [list(cells) for cells in sheet.rows]
    for top, left, bottom, _ in sheet.merged:
        if left in places and top < len(rows) and left < len(rows[top]):
            for cells in rows[top + 1 : bottom + 1]:
                if left < len(cells):
                    cells[left] = rows[top][left]
    return replace(sheet, rows=rows, merged=[each for each in sheet.merged if each[1] not in places])


def _take_amounts(table: LedgerTable) -> None:
    """Read every row with an amount as a payment, also one without a project, unless it is a sum."""
    for row, kind in list(table.other_rows.items()):
        if kind in ("note", "heading") and isinstance(table.cell(row, PAID), int | float):
            del table.other_rows[row]
            table.projects.append(row)
    table.projects.sort()
