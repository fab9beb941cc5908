#!/usr/bin/env bash
# arelle-release 2.47.3 (the reference processor for XBRL reports): two parts of 2,450,000 yuan and their total of 4,900,000,
# each said to be accurate to 100,000 (decimals -5), and a growth of 0.059, accurate to a tenth. The list of facts as CSV has
# the columns Value and Dec; its Value is rounded to what Dec says, halves to even: parts of 2,400,000 each miss the total by
# 100,000, and growth is 0.1, so 10 %. The same command saves the report as xBRL-JSON with the values reported.
# Guess before the run: the values of the report, with the accuracy beside them.
# Seen:  CSV 2400000 + 2400000, total 4900000, growth 0.1; JSON 2450000 + 2450000, total 4900000, growth 0.059
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check arelle-release==2.47.3
cat > bureau.xsd <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance"
    targetNamespace="http://bureau.example" elementFormDefault="qualified">
  <xs:import namespace="http://www.xbrl.org/2003/instance"
      schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>
  <xs:element name="Domestic" id="b_Domestic" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item"
      xbrli:periodType="duration"/>
  <xs:element name="Foreign" id="b_Foreign" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item"
      xbrli:periodType="duration"/>
  <xs:element name="Total" id="b_Total" type="xbrli:monetaryItemType" substitutionGroup="xbrli:item"
      xbrli:periodType="duration"/>
  <xs:element name="Growth" id="b_Growth" type="xbrli:pureItemType" substitutionGroup="xbrli:item"
      xbrli:periodType="duration"/>
</xs:schema>
XML
cat > report.xml <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
    xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:iso4217="http://www.xbrl.org/2003/iso4217" xmlns:b="http://bureau.example">
  <link:schemaRef xlink:type="simple" xlink:href="bureau.xsd"/>
  <xbrli:context id="y2023">
    <xbrli:entity><xbrli:identifier scheme="http://bureau.example">bureau</xbrli:identifier></xbrli:entity>
    <xbrli:period><xbrli:startDate>2023-01-01</xbrli:startDate><xbrli:endDate>2023-12-31</xbrli:endDate></xbrli:period>
  </xbrli:context>
  <xbrli:unit id="yuan"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>
  <xbrli:unit id="pure"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>
  <b:Domestic contextRef="y2023" unitRef="yuan" decimals="-5">2450000</b:Domestic>
  <b:Foreign contextRef="y2023" unitRef="yuan" decimals="-5">2450000</b:Foreign>
  <b:Total contextRef="y2023" unitRef="yuan" decimals="-5">4900000</b:Total>
  <b:Growth contextRef="y2023" unitRef="pure" decimals="1">0.059</b:Growth>
</xbrli:xbrl>
XML
venv/bin/arelleCmdLine --file report.xml --internetConnectivity offline --facts facts.csv --factListCols Name,Value,Dec \
    --plugins saveLoadableOIM --saveLoadableOIM report.json > arelle.log 2>&1
cat > seen.py <<'PY'
import csv
import json

NAMES = ("b:Domestic", "b:Foreign", "b:Total", "b:Growth")
with open("facts.csv", encoding="utf-8-sig", newline="") as stream:
    listed = {row["Name"]: row["Value"] for row in csv.DictReader(stream)}
with open("report.json", encoding="utf-8") as stream:
    facts = json.load(stream)["facts"].values()
saved = {fact["dimensions"]["concept"]: fact["value"] for fact in facts}
shown = [[f"{float(values[name]):.3f}".rstrip("0").rstrip(".") for name in NAMES] for values in (listed, saved)]
texts = [f"{first} + {second}, total {total}, growth {growth}" for first, second, total, growth in shown]
print(f"CSV {texts[0]}; JSON {texts[1]}")
assert texts[0] == "2400000 + 2400000, total 4900000, growth 0.1", listed
assert texts[1] == "2450000 + 2450000, total 4900000, growth 0.059", saved
PY
venv/bin/python seen.py
