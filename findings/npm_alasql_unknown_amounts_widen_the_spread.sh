#!/usr/bin/env bash
# alasql 4.19.1 (npm; SQL over tables in memory). Where a figure is null, VARP and STDDEV count it as 0, VAR and STDEV leave
# it out like AVG; where the row has no such field, MEDIAN counts it too, as the least. A join puts rows of unknown area
# together. In SQL, aggregates leave nulls out, and null equals nothing.
# Guess before the run: variances 6 and 9, median 7, no row of the unknown areas.
# Seen:  VARP 13.6875, VAR 9, MEDIAN with null 7, without the field 8.5, rows joined 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund alasql@4.19.1
cat > seen.js <<'JS'
const assert = require("node:assert");
const alasql = require("alasql");

const known = [{ amount: 4 }, { amount: 7 }, { amount: 10 }];
const value = (expression, rows) => alasql(`SELECT VALUE ${expression} FROM ?`, [rows]);
const withNull = [{ amount: null }, ...known];
const withoutField = [{}, ...known];
const joined = alasql("SELECT a.amount, b.goal FROM ? a JOIN ? b ON a.area = b.area", [
  [{ area: null, amount: 7 }],
  [{ area: null, goal: 20 }],
]);
const seen = [
  value("VARP(amount)", withNull),
  value("VAR(amount)", withNull),
  value("MEDIAN(amount)", withNull),
  value("MEDIAN(amount)", withoutField),
  joined.length,
];
console.log(
  `VARP ${seen[0]}, VAR ${seen[1]}, MEDIAN with null ${seen[2]}, without the field ${seen[3]}, rows joined ${seen[4]}`,
);
assert.deepStrictEqual(value("VARP(amount)", known), 6);
assert.deepStrictEqual(seen, [13.6875, 9, 7, 8.5, 1]);
JS
node seen.js
