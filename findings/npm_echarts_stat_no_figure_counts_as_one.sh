#!/usr/bin/env bash
# echarts-stat 1.2.0 (npm; the statistics that belong to ECharts, where "-" stands for no figure): the mean of 5, "-", 7 and 9 is
# 5.25, three amounts divided by four; with null it is the same, and the median of 5, null, 7 and 9 is 3.5, though the smallest
# is 5. Of amounts kept as text the sum is "05109" and the mean 1703. A line through 10, 20, 30 in years kept as text is y = 0.
# Guess before the run: 7 for mean and median, or no result; 24 and 8 of the text, or an error.
# Seen:  mean 5.25 and 5.25, median 3.5, smallest 5; text sum 05109 mean 1703; years as text y = 0x + 0, as numbers y = 10x + -20200
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund echarts-stat@1.2.0
cat > seen.mjs <<'JS'
import assert from "node:assert";
import ecStat from "echarts-stat";

const { mean, median, min, sum } = ecStat.statistics;
const marked = [5, "-", 7, 9];
const unknown = [5, null, 7, 9];
const text = ["5", "10", "9"];
const amounts = [["2021", 10], ["2022", 20], ["2023", 30]];
const line = (points) => ecStat.regression("linear", points).expression;
const seen =
  `mean ${mean(marked)} and ${mean(unknown)}, median ${median([...unknown])}, smallest ${min(unknown)}; ` +
  `text sum ${sum(text)} mean ${mean(text)}; years as text ${line(amounts)}, ` +
  `as numbers ${line(amounts.map(([year, amount]) => [Number(year), amount]))}`;
console.log(seen);
assert.equal(
  seen,
  "mean 5.25 and 5.25, median 3.5, smallest 5; text sum 05109 mean 1703; " +
    "years as text y = 0x + 0, as numbers y = 10x + -20200",
);
JS
node seen.mjs
