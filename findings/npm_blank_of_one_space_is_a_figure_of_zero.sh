#!/usr/bin/env bash
# exceljs 4.4.0 and vega 6.4.0 (npm) read a table in CSV in which one area has no amount: where its cell has a space in it, the
# amount is 0, where it has nothing, there is no amount. The mean of 5, a space and 7 is 4 for 6, of 3 areas. A space alone, turned
# into a number, is 0 in JavaScript, and both ask only whether that is a number. d3-dsv 3.0.1 (npm) takes the spaces away first.
# Guess before the run: nothing both times, or at worst a text of one space.
# Seen:  exceljs space 0, nothing null; vega space 0, nothing null, mean 4 of 3; d3-dsv space null, nothing null
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund exceljs@4.4.0 vega@6.4.0 d3-dsv@3.0.1 2> install.log
cat > seen.mjs <<'JS'
import assert from "node:assert";
import { writeFileSync } from "node:fs";
import { autoType, csvParse } from "d3-dsv";
import exceljs from "exceljs";
import * as vega from "vega";

const text = "area,amount,paid\neast,5,1088\nwest, ,12\nsouth,7,\n";
writeFileSync("amounts.csv", text);

const sheet = await new exceljs.Workbook().csv.readFile("amounts.csv");
const cell = (row, column) => sheet.getRow(row).getCell(column).value;

const view = async (transform) => {
  const data = [{ name: "amounts", values: text, format: { type: "csv", parse: "auto" }, transform }];
  return (await new vega.View(vega.parse({ data })).runAsync()).data("amounts");
};
const rows = await view([]);
const [mean] = await view([
  { type: "aggregate", ops: ["mean", "valid"], fields: ["amount", "amount"], as: ["mean", "areas"] },
]);

const d3 = csvParse(text, autoType);
const seen =
  `exceljs space ${cell(3, 2)}, nothing ${cell(4, 3)}; ` +
  `vega space ${rows[1].amount}, nothing ${rows[2].paid}, mean ${mean.mean} of ${mean.areas}; ` +
  `d3-dsv space ${d3[1].amount}, nothing ${d3[2].paid}`;
console.log(seen);
assert.equal(
  seen,
  "exceljs space 0, nothing null; vega space 0, nothing null, mean 4 of 3; d3-dsv space null, nothing null",
);
JS
node seen.mjs
