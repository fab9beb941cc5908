#!/usr/bin/env bash
# dateparser 1.5.0, search_dates on sentences of Chinese bulletins, as of 29 November 2026. 2023年10月, which parse() reads
# rightly, is in a sentence a date of the year 3, 2024年12月 one of the year 1; 12.5亿元 (1.25 billion yuan) is 5 December of
# the current year, 3000万元 a date of the year 3000; 3月12日 (12 March) is with languages=["zh"] three months and twelve
# days ago. No error, and each is handed over with its piece of text.
# Expected: October 2023, December 2024, 12 March; an amount is no date.
# Seen:  2023年10月 0003-01-29; 12.5 2026-12-05; 2024年12月 0001-11-29; 3000 3000-11-29; 3月12日 2026-08-17; parse 2023-10
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check dateparser==1.5.0 regex==2026.11.19
cat > "$folder/seen.py" <<'PY'
from datetime import datetime

from dateparser import parse
from dateparser.search import search_dates

settings = {"RELATIVE_BASE": datetime(2026, 11, 29)}
seen = {}
for sentence in (
    "截至2023年10月底，全区签约项目132个",
    "投资12.5亿元，2024年12月竣工",
    "注册资本3000万元",
    "会议于3月12日召开",
):
    for text, date in search_dates(sentence, languages=["zh"], settings=settings):
        seen[text] = f"{date.year:04}-{date:%m-%d}"
alone = parse("2023年10月", settings=settings)
print("; ".join(f"{text} {date}" for text, date in seen.items()), f"parse {alone:%Y-%m}")
assert seen == {
    "2023年10月": "0003-01-29",
    "12.5": "2026-12-05",
    "2024年12月": "0001-11-29",
    "3000": "3000-11-29",
    "3月12日": "2026-08-17",
}, seen
assert (alone.year, alone.month) == (2023, 10), alone
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
