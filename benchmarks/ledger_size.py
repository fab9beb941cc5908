"""Time and memory of all metrics of a million projects, beside direct pandas groupbys and DuckDB.

Three ways from the same Parquet file to the same sums, each in a process of its own so that its peak memory
is its own: `metrics` (:mod:`jjinvest.metrics.ledger_aggregation`), `pandas` (the committed baseline below:
plain groupbys of the columns needed) and `duckdb`. All three load what they need, compute every measure over
every grouping, and return tables that must be equal, 元 by 元. Seconds are the best of `ROUNDS`; CPU seconds,
of all threads, do not depend on other work of the machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

import duckdb
import numpy as np
import pandas as pd
import psutil
import pyarrow.parquet as pq

from jjinvest.core.codes import STAGES
from jjinvest.metrics import ledger_aggregation as metrics
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import write_parquet

PROJECTS, YEARS, YEAR, SEED, ROUNDS = 1_000_000, 11, 2023, 1, 3
GROUPINGS = (None, "sector", "size_tier", "signed_quarter", "park")
MONEY = ("agreed_amount", "contract_amount", "funds_month", "funds_ytd", "funds_to_date")
NEEDED = ("sector", "park", "stage", "signed_on", "contract_on", *MONEY)
WORDS = ("sector", "park", "stage")
TIER_EDGES_YI = (1, 10, 20, 50, 100)
TIERS = ("tier_0_1", "tier_1_10", "tier_10_20", "tier_20_50", "tier_50_100", "tier_ge_100")
Tables = dict[str, pd.DataFrame]


def by_metrics(folder: Path) -> Tables:
    """Every measure over every grouping, by the package."""
    path = folder / "projects.parquet"
    # the columns needed, words as codes; neither the file nor the Arrow table is kept in memory beside the
    # frame
    table = pq.read_table(
        path, columns=list(NEEDED), read_dictionary=list(WORDS), pre_buffer=False, memory_map=True
    )
    frame = table.to_pandas(split_blocks=True, self_destruct=True)
    del table
    tables: Tables = {}
    for by in GROUPINGS:
        tables[f"totals {by}"] = metrics.totals(frame, by)
        tables[f"stages {by}"] = metrics.stage_counts(frame, by)
        tables[f"rates {by}"] = metrics.rates(frame, by, year=YEAR)
        tables[f"funds {by}"] = metrics.new_and_carried_over(frame, by, year=YEAR)
    return tables


def by_pandas(folder: Path) -> Tables:
    """Return the same by direct groupbys, as an analyst would write them without the package."""
    frame = pd.read_parquet(folder / "projects.parquet", columns=list(NEEDED))
    signed = frame["signed_on"].notna() | frame["stage"].isin(["signed", "started", "in_production"])
    year = frame["signed_on"].dt.year
    sums = frame[list(MONEY)].fillna(0).astype("int64")
    contracted = frame["contract_amount"].notna()
    sums = sums.assign(
        projects=1,
        signed=signed.astype("int64"),
        performing=(signed & (frame["stage"] != "terminated")).astype("int64"),
        building=(signed & frame["stage"].isin(["started", "in_production"])).astype("int64"),
        producing=(signed & (frame["stage"] == "in_production")).astype("int64"),
        funds_of_contracts=sums["funds_to_date"].where(contracted, 0),
        contracts_of_year=sums["contract_amount"].where(frame["contract_on"].dt.year == YEAR, 0),
        new=sums["funds_ytd"].where(year >= YEAR, 0),
        carried_over=sums["funds_ytd"].where(year < YEAR, 0),
        undated=sums["funds_ytd"].where(year.isna(), 0),
    )
    edges = np.array(TIER_EDGES_YI) * 10**8
    tiers = np.array(TIERS, dtype=object)
    tier = tiers[np.searchsorted(edges, frame["agreed_amount"].fillna(0).to_numpy("int64"), side="right")]
    number = frame["signed_on"].dt.quarter
    quarter = year.astype("Int64").astype("str") + "Q" + number.astype("Int64").astype("str")
    groups = {
        None: pd.Series("all", index=frame.index),
        "sector": frame["sector"],
        "park": frame["park"],
        "size_tier": pd.Series(tier, dtype="str").where(frame["agreed_amount"].notna(), "unknown"),
        "signed_quarter": quarter.where(frame["signed_on"].notna(), "unknown"),
    }
    tables: Tables = {}
    for by, group in groups.items():
        total = sums.groupby(group).sum()
        stages = pd.crosstab(group, frame["stage"])
        _tables(tables, by, total, stages)
    return tables


def by_duckdb(folder: Path) -> Tables:
    """Return the same by one query a grouping."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    tier = (
        "CASE WHEN agreed_amount IS NULL THEN 'unknown' "
        + " ".join(
            f"WHEN agreed_amount < {edge * 10**8} THEN '{name}'"
            for edge, name in zip(TIER_EDGES_YI, TIERS, strict=False)
        )
        + " ELSE 'tier_ge_100' END"
    )
    quarter = (
        "CASE WHEN signed_on IS NULL THEN 'unknown' ELSE year(signed_on) || 'Q' || quarter(signed_on) END"
    )
    keys = {None: "'all'", "sector": "sector", "size_tier": tier, "signed_quarter": quarter, "park": "park"}
    is_signed = "(signed_on IS NOT NULL OR stage IN ('signed', 'started', 'in_production'))"
    money = ", ".join(f"coalesce(sum({name}), 0)::BIGINT AS {name}" for name in MONEY)
    conditions = {
        "signed": is_signed,
        "performing": f"{is_signed} AND stage <> 'terminated'",
        "building": f"{is_signed} AND stage IN ('started', 'in_production')",
        "producing": f"{is_signed} AND stage = 'in_production'",
        **{f"stage_{s}": f"stage = '{s}'" for s in STAGES},
    }
    counts = ", ".join(f"count(*) FILTER ({c})::BIGINT AS {name}" for name, c in conditions.items())
    parts = {
        "funds_of_contracts": ("funds_to_date", "contract_amount IS NOT NULL"),
        "contracts_of_year": ("contract_amount", f"year(contract_on) = {YEAR}"),
        "new": ("funds_ytd", f"year(signed_on) >= {YEAR}"),
        "carried_over": ("funds_ytd", f"year(signed_on) < {YEAR}"),
        "undated": ("funds_ytd", "signed_on IS NULL"),
    }
    amounts = ", ".join(
        f"coalesce(sum({column}) FILTER ({condition}), 0)::BIGINT AS {name}"
        for name, (column, condition) in parts.items()
    )
    path = (folder / "projects.parquet").as_posix()
    tables: Tables = {}
    for by, key in keys.items():
        columns = f"{key} AS g, count(*)::BIGINT AS projects, {counts}, {money}, {amounts}"
        query = f"SELECT {columns} FROM '{path}' GROUP BY g ORDER BY g"
        total = connection.execute(query).df().set_index("g")
        stages = total[[f"stage_{s}" for s in STAGES]].rename(
            columns=lambda name: name.removeprefix("stage_")
        )
        _tables(tables, by, total, stages)
    return tables


def _tables(tables: Tables, by: str | None, total: pd.DataFrame, stages: pd.DataFrame) -> None:
    """Arrange sums of a grouping as the package's tables are."""
    tables[f"totals {by}"] = total[["projects", "signed", *MONEY]]
    tables[f"stages {by}"] = stages.reindex(columns=list(STAGES), fill_value=0)
    pairs = {
        "performance_rate": ("performing", "signed"),
        "start_rate": ("building", "signed"),
        "production_rate": ("producing", "signed"),
        "funds_rate_cohort": ("funds_of_contracts", "contract_amount"),
        "funds_rate_dynamic": ("funds_ytd", "contracts_of_year"),
    }
    parts = []
    for name, (above, below) in pairs.items():
        part = total[[above, below]].set_axis(["numerator", "denominator"], axis=1)
        part.insert(0, "rate", name)
        part["value"] = part["numerator"] / part["denominator"].where(part["denominator"] != 0)
        parts.append(part)
    tables[f"rates {by}"] = pd.concat(parts).reset_index()
    tables[f"funds {by}"] = total[["new", "carried_over", "undated", "funds_ytd"]]


WAYS: dict[str, Callable[[Path], Tables]] = {"metrics": by_metrics, "pandas": by_pandas, "duckdb": by_duckdb}


def same(one: Tables, other: Tables) -> bool:
    """Whether two ways give the same numbers in every table, 元 by 元."""
    for name, table in one.items():
        numbers = [
            frame.select_dtypes("number").to_numpy(dtype="float64") for frame in (table, other[name])
        ]  # sums of a million projects stay below 2^53 元 × 1
        if not np.array_equal(*numbers, equal_nan=True):
            return False
    return True


def measure(way: str, folder: Path) -> dict[str, float]:
    """Time a way in this process; peak memory above what imports alone take, in MB."""
    process = psutil.Process()
    start = process.memory_info().rss
    seconds, of_processors = [], []
    for _ in range(ROUNDS):
        began, used = perf_counter(), process_time()
        WAYS[way](folder)
        seconds.append(perf_counter() - began)
        of_processors.append(process_time() - used)
    peak = int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024
    return {"seconds": min(seconds), "cpu": min(of_processors), "peak": (peak - start) / 1e6}


def measured_apart(way: str, folder: Path) -> dict[str, float]:
    """Measure a way in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.ledger_size", way, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def compared(folder: Path, projects: int) -> pd.DataFrame:
    """Make a ledger of this size; return seconds and memory of each way and the size of the frame."""
    parameters = Parameters(first_year=YEAR - YEARS + 1, last_year=YEAR, projects=projects)
    began = perf_counter()
    _, payments, _ = write_parquet(folder, parameters, seed=SEED)
    seconds = perf_counter() - began
    results = [way(folder) for way in WAYS.values()]
    agree = all(same(results[0], other) for other in results[1:])
    frame = pd.read_parquet(folder / "projects.parquet", columns=list(NEEDED))
    size = frame.memory_usage(deep=True).sum() / 1e6
    rows = [[projects, way, *measured_apart(way, folder).values(), size, agree] for way in WAYS]
    number = len(pd.read_parquet(payments, columns=["amount"]))
    print(f"{projects} projects, {number} payments drawn and written in {seconds:.1f} s")
    return pd.DataFrame(
        rows, columns=["projects", "way", "seconds", "CPU s", "peak MB", "frame MB", "same sums"]
    )


def main() -> None:
    """Print the table, the ratios, the growth with size, and the time to check a workbook of 20,000 rows."""
    with tempfile.TemporaryDirectory() as scratch:
        small = compared(Path(scratch) / "small", PROJECTS // 10)
        large = compared(Path(scratch) / "large", PROJECTS)
        funds(Path(scratch) / "large")
    table = pd.concat([small, large], ignore_index=True)
    print(table.to_string(index=False, float_format=lambda x: f"{x:.2f}"))
    by = large.set_index("way")
    for other, aim in (("pandas", 1.2), ("duckdb", 3)):
        seconds, cpu = (by.loc["metrics", of] / by.loc[other, of] for of in ("seconds", "CPU s"))
        print(f"metrics / {other}: seconds {seconds:.2f}, CPU {cpu:.2f} (aim {aim})")
    print(f"peak / frame {by.loc['metrics', 'peak MB'] / by.loc['metrics', 'frame MB']:.2f} (aim 2.5)")
    of_tenth = small.set_index("way").loc["metrics"]
    seconds, cpu = (by.loc["metrics", of] / of_tenth[of] for of in ("seconds", "CPU s"))
    print(f"ten times the rows: seconds × {seconds:.1f}, CPU × {cpu:.1f}")
    workbook()


def funds(folder: Path) -> None:
    """Add up all payments, show the time and compare with the ledger's funds to date."""
    began = perf_counter()
    query = f"SELECT sum(amount)::BIGINT FROM '{(folder / 'payments.parquet').as_posix()}'"
    paid = duckdb.connect().execute(query).fetchall()[0][0]
    ledger = int(
        pd.read_parquet(folder / "projects.parquet", columns=["funds_to_date"])["funds_to_date"].sum()
    )
    print(f"payments add up to the ledger's funds to date: {paid == ledger} ({perf_counter() - began:.1f} s)")


def workbook(rows: int = 20_000) -> None:
    """Check a workbook of many rows and show the time."""
    from datetime import date

    from jjinvest.ledger.reader.headed_columns.headers import load_spellings
    from jjinvest.ledger.validation.validate import validate
    from jjinvest.synthetic.simulate import simulate
    from jjinvest.synthetic.workbooks import draw_style, to_xlsx, type_ledger

    district = simulate(Parameters(projects=rows), seed=SEED)
    rng = np.random.default_rng(SEED)
    sheet = type_ledger(
        district.projects, draw_style(rng, plain=True), rng, month=f"{YEAR}-12", place="合成区"
    )
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "large.xlsx"
        path.write_bytes(to_xlsx(sheet))
        began, used = perf_counter(), process_time()
        result = validate(path, load_spellings(), today=date(YEAR + 1, 1, 6))
        took, cpu = perf_counter() - began, process_time() - used
        print(f"workbook of {len(result.rows)} rows checked in {took:.1f} s, {cpu:.1f} s of CPU")


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
