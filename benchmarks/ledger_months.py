"""Loading a district of many imported months, beside DuckDB on the same Parquet files.

A district of `PROJECTS` projects is imported for `MONTHS` months, each as a ledger of its own. Timed are the
effective import of the last month with all payments between the imports, as a report loads it, and the same
two tables by DuckDB: the rows of the last import, and the growth of funds to date by project and month. Both
sums must be equal, 元 by 元. Seconds are of the processor, the best of `ROUNDS` in one process.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

import duckdb
import pandas as pd

from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.ledger.store.parquet_rows import to_parquet
from jjinvest.ledger.store.select_import import load_with_ledger
from jjinvest.ledger.store.store import Import, Store, write_history
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate

PROJECTS, MONTHS, ROUNDS, MAX_RATIO = 10_000, 24, 3, 3
LAST = pd.Period("2023-12", "M")


def store_months(folder: Path, projects: int = PROJECTS, months: int = MONTHS) -> list[Path]:
    """Write a district with one import a month up to December 2023; returns the files with the rows."""
    private = folder / "private"
    (private / "ledgers").mkdir(parents=True)
    about = "name: {zh: 合成区, en: Synthetic district}\n"
    (folder / "district.yaml").write_text(about, encoding="utf-8")
    district = simulate(Parameters(first_year=2018, last_year=2023, projects=projects), seed=1)
    entries, paths = [], []
    for number in range(1, months + 1):
        month = LAST - (months - number)
        frame = district.ledger_at(month)
        raw = to_parquet(frame)
        digest = hashlib.sha256(raw).hexdigest()
        paths.append(private / "ledgers" / f"{number:04d}-{digest[:12]}.parquet")
        paths[-1].write_bytes(raw)
        entries.append(
            Import(
                number=number,
                imported_at=f"{(month + 1).start_time.date()}T09:00:00+08:00",
                file=f"{month}.xlsx",
                sha256=digest,
                ledger=f"ledgers/{paths[-1].name}",
                ledger_sha256=digest,
                month=str(month),
                projects=len(frame),
                left_out=0,
                left_out_agreed_amount=0,
                agreed_amount=int(frame["agreed_amount"].sum()),
                contract_amount=int(frame["contract_amount"].sum()),
                funds_ytd=int(frame["funds_ytd"].sum()),
                funds_to_date=int(frame["funds_to_date"].sum()),
            )
        )
    write_history(private, entries)
    assert Store(private).history() == entries
    return paths


def by_package(folder: Path) -> LedgerState:
    """Load the district as a report of the last quarter does."""
    ledger = load_with_ledger(folder, "2023Q4", date(2024, 2, 1))[1].ledger
    assert ledger is not None
    return ledger


def by_duckdb(paths: list[Path]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the last import, and the growth of funds by project and month."""
    connection = duckdb.connect()
    files = ", ".join(f"'{path.as_posix()}'" for path in paths)
    payments = connection.execute(
        "SELECT key AS project_code, month, amount FROM (SELECT key, filename AS month, funds - "
        "coalesce(lag(funds) OVER (PARTITION BY key ORDER BY filename), 0) AS amount FROM (SELECT key, "
        f"filename, coalesce(funds_to_date, 0)::BIGINT AS funds FROM read_parquet([{files}], filename = true)"
        ")) WHERE amount <> 0"
    ).df()
    return connection.execute(f"SELECT * FROM '{paths[-1].as_posix()}'").df(), payments


def best_of(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Least processor seconds of several rounds."""
    seconds = []
    for _ in range(rounds):
        began = process_time()
        work()
        seconds.append(process_time() - began)
    return min(seconds)


def main() -> None:
    """Print the seconds of both, and their ratio."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "synthetic"
        paths = store_months(folder)
        state, (projects, payments) = by_package(folder), by_duckdb(paths)
        same = (
            len(state.projects) == len(projects)
            and len(state.payments) == len(payments)
            and int(state.payments["amount"].sum()) == int(payments["amount"].sum())
        )
        package, duck = best_of(lambda: by_package(folder)), best_of(lambda: by_duckdb(paths))
        print(f"{PROJECTS} projects, {MONTHS} imports, {len(payments)} payments; same payments: {same}")
        print(
            f"load {package:.2f} s of CPU, DuckDB {duck:.2f} s: ratio {package / duck:.1f} (aim {MAX_RATIO})"
        )


if __name__ == "__main__":
    main()
