#!/usr/bin/env bash
# quantulum3 0.10.0 (without its optional classifier): amounts in English sentences on investment. The scale word goes to
# the second number only and the two are then joined: "10-20 million yuan" is 30,000,000; "10 to 20 million yuan" is
# 10,000,005 with an uncertainty of 9,999,995, the middle of 10 and 20,000,000. "half a billion yuan" is 1.5 billion,
# while "half billion yuan" is right, and "minus 5.9 percent" is +5.9.
# Expected: 15,000,000 +- 5,000,000 for both ranges, 0.5 billion, -5.9.
# Seen:  10-20 million yuan: 30000000.0; 10 to 20 million yuan: 10000005.0; half a billion yuan: 1500000000.0; ... 5.9
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    quantulum3==0.10.0 inflect==7.6.0 num2words==0.5.14
cat > "$folder/seen.py" <<'PY'
from quantulum3 import parser

expected = {
    "20 million yuan": [(20e6, None)],
    "10-20 million yuan": [(30e6, None)],
    "10 to 20 million yuan": [(10_000_005.0, 9_999_995.0)],
    "half billion yuan": [(0.5e9, None)],
    "half a billion yuan": [(1.5e9, None)],
    "-5.9 percent": [(-5.9, None)],
    "minus 5.9 percent": [(5.9, None)],
}
seen = {text: [(found.value, found.uncertainty) for found in parser.parse(text)] for text in expected}
print("; ".join(f"{text}: {found}" for text, found in seen.items()))
assert seen == expected, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
