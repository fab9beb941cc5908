#!/usr/bin/env bash
# @tidyjs/tidy 2.6.1 (npm), complete with fullSeqDate: rows for the months that are absent. With dates at the end of the
# month the sequence runs 31 January, 3 March, 3 April, and the rows that are not in it are dropped: the amounts of March
# and April are gone, and zeros stand in their place. tidyr's function of this name keeps every row. With the first of the
# month it is right.
# Guess before the run: 31 January 5, 28 February 0, 31 March 7, 30 April 9.
# Seen:  month ends 01-31 5, 03-03 0, 04-03 0, total 5 of 21; firsts 01-01 5, 02-01 0, 03-01 7, 04-01 9, total 21 of 21
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund @tidyjs/tidy@2.6.1
cat > seen.js <<'JS'
const assert = require("node:assert");
const { tidy, complete, fullSeqDate } = require("@tidyjs/tidy");

function completed(days) {
  const rows = days.map((day, place) => ({ month: new Date(`2023-${day}T00:00:00Z`), amount: 5 + 2 * place }));
  const all = tidy(rows, complete({ month: fullSeqDate("month", "month") }, { amount: 0 }));
  const total = (table) => table.reduce((sum, row) => sum + row.amount, 0);
  const cells = all.map((row) => `${row.month.toISOString().slice(5, 10)} ${row.amount}`);
  return `${cells.join(", ")}, total ${total(all)} of ${total(rows)}`;
}

const ends = completed(["01-31", "03-31", "04-30"]);
const firsts = completed(["01-01", "03-01", "04-01"]);
console.log(`month ends ${ends}; firsts ${firsts}`);
assert.equal(ends, "01-31 5, 03-03 0, 04-03 0, total 5 of 21");
assert.equal(firsts, "01-01 5, 02-01 0, 03-01 7, 04-01 9, total 21 of 21");
JS
TZ=UTC node seen.js
