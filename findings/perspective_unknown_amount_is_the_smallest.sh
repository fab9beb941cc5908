#!/usr/bin/env bash
# perspective-python 5.6.1 (pivot tables in notebooks): of the amounts 5, 7 and one unknown in an area the mean is 6, of two, and the
# median 5, of three: the unknown one counts as the smallest. The lower quartile and the difference between the highest and the
# lowest amount are nothing, the product is 0. Without the row of the unknown amount the median is 6.
# Guess before the run: 6 for both, and the same with the row and without it.
# Seen:  with the unknown amount mean 6 median 5 q1 None product 0 range None; without mean 6 median 6 q1 5 product 35 range 2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check perspective-python==5.6.1
cat > seen.py <<'PY'
import perspective

client = perspective.Server().new_local_client()


def shown(amounts: list[float | None]) -> str:
    """Return what a pivot table says of the amounts of one area."""
    table = client.table({"area": ["A"] * len(amounts), "amount": amounts})
    names = {"mean": "avg", "median": "median", "q1": "q1", "product": "mul", "range": "high minus low"}
    cells = []
    for name, aggregate in names.items():
        view = table.view(group_by=["area"], columns=["amount"], aggregates={"amount": aggregate})
        value = view.to_columns()["amount"][1]
        cells.append(f"{name} {value if value is None else format(value, 'g')}")
    return " ".join(cells)


unknown, known = shown([5.0, None, 7.0]), shown([5.0, 7.0])
print(f"with the unknown amount {unknown}; without {known}")
assert unknown == "mean 6 median 5 q1 None product 0 range None", unknown
assert known == "mean 6 median 6 q1 5 product 35 range 2", known
PY
venv/bin/python -W ignore seen.py
