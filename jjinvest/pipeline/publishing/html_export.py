"""Executed notebooks as HTML without scripts: a reader's page without code, a reviewer's page with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import nh3
from jinja2 import Environment, FileSystemLoader, Template

from jjinvest.i18n.catalog import HTML_LANG, catalog
from jjinvest.pipeline.planning.plan import Page
from jjinvest.pipeline.publishing.blocks import reader_blocks, review_blocks
from jjinvest.pipeline.publishing.inline_svg import with_inline_charts
from jjinvest.pipeline.publishing.nbconvert_parts import strip_ansi
from jjinvest.pipeline.storage.executed_notebook import NotebookNode
from jjinvest.reporting.output_records import provenance_file
from jjinvest.reporting.pages.menu import is_method, menu_of

TEMPLATES = Path(__file__).parent / "templates" / "jjinvest"
SVG_DATA = "data:image/svg+xml;base64,"
_OTHER_FOLDER = r"(\.\./\.\./[\w%-][\w.%-]*/\d{4}Q[1-4]/)?"
INTERNAL_LINKS = re.compile(
    _OTHER_FOLDER + r"(provenance\.[a-z]{2}\.html#[\w.@%-]+|\d{2}_\w+\.[a-z]{2}\.html|index\.html)"
)
"""Pages of the same folder, or of the folder of another district."""
TAGS = {
    "a",
    "br",
    "caption",
    "code",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "header",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "small",
    "span",
    "strong",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {
    "*": {"class", "id", "title", "lang"},
    "img": {"src", "alt"},
    "th": {"scope"},
    "a": {"href"},
    "div": {"tabindex", "role", "aria-label"},
}
FIXED_VALUES = {("div", "tabindex"): "0", ("div", "role"): "region"}


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    """Drop images that are not embedded, external links, and roles other than scrolling regions."""
    if tag == "img" and attribute == "src":
        return value if value.startswith(SVG_DATA) else None
    if tag == "a" and attribute == "href":
        return value if value.startswith("#") or INTERNAL_LINKS.fullmatch(value) else None
    return value if FIXED_VALUES.get((tag, attribute), value) == value else None


def safe_html(html: str | list[str]) -> str:
    """Keep only the tags and attributes that the rendering of this package uses."""
    return _clean("".join(html) if isinstance(html, list) else html)


@lru_cache(maxsize=200)  # the reader's and the reviewer's page show the same outputs
def _clean(text: str) -> str:
    return nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_allowed_value,
        url_schemes={"data"},
        link_rel=None,
    )


def css_string(text: str) -> str:
    """Write text as a CSS string; characters that could end it are escaped."""
    return '"' + re.sub(r"[^\w \u3000-\u9fff，。：；·–—、]", lambda c: f"\\{ord(c.group()):x} ", text) + '"'


@cache
def _template() -> Template:
    """The template of pages, as nbconvert would use it; its exporter of HTML would parse each page again."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES, encoding="utf-8"))
    environment.filters |= {"safe_html": safe_html, "css_string": css_string, "strip_ansi": strip_ansi}
    return environment.get_template("index.html.j2")


@cache
def _css() -> str:
    return (TEMPLATES / "page.css").read_text(encoding="utf-8")


def export_page(
    notebook: NotebookNode,
    page: Page,
    pages: Sequence[Page],
    titles: Mapping[tuple[str, str], str],
    *,
    review: bool,
    tables: list[dict[str, str]] | None = None,
    running: str = "",
    tier: str = "public",
    downloads: Sequence[tuple[str, str]] = (),
    without_content: Sequence[tuple[str, str]] = (),
) -> str:
    """Return the HTML of an executed notebook.

    Parameters
    ----------
    pages
        Pages of the run that have content, for navigation.
    titles
        Title of each (notebook, language).
    review
        With code, parameters and notes, or without.
    tables
        File and caption of each table: given, the page is the run's index, with the list of reports and
        downloads.
    running
        What stands beside the title at the head of each published page.
    tier
        Tier of the run; above public, each page says so.
    downloads
        File and message key of what the index offers beside the tables.
    without_content
        Title of each page that was not built, and why, for the index.
    """
    words = catalog(page.language)
    suffix = "review.html" if review else "html"
    siblings = [p for p in pages if p.language == page.language]
    others = [p for p in pages if p.notebook == page.notebook and p.language != page.language]
    blocks = review_blocks(notebook) if review else reader_blocks(notebook, with_method=is_method(page.key))
    context: dict[str, Any] = {
        "lang": HTML_LANG[page.language],
        "title": titles[page.notebook, page.language],
        "css": _css(),
        "running": running,
        "tier": "" if tier == "public" else words[f"tier.{tier}"],
        "draft": words["nav.draft"] if page.draft else "",
        "downloads": downloads,
        "review": review,
        "index": tables is not None,
        "tables": tables or [],
        "words": words,
        "blocks": list(blocks),
        "reports": siblings,
        "menu": _menu(page, siblings, titles, suffix, first=pages[0].language),
        "without_content": list(without_content),
        "other_language": others[0].file(suffix) if others else None,
        "other_lang": HTML_LANG[others[0].language] if others else None,
        "provenance": provenance_file(page.language),
        "twin": page.file("html" if review else "review.html"),
    }
    html = _template().render(resources={"page": context}).lstrip("\r\n")
    return with_inline_charts(linked_to_built(html, siblings)).rstrip() + "\n"


def _menu(
    page: Page, siblings: Sequence[Page], titles: Mapping[tuple[str, str], str], suffix: str, *, first: str
) -> list[dict[str, Any]]:
    """Entries of the menu with their pages, which are shown below the menu while an entry is open."""
    words, by_key = catalog(page.language), {each.key: each for each in siblings}
    menu = menu_of(list(by_key))

    def link(key: str) -> dict[str, Any]:
        target = by_key[key]
        title = titles[target.notebook, target.language]
        home = key == "overview" and suffix == "html" and page.language == first
        return {
            "title": title,
            "short": words.get(f"menu.{key}", title),
            "href": "index.html" if home else target.file(suffix),
            "question": words.get(f"question.{key}", ""),
            "current": target == page,
        }

    groups = [(words[f"menu.{entry.key}"], entry.pages, False) for entry in menu.leaders]
    groups += [(words["menu.method"], menu.method, True), (words["menu.further"], menu.further, True)]
    return [
        {
            "title": title,
            "links": [link(key) for key in keys],
            "current": page.key in keys,
            "group": group,
        }
        for title, keys, group in groups
        if keys
    ]


def linked_to_built(html: str, siblings: Sequence[Page]) -> str:
    """Keep the words of a link to a page that was not built, without the link; a mere pointer to it goes."""
    built = {page.file(suffix) for page in siblings for suffix in ("html", "review.html")}
    link = rf'<a href="(\d{{2}}_\w+\.{siblings[0].language}\.html)">(.*?)</a>'

    def pointer(match: re.Match[str]) -> str:
        return match.group() if match.group(1) in built else ""

    def kept(match: re.Match[str]) -> str:
        return match.group() if match.group(1) in built else match.group(2)

    if '<span class="more">' in html:  # else the search for the space before it takes long
        html = re.sub(rf'\s*<span class="more">{link}</span>', pointer, html)
    return re.sub(link, kept, html)
