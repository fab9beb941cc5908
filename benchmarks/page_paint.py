"""First paint and bytes of the overview, against the default nbconvert page of the same executed notebook.

Both pages are opened in turn in Chromium, each in a context of its own and without a network, which is how a
bureau's PC opens them; the default page then waits for no script of a far host. Times are medians; only their
ratio holds on another machine. Bars: first paint at most 0.9, bytes at most 0.3, the overview at most 120 kB.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.engine import BIN, PERIOD, project, run, timed
from tests.fixtures.chromium import launch

ROUNDS = 15
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def pages(folder: Path) -> tuple[Path, Path]:
    """Publish the overview and write the default page of its notebook."""
    root = project(folder / "project")
    run(root, "--lang", "zh", "--district", "jiangjin")
    published = root / "outputs" / "jiangjin" / PERIOD
    notebook = published / "00_overview.zh.ipynb"
    timed(
        BIN / "jupyter", "nbconvert", "--to", "html", "--output-dir", folder, "--output", "default", notebook
    )
    return published / "00_overview.zh.html", folder / "default.html"


def first_paint(browser: Any, page: Path) -> float:
    """Milliseconds until a page shows its first text or picture."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True)
    opened = context.new_page()
    opened.goto(page.as_uri(), wait_until="load")
    # asked from here: the page's policy lets no text run as script, which waiting in the page would need
    while (found := opened.evaluate(FIRST_PAINT)) is None:
        opened.wait_for_timeout(20)
    measured = float(found)
    context.close()
    return measured


def main() -> None:
    """Write bytes and first paint of both pages, with their ratios."""
    with tempfile.TemporaryDirectory() as scratch, launch() as browser:
        overview, default = pages(Path(scratch))
        times: dict[Path, list[float]] = {overview: [], default: []}
        for page in times:
            first_paint(browser, page)  # the first page of a process is slower
        for _ in range(ROUNDS):
            for page, measured in times.items():
                measured.append(first_paint(browser, page))
        paint = {page: statistics.median(measured) for page, measured in times.items()}
        size = {page: page.stat().st_size for page in times}
        for name, page in (("overview", overview), ("default nbconvert", default)):
            print(f"{name:18} {size[page] / 1000:7.0f} kB  first paint {paint[page]:6.0f} ms")
        print(
            f"{'ratio':18} {size[overview] / size[default]:7.2f}     {paint[overview] / paint[default]:17.2f}"
        )


if __name__ == "__main__":
    main()
