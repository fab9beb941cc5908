"""Amounts in a foreign currency beside a column that converts them: at which rate, and which were not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.findings import Finding, column_letters
from jjinvest.ledger.reader.headed_columns.headers import unit_in
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.units.money_units import CNY, amount_unit, plausible_rate
from jjinvest.ledger.reader.units.two_units import number_in
from jjinvest.ledger.reader.values.cells import cell_text
from jjinvest.ledger.reader.values.rows import LedgerRow

_IN_CNY = re.compile("人民币|内资")
_ANY = "外币"
"""Code of a currency that is not named."""
_POSSIBLE = (Decimal("0.004"), Decimal(20))
"""元 for one unit of a currency that is not named."""
_SCALES = (1, 10**4, 10**8)
"""Scales that an original without a unit of its own may have."""


def is_original(header: str, read: str) -> bool:
    """Whether a column that is passed over holds, in another currency, what the column that is read converts.

    Examples
    --------
    >>> is_original("投资总额（万）", "折人民币（万元）"), is_original("总投资（万元）", "协议金额（万元）")
    (True, False)
    """
    unit = amount_unit(unit_in(header))
    foreign = unit is not None and unit.currency != CNY
    return foreign or (_IN_CNY.search(read) is not None and _IN_CNY.search(header) is None)


def originals(table: LedgerTable) -> Iterator[tuple[str, int, str]]:
    """Columns of originals: the field that is read beside them, their place and their header.

    Several fields may be headed 折人民币 alike: an original is of the nearest one behind it.
    """
    for index, (header, read) in table.passed_over.items():
        if not is_original(header, read):
            continue
        places = {
            name: column.index
            for name, column in table.columns.items()
            if column.header == read and BY_NAME[name].kind == "amount"
        }
        if places:
            name = min(places, key=lambda each: (places[each] < index, abs(places[each] - index)))
            yield name, index, header


def name_unconverted(table: LedgerTable, rows: Sequence[LedgerRow]) -> None:
    """Reject a row with an amount in another currency and none in 元: the sums would lack it."""
    for name, index, header in originals(table):
        for row in rows:
            amount = table.at(row.number - 1, index)
            if name in row.values or name in row.unread or not isinstance(amount, int | float) or not amount:
                continue
            row.unread.add(name)
            found = cell_text(amount)
            terms = {"original": found, "header": header, "cell": f"{column_letters(index)}{row.number}"}
            place = table.columns[name].index
            row.findings.append(Finding("conversion_missing", row.number, place, found, terms))


def rates_of_originals(table: LedgerTable, rows: Sequence[LedgerRow]) -> None:
    """Note the originals that stand beside amounts in 元, and the rates at which these were converted.

    What two columns of a row show to be no rate is not taken for one: 人民币 in both, or another amount.
    """
    for name, index, header in originals(table):
        unit = amount_unit(unit_in(header)) or amount_unit(table.columns[name].unit)
        in_header = CNY if unit is None else unit.currency
        first = 10**4 if unit is None else unit.scale
        scales = (first,) if in_header != CNY else (first, *(each for each in _SCALES if each != first))
        step = _step(table, name, rows)
        for row in rows:
            original, yuan = number_in(table.at(row.number - 1, index)), row.yuan(name)
            if not original or not yuan or original < 0 or yuan < 0 or name in row.rates:
                continue
            currency = next((each for each in (row.currency, in_header) if each != CNY), _ANY)
            scale = next((each for each in scales if _is_rate(currency, yuan / (original * each))), None)
            if scale is not None:
                amount = original * scale
                row.originals[name] = (amount, step)
                row.rates[name] = (currency, yuan / amount)


def _is_rate(currency: str, rate: Decimal) -> bool:
    if rate == 1:
        return currency != _ANY and plausible_rate(currency, rate)
    low, high = _POSSIBLE
    return low <= rate <= high and plausible_rate(currency, rate)


def _step(table: LedgerTable, name: str, rows: Sequence[LedgerRow]) -> int:
    """元 to which the amounts of a column are rounded, by the decimals that they are written with."""
    unit = amount_unit(table.columns[name].unit)
    cells = (number_in(table.at(row.number - 1, table.columns[name].index)) for row in rows)
    places = max((-int(cell.normalize().as_tuple().exponent) for cell in cells if cell), default=0)
    scale = 1 if unit is None else unit.scale
    step: int = scale // 10 ** max(0, places)
    return max(1, step)
