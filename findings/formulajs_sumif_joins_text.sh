#!/usr/bin/env bash
# @formulajs/formulajs 4.6.1 (npm, the functions of Excel in JavaScript). SUMIF over amounts of which one is kept as text
# joins them: 10, "20" and 5 above 6 are the text "10200", not 10 as in Excel, and SUMIFS of the same says 30. SUM over
# COUNT is 30 where AVERAGE says 10. Criteria with * or ? match nothing at all in COUNTIF and SUMIF: rows that end in
# 江津 are 0 where Excel counts 2. No error.
# Expected: 10 or 30 from both; 10; 2.
# Seen:  SUMIF 10200; SUMIFS 30; SUM/COUNT 30; AVERAGE 10; COUNTIF *江津 0; COUNTIF 江津 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund @formulajs/formulajs@4.6.1
cat > seen.js <<'JS'
const assert = require("node:assert");
const excel = require("@formulajs/formulajs");

const areas = ["重庆江津", "江津", "渝北"];
const seen = {
  SUMIF: excel.SUMIF([10, "20", 5], ">6"),
  SUMIFS: excel.SUMIFS([10, "20", 5], [10, 20, 5], ">6"),
  "SUM/COUNT": excel.SUM([10, "20"]) / excel.COUNT([10, "20"]),
  AVERAGE: excel.AVERAGE([10, "20"]),
  "COUNTIF *江津": excel.COUNTIF(areas, "*江津"),
  "COUNTIF 江津": excel.COUNTIF(areas, "江津"),
};
console.log(Object.entries(seen).map(([name, value]) => `${name} ${value}`).join("; "));
assert.deepStrictEqual(Object.values(seen).map(Number), [10200, 30, 30, 10, 0, 1]);
assert.strictEqual(typeof seen.SUMIF, "string");
JS
node seen.js
