"""Units that the amounts of one row have: from a column of units, a currency such as 万美元, or its note."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from jjinvest.ledger.fields import AMOUNTS, BY_NAME
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.headed_columns.headers import Spellings, normalise
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.merges import MergedCells
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit, currency_code, parse_unit
from jjinvest.ledger.reader.values.cells import cell_text

_OF_UNITS = re.compile(
    r"(?:币种|货币|币别|金额|计价|计量|资金|投资额?|协议|合同|引资|到位|款项|数额|单位|及其?|和|与|或|[/、,()\-])+"
)
"""Headers of nothing but words of money and units: 币种及单位, 计价单位, 协议金额计量单位."""
_FOREIGN = "[美欧日韩澳加]元|美金|港[元币]|英镑|新台币|新加坡元"
_UNIT = rf"(?:人民币|rmb)?[十百千]?[万亿千]?(?:{_FOREIGN}|元|万|亿)(?:人民币)?"
_SUBJECT = "以下|本|该|此|各|项目|行|表|金额|货币|计量|资金|协议|合同|总?投资|引资|额|数|均|全部"
_SAID = re.compile(
    rf"(?:^|(?<=[,。;(]))(?:{_SUBJECT})*(?:单位[为是用:]*({_UNIT})"
    rf"|(?:以|按|用)({_UNIT})(?:为单位|作单位|计价?|计算|填列?|填报|统计))(?=$|[,。;、)])"
)
"""单位：万美元, 以美元计, 按亿元填报, in a clause of its own: no 责任单位：元和街道, no 税收按万元计."""
_MOST = 0.5


def unit_said(text: str) -> str:
    """Unit or currency that a text says amounts are in; empty where it says none.

    Examples
    --------
    >>> unit_said("本项目单位：万美元"), unit_said("以下项目以亿元为单位")
    ('万美元', '亿元')
    >>> unit_said("外方以美元出资"), unit_said("责任单位：元和街道"), unit_said("亩均税收按万元计")
    ('', '', '')
    """
    found = _SAID.search(re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lower()))
    return "" if found is None else found[1] or found[2]


def unit_columns(table: LedgerTable, spellings: Spellings) -> list[int]:
    """Columns, among those not read, that hold the unit of each row: their header and what they hold say so.

    A header that is not listed has only words of money and units, and most of its cells are units.
    """
    return [
        index for index, text in table.unknown_columns.items() if _holds_units(table, index, text, spellings)
    ]


def _holds_units(table: LedgerTable, index: int, text: str, spellings: Spellings) -> bool:
    listed = spellings.is_unit_column(text)
    if not listed and not _OF_UNITS.fullmatch(normalise(text)):
        return False
    held = [each for row in table.projects if (each := cell_text(table.at(row, index)).strip())]
    named = sum(amount_unit(each) is not None for each in held)
    return bool(named) and (listed or named > _MOST * len(held))


def units_beside(units: Sequence[int], amounts: Iterable[int]) -> dict[int, int]:
    """Column of units of each column of amounts, where every one of several stands beside amounts of its own.

    协议金额 | 单位 | 累计到位 | 单位: each behind its amounts, or each before them. Otherwise there are none.

    Examples
    --------
    >>> units_beside([5, 7], [4, 6]), units_beside([4, 6], [5, 7]), units_beside([5, 6], [4, 7])
    ({4: 5, 6: 7}, {5: 4, 7: 6}, {})
    """
    places = sorted(amounts)
    behind = {place: min((unit for unit in units if unit > place), default=-1) for place in places}
    before = {place: max((unit for unit in units if unit < place), default=-1) for place in places}
    fitting = (of for of in (behind, before) if -1 not in of.values() and set(of.values()) == set(units))
    return next(fitting, {}) if len(units) > 1 else {}


def foreign_columns(table: LedgerTable) -> list[int]:
    """Columns, among those not read, that hold nothing but units and currencies, a foreign one among them.

    Whether they are of the amounts that are read is not known, so a foreign one makes a row's unit unclear.
    """
    found = []
    for index in table.unknown_columns:
        held = {each for row in table.projects if (each := cell_text(table.at(row, index)).strip())}
        units = [parse_unit(each) for each in held]
        if all(units) and any(unit.currency != CNY for unit in units if unit is not None):
            found.append(index)
    return found


def leave_unit_open(table: LedgerTable, limit: int) -> None:
    """Leave the unit open where the title names another one and most amounts are impossible by the headers.

    亿元 in the headers, 单位：万元 above, and amounts such as 12000: one of the two is wrong. No project has
    more than `limit` 元.
    """
    agreed = table.columns.get("agreed_amount")
    unit = None if agreed is None else amount_unit(agreed.unit)
    if not table.unused_unit or len(table.blocks) > 1 or unit is None:
        return
    numbers = [cell for cell in table.cells("agreed_amount") if isinstance(cell, int | float)]
    if sum(abs(number) * unit.scale > limit for number in numbers) * 2 <= len(numbers):
        return
    for name in AMOUNTS:
        if name in table.columns:
            column = table.columns[name]
            table.columns[name] = replace(column, unit=f"{column.unit}/{table.unused_unit}")
    table.unused_unit = ""


def row_unit(
    row: int,
    columns: Mapping[str, LedgerColumn],
    table: LedgerTable,
    merges: MergedCells,
    doubtful: Iterable[int],
    amount: int | None = None,
) -> str:
    """Unit that a row names for its amounts; two joined by / where it contradicts their headers.

    Parameters
    ----------
    row
        Row of the sheet, from 0.
    columns
        Columns of its block.
    doubtful
        What :func:`foreign_columns` found.
    amount
        Column of amounts, which may have a column of units of its own.
    """
    unit_column = table.units_of.get(amount, table.unit_column) if amount is not None else table.unit_column
    if unit_column is not None:
        return cell_text(merges.shown(table, row, unit_column)).strip()
    if "currency" in columns:
        named = cell_text(merges.shown(table, row, columns["currency"].index)).strip()
        unit = amount_unit(named)
        return named if unit is not None and unit.scale > 1 else ""
    beside = [cell_text(table.at(row, index)).strip() for index in doubtful]
    said = next((each for each in beside if each and currency_code(each) != CNY), "")
    note = columns.get("note")
    if not said and note is not None and isinstance(text := table.at(row, note.index), str):
        said = unit_said(text)
    return _against_headers(said, columns) if said else ""


def _against_headers(said: str, columns: Mapping[str, LedgerColumn]) -> str:
    """Unit that a row says, beside that of its headers where these name another."""
    headers = [
        column.unit for name, column in columns.items() if BY_NAME[name].kind == "amount" and column.unit
    ]
    known = {amount_unit(unit) for unit in headers}
    if not headers:
        return said
    return "" if amount_unit(said) in known else f"{headers[0]}/{said}"
