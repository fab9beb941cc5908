#!/usr/bin/env bash
# xlsx2html 0.6.4 with openpyxl 3.1.5 ("keep cell formatting"): amounts published as a page. A format that scales,
# 0.00,, (millions) or 0.0, (thousands), shows the amount unscaled; 0.0"%" (5.9 with a percent sign behind it) shows
# 590.0"%"; a number in a cell of format @ (text) keeps one digit: 1,234,567.891 is 1000000; with a condition in the
# format the amount is written into it. No error.
# Guess before the run: as Excel: 1.23; 1234.6; 5.9%; 1234567.891; 123.5万.
# Seen:  0.00,, 1234567.89; 0.0, 1234567.9; 0.0"%" 590.0"%"; @ 1000000; [>=10000]0\.0,"万";0 [>=1234568]0.0,"万"
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check xlsx2html==0.6.4 openpyxl==3.1.5
cat > "$folder/seen.py" <<'PY'
import io
import re

from openpyxl import Workbook
from xlsx2html import xlsx2html

cells = {"0.00,,": 1234567.891, "0.0,": 1234567.891, '0.0"%"': 5.9, "@": 1234567.891, '[>=10000]0\\.0,"万";0': 1234567.891}
workbook = Workbook()
for row, (code, value) in enumerate(cells.items(), 1):
    workbook.active.cell(row, 1, value).number_format = code
file, page = io.BytesIO(), io.StringIO()
workbook.save(file)
file.seek(0)
xlsx2html(file, page, locale="zh")
shown = [text.strip() for text in re.findall(r"<td[^>]*>(.*?)</td>", page.getvalue(), re.DOTALL)]
seen = dict(zip(cells, shown, strict=True))
print("; ".join(f"{code} {text}" for code, text in seen.items()))
assert list(seen.values())[:4] == ["1234567.89", "1234567.9", '590.0"%"', "1000000"], seen
assert "1234568" in shown[4] and "123.5" not in shown[4], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
