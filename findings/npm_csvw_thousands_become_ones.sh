#!/usr/bin/env bash
# @zazuko/rdf-parser-csvw 0.17.0 (npm; tables with a description, "CSV on the Web", as linked data). The description says
# that a dot groups thousands: the 1.088 of the table is the decimal 1.088, 5.9% the decimal "5.9%". Of a list of signs
# for "no figure" none is heeded, with one sign it is. csvw 4.1.1 from PyPI reads the same as the standard says.
# Guess before the run: 1088, 0.059, no figure.
# Seen:  rdf-parser-csvw A 1.088 5.9% -, B 12 -1.2% ..; csvw A 1088 0.059 None, B 12 -0.012 None
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund @zazuko/rdf-parser-csvw@0.17.0 n3@2.13.12
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check csvw==4.1.1
printf 'area,amount,growth,jobs\nA,1.088,5.9%%,-\nB,12,-1.2%%,..\n' > table.csv
cat > seen.mjs <<'JS'
import { createReadStream } from "node:fs";
import CsvwParser from "@zazuko/rdf-parser-csvw";
import n3 from "n3";

const turtle = `
@prefix csvw: <http://www.w3.org/ns/csvw#>.
[] a csvw:Table; csvw:tableSchema [ csvw:aboutUrl "http://bureau.example/{area}"; csvw:column (
  [ csvw:title "area"; csvw:name "area"; csvw:suppressOutput true ]
  [ csvw:title "amount"; csvw:name "amount";
    csvw:datatype [ csvw:base "decimal"; csvw:format [ csvw:decimalChar ","; csvw:groupChar "." ] ] ]
  [ csvw:title "growth"; csvw:name "growth"; csvw:datatype [ csvw:base "decimal" ] ]
  [ csvw:title "jobs"; csvw:name "jobs"; csvw:null "-", ".."; csvw:datatype [ csvw:base "decimal" ] ]
) ].`;
const metadata = new n3.Store(new n3.Parser().parse(turtle));
const parser = new CsvwParser({ metadata, baseIRI: "http://bureau.example/table.csv" });
const areas = {};
for await (const { subject, predicate, object } of parser.import(createReadStream("table.csv", "utf8"))) {
  const [, area] = subject.value.split("bureau.example/");
  const isFigure = object.datatype?.value === "http://www.w3.org/2001/XMLSchema#decimal";
  if (isFigure) (areas[area] ??= []).push(object.value);
}
console.log(Object.entries(areas).map(([area, values]) => `${area} ${values.join(" ")}`).join(", "));
JS
cat > description.json <<'JSON'
{"@context": "http://www.w3.org/ns/csvw", "url": "table.csv", "tableSchema": {"columns": [
  {"name": "area", "titles": "area", "datatype": "string"},
  {"name": "amount", "titles": "amount",
   "datatype": {"base": "decimal", "format": {"decimalChar": ",", "groupChar": "."}}},
  {"name": "growth", "titles": "growth", "datatype": "decimal"},
  {"name": "jobs", "titles": "jobs", "null": ["-", ".."], "datatype": "decimal"}]}}
JSON
cat > seen.py <<'PY'
import subprocess

from csvw import Table

linked = subprocess.run(["node", "seen.mjs"], check=True, capture_output=True, text=True).stdout.strip()
rows = [list(row.values()) for row in Table.from_file("description.json")]
read = ", ".join(" ".join(map(str, row)) for row in rows)
print(f"rdf-parser-csvw {linked}; csvw {read}")
assert linked == "A 1.088 5.9% -, B 12 -1.2% ..", linked
assert read == "A 1088 0.059 None, B 12 -0.012 None", read
PY
venv/bin/python -W ignore seen.py
