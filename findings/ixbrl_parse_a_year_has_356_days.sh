#!/usr/bin/env bash
# ixbrl-parse 0.11.0 (reads inline XBRL reports): terms of contracts and loans are durations. A year is taken for 356 days and
# a month for 30, and days are written as years and months again: a term of one year is P11M26D, of 365 days P1Y9D, of
# twelve months P1Y4D. Two years come out as they are. Of an amount that is given in two currencies one is left: the
# facts of a context are kept by name.
# Guess before the run: P1Y, P365D, P12M, P2Y; 1200000 CNY and 170000 USD.
# Seen:  OneYear P11M26D, Days P1Y9D, Months P1Y4D, TwoYears P2Y; Loan 170000.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check ixbrl-parse==0.11.0 lxml==6.0.2 \
    number-parser==0.3.2 rdflib==7.6.0 requests==2.32.5
cat > "$folder/seen.py" <<'PY'
import io

import lxml.etree
from ixbrl_parse.ixbrl import parse

SEC = "http://www.sec.gov/inlineXBRL/transformation/2015-08-31"
TERMS = {
    "OneYear": ("duryear", "1"),
    "Days": ("durday", "365"),
    "Months": ("durmonth", "12"),
    "TwoYears": ("duryear", "2"),
}
facts = "".join(
    f'<p><ix:nonNumeric name="b:{name}" contextRef="c" format="sec:{form}">{text}</ix:nonNumeric></p>'
    for name, (form, text) in TERMS.items()
)
for unit, text in (("cny", "1,200,000"), ("usd", "170,000")):
    facts += (
        f'<p><ix:nonFraction name="b:Loan" contextRef="c" unitRef="{unit}" decimals="0" '
        f'format="ixt:num-dot-decimal">{text}</ix:nonFraction></p>'
    )
page = f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
  xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" xmlns:sec="{SEC}"
  xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
  xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:iso4217="http://www.xbrl.org/2003/iso4217"
  xmlns:b="http://bureau.example/terms">
<head><title>report</title></head><body><div style="display:none"><ix:header>
<ix:references><link:schemaRef xlink:type="simple" xlink:href="terms.xsd"/></ix:references><ix:resources>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://bureau.example">E</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period>
</xbrli:context>
<xbrli:unit id="cny"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit>
</ix:resources></ix:header></div>{facts}</body></html>"""
report = parse(lxml.etree.parse(io.BytesIO(page.encode())))
seen = [
    (value.name.localname, value.to_value().get_value())
    for context in report.contexts.values()
    for value in context.values.values()
]
terms, loans = seen[:4], seen[4:]
print(", ".join(f"{name} {text}" for name, text in terms) + ";", *(f"{name} {value}" for name, value in loans))
assert terms == [("OneYear", "P11M26D"), ("Days", "P1Y9D"), ("Months", "P1Y4D"), ("TwoYears", "P2Y")], seen
assert loans == [("Loan", 170000.0)], seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
