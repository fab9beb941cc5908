"""Edit XML as text: elements by their place in the bytes, so that all that is not edited stays as it was."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

Edit = tuple[int, int, bytes]
"""Bytes from the first place up to the second are replaced; two equal places insert."""
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_START_TAG = re.compile(rb"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")
_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")


class UneditableXmlError(Exception):
    """The XML is damaged, holds entities, or is not of the expected form."""


@dataclass(slots=True)
class Element:
    """An element: local name, attributes, depth, and where its tags begin and end in the bytes."""

    name: str
    attributes: dict[str, str]
    depth: int
    start: int
    inner: int
    close: int = 0
    end: int = 0

    def inside(self, other: Element) -> bool:
        """Whether it lies within another element."""
        return other.start < self.start and self.end <= other.close


def utf8(raw: bytes) -> bytes:
    """Return a part in UTF-8, as nearly all are already."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16").encode("utf-8")
    elif (declared := _DECLARED.match(raw)) is None or declared.group(1).lower() in (b"utf-8", b"us-ascii"):
        return raw
    else:
        raw = raw.decode(declared.group(1).decode("ascii")).encode("utf-8")
    found = _DECLARED.match(raw)
    return raw if found is None else raw[: found.start(1)] + b"UTF-8" + raw[found.end(1) :]


def new_parser() -> expat.XMLParserType:
    """Return a parser that refuses entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _no_entities
    return parser


def parse(parser: expat.XMLParserType, raw: bytes) -> None:
    """Run a parser over a part.

    Raises
    ------
    UneditableXmlError
        If the part is damaged.
    """
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise UneditableXmlError(str(error)) from None


def _no_entities(*_: object) -> None:
    raise UneditableXmlError("entities")


def elements(raw: bytes, names: Container[str] | None = None, max_depth: int = 99) -> list[Element]:
    """Return the elements of a part in their order: those of the given names, or all to a depth."""
    found: list[Element] = []
    open_elements: list[Element | None] = []
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        local, depth = name.rpartition(":")[2], len(open_elements)
        if depth <= max_depth and (names is None or local in names):
            at = parser.CurrentByteIndex
            element = Element(local, attributes, depth, at, start_tag_end(raw, at))
            found.append(element)
            open_elements.append(element)
        else:
            open_elements.append(None)

    def end(_: str) -> None:
        element = open_elements.pop()
        if element is not None:
            element.close = max(parser.CurrentByteIndex, element.inner)
            is_closed = raw[element.inner - 2 : element.inner] == b"/>"
            element.end = element.inner if is_closed else raw.index(b">", element.close) + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parse(parser, raw)
    return found


def start_tag_end(raw: bytes, start: int) -> int:
    """Return where the start tag at a place ends."""
    match = _START_TAG.match(raw, start)
    if match is None:
        raise UneditableXmlError("a tag without an end")
    return match.end()


def edited(raw: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a part with its edits made; insertions at one place keep their order."""
    pieces, place = [], 0
    for start, end, content in sorted(edits, key=lambda edit: edit[:2]):
        if start < place:
            raise UneditableXmlError("edits overlap")
        pieces += [raw[place:start], content]
        place = end
    return b"".join([*pieces, raw[place:]])


def prefix_of(raw: bytes) -> str:
    """Return the namespace prefix of the root with its colon; empty where there is none.

    Examples
    --------
    >>> prefix_of(b'<x:worksheet xmlns:x="a"/>'), prefix_of(b"<worksheet/>")
    ('x:', '')
    """
    match = re.search(rb"<([A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*[\s/>]", raw)
    return "" if match is None or match.group(1) is None else match.group(1).decode("ascii")


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """Return a start tag with an attribute set; None takes it away.

    Examples
    --------
    >>> with_attribute(b'<c r="A1"/>', "s", "3"), with_attribute(b'<c s="1">', "s", None)
    (b'<c r="A1" s="3"/>', b'<c>')
    """
    setting = b"" if value is None else f" {name}={quoteattr(value)}".encode()
    pattern = re.compile(rb"\s" + re.escape(name.encode()) + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')")
    changed, count = pattern.subn(lambda _: setting, tag, count=1)
    return changed if count else re.sub(rb"\s*(/?>)$", lambda end: setting + end.group(1), tag)


def as_text(text: str) -> str:
    """Return a text as XML holds it: escaped, without characters that XML forbids."""
    return escape(_NO_CHARACTER.sub(" ", text))


def opened(raw: bytes, element: Element, content: bytes) -> Edit:
    """Return the edit that puts content at the end of an element, also of one without an end tag."""
    if element.inner == element.end:  # <a/>
        tag = raw[element.start : element.inner]
        name = re.match(rb"<([^\s/>]+)", tag)
        if name is None:
            raise UneditableXmlError("a tag without a name")
        return element.start, element.end, tag[:-2].rstrip() + b">" + content + b"</" + name.group(1) + b">"
    return element.close, element.close, content
