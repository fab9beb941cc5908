#!/usr/bin/env bash
# pointblank 1.1.1 (pandas 3.1.1): a check of values on a table without rows, as a quarter without new projects gives.
# The step is neither passed nor failed: 0 rows, failed None, share None, `all_passed()` False, and `assert_passing()` raises a
# TypeError about None instead of an AssertionError. A check of the columns passes on the same table.
# Guess before the run: a check of no rows holds, as in pandera and dbt, or fails with a word.
# Seen:  values: n 0, failed None, all_passed False, assert_passing TypeError   columns: all_passed True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check pointblank==1.1.1 pandas==3.1.1
cat > "$folder/seen.py" <<'PY'
import pandas as pd
import pointblank as pb

empty = pd.DataFrame({"code": pd.Series([], dtype="str"), "amount": pd.Series([], dtype="float64")})
values = pb.Validate(empty).col_vals_not_null("amount").interrogate()
columns = pb.Validate(empty).col_exists("amount").interrogate()
try:
    values.assert_passing()
    raised = "nothing"
except Exception as error:
    raised = type(error).__name__
n, failed = values.n(i=1, scalar=True), values.n_failed(i=1, scalar=True)
print(
    f"values: n {n}, failed {failed}, all_passed {values.all_passed()}, assert_passing {raised}"
    f"   columns: all_passed {columns.all_passed()}"
)
assert (n, failed, values.all_passed(), raised) == (0, None, False, "TypeError")
assert columns.all_passed()
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
