"""Draw the README's pictures docs/images/bounds.svg and overview.png.

Run `.venv/bin/python scripts/readme_picture.py`.

`bounds.svg` is the table and chart of the report of 2023Q4, in English; the same bytes each time.
`overview.png` is the first screen of the published overview, taken by Chromium; it needs a finished run
(`jjinvest run 2023Q4`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.planning.parameters import load_parameters
from jjinvest.reporting import charts, tables
from jjinvest.reporting.output_records import page_file
from jjinvest.results.results import Results

ROOT = Path(__file__).parents[1]
DISTRICT, PERIOD, LANGUAGE = "jiangjin", "2023Q4", "en"
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 1366, 900
"""First screen of a reader, in pixels."""


def draw_bounds() -> None:
    """Write the chart of the bounds."""
    parameters = load_parameters(ROOT, PERIOD)
    workspace = load_workspace(ROOT / "data" / DISTRICT).as_of(parameters.as_of)
    results = Results(workspace, PERIOD, parameters.seed, parameters.assumptions)
    labels = {str(key): str(name) for key, name in workspace.labels[LANGUAGE].items()}
    words = Vocabulary(LANGUAGE, labels)
    svg = charts.to_svg(charts.interval_bars(tables.tier_bounds(results), words))
    (IMAGES / "bounds.svg").write_bytes(svg)


def take_overview() -> None:
    """Write the first screen of the published overview.

    Raises
    ------
    SystemExit
        If there is no finished run, or no Chromium.
    """
    page = ROOT / "outputs" / DISTRICT / PERIOD / page_file("00_overview", LANGUAGE)
    if not page.is_file():
        sys.exit(f"missing {page.relative_to(ROOT)}: run `jjinvest run {PERIOD}` first")
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        sys.exit("Chromium is not installed: overview.png is not written")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--hide-scrollbars",
                f"--user-data-dir={profile}",
                f"--window-size={WIDTH},{HEIGHT}",
                f"--screenshot={IMAGES / 'overview.png'}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


def main() -> None:
    """Draw both pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    draw_bounds()
    take_overview()


if __name__ == "__main__":
    main()
