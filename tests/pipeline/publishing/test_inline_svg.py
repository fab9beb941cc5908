"""Charts inside the page: shared outlines, alternative texts, and nothing that a chart never holds."""

from __future__ import annotations

import base64
import re
from html import escape, unescape
from xml.etree.ElementTree import fromstring

import pytest

from jjinvest.pipeline.publishing.inline_svg import with_inline_charts
from jjinvest.reporting import charts, tables
from tests.fixtures.workspaces import words

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 5">'
)
GLYPH = '<defs><path id="letter" d="M 0 0 \nL 1.23456 2 z" transform="scale(0.01)"/></defs>'
USE = '<use xlink:href="#letter" transform="translate(5 0)"/>'


def image(svg: str | bytes, alternative: str = "图") -> str:
    content = svg if isinstance(svg, bytes) else svg.encode()
    source = f"data:image/svg+xml;base64,{base64.b64encode(content).decode()}"
    return f'<figure><img src="{source}" alt="{escape(alternative)}"></figure>'


def chart(inner: str) -> str:
    return image(f"{HEAD}{inner}</svg>")


def elements(page: str) -> list[str]:
    return re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)


def ids_are_unique_and_known(page: str) -> bool:
    ids = re.findall(r' id="([^"]+)"', page)
    used = set(re.findall(r'href="#([^"]+)"', page)) | set(re.findall(r"url\(#([^)]+)\)", page))
    return len(ids) == len(set(ids)) and used <= set(ids)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_charts_of_a_page_share_their_letters(annual_results, language):
    vocabulary = words(annual_results, language)
    drawn = [
        charts.to_svg(charts.sectors(tables.sectors(annual_results), vocabulary)),
        charts.to_svg(charts.interval_bars(tables.tier_bounds(annual_results), vocabulary)),
        charts.to_svg(charts.named_projects(tables.projects(annual_results), vocabulary)),
    ]
    before = "".join(image(svg, f"图 {n} & <更多>") for n, svg in enumerate(drawn))
    page = with_inline_charts(before)
    assert "<img" not in page
    assert len(page) < 0.7 * len(before)
    assert page.count('class="outlines"') == 1
    assert ids_are_unique_and_known(page)
    outlines = re.findall(r'<path id="o\d+" ([^>]*)/>', page)
    assert len(outlines) == len(set(outlines)) > 20
    labels = [unescape(label) for label in re.findall(r'role="img" aria-label="([^"]*)"', page)]
    assert labels == [f"图 {n} & <更多>" for n in range(3)]
    for element in elements(page):
        fromstring(element)  # well formed
    # every letter of every chart is still drawn
    letters = sum(svg.count(b"xlink:href") for svg in drawn)
    assert sum(element.count("<use ") for element in elements(page)) == letters


def test_the_same_letter_of_two_charts_is_written_once():
    page = with_inline_charts(chart(GLYPH + USE) * 2)
    assert page.count('d="M0 0L1.23 2z"') == 1
    assert page.count('href="#o0"') == 2


def test_a_page_without_charts_stays_as_it_is():
    assert with_inline_charts("<p>无</p>") == "<p>无</p>"


FOREIGN = {
    "a script": "<script>alert(1)</script>",
    "an event": '<rect onload="alert(1)"/>',
    "an event of a group": '<g onclick="alert(1)"><path d="M 0 0"/></g>',
    "a link": '<a xlink:href="https://example.org"><path d="M 0 0"/></a>',
    "an outside reference": '<use xlink:href="https://example.org/x.svg#a"/>',
    "a data reference": '<use xlink:href="data:image/svg+xml;base64,AAAA#a"/>',
    "a picture": '<image xlink:href="https://example.org/x.png"/>',
    "foreign content": '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    "an animation": '<set attributeName="href" to="x"/>',
    "a style sheet": "<style>*{background:url(https://example.org)}</style>",
    "a style with an address": '<rect style="fill: url(https://example.org/x)"/>',
    "a style with an import": '<rect style="fill: red; @import x"/>',
    "a text": "<text>甲</text>",
    "a text in a group": "<g>甲</g>",
    "another namespace": '<g xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></g>',
    "an attribute that ends": "<path d='M 0 0\" onload=\"alert(1)'/>",
    "an outline that ends": "<defs><path id='letter' d='M 0 0\"/&gt;'/></defs>" + USE,
    "a strange id": "<defs><path id='a&quot; onload=&quot;x' d='M 0 0' style='fill: red'/></defs>",
}


@pytest.mark.parametrize("part", FOREIGN)
def test_an_image_with_a_foreign_part_stays_an_image(part):
    given = chart(FOREIGN[part])
    page = with_inline_charts(given + chart(GLYPH + USE))
    assert given in page
    assert len(elements(page)) == 1
    assert "alert" not in page.replace(given, "")


@pytest.mark.parametrize(
    "content",
    [
        "<svg",
        "",
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + HEAD + "<g>&a;</g></svg>",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="a"/>',
        "<html/>",
    ],
)
def test_what_is_no_chart_stays_an_image(content):
    assert with_inline_charts(image(content)) == image(content)


def test_a_long_style_is_decided_at_once():
    given = chart(f'<rect style="{"fill:abc" * 2000}!"/>')
    assert with_inline_charts(given) == given
