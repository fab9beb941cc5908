#!/usr/bin/env bash
# jionlp 1.5.31, parse_time, on the periods of statistical bulletins, with 15 January 2024 as the day of reading: 2023年1-11月
# (January to November, the usual cumulative period) is "accurately" the whole of 2023, with a dash too; 1-11月 alone is
# 11 January 2024, as the range is cut at its hyphen. 前三季度 and 上半年 are right.
# Guess before the run: January to November 2023, and of the last November before the day of reading.
# Seen:  2023年1-11月 2023-01-01 2023-12-31 2023年1—11月 2023-01-01 2023-12-31
#        1-11月 2024-01-11 2024-01-11 2023年前三季度 2023-01-01 2023-09-30
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check jionlp==1.5.31
cat > "$folder/seen.py" <<'PY'
import jionlp

expected = {
    "2023年1-11月": ("2023-01-01", "2023-12-31"),
    "2023年1—11月": ("2023-01-01", "2023-12-31"),
    "1-11月": ("2024-01-11", "2024-01-11"),
    "2023年前三季度": ("2023-01-01", "2023-09-30"),
}
read = {text: jionlp.parse_time(text, time_base={"year": 2024, "month": 1, "day": 15}) for text in expected}
seen = {text: tuple(moment[:10] for moment in period["time"]) for text, period in read.items()}
print(*(f"{text} {first} {last}" for text, (first, last) in seen.items()))
assert seen == expected, seen
assert read["2023年1-11月"]["definition"] == "accurate", read
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py" | tail -1
