"""What notes say of the amounts of a table: the unit on a sheet of instructions, a rate below it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.reader.files.workbook import LedgerWorkbook
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit, currency_code

_INSTRUCTIONS = re.compile("说明|须知|要求|口径")
_UNIT = re.compile("单位(?:均|都|统一|一律)*[为是用:：]*(?:人民币)?([十百千]?[万亿]?元)")
_RATE = re.compile(
    r"(?:1|一)?([百千万亿]?)(美元|美金|欧元|港元|港币|日元|英镑|新加坡元|新台币|澳元|加元|韩元)"
    r"(?:=|:|＝|兑|折合?|约?合|等于)(?:人民币)?([0-9]+(?:\.[0-9]+)?)([百千万亿]?)(?:元|人民币)"
)
"""1美元=7.1元人民币"""


def unit_of_instructions(workbook: LedgerWorkbook, table: LedgerTable) -> None:
    """Give amounts without any unit the one that a sheet of instructions (填表说明) names for amounts.

    Nothing is done where an amount of the table has a unit, or the sheets name several.
    """
    amounts = [name for name in table.columns if BY_NAME[name].kind == "amount"]
    if any(table.columns[name].unit for name in amounts) or not amounts:
        return
    found: dict[str, str] = {}
    for sheet in workbook.sheets:
        if sheet is table.sheet or not sheet.visible or not _INSTRUCTIONS.search(sheet.name):
            continue
        for cell in (cell for cells in sheet.rows for cell in cells if isinstance(cell, str)):
            plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell))
            found |= {unit: sheet.name for unit in _UNIT.findall(plain) if amount_unit(unit) is not None}
    if len(found) == 1:
        ((unit, name),) = found.items()
        for each in amounts:
            table.columns[each] = replace(table.columns[each], unit=unit)
        in_time = table.in_time
        in_time.change(lambda column: replace(column, unit=column.unit or unit))
        table.unit_from = (unit, name)


def rates_of_notes(table: LedgerTable) -> dict[str, Decimal]:
    """Rates in 元 for one unit of a currency that texts outside the rows of projects state, by currency.

    A currency for which two rates are stated has none.
    """
    stated: dict[str, set[Decimal]] = {}
    for row, cells in enumerate(table.sheet.rows):
        if table.header <= row and table.other_rows.get(row) not in ("note", "heading"):
            continue
        for cell in (cell for cell in cells if isinstance(cell, str)):
            plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell))
            for scale, money, number, scale_behind in _RATE.findall(plain):
                code = currency_code(money)
                if scale == scale_behind and code != CNY:
                    stated.setdefault(code, set()).add(Decimal(number))
    return {code: next(iter(rates)) for code, rates in stated.items() if len(rates) == 1}
