#!/usr/bin/env bash
# ixbrlparse 0.12.0 (reads inline XBRL reports): a fact marked xsi:nil="true" (no value reported), with the empty content
# the standard asks for, is read as the number 0, like a fact that reports 0: the attribute is not looked at, and an empty
# number is 0. No error is recorded. A sum or an average over companies takes the unreported for nothing.
# Expected: value None, or the fact left out.
# Seen:  Reported 1088.0  Zero 0.0  NotReported 0  errors 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ixbrlparse==0.12.0
cat > "$folder/seen.py" <<'PY'
import io

from ixbrlparse import IXBRL

FACT = 'contextRef="c" unitRef="u"'
NUMBER = f'{FACT} decimals="0" format="ixt:num-dot-decimal"'
DOCUMENT = f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2022-02-16" xmlns:f="http://example.org/f"
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><body><div style="display:none"><ix:header><ix:resources>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://example.org">1</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period>
</xbrli:context><xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit></ix:resources></ix:header></div>
<p><ix:nonFraction name="f:Reported" {NUMBER}>1,088</ix:nonFraction>
<ix:nonFraction name="f:Zero" {NUMBER}>0</ix:nonFraction>
<ix:nonFraction name="f:NotReported" {FACT} xsi:nil="true"></ix:nonFraction></p></body></html>"""

report = IXBRL(io.StringIO(DOCUMENT), raise_on_error=False)
seen = {fact.name: fact.value for fact in report.numeric}
print("  ".join(f"{name} {value}" for name, value in seen.items()), " errors", len(report.errors))
assert seen == {"Reported": 1088, "Zero": 0, "NotReported": 0} and not report.errors, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
