"""Each page in Chromium with the network off: no request, no console message, no overflow, accessible."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.fixtures.chromium import launch

AXE = Path(__file__).with_name("axe-core") / "axe.min.js"
WIDTHS = (1366, 390)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    with launch() as instance:
        yield instance


def readers(folder: Path) -> list[Path]:
    """Pages a reader opens; index.html is one of them with a list of downloads."""
    return sorted(p for p in folder.glob("*.html") if ".review." not in p.name)


@pytest.fixture(scope="module")
def opened(browser) -> Iterator[Callable[..., Any]]:
    """Open a page of the run with the network off, anew but in the same tab: each tab is a process."""
    tabs: dict[bool, Any] = {}

    def shown(path: Path, width: int, *, bypass_csp: bool = False) -> Any:
        if bypass_csp not in tabs:
            tabs[bypass_csp] = browser.new_page(offline=True, bypass_csp=bypass_csp)
        tab = tabs[bypass_csp]
        tab.goto("about:blank")
        tab.set_viewport_size({"width": width, "height": 768})
        tab.goto(path.as_uri())
        return tab

    yield shown
    for tab in tabs.values():
        tab.close()


def visits(browser, paths: list[Path], width: int) -> Iterator[tuple[str, list[str], list[str], int]]:
    """Name, requests beyond the page itself, console messages and pixels of overflow of each page."""
    page = browser.new_page(viewport={"width": width, "height": 900}, offline=True)
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    for path in paths:
        page.goto(path.as_uri())
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        more = [url for url in requests if url != path.as_uri() and not url.startswith("data:")]
        yield path.name, more, list(messages), overflow
        requests.clear()
        messages.clear()
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("period", "names"),
    [
        ("2023Q4", "*.zh.html"),
        *(pytest.param(p, "*.html", marks=pytest.mark.slow) for p in ("2023Q4", "2023Q2")),
    ],
)
def test_pages_are_quiet_and_fit(browser, published, period, names, width):
    pages = sorted(published(period).glob(names))
    assert len(pages) >= 8
    for name, requests, messages, overflow in visits(browser, pages, width):
        assert requests == [], name
        assert messages == [], name
        assert overflow <= 0, (name, width)


def test_a_chart_that_goes_on_to_the_side_shows_so(opened, published):
    """A phone shows the left part of a chart: the edge is shaded, as that of a table is."""
    page = opened(published("2023Q4") / "20_structure.zh.html", 390)
    wide = page.locator("figure > .scroll").first
    assert wide.evaluate("each => each.scrollWidth > each.clientWidth")
    with Image.open(BytesIO(wide.screenshot())) as picture:
        white_of_the_chart = (picture.width - 8, 1, picture.width, 5)
        darkest = picture.convert("L").crop(white_of_the_chart).getextrema()[0]
    assert darkest < 240


def violations(opened, path: Path, width: int) -> dict[str, list[str]]:
    """Violations by axe-core with everything unfolded; its script is let past the page's own policy."""
    page = opened(path, width, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    assert len(result["passes"]) > 15, path.name
    return {v["id"]: [n["html"][:160] for n in v["nodes"][:3]] for v in result["violations"]}


@pytest.mark.parametrize(
    ("name", "width"),
    [("index.html", 1366), ("20_structure.en.html", 390), ("60_data_quality.zh.html", 1366)],
)
def test_axe_finds_no_violation(opened, published, name, width):
    assert violations(opened, published("2023Q4") / name, width) == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("period", ["2023Q4", "2023Q2"])
def test_axe_finds_no_violation_on_any_page(opened, published, period, width):
    for path in sorted(published(period).glob("*.html")):
        assert violations(opened, path, width) == {}, path.name


def test_axe_would_find_a_violation(opened, published):
    path = published("2023Q4") / "00_overview.zh.html"
    page = opened(path, 1366, bypass_csp=True)
    page.evaluate("document.querySelector('.chart').removeAttribute('aria-label')")
    page.evaluate("document.querySelector('.kicker').style.color = '#aab'")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(f"axe.run(document, {json.dumps(RULES)})")
    assert {v["id"] for v in result["violations"]} >= {"svg-img-alt", "color-contrast"}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("period", ["2023Q4", "2023Q2"])
def test_the_overview_answers_on_two_screens_before_its_notes(opened, published, period, language):
    page = opened(published(period) / f"00_overview.{language}.html", 1366)
    bottom = page.evaluate("document.querySelector('#trust').getBoundingClientRect().bottom")
    height = page.evaluate("document.documentElement.scrollHeight")
    cards = page.evaluate("document.querySelectorAll('.answer').length")
    assert cards >= 1
    assert bottom <= {"zh": 1800, "en": 2400}[language]
    assert height <= 3600


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_forecast_for_leaders_is_three_screens(opened, published, language):
    page = opened(published("2023Q4") / f"50_targets_forecast.{language}.html", 1366)
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= 2850


def test_every_mark_leads_to_its_note(opened, published):
    page = opened(published("2023Q4") / "00_overview.zh.html", 1366)
    addresses = page.evaluate("[...document.querySelectorAll('sup.mark a')].map(a => a.getAttribute('href'))")
    notes = page.evaluate("[...document.querySelectorAll('.notes li')].map(li => '#' + li.id)")
    assert len(addresses) > 10
    assert list(dict.fromkeys(addresses)) == notes


def test_the_keyboard_reaches_everything_in_reading_order(opened, published):
    page = opened(published("2023Q4") / "20_structure.zh.html", 1366)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tops = []
    for _ in range(25):
        page.keyboard.press("Tab")
        tops.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
    reachable = page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0 && e.ariaLabel)"
    )
    assert tops == sorted(tops)
    assert reachable


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_print_on_a4_with_a_running_head_and_page_numbers(browser, published, language):
    """Published without what only a screen can use; no chart is cut, so each is as high on paper as it is."""
    pages = [
        path
        for path in readers(published("2023Q4"))
        if not path.name.startswith(("provenance", "index")) and f".{language}." in path.name
    ]
    page = browser.new_page(viewport={"width": 1366, "height": 768}, offline=True)
    for path in pages:
        page.emulate_media(media="null")  # a page is printed as such
        page.goto(path.as_uri())
        pdf = page.pdf(prefer_css_page_size=True)
        boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        assert boxes, path.name
        assert {(round(float(w)), round(float(h))) for w, h in boxes} <= {(595, 842), (596, 842)}, path.name
        page.emulate_media(media="print")
        hidden = page.evaluate("getComputedStyle(document.querySelector('.bar')).display")
        split = page.evaluate(
            "[...document.querySelectorAll('figure, .short')].map(f => getComputedStyle(f).breakInside)"
        )
        heads = page.evaluate("[...document.querySelectorAll('thead')].map(f => getComputedStyle(f).display)")
        rules = page.evaluate(
            "[...document.styleSheets[0].cssRules].filter(r => r instanceof CSSPageRule)"
            ".map(r => r.cssText).join(' ')"
        )
        title = page.evaluate("document.querySelector('h1').textContent")
        assert hidden == "none"
        assert set(split) <= {"avoid"}
        assert set(heads) <= {"table-header-group"}
        assert "counter(page)" in rules
        assert title in rules
    page.close()


def test_chinese_is_drawn_in_charts(opened, published):
    """Labels are outlines of the packaged font; text elements would depend on the reader's fonts."""
    page = opened(published("2023Q4") / "20_structure.zh.html", 1366)
    charts = page.evaluate(
        "[...document.querySelectorAll('svg.chart')]"
        ".map(s => [s.getBoundingClientRect().width, s.querySelector('text') !== null])"
    )
    assert len(charts) >= 4
    assert all(width > 0 and not has_text for width, has_text in charts)


def laid_out(page: Any) -> int:
    """Boxes and texts that the browser has laid out."""
    session = page.context.new_cdp_session(page)
    taken = session.send("DOMSnapshot.captureSnapshot", {"computedStyles": []})
    return sum(len(document["layout"]["nodeIndex"]) for document in taken["documents"])


MOST_NODES_AT_FIRST_PAINT = 1500


def test_the_provenance_page_opens_quickly_and_at_its_number(opened, published):
    path = published("2023Q4") / "provenance.zh.html"
    page = opened(path, 1366)
    folded = laid_out(page)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert folded <= MOST_NODES_AT_FIRST_PAINT < laid_out(page)
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}#2023.agreed_amount.completion")
    number = page.locator("section.number:target")
    assert number.is_visible()
    assert -1 <= number.bounding_box()["y"] < 768
