"""Formats of cells in a package: a format like another with a coloured fill, and the format before it.

The fill of a mark holds the fill of the cell before it as its background, which no spreadsheet shows of a
solid fill. So a mark can be taken away again, also after a spreadsheet saved the workbook.
"""

from __future__ import annotations

import re

from jjinvest.ledger.excel import xml_text
from jjinvest.ledger.excel.xml_text import Element, UneditableXmlError

MAIN_XMLNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BACKGROUND = re.compile(rb"(?<=[<:])bgColor\b")
EMPTY_STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<styleSheet xmlns="{MAIN_XMLNS}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
).encode()
"""Formats of a package that has none."""


class CellFormats:
    """The formats of a package's cells; marks add to them and change none.

    Parameters
    ----------
    raw
        The part with the formats.
    colours
        Colours of marks as RRGGBB. A solid fill of one of them is a mark of an earlier run.

    Raises
    ------
    UneditableXmlError
        If the part is damaged or has no formats of cells.
    """

    def __init__(self, raw: bytes, colours: frozenset[str]) -> None:
        self._raw = xml_text.utf8(raw)
        self._colours = colours
        self._prefix = xml_text.prefix_of(self._raw)
        every = xml_text.elements(self._raw, max_depth=5)
        self._lists: dict[str, Element] = {}
        for each in every:
            if each.depth == 1:
                self._lists.setdefault(each.name, each)
        if not {"fills", "cellXfs"} <= set(self._lists):
            raise UneditableXmlError("no formats of cells")
        self._fills = self._entries(every, "fills", "fill")
        self._formats = self._entries(every, "cellXfs", "xf")
        self._known = (len(self._fills), len(self._formats))
        self._found: dict[tuple[int, str | None], int] = {}

    def marked(self, index: int, colour: str) -> int:
        """Return the format like another with the fill of a mark; a cell with a pattern keeps its own."""
        return self._changed(self.plain(index), colour)

    def plain(self, index: int) -> int:
        """Return the format without the fill of an earlier mark; itself where it has none."""
        return self._changed(index, None)

    def marks(self) -> dict[int, int]:
        """Formats of earlier marks, each with the format before it."""
        found = {index: self.plain(index) for index in range(self._known[1])}
        return {index: plain for index, plain in found.items() if index != plain}

    def content(self) -> bytes:
        """Return the part with the formats that were added."""
        edits = []
        for name, entries, known in (
            ("fills", self._fills, self._known[0]),
            ("cellXfs", self._formats, self._known[1]),
        ):
            if len(entries) > known:
                element = self._lists[name]
                tag = self._raw[element.start : element.inner]
                edits.append(xml_text.opened(self._raw, element, b"".join(entries[known:])))
                if element.inner != element.end:
                    counted = xml_text.with_attribute(tag, "count", str(len(entries)))
                    edits.append((element.start, element.inner, counted))
        return xml_text.edited(self._raw, edits)

    def _entries(self, every: list[Element], parent: str, name: str) -> list[bytes]:
        outer = self._lists[parent]
        return [
            self._raw[each.start : each.end]
            for each in every
            if each.depth == 2 and each.name == name and each.inside(outer)
        ]

    def _changed(self, index: int, colour: str | None) -> int:
        key = (index, colour)
        if key not in self._found:
            self._found[key] = self._find(index, colour)
        return self._found[key]

    def _find(self, index: int, colour: str | None) -> int:
        if not 0 <= index < len(self._formats):
            return index if colour is None else self._find(0, colour)
        fill = self._fill_of(index)
        if colour is None:
            before = self._before_mark(fill)
            return index if before is None else self._format_with(index, before)
        wanted = self._marked_fill(fill, colour)
        return index if wanted is None else self._format_with(index, wanted)

    def _fill_of(self, index: int) -> bytes:
        tag = self._formats[index]
        match = re.search(rb"\sfillId\s*=\s*[\"'](\d+)[\"']", tag)
        number = int(match.group(1)) if match else 0
        return self._fills[number] if number < len(self._fills) else self._no_fill()

    def _marked_fill(self, fill: bytes, colour: str) -> bytes | None:
        """Fill of a mark over another fill; None for a pattern, which could not be given back."""
        kind, foreground, _ = _parts(fill)
        if kind == "solid" and foreground is not None:
            background = re.sub(rb"(?<=[<:])fgColor\b", b"bgColor", foreground, count=1)
            if (self._prefix.encode() or b"<") not in foreground:
                return None
        elif kind == "none":
            background = self._written('<{}bgColor indexed="64"/>')
        else:
            return None
        front = self._written(
            f'<{{0}}fill><{{0}}patternFill patternType="solid"><{{0}}fgColor rgb="FF{colour}"/>'
        )
        return front + background + self._written("</{0}patternFill></{0}fill>")

    def _before_mark(self, fill: bytes) -> bytes | None:
        """Fill before a mark; None where the fill is no mark."""
        kind, foreground, background = _parts(fill)
        match = re.search(rb"\srgb\s*=\s*[\"'](?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})[\"']", foreground or b"")
        if kind != "solid" or match is None or match.group(1).decode("ascii").upper() not in self._colours:
            return None
        if background is None or re.search(rb"\sindexed\s*=\s*[\"']6[45][\"']|\sauto\s*=", background):
            return self._no_fill()
        front = _BACKGROUND.sub(b"fgColor", background, count=1)
        return (
            self._written('<{0}fill><{0}patternFill patternType="solid">')
            + front
            + self._written('<{0}bgColor indexed="64"/></{0}patternFill></{0}fill>')
        )

    def _format_with(self, index: int, fill: bytes) -> int:
        """Return the first format like another with this fill, added where there is none."""
        alike = [number for number, known in enumerate(self._fills) if _parts(known)[:2] == _parts(fill)[:2]]
        exact = [number for number in alike if _same_background(self._fills[number], fill)]
        numbers = exact if _parts(fill)[0] == "solid" and self._before_mark(fill) is not None else alike
        wanted = _without_fill(self._formats[index])
        for number, known in enumerate(self._formats):
            if _fill_number(known) in numbers and _without_fill(known) == wanted:
                return number
        if not numbers:
            self._fills.append(fill)
            numbers = [len(self._fills) - 1]
        entry = self._formats[index]
        end = xml_text.start_tag_end(entry, 0)
        tag = xml_text.with_attribute(entry[:end], "fillId", str(numbers[0]))
        tag = xml_text.with_attribute(tag, "applyFill", "1")
        self._formats.append(tag + entry[end:])
        return len(self._formats) - 1

    def _no_fill(self) -> bytes:
        return self._written('<{0}fill><{0}patternFill patternType="none"/></{0}fill>')

    def _written(self, form: str) -> bytes:
        return form.replace("{}", "{0}").format(self._prefix).encode()


def _parts(fill: bytes) -> tuple[str, bytes | None, bytes | None]:
    """Kind of a fill (none, solid, another pattern, gradient) and its two colours as written."""
    kind = re.search(rb"\spatternType\s*=\s*[\"'](\w+)[\"']", fill)
    if b"gradientFill" in fill:
        return "gradient", None, None
    colours = [re.search(rb"<(?:\w+:)?" + name + rb"\b[^>]*/>", fill) for name in (b"fgColor", b"bgColor")]
    foreground, background = (None if match is None else match.group() for match in colours)
    return "none" if kind is None else kind.group(1).decode("ascii"), foreground, background


def _same_background(first: bytes, second: bytes) -> bool:
    backgrounds = [_parts(fill)[2] or b"" for fill in (first, second)]
    bare = [re.sub(rb"\s+", b" ", each).replace(b" />", b"/>") for each in backgrounds]
    return bare[0] == bare[1]


def _fill_number(entry: bytes) -> int:
    match = re.search(rb"\sfillId\s*=\s*[\"'](\d+)[\"']", entry)
    return int(match.group(1)) if match else 0


def _without_fill(entry: bytes) -> bytes:
    """Format as written but for its fill, to compare two formats."""
    end = xml_text.start_tag_end(entry, 0)
    tag = xml_text.with_attribute(xml_text.with_attribute(entry[:end], "fillId", None), "applyFill", None)
    return re.sub(rb"\s+(/?>)$", rb"\1", tag) + entry[end:]
