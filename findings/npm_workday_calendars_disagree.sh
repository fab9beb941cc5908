#!/usr/bin/env bash
# chinese-workday 1.16.1 and chinese-days 1.5.7 (npm), working days for time limits. chinese-workday, "complete for
# 2011-2026", has 1 January 2018 as a working day and 3 January 2023 as New Year (the State Council: off, and work):
# a limit counted through January 2023 ends a day late. For a year without a notice yet both say
# "working day" on 1 January and 1 October, and 2027 has no holiday at all; neither raises (PyPI's chinesecalendar does).
# Guess before the run: equal for every day of 2011-2026; an error or the fixed holidays for 2027.
# Seen:  days of 2011-2026 that differ: 28; January 2023: 18 and 17; 2027-01-01: true true; 2027: 261 and 261 working days
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund chinese-days@1.5.7 chinese-workday@1.16.1 > /dev/null
cat > seen.mjs <<'JS'
import assert from "node:assert";
import days from "chinese-days";
import * as workday from "chinese-workday";

const range = (first, last) => {
  const all = [];
  for (let day = new Date(`${first}T00:00:00Z`); day <= new Date(`${last}T00:00:00Z`); day = new Date(+day + 864e5))
    all.push(day.toISOString().slice(0, 10));
  return all;
};
const differ = range("2011-01-01", "2026-12-31").filter((day) => days.isWorkday(day) !== workday.isWorkday(day));
const count = (first, last) => [
  range(first, last).filter((day) => days.isWorkday(day)).length,
  range(first, last).filter((day) => workday.isWorkday(day)).length,
];
const both = (day) => [days.isWorkday(day), workday.isWorkday(day)];
const seen = {
  differ: differ.length,
  "2018-01-01": both("2018-01-01"),
  "2023-01-03": both("2023-01-03"),
  "January 2023": count("2023-01-01", "2023-01-31"),
  "2027-01-01": both("2027-01-01"),
  "2027-10-01": both("2027-10-01"),
  2027: count("2027-01-01", "2027-12-31"),
};
console.log(differ.join(" "));
console.log(seen);
assert.deepStrictEqual(seen, {
  differ: 28,
  "2018-01-01": [false, true],
  "2023-01-03": [true, false],
  "January 2023": [18, 17],
  "2027-01-01": [true, true],
  "2027-10-01": [true, true],
  2027: [261, 261],
});
JS
node seen.mjs
