"""Charts inside the page: the outlines of letters, which all charts of a page share, are written once.

A chart comes from a notebook as an embedded image, which holds every letter that it shows as a path. On a
page it becomes an SVG element whose letters refer to one list of outlines. An image is harmless whatever it
holds, an element of the page is not: so only what matplotlib writes for a chart is taken over, part by part,
and an image that holds more stays an image.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
DRAWN = {"g", "path", "use", "defs", "clipPath", "rect", "pattern"}
PLAIN = {"d", "transform", "x", "y", "width", "height", "patternUnits"}
"""Attributes of numbers and commands."""
_IMAGE = re.compile(r'<img src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)" alt="([^"]*)">')
_PLAIN_VALUE = re.compile(r"[\w\s.,()+-]*")
_STYLE_VALUE = re.compile(r"(?:[a-z-]+:[\w\s#.,%+-]*(?:;\s*|$))*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}|none")
_REFERENCE = re.compile(r"#([\w.-]+)")
_CLIP = re.compile(r"url\(#([\w.-]+)\)")
_SPACE = re.compile(r"\s+")
_FINE = re.compile(r"-?\d+\.\d{3,}")
_AROUND_COMMAND = re.compile(r"\s*([A-Za-z])\s*")
_LINE_STYLE = "*{stroke-linejoin: round; stroke-linecap: butt}"
"""The one style sheet of a chart; the page's own has the same rule for its charts."""


class _ForeignPartError(Exception):
    """A chart holds something that no chart of this package has."""


def with_inline_charts(html: str) -> str:
    """Return a page with its charts as SVG elements and one list of outlines before the first of them."""
    charts, shared = _charts(tuple(match.groups() for match in _IMAGE.finditer(html)))
    written = iter(charts)
    page = _IMAGE.sub(lambda match: next(written) or match[0], html)
    at = page.find('<svg class="chart"')
    return page if at < 0 else f"{page[:at]}{shared}{page[at:]}"


@lru_cache(maxsize=8)  # the reader's and the reviewer's page show the same charts
def _charts(images: tuple[tuple[str, ...], ...]) -> tuple[list[str], str]:
    """Return the element of each image (content, alternative), empty where it stays, and the outlines."""
    outlines, written = dict[str, str](), list[str]()
    for number, (content, alternative) in enumerate(images):
        try:
            chart = _Chart(base64.b64decode(content), f"c{number}", outlines)
            written.append(chart.element(unescape(alternative)))
        except (_ForeignPartError, ParseError, DefusedXmlException, ValueError):
            written.append("")
            continue
        outlines.update(chart.added)
    paths = "".join(f'<path id="{name}" {drawn}/>' for drawn, name in outlines.items())
    return written, f'<svg class="outlines" aria-hidden="true" focusable="false"><defs>{paths}</defs></svg>'


@lru_cache(maxsize=4096)  # charts draw the same letters again and again
def _short(path: str) -> str:
    """Write a path without needless space, to a hundredth of a point.

    Examples
    --------
    >>> _short("M 0 183.61234\\nL 518.4 -1 z")
    'M0 183.61L518.4-1z'
    """
    rounded = _FINE.sub(lambda number: f"{float(number[0]):.2f}", path)
    return _SPACE.sub(" ", _AROUND_COMMAND.sub(r"\1", rounded)).replace(" -", "-").strip()


class _Chart:
    """One chart, with its ids made unique on the page by a prefix."""

    def __init__(self, content: bytes, prefix: str, outlines: dict[str, str]) -> None:
        self._root = fromstring(content)
        self._prefix, self._outlines = prefix, outlines
        self.added = dict[str, str]()
        self._names = dict[str, str]()
        targets = {_REFERENCE.fullmatch(use.get(f"{XLINK}href", "")) for use in self._root.iter(f"{SVG}use")}
        self._used = {match[1] for match in targets if match is not None}

    def element(self, alternative: str) -> str:
        """Return the chart as an element that screen readers read as an image with this text."""
        if self._root.tag != f"{SVG}svg":
            raise _ForeignPartError
        view = self._root.get("viewBox", "")
        size = re.fullmatch(r"0 0 ([\d.]+) ([\d.]+)", view)
        if size is None:
            raise _ForeignPartError
        inner = "".join(self._written(child) for child in self._root)
        return (
            f'<svg class="chart" role="img" aria-label="{escape(alternative)}" viewBox="{view}" '
            f'width="{size[1]}pt" height="{size[2]}pt">{inner}</svg>'
        )

    def _written(self, element: Element) -> str:
        tag = str(element.tag)
        name = tag.removeprefix(SVG)
        if tag == f"{SVG}metadata":
            return ""
        if tag == f"{SVG}style":
            if (element.text or "").strip() != _LINE_STYLE:
                raise _ForeignPartError
            return ""
        if not tag.startswith(SVG) or name not in DRAWN or (element.text or "").strip():
            raise _ForeignPartError
        if name == "path" and self._is_outline(element):
            return ""
        inner = "".join(self._written(child) for child in element)
        attributes = "".join(self._attributes(element, name))
        if name in ("g", "defs") and not inner:
            return ""
        if name == "g" and not attributes:
            return inner
        return f"<{name}{attributes}>{inner}</{name}>" if inner else f"<{name}{attributes}/>"

    def _is_outline(self, element: Element) -> bool:
        """Take a path that is only referred to, and has no style of its own, into the page's list."""
        own, d = element.get("id"), _short(element.get("d", ""))
        if own is None or own not in self._used or set(element.attrib) - {"id", "d", "transform"}:
            return False
        transform = _SPACE.sub(" ", element.get("transform", "")).strip()
        if not _PLAIN_VALUE.fullmatch(d) or not _PLAIN_VALUE.fullmatch(transform):
            raise _ForeignPartError
        if transform:
            d = f'{d}" transform="{transform}'
        drawn = f'd="{d}"'
        known = self._outlines.get(drawn) or self.added.get(drawn)
        if known is None:
            known = f"o{len(self._outlines) + len(self.added)}"
            self.added[drawn] = known
        self._names[own] = known
        return True

    def _attributes(self, element: Element, name: str) -> Iterator[str]:
        for key, value in element.attrib.items():
            if key == "id":
                if name in ("path", "clipPath", "pattern"):
                    yield f' id="{self._own(value)}"'
            elif key == f"{XLINK}href" and name == "use":
                yield f' href="#{self._target(_REFERENCE.fullmatch(value))}"'
            elif key == "clip-path":
                yield f' clip-path="url(#{self._target(_CLIP.fullmatch(value))})"'
            elif key == "style":
                yield f' style="{self._style(value)}"'
            elif key in ("fill", "stroke") and _COLOUR.fullmatch(value):
                yield f' {key}="{value}"'
            elif key in PLAIN and _PLAIN_VALUE.fullmatch(value):
                written = _short(value) if key == "d" else _SPACE.sub(" ", value).strip()
                yield f' {key}="{escape(written)}"'
            else:
                raise _ForeignPartError

    def _style(self, value: str) -> str:
        """Return a style whose only addresses are patterns of the chart."""
        if not _STYLE_VALUE.fullmatch(_CLIP.sub("none", value)):
            raise _ForeignPartError
        return escape(
            _CLIP.sub(lambda match: f"url(#{self._target(match)})", value)
            .replace(": ", ":")
            .replace("; ", ";")
        )

    def _target(self, match: re.Match[str] | None) -> str:
        if match is None:
            raise _ForeignPartError
        return self._names.get(match[1]) or self._own(match[1])

    def _own(self, name: str) -> str:
        if not re.fullmatch(r"[\w.-]+", name):
            raise _ForeignPartError
        return f"{self._prefix}-{name}"
