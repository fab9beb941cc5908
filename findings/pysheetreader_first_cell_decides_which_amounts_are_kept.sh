#!/usr/bin/env bash
# pysheetreader 0.0.1 (fast reader of xlsx): the first cell below the header decides what a column holds, and whatever is
# of another kind is gone, without a word. Where the first project's amount is 待定 (not yet known), the amounts 350 and
# 1088.5 of the others are None; a project code entered as a number below one entered as text is None, too.
# Guess before the run: a column of mixed kinds keeps each value, as with pandas or calamine.
# Seen:  amounts ['待定', None, None] codes ['0601', None, None]; in other order amounts [350.0, 1088.5, nan]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pysheetreader==0.0.1 xlsxwriter==3.2.9 numpy==2.3.5
cat > "$folder/seen.py" <<'PY'
import sys

import pysheetreader
import xlsxwriter


def read(values):
    with xlsxwriter.Workbook(sys.argv[1]) as book:
        sheet = book.add_worksheet("projects")
        for number, row in enumerate([("project", "value"), *zip("ABC", values)]):
            sheet.write_row(number, 0, row)
    return pysheetreader.read_xlsx(sys.argv[1])[0]["value"].tolist()


amounts, codes, other = read(["待定", 350, 1088.5]), read(["0601", 602, 603]), read([350, 1088.5, "待定"])
print(f"amounts {amounts} codes {codes}; in other order amounts {other}")
assert amounts == ["待定", None, None], amounts
assert codes == ["0601", None, None], codes
assert other[:2] == [350.0, 1088.5] and other[2] != other[2], other
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" "$folder/projects.xlsx"
