#!/usr/bin/env bash
# date-fns 4.4.0 (npm; dates): from 31 May to 30 June is one month, from 31 January to 28 February too, but from 31 March to 30 June are
# two months and no quarter, from 31 December to 30 June five and one. The last day of a month completes a month only where one month
# would be complete, and at the end of February. Three months added to 31 March are 30 June. dayjs 1.11.23 and luxon 3.7.2 (npm) count
# 3 and 6.
# Guess before the run: one rule for ends of months: 1, 1, 3 and 6, or else 0, 0, 2 and 5.
# Seen:  31 May to 30 June 1, 31 January to 28 February 1, 31 March to 30 June 2, 31 December to 30 June 5; quarters 0 and 1;
#        dayjs 1 1 3 6, luxon 1 1 3 6
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund date-fns@4.4.0 dayjs@1.11.23 luxon@3.7.2
cat > seen.mjs <<'JS'
import assert from "node:assert";
import { addMonths, differenceInMonths, differenceInQuarters, parseISO } from "date-fns";
import dayjs from "dayjs";
import { DateTime } from "luxon";

const spans = [
  ["31 May to 30 June", "2023-05-31", "2023-06-30"],
  ["31 January to 28 February", "2023-01-31", "2023-02-28"],
  ["31 March to 30 June", "2023-03-31", "2023-06-30"],
  ["31 December to 30 June", "2022-12-31", "2023-06-30"],
];
const months = spans.map(([name, start, end]) => `${name} ${differenceInMonths(parseISO(end), parseISO(start))}`);
const quarters = spans.slice(2).map(([, start, end]) => differenceInQuarters(parseISO(end), parseISO(start)));
const byDayjs = spans.map(([, start, end]) => dayjs(end).diff(start, "month"));
const byLuxon = spans.map(([, start, end]) => DateTime.fromISO(end).diff(DateTime.fromISO(start), "months").months);
assert.equal(addMonths(parseISO("2023-03-31"), 3).getTime(), parseISO("2023-06-30").getTime());
const seen =
  `${months.join(", ")}; quarters ${quarters.join(" and ")}; dayjs ${byDayjs.join(" ")}, luxon ${byLuxon.join(" ")}`;
console.log(seen);
assert.equal(
  seen,
  "31 May to 30 June 1, 31 January to 28 February 1, 31 March to 30 June 2, 31 December to 30 June 5; " +
    "quarters 0 and 1; dayjs 1 1 3 6, luxon 1 1 3 6",
);
JS
TZ=UTC node seen.mjs
