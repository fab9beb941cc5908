#!/usr/bin/env bash
# dayjs 1.11.23 (npm; dates): the month 2023.10, as Chinese tables write it, is 1 January 2023, ten milliseconds past midnight; so are all
# months of the year but for their milliseconds, and from 2023.3 to 2023.12 there are 0 months. With a day (2023.10.15), with a
# hyphen or a blank behind it the same text is October. A point is read as that before milliseconds; the date is valid. Date() of
# JavaScript and fromFormat of luxon 3.7.2 (npm) have October.
# Guess before the run: October, or an invalid date.
# Seen:  2023.10 2023-01-01 00:00:00.010, 2023.10.15 2023-10-15 00:00:00.000, 2023-10 2023-10-01 00:00:00.000; months from 2023.3 to
#        2023.12 0; Date month 10, luxon 2023-10-01
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund dayjs@1.11.23 luxon@3.7.2
cat > seen.mjs <<'JS'
import assert from "node:assert";
import dayjs from "dayjs";
import { DateTime } from "luxon";

const read = (text) => `${text} ${dayjs(text).format("YYYY-MM-DD HH:mm:ss.SSS")}`;
const seen =
  `${["2023.10", "2023.10.15", "2023-10"].map(read).join(", ")}; ` +
  `months from 2023.3 to 2023.12 ${dayjs("2023.12").diff(dayjs("2023.3"), "month")}; ` +
  `Date month ${new Date("2023.10").getMonth() + 1}, luxon ${DateTime.fromFormat("2023.10", "yyyy.M").toISODate()}`;
console.log(seen);
assert.equal(
  seen,
  "2023.10 2023-01-01 00:00:00.010, 2023.10.15 2023-10-15 00:00:00.000, 2023-10 2023-10-01 00:00:00.000; " +
    "months from 2023.3 to 2023.12 0; Date month 10, luxon 2023-10-01",
);
JS
node seen.mjs
