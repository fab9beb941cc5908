#!/usr/bin/env bash
# fast-formula-parser 1.0.19 (npm): to it a blank cell is not equal to "". The usual guard IF(A2="","not reported",A2/B2)
# gives 0 for a project that did not report, COUNTIF(A1:A2,"") finds no blank and COUNTIF(A1:A2,"<5") counts it as below 5.
# Excel says "not reported", 1 and 0, and so does HyperFormula 3.5.0. ISBLANK(A2) is TRUE in both.
# Guess before the run: not reported, 1, 0.
# Seen:  fast-formula-parser 0, 0, 1; hyperformula not reported, 1, 0; ISBLANK true true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund fast-formula-parser@1.0.19 hyperformula@3.5.0
cat > seen.js <<'JS'
const assert = require("node:assert");
const Parser = require("fast-formula-parser");
const { HyperFormula } = require("hyperformula");

const rows = [[12, 3], [null, 4]];
const formulas = ['IF(A2="","not reported",A2/B2)', 'COUNTIF(A1:A2,"")', 'COUNTIF(A1:A2,"<5")', "ISBLANK(A2)"];
const parser = new Parser({
  onCell: ({ row, col }) => rows[row - 1][col - 1],
  onRange: ({ from, to }) => rows.slice(from.row - 1, to.row).map((row) => row.slice(from.col - 1, to.col)),
});
const first = formulas.map((formula) => parser.parse(formula, { row: 2, col: 3, sheet: "s" }));
const sheet = [rows[0], [...rows[1], ...formulas.map((formula) => `=${formula}`)]];
const second = HyperFormula.buildFromArray(sheet, { licenseKey: "gpl-v3" }).getSheetValues(0)[1].slice(2);
console.log(
  `fast-formula-parser ${first.slice(0, 3).join(", ")}; hyperformula ${second.slice(0, 3).join(", ")};`,
  `ISBLANK ${first[3]} ${second[3]}`,
);
assert.deepStrictEqual(first, [0, 0, 1, true]);
assert.deepStrictEqual(second, ["not reported", 1, 0, true]);
JS
node seen.js
