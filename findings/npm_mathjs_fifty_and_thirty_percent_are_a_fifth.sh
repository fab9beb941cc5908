#!/usr/bin/env bash
# mathjs 15.2.0 (npm; formulas typed as text): the shares "50% + 30%" add up to 0.2, "100% - 40%" is 0, the difference of two growth
# rates "5.9% - 1.2%" is -0.004, "1088 * 10% + 12 * 20%" is 1.6 for 111.2. A percent sign before a plus or a minus is the remainder
# of a division: 50 modulo +30 is 20, and 20% is 0.2. Nothing is said. In brackets, "(50%) + (30%)", the sum is right, and
# "100 + 5%" is 105. hot-formula-parser 4.0.0 (npm), which follows spreadsheets, adds up in all cases.
# Guess before the run: 0.8 and 0.047; or, as with "100 + 5%", 50% raised by 30 percent.
# Seen:  50% + 30% 0.2 for 0.8; 100% - 40% 0 for 0.6; 5.9% - 1.2% -0.004 for 0.047; 1088 * 10% + 12 * 20% 1.6 for 111.2;
#        (50%) + (30%) 0.8 for 0.8
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund mathjs@15.2.0 hot-formula-parser@4.0.0
cat > seen.mjs <<'JS'
import assert from "node:assert";
import { Parser } from "hot-formula-parser";
import { evaluate } from "mathjs";

const spreadsheet = new Parser();
const short = (number) => Number(number.toFixed(6));
const both = (text) => `${text} ${short(evaluate(text))} for ${short(spreadsheet.parse(text).result)}`;
const formulas = ["50% + 30%", "100% - 40%", "5.9% - 1.2%", "1088 * 10% + 12 * 20%", "(50%) + (30%)"];
const seen = formulas.map(both).join("; ");
console.log(seen);
assert.equal(
  seen,
  "50% + 30% 0.2 for 0.8; 100% - 40% 0 for 0.6; 5.9% - 1.2% -0.004 for 0.047; " +
    "1088 * 10% + 12 * 20% 1.6 for 111.2; (50%) + (30%) 0.8 for 0.8",
);
JS
node seen.mjs
