#!/usr/bin/env bash
# fiscal 1.0.0 (npm, first and last days of fiscal years and quarters): where the fiscal year is the calendar year, as in
# China, fiscal year 2023 begins on 1 January 2023 and ends on 31 December 2022. What is kept "from the first to the last
# day" is nothing. The quarters of that year, and a fiscal year from April, are right.
# Guess before the run: 2023-01-01 to 2023-12-31.
# Seen:  January 2023-01-01 to 2022-12-31, 0 of 4 projects; Q4 2023-10-01 to 2023-12-31; April 2023-04-01 to 2024-03-31
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund fiscal@1.0.0
cat > seen.js <<'JS'
const assert = require("node:assert");
const Fiscal = require("fiscal");

const day = (date) => date.toISOString().slice(0, 10);
const span = (period) => `${day(period.startDate)} to ${day(period.endDate)}`;
const signed = ["2023-01-20", "2023-04-20", "2023-07-20", "2023-10-20"].map((text) => new Date(text));

const january = new Fiscal(0).getFiscalInfoForDate(new Date("2023-10-15"));
const april = new Fiscal(3).getFiscalInfoForDate(new Date("2023-10-15"));
const { startDate, endDate } = january.fiscalYear;
const kept = signed.filter((date) => date >= startDate && date <= endDate).length;
console.log(
  `January ${span(january.fiscalYear)}, ${kept} of ${signed.length} projects;`,
  `${january.quarter.string} ${span(january.quarter)}; April ${span(april.fiscalYear)}`,
);
assert.equal(january.fiscalYear.fiscalYear, 2023);
assert.equal(span(january.fiscalYear), "2023-01-01 to 2022-12-31");
assert.equal(kept, 0);
assert.equal(span(january.quarter), "2023-10-01 to 2023-12-31");
assert.equal(span(april.fiscalYear), "2023-04-01 to 2024-03-31");
JS
TZ=UTC node seen.js
