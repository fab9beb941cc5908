#!/usr/bin/env bash
# hare-niemeyer 3.0.0 (npm; the method of the largest remainder, which people take for percentages that add up to 100).
# Where several shares have the same remainder and lots are drawn (as it is set up), only half of the places that are left
# are given: six equal districts get 98 % together, three kinds of 2/7 and one of 1/7 get 99 %. The loop that gives them
# counts what is still free again after each one. Without a draw it returns the exact shares, which do add up.
# Guess before the run: 100 each time, as the method promises; which of the equals get more is chance.
# Seen:  six equal 98, three of four equal 99, draw off 100 100; largest-remainder-round 100 100
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund hare-niemeyer@3.0.0 largest-remainder-round@1.1.0
cat > seen.mjs <<'JS'
import assert from "node:assert";
import share from "hare-niemeyer";
import "largest-remainder-round";

const total = (shares) => Math.round(Object.values(shares).reduce((sum, value) => sum + value, 0));
const cases = [
  { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 },
  { a: 2, b: 2, c: 2, d: 1 },
];
const drawn = cases.map((amounts) => total(share(amounts, 100)));
const undrawn = cases.map((amounts) => total(share(amounts, 100, false)));
const other = cases.map((amounts) => total(Object.values(amounts).spread(100)));
console.log(
  `six equal ${drawn[0]}, three of four equal ${drawn[1]}, draw off ${undrawn.join(" ")};`,
  `largest-remainder-round ${other.join(" ")}`,
);
assert.deepStrictEqual([drawn, undrawn, other], [[98, 99], [100, 100], [100, 100]]);
JS
node seen.mjs
