#!/usr/bin/env bash
# currency.js 2.0.4 and numeral 2.0.6 (npm; amounts of money): 108,800,000,000 is written 1.088E+11 where a spreadsheet saves a column
# of ordinary width as CSV. Read as an amount that is 1.09 yuan by one and 1.08811 by the other; 61,200,000,000 is 6.12 and 6.121.
# What is neither digit, point nor minus is taken away, and the power of ten becomes two more decimals. Small rates, 2.5E-05, are
# no number at all, or -2.505. A minus sign as in Chinese print (U+2212) is taken away too: -5.9 is 5.9. Number() of JavaScript itself
# reads the powers.
# Guess before the run: the amounts, or nothing where they cannot be read.
# Seen:  1.088E+11 1.09 1.08811; 6.12E+10 6.12 6.121; 2.5E-05 NaN -2.505; −5.9 5.9 5.9; Number 108800000000 61200000000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund currency.js@2.0.4 numeral@2.0.6
cat > seen.mjs <<'JS'
import assert from "node:assert";
import currency from "currency.js";
import numeral from "numeral";

const both = (text) => `${text} ${currency(text).value} ${numeral(text).value()}`;
const amounts = ["1.088E+11", "6.12E+10"];
const seen = `${[...amounts, "2.5E-05", "\u22125.9"].map(both).join("; ")}; Number ${amounts.map(Number).join(" ")}`;
console.log(seen);
assert.equal(
  seen,
  "1.088E+11 1.09 1.08811; 6.12E+10 6.12 6.121; 2.5E-05 NaN -2.505; \u22125.9 5.9 5.9; " +
    "Number 108800000000 61200000000",
);
JS
node seen.mjs
