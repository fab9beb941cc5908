#!/usr/bin/env bash
# brel-xbrl 0.8.2a1 (annual reports in iXBRL). The sign of a fact is an attribute, as brackets or a minus on the page are no
# part of the number: sign="-" is not read, and a loss of 12.34 million is a profit. Each currency is looked up as the first
# unit of the document, so that the loan in USD is missing, with a line on the terminal. (pyspark, 300 MB for a conversion
# that nothing here calls, is replaced by two empty classes.)
# Guess before the run: -12340000 CNY and 5000000 USD.
# Seen:  b:Profit 12340000.0 cny
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pandas==2.2.1 numpy==1.26.4 \
    lxml==5.1.0 requests==2.31.0
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps brel-xbrl==0.8.2a1
mkdir "$folder/pyspark"
touch "$folder/pyspark/__init__.py"
printf 'class DataFrame:\n    pass\n\n\nclass SparkSession:\n    pass\n' > "$folder/pyspark/sql.py"
cat > "$folder/terms.xsd" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance"
  xmlns:b="http://bureau.example/terms" targetNamespace="http://bureau.example/terms" elementFormDefault="qualified">
<xs:element name="Profit" id="b_Profit" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item"
  xbrli:periodType="duration" nillable="true"/>
<xs:element name="Loan" id="b_Loan" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item"
  xbrli:periodType="duration" nillable="true"/>
</xs:schema>
XML
cat > "$folder/report.htm" <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"
  xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12" xmlns:xbrli="http://www.xbrl.org/2003/instance"
  xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:b="http://bureau.example/terms">
<head><title>report</title></head><body><div style="display:none"><ix:header>
<ix:references><link:schemaRef xlink:type="simple" xlink:href="terms.xsd"/></ix:references><ix:resources>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://bureau.example">E</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period>
</xbrli:context>
<xbrli:unit id="cny"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>
<xbrli:unit id="usd"><xbrli:measure>iso4217:USD</xbrli:measure></xbrli:unit></ix:resources></ix:header></div>
<p>Profit (<ix:nonFraction id="f1" name="b:Profit" contextRef="c" unitRef="cny" decimals="-4" scale="4" sign="-"
  format="ixt:num-dot-decimal">1,234</ix:nonFraction>)</p>
<p>Loan <ix:nonFraction id="f2" name="b:Loan" contextRef="c" unitRef="usd" decimals="-4" scale="4"
  format="ixt:num-dot-decimal">500</ix:nonFraction></p>
</body></html>
XML
cat > "$folder/seen.py" <<'PY'
import contextlib
import io

from brel import Filing

with contextlib.redirect_stdout(io.StringIO()):
    facts = Filing.open("report.htm", mode="xhtml").get_all_facts()
seen = [(str(fact.get_concept()), fact.get_value_as_float(), str(fact.get_unit())) for fact in facts]
print(*(f"{concept} {value} {unit}" for concept, value, unit in seen))
assert seen == [("b:Profit", 12340000.0, "cny")], seen
PY
cd "$folder"
HOME="$folder" venv/bin/python -W ignore seen.py
