#!/usr/bin/env bash
# python-stdnum 2.2, unified social credit codes of China (GB 32100-2015 with its amendment). The first place names the
# registering department: 1 to 9, or a letter, as N (agriculture: collective economic organisations of villages), A (army)
# and Y (others). Codes with a letter there are refused as a wrong format though their check digit is right, while 0,
# which is no department, is valid. A village collective that invests is an error in the list instead of an investor.
# Guess before the run: the letters of the standard are accepted, as they are in the organisation code.
# Seen:  9 valid; 5 valid; N InvalidFormat; A InvalidFormat; Y InvalidFormat; 0 valid
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check python-stdnum==2.2
cat > "$folder/seen.py" <<'PY'
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

seen = {}
for department in "95NAY0":
    body = f"{department}2500116MF1234567"[:17]
    code = body + uscc.calc_check_digit(body)
    try:
        uscc.validate(code)
        seen[department] = "valid"
    except ValidationError as error:
        seen[department] = type(error).__name__
print("; ".join(f"{department} {answer}" for department, answer in seen.items()))
assert seen == {
    "9": "valid",
    "5": "valid",
    "N": "InvalidFormat",
    "A": "InvalidFormat",
    "Y": "InvalidFormat",
    "0": "valid",
}, seen
PY
"$folder/venv/bin/python" "$folder/seen.py"
