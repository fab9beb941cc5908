#!/usr/bin/env bash
# pywaffle 1.2.0 (waffle charts, here of a hundred squares): six equal parts are drawn as 17, 17, 17, 17, 17 and 15 squares. Each part
# is rounded by itself and the last gets what is left of a hundred: a part of 7 behind five of 18.6 has 5. Seven equal parts have 14
# each, and two squares are missing. Nothing is said. By largest remainders there are a hundred, and equal parts differ by one at most.
# Guess before the run: a hundred squares, equal parts at most one apart.
# Seen:  six equal 17 17 17 17 17 15 of 100 for 17 17 17 17 16 16; 18.6 five times and 7 19 19 19 19 19 5 of 100 for
#        19 19 19 18 18 7; seven equal 14 14 14 14 14 14 14 of 98 for 15 15 14 14 14 14 14
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check pywaffle==1.2.0 matplotlib==3.11.2 numpy==2.4.6
cat > seen.py <<'PY'
from collections import Counter

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot
from pywaffle import Waffle

PARTS = {"six equal": [1] * 6, "18.6 five times and 7": [18.6] * 5 + [7], "seven equal": [1] * 7}


def drawn(parts: list[float]) -> list[int]:
    """Return the squares drawn of each part."""
    colors = [(0.1 * (number + 1), 0.0, 0.0) for number in range(len(parts))]
    figure = pyplot.figure(FigureClass=Waffle, rows=10, columns=10, values=parts, colors=colors)
    found = Counter(patch.get_facecolor()[:3] for axes in figure.axes for patch in axes.patches)
    return [found[color] for color in colors]


def remainders(parts: list[float]) -> list[int]:
    """Return a hundred squares, divided by largest remainders."""
    exact = [100 * part / sum(parts) for part in parts]
    whole = [int(share) for share in exact]
    order = sorted(range(len(parts)), key=lambda place: whole[place] - exact[place])
    for place in order[: 100 - sum(whole)]:
        whole[place] += 1
    return whole


def line(name: str) -> str:
    """Return the squares of a set of parts."""
    counts, right = drawn(PARTS[name]), remainders(PARTS[name])
    return f"{name} {' '.join(map(str, counts))} of {sum(counts)} for {' '.join(map(str, right))}"


seen = "; ".join(map(line, PARTS))
print(seen)
assert seen == (
    "six equal 17 17 17 17 17 15 of 100 for 17 17 17 17 16 16; "
    "18.6 five times and 7 19 19 19 19 19 5 of 100 for 19 19 19 18 18 7; "
    "seven equal 14 14 14 14 14 14 14 of 98 for 15 15 14 14 14 14 14"
), seen
PY
venv/bin/python -W ignore seen.py
