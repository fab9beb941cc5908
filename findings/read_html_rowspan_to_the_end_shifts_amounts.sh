#!/usr/bin/env bash
# rowspan="0" is a cell that reaches to the end of the body of a table (HTML standard, table model). An area over three
# kinds, each with an amount: pandas.read_html (3.0.6) takes it for one row, so that "other" and "rest" become areas, 5 and
# 7 become kinds and the column of amounts adds up to 10. html-table-extractor 1.4.1 puts the next row into the cells of the
# first. html-table-takeout 1.1.2 is right: 22.
# Guess before the run: the area in all three rows, 22 in all.
# Seen:  pandas [['North', 'new', '10.0'], ['other', '5', 'nan'], ['rest', '7', 'nan']]; extractor [['other', 'new', '10',
#        '5'], ['rest', '7']]; takeout [['North', 'new', '10'], ['North', 'other', '5'], ['North', 'rest', '7']]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pandas==3.0.6 lxml==6.1.3 \
    html-table-extractor==1.4.1 html-table-takeout==1.1.2
cat > "$folder/seen.py" <<'PY'
import csv
import io

import html_table_takeout
import pandas
from html_table_extractor.extractor import Extractor

rows = '<td rowspan="0">North</td><td>new</td><td>10</td>', "<td>other</td><td>5</td>", "<td>rest</td><td>7</td>"
head = "<thead><tr><th>area</th><th>kind</th><th>agreed</th></tr></thead>"
page = f"<table>{head}<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"
extractor = Extractor(page)
extractor.parse()
taken = html_table_takeout.parse_html(page)[0].to_csv()
seen = {
    "pandas": pandas.read_html(io.StringIO(page))[0].map(str).to_numpy().tolist(),
    "extractor": extractor.return_list()[1:],
    "takeout": [row for row in csv.reader(io.StringIO(taken)) if row][1:],
}
print("; ".join(f"{name} {table}" for name, table in seen.items()))
assert seen["pandas"] == [["North", "new", "10.0"], ["other", "5", "nan"], ["rest", "7", "nan"]], seen
assert seen["extractor"] == [["other", "new", "10", "5"], ["rest", "7"]], seen
assert seen["takeout"] == [["North", "new", "10"], ["North", "other", "5"], ["North", "rest", "7"]], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
