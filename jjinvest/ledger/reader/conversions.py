"""Amounts in a foreign currency beside a column that converts them: which rows were not converted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.ledger.fields import BY_NAME
from jjinvest.ledger.findings import Finding, column_letters
from jjinvest.ledger.reader.cells import cell_text
from jjinvest.ledger.reader.headers import unit_in
from jjinvest.ledger.reader.ledger_table import LedgerTable
from jjinvest.ledger.reader.money_units import CNY, amount_unit
from jjinvest.ledger.reader.rows import LedgerRow

_IN_CNY = re.compile("人民币|内资")


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


def name_unconverted(table: LedgerTable, rows: Sequence[LedgerRow]) -> None:
    """Reject a row with an amount in another currency and none in 元: the sums would lack it."""
    names = {column.header: name for name, column in table.columns.items() if BY_NAME[name].kind == "amount"}
    for index, (header, read) in table.passed_over.items():
        name = names.get(read)
        if name is None or not is_original(header, read):
            continue
        for row in rows:
            amount = table.at(row.number - 1, index)
            if name in row.values or name in row.unread or not isinstance(amount, int | float) or not amount:
                continue
            row.unread.add(name)
            found = cell_text(amount)
            terms = {"original": found, "header": header, "cell": f"{column_letters(index)}{row.number}"}
            place = table.columns[name].index
            row.findings.append(Finding("conversion_missing", row.number, place, found, terms))
