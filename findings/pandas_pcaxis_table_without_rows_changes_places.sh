#!/usr/bin/env bash
# A PC-Axis table (.px) may have all its variables in the heading and none in the rows (no STUB). pandas-pcaxis 0.2 then
# takes the variable that looks like years as rows, but cuts the figures as they stand: foreign investment of 2022 (12)
# comes out as domestic of 2021, domestic of 2022 (22) as foreign of 2023. No warning. pyaxis 0.4.3 reads the same file as
# the format says: the last variable runs fastest. With "year" before "kind" both are right.
# Guess before the run: the same table from both.
# Seen:  pyaxis foreign 11 12 13, domestic 21 22 23; pandas-pcaxis foreign 11 13 22, domestic 12 21 23
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pandas-pcaxis==0.2 pyaxis==0.4.3 \
    lark-parser==0.12.0 requests==2.32.5 pandas==2.3.3 numpy==2.3.5
cat > "$folder/seen.py" <<'PY'
import sys

from pandas_pcaxis import PxParser
from pyaxis import pyaxis

PX = """CHARSET="ANSI";
AXIS-VERSION="2013";
MATRIX="INV";
SUBJECT-AREA="Investment";
SUBJECT-CODE="INV";
TITLE="Amount by kind and year";
CONTENTS="Amount";
UNITS="100 million yuan";
DECIMALS=0;
HEADING="kind","year";
VALUES("kind")="foreign","domestic";
VALUES("year")="2021","2022","2023";
DATA=
11 12 13 21 22 23 ;
"""
with open(sys.argv[1], "w") as stream:
    stream.write(PX)
KINDS = "foreign", "domestic"
rows = pyaxis.parse(sys.argv[1], encoding="ascii")["DATA"]
table = PxParser().parse(PX).to_df()
seen = {
    "pyaxis": {kind: [int(value) for value in rows.loc[rows["kind"] == kind, "DATA"]] for kind in KINDS},
    "pandas-pcaxis": {kind: table[kind].tolist() for kind in KINDS},
}
for name, kinds in seen.items():
    print(name, ", ".join(f"{kind} {' '.join(map(str, values))}" for kind, values in kinds.items()))
assert seen["pyaxis"] == {"foreign": [11, 12, 13], "domestic": [21, 22, 23]}, seen
assert seen["pandas-pcaxis"] == {"foreign": [11, 13, 22], "domestic": [12, 21, 23]}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" "$folder/table.px" | paste -sd ';' | sed 's/;/; /'
