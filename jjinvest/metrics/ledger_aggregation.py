"""Aggregates of ledger rows by any grouping: counts, amounts, named rates, new and carried-over funds.

A ledger is a frame with one row per project (:class:`jjinvest.data.ledger_snapshot.LedgerState`): amounts as
integers of 元 (blank where unknown), dates as days. Sums are integers, so parts add up to totals exactly.
Each rate has its numerator and denominator beside it. Text columns may be categorical, which is faster for
large ledgers. Definitions:

=================== =====================================================================================
signed              projects with a signing date, terminated ones included
performance_rate    履约率: signed and not terminated ÷ signed
start_rate          开工率: under construction or in production ÷ signed
production_rate     投产率: in production ÷ signed
funds_rate_cohort   资金到位率（同批次）: funds to date of projects with a contract ÷ their contract amount
funds_rate_dynamic  资金动态到位率: the year's funds of all projects ÷ contracts concluded in the year
=================== =====================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.core.codes import STAGES

AMOUNT_COLUMNS = ("agreed_amount", "contract_amount", "funds_month", "funds_ytd", "funds_to_date")

TIER_EDGES_YI = (1, 10, 20, 50, 100)
"""Edges of size tiers in 亿元; the lower edge of a tier is inclusive."""

UNKNOWN = "unknown"
"""Group of the projects whose cell is blank."""

Ints = npt.NDArray[np.int64]
StageCodes = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
Contribution = tuple[str, Ints | Bools]
"""A measure and the contribution of each project to it: an amount in 元, or whether it counts."""


def grouping(ledger: pd.DataFrame, by: str) -> pd.Series:
    """Return the group of each project by a column, ``size_tier``, ``signed_quarter`` or ``signed_year``.

    A size tier is by agreed amount, lower bound inclusive, edges in 亿元. A blank is the group ``unknown``,
    so that no row is lost.
    """
    codes, names = _group_codes(ledger, by)
    return pd.Series(names.take(codes), index=ledger.index, name=by)


def totals(ledger: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Count projects and signed projects and add up each amount, by group (or one row, ``all``).

    Columns: projects, signed, and the amounts in 元. The rows of a grouping add up to the row ``all``.

    Examples
    --------
    >>> days = pd.to_datetime(["2023-05-01", None])
    >>> ledger = pd.DataFrame({"stage": ["signed", "lead"], "signed_on": days})
    >>> ledger = ledger.assign(**{column: pd.array([5, None], dtype="Int64") for column in AMOUNT_COLUMNS})
    >>> totals(ledger).loc["all", ["projects", "signed", "agreed_amount"]].to_dict()
    {'projects': 2, 'signed': 1, 'agreed_amount': 5}
    """

    def parts() -> Iterator[Contribution]:
        yield "projects", np.ones(len(ledger), dtype=bool)
        yield "signed", _signed(ledger, _stage_codes(ledger))
        yield from ((name, _yuan(ledger, name)) for name in AMOUNT_COLUMNS)

    return _sums(ledger, by, parts())


def stage_counts(ledger: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Count projects by stage, one column a stage, by group (or one row, ``all``)."""
    codes, names = _group_codes(ledger, by)
    stages = _stage_codes(ledger)
    known = stages >= 0
    cells = np.bincount(codes[known] * len(STAGES) + stages[known], minlength=len(names) * len(STAGES))
    columns = pd.Index(STAGES, dtype="str", name="stage")
    return pd.DataFrame(cells.reshape(len(names), len(STAGES)), index=names, columns=columns)


def rates(ledger: pd.DataFrame, by: str | None = None, *, year: int) -> pd.DataFrame:
    """Return each named rate by group; `year` is the one that the year-to-date column belongs to.

    Columns: the group, rate (its name), numerator, denominator (counts, or 元), value; NaN where the
    denominator is 0.
    """
    pairs = {
        "performance_rate": ("performing", "signed"),
        "start_rate": ("building", "signed"),
        "production_rate": ("producing", "signed"),
        "funds_rate_cohort": ("paid", "contracts"),
        "funds_rate_dynamic": ("paid_in_year", "concluded"),
    }
    sums, tables = _sums(ledger, by, _parts_of_rates(ledger, year)), []
    for name, pair in pairs.items():
        rate = sums[list(pair)].set_axis(["numerator", "denominator"], axis=1)
        rate.insert(0, "rate", name)
        rate["value"] = rate["numerator"] / rate["denominator"].where(rate["denominator"] != 0)
        tables.append(rate)
    return pd.concat(tables).reset_index()


def _parts_of_rates(ledger: pd.DataFrame, year: int) -> Iterator[Contribution]:
    stages = _stage_codes(ledger)
    signed = _signed(ledger, stages)
    yield "signed", signed
    yield "performing", signed & ~_in_stages(stages, "terminated")
    yield "building", signed & _in_stages(stages, "started", "in_production")
    yield "producing", signed & _in_stages(stages, "in_production")
    contracted = ledger["contract_amount"].notna().to_numpy()
    yield "paid", np.where(contracted, _yuan(ledger, "funds_to_date"), 0)
    yield "paid_in_year", _yuan(ledger, "funds_ytd")
    contracts = _yuan(ledger, "contract_amount")
    yield "contracts", contracts
    concluded = _in_or_after(ledger["contract_on"], year) & ~_in_or_after(ledger["contract_on"], year + 1)
    yield "concluded", np.where(concluded, contracts, 0)


def new_and_carried_over(ledger: pd.DataFrame, by: str | None = None, *, year: int) -> pd.DataFrame:
    """Split funds of the `year` into those of projects signed in it and of earlier ones (续建/结转), in 元.

    Columns: new, carried_over, undated (no signing date), total; the first three add up to the total.
    """
    dated, new = ledger["signed_on"].notna().to_numpy(), _in_or_after(ledger["signed_on"], year)
    funds = _yuan(ledger, "funds_ytd")

    def parts() -> Iterator[Contribution]:
        yield "new", np.where(new, funds, 0)
        yield "carried_over", np.where(dated & ~new, funds, 0)
        yield "undated", np.where(dated, 0, funds)
        yield "total", funds

    return _sums(ledger, by, parts())


def _signed(ledger: pd.DataFrame, stages: StageCodes) -> Bools:
    return ledger["signed_on"].notna().to_numpy() | _in_stages(stages, "signed", "started", "in_production")


def _stage_codes(ledger: pd.DataFrame) -> StageCodes:
    """Return the place of each project's stage in :data:`STAGES`, -1 for an unknown one."""
    codes, values = _factorize(ledger["stage"])
    places = [STAGES.index(stage) if stage in STAGES else -1 for stage in values]
    return np.array([*places, -1], dtype="int8")[codes]


def _in_stages(stages: StageCodes, *wanted: str) -> Bools:
    """Whether each project is in one of these stages."""
    return np.array([*(stage in wanted for stage in STAGES), False])[stages]


def _factorize(column: pd.Series) -> tuple[Ints, list[str]]:
    """Return a column as codes and the values that they stand for, code -1 for a blank."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype("int64"), list(column.cat.categories)
    codes, values = pd.factorize(column)
    return codes.astype("int64"), list(values)


def _yuan(ledger: pd.DataFrame, name: str) -> Ints:
    """Amounts in 元, 0 where not known."""
    return ledger[name].to_numpy(dtype="int64", na_value=0)


def _in_or_after(days: pd.Series, year: int) -> Bools:
    """Whether a day is in the year or later; False where it is blank."""
    return (days >= pd.Timestamp(year, 1, 1)).to_numpy()


def _sums(ledger: pd.DataFrame, by: str | None, parts: Iterable[Contribution]) -> pd.DataFrame:
    """Add up contributions by group, exactly, in integers.

    Contributions are consumed one after the other to save memory.
    """
    if by is None:
        totals = {name: [int(numbers.sum())] for name, numbers in parts}
        return pd.DataFrame(totals, index=pd.Index(["all"], name="group", dtype="str"))
    codes, names = _group_codes(ledger, by)
    sums = {}
    for name, numbers in parts:
        if numbers.dtype == bool:
            sums[name] = np.bincount(codes[numbers], minlength=len(names))
        else:
            sums[name] = np.zeros(len(names), dtype="int64")
            np.add.at(sums[name], codes, numbers)
    return pd.DataFrame(sums, index=names)


def _group_codes(ledger: pd.DataFrame, by: str | None) -> tuple[Ints, pd.Index]:
    """Return each project's code into the sorted names of the groups that occur, and these names.

    Works on integer codes, because comparing a million texts takes longer than all sums.
    """
    if by is None:  # a ledger without projects has the row of all, with zeros
        return np.zeros(len(ledger), dtype="int64"), pd.Index(["all"], name="group", dtype="str")
    if by == "size_tier":
        known = ledger["agreed_amount"].notna().to_numpy()
        edges = np.array(TIER_EDGES_YI, dtype="int64") * 10**8
        above = np.searchsorted(edges, _yuan(ledger, "agreed_amount"), side="right")
        inner = (f"tier_{low}_{high}" for low, high in pairwise(TIER_EDGES_YI))
        names = [f"tier_0_{TIER_EDGES_YI[0]}", *inner, f"tier_ge_{TIER_EDGES_YI[-1]}", UNKNOWN]
        codes = np.where(known, above, len(names) - 1)
    elif by in ("signed_quarter", "signed_year"):
        months = 12 if by == "signed_year" else 3
        known = ledger["signed_on"].notna().to_numpy()
        days = ledger["signed_on"].to_numpy()[known].astype("datetime64[M]").astype("int64") // months
        first, last = (int(days.min()), int(days.max())) if len(days) else (0, -1)
        names = [_span_name(number, months) for number in range(first, last + 1)] + [UNKNOWN]
        codes = np.full(len(ledger), len(names) - 1)
        codes[known] = days - first
    else:
        codes, values = _factorize(ledger[by])
        names = [UNKNOWN if name == "" else name for name in values] + [UNKNOWN]  # code -1 is the last
        codes = np.where(codes < 0, len(names) - 1, codes)
    occur = np.flatnonzero(np.bincount(codes, minlength=len(names)))
    order = sorted({names[place] for place in occur})
    places = np.zeros(len(names), dtype="int64")
    places[occur] = [order.index(names[place]) for place in occur]
    dtype = "str" if all(isinstance(name, str) for name in order) else None
    return places[codes], pd.Index(order, name=by or "group", dtype=dtype)


def _span_name(number: int, months: int) -> str:
    """Name a year, or a quarter, counted from 1970."""
    years, rest = divmod(number * months, 12)
    return f"{1970 + years}" if months == 12 else f"{1970 + years}Q{rest // 3 + 1}"
