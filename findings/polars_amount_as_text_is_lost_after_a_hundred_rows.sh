#!/usr/bin/env bash
# polars 2.1.0 with fastexcel 0.21.0: a workbook of 150 projects of 10 each, one of which has its amount as the text "1,088" or "1088万元".
# In one of the first hundred rows it makes the whole column text, so that a sum is refused. From row 101 on it is no value
# at all, and the sum is 1490 of 149 projects, without a word; the text "1088" there is a number, and the sum is right. The kind of a
# column is taken from its first hundred rows, and what does not fit later is dropped. With infer_schema_length=None it is text.
# Guess before the run: text, as in the first rows, or an error.
# Seen:  1,088 of project 100 as String; 1,088 of project 101 1490 of 149; 1088 of project 101 2578 of 150;
#        1088万元 of project 101 1490 of 149, all rows looked at as String
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
    polars==2.1.0 fastexcel==0.21.0 openpyxl==3.1.5
cat > seen.py <<'PY'
import openpyxl
import polars


def write(place: int, cell: str) -> None:
    """Write 150 projects of 10 each, with another cell for one of them."""
    book = openpyxl.Workbook()
    book.active.append(["project", "amount"])
    for number in range(1, 151):
        book.active.append([f"project {number}", cell if number == place else 10])
    book.save("projects.xlsx")


def amounts(**options: int | None) -> str:
    """Return the sum of the amounts, or how they are kept instead of numbers."""
    column = polars.read_excel("projects.xlsx", **options)["amount"]
    if not column.dtype.is_numeric():
        return f"as {column.dtype}"
    return f"{column.sum()} of {column.len() - column.null_count()}"


def read(place: int, cell: str) -> str:
    """Return the amounts where one project has another cell."""
    write(place, cell)
    return f"{cell} of project {place} {amounts()}"


seen = "; ".join(read(*case) for case in ((100, "1,088"), (101, "1,088"), (101, "1088"), (101, "1088万元")))
seen = f"{seen}, all rows looked at {amounts(infer_schema_length=None)}"
print(seen)
assert seen == (
    "1,088 of project 100 as String; 1,088 of project 101 1490 of 149; 1088 of project 101 2578 of 150; "
    "1088万元 of project 101 1490 of 149, all rows looked at as String"
), seen
PY
venv/bin/python -W ignore seen.py
