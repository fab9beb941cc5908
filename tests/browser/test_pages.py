"""Each page in Chromium with the network off: no request, no console message, no sideways scrolling."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing; .ci/run installs it")
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield instance
        instance.close()


def visit(browser, path: Path, width: int) -> tuple[list[str], list[str], int]:
    """Requests beyond the page itself, console messages, and pixels of overflow."""
    page = browser.new_page(viewport={"width": width, "height": 900}, offline=True)
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(path.as_uri())
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    own = {path.as_uri()}
    return [url for url in requests if url not in own and not url.startswith("data:")], messages, overflow


@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("period", ["2023Q4", "2023Q2"])
def test_pages_are_quiet_and_fit(browser, published, period, width):
    pages = sorted(p for p in published(period).glob("*.html"))
    assert len(pages) == 23
    for path in pages:
        requests, messages, overflow = visit(browser, path, width)
        assert requests == [], path.name
        assert messages == [], path.name
        assert overflow <= 0, (path.name, width)


def test_chinese_is_drawn_in_charts(browser, published):
    """The packaged font draws the labels as outlines: an SVG with text elements would depend on the reader's fonts."""
    page = browser.new_page(offline=True)
    page.goto((published("2023Q4") / "20_structure.zh.html").as_uri())
    images = page.evaluate(
        "[...document.images].map(i => [i.naturalWidth, atob(i.src.split(',')[1]).includes('<text')])"
    )
    page.close()
    assert len(images) >= 4
    assert all(width > 0 and not has_text for width, has_text in images)
