#!/usr/bin/env bash
# jsonstat-validator 0.4.6 (JSON-stat 2.0): a cube of two areas and three years with five values is valid, so that no reader
# can tell which figure was left out; likewise two years at one position, a position past the end, and a value for an
# eighth cell of six. Sizes that contradict the categories, and a list of status marks that is too short, are refused, so a
# careful user takes the rest for checked.
# Guess before the run: refused, all four.
# Seen:  valid: one value too few, two years at one place, place past the end, cell past the end; refused: size, status
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check jsonstat-validator==0.4.6 pydantic==2.14.4
cat > "$folder/seen.py" <<'PY'
import copy

from jsonstat_validator import validate_jsonstat
from jsonstat_validator.utils import JSONStatValidationError

CUBE = {
    "version": "2.0",
    "class": "dataset",
    "id": ["area", "year"],
    "size": [2, 3],
    "dimension": {
        "area": {"category": {"index": ["north", "south"]}},
        "year": {"category": {"index": {"2021": 0, "2022": 1, "2023": 2}}},
    },
    "value": [1, 2, 3, 4, 5, 6],
}
YEARS = {"one place": {"2021": 0, "2022": 1, "2023": 1}, "past the end": {"2021": 0, "2022": 1, "2023": 5}}


def is_valid(years=None, **parts):
    cube = copy.deepcopy(CUBE) | parts
    if years:
        cube["dimension"]["year"]["category"]["index"] = years
    try:
        return validate_jsonstat(cube)
    except JSONStatValidationError:
        return False


checked = {
    "one value too few": is_valid(value=[1, 2, 3, 4, 5]),
    "two years at one place": is_valid(years=YEARS["one place"]),
    "place past the end": is_valid(years=YEARS["past the end"]),
    "cell past the end": is_valid(value={"0": 1, "7": 3}),
    "size": is_valid(size=[2, 2]),
    "status": is_valid(status=["p", "f"]),
}
valid = [name for name, passed in checked.items() if passed]
refused = [name for name, passed in checked.items() if not passed]
print(f"valid: {', '.join(valid)}; refused: {', '.join(refused)}")
assert is_valid() is True
assert refused == ["size", "status"], checked
PY
"$folder/venv/bin/python" -W ignore "$folder/seen.py"
