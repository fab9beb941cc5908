#!/usr/bin/env bash
# polars 2.1.0 with XlsxWriter 3.3.1: a table of amounts is written with the totals that write_excel offers for rows and columns.
# Read again, by polars (fastexcel 0.21.0) or by pandas 3.1.1 (openpyxl 3.1.5), all totals are 0, for 1100 and 1091.5. They are
# formulas, kept beside a result that was never calculated and is written as the number 0; a cell without a result would
# be read as nothing. A program that calculates when it opens the file, such as Excel, shows the right totals.
# Guess before the run: the totals, as all numbers are known; or nothing in their place.
# Seen:  polars 1088 3.5 0, 12 1 0, 0 0 0; pandas 1088 3.5 0, 12 1 0, 0 0 0; for 1088 3.5 1091.5, 12 1 13, 1100 4.5 1104.5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
    polars==2.1.0 XlsxWriter==3.3.1 fastexcel==0.21.0 pandas==3.1.1 openpyxl==3.1.5 numpy==2.4.6
cat > seen.py <<'PY'
import pandas
import polars

parts = polars.DataFrame({"area": ["east", "west"], "domestic": [1088, 12], "foreign": [3.5, 1.0]})
parts.write_excel("totals.xlsx", column_totals=True, row_totals=True)


def numbers(rows: list) -> str:
    """Return the numbers of a table in one line."""
    return ", ".join(" ".join(f"{value:g}" for value in row[1:]) for row in rows)


across = parts.with_columns(total=polars.col("domestic") + polars.col("foreign"))
right = [*across.rows(), ("", *across.drop("area").sum().row(0))]
seen = (
    f"polars {numbers(polars.read_excel('totals.xlsx').rows())}; "
    f"pandas {numbers(pandas.read_excel('totals.xlsx').to_numpy().tolist())}; for {numbers(right)}"
)
print(seen)
assert seen == (
    "polars 1088 3.5 0, 12 1 0, 0 0 0; pandas 1088 3.5 0, 12 1 0, 0 0 0; for 1088 3.5 1091.5, 12 1 13, 1100 4.5 1104.5"
), seen
PY
venv/bin/python -W ignore seen.py
