"""Draw the pictures of the documentation into docs/images/.

Run `.venv/bin/python scripts/readme_picture.py`.

- `bounds.svg`: a chart of the report of 2023Q4, in English; the same bytes each time.
- `overview.png`, `overview-annotated.png`: the published overview in English, and in Chinese with numbers
  beside its parts. They need a finished run (`jjinvest run 2023Q4`).
- `ledger_funds.png`, `ledger_pipeline.png`: two pages on the ledger of a synthetic district, which is made
  and run in a temporary folder.

All but the first need Chromium and playwright (`requirements/dev.lock`).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.planning.parameters import load_parameters
from jjinvest.reporting import charts, tables
from jjinvest.reporting.output_records import page_file
from jjinvest.results.results import Results

ROOT = Path(__file__).resolve().parents[1]
DISTRICT, PERIOD = "jiangjin", "2023Q4"
IMAGES = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SYNTHETIC = ["--seed", "1", "--projects", "120", "--years", "2", "--quarters", "2"]
"""Options of `jjinvest synth` for the pages on a ledger."""
COLOURS = 64
"""A page has few: the picture stays small."""
LEDGER_PAGES = {"ledger_funds.png": "30_funds_in_place", "ledger_pipeline.png": "40_pipeline"}

ANNOTATED = (".meta", ".lead", ".answers", "table", "figure figcaption", ".notes")
"""Parts of the overview with a number beside them, in the order of docs/reports.md."""
ADD_NUMBERS = """
selectors => selectors.forEach((selector, place) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const mark = document.createElement("div");
  mark.textContent = place + 1;
  mark.style.cssText = `position:absolute;left:${box.left - 58}px;top:${box.top + window.scrollY + 4}px;
    width:34px;height:34px;border-radius:50%;background:#8f3d13;color:#fff;
    font:bold 20px/34px sans-serif;text-align:center`;
  document.body.append(mark);
})
"""


def draw_bounds() -> None:
    """Write the chart of the bounds."""
    language = "en"
    parameters = load_parameters(ROOT, PERIOD, DISTRICT)
    workspace = load_workspace(ROOT / "data" / DISTRICT).as_of(parameters.as_of)
    results = Results(workspace, PERIOD, parameters.seed, parameters.assumptions)
    labels = {str(key): str(name) for key, name in workspace.labels[language].items()}
    words = Vocabulary(language, labels)
    svg = charts.to_svg(charts.interval_bars(tables.tier_bounds(results), words))
    (IMAGES / "bounds.svg").write_bytes(svg)


def published_page(root: Path, district: str, notebook: str, language: str) -> str:
    """Return the address of a published page.

    Raises
    ------
    SystemExit
        If there is no finished run.
    """
    page = root / "outputs" / district / PERIOD / page_file(notebook, language)
    if not page.is_file():
        sys.exit(f"missing {page.relative_to(root)}: run `jjinvest run {PERIOD}` first")
    return page.as_uri()


def take(
    browser: Browser, name: str, address: str, width: int, height: int, numbered: tuple[str, ...] = ()
) -> None:
    """Write the top of a page as a picture, `width` × `height` pixels."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    if numbered:
        page.evaluate(ADD_NUMBERS, list(numbered))
    page.screenshot(path=IMAGES / name)
    page.close()
    # by default the few points of a light take the colour of the text beside them
    few = Image.open(IMAGES / name).convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE)
    few.save(IMAGES / name, optimize=True)


def take_overview(browser: Browser) -> None:
    """Write the overview in English, and in Chinese with numbers beside its parts."""
    take(
        browser,
        "overview.png",
        published_page(ROOT, DISTRICT, "00_overview", "en"),
        1366,
        900,
    )
    take(
        browser,
        "overview-annotated.png",
        published_page(ROOT, DISTRICT, "00_overview", "zh"),
        1200,
        2120,
        ANNOTATED,
    )


def take_ledger_pages(browser: Browser) -> None:
    """Write two pages on the ledger of a synthetic district."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        for name in ("notebooks", "params", "data/context"):
            shutil.copytree(ROOT / name, project / name)
        for name in ("jjinvest", "requirements", "pyproject.toml"):
            (project / name).symlink_to(ROOT / name)
        (project / "outputs").mkdir()
        command = [sys.executable, "-m", "jjinvest"]
        run = ["run", PERIOD, "--district", "synthetic_01", "--lang", "zh,en", "--root", folder]
        for arguments in (["synth", *SYNTHETIC, "--out", str(project / "data")], run):
            subprocess.run([*command, *arguments], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        for name, notebook in LEDGER_PAGES.items():
            take(browser, name, published_page(project, "synthetic_01", notebook, "zh"), 800, 1120)


def main() -> None:
    """Draw every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    draw_bounds()
    path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if path is None:
        sys.exit("Chromium is not installed: only bounds.svg is written")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        take_overview(browser)
        take_ledger_pages(browser)
        browser.close()


if __name__ == "__main__":
    main()
