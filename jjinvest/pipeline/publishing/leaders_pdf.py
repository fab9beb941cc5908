"""The leaders' pages of a published run as one PDF in A4 of few sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

from jjinvest.pipeline.publishing.pdf import print_page
from jjinvest.reporting.pages.menu import LEADERS

MAX_SHEETS = 6
LAYOUTS = ((1.0, True), (0.9, True), (0.82, True), (0.74, True), (0.74, False), (0.66, False))
"""Size, and whether each place of the menu begins a sheet, as they are tried; smaller cannot be read."""
_MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
_LAYOUT = """
@page {{ margin: 17mm 14mm 14mm; }}
@media print {{
  main {{ zoom: {scale}; }}
  .sheet + .sheet {{ break-before: {opening}; margin-top: 2rem; }}
  .joined {{ break-before: auto !important; margin-top: 2rem; }}
  .page-head .meta, .page-head .kicker {{ display: none; }}
  .sheet:first-child .page-head .meta {{ display: flex; }}
  .sheet + .sheet .page-head .tier-mark {{ display: none; }}
  .panel {{ break-inside: auto; }} th, td {{ padding-block: .1rem; }}
  h2 {{ margin-top: 1.1rem; padding-top: .4rem; }}
  figure {{ margin: .6rem 0; }}
  figure img {{ max-width: 12cm; max-height: 6.8cm; object-fit: contain; object-position: left; }}
}}
"""


def leaders_pages(pages: Sequence[Path]) -> list[list[Path]]:
    """Return those of the published pages that leaders read, an inner list for each entry of their menu.

    Examples
    --------
    >>> built = ["00_overview.zh.html", "30_funds_in_place.zh.html", "40_pipeline.zh.html", "60_my.zh.html"]
    >>> [[page.name[:2] for page in entry] for entry in leaders_pages([Path(name) for name in built])]
    [['00'], ['30', '40']]
    """
    by_key = {page.name.split(".")[0].partition("_")[2]: page for page in pages}
    entries = ([by_key[key] for key in entry.pages if key in by_key] for entry in LEADERS)
    return [entry for entry in entries if entry]


def joined(entries: Sequence[Sequence[Path]], scale: float, *, new_sheets: bool = True) -> str:
    """Return one HTML document of several pages.

    Parameters
    ----------
    new_sheets
        Whether each entry of the menu begins on a sheet of its own.
    """
    first = entries[0][0].read_text(encoding="utf-8")
    head, _, rest = first.partition("<body")
    sheets = [
        f'<div class="{"sheet" if place == 0 else "sheet joined"}">{_main(page)}</div>'
        for entry in entries
        for place, page in enumerate(entry)
    ]
    style = f"<style>{_LAYOUT.format(scale=scale, opening='page' if new_sheets else 'auto')}</style></head>"
    opening = rest.partition(">")[0]
    return f"{head.replace('</head>', style)}<body{opening}><main>{''.join(sheets)}</main></body></html>"


def print_leaders(pages: Sequence[Path], final: Path, browser: Path) -> int:
    """Print the leaders' pages as one PDF, as large as :data:`MAX_SHEETS` allow; return its number of sheets.

    Without such pages nothing is written and the number is 0.

    Raises
    ------
    JJInvestError
        If the browser fails.
    """
    entries, sheets = leaders_pages(pages), 0
    if not entries:
        return 0
    final.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="jjinvest-") as scratch:
        page = Path(scratch) / "leaders.html"
        for scale, new_sheets in LAYOUTS:
            page.write_text(joined(entries, scale, new_sheets=new_sheets), encoding="utf-8")
            print_page(page, final, browser)
            with pypdfium2.PdfDocument(final) as written:
                sheets = len(written)
            if sheets <= MAX_SHEETS:
                break
    return sheets


def _main(page: Path) -> str:
    found = _MAIN.search(page.read_text(encoding="utf-8"))
    return found.group(1) if found else ""
