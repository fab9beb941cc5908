#!/usr/bin/env bash
# formulas 1.3.4 (calculates workbooks in Python): a column in which amounts are text, as hand-filled ledgers have them.
# SUM over the cells 10, "20" (text) is 30 and COUNT is 2, where Excel, WPS and LibreOffice skip text in a range: 10 and
# 1. VALUE reads a thousands comma as a date: VALUE("1,088") is 32143, the serial number of 1 January 1988, and
# "1,234.5" and "100,000" are dates too, while "12,500" is #VALUE!.
# Guess before the run: 10 and 1 as in Excel; 1088.
# Seen:  SUM 30.0  COUNT 2  VALUE 1,088: 32143.0; 1,234.5: 85469.0; 100,000: 36526.0; 12,500: #VALUE!
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "formulas[excel]==1.3.4" openpyxl==3.1.5
cat > "$folder/seen.py" <<'PY'
import sys
from pathlib import Path

import formulas
import openpyxl

book = openpyxl.Workbook()
book.active.title = "S"
cells = {"A1": 10, "A2": "20", "B1": "=SUM(A1:A2)", "B2": "=COUNT(A1:A2)"}
texts = ("1,088", "1,234.5", "100,000", "12,500")
for row, text in enumerate(texts, 3):
    cells |= {f"A{row}": text, f"B{row}": f"=VALUE(A{row})"}
for name, value in cells.items():
    book.active[name] = value
path = Path(sys.argv[1]) / "ledger.xlsx"
book.save(path)
results = formulas.ExcelModel().loads(str(path)).finish().calculate()
seen = {key.split("!")[1]: str(cell.value[0, 0]) for key, cell in results.items() if "'!B" in key and ":" not in key}
print("SUM", seen["B1"], " COUNT", seen["B2"], " VALUE", "; ".join(f"{t}: {seen[f'B{r}']}" for r, t in enumerate(texts, 3)))
assert (float(seen["B1"]), float(seen["B2"])) == (30, 2), seen
assert [seen[f"B{row}"] for row in (3, 4, 5, 6)] == ["32143.0", "85469.0", "36526.0", "#VALUE!"], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" "$folder" 2> /dev/null
