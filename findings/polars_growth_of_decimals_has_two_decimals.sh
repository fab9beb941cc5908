#!/usr/bin/env bash
# polars 2.1.0: amounts with two decimals come as Decimal from a database or a Parquet file. Dividing Decimals keeps their
# two decimals: growth from 102.74 to 108.80 is 0.06, so 6.00 %. The order of the same formula decides: (a - b) * 100 / b is
# 5.90, (a - b) / b * 100 is 6.00, which looks as exact as any other figure; a product loses its digits too. The same
# expression in polars' own SQL and in DuckDB 2.0.1 has them.
# Guess before the run: 5.90 from all of them; a division gives a float or more decimals, as in SQL.
# Seen:  polars 6.00 or 5.90, its SQL 5.90, duckdb 5.90; 102.74 x 1.05 polars 107.88 duckdb 107.8770
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check polars==2.1.0 duckdb==2.0.1
cat > "$folder/seen.py" <<'PY'
from decimal import Decimal

import duckdb
import polars as pl

amounts = pl.DataFrame({"a": [Decimal("108.80")], "b": [Decimal("102.74")], "index": [Decimal("1.05")]})
a, b = pl.col("a"), pl.col("b")
first, then, product = amounts.select(x=(a - b) / b * 100, y=(a - b) * 100 / b, z=b * pl.col("index")).row(0)
sql = pl.SQLContext(t=amounts).execute("SELECT (a - b) / b * 100 AS x FROM t").collect().item()
typed = "SELECT 108.80::DECIMAL(38, 2) AS a, 102.74::DECIMAL(18, 2) AS b, 1.05::DECIMAL(18, 2) AS i"
growth, exact = duckdb.sql(f"SELECT (a - b) / b * 100, b * i FROM ({typed})").fetchall()[0]
print(
    f"polars {first} or {then}, its SQL {sql:.2f}, duckdb {growth:.2f};",
    f"102.74 x 1.05 polars {product} duckdb {exact}",
)
assert (str(first), str(then), f"{sql:.2f}", f"{growth:.2f}") == ("6.00", "5.90", "5.90", "5.90")
assert (str(product), str(exact)) == ("107.88", "107.8770"), (product, exact)
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
