"""The menu of the pages: what leaders read first, then method and checks, then further pages.

It imports nothing of the reports, since the engine reads it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A place of the menu: pages that are read one after the other, by their names without number."""

    key: str
    pages: tuple[str, ...]


LEADERS = (
    Entry("overview", ("overview",)),
    Entry("structure", ("structure",)),
    Entry("funds", ("funds_in_place", "pipeline")),
    Entry("forecast", ("targets_forecast",)),
    Entry("municipality", ("municipality",)),
)
"""Entries of the leaders' menu, in order."""
METHOD_PAGES = ("annual_figures", "data_quality", "forecast_method")
"""Pages of method and checks."""


@dataclass(frozen=True)
class Menu:
    """The menu of one run: only pages that it built.

    `further` are pages that this module does not know: those of the district's own notebooks.
    """

    leaders: tuple[Entry, ...]
    method: tuple[str, ...]
    further: tuple[str, ...]


def menu_of(pages: Collection[str]) -> Menu:
    """Return the menu of the pages that have content, by their names without number.

    Examples
    --------
    >>> menu = menu_of(["overview", "pipeline", "data_quality", "my_page"])
    >>> [(entry.key, entry.pages) for entry in menu.leaders]
    [('overview', ('overview',)), ('funds', ('pipeline',))]
    >>> menu.method, menu.further
    (('data_quality',), ('my_page',))
    """
    known = {page for entry in LEADERS for page in entry.pages} | set(METHOD_PAGES)
    entries = (Entry(e.key, tuple(page for page in e.pages if page in pages)) for e in LEADERS)
    return Menu(
        tuple(entry for entry in entries if entry.pages),
        tuple(page for page in METHOD_PAGES if page in pages),
        tuple(page for page in pages if page not in known),
    )


def is_method(page: str) -> bool:
    """Whether a page belongs to method and checks.

    Examples
    --------
    >>> is_method("data_quality"), is_method("overview")
    (True, False)
    """
    return page in METHOD_PAGES
