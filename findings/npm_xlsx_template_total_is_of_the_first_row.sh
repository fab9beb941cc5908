#!/usr/bin/env bash
# xlsx-template 1.4.7 (npm; fills workbooks that serve as templates): a template has one row for projects, with their share of the
# total, and the total below it, SUM(B2:B2). Filled with amounts of 10, 20 and 30, the total stands three rows below and is still
# SUM(B2:B2), 10 for 60; the share of the first project is still B2/B$3, half of the second project for a sixth of the total, and
# the other projects have none. Rows inserted by hand move both. ironcalc 0.9.1 calculates what the workbook says.
# Guess before the run: SUM(B2:B4) and B2/B$5 to B4/B$5, or a message that formulas stay as they are.
# Seen:  total SUM(B2:B2) is 10 for 60; shares B2/B$3 is 0.5 for 0.167, None, None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund xlsx-template@1.4.7
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1 ironcalc==0.9.1
cat > seen.py <<'PY'
import subprocess

import ironcalc
import openpyxl
import xlsxwriter

book = xlsxwriter.Workbook("template.xlsx")
sheet = book.add_worksheet("projects")
sheet.write_row("A1", ["area", "amount", "share"])
sheet.write_row("A2", ["${table:project.area}", "${table:project.amount}", "=B2/B$3"])
sheet.write_row("A3", ["total", "=SUM(B2:B2)"])
book.close()
subprocess.run(["node", "fill.mjs"], check=True)
first, second, third, last = openpyxl.load_workbook("filled.xlsx").active["A2:C5"]
model = ironcalc.load_from_xlsx("filled.xlsx", "en", "UTC", "en")
model.evaluate()
amounts = [row[1].value for row in (first, second, third)]
total, share = (model.get_cell_value(0, cell.row, cell.column) for cell in (last[1], first[2]))
seen = (
    f"total {last[1].value[1:]} is {total:g} for {sum(amounts)}; "
    f"shares {first[2].value[1:]} is {share:g} for {amounts[0] / sum(amounts):.3f}, {second[2].value}, {third[2].value}"
)
print(seen)
assert seen == "total SUM(B2:B2) is 10 for 60; shares B2/B$3 is 0.5 for 0.167, None, None", seen
PY
cat > fill.mjs <<'JS'
import { readFileSync, writeFileSync } from "node:fs";
import XlsxTemplate from "xlsx-template";

const template = new XlsxTemplate(readFileSync("template.xlsx"));
template.substitute("projects", {
  project: [["A", 10], ["B", 20], ["C", 30]].map(([area, amount]) => ({ area, amount })),
});
writeFileSync("filled.xlsx", template.generate({ type: "nodebuffer" }));
JS
venv/bin/python -W ignore seen.py 2> log | tail -1
