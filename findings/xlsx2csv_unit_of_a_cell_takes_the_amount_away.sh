#!/usr/bin/env bash
# xlsx2csv 0.8.6 (workbooks to CSV): a clerk formats amounts so that their unit is shown behind them, here m for million. Of
# 12.5 with the format 0.0\m, as Excel stores a single letter, the CSV has 0.001, a figure that is nowhere in the workbook; with
# 0.0"m" or 0.0" days" it has the format with a month or a day in it, and no amount: the letters are taken for those of a date.
# pylightxl 1.61 makes a day of January 1900 of the days. openpyxl 3.1.5 and python-calamine 0.9.1 read 12.5 in every cell.
# Guess before the run: 12.5 in every cell; at worst the text that Excel shows, 12.5m.
# Seen:  xlsx2csv 0.001 | 0.0"01" | 0.0" 11ays"; pylightxl 12.5 | 12.5 | 1900/01/11 12:00:00; others 12.5 | 12.5 | 12.5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check \
    xlsx2csv==0.8.6 pylightxl==1.61 openpyxl==3.1.5 python-calamine==0.9.1 xlsxwriter==3.3.1
cat > seen.py <<'PY'
import csv
import subprocess
import sys
from pathlib import Path

import openpyxl
import pylightxl
import xlsxwriter
from python_calamine import CalamineWorkbook

FORMATS = (r"0.0\m", '0.0"m"', '0.0" days"')
book = xlsxwriter.Workbook("amounts.xlsx")
sheet = book.add_worksheet("amounts")
for row, shown in enumerate(FORMATS):
    sheet.write_number(row, 0, 12.5, book.add_format({"num_format": shown}))
book.close()
tool = Path(sys.executable).with_name("xlsx2csv")
table = subprocess.run([tool, "amounts.xlsx"], check=True, capture_output=True, text=True).stdout
by_openpyxl = [cell for (cell,) in openpyxl.load_workbook("amounts.xlsx").active.values]
by_calamine = [cell for (cell,) in CalamineWorkbook.from_path("amounts.xlsx").get_sheet_by_index(0).to_python()]
xlsx2csv = " | ".join(line[0] for line in csv.reader(table.splitlines()))
light = " | ".join(str(cell) for (cell,) in pylightxl.readxl("amounts.xlsx").ws("amounts").rows)
print(f"xlsx2csv {xlsx2csv}; pylightxl {light}; others {' | '.join(map(str, by_openpyxl))}")
assert xlsx2csv == '0.001 | 0.0"01" | 0.0" 11ays"', xlsx2csv
assert light == "12.5 | 12.5 | 1900/01/11 12:00:00", light
assert by_openpyxl == by_calamine == [12.5] * 3, (by_openpyxl, by_calamine)
PY
venv/bin/python -W ignore seen.py
