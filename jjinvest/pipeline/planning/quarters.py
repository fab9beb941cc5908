"""Quarters that a district can report: those of its results, its ledgers and of files of parameters."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from jjinvest.core.errors import DataError
from jjinvest.core.periods import period_end, run_quarter
from jjinvest.pipeline.planning.default_day import results
from jjinvest.pipeline.planning.parameters import PERIOD, names_district


def reported_quarters(root: Path, district: str) -> list[str]:
    """Quarters that a district has data of or whose file of parameters speaks of it, latest first."""
    files = (path for path in (root / "params").glob("*.yaml") if PERIOD.match(path.stem))
    named = {path.stem for path in files if names_district(path, district)}
    return sorted(named.union(quarters_with_data(root / "data" / district)), reverse=True)


def quarters_with_data(folder: Path) -> list[str]:
    """Quarters of a district with results or an imported ledger, latest first; none if it is unreadable."""
    quarters = {run_quarter(row.period) for row in results(folder)}
    with suppress(DataError):  # an unreadable store of imports, which a run reports
        quarters.update(run_quarter(month) for month in ledger_months(folder))
    return sorted(quarters, reverse=True)


def has_ledger(folder: Path, quarter: str) -> bool:
    """Whether a ledger of a month of the quarter was imported; one that cannot be read counts."""
    try:
        return any(run_quarter(month) == quarter for month in ledger_months(folder))
    except DataError:
        return True


def has_closing_ledger(folder: Path, quarter: str) -> bool:
    """Whether a ledger of the quarter's last month was imported; one that cannot be read counts."""
    try:
        return f"{period_end(quarter):%Y-%m}" in ledger_months(folder)
    except DataError:
        return True


def ledger_months(folder: Path) -> set[str]:
    """Months of the ledgers imported, such as 2023-12."""
    if not (folder / "private" / "imports.csv").exists():
        return set()
    from jjinvest.ledger.store.store import Store

    return {each.month for each in Store(folder / "private").history() if each.month}
