#!/usr/bin/env bash
# suda 0.2.2 (special uniques: the risk that a record of a table of persons or firms is recognised). Its result, dis-suda,
# is 0 for every record, also for the only firm of its industry, though the table in its documents has 0.02 and 0.03. The
# score beside it counts each combination that contains a smaller unique one again, though only minimal ones are special
# uniques: the firm that is unique by one attribute has 5 for (3 - 1)! = 2, and the firm with two minimal pairs has 3 for 2,
# those with one pair 2 for 1.
# Guess before the run: scores by the definition, and a risk above 0 for each unique record.
# Seen:  suda 5 2 2 2 3 2, by the definition 2 1 1 1 2 1; dis-suda 0 0 0 0 0 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check suda==0.2.2 pandas==2.3.3 numpy==2.3.5
cat > "$folder/seen.py" <<'PY'
from itertools import combinations
from math import factorial

import pandas
from suda import suda

FIRMS = pandas.DataFrame({"industry": list("upppqq"), "size": list("112212"), "town": list("kkkmmm")})


def by_definition(table):
    columns = list(table)
    minimal, scores = [set() for _ in range(len(table))], [0] * len(table)
    for width in range(1, len(columns) + 1):
        for chosen in map(frozenset, combinations(columns, width)):
            rows = table[sorted(chosen)].apply(tuple, axis=1)
            for row in rows[rows.map(rows.value_counts()) == 1].index:
                if not any(smaller < chosen for smaller in minimal[row]):
                    minimal[row].add(chosen)
                    scores[row] += factorial(len(columns) - width)
    return scores


answer = suda(FIRMS.copy(), max_msu=3)
seen, right, risks = answer["suda"].tolist(), by_definition(FIRMS), answer["dis-suda"].tolist()
print("suda", *seen, "by the definition", *right, "dis-suda", *risks)
assert (seen, right) == ([5, 2, 2, 2, 3, 2], [2, 1, 1, 1, 2, 1]), (seen, right)
assert not any(risks), risks
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
