"""Amounts in negotiation from earlier imports: which of them counts, renamed codes, what signed."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pyarrow as pa

from jjinvest.ledger.store.estimates_of_imports import estimates_until
from jjinvest.ledger.store.store import Import

FIRST = Import(1, "2023-01-05T09:00:00+08:00", "a.xlsx", "", "", "", "2022-12", 0, 0, 0, 0, 0, 0, 0)
SIGNED = pd.Timestamp("2023-01-10")


def ledger(*rows: tuple[str, int | None, bool], names: dict[str, str] | None = None) -> pa.Table:
    """Ledger of (key, amount, signed)."""
    keys, amounts, signed = ([row[place] for row in rows] for place in range(3))
    return pa.table(
        {
            "key": pa.array(keys, pa.string()).dictionary_encode(),
            "project_name": [(names or {}).get(key, f"项目{key}") for key in keys],
            "stage": ["signed" if each else "negotiating" for each in signed],
            "signed_on": pa.array([SIGNED if each else None for each in signed], pa.timestamp("us")),
            "agreed_amount": pa.array(amounts, pa.int64()),
        }
    )


def estimates(*ledgers: pa.Table, until: int | None = None) -> dict[str, int]:
    months = [str(pd.Period("2022-12", "M") + place) for place in range(len(ledgers))]
    history = [replace(FIRST, number=place + 1, month=month) for place, month in enumerate(months)]
    last = history[(until or len(history)) - 1]
    return estimates_until(history, last, lambda each: ledgers[each.number - 1]).to_dict()


def test_the_middle_one_of_the_amounts_in_negotiation_counts():
    talks = [ledger(("a", amount, False)) for amount in (90, 80, 70, 60)]
    assert estimates(*talks, ledger(("a", 50, True))) == {"a": 80}
    assert estimates(*talks[:3], ledger(("a", 50, True))) == {"a": 80}
    assert estimates(talks[0], ledger(("a", 50, True))) == {"a": 90}


def test_amounts_of_signed_projects_blanks_and_zero_are_no_estimates():
    before = ledger(("a", 90, True), ("b", None, False), ("c", 0, False), ("d", 5, False))
    assert estimates(before, ledger(("a", 50, True), ("b", 5, True), ("c", 5, True))) == {}


def test_the_import_itself_and_later_ones_do_not_count():
    ledgers = (ledger(("a", 90, False)), ledger(("a", 70, False)), ledger(("a", 50, False)))
    assert estimates(*ledgers, until=1) == {}
    assert estimates(*ledgers, until=2) == {"a": 90}


def test_a_stage_of_signing_without_its_date_is_no_negotiation():
    table = ledger(("a", 90, False))
    signed = table.set_column(table.column_names.index("stage"), "stage", pa.array(["started"]))
    assert estimates(signed, ledger(("a", 50, True))) == {}


def test_a_changed_code_is_followed_by_the_name():
    named = {"a": "电池", "n": "电池", "m": "电池"}
    ledgers = [
        ledger(("a", 90, False), names=named),
        ledger(("n", 80, False), names=named),
        ledger(("m", 50, True), names=named),
    ]
    assert estimates(*ledgers) == {"m": 90}


def test_an_amount_in_dollars_is_compared_at_the_rate_of_the_import():
    def at(rate: float, table: pa.Table) -> pa.Table:
        columns = {"currency": pa.array(["USD"]), "exchange_rate": pa.array([rate])}
        columns["converted"] = pa.array(["agreed_amount"])
        for name, cells in columns.items():
            table = table.append_column(name, cells)
        return table

    talks, signed = ledger(("a", 700, False)), ledger(("a", 720, True))
    assert estimates(at(7.0, talks), at(7.2, signed)) == {"a": 720}
    assert estimates(talks, at(7.2, signed)) == {"a": 700}
