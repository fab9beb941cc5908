#!/usr/bin/env bash
# jstat 1.9.6 (npm; the statistics below many calculators in JavaScript): of 1, 3, 10 and 100 the lower quartile is 2.5, between two
# of the amounts, and the upper quartile 10, one of them. Between the last two amounts nothing is interpolated: 95 percent of ten
# amounts are below 9, the last but one, for 59.05. With the signs of the amounts turned the lower quartile is -32.5. PERCENTILE.INC
# of formulajs 4.6.1, by the same rule, is 32.5 and 59.05.
# Guess before the run: both quartiles by one rule, 2.5 and 32.5.
# Seen:  lower quartile 2.5 for 2.5, upper 10 for 32.5, of the turned amounts -32.5; 95 percent 9 for 59.05
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund jstat@1.9.6 @formulajs/formulajs@4.6.1
cat > seen.mjs <<'JS'
import assert from "node:assert";
import { PERCENTILEINC } from "@formulajs/formulajs";
import jstat from "jstat";

const { percentile } = jstat.jStat;
const four = [1, 3, 10, 100];
const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];
const both = (values, share) =>
  `${Number(percentile(values, share).toFixed(2))} for ${Number(PERCENTILEINC(values, share).toFixed(2))}`;
const turned = percentile(four.map((value) => -value), 0.25);
const seen =
  `lower quartile ${both(four, 0.25)}, upper ${both(four, 0.75)}, of the turned amounts ${turned}; ` +
  `95 percent ${both(ten, 0.95)}`;
console.log(seen);
assert.equal(
  seen,
  "lower quartile 2.5 for 2.5, upper 10 for 32.5, of the turned amounts -32.5; 95 percent 9 for 59.05",
);
JS
node seen.mjs
