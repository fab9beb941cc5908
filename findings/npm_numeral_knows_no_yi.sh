#!/usr/bin/env bash
# numeral 2.0.6 (locale chs) and numbro 2.5.0 (zh-CN), npm: numbers in Chinese words. Both write 120 million as 120.0百万 and
# 1.25 trillion as 1.3兆, which in official Chinese is a million (its SI meaning), never with 万 or 亿. Reading, numeral
# gives 1.2 for 1.2亿 (120 million) and for 1.2万, but 3000 for 3千; a dash joins: 1-8 is -18; the minus of typeset tables is
# lost: −5.9 is 5.9. numbro gives nothing for 1.2亿.
# Guess before the run: 1.2亿, 1.3万亿; 120000000, 12000; nothing for 1-8; -5.9.
# Seen:  numeral 120.0百万 1.3兆 1.2 1.2 3000 -18 5.9; numbro 120.0百万 1.3兆 undefined
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund numeral@2.0.6 numbro@2.5.0
cat > seen.js <<'JS'
const assert = require("node:assert");
const numeral = require("numeral");
const numbro = require("numbro");

require("numeral/locales");
numeral.locale("chs");
const chinese = require("numbro/languages/zh-CN.js");
numbro.registerLanguage(chinese.default || chinese);
numbro.setLanguage("zh-CN");
const amounts = [1.2e8, 1.25e12];
const first = [
  ...amounts.map((amount) => numeral(amount).format("0.0a")),
  ...["1.2亿", "1.2万", "3千", "1-8", "\u22125.9"].map((text) => numeral(text).value()),
];
const second = [
  ...amounts.map((amount) => numbro(amount).format({ average: true, mantissa: 1 })),
  numbro.unformat("1.2亿"),
];
console.log("numeral", ...first);
console.log("numbro", ...second);
assert.deepStrictEqual(first, ["120.0百万", "1.3兆", 1.2, 1.2, 3000, -18, 5.9]);
assert.deepStrictEqual(second, ["120.0百万", "1.3兆", undefined]);
JS
node seen.js
