#!/usr/bin/env bash
# hyperformula 3.5.0 (npm, calculates workbooks without Excel): TEXT with a percent or thousands format, the usual way to
# put a figure into a sentence. TEXT(0.059,"0.0%") is "0.1%" instead of "5.9%", TEXT(0.59,"0%") is "1%",
# TEXT(1088,"#,##0") is "1088,##0"; no error. INT rounds towards zero: INT(-5.9) is -5 where Excel gives -6, although
# FLOOR(-2.5,1) is -3.
# Expected: 5.9%, 59%, 1,088 and -6 as in Excel, or an error for a format not known.
# Seen:  TEXT(0.059,"0.0%") 0.1%; TEXT(0.59,"0%") 1%; TEXT(1088,"#,##0") 1088,##0; INT(-5.9) -5; FLOOR(-2.5,1) -3
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund hyperformula@3.5.0 > /dev/null
cat > seen.js <<'JS'
const assert = require("assert");
const { HyperFormula } = require("hyperformula");

const expected = {
  'TEXT(0.059,"0.0%")': "0.1%",
  'TEXT(0.59,"0%")': "1%",
  'TEXT(1088,"#,##0")': "1088,##0",
  "INT(-5.9)": -5,
  "FLOOR(-2.5,1)": -3,
};
const seen = {};
for (const formula of Object.keys(expected)) {
  const book = HyperFormula.buildFromArray([[`=${formula}`]], { licenseKey: "gpl-v3" });
  seen[formula] = book.getCellValue({ sheet: 0, row: 0, col: 0 });
}
console.log(Object.entries(seen).map(([formula, value]) => `${formula} ${value}`).join("; "));
assert.deepStrictEqual(seen, expected);
JS
node seen.js
