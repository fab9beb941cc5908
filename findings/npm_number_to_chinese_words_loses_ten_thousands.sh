#!/usr/bin/env bash
# number-to-chinese-words 1.0.20 (npm): an amount in words. Above 亿 (100 million) a part of one to nine 万 is lost:
# 100,080,000 yuan is written like 100,000,000 yuan, 300,080,500 like 300,000,500. From ten 万 on the part is there. Of the
# 10,000 amounts from 1.0000亿 to 1.9999亿 nine have the words of another amount.
# Guess before the run: 一億零八萬, and 10,000 texts for 10,000 amounts.
# Seen:  100000000 一億, 100080000 一億, 100100000 一億零一十萬, 300080500 三億零五百; 9991 texts for 10000 amounts
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > init.log
npm install --silent --no-audit --no-fund number-to-chinese-words@1.0.20
cat > seen.js <<'JS'
const assert = require("node:assert");
const { toWords } = require("number-to-chinese-words");

const seen = [100000000, 100080000, 100100000, 300080500].map((amount) => `${amount} ${toWords(amount)}`).join(", ");
const texts = new Set();
for (let tens = 0; tens < 10000; tens += 1) texts.add(toWords(100000000 + 10000 * tens));
console.log(`${seen}; ${texts.size} texts for 10000 amounts`);
assert.equal(seen, "100000000 一億, 100080000 一億, 100100000 一億零一十萬, 300080500 三億零五百");
assert.equal(texts.size, 9991);
JS
node seen.js
