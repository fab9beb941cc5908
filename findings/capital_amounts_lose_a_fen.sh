#!/usr/bin/env bash
# cn2an 0.5.24 (PyPI), nzh 1.0.14 and n2words 4.0.0 (npm): amounts of contracts in capital numerals (金额大写). All three cut
# after the second decimal and do not round, and a sum of floats ends in …99: 0.7 + 0.1 yuan is 柒角玖分 (79 fen), 4.35
# times 100 is 434.99, 12.999 is 12.99. So capitals and digits of one contract differ. From 10,000,000,000,000,000 on
# n2words writes the word undefined. No error.
# Guess before the run: 捌角; 肆佰叁拾伍元整; 壹拾叁元整.
# Seen:  cn2an 柒角玖分 肆佰叁拾肆元玖角玖分 壹拾贰元玖角玖分; nzh the same; n2words the same with 圆; undefined仟万亿圆整
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check cn2an==0.5.24
npm init -y > init.log
npm install --silent --no-audit --no-fund nzh@1.0.14 n2words@4.0.0
cat > seen.py <<'PY'
import cn2an

seen = [cn2an.an2cn(amount, "rmb") for amount in (0.7 + 0.1, 4.35 * 100, 12.999)]
print("cn2an", *seen)
assert seen == ["柒角玖分", "肆佰叁拾肆元玖角玖分", "壹拾贰元玖角玖分"], seen
PY
cat > seen.mjs <<'JS'
import assert from "node:assert";
import nzh from "nzh";
import { toCurrency } from "n2words/zh-Hans-CN";

const amounts = [0.7 + 0.1, 4.35 * 100, 12.999];
const first = amounts.map((amount) => nzh.cn.toMoney(amount, { outSymbol: false }));
const second = [...amounts, 10 ** 16].map((amount) => toCurrency(amount));
console.log("nzh", ...first);
console.log("n2words", ...second);
assert.deepStrictEqual(first, ["柒角玖分", "肆佰叁拾肆元玖角玖分", "壹拾贰元玖角玖分"]);
assert.deepStrictEqual(second, ["柒角玖分", "肆佰叁拾肆圆玖角玖分", "壹拾贰圆玖角玖分", "undefined仟万亿圆整"]);
JS
venv/bin/python -W ignore seen.py
node seen.mjs
