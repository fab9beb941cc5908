#!/usr/bin/env bash
# regression 2.0.1 (npm, known as regression-js; trend lines of dashboards): amounts of 2015 to 2023 that end at 1088, and a curve of
# second degree. The coefficients are rounded to two decimals before anything is predicted from them: 2024 is 5649 for 1187. Shares
# that grow from 0.412 to 0.434 fall to 0.420 on their straight line, and to 0.000 on the exponential one. With precision: 12 all
# three are as they should be. The measure of fit is far below 0, where it is looked at.
# Guess before the run: the precision is that of the equation that is shown; 1187, 0.437, 0.437.
# Seen:  curve of amounts 5649.03 (fit -313.61) for 1186.60; shares: line 0.420 (-0.19) for 0.437, exponential 0.000 (-3495.87) for 0.437
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund regression@2.0.1
cat > seen.mjs <<'JS'
import assert from "node:assert";
import regression from "regression";

const series = (values) => values.map((value, place) => [2015 + place, value]);
const amounts = series([320, 410, 523, 610, 702, 811, 905, 1003, 1088]);
const shares = series([0.412, 0.415, 0.417, 0.421, 0.423, 0.426, 0.428, 0.432, 0.434]);
const next = (kind, points, decimals) => {
  const plain = regression[kind](points);
  const exact = regression[kind](points, { precision: 12 });
  const value = (fit) => fit.predict(2024)[1].toFixed(decimals);
  return `${value(plain)} (${decimals === 2 ? "fit " : ""}${plain.r2}) for ${value(exact)}`;
};
const seen =
  `curve of amounts ${next("polynomial", amounts, 2)}; ` +
  `shares: line ${next("linear", shares, 3)}, exponential ${next("exponential", shares, 3)}`;
console.log(seen);
assert.equal(
  seen,
  "curve of amounts 5649.03 (fit -313.61) for 1186.60; " +
    "shares: line 0.420 (-0.19) for 0.437, exponential 0.000 (-3495.87) for 0.437",
);
JS
node seen.mjs
