"""Draw the README's picture of the bounds: `.venv/bin/python scripts/readme_picture.py` writes docs/images/bounds.svg.

The same table and chart as in the report of 2023Q4, in English with the figures of that run; the same bytes each time.
"""

from __future__ import annotations

from pathlib import Path

from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.planning.parameters import load_parameters
from jjinvest.reporting import charts, tables
from jjinvest.results.results import Results

ROOT = Path(__file__).parents[1]
DISTRICT, PERIOD, LANGUAGE = "jiangjin", "2023Q4", "en"
PICTURE = ROOT / "docs" / "images" / "bounds.svg"


def main() -> None:
    """Draw the picture."""
    parameters = load_parameters(ROOT, PERIOD)
    workspace = load_workspace(ROOT / "data" / DISTRICT).as_of(parameters.as_of)
    results = Results(workspace, PERIOD, parameters.seed, parameters.assumptions)
    labels = {str(key): str(name) for key, name in workspace.labels[LANGUAGE].items()}
    words = Vocabulary(LANGUAGE, labels)
    PICTURE.write_bytes(charts.to_svg(charts.interval_bars(tables.tier_bounds(results), words)))


if __name__ == "__main__":
    main()
