"""Funds of known commitments on statements of loans: actual payments beside three methods and their bands.

The statements are those that the World Bank publishes of its IBRD loans (open data, CC BY 4.0 with the
World Bank's terms of use). They are read from a folder and never part of the repository:

    python -m benchmarks loan_statements --folder F

One file a date, any name ending in csv; column names of either spelling. A loan is a project: its commitment
less what was cancelled by the day is the agreed amount, disbursements are funds. Payments between two
statements are spread over the months from the signing to the last disbursement that the later one states;
what was paid before the first one has no month.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from jjinvest.forecasting.reserving.balance import balance_model, project_balances
from jjinvest.forecasting.reserving.cohorts import FundsProjection, funds_model, project_funds
from jjinvest.forecasting.reserving.triangle import Cohorts, Floats, TriangleError, cohorts_of

SIGNED_FROM = "1990-01-01"
NORMAL_80 = 1.2816
SPLIT_YEAR = 5
"""Years before a statement that divide its commitments into old and recent ones."""


@dataclass(frozen=True)
class Statement:
    """A statement: loans by number; signed_on, last_paid_on, region, country, paid, unpaid (US dollars)."""

    day: pd.Timestamp
    loans: pd.DataFrame


@dataclass(frozen=True)
class Window:
    """Known commitments at a statement, and what they paid by a later one."""

    name: str
    start: pd.Timestamp
    end: pd.Timestamp
    ledger: pd.DataFrame
    payments: pd.DataFrame
    observed_from: pd.Timestamp
    actual: float

    @property
    def months(self) -> int:
        """Length of the window."""
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month


def read_statement(path: Path) -> Statement:
    """Read a statement of loans, whichever spelling its columns have."""
    table = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    table.columns = [name.replace(" (US$)", "").replace(" / Economy", "") for name in table.columns]
    number = next(name for name in table.columns if name in ("Loan Number", "Credit Number"))

    def amount(name: str) -> pd.Series:
        return pd.to_numeric(table[name].str.replace(",", ""), errors="coerce").fillna(0.0)

    def days(name: str) -> pd.Series:
        return pd.to_datetime(table[name].str[:10], errors="coerce", format="mixed")

    loans = pd.DataFrame(
        {
            "signed_on": days("Agreement Signing Date"),
            "region": table["Region"].fillna(""),
            "country": table["Country"].fillna(""),
            "paid": amount("Disbursed Amount"),
            "unpaid": amount("Undisbursed Amount").clip(lower=0.0),
            "last_paid_on": days("Last Disbursement Date"),
        }
    ).set_index(table[number].rename("loan"))
    return Statement(days("End of Period").iloc[0], loans[~loans.index.duplicated()])


def read_statements(folder: Path) -> list[Statement]:
    """Every statement of loans in a folder, by day; one of the same day as another is left out."""
    found: dict[pd.Timestamp, Statement] = {}
    for path in sorted(folder.glob("*.csv")):
        if path.read_text(encoding="utf-8-sig")[:400].count("Loan Number"):
            statement = read_statement(path)
            found.setdefault(statement.day, statement)
    return [found[day] for day in sorted(found)]


def in_half(countries: pd.Series, half: int) -> pd.Series:
    """Whether each country is in the half (0: choose on it, 1: report on it)."""
    digest = {c: hashlib.md5(c.encode(), usedforsecurity=False).digest()[0] % 2 for c in countries.unique()}
    return countries.map(digest) == half


def subsets(known: pd.DataFrame, day: pd.Timestamp) -> Iterator[tuple[str, pd.Series]]:
    """All commitments, those of each region, and old and recent ones."""
    yield "all", pd.Series(True, known.index)
    for region in sorted(known["region"].unique()):
        chosen = known["region"] == region
        if known.loc[chosen, "unpaid"].gt(0).sum() >= 20:
            yield region.title(), chosen
    recent = known["signed_on"] > day - pd.DateOffset(years=SPLIT_YEAR)
    yield f"signed in {SPLIT_YEAR} years", recent
    yield "signed earlier", ~recent


def windows(statements: list[Statement], half: int | None = None) -> Iterator[Window]:
    """Windows between neighbouring statements, for each subset of the commitments known at the first."""
    for place, (now, later) in enumerate(pairwise(statements)):
        known = now.loans[now.loans["signed_on"].between(pd.Timestamp(SIGNED_FROM), now.day)]
        if half is not None:
            known = known[in_half(known["country"], half)]
        growth = (later.loans["paid"].reindex(known.index) - known["paid"]).fillna(0.0)
        for name, chosen in subsets(known, now.day):
            loans = known[chosen]
            yield Window(
                name,
                now.day,
                later.day,
                ledger_of(statements[: place + 1], loans),
                payments_of(statements[: place + 1], loans),
                statements[0].day.replace(day=1),
                float(growth[chosen].sum()),
            )


def ledger_of(statements: list[Statement], loans: pd.DataFrame) -> pd.DataFrame:
    """Return the loans as projects; one whose balance was cancelled since is terminated."""
    agreed = loans["paid"] + loans["unpaid"]
    terminated = pd.Series(pd.NaT, loans.index, dtype="datetime64[ns]")
    for earlier, later in pairwise(statements):
        before, now = (
            each.loans.reindex(loans.index).fillna({"paid": 0.0, "unpaid": 0.0}) for each in (earlier, later)
        )
        committed = before["paid"] + before["unpaid"]
        closed = (now["unpaid"] == 0) & (before["unpaid"] > 0) & (committed > agreed)
        agreed, terminated = agreed.where(~closed, committed), terminated.where(~closed, later.day)
    return pd.DataFrame(
        {
            "project_code": loans.index.astype("str"),
            "signed_on": loans["signed_on"].to_numpy(),
            "agreed_amount": agreed.round().astype("int64").to_numpy(),
            "terminated_on": terminated.to_numpy(),
        }
    )


def payments_of(statements: list[Statement], loans: pd.DataFrame) -> pd.DataFrame:
    """Disbursements by month: those of the first statement in its month, later ones spread evenly."""
    first = statements[0]
    paid = first.loans["paid"].reindex(loans.index).fillna(0.0)
    parts = [(paid, np.full(len(loans), np.datetime64(first.day.to_period("M").start_time, "ns")))]
    for earlier, later in pairwise(statements):
        now = later.loans["paid"].reindex(loans.index).fillna(0.0)
        growth, paid = now - paid, now
        months = pd.period_range(earlier.day.to_period("M") + 1, later.day.to_period("M"))
        signed = loans["signed_on"].dt.to_period("M")
        last = later.loans["last_paid_on"].reindex(loans.index).fillna(later.day).dt.to_period("M")
        last = last.where((last >= months[0]) & (last <= months[-1]) & (last >= signed), months[-1])
        is_open = np.array([((signed <= month) & (month <= last)).to_numpy() for month in months])
        number = np.maximum(is_open.sum(axis=0), 1)
        for month, chosen in zip(months, is_open, strict=True):
            share = (growth / number).where(chosen, 0.0)
            parts.append((share, np.full(len(loans), np.datetime64(month.start_time, "ns"))))
    table = pd.DataFrame(
        {
            "project_code": np.tile(loans.index.astype("str"), len(parts)),
            "month": np.concatenate([month for _, month in parts]),
            "amount": np.concatenate([amount.round().astype("int64") for amount, _ in parts]),
        }
    )
    return table[table["amount"] != 0].reset_index(drop=True)


def quarters_of(window: Window) -> Floats:
    """Part of each quarter from the window's start that lies in the window."""
    first = window.start + pd.Timedelta(days=1)
    months = 3 * (4 * first.year + first.quarter - 1) + np.arange(120)
    begins = 12 * first.year + first.month - 1
    inside = (months >= begins) & (months < begins + window.months)
    by_quarter = inside.reshape(-1, 3).sum(axis=1)
    used = by_quarter[: int(np.flatnonzero(by_quarter)[-1]) + 1].astype(float)
    # a projection of the running quarter is already one of its rest
    full = np.full(len(used), 3.0)
    full[0] = 3 - (first.month - 1) % 3
    return np.asarray(used / full)


def expected(projection: FundsProjection, parts: Floats) -> tuple[float, float]:
    """Expected funds of the window and their standard error, in billions."""
    total = float((projection.by_cohort.to_numpy() * parts).sum())
    scale = total / projection.expected if projection.expected else 0.0
    return total / 1e9, projection.standard_error * scale / 1e9


def triangle_of(cohorts: Cohorts, parts: Floats) -> tuple[float, float]:
    """Return today's forecast by the cohort triangle."""
    return expected(project_funds(funds_model(cohorts), len(parts)), parts)


def balance_of(cohorts: Cohorts, parts: Floats) -> tuple[float, float]:
    """Return the forecast by remaining balance."""
    return expected(project_balances(balance_model(cohorts, len(parts)), len(parts)), parts)


def chainladder_of(cohorts: Cohorts, parts: Floats) -> tuple[float, float]:
    """Return the next diagonals by the package chainladder; NaN where it is not installed or has no pairs."""
    if importlib.util.find_spec("chainladder") is None:
        return np.nan, np.nan
    chainladder = importlib.import_module("chainladder")  # an optional oracle, not a dependency

    triangle = cohorts.triangle
    origins = pd.PeriodIndex(triangle.origins, freq="Q")
    rows, ages = np.nonzero(~np.isnan(triangle.cumulative))
    if len(set((rows + ages).tolist())) < 3:
        return np.nan, np.nan
    long = pd.DataFrame(
        {
            "origin": origins[rows].start_time,
            "valuation": (origins[rows] + ages).end_time.normalize(),
            "paid": triangle.cumulative[rows, ages],
        }
    )
    known = chainladder.Triangle(
        long, origin="origin", development="valuation", columns="paid", cumulative=True
    )
    full = chainladder.Chainladder().fit(chainladder.Development().fit_transform(known))
    cells = full.full_triangle_.values[0, 0]  # noqa: PD011 (an array of chainladder)
    total = 0.0
    first = pd.Period(cohorts.as_of + pd.Timedelta(days=1), "Q")
    names = pd.PeriodIndex(known.origin, freq="Q")
    for row, origin in enumerate(names):
        for step, part in enumerate(parts):
            age = (first - origin).n + step
            if 0 < age < cells.shape[1]:
                rest = (3 - cohorts.running_months) / 3 if step == 0 else 1.0
                grown = cells[row, age] - cells[row, age - 1]
                total += part * rest * float(np.nan_to_num(grown))
    return total / 1e9, np.nan


METHODS = {"triangle": triangle_of, "balance": balance_of, "chainladder": chainladder_of}


def table_of(found: Iterator[Window]) -> pd.DataFrame:
    """One row a window: actual, each method's expectation, and the 80 % bands of ours."""
    lines = []
    for window in found:
        cohorts = cohorts_of(
            window.ledger, window.payments, as_of=window.start, observed_from=window.observed_from
        )
        parts = quarters_of(window)
        found_values: dict[str, float] = {}
        for name, method in METHODS.items():
            try:
                value, error = method(cohorts, parts)
            except TriangleError:
                value, error = np.nan, np.nan
            found_values[name] = value
            if name != "chainladder":
                found_values[f"{name}_sd"] = error
        actual = window.actual / 1e9
        spread = NORMAL_80 * found_values["balance_sd"]
        low, high = found_values["balance"] - spread, found_values["balance"] + spread
        line = {
            "window": f"{window.start:%Y-%m} to {window.end:%Y-%m}",
            "subset": window.name,
            "actual": actual,
            **found_values,
            "low": max(low, 0.0),
            "high": high,
            "hit": low <= actual <= high,
        }
        lines.append(line)
    return pd.DataFrame(lines)


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Median absolute error relative to the actual, and coverage of 80 % bands, of each method."""
    scored = table.dropna(subset=["triangle", "balance"])
    lines = []
    for name in METHODS:
        error = (scored[name] / scored["actual"] - 1).abs()
        covered = np.nan
        if name != "chainladder":
            covered = ((scored[name] - scored["actual"]).abs() <= NORMAL_80 * scored[f"{name}_sd"]).mean()
        absolute = (scored[name] - scored["actual"]).abs().median()
        lines.append((name, len(scored), absolute, error.median(), covered))
    return pd.DataFrame(
        lines, columns=["method", "windows", "median_error", "median_relative_error", "covered"]
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1), help="0: countries to choose on, 1: to report on")
    given = parser.parse_args(sys.argv[2:] if arguments is None else arguments)
    statements = read_statements(given.folder)
    table = table_of(windows(statements, given.half))
    print(table.round(2).to_string(index=False))
    print(summary(table).round(3).to_string(index=False))


if __name__ == "__main__":
    main(sys.argv[1:])
