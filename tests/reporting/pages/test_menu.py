"""The menu has only pages that were built, in the order in which they are read."""

from __future__ import annotations

from jjinvest.reporting.pages.menu import LEADERS, METHOD_PAGES, menu_of
from tests.fixtures.runs import ROOT


def test_every_page_is_in_one_place():
    pages = [page for entry in LEADERS for page in entry.pages] + list(METHOD_PAGES)
    assert len(pages) == len(set(pages))
    menu = menu_of(pages)
    assert menu.leaders == LEADERS
    assert menu.method == METHOD_PAGES
    assert menu.further == ()


def test_an_entry_without_a_page_is_left_out_and_one_of_two_keeps_the_other():
    menu = menu_of(["pipeline", "overview", "annual_figures"])
    assert [entry.key for entry in menu.leaders] == ["overview", "funds"]
    assert menu.leaders[1].pages == ("pipeline",)
    assert menu.method == ("annual_figures",)


def test_a_page_of_a_notebook_of_ones_own_is_a_further_one():
    assert menu_of(["overview", "own_page"]).further == ("own_page",)


def test_the_menu_is_that_of_the_notebooks():
    notebooks = {path.stem.split("_", 1)[1] for path in (ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    assert menu_of(sorted(notebooks)).further == ()
