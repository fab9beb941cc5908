#!/usr/bin/env bash
# weightipy 0.4.2 (weights by which a survey agrees with known shares): a hundred firms, half of them in the east. The shares to be met
# are 30 % east, and 50 % each of two kinds. Where the kind of ten firms is not known, the weights have 32 % in the east: the ten keep
# a weight of 1 and are left out of all steps, also of those for areas, which are known for all. Where 10 % should be of a third
# kind, of which there is no firm, they are given to the other two kinds. Nothing is said. Shares of areas alone are met.
# Guess before the run: the east has 30 %, as areas are known for all firms; a share that no firm can meet is reported.
# Seen:  all known east 30.0; ten of unknown kind east 32.0, weights of the ten 1; areas alone 30.0;
#        45, 45 and 10 % of a third kind met as 50.0 50.0; said nothing
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
    weightipy==0.4.2 scipy==1.17.1 pandas==3.1.1 numpy==2.4.6
cat > seen.py <<'PY'
import contextlib
import io

import pandas
import weightipy

AREAS = {"area": {"east": 30, "west": 70}}
KINDS = {"kind": {"plant": 50, "office": 50}}
THREE = {"kind": {"plant": 45, "office": 45, "lab": 10}}
firms = pandas.DataFrame({"kind": ["plant"] * 40 + ["office"] * 60, "area": ["east", "west"] * 50})
gaps = firms.copy()
gaps.loc[:9, "kind"] = None


def weigh(table: pandas.DataFrame, shares: dict) -> pandas.DataFrame:
    """Return the firms with weights that meet shares."""
    scheme = weightipy.scheme_from_dict(shares)
    return weightipy.weight_dataframe(table, scheme, weight_column="weight")


def share(table: pandas.DataFrame, column: str, value: str) -> str:
    """Return the percentage that firms have of all weights."""
    return f"{100 * table.loc[table[column] == value, 'weight'].sum() / table['weight'].sum():.1f}"


said = io.StringIO()
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
    known, unknown, alone = weigh(firms, AREAS | KINDS), weigh(gaps, AREAS | KINDS), weigh(gaps, AREAS)
    third = weigh(firms, AREAS | THREE)
ten = set(unknown.loc[gaps["kind"].isna(), "weight"])
seen = (
    f"all known east {share(known, 'area', 'east')}; ten of unknown kind east {share(unknown, 'area', 'east')}, "
    f"weights of the ten {' '.join(f'{weight:g}' for weight in ten)}; areas alone {share(alone, 'area', 'east')}; "
    f"45, 45 and 10 % of a third kind met as {share(third, 'kind', 'plant')} {share(third, 'kind', 'office')}; "
    f"said {said.getvalue() or 'nothing'}"
)
print(seen)
assert seen == (
    "all known east 30.0; ten of unknown kind east 32.0, weights of the ten 1; areas alone 30.0; "
    "45, 45 and 10 % of a third kind met as 50.0 50.0; said nothing"
), seen
PY
venv/bin/python -W ignore seen.py
