"""The reader's pages of a published run as PDF, by a headless Chromium if one is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from jjinvest.core.errors import JJInvestError
from jjinvest.pipeline.publishing.printer import Printer, PrintingError
from jjinvest.pipeline.storage.atomic import write_bytes

BROWSER_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "microsoft-edge",
)
BROWSER_PATHS = (
    Path("C:/Program Files/Google/Chrome/Application/chrome.exe"),
    Path("C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)


def find_chromium() -> Path:
    """Return a browser that can print.

    Raises
    ------
    JJInvestError
        If none is installed.
    """
    on_path = next((path for name in BROWSER_NAMES if (path := shutil.which(name))), None)
    place = next((p for p in ([Path(on_path)] if on_path else BROWSER_PATHS) if p.exists()), None)
    if place is None:
        raise JJInvestError(
            "没有可用来打印的浏览器 no browser to print with\n"
            f"应为 expected: {', '.join(BROWSER_NAMES)} 之一在 PATH 中 one of these on the PATH\n"
            "处理 remedy: 安装 Chromium、Chrome 或 Edge（Debian: apt install chromium），"
            "或在浏览器中打开页面，自行“打印为 PDF” / install one, or open the page and print it to PDF"
        )
    return place


def reader_pages(folder: Path, languages: Sequence[str]) -> list[Path]:
    """Return the reader's pages of a published run, in the order of the notebooks.

    Raises
    ------
    JJInvestError
        If the run is not published, or not in these languages.
    """
    pages = [p for language in languages for p in sorted(folder.glob(f"[0-9][0-9]_*.{language}.html"))]
    if not pages:
        raise JJInvestError(
            f"没有可打印的页面 no pages to print: {folder}（{', '.join(languages)}）\n"
            f"处理 remedy: 先运行 jjinvest run {folder.name} / run it first"
        )
    return pages


def print_pages(pages: Sequence[Path], target: Path, browser: Path) -> Iterator[Path]:
    """Print each page, and yield the PDF when it is in place.

    Raises
    ------
    JJInvestError
        If the browser fails; what was published before stays.
    """
    target.mkdir(parents=True, exist_ok=True)
    with Printer(browser) as printer:
        for page in pages:
            final = target / f"{page.stem}.pdf"
            print_page(page, final, printer)
            yield final


def print_page(page: Path, final: Path, printer: Printer) -> None:
    """Print one page to a file, which changes only if the browser succeeds.

    Raises
    ------
    JJInvestError
        If the browser fails.
    """
    try:
        content = printer.pdf_of(page)
    except PrintingError as error:
        raise JJInvestError(
            f"浏览器未能打印 the browser could not print {page.name}: {str(error)[-500:]}"
        ) from None
    write_bytes(final, content)
