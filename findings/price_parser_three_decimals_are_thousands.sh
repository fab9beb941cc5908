#!/usr/bin/env bash
# price-parser 0.5.1: amounts of Chinese texts. Three decimals are taken for thousands, even behind a leading 0:
# 0.125亿元 is 125, 12.345亿元 is 12345, while 12.34亿元 and 12.3456亿元 are right. The sign of −5.9 and -5.9 is lost (and 5.9
# remains), and a unit is no currency: 亿元 and 万元 give none. Amounts of 亿元 and 万元 are compared as if equal. No error.
# Guess before the run: 0.125, 12.345, -5.9; 元 as the currency.
# Seen:  0.125亿元 125; 12.345亿元 12345; 12.34亿元 12.34; 12.3456亿元 12.3456; -5.9 5.9
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check price-parser==0.5.1
cat > "$folder/seen.py" <<'PY'
from price_parser import Price

texts = "0.125亿元", "12.345亿元", "12.34亿元", "12.3456亿元", "-5.9"
seen = {text: Price.fromstring(text) for text in texts}
print("; ".join(f"{text} {price.amount}" for text, price in seen.items()))
assert [str(price.amount) for price in seen.values()] == ["125", "12345", "12.34", "12.3456", "5.9"], seen
assert {price.currency for price in seen.values()} == {None}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
