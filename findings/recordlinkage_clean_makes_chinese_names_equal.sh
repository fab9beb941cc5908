#!/usr/bin/env bash
# recordlinkage 0.16 (pandas 2.3.3): clean(), its function to prepare names for linking. By default every Han letter is
# taken away, so a Chinese name is the empty text, and nothing warns. Two different firms fall into one block and agree
# by Compare.exact (1), while Compare.string gives 0.0 even for the very same name in both lists (0.0 is also its value
# for "missing"): duplicates are found where there are none, and none where there are.
# Guess before the run: the letters stay, only marks and brackets go; two different firms do not agree.
# Seen:  cleaned ['', '', 'abc']   two firms: one block True, exact 1   the same name: string 0.0 (not cleaned 1.0)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check recordlinkage==0.16 pandas==2.3.3 \
    jellyfish==1.3.0 scikit-learn==1.9.1 numpy==2.4.6
cat > "$folder/seen.py" <<'PY'
import pandas as pd
import recordlinkage
from recordlinkage.preprocessing import clean

names = pd.DataFrame({"name": ["江津白酒有限公司", "攀宝钢材有限公司", "ABC科技"]})
cleaned = names.assign(name=clean(names["name"]))


def compared(table: pd.DataFrame) -> pd.DataFrame:
    compare = recordlinkage.Compare()
    compare.exact("name", "name", label="exact")
    compare.string("name", "name", method="jarowinkler", label="string")
    return compare.compute(pd.MultiIndex.from_tuples([(0, 1), (0, 0)]), table, table)


index = recordlinkage.Index()
index.block("name")
one_block = (1, 0) in index.index(cleaned) or (0, 1) in index.index(cleaned)
after, before = compared(cleaned), compared(names)
exact = int(after.loc[(0, 1), "exact"])
same, same_before = float(after.loc[(0, 0), "string"]), float(before.loc[(0, 0), "string"])
print(f"cleaned {cleaned['name'].tolist()}   two firms: one block {one_block}, exact {exact}", end="   ")
print(f"the same name: string {same} (not cleaned {same_before})")
assert cleaned["name"].tolist() == ["", "", "abc"] and one_block
assert (exact, same, same_before, int(before.loc[(0, 1), "exact"])) == (1, 0.0, 1.0, 0)
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
