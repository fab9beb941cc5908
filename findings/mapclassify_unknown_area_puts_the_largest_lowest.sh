#!/usr/bin/env bash
# mapclassify 2.10.0 (classes for maps): six areas with 1 to 6 are two each in three classes of equal size. With a seventh area whose
# figure is not known, the one with 6 is in the lowest class, together with 1, 2, 3 and the unknown one; by natural breaks
# (FisherJenks) all seven are in the lowest class. The last limit is not a number, and what is below no limit keeps the class 0 with
# which it began. Nothing is raised. With equal intervals only the unknown area is in a class, the lowest, where it should be in none.
# Guess before the run: the classes of the six as before; the unknown area in none, or an error.
# Seen:  quantiles 0 0 1 1 2 2, with 0 0 0 1 1 0 0; natural breaks 0 0 1 1 2 2, with 0 0 0 0 0 0 0;
#        equal intervals 0 0 1 1 2 2, with 0 0 1 1 2 2 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
    mapclassify==2.10.0 scikit-learn==1.9.1 scipy==1.17.1 pandas==3.1.1 numpy==2.4.6
cat > seen.py <<'PY'
import mapclassify

KNOWN = [1, 2, 3, 4, 5, 6]
NAMES = {"quantiles": "Quantiles", "natural breaks": "FisherJenks", "equal intervals": "EqualInterval"}


def classes(scheme: str, values: list[float]) -> str:
    """Return the class of each area, the lowest being 0."""
    return " ".join(str(number) for number in getattr(mapclassify, scheme)(values, k=3).yb)


def both(name: str) -> str:
    """Return the classes without and with an area whose figure is not known."""
    return f"{name} {classes(NAMES[name], KNOWN)}, with {classes(NAMES[name], [*KNOWN, float('nan')])}"


seen = "; ".join(both(name) for name in NAMES)
print(seen)
assert seen == (
    "quantiles 0 0 1 1 2 2, with 0 0 0 1 1 0 0; natural breaks 0 0 1 1 2 2, with 0 0 0 0 0 0 0; "
    "equal intervals 0 0 1 1 2 2, with 0 0 1 1 2 2 0"
), seen
PY
venv/bin/python -W ignore seen.py
