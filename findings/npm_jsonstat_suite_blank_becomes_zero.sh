#!/usr/bin/env bash
# jsonstat-suite 4.0.1 (npm), a CSV table made into JSON-stat. A blank cell is 0, also one with a space, though a row that
# is left out, ".." and "-" are null: what was not published becomes a figure of 0, with nothing to show it.
# Guess before the run: null for the blank cells.
# Seen:  blank 0; space 0; zero 0; row left out null; .. null; - null
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund jsonstat-suite@4.0.1
cat > seen.js <<'JS'
const assert = require("node:assert");
const { fromCSV } = require("jsonstat-suite");

const rows = ["year,area,value", "2022,a,", "2022,b, ", "2022,c,0", "2023,b,..", "2023,c,-"];
const values = Array.from(fromCSV(rows.join("\n")).value, (value) => value ?? null);
const names = ["blank", "space", "zero", "row left out", "..", "-"];
console.log(names.map((name, place) => `${name} ${values[place]}`).join("; "));
assert.deepStrictEqual(values, [0, 0, 0, null, null, null]);
JS
node seen.js
