#!/usr/bin/env bash
# tabletojson 4.1.15 (npm; tables of web pages as data): a cell shows 132 projects above an amount of 1088, and the table has
# "1321088"; the same with two paragraphs. A struck-out 10 before 12 makes "1012", a hidden 99 before 5 "995". Nothing is left
# between what stood in the parts of a cell. html-to-text 9.0.5 keeps the two lines apart.
# Guess before the run: a blank or a new line between the two; hidden text left out.
# Seen:  tabletojson 1321088 1321088 1012 995; html-to-text 132 / 1088
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund tabletojson@4.1.15 html-to-text@9.0.5
cat > seen.mjs <<'JS'
import assert from "node:assert";
import { convert } from "html-to-text";
import { Tabletojson } from "tabletojson";

const cells = ["132<br>1088", "<p>132</p><p>1088</p>", "<del>10</del>12", '<span style="display: none">99</span>5'];
const page = (rows) => `<table><tr><th>amount</th></tr>${rows.map((row) => `<tr><td>${row}</td></tr>`).join("")}</table>`;
const [table] = Tabletojson.convert(page(cells));
const lines = convert(cells[0]).split("\n").join(" / ");
const seen = `tabletojson ${table.map((row) => row.amount).join(" ")}; html-to-text ${lines}`;
console.log(seen);
assert.equal(seen, "tabletojson 1321088 1321088 1012 995; html-to-text 132 / 1088");
JS
node seen.mjs
