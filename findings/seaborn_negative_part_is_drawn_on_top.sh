#!/usr/bin/env bash
# seaborn 0.13.2 (seaborn.objects, its newer way to draw): contributions to growth as stacked bars, 10 points of industry and -4 of
# services. The bar of services reaches from 10 down to 6, over that of industry: the column ends at 10 and shows parts of 6 and 4
# above zero, as if both had grown and growth were 10. The stacked bars of pandas 2.3.3 have the -4 below zero.
# Guess before the run: -4 to 0, or a message that negative parts cannot be stacked.
# Seen:  seaborn 6 to 10 and 0 to 10; pandas 0 to 10 and -4 to 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check seaborn==0.13.2 pandas==2.3.3 numpy==2.4.6
cat > seen.py <<'PY'
import matplotlib

matplotlib.use("agg")
import pandas as pd
import seaborn.objects as so
from matplotlib.patches import Rectangle

growth = pd.DataFrame({"quarter": ["Q1", "Q1"], "part": ["industry", "services"], "points": [10.0, -4.0]})


def spans(bars: list[Rectangle]) -> str:
    """Return from where to where each bar reaches."""
    ends = [sorted((bar.get_bbox().y0, bar.get_bbox().y1)) for bar in bars]
    return " and ".join(f"{low:g} to {high:g}" for low, high in sorted(ends, reverse=True))


plot = so.Plot(growth, x="quarter", y="points", color="part").add(so.Bar(), so.Stack()).plot()
table = growth.pivot(index="quarter", columns="part", values="points")
seaborn, own = spans(plot._figure.axes[0].patches), spans(table.plot.bar(stacked=True).patches)
print(f"seaborn {seaborn}; pandas {own}")
assert seaborn == "6 to 10 and 0 to 10", seaborn
assert own == "0 to 10 and -4 to 0", own
PY
venv/bin/python -W ignore seen.py
