"""Rows that are the parts of one project: phases or sites under one name that is merged over them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from jjinvest.ledger.fields import AMOUNTS, BY_NAME
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.tables.ledger_table import LedgerTable
from jjinvest.ledger.reader.tables.merges import parts_of_projects
from jjinvest.ledger.reader.values.cells import cell_text
from jjinvest.ledger.reader.values.rows import LedgerRow

_ALIKE = ("date", "choice")
_OF_AGREEMENT = ("agreed_amount", "contract_amount")
MIN_WITH_WHOLE = 3
"""Amounts of which one may be the sum of the others."""


def join_parts(table: LedgerTable, rows: list[LedgerRow]) -> None:
    """Make one row of the parts of a project: what is merged counts once, what each part has is added up.

    Dates and choices that differ between the parts are a question, and so is an amount that equals the sum of
    the others.
    """
    by_place = {row.number - 1: row for row in rows}
    joined: set[int] = set()
    for places in parts_of_projects(table):
        first, *more = (by_place[place] for place in places)
        for name in BY_NAME:
            _join(name, first, [first, *more])
        for row in more:
            first.findings += [each for each in row.findings if each.rule != "text_filled_down"]
            first.unread |= row.unread
            joined.add(row.number - 1)
        first.findings.append(_joined(table, first, more))
    if joined:
        table.projects = [row for row in table.projects if row not in joined]
        table.other_rows |= dict.fromkeys(sorted(joined), "part")
        rows[:] = [row for row in rows if row.number - 1 not in joined]


def _join(name: str, first: LedgerRow, parts: Sequence[LedgerRow]) -> None:
    held = [(row, row.values[name]) for row in parts if name in row.values]
    if not held or name in ("project_name", "project_code"):
        return
    if name in AMOUNTS:
        yuan = [value for _, value in held if isinstance(value, int)]
        if len(yuan) >= MIN_WITH_WHOLE and any(2 * each == sum(yuan) and each for each in yuan):
            _ask(
                name, first, [(row, format_yuan(int(str(value)))) for row, value in held], "parts_with_whole"
            )
        elif name in _OF_AGREEMENT and len(yuan) > 1 and len(set(yuan)) == 1 and yuan[0]:
            _ask(name, first, [(row, format_yuan(int(str(value)))) for row, value in held], "parts_repeated")
        else:
            _join_rates(name, first, [row for row, _ in held])
            first.values[name] = sum(yuan)
        return
    if BY_NAME[name].kind in _ALIKE and len({str(value) for _, value in held}) > 1:
        _ask(name, first, [(row, str(value)) for row, value in held], "parts_differ")
        return
    first.values.setdefault(name, held[0][1])


def _join_rates(name: str, first: LedgerRow, parts: Sequence[LedgerRow]) -> None:
    """Give a sum the rate of its parts; at several rates of one currency, the sum of their originals."""
    of_parts = [row.rates.get(name) for row in parts]
    stated = {
        id(row): row.originals.get(name) or (Decimal(row.yuan(name) or 0) / rate[1], 1)
        for row, rate in zip(parts, of_parts, strict=True)
        if rate is not None
    }
    is_own = any(name in row.originals for row in parts)
    first.rates.pop(name, None)
    first.originals.pop(name, None)
    rates = {rate for rate in of_parts if rate is not None}
    if None in of_parts or len({currency for currency, _ in rates}) != 1:
        return
    ((currency, rate), *others) = rates
    total = sum((original for original, _ in stated.values()), Decimal(0))
    if (others or is_own) and total:
        first.originals[name] = (total, sum(step for _, step in stated.values()))
        rate = sum(row.yuan(name) or 0 for row in parts) / total
    first.rates[name] = (currency, rate)


def _ask(name: str, first: LedgerRow, held: Sequence[tuple[LedgerRow, str]], rule: str) -> None:
    first.values.pop(name, None)
    first.unread.add(name)
    terms: dict[str, str] = {
        "field": BilingualText(BY_NAME[name].zh, BY_NAME[name].en),
        "values": "、".join(dict.fromkeys(value for _, value in held)),
    }
    row = held[-1][0]
    first.findings.append(Finding(rule, row.number, row.columns[name].index, held[-1][1], terms))


def _joined(table: LedgerTable, first: LedgerRow, more: Sequence[LedgerRow]) -> Finding:
    amounts = [
        (BY_NAME[name].zh, BY_NAME[name].en, format_yuan(yuan))
        for name in AMOUNTS
        if (yuan := first.yuan(name)) is not None
    ]
    terms = {
        "first": str(first.number),
        "last": str(more[-1].number),
        "number": str(len(more) + 1),
        "amounts": BilingualText(
            "，".join(f"{zh} {yuan}" for zh, _, yuan in amounts) or "没有金额",
            ", ".join(f"{en} {yuan}" for _, en, yuan in amounts) or "no amount",
        ),
    }
    name = first.columns["project_name"].index
    return Finding("parts_joined", first.number, name, cell_text(table.at(first.number - 1, name)), terms)
