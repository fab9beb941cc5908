#!/usr/bin/env bash
# nzh 1.0.14 and chinese-numbers-converter 2.3.1 (npm), Chinese numerals as amounts are written. In the converter, made
# for numbers up to 亿, 万 multiplies all that stands before it: 一亿二千万 (120 million) is 1,000,020,000,000, like
# 1亿2千万; 一亿 alone and 3.5亿 are right. nzh reads 一亿二千万, but 两亿 (200 million) is 0, 一点二亿 (120 million) is 1.2 and
# 二〇二三 (the year 2023) is 223. Nothing raises.
# Expected: 120000000 from both; 200000000, 120000000 and 2023, or an error.
# Seen:  converter 一亿 100000000; 3.5亿 350000000; 一亿二千万 1000020000000; ...  nzh 一亿二千万 120000000; 两亿 0; 一点二亿 1.2; ...
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund nzh@1.0.14 chinese-numbers-converter@2.3.1
cat > seen.js <<'JS'
const assert = require("node:assert");
const Nzh = require("nzh");
const ChineseNumber = require("chinese-numbers-converter");

const read = (texts, reader) => Object.fromEntries(texts.map((text) => [text, reader(text)]));
const show = (seen) => Object.entries(seen).map(([text, value]) => `${text} ${value}`).join("; ");
const converter = read(["一亿", "3.5亿", "一亿二千万", "1亿2千万"], (text) => new ChineseNumber(text).toInteger());
const nzh = read(["一亿二千万", "两亿", "一点二亿", "二〇二三"], (text) => Nzh.cn.decodeS(text));
console.log(`converter ${show(converter)}   nzh ${show(nzh)}`);
assert.deepStrictEqual(converter, { 一亿: 1e8, "3.5亿": 3.5e8, 一亿二千万: 1000020000000, "1亿2千万": 1000020000000 });
assert.deepStrictEqual(nzh, { 一亿二千万: 1.2e8, 两亿: 0, 一点二亿: 1.2, 二〇二三: 223 });
JS
node seen.js
