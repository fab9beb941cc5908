#!/usr/bin/env bash
# geostats 2.1.0 (npm, classes for maps): natural breaks of 10, 11, 12, 50, 52 and 100 in three classes, plainly 10-12,
# 50-52 and 100. After getClassJenks its getClass puts 52 with 100 and leaves 50 alone; in a second list all from 10.06
# up to 30.5 is one class. getClassJenks2 of the same package finds the breaks: the squares within classes, which
# Jenks' method makes least, are 4 by the second and 1154 by the first. No error: unlike districts get one colour.
# Expected: classes 0,0,0,1,1,2 from both.
# Seen:  getClassJenks 0,0,0,1,2,2 (1154); getClassJenks2 0,0,0,1,1,2 (4); getClassJenks 0,0,1,2,2,2 (72); ...
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund geostats@2.1.0
cat > seen.js <<'JS'
const assert = require("node:assert");
const Geostats = require("geostats");

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = (values) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);

function classed(values, method) {
  const series = new Geostats(values.slice());
  series[method](3);
  const classes = values.map((value) => series.getClass(value));
  const within = [0, 1, 2].map((one) => squares(values.filter((_, place) => classes[place] === one)));
  return `${classes} (${Math.round(within.reduce((sum, value) => sum + value))})`;
}

const seen = [[10, 11, 12, 50, 52, 100], [10.04, 10.05, 10.06, 20.111, 20.112, 30.5]].flatMap((values) =>
  ["getClassJenks", "getClassJenks2"].map((method) => `${method} ${classed(values, method)}`),
);
console.log(seen.join("; "));
assert.deepStrictEqual(seen, [
  "getClassJenks 0,0,0,1,2,2 (1154)",
  "getClassJenks2 0,0,0,1,1,2 (4)",
  "getClassJenks 0,0,1,2,2,2 (72)",
  "getClassJenks2 0,0,0,1,1,2 (0)",
]);
JS
node seen.js
