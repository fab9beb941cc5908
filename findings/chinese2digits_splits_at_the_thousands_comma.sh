#!/usr/bin/env bash
# chinese2digits 6.0.2: numbers in a sentence of a bulletin. A thousands comma ends the number, and what follows is
# read with its unit: 1,088亿元 becomes 1 and 8,800,000,000, though 1088亿元 is right. A mixed 1亿2千万 becomes two
# numbers where 一亿二千万 is one, 三成 (30 percent) is 3, and 十几亿 (between 1.1 and 2 billion) is 10.
# Guess before the run: 108,800,000,000 with and without the comma.
# Seen:  1088亿元 ['108800000000']; 1,088亿元 ['1', '8800000000']; 1亿2千万 ['100000000', '20000000']; …
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check chinese2digits==6.0.2
cat > "$folder/seen.py" <<'PY'
import chinese2digits

expected = {
    "1088亿元": ["108800000000"],
    "1,088亿元": ["1", "8800000000"],
    "一亿二千万": ["120000000"],
    "1亿2千万": ["100000000", "20000000"],
    "三成": ["3"],
    "十几亿": ["10"],
}
seen = {text: chinese2digits.takeNumberFromString(text)["digitsStringList"] for text in expected}
print("; ".join(f"{text} {numbers}" for text, numbers in seen.items()))
assert seen == expected, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
