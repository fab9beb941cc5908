#!/usr/bin/env bash
# pycel 1.0b30 calculates workbooks without Excel. Of the amounts 12.5, 8, -5.9, a blank and a 59.3 kept as text, the largest is
# 12.5 and the second largest is 12.5 too: LARGE counts the text, MAX does not. A month after 31 January 2023 (EDATE) is 3 March,
# where Excel stays at the end of February. FLOOR(0.3, 0.1), the steps of a scale, is 0.2. ironcalc 0.9.1 calculates the same
# workbook as the descriptions of these functions say: 8, 28 February, 0.3.
# Guess before the run: what ironcalc gives; a test for FLOOR within the last digits, as Excel has it.
# Seen:  pycel max 12.5 second 12.5, 2023-03-03, 0.2; ironcalc max 12.5 second 8, 2023-02-28, 0.3
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pycel==1.0b30 openpyxl==3.1.5 numpy==2.4.6 ironcalc==0.9.1
cat > seen.py <<'PY'
from datetime import date, timedelta

import ironcalc
import openpyxl
from pycel import ExcelCompiler

FORMULAS = ("MAX(A1:A5)", "LARGE(A1:A5,2)", "EDATE(DATE(2023,1,31),1)", "FLOOR(0.3,0.1)")
book = openpyxl.Workbook()
sheet = book.active
for row, amount in enumerate((12.5, 8, -5.9, None, "59.3"), 1):
    sheet.cell(row, 1, amount)
for row, formula in enumerate(FORMULAS, 1):
    sheet.cell(row, 2, f"={formula}")
book.save("amounts.xlsx")


def shown(values: list[float]) -> str:
    """Return the four results; a date is a number of days, as in workbooks."""
    highest, second, day, step = values
    return f"max {highest:g} second {second:g}, {date(1899, 12, 30) + timedelta(days=int(day))}, {step:g}"


compiler = ExcelCompiler("amounts.xlsx")
by_pycel = shown([float(compiler.evaluate(f"Sheet!B{row}")) for row in range(1, 5)])
model = ironcalc.load_from_xlsx("amounts.xlsx", "en", "UTC", "en")
model.evaluate()
by_ironcalc = shown([float(model.get_cell_value(0, row, 2)) for row in range(1, 5)])
print(f"pycel {by_pycel}; ironcalc {by_ironcalc}")
assert by_pycel == "max 12.5 second 12.5, 2023-03-03, 0.2", by_pycel
assert by_ironcalc == "max 12.5 second 8, 2023-02-28, 0.3", by_ironcalc
PY
venv/bin/python -W ignore seen.py
