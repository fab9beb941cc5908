#!/usr/bin/env bash
# polars 2.1.0: two projects of 1,088,000,000 and 1,200,000,000 yuan, from a Parquet file of 32-bit whole numbers, in which
# each has its place (what databases call INTEGER, and R's whole numbers). Their sum is -2,006,967,296, without a word, also
# by group, cumulated and across columns; from 16-bit numbers the sum is made in 64 bits. The mean of the same column is
# right, so that sum and mean times number differ. DuckDB 2.0.1 on the same file has the sum.
# Guess before the run: 2,288,000,000, as sums of the smaller kinds of numbers are widened.
# Seen:  sum -2006967296, by group -2006967296, mean x 2 2288000000, duckdb 2288000000; 16 bits 60000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check polars==2.1.0 duckdb==2.0.1
cat > seen.py <<'PY'
import duckdb
import polars as pl

duckdb.sql("COPY (SELECT 'A' AS area, unnest([1088000000, 1200000000]) AS amount) TO 'projects.parquet'")
projects = pl.read_parquet("projects.parquet")
assert projects.schema["amount"] == pl.Int32, projects.schema
total = projects["amount"].sum()
by_group = projects.group_by("area").agg(pl.col("amount").sum())["amount"].item()
mean = projects["amount"].mean() * 2
database = duckdb.sql("SELECT sum(amount) FROM 'projects.parquet'").fetchall()[0][0]
small = pl.Series([30_000, 30_000], dtype=pl.Int16).sum()
print(f"sum {total}, by group {by_group}, mean x 2 {mean:.0f}, duckdb {database}; 16 bits {small}")
assert total == by_group == projects["amount"].cum_sum()[-1] == 1_088_000_000 + 1_200_000_000 - 2**32, (total, by_group)
assert (mean, database, small) == (2_288_000_000, 2_288_000_000, 60_000), (mean, database, small)
PY
venv/bin/python -W ignore seen.py
