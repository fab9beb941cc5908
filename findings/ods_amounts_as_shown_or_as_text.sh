#!/usr/bin/env bash
# An .ods sheet stores an amount and the text shown for it. Three amounts: 1088.5 yuan as currency (¥1,088.50), the
# number 123456789 in a format of millions (123.46), and 12.345 shown as 12. tablib 3.10.0 reads what is shown, as numbers
# where it can: 123.46 and 12.0, a millionth without a word. pyexcel-ods3 0.6.1 makes text of the currency cell, '1088.5
# CNY', which a sum of numbers leaves out. pandas 3.0.6 with odfpy, and python-calamine 0.9.1, give the stored amounts.
# Guess before the run: the stored amounts from all.
# Seen:  tablib ['¥1,088.50', 123.46, 12.0]; pyexcel-ods3 ['1088.5 CNY', 123456789, 12.345]; pandas [1088.5, ...]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check tablib==3.10.0 odfpy==1.4.1 \
    pyexcel-ods3==0.6.1 pandas==3.0.6 python-calamine==0.9.1
cat > "$folder/seen.py" <<'PY'
import sys

import pandas
import pyexcel_ods3
import python_calamine
import tablib
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

path = sys.argv[1]
document, sheet = OpenDocumentSpreadsheet(), Table(name="amounts")
for shown, stored in (
    ("amount", {"valuetype": "string"}),
    ("¥1,088.50", {"valuetype": "currency", "value": "1088.5", "currency": "CNY"}),
    ("123.46", {"valuetype": "float", "value": "123456789"}),
    ("12", {"valuetype": "float", "value": "12.345"}),
):
    row, cell = TableRow(), TableCell(**stored)
    cell.addElement(P(text=shown))
    row.addElement(cell)
    sheet.addElement(row)
document.spreadsheet.addElement(sheet)
document.save(path)

with open(path, "rb") as stream:
    shown = tablib.Dataset().load(stream.read(), format="ods")["amount"]
text = [row[0] for row in pyexcel_ods3.get_data(path)["amounts"][1:]]
stored = pandas.read_excel(path, engine="odf")["amount"].tolist()
also = [row[0] for row in python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]]
print(f"tablib {shown}; pyexcel-ods3 {text}; pandas {stored}; calamine {also}")
assert shown == ["¥1,088.50", 123.46, 12.0], shown
assert text == ["1088.5 CNY", 123456789, 12.345], text
assert stored == also == [1088.5, 123456789.0, 12.345], (stored, also)
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" "$folder/amounts.ods"
