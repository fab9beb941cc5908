#!/usr/bin/env bash
# pycanon 1.3.5 measures in how small a group a record can be found (k), anjana 1.2.3 of the same authors removes records
# until k is reached. Eight firms, four of 2021, three of 2022 and one without a year, whom everybody finds: k is 3. A second
# column that is the same for all, which says nothing of anybody, makes it 1. anjana publishes that firm "with k=3";
# where two firms are of 2022, it removes those two, keeps the one that stands alone, and pycanon finds k = 4.
# Guess before the run: k = 1 both times (no year is a group as well), or a refusal; anjana removes the firm.
# Seen:  k by year 3, by year and a constant 1; anjana keeps all 8; of 4, 2 and 1 firms it keeps the 4 and the 1, k is 4
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    pycanon==1.3.5 anjana==1.2.3 pandas==2.3.3 numpy==2.0.2
cat > "$folder/seen.py" <<'PY'
import anjana.anonymity
import pandas as pd
from pycanon import anonymity


def firms(*years: float | None) -> pd.DataFrame:
    return pd.DataFrame({"year": years, "sector": "all", "amount": range(len(years))})


def released(table: pd.DataFrame) -> pd.DataFrame:
    return anjana.anonymity.k_anonymity(table, [], ["year"], 3, 50, {})


eight = firms(2021, 2021, 2021, 2021, 2022, 2022, 2022, None)
by_year = anonymity.k_anonymity(eight, ["year"])
by_both = anonymity.k_anonymity(eight, ["year", "sector"])
kept = len(released(eight))

seven = released(firms(2021, 2021, 2021, 2021, 2022, 2022, None))
left = seven["year"].value_counts(dropna=False).tolist()
measured = anonymity.k_anonymity(seven, ["year"])
print(
    f"k by year {by_year}, by year and a constant {by_both}; anjana keeps all {kept};",
    f"of 4, 2 and 1 firms it keeps the {left[0]} and the {left[1]}, k is {measured}",
)
assert (by_year, by_both, kept) == (3, 1, 8), (by_year, by_both, kept)
assert (left, measured, seven["year"].isna().sum()) == ([4, 1], 4, 1), (left, measured)
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
