#!/usr/bin/env bash
# @microsoft/recognizers-text-suite 1.3.1 and chrono-node 2.10.3 (npm), periods of Chinese bulletins as of 29 November
# 2026. Recognizers: 上半年 (first half of the year) is the whole of last year, 下半年 (second half) all of next year,
# 今年上半年 (first half of this year) all of 2025; 2023年1-8月 is all of 2023 and an August without a year. chrono
# leaves out 去 and 明: 去年8月 (August last year) and 明年3月 (March next year) are months of this year.
# Guess before the run: January to June 2026, July to December 2026; August 2025, March 2027.
# Seen:  上半年 2025-01-01..2026-01-01; 下半年 2027-01-01..2028-01-01; ... chrono 去年8月 2026-8; 明年3月 2026-3
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund @microsoft/recognizers-text-suite@1.3.1 chrono-node@2.10.3 > /dev/null
cat > seen.js <<'JS'
const assert = require("assert");
const suite = require("@microsoft/recognizers-text-suite");
const chrono = require("chrono-node");

const today = new Date(2026, 10, 29);
const recognized = (text) =>
  suite
    .recognizeDateTime(text, suite.Culture.Chinese, 0, today)
    .map((found) => `${found.text} ${found.resolution.values.map((v) => `${v.start}..${v.end}`).join(" or ")}`);
const parsed = (text) =>
  chrono.zh.hans
    .parse(text, today)
    .map((found) => `${found.text} ${found.start.get("year")}-${found.start.get("month")}`);

const seen = {};
for (const text of ["上半年", "下半年", "今年上半年", "2023年1-8月", "去年8月"]) seen[text] = recognized(text);
for (const text of ["去年8月", "明年3月", "2023年8月"]) seen[`chrono ${text}`] = parsed(text);
console.log(seen);
assert.deepStrictEqual(seen, {
  上半年: ["上半年 2025-01-01..2026-01-01"],
  下半年: ["下半年 2027-01-01..2028-01-01"],
  今年上半年: ["今年上半年 2025-01-01..2026-01-01"],
  "2023年1-8月": ["2023 2023-01-01..2024-01-01", "8月 2026-08-01..2026-09-01 or 2027-08-01..2027-09-01"],
  去年8月: ["去年8月 2025-08-01..2025-09-01"],
  "chrono 去年8月": ["年8月 2026-8"],
  "chrono 明年3月": ["年3月 2026-3"],
  "chrono 2023年8月": ["2023年8月 2023-8"],
});
JS
node seen.js
