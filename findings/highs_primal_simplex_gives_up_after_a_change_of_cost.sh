#!/usr/bin/env bash
# Five projects of a town, three of them named with their amounts, in six cells of half-year and size: the totals of the
# year and of its first half are published, each to its rounding. Random points are drawn by minimising one random cost
# after the other, as one does to see what the totals leave open. With the primal simplex, the second search beginning at
# the end of the first, highspy 1.16.0 ends as "Unknown": no optimum, no infeasibility, and run() returns a warning or ok,
# no error. Alone, or by the dual simplex, the same programme has an optimum.
# Guess before the run: Optimal from all; a basis that is feasible stays so when costs alone change.
# Seen:  one after the other Optimal Unknown, second alone Optimal, dual simplex Optimal Optimal
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check highspy==1.16.0 numpy==2.3.5
cat > "$folder/seen.py" <<'PY'
import highspy
import numpy as np

CELLS, NAMED = 6, (0.42, 0.25, 0.15)
FIRST_HALF = range(3)
COUNT = [2 * cell for cell in range(CELLS)]
ABOVE = [2 * cell + 1 for cell in range(CELLS)]
PLACE = [[2 * CELLS + CELLS * k + cell for cell in range(CELLS)] for k in range(len(NAMED))]
VARIABLES = 2 * CELLS + len(NAMED) * CELLS
COSTS = [
    [20, 19, -12, -19, 2, 17, 19, -19, -12, -18, -18, 20, -17, -6, 7, 13, 16, -19, 19, -2, -15, -19, 4, -19, 6, 20, 2, -16, -11, -1],
    [11, -18, -10, 18, 8, -16, 1, -5, -2, 14, 11, 4, 3, 20, -17, -1, 19, -13, 18, 10, 10, 15, -6, 6, 7, 17, -12, 6, -3, 10],
]


def counted(cells):
    return {COUNT[c]: 1.0 for c in cells} | {row[c]: 1.0 for row in PLACE for c in cells}


def amount(cells):
    own = {COUNT[c]: 0.01 for c in cells} | {ABOVE[c]: 1.0 for c in cells}
    return own | {row[c]: each for row, each in zip(PLACE, NAMED) for c in cells}


def model(primal):
    made = highspy.Highs()
    for name, value in {"output_flag": False, "presolve": "off", "threads": 1}.items():
        made.setOptionValue(name, value)
    if primal:
        made.setOptionValue("simplex_strategy", 4)
    for variable in range(VARIABLES):
        made.addVar(0, 5 if variable in COUNT else 4.8252 if variable in ABOVE else 1)
    for cell in range(CELLS):
        add(made, {ABOVE[cell]: 1.0, COUNT[cell]: -0.96504}, -highspy.kHighsInf, 0)
    for row in PLACE:
        add(made, {place: 1.0 for place in row}, 1, 1)
    add(made, counted(FIRST_HALF), 2, 2)
    add(made, amount(FIRST_HALF), 0.39996, 0.40004)
    add(made, counted(range(CELLS)), 5, 5)
    add(made, amount(range(CELLS)), 0.97496, 0.97504)
    return made


def add(made, form, low, high):
    made.addRow(low, high, len(form), np.array(list(form), dtype=np.int32), np.array(list(form.values())))


def statuses(made, costs):
    ends = []
    for cost in costs:
        made.changeColsCost(VARIABLES, np.arange(VARIABLES, dtype=np.int32), np.array(cost) / 10)
        assert made.run() != highspy.HighsStatus.kError
        ends.append(made.modelStatusToString(made.getModelStatus()))
    return " ".join(ends)


print(
    f"one after the other {statuses(model(True), COSTS)}, second alone {statuses(model(True), COSTS[1:])}, "
    f"dual simplex {statuses(model(False), COSTS)}"
)
PY
seen=$("$folder/venv/bin/python" "$folder/seen.py" | tail -1)
echo "$seen"
[ "$seen" = "one after the other Optimal Unknown, second alone Optimal, dual simplex Optimal Optimal" ]
