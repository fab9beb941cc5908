"""Findings on columns that are not read as the sheet has them: unknown ones, and own words of sectors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.findings import BilingualText, Finding, shorten
from jjinvest.ledger.reader.headed_columns.headers import Spellings, unit_in
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.units.money_units import CNY, MoneyUnit, amount_unit
from jjinvest.ledger.reader.values.rows import LedgerRow

MIN_MONTHS = 3
"""Unknown columns of months that are named together."""
_OF_MONTH = re.compile(r"(?:1[0-2]|0?[1-9])月份?\s*$")
_NOT_AGREED_YET = re.compile("意向|洽谈|在谈|拟|计划|预计")
_PLANNED = re.compile("计划|预计|预期|拟|目标|力争|约定|应[开投竣]")
_OTHER_SPAN = re.compile("季|旬|周|半年|日均|当日|本日")
_NO_MONTH = re.compile("累计|至今|迄今|以来|以前|之前|历年|往年|总")
"""What is not of a single month: to rename such a column 当月到位 would put a running total in the month."""
_YEAR = re.compile("20[0-9]{2}(?=年)")
MAX_WORDS = 6
"""Own words that a finding names."""


def unknown_columns(table: LedgerTable, spellings: Spellings) -> Iterator[Finding]:
    """Yield a finding for each header that names no field, with the nearest one of its kind.

    A column in a foreign currency beside amounts in 元 has no place among the fields. Columns of months are
    one finding: 1月 is like no field.
    """
    months = [index for index, header in table.unknown_columns.items() if _OF_MONTH.search(header)]
    if len(months) >= MIN_MONTHS:
        first, last = table.unknown_columns[months[0]], table.unknown_columns[months[-1]]
        terms = {"number": str(len(months)), "first": shorten(first, 24), "last": shorten(last, 24)}
        yield Finding("months_unread", table.header + 1, months[0], f"{first} … {last}", terms)
    else:
        months = []
    for index, header in table.unknown_columns.items():
        if index in months:
            continue
        if index in table.undated and table.month is None:
            field = BilingualText(BY_NAME[table.undated[index]].zh, BY_NAME[table.undated[index]].en)
            yield Finding("funds_without_month", table.header + 1, index, header, {"field": field})
            continue
        meaning = spellings.header(header)
        if meaning is not None and meaning.field == "funds_ytd" and table.month is not None:
            rule = _not_to_be_renamed(header, meaning.field, table) or "funds_of_other_span"
            yield Finding(rule, table.header + 1, index, header)
            continue
        units = [amount_unit(part) for part in unit_in(header).split("/") if part]
        amounts = [unit for unit in units if isinstance(unit, MoneyUnit)]
        if amounts and all(unit.currency != CNY for unit in amounts):
            yield Finding("column_foreign", table.header + 1, index, header)
            continue
        near = "" if _OF_MONTH.search(header) else spellings.nearest(header)
        if amounts and near and BY_NAME[near].kind != "amount":
            near = ""
        if near == "contract_amount" and _NOT_AGREED_YET.search(header):
            near = ""  # amounts in talks are no contracts, however alike the letters
        if near.startswith("funds_") and _OTHER_SPAN.search(header):
            near = ""  # a quarter is no month, and to rename its column would put all of it in one
        if near == "funds_month" and _NO_MONTH.search(header):
            near = ""
        if rule := _not_to_be_renamed(header, near, table):
            yield Finding(rule, table.header + 1, index, header)
            continue
        hint: BilingualText | str = ""
        if near:
            hint = BilingualText(f"（像是「{BY_NAME[near].zh}」）", f" (like «{BY_NAME[near].en}»)")
        yield Finding("columns_unknown", table.header + 1, index, header, {"nearest": hint})


def _not_to_be_renamed(header: str, near: str, table: LedgerTable) -> str:
    """Rule for a column that is like a field and must not be taken for it: of a plan, or of another year."""
    of_progress = near.startswith("funds_") or (near in BY_NAME and BY_NAME[near].kind == "date")
    if of_progress and _PLANNED.search(header):
        return "column_of_plan"
    years = {int(year) for year in _YEAR.findall(unicodedata.normalize("NFKC", header))}
    if near.startswith("funds_") and table.month is not None and years and table.month[0] not in years:
        return "column_of_year"
    return ""


def own_sectors(table: LedgerTable, rows: Sequence[LedgerRow]) -> Iterator[Finding]:
    """Yield a finding where sectors are in the office's own words and no column of chains keeps these."""
    column = table.columns.get("sector")
    if column is None or "chain" in table.columns:
        return
    usual = (
        f.found for row in rows for f in row.findings if f.rule == "choice_usual" and f.column == column.index
    )
    words = list(dict.fromkeys(usual))
    if words:
        named = "、".join(shorten(word, 12) for word in words[:MAX_WORDS])
        terms = {"words": named + (" …" if len(words) > MAX_WORDS else ""), "number": str(len(words))}
        yield Finding("sector_own_words", table.header + 1, column.index, column.header, terms)
