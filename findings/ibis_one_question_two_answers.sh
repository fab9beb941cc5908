#!/usr/bin/env bash
# ibis 12.0.0: one expression for many engines. Eight projects are asked the same in SQLite and in polars 1.33.1: how many
# firms invest (three projects name none), the amounts rounded to one decimal, their sum in yuan (32-bit whole numbers), and
# what is left of -7 by 3 (a quarter counted backwards). polars counts "no firm" as a firm, rounds halves to even, lets the
# sum overflow and gives the remainder of Python; SQLite does none of it. Neither engine says anything.
# Guess before the run: the same answers, as the page on expressions promises one meaning; the sum is 2288000021.
# Seen:  sqlite 4 firms, 0.3 and 2.4, 2288000021, -1; polars 5 firms, 0.2 and 2.4, -2006967275, 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    'ibis-framework[polars,sqlite]==12.0.0' sqlglot==30.30.0 polars==1.33.1 pandas==3.0.6 numpy==2.4.6 pyarrow==26.0.1
cat > "$folder/seen.py" <<'PY'
import ibis
import pyarrow

firms = pyarrow.array(["A", "B", None, "C", None, "D", None, "D"])
amounts = pyarrow.array([1_088_000_000, 1_200_000_000, 1, 2, 3, 4, 5, 6], pyarrow.int32())
projects = ibis.memtable(pyarrow.table({"firm": firms, "amount": amounts}))
questions = (
    projects.firm.nunique(),
    ibis.literal(0.25).round(1),
    ibis.literal(2.35).round(1),
    projects.amount.sum(),
    ibis.literal(-7) % 3,
)
seen = []
for name, engine in (("sqlite", ibis.sqlite.connect()), ("polars", ibis.polars.connect())):
    count, half, other, total, rest = (engine.execute(question) for question in questions)
    seen.append(f"{name} {count} firms, {half:g} and {other:g}, {total}, {rest}")
print("; ".join(seen))
assert seen[0] == "sqlite 4 firms, 0.3 and 2.4, 2288000021, -1", seen
assert seen[1] == "polars 5 firms, 0.2 and 2.4, -2006967275, 2", seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
