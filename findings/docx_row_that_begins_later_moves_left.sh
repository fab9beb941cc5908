#!/usr/bin/env bash
# A row of a Word table may begin at a later column (w:gridBefore, as Word writes it when the first cells of a row are
# deleted): amounts of 2022 and 2023 without an area and without 2021. mammoth 1.13.0 (to HTML) and docx2python 3.7.1 give
# the two amounts as the first two cells, under "area" and "2021"; row.cells of python-docx 1.2.0 does so too, and says
# in grid_cols_before how many are left out.
# Guess before the run: two empty cells first, or a cell that spans two columns.
# Seen:  mammoth ['5', '6'] docx2python ['5', '6'] python-docx ['5', '6'] left out 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check python-docx==1.2.0 mammoth==1.13.0 \
    docx2python==3.7.1
cat > "$folder/seen.py" <<'PY'
import re
import sys

import docx
import mammoth
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx2python import docx2python

path = sys.argv[1]
document = docx.Document()
table = document.add_table(rows=0, cols=4)
for values in (["area", "2021", "2022", "2023"], ["A", "1", "2", "3"], ["B", "4", "5", "6"]):
    for cell, value in zip(table.add_row().cells, values):
        cell.text = value
row = table.rows[2]._tr
for cell in row.tc_lst[:2]:
    row.remove(cell)
row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="2"/>'))
document.save(path)

with open(path, "rb") as stream:
    page = mammoth.convert_to_html(stream).value
with docx2python(path) as whole:
    text = [[cell[0] for cell in cells] for cells in whole.body[0]]
last = docx.Document(path).tables[0].rows[2]
seen = {
    "mammoth": re.findall(r"<td><p>(.*?)</p></td>", page.split("<tr>")[-1]),
    "docx2python": text[-1],
    "python-docx": [cell.text for cell in last.cells],
}
print(*(f"{name} {cells}" for name, cells in seen.items()), "left out", last.grid_cols_before)
assert all(cells == ["5", "6"] for cells in seen.values()), seen
assert "colspan" not in page and last.grid_cols_before == 2, page
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" "$folder/table.docx"
