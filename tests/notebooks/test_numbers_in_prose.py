"""Every number that a reader meets in prose is a registered fact, and every fact is shown."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

PROSE = {"p", "li", "h1", "h2", "figcaption", "caption", "dd", "dt", "summary"}
DATES = (
    r"\d{4}年(\d{1,2}月(\d{1,2}日)?)?",
    r"\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}",
    r"\b(19|20)\d{2}\b",
)
EXCEPTIONS = {
    "a chance in words, with its fact beside": r"\b\d+ in 10( and \w+( \w+)? \d+ in 10)? \(¤\)",
    "edges of a size tier": r"(≥ ?)?\d+(–\d+)?( ?亿[元级]| of | and )",
    "how many of the largest": r"最大的? ?\d+ ?个",
    "a range by its probability": r"\b\d0% ?(range|within|区间|chance)|\d0% within",
    "the whole": r"\b100%",
    "rounding that a convention allows": r"±0\.0?5",
    "the unit": r"CNY 100 (million|mn)",
    "the name of a hash": r"sha256",
    "passages of a source that a note quotes from": r"等 ?\d+ ?处|\d+ passages in all",
}


class Prose(HTMLParser):
    """Text of each element of prose without its linked numbers, marks of notes and quoted sources.

    Tables and codes are no prose.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.facts: set[str] = set()
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        if tag in ("img", "br", "meta"):
            return
        if attributes.get("class") == "figure":
            self.facts.add(attributes["title"])
        self._open.append((tag, attributes.get("class", "")))
        if tag in PROSE and attributes.get("class") != "visually-hidden":
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags, classes = [tag for tag, _ in self._open], [name for _, name in self._open]
        if {"mark", "cited"} & set(classes):
            data = ""
        if "figure" in classes:
            data = "¤"
        if (
            self.texts
            and PROSE & set(tags)
            and not {"code", "pre"} & set(tags)
            and "visually-hidden" not in classes
        ):
            self.texts[-1] += data


def strays(text: str) -> str:
    """A text without dates and the listed exceptions if it still holds a number, else empty."""
    for pattern in (*DATES, *EXCEPTIONS.values()):
        text = re.sub(pattern, "", text)
    return text if re.search(r"\d", text) else ""


def readers(folder: Path) -> list[Path]:
    return sorted(p for p in folder.glob("[0-9]*.html") if ".review." not in p.name)


def test_there_are_at_most_ten_exceptions():
    assert len(EXCEPTIONS) <= 10


@pytest.mark.parametrize("period", ["2023Q4", "2023Q2"])
def test_no_number_in_prose_but_facts_dates_and_exceptions(published, period):
    for path in readers(published(period)):
        prose = Prose()
        prose.feed(path.read_text(encoding="utf-8"))
        assert len(prose.texts) > 5, path.name
        assert [text for text in prose.texts if strays(text)] == [], path.name


@pytest.mark.parametrize(
    "text", ["签约项目 132 个", "signed 132 projects", "约 6.4 亿美元", "about 59%", "第 3 名"]
)
def test_a_number_typed_by_hand_is_found(text):
    assert strays(text)


@pytest.mark.parametrize("period", ["2023Q4", "2023Q2"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_fact_is_shown_and_everything_shown_is_a_fact(published, period, language):
    folder, shown = published(period), set[str]()
    for path in readers(folder):
        if f".{language}." in path.name:
            prose = Prose()
            prose.feed(path.read_text(encoding="utf-8"))
            shown |= prose.facts
    registered = {fact["id"] for fact in json.loads((folder / "facts.json").read_text(encoding="utf-8"))}
    assert shown == registered
    assert len(registered) > 50
