#!/usr/bin/env bash
# pyindexnum 0.4.0 (price indices): two records of one product in each month, every price 10; the price of one record in
# February is empty (null). With the weighted mean the empty price counts as 0 under a full weight: 5, and Laspeyres and
# Fisher are 0.5, prices halved. With the geometric mean February has no price and both indices are 0.0, prices gone. No
# warning, though a panel without that product is refused. With the plain mean, or with the record left out, all are 1.
# Guess before the run: 1.0 by every mean, as the one known price of February is 10, or an error.
# Seen:  arithmetic 10.0 [1.0, 1.0]; weighted_arithmetic 5.0 [0.5, 0.5]; geometric None [0.0, 0.0]; left out 10.0 [1.0, 1.0]
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pyindexnum==0.4.0 polars==2.1.0
cat > "$folder/seen.py" <<'PY'
import polars
import pyindexnum

records = polars.DataFrame(
    {
        "date": ["2023-01-05", "2023-01-20", "2023-02-05", "2023-02-20"],
        "product_id": ["steel"] * 4,
        "price": [10.0, 10.0, 10.0, None],
        "quantity": [1.0] * 4,
    }
)


def seen(table, mean):
    months = pyindexnum.aggregate_time(table, quantity_col="quantity", agg_type=mean).sort("period")
    indices = [round(index(months), 6) for index in (pyindexnum.laspeyres, pyindexnum.fisher)]
    return months["aggregated_price"].to_list()[1], indices


cases = {mean: seen(records, mean) for mean in ("arithmetic", "weighted_arithmetic", "geometric")}
cases["left out"] = seen(records.drop_nulls(), "weighted_arithmetic")
print("; ".join(f"{name} {price} {indices}" for name, (price, indices) in cases.items()))
assert cases == {
    "arithmetic": (10.0, [1.0, 1.0]),
    "weighted_arithmetic": (5.0, [0.5, 0.5]),
    "geometric": (None, [0.0, 0.0]),
    "left out": (10.0, [1.0, 1.0]),
}, cases
PY
"$folder/venv/bin/python" "$folder/seen.py"
