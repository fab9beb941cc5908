#!/usr/bin/env bash
# frictionless 5.21.0: a number field with bareNumber false, the Table Schema way to read amounts with a unit or sign of
# currency. Every character before the first ASCII digit or hyphen and after the last digit is taken away without a
# word, the sign too: accounting brackets, a minus sign (U+2212), a minus behind the number and 下降 (fell by) all give
# the positive number, and so does the unit: 1.5万亿元 is 1.5 like 1.5亿元. Only an ASCII hyphen right before it counts.
# Guess before the run: brackets and U+2212 negative or refused.
# Seen:  -5.9% -> -5.9; −5.9% -> 5.9; (5.9) -> 5.9; 5.9- -> 5.9; 下降5.9% -> 5.9; 1.5万亿元 -> 1.5; -¥5.9 -> refused
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check frictionless==5.21.0
cat > "$folder/seen.py" <<'PY'
from frictionless import fields

read = fields.NumberField(name="amount", group_char=",", bare_number=False).create_cell_reader()
seen = {}
for text in ("-5.9%", "\u22125.9%", "(5.9)", "5.9-", "下降5.9%", "1.5万亿元", "-¥5.9"):
    number, note = read(text)
    seen[text] = "refused" if note else str(number)
print("; ".join(f"{text} -> {value}" for text, value in seen.items()))
assert list(seen.values()) == ["-5.9", "5.9", "5.9", "5.9", "5.9", "1.5", "refused"], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
