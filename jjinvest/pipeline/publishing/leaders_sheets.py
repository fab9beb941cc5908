"""Published pages made ready for few sheets of paper: sections beside each other, long tables cut short.

What is not on paper is named where it would stand: the further rows of a table, the tables that are folded on
the page. Ids are made unique, since the charts of each page refer to its own outlines of letters by id.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

from jjinvest.i18n.plurals import choose_words

COLUMN_CHARACTERS = 66
"""Half-width characters that a line of a table holds in a column of half a sheet."""
CELL_CHARACTERS, HEAD_CHARACTERS, PADDING = 16, 12, 2
"""Beyond these the words of a cell or a head go on in the next line; space between two cells."""
FULL_CHART_LINES, CHART_LINES = 24, 14
"""Lines beside a square chart as wide as a column, and beside the highest chart."""
ROW_LINES, SPACED_LINE = 1.1, 1.6
"""Lines of a row of a table, and of a heading or paragraph of one line with the space after it."""
MOST_IN_ROW = 6
"""Sections that stand in one row at most."""
_URL = re.compile(r"url\(#([\w.-]+)\)")


@dataclass(frozen=True)
class Limits:
    """What a section may hold on paper: rows of a table, and tables and charts; None for all."""

    rows: int | None = None
    blocks: int | None = None


EVERYTHING = Limits()


def sheet_of(html: str, prefix: str, limits: Limits, words: Mapping[str, str]) -> str:
    """Return the content of a page for paper.

    Parameters
    ----------
    prefix
        What makes the ids of this page unique.
    limits
        What a section may hold; a page of panels, the overview, is short by itself and stays whole.
    words
        Messages of the language.
    """
    soup = BeautifulSoup(html, "html.parser")
    main = soup.find("main")
    if not isinstance(main, Tag):
        return ""
    _make_ids_unique(main, prefix)
    title = main.find("h1")
    page = title.get_text(" ", strip=True) if title else ""
    if main.find("section", class_="panel") is None:
        parts = _sections(soup, main)
        for part in parts:
            _cut(soup, part, limits, page, words)
        _side_by_side(soup, parts)
    return main.decode_contents()


def _make_ids_unique(main: Tag, prefix: str) -> None:
    """Put a prefix before each id and before each reference to one."""
    for element in main.find_all(True):
        for name, value in list(element.attrs.items()):
            text = str(value)
            if name == "id":
                element[name] = f"{prefix}-{text}"
            elif name == "href" and text.startswith("#"):
                element[name] = f"#{prefix}-{text[1:]}"
            elif "url(#" in text:
                element[name] = _URL.sub(rf"url(#{prefix}-\1)", text)


def _sections(soup: BeautifulSoup, main: Tag) -> list[Tag]:
    """Enclose each heading with what follows it in a section, and return the sections."""
    parts = list[Tag]()
    for element in [child for child in main.children if isinstance(child, Tag)]:
        if element.name == "h2":
            parts.append(soup.new_tag("section", attrs={"class": "part"}))
            element.insert_before(parts[-1])
        if parts:
            parts[-1].append(element.extract())
    return parts


def _side_by_side(soup: BeautifulSoup, parts: Sequence[Tag]) -> None:
    """Put sections that need half the width beside each other, so that all take the least height."""
    run = list[Tag]()
    for part in [*parts, None]:
        if part is not None and not _is_wide(part):
            run.append(part)
            continue
        for left, right in _rows(run):
            row = soup.new_tag("div", attrs={"class": "row"})
            left[0].insert_before(row)
            for column in (left, right):
                half = soup.new_tag("div", attrs={"class": "half"})
                row.append(half)
                half.extend([each.extract() for each in column])
        run = []


def _rows(run: Sequence[Tag]) -> Iterator[tuple[Sequence[Tag], Sequence[Tag]]]:
    """Yield what stands in the left and in the right half of each row; a section alone has its full width."""
    lengths = [lines_of(part) for part in run]
    best: list[tuple[float, int, int]] = [
        (0.0, 0, 0)
    ]  # least height up to here, start and middle of the last row
    for end in range(1, len(run) + 1):
        found = [(best[end - 1][0] + lengths[end - 1], end - 1, end)]
        for start in range(max(0, end - MOST_IN_ROW), end - 1):
            for middle in range(start + 1, end):
                taller = max(sum(lengths[start:middle]), sum(lengths[middle:end]))
                found.append((best[start][0] + taller, start, middle))
        best.append(min(found))
    rows, end = list[tuple[int, int, int]](), len(run)
    while end:
        _, start, middle = best[end]
        rows.append((start, middle, end))
        end = start
    for start, middle, end in reversed(rows):
        if middle < end:
            yield run[start:middle], run[middle:end]


def _is_wide(part: Tag) -> bool:
    return any(characters(table) > COLUMN_CHARACTERS for table in part.find_all("table"))


def lines_of(part: Tag) -> float:
    """Return about how many lines a section takes in half the width of a sheet."""
    lines = 0.0
    for element in part.find_all(["h2", "p", "li", "figcaption", "caption", "svg", "tr"]):
        if element.name == "svg":
            width, height = (float(number) for number in str(element.get("viewbox", "0 0 1 0")).split()[2:])
            lines += min(CHART_LINES, FULL_CHART_LINES * height / width)
        else:
            of_table = element.name == "tr"
            lines += ROW_LINES if of_table else _width(element) // COLUMN_CHARACTERS + SPACED_LINE
    return lines


def _width(element: Tag) -> int:
    text = element.get_text(" ", strip=True)
    return len(text) + sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)


def characters(table: Tag) -> int:
    """Return about how many half-width characters a line of a table needs."""
    needed: dict[int, int] = {}
    for row in table.find_all("tr"):
        for place, cell in enumerate(row.find_all(["th", "td"])):
            most = HEAD_CHARACTERS if row.find_parent("thead") else CELL_CHARACTERS
            needed[place] = max(needed.get(place, 0), min(_width(cell), most))
    return sum(needed.values()) + PADDING * len(needed)


def _cut(soup: BeautifulSoup, part: Tag, limits: Limits, page: str, words: Mapping[str, str]) -> None:
    """Leave out what is beyond the limits and what is folded, and name it at the end of the section."""
    left_out, said = list[str](), set[str]()
    blocks, is_cut = 0, False
    for element in [child for child in part.children if isinstance(child, Tag)]:
        table = element.find("table")
        if element.name == "figure" or element.name == "details" or isinstance(table, Tag):
            blocks += element.name != "details"
            is_cut = element.name == "details" or (limits.blocks is not None and blocks > limits.blocks)
            if is_cut:
                caption = element.find(["summary", "figcaption", "caption"])
                left_out += [caption.get_text(" ", strip=True)] if caption else []
                element.decompose()
            elif element.name != "figure" and isinstance(table, Tag) and limits.rows is not None:
                _cut_rows(soup, table, limits.rows, page, words)
        elif element.get("class") == ["caveats"]:
            _drop_caveats(element, said, all_of_them=is_cut)
    for chart_data in part.find_all("details"):
        chart_data.decompose()
    if left_out:
        line = soup.new_tag("p", attrs={"class": "folded"})
        names = words["paper.list"].join(left_out)
        line.string = words["paper.folded"].format(names=names, page=page)
        part.append(line)


def _drop_caveats(caveats: Tag, said: set[str], *, all_of_them: bool) -> None:
    """Leave out what the section has said already, and what belongs to a table that is not there."""
    for line in caveats.find_all("li"):
        text = line.get_text(" ", strip=True)
        if all_of_them or text in said:
            line.decompose()
        said.add(text)
    if caveats.find("li") is None:
        caveats.decompose()


def _cut_rows(soup: BeautifulSoup, table: Tag, rows: int, page: str, words: Mapping[str, str]) -> None:
    """Keep the first rows of a table, and say how many more there are on which page."""
    body = table.find("tbody")
    all_rows = body.find_all("tr") if isinstance(body, Tag) else []
    more = len(all_rows) - rows
    if more <= 1:  # the line that names a single row needs as much space as the row
        return
    for row in all_rows[rows:]:
        row.decompose()
    text = choose_words(words["paper.more_rows"], lambda _: more == 1).format(number=more, page=page)
    last = copy(all_rows[rows - 1])
    width = len(last.find_all(["th", "td"]))
    line = soup.new_tag("tr")
    cell = soup.new_tag("td", attrs={"class": "folded", "colspan": str(width)})
    cell.string = text
    line.append(cell)
    all_rows[rows - 1].insert_after(line)
