"""The leaders' pages of a published run as one PDF in A4 of few sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

from jjinvest.i18n.catalog import catalog
from jjinvest.pipeline.publishing.leaders_sheets import EVERYTHING, Limits, sheet_of
from jjinvest.pipeline.publishing.pdf import print_page
from jjinvest.pipeline.publishing.printer import Printer
from jjinvest.reporting.pages.menu import LEADERS

MAX_SHEETS = 6
SMALLEST = 0.8
"""Size below which the notes of a page cannot be read on paper."""
REWRAPPED = 0.75
"""Least part of the area that smaller type needs, beyond the square of its size: cells take fewer lines."""


@dataclass(frozen=True)
class Layout:
    """Size of the pages, whether each place of the menu begins a sheet, and what is cut short."""

    scale: float
    new_sheets: bool = False
    limits: Limits = EVERYTHING


LAYOUTS = (
    Layout(1.0, new_sheets=True),
    Layout(0.9, new_sheets=True),
    Layout(1.0),
    Layout(0.9),
    Layout(0.85),
    *(Layout(0.85, limits=Limits(rows)) for rows in (12, 8, 5)),
    Layout(SMALLEST, limits=Limits(5)),
    *(Layout(SMALLEST, limits=Limits(4, blocks)) for blocks in (3, 2, 1)),
)
"""From the largest to the shortest; the first that fits is taken."""
_LAYOUT = """
@page {{ margin: 17mm 14mm 14mm; }}
@media print {{
  main {{ zoom: {scale}; }}
  .sheet + .sheet {{ break-before: {opening}; margin-top: 1.6rem; }}
  .joined {{ break-before: auto !important; }}
  .page-head .meta, .page-head .kicker {{ display: none; }}
  .sheet:first-child .page-head .meta {{ display: flex; }}
  .sheet + .sheet .page-head .tier-mark {{ display: none; }}
  main {{ orphans: 1; widows: 1; }}
  .row {{ display: flex; gap: 8mm; }} .half {{ flex: 1 1 0; min-width: 0; }}
  .panel {{ break-inside: auto; }} th, td {{ padding-block: .12rem; }}
  h1 {{ margin-bottom: .4rem; }} .sheet + .sheet h1 {{ font-size: 1.45rem; }}
  .page-head {{ margin-bottom: .6rem; }}
  .lead {{ font-size: 1.15rem; margin: .6rem 0; }} .text, .lead, .caveats, .empty {{ max-width: none; }}
  h2 {{ margin-top: 1rem; padding-top: .4rem; }} .part > h2 {{ margin-top: .6rem; }}
  .lead, .page-head, .tier-mark {{ break-after: avoid; }}
  .half thead th {{ word-break: normal; }} .half th small {{ white-space: normal; }}
  .folded {{ color: var(--soft); font-size: 7.6pt; line-height: 1.4; margin: .2rem 0; }}
  figure {{ margin: .5rem 0; }} .caveats {{ margin-bottom: .4rem; }}
  figure :is(img, .chart) {{ max-height: 6.8cm; max-width: min(100%, 12cm); margin: 0; }}
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


def joined(entries: Sequence[Sequence[Path]], layout: Layout) -> str:
    """Return one HTML document of several pages."""
    first = entries[0][0].read_text(encoding="utf-8")
    head, _, rest = first.partition("<body")
    words = catalog(entries[0][0].name.split(".")[1])
    sheets = [
        f'<div class="{"sheet" if place == 0 else "sheet joined"}">{content}</div>'
        for number, entry in enumerate(entries)
        for place, page in enumerate(entry)
        if (content := _content(page, f"p{number}{place}", layout.limits, words))
    ]
    opening = "page" if layout.new_sheets else "auto"
    style = f"<style>{_LAYOUT.format(scale=layout.scale, opening=opening)}</style></head>"
    attributes = rest.partition(">")[0]
    return f"{head.replace('</head>', style)}<body{attributes}><main>{''.join(sheets)}</main></body></html>"


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
    with TemporaryDirectory(prefix="jjinvest-") as scratch, Printer(browser) as printer:
        page = Path(scratch) / "leaders.html"
        tried: Layout | None = None
        for layout in LAYOUTS:
            if tried is not None and _is_too_long(layout, tried, sheets - len(entries)):
                continue
            page.write_text(joined(entries, layout), encoding="utf-8")
            print_page(page, final, printer)
            with pypdfium2.PdfDocument(final) as written:
                sheets = len(written)
            if sheets <= MAX_SHEETS:
                break
            tried = layout
    return sheets


def _is_too_long(layout: Layout, tried: Layout, full: int) -> bool:
    """Whether it is known without printing, which takes two seconds, that a layout does not fit.

    Parameters
    ----------
    tried, full
        The last layout printed, and how many of its sheets are full at least.
    """
    if layout.limits != tried.limits:
        return False
    return full * (layout.scale / tried.scale) ** 2 * REWRAPPED > MAX_SHEETS


def _content(page: Path, prefix: str, limits: Limits, words: Mapping[str, str]) -> str:
    return sheet_of(page.read_text(encoding="utf-8"), prefix, limits, words)
