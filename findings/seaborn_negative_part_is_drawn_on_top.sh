#!/usr/bin/env bash
# seaborn 0.13.2 (seaborn.objects, its newer way to draw): contributions to growth as stacked bars, 10 points of industry and -4 of
# services. The bar of services reaches from 10 down to 6, over that of industry: the column ends at 10 and shows parts of 6 and 4
# above zero, as if both had grown and growth were 10. plotnine 0.15.9 draws the -4 below zero.
# Guess before the run: -4 to 0, or a message that negative parts cannot be stacked.
# Seen:  seaborn 6 to 10 and 0 to 10; plotnine 0 to 10 and -4 to 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check seaborn==0.13.2 plotnine==0.15.9 pandas==2.3.3 numpy==2.4.6
cat > seen.py <<'PY'
import matplotlib

matplotlib.use("agg")
import pandas as pd
import seaborn.objects as so
from plotnine import aes, geom_col, ggplot

growth = pd.DataFrame({"quarter": ["Q1", "Q1"], "part": ["industry", "services"], "points": [10.0, -4.0]})


def spans(bars: list[tuple[float, float]]) -> str:
    """Return from where to where each bar reaches."""
    return " and ".join(f"{low:g} to {high:g}" for low, high in sorted(bars, reverse=True))


plot = so.Plot(growth, x="quarter", y="points", color="part").add(so.Bar(), so.Stack()).plot()
boxes = [bar.get_bbox() for bar in plot._figure.axes[0].patches]
seaborn = spans([(min(box.y0, box.y1), max(box.y0, box.y1)) for box in boxes])
figure = (ggplot(growth, aes("quarter", "points", fill="part")) + geom_col()).draw()
paths = [path.vertices[:, 1] for drawn in figure.axes[0].collections for path in drawn.get_paths()]
plotnine = spans([(heights.min(), heights.max()) for heights in paths])
print(f"seaborn {seaborn}; plotnine {plotnine}")
assert seaborn == "6 to 10 and 0 to 10", seaborn
assert plotnine == "0 to 10 and -4 to 0", plotnine
PY
venv/bin/python -W ignore seen.py
