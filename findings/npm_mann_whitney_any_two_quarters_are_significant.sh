#!/usr/bin/env bash
# mann-whitney-utest 1.0.5 (npm), "significant": do two groups differ? It compares the smaller U, a count of pairs, with
# z, which is 2 or 7 whatever the sizes. Two quarters above two others are significant, even one against one, though that
# happens by chance once in three times, or always; 60 projects against 60 that are larger by half the range are not, at
# a chance of 4 in 10**14. Its U is right, and so is the z.
# Guess before the run: false, false, true.
# Seen:  1 and 1: U 0 true, p 1.00; 2 and 2: U 0 true, p 0.33; 60 and 60: U 465 false, p 4.4e-14
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund mann-whitney-utest@1.0.5
cat > seen.js <<'JS'
const assert = require("node:assert");
const mannWhitney = require("mann-whitney-utest");

// the number of orders of two groups, without ties, for each value of U
function orders(first, second) {
  let rows = Array.from({ length: second + 1 }, () => [1]);
  for (let size = 1; size <= first; size += 1) {
    const next = [[1]];
    for (let other = 1; other <= second; other += 1) {
      next.push(Array.from({ length: size * other + 1 }, (_, u) => (rows[other][u - other] ?? 0) + (next[other - 1][u] ?? 0)));
    }
    rows = next;
  }
  return rows[second];
}

function chance(u, first, second) {
  const counts = orders(first, second);
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  return Math.min(1, (2 * sum(counts.slice(0, u + 1))) / sum(counts));
}

const numbers = (begin, size) => Array.from({ length: size }, (_, place) => begin + place);
const pairs = [[[1], [2]], [[1, 2], [3, 4]], [numbers(1, 60), numbers(30.5, 60)]];
const seen = pairs.map(([low, high]) => {
  const both = mannWhitney.test([[...low], [...high]]);
  const smaller = Math.min(...both);
  const p = chance(smaller, low.length, high.length);
  const written = p < 0.001 ? p.toExponential(1) : p.toFixed(2);
  return `${low.length} and ${high.length}: U ${smaller} ${mannWhitney.significant(both, [low, high])}, p ${written}`;
});
console.log(seen.join("; "));
assert.deepEqual(seen, ["1 and 1: U 0 true, p 1.00", "2 and 2: U 0 true, p 0.33", "60 and 60: U 465 false, p 4.4e-14"]);
JS
node seen.js
