"""Ledger observations: measures in the form of published figures; small groups are withheld.

A frame of observations has the columns of the ``figures`` of :class:`jjinvest.data.workspace.Workspace`; the
source is the ledger, the evidence is computed, the numbers are exact. Measures of a period, by the dates of
the rows:

================ =======================================================================================
projects_signed  projects signed in the period, terminated ones included
agreed_amount    their agreed amount
contract_amount  formal contracts concluded in the period (:mod:`jjinvest.data.contract_dates`)
funds_in_place   the year's funds of all projects, up to the day of the ledger; of its first half and of years
                 before where their payments are dated (:mod:`jjinvest.metrics.dated_funds`)
================ =======================================================================================

``out_of_city``: projects whose investor is from outside the municipality, abroad included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from jjinvest.core.access import TIERS, allows
from jjinvest.core.codes import BASIS_OF_METRIC, OUT_OF_CITY_ORIGINS
from jjinvest.core.fact_id import FactId
from jjinvest.core.periods import canonical_period, period_end, period_months, year_to_month
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.contract_dates import concluded
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.metrics.dated_funds import funds_of_span
from jjinvest.metrics.ledger_aggregation import UNKNOWN, grouping
from jjinvest.metrics.small_groups import (
    of_few,
    small,
    withheld_beside,
    withheld_of_measures,
    withheld_quarters,
)
from jjinvest.metrics.zero_amounts import could_add

GROUPING_OF_SCOPE = {
    "sector": "sector",
    "tier": "size_tier",
    "task_force": "task_force",
    "chain": "chain",
    "channel": "channel",
    "park": "park",
}
"""Scope of an observation -> its :func:`grouping <jjinvest.metrics.ledger_aggregation.grouping>`."""


def measures(state: LedgerState, period: str, *, flows: bool, paid: bool = False) -> pd.DataFrame:
    """Return the contribution of each project to each measure of a period, as counts and whole 元.

    `flows` adds the funds of the ledger's own year, `paid` those that its payments put into the period. A
    measure whose column is entirely blank is left out, and so are the contracts where their dates do not say
    which belong to the period: unknown is not zero.
    """
    ledger, (start, end) = state.projects, _days(period)
    signed = ledger["signed_on"].between(start, end)
    amounts = ledger[["agreed_amount", "contract_amount", "funds_ytd"]].fillna(0).astype("int64")
    parts = {
        "projects_signed": signed.astype("int64"),
        "agreed_amount": amounts["agreed_amount"].where(signed, 0),
    }
    of_period = concluded(ledger, start, end, pd.Timestamp(state.stands_on))
    if of_period is not None and ledger["contract_amount"].notna().any():
        parts["contract_amount"] = amounts["contract_amount"].where(of_period, 0)
    if flows and ledger["funds_ytd"].notna().any():
        parts["funds_in_place"] = amounts["funds_ytd"]
    if paid and (funds := funds_of_span(state, start, end)) is not None and funds.any():
        parts["funds_in_place"] = funds
    return pd.DataFrame(parts)


def observations(state: LedgerState, period: str) -> pd.DataFrame:
    """Return measures of the period, its first half, the two years before and their part, as rows of figures.

    By scope: all, out_of_city, and for the period itself each grouping of :data:`GROUPING_OF_SCOPE`, blanks
    as ``unknown``. Groups without any amount or project are left out. The groups of a scope add up to
    ``all``. `tier` restricts amounts of small groups (:func:`withheld`). Years before carry a caveat, because
    some of their projects may be missing from the ledger; only years that the ledger covers completely are
    included, with the projects that only imports before have.
    """
    whole = state.with_gone()
    year, first = int(period[:4]), whole.projects["signed_on"].min()
    rows = list(_period_rows(state, period, flows=True, by=True))
    if period == str(year):
        rows += _first_half(state, year)
    for earlier in (year - 1, year - 2):
        if not pd.isna(first) and first <= pd.Timestamp(earlier, 1, 1):
            of_year = _period_rows(whole, str(earlier), flows=False, by=False, paid=True)
            rows += [row | {"caveat": state.of_year_before(str(earlier))} for row in of_year]
    if period != str(year) and not pd.isna(first) and first <= pd.Timestamp(year - 1, 1, 1):
        month = period_months(period)[1]
        caveat = state.of_year_before(year_to_month(f"{year - 1}-{month:02d}"))
        rows += [row | {"caveat": caveat} for row in _same_part(whole, year - 1, month)]
    return pd.DataFrame(rows)


def as_published(of_ledger: pd.DataFrame, known: pd.DataFrame, tier: str = TIERS[0]) -> pd.DataFrame:
    """Return observations in which a withheld amount that was published is shown as it was published.

    Only where the ledger's amount is the published one up to its rounding: then nothing is disclosed that is
    not public, and no digit more than that. Any other withheld amount stays withheld. Readers at `tier` who
    may see the ledger's own amount get that, as in all its other rows.
    """
    if not len(of_ledger) or not len(known):
        return of_ledger
    level = known[(known["statistic"] == "level") & (known["relation"] == "=") & (known["unit"] == "亿元")]
    latest = level.sort_values("available_from", kind="stable").groupby("fact_id").tail(1)
    by_id = {row["fact_id"]: row for row in latest.to_dict("records")}
    rows = []
    for row in of_ledger.to_dict("records"):
        public = by_id.get(row["fact_id"])
        if (
            not allows(tier, row["tier"])
            and public is not None
            and public["low"] <= row["value"] <= public["high"]
        ):
            quantity = replace(public["quantity"], sources=(row["figure_id"],))
            shown = {name: public[name] for name in ("value", "low", "high", "half_width", "decimals")}
            row |= shown | {"quantity": quantity, "tier": "public"}
        rows.append(row)
    return pd.DataFrame(rows, columns=of_ledger.columns)


def _same_part(state: LedgerState, year: int, month: int) -> Iterator[dict[str, object]]:
    """Measures of an earlier year up to a month; withheld where that or what is left is of a few projects.

    The year, its first half and some of its quarters are public, so an amount up to the month leaves what
    came before and after it in them.
    """
    half = 7 if month > 6 else 1
    spans = [(1, month), (month + 1, 12), (half, month), (month + 1, half + 5)]
    parts = [
        measures(state, canonical_period(f"{year}-{first:02d}..{year}-{last:02d}"), flows=False, paid=True)
        for first, last in spans
        if first <= last
    ]
    out_of_city = state.projects["origin"].isin(OUT_OF_CITY_ORIGINS)
    quarters = withheld_quarters(
        state.projects[["agreed_amount"]].fillna(0).astype("int64"), state.projects["signed_on"]
    )
    of_half = {f"{year}Q{(number + 2) // 3}" for number in range(half, half + 6)}
    for row in _period_rows(state, year_to_month(f"{year}-{month:02d}"), flows=False, by=False, paid=True):
        metric, of_all = str(row["metric"]), row["scope"] == "all"
        sides = (out_of_city | True,) if of_all else (out_of_city, ~out_of_city)
        held = any(
            metric not in part or small(int((part.loc[side, metric] != 0).sum()))
            for part in parts
            for side in sides
        )
        held = (held or bool(of_half & quarters)) and metric != "projects_signed"
        yield row | ({"tier": "government"} if held else {})


def _first_half(state: LedgerState, year: int) -> Iterator[dict[str, object]]:
    """Measures of the first half of a year; withheld where a half comes from a few projects of the year.

    The amount out of the city also where either side of it, in either half, does: the one side is what the
    other leaves of all.
    """
    halves = [f"{year}{half}" for half in ("H1", "H2")]
    paid = _months_make_the_year(state, year)
    parts = [measures(state, half, flows=False, paid=paid) for half in halves]
    possible = [could_add(state, half, of_half) for half, of_half in zip(halves, parts, strict=True)]
    out_of_city = state.projects["origin"].isin(OUT_OF_CITY_ORIGINS)
    for row in _period_rows(state, f"{year}H1", flows=False, by=False, paid=paid):
        metric, of_all = str(row["metric"]), row["scope"] == "all"
        held = metric != "projects_signed" and any(
            small(int((of_half[metric] != 0).sum()))
            or (not of_all and of_few(of_half[metric], silent[metric], out_of_city))
            for of_half, silent in zip(parts, possible, strict=True)
            if metric in of_half
        )
        yield row | ({"tier": "government"} if held else {})


def _months_make_the_year(state: LedgerState, year: int) -> bool:
    """Whether the payments of a year are the column of its funds, so that halves are parts of its sum."""
    funds = funds_of_span(state, *_days(str(year)))
    return funds is not None and int(funds.sum()) == int(state.projects["funds_ytd"].fillna(0).sum())


def _days(period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    return pd.Timestamp(int(period[:4]), period_months(period)[0], 1), pd.Timestamp(period_end(period))


def _period_rows(
    state: LedgerState, period: str, *, flows: bool, by: bool, paid: bool = False
) -> Iterator[dict[str, object]]:
    parts = measures(state, period, flows=flows, paid=paid)
    out_of_city = state.projects["origin"].isin(OUT_OF_CITY_ORIGINS)
    few_out_of_city, possible = set[str](), could_add(state, period, parts)
    for metric in map(str, parts):
        # all less out-of-city is what the city's own projects hold, so neither may come from a few
        held = metric != "projects_signed" and of_few(parts[metric], possible[metric], out_of_city)
        if held:
            few_out_of_city.add(metric)
        for scope, members in (("all", out_of_city | True), ("out_of_city", out_of_city)):
            value = int(parts.loc[members, metric].sum())
            tier = "government" if held and scope == "out_of_city" else "public"
            adding = int((parts.loc[members, metric] != 0).sum())
            row = observation(state, period, metric, scope, "", value, adding)
            yield row | {"tier": tier}
    groupings = grouped(state) if by else {}
    restricted = withheld_of_measures(parts, groupings, out_of_city, few_out_of_city, possible)
    for scope, groups in groupings.items():
        sums = parts.groupby(groups, sort=True).sum()
        adding_by_group = (parts != 0).groupby(groups, sort=True).sum()
        for group in sums.index[sums.any(axis=1)].astype(str):
            if (scope, group) == ("tier", UNKNOWN):  # a signed project needs an amount, so there is none
                continue
            subject = f"{scope}_{UNKNOWN}" if group == UNKNOWN else group
            for metric in map(str, parts):
                value, adding = int(sums[metric][group]), int(adding_by_group[metric][group])
                tier = "government" if group in restricted[metric, scope] else "public"
                yield observation(state, period, metric, scope, subject, value, adding) | {"tier": tier}


def withheld_tops(
    state: LedgerState, period: str, amounts: pd.Series, tops: Mapping[int, pd.Series]
) -> frozenset[int]:
    """Return the numbers of largest projects whose joint agreed amount would disclose one or two of them.

    It may by subtracting what is public of the groups: where the five largest are the one project of a
    withheld size class and the four of the next one, their amount less that of the four is the one's.

    Parameters
    ----------
    amounts
        Agreed amounts (元) of the projects signed in the period, 0 of the others.
    tops
        Whether each project is among the largest, by their number.
    """
    parts, outside = measures(state, period, flows=False), state.projects["origin"].isin(OUT_OF_CITY_ORIGINS)
    possible, groupings = could_add(state, period, parts), grouped(state)
    few = {
        str(metric)
        for metric in parts
        if metric != "projects_signed" and of_few(parts[metric], possible[metric], outside)
    }
    restricted = withheld_of_measures(parts, groupings, outside, few, possible)
    public = {scope: restricted["agreed_amount", scope] for scope in groupings}
    linked: dict[str, pd.Series] = dict(groupings)
    if "agreed_amount" not in few:
        linked["out_of_city"] = outside.map({True: "out_of_city"})
    return withheld_beside(amounts, linked, public, tops)


def grouped(state: LedgerState) -> dict[str, pd.Series]:
    """Group of each project in each scope; a column that is entirely blank groups nothing."""
    found = {scope: grouping(state.projects, column) for scope, column in GROUPING_OF_SCOPE.items()}
    return {scope: groups for scope, groups in found.items() if set(groups.unique()) - {UNKNOWN}}


def observation(
    state: LedgerState, period: str, metric: str, scope: str, subject: str, value: int, rows: int
) -> dict[str, object]:
    """Return a row of figures: the `value` (a count or 元) of a measure to which `rows` projects add."""
    unit = "个" if BASIS_OF_METRIC[metric] == "count" else "亿元"
    row: dict[str, object] = {
        "period": period,
        "metric": metric,
        "basis": BASIS_OF_METRIC[metric],
        "scope": scope,
        "subject": subject,
        "statistic": "level",
        "relation": "=",
        "unit": unit,
        "half_width": 0.0,
        "decimals": 0,
        "row": 0,
        "source": state.source,
        "where": "",
        "of": "",
        "authority": "",
        "version": "",
        "precision": "stated",
        "quote": f"{rows} 行",
        "available_from": state.stands_on,
        "date_basis": "published",
        "note": "",
        "evidence": "computed",
        "tier": "public",
        "caveat": "",
    }
    named = "" if scope in ("all", "sector", "tier") else scope
    fact_id = FactId.of(period, metric, named, subject)
    figure_id = f"{fact_id}@{state.source}"
    definition = Definition(
        BASIS_OF_METRIC[metric],
        population="out_of_city" if scope == "out_of_city" else "all",
        cohort=subject if scope == "cohort" else "all",
    )
    number = value if unit == "个" else float(Fraction(value, YI))
    quantity = Quantity.exact(value, "个" if unit == "个" else "元", definition, (figure_id,))
    return row | {
        "figure_id": figure_id,
        "fact_id": fact_id,
        "value": number,
        "low": number,
        "high": number,
        "quantity": quantity,
    }
