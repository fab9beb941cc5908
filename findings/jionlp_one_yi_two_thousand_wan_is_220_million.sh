#!/usr/bin/env bash
# jionlp 1.5.31 (widely used toolkit for Chinese text), parse_money: an amount in figures with two units loses its first
# unit to the next: 1亿2000万元 (120 million) is "accurate" at 220,020,000.00, 3亿5千万元 at 650,000,000, 8万5千元 at 165,000.
# With numerals, 一亿二千万元, or one unit, 1.2亿元, it is right. 半亿元 and 一点二亿元 are refused.
# Guess before the run: 120 million in every way of writing it.
# Seen:  1亿2000万元 220020000.00 1亿2千万元 220000000.00 3亿5千万元 650000000.00 8万5千元 165000.00
#        一亿二千万元 120000000.00 1.2亿元 120000000.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check jionlp==1.5.31
cat > "$folder/seen.py" <<'PY'
import jionlp

expected = {
    "1亿2000万元": "220020000.00",
    "1亿2千万元": "220000000.00",
    "3亿5千万元": "650000000.00",
    "8万5千元": "165000.00",
    "一亿二千万元": "120000000.00",
    "1.2亿元": "120000000.00",
}
read = {text: jionlp.parse_money(text) for text in expected}
seen = {text: amount["num"] for text, amount in read.items()}
print(*(f"{text} {amount}" for text, amount in seen.items()))
assert seen == expected, seen
assert {amount["definition"] for amount in read.values()} == {"accurate"}, read
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" | tail -1
