#!/usr/bin/env bash
# Number formats of Chinese workbooks: 0\.0,"万" puts the point between the thousands and writes 123456 as 12.3万,
# [DBNum2][$-804] is Excel's own format for amounts in capitals. SheetJS (xlsx 0.18.5 and @e965/xlsx 0.20.3, npm) shows
# 1.23万, a tenth, .123亿 for 1.23亿, and dollars for yuan: $12345. The text of the cell, CSV and HTML have it so; numfmt 4.0.1
# is right in the first two.
# Guess before the run: 12.3万, 1.23亿, 壹万贰仟叁佰肆拾伍 or plain 12345.
# Seen:  xlsx 1.23万 .123亿 $12345; @e965/xlsx 1.23万 .123亿 $12345; numfmt 12.3万 1.23亿 12345
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund xlsx@0.18.5 @e965/xlsx@0.20.3 numfmt@4.0.1
cat > seen.mjs <<'JS'
import assert from "node:assert";
import * as fork from "@e965/xlsx";
import * as numfmt from "numfmt";
import xlsx from "xlsx";

const cells = [
  ['0\\.0,"万"', 123456],
  ['0"."00,,"亿"', 123456789],
  ["[DBNum2][$-804]General", 12345],
];
const column = (values) => Object.fromEntries(values.map((value, place) => [`A${place + 1}`, value]));
const sheet = { "!ref": "A1:A3", ...column(cells.map(([z, v]) => ({ t: "n", v, z }))) };
const file = xlsx.write({ SheetNames: ["amounts"], Sheets: { amounts: sheet } }, { type: "buffer", bookType: "xlsx" });
const shown = ({ read, utils }) => utils.sheet_to_csv(read(file, { type: "buffer" }).Sheets.amounts).trim().split("\n");
const seen = [shown(xlsx), shown(fork), cells.map(([format, value]) => numfmt.format(format, value))];
console.log(["xlsx", "@e965/xlsx", "numfmt"].map((name, place) => `${name} ${seen[place].join(" ")}`).join("; "));
const wrong = ["1.23万", ".123亿", "$12345"];
assert.deepStrictEqual(seen, [wrong, wrong, ["12.3万", "1.23亿", "12345"]]);
JS
node seen.mjs
