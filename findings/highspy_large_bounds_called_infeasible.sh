#!/usr/bin/env bash
# Projects of a size class are a whole number n of at most a million, their amount at most 999,999.99 n: what bounds of
# published totals look like where no figure limits a class. Two of six classes hold 5 projects together; the amount is
# maximised. highspy 1.16.0 ends in "Solve error" as it is set up, and calls the programme "Infeasible" without presolve,
# though all zeros but one count of 5 satisfy it. With limits of 100,000, or bounds scaled by its own option, it finds the end.
# Guess before the run: Optimal from all four; large bounds may cost digits, not the verdict.
# Seen:  as set up Solve error, presolve off Infeasible, limit 100000 Optimal, user_bound_scale -10 Optimal
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check highspy==1.16.0 numpy==2.3.5
cat > "$folder/seen.py" <<'PY'
import highspy
import numpy as np

CLASSES, EACH = 6, 999_999.99


def status(limit, **options):
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    for name, value in options.items():
        assert model.setOptionValue(name, value) == highspy.HighsStatus.kOk
    for k in range(CLASSES):
        model.addVar(0, limit)
        model.addVar(0, EACH * limit)
        model.changeColIntegrality(2 * k, highspy.HighsVarType.kInteger)
        model.changeColCost(2 * k, -0.01)
        model.changeColCost(2 * k + 1, -1.0)
        model.addRow(-highspy.kHighsInf, 0, 2, np.array([2 * k, 2 * k + 1]), np.array([-EACH, 1.0]))
    model.addRow(5, 5, 2, np.array([0, CLASSES]), np.array([1.0, 1.0]))
    model.run()
    return model.modelStatusToString(model.getModelStatus())


print(
    f"as set up {status(1e6)}, presolve off {status(1e6, presolve='off')}, "
    f"limit 100000 {status(1e5)}, user_bound_scale -10 {status(1e6, user_bound_scale=-10)}"
)
PY
seen=$("$folder/venv/bin/python" "$folder/seen.py" | tail -1)
echo "$seen"
[ "$seen" = "as set up Solve error, presolve off Infeasible, limit 100000 Optimal, user_bound_scale -10 Optimal" ]
