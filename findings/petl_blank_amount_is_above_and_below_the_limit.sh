#!/usr/bin/env bash
# petl 1.7.30 (extracts of tables): projects with 5, 12, no amount and 1088 in a CSV. As read, all four are above 10, also the one of 5.
# With convertnumbers the one without an amount is above 10 and the largest of all; with its blank made None it is below 10. Where
# kinds are mixed, None is below all numbers and any text above them, and numbers as read are text. Nothing is said.
# Guess before the run: an error for text against a number; the project without an amount is neither above nor below.
# Seen:  as read above a b c d, below none, largest a; as numbers above b c d, below a, largest c;
#        blank as None above b d, below a c, largest d
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile petl==1.7.30
cat > seen.py <<'PY'
from pathlib import Path

import petl

Path("amounts.csv").write_text("project,amount\na,5\nb,12\nc,\nd,1088\n", encoding="utf-8")
text = petl.fromcsv("amounts.csv")
numbers = petl.convertnumbers(text)
unknown = petl.replace(numbers, "amount", "", None)


def names(table: petl.Table) -> str:
    """Return the projects of a table."""
    return " ".join(row[0] for row in petl.data(table)) or "none"


def line(what: str, table: petl.Table) -> str:
    """Return which projects are above and below ten, and which is the largest."""
    above, below = petl.selectgt(table, "amount", 10), petl.selectlt(table, "amount", 10)
    largest = names(petl.head(petl.sort(table, "amount", reverse=True), 1))
    return f"{what} above {names(above)}, below {names(below)}, largest {largest}"


seen = "; ".join([line("as read", text), line("as numbers", numbers), line("blank as None", unknown)])
print(seen)
assert seen == (
    "as read above a b c d, below none, largest a; as numbers above b c d, below a, largest c; "
    "blank as None above b d, below a c, largest d"
), seen
PY
venv/bin/python -W ignore seen.py
