"""What a ledger says, in the form of published figures: exact statements that every other metric takes like prints.

A frame of statements has the columns of :class:`jjinvest.data.Workspace`'s ``figures``; its source is the ledger, its
evidence is computed. Measures of a period, by the dates of the rows:

================ =======================================================================================
projects_signed  projects signed in the period, terminated ones included
agreed_amount    their agreed amount
contract_amount  formal contracts concluded in the period
funds_in_place   the year's funds of all projects, up to the day the ledger stands at (that period only)
================ =======================================================================================

``out_of_city`` are projects whose investor is from outside the municipality, abroad included.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pandas as pd

from jjinvest.core.periods import fact_id, period_end, period_months
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.metrics.ledger_aggregation import UNKNOWN, grouping

BASIS = {
    "projects_signed": "count",
    "agreed_amount": "agreed",
    "contract_amount": "contract",
    "funds_in_place": "funds",
}
SCOPES = {
    "sector": "sector",
    "tier": "size_tier",
    "task_force": "task_force",
    "chain": "chain",
    "channel": "channel",
    "park": "park",
}
"""Scope of a statement -> grouping of the ledger (:func:`jjinvest.metrics.ledger_aggregation.grouping`)."""

FEWEST = 3
"""Projects behind an amount of a group below which it is not for the public, as official statistics have it."""

OUTSIDE = ("out_of_city", "abroad")


def measures(ledger: pd.DataFrame, period: str, *, flows: bool) -> pd.DataFrame:
    """Return what each project adds to each measure of a period: counts, and whole 元; `flows` adds the funds.

    A measure whose column nobody filled in is left out: not known is not nothing.
    """
    start, end = _days(period)
    signed = ledger["signed_on"].between(start, end)
    concluded = ledger["contract_on"].between(start, end)
    amounts = ledger[["agreed_amount", "contract_amount", "funds_ytd"]].fillna(0).astype("int64")
    parts = {
        "projects_signed": signed.astype("int64"),
        "agreed_amount": amounts["agreed_amount"].where(signed, 0),
    }
    if ledger["contract_amount"].notna().any():
        parts["contract_amount"] = amounts["contract_amount"].where(concluded, 0)
    if flows and ledger["funds_ytd"].notna().any():
        parts["funds_in_place"] = amounts["funds_ytd"]
    return pd.DataFrame(parts)


def statements(state: LedgerState, period: str) -> pd.DataFrame:
    """State every measure of the period, of its first half, and of the two years before as the ledger knows them.

    By scope: all, out_of_city, and for the period itself each grouping of :data:`SCOPES` (the blank group as
    ``unknown``). Groups without any amount or project are left out. The groups of a scope add up to ``all``. `tier` says
    who may see a number (:func:`withheld`); years before carry a caveat, for the ledger may have lost projects of theirs.
    """
    ledger, year = state.projects, int(period[:4])
    rows = list(_of_period(state, period, flows=True, by=True))
    if period == str(year):
        rows += _of_period(state, f"{year}H1", flows=False, by=False)
    first = ledger["signed_on"].min()
    for earlier in (year - 1, year - 2):
        if not pd.isna(first) and first <= pd.Timestamp(
            earlier, 1, 1
        ):  # earlier years the ledger covers whole
            rows += _of_period(state, str(earlier), flows=False, by=False)
    return pd.DataFrame(rows)


def _days(period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(int(period[:4]), period_months(period)[0], 1), pd.Timestamp(period_end(period))


def _of_period(state: LedgerState, period: str, *, flows: bool, by: bool) -> Iterator[dict[str, object]]:
    parts = measures(state.projects, period, flows=flows)
    outside = state.projects["origin"].isin(OUTSIDE)
    for name in map(str, parts):
        caveat = "" if period[:4] == str(state.stands_on.year) else "earlier_years_of_ledger"
        for scope, among in (("all", outside | True), ("out_of_city", outside)):
            value = int(parts.loc[among, name].sum())
            yield _row(state, period, name, scope, "", value, int(among.sum())) | {"caveat": caveat}
    for scope, column in SCOPES.items() if by else ():
        groups = grouping(state.projects, column)
        sums = parts.groupby(groups, sort=True).sum()
        if list(sums.index) == [UNKNOWN]:  # a column that nobody filled in says nothing
            continue
        sizes, kept_back = groups.value_counts(), withheld(parts, groups)
        for group in map(str, sums.index[sums.any(axis=1)]):
            if (scope, group) == ("tier", UNKNOWN):  # signed projects without an amount: none, they need one
                continue
            for name in map(str, parts):
                value, subject = int(sums.loc[group, name]), _subject(scope, group)  # type: ignore[arg-type]
                tier = "government" if group in kept_back and name != "projects_signed" else "public"
                yield _row(state, period, name, scope, subject, value, int(sizes[group])) | {"tier": tier}


def withheld(parts: pd.DataFrame, groups: pd.Series) -> frozenset[str]:
    """Groups whose amounts would tell of one or two projects, and those by whose amounts these could be worked out.

    Counts of projects are no secret. A group is withheld if an amount of it has projects behind it, but fewer than
    :data:`FEWEST`; then, while the same holds of all withheld groups together, which the total less the rest gives, the
    smallest other group with such an amount.
    """
    amounts = parts.drop(columns="projects_signed")
    behind, sums = (amounts != 0).groupby(groups).sum(), amounts.groupby(groups).sum()
    few = behind.gt(0) & behind.lt(FEWEST)
    found = set(map(str, behind.index[few.any(axis=1)]))
    while found:
        together = behind.loc[sorted(found)].sum()
        short = together.index[together.gt(0) & together.lt(FEWEST)]
        others = [
            (int(sums[m][g]), str(g)) for m in short for g in behind.index[behind[m] > 0] if g not in found
        ]
        if not others:
            break
        found.add(min(others)[1])
    return frozenset(found)


def _subject(scope: str, group: str) -> str:
    """Name a group; an open top tier and the tiers keep the names that prints use."""
    return f"{scope}_{UNKNOWN}" if group == UNKNOWN else group


def _row(
    state: LedgerState, period: str, metric: str, scope: str, subject: str, value: int, rows: int
) -> dict[str, object]:
    unit = "个" if metric == "projects_signed" else "亿元"
    row: dict[str, object] = {
        "period": period, "metric": metric, "basis": BASIS[metric], "scope": scope, "subject": subject, "statistic": "level",
        "relation": "=", "unit": unit, "half_width": 0.0, "status": "achieved", "source_id": state.source,
        "locator": f"{rows} 行", "available_from": state.stands_on, "date_basis": "published", "date_reason": "", "note": "",
        "evidence": "computed", "tier": "public", "caveat": "",
    }  # fmt: skip
    name = fact_id(row)
    figure = f"{name}@{state.source}"
    definition = Definition(BASIS[metric], "out_of_city" if scope == "out_of_city" else "all")
    number = value if unit == "个" else float(Fraction(value, YI))
    quantity = Quantity.exact(value, "个" if unit == "个" else "元", definition, (figure,))
    return row | {
        "figure_id": figure,
        "fact_id": name,
        "value": number,
        "low": number,
        "high": number,
        "quantity": quantity,
    }
