#!/usr/bin/env bash
# PriceIndexCalc 0.7: three products with the same prices and quantities in January and February, so that every index is 1.
# Products present in both months are found by their id, but prices are then paired by the order of the rows. With February's
# rows in another order steel is divided by cement: Laspeyres is 1.59, Tornqvist and GEKS 1.30, Fisher 1.19, and nothing is
# said. Jevons and Geary-Khamis stay 1 and do not show it. A table put together from two files, or
# sorted by price, has such an order.
# Guess before the run: 1.0 for any order of the rows, as products have ids.
# Seen:  same order all 1.0; other order laspeyres 1.5882, fisher 1.1921, tornqvist 1.3035, geks 1.3035, jevons 1.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check PriceIndexCalc==0.7 pandas==3.0.6 \
    numpy==2.4.6 scipy==1.17.1 seaborn==0.13.2 statsmodels==0.15.0 scikit-learn==1.9.1
cat > "$folder/seen.py" <<'PY'
import pandas
from PriceIndexCalc.pandas_modules.index_methods import bilateral_methods, multilateral_methods

products = [("steel", 10.0, 3.0), ("cement", 20.0, 5.0), ("glass", 40.0, 1.0)]
seen = {}
for name, february in (("same order", products), ("other order", [*products[1:], products[0]])):
    rows = [("2023-01", *row) for row in products] + [("2023-02", *row) for row in february]
    table = pandas.DataFrame(rows, columns=["month", "id", "price", "quantity"])
    values = {
        method: bilateral_methods(table, method=method)["index_value"].iloc[1]
        for method in ("laspeyres", "fisher", "tornqvist", "jevons")
    }
    values["geks"] = multilateral_methods(table, method="geks").iloc[1, 0]
    seen[name] = {method: round(float(value), 4) for method, value in values.items()}
print("; ".join(f"{name} {values}" for name, values in seen.items()))
assert set(seen["same order"].values()) == {1.0}, seen
assert seen["other order"] == {
    "laspeyres": 1.5882,
    "fisher": 1.1921,
    "tornqvist": 1.3035,
    "jevons": 1.0,
    "geks": 1.3035,
}, seen
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
