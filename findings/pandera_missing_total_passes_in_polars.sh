#!/usr/bin/env bash
# pandera 0.35.0 (pandas 3.1.1, polars 1.44.2) and dataframely 3.1.2: the rule that a total is the sum of its two areas, the
# column of totals may be empty. A wrong total fails in all three. A missing one fails in pandera on pandas, passes in
# pandera on polars and in dataframely, where even a table without any total is valid: the same check of the same rows has
# another verdict with another frame.
# Guess before the run: one verdict from both of pandera's backends.
# Seen:  (pandas, polars, dataframely) wrong total (False, False, False); a total missing (False, True, True); none the same
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  pandera==0.35.0 pandas==3.1.1 polars==1.44.2 dataframely==3.1.2
cat > "$folder/seen.py" <<'PY'
import dataframely as dy
import pandas as pd
import pandera.pandas as of_pandas
import pandera.polars as of_polars
import polars as pl


class Areas(dy.Schema):
    total = dy.Float64(nullable=True)
    east = dy.Float64()
    west = dy.Float64()

    @dy.rule()
    def adds_up(cls) -> pl.Expr:
        return cls.total.col == cls.east.col + cls.west.col


first = of_pandas.DataFrameSchema(
    {"total": of_pandas.Column(float, nullable=True)},
    checks=of_pandas.Check(lambda data: data.total == data.east + data.west),
)
second = of_polars.DataFrameSchema(
    {"total": of_polars.Column(float, nullable=True)},
    checks=of_polars.Check(
        lambda data: data.lazyframe.select(pl.col("total") == pl.col("east") + pl.col("west"))
    ),
)


def passes(schema, frame):
    try:
        schema.validate(frame)
    except (of_pandas.errors.SchemaError, of_polars.errors.SchemaError):
        return False
    return True


def verdicts(totals):
    rows = {"total": totals, "east": [10.0] * 3, "west": [20.0] * 3}
    table = pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.Float64))
    return passes(first, pd.DataFrame(rows).astype(float)), passes(second, table), Areas.is_valid(table)


seen = {
    "whole": verdicts([30.0, 30.0, 30.0]),
    "wrong total": verdicts([30.0, 31.0, 30.0]),
    "a total missing": verdicts([30.0, None, 30.0]),
    "none": verdicts([None, None, None]),
}
print("(pandas, polars, dataframely)", "; ".join(f"{name} {passed}" for name, passed in seen.items()))
assert seen["whole"] == (True, True, True), seen
assert seen["wrong total"] == (False, False, False), seen
assert seen["a total missing"] == seen["none"] == (False, True, True), seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
