"""The cells of a sheet in a package: formats set on them as text edits, nothing else changed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jjinvest.ledger.excel import xml_text
from jjinvest.ledger.excel.xml_text import Edit, UneditableXmlError
from jjinvest.ledger.findings import column_letters

Cell = tuple[int, int]
"""Row and column, from 0."""
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_AFTER_COMMENTS = frozenset(
    {
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    }
)
_RELATION_SPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


@dataclass(slots=True)
class _Row:
    """A row that holds cells to mark: its place in the bytes, its format, its cells, the edits before it."""

    index: int
    start: int
    format: int
    cells: list[tuple[int, int]]
    edits_before: int


def with_formats(
    raw: bytes,
    wanted: Mapping[Cell, Callable[[int], int]],
    former: Mapping[int, int],
) -> bytes:
    """Return a sheet with the formats of some cells changed.

    Parameters
    ----------
    raw
        The part of the sheet, in UTF-8.
    wanted
        By cell, what gives the new format from the present one. A cell that is absent is added, blank.
    former
        Formats of earlier marks, each with the format to put back; also in rows and columns.

    Raises
    ------
    UneditableXmlError
        If the part is damaged.
    """
    editor = _SheetEditor(raw, wanted, former)
    editor.run()
    return xml_text.edited(raw, editor.edits)


class _SheetEditor:
    """Callbacks for expat that collect the edits of one sheet."""

    def __init__(
        self, raw: bytes, wanted: Mapping[Cell, Callable[[int], int]], former: Mapping[int, int]
    ) -> None:
        self._raw, self._wanted, self._former = raw, wanted, former
        self._missing: dict[int, set[int]] = {}
        for row, column in wanted:
            self._missing.setdefault(row, set()).add(column)
        self._wanted_rows = set(self._missing)
        self._prefix = xml_text.prefix_of(raw)
        self._parser = xml_text.new_parser()
        self._row, self._column = -1, -1
        self._current: _Row | None = None
        self._seen_rows: list[tuple[int, int]] = []
        self._column_formats: dict[int, int] = {}
        self._dimension: tuple[int, int, str] | None = None
        self.edits: list[Edit] = []

    def run(self) -> None:
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        xml_text.parse(self._parser, self._raw)
        if any(self._missing.values()):
            raise UneditableXmlError("no data in the sheet")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "col":
            at = self._restore(attributes, "style")
            for column in range(int(attributes.get("min", "1")) - 1, int(attributes.get("max", "1"))):
                self._column_formats[column] = at
        elif tag == "dimension":
            start = self._parser.CurrentByteIndex
            self._dimension = (start, xml_text.start_tag_end(self._raw, start), attributes.get("ref", ""))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = position(place)[1] if place else self._column + 1
        at = int(attributes.get("s") or 0)
        cell = (self._row, self._column)
        if self._current is not None:
            self._current.cells.append((self._column, self._parser.CurrentByteIndex))
        new = self._former.get(at, at)
        if cell in self._wanted:
            self._missing[self._row].discard(self._column)
            new = self._wanted[cell](new)
        if new != at:
            self._set("s", new)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row, self._column = int(attributes.get("r") or self._row + 2) - 1, -1
        start = self._parser.CurrentByteIndex
        self._seen_rows.append((self._row, start))
        before = len(self.edits)
        at = self._restore(attributes, "s")
        if self._row in self._wanted_rows:
            has_format = attributes.get("customFormat") in ("1", "true")
            self._current = _Row(self._row, start, at if has_format else -1, [], before)

    def _restore(self, attributes: dict[str, str], name: str) -> int:
        at = int(attributes.get(name) or 0)
        if at in self._former:
            self._set(name, self._former[at])
        return self._former.get(at, at)

    def _set(self, name: str, value: int) -> None:
        start = self._parser.CurrentByteIndex
        end = xml_text.start_tag_end(self._raw, start)
        self.edits.append((start, end, xml_text.with_attribute(self._raw[start:end], name, str(value))))

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            if self._current is not None:
                self._add_cells(self._current)
            self._current = None
        elif tag == "sheetData":
            self._add_rows()
            self._extend_dimension()

    def _add_cells(self, row: _Row) -> None:
        columns = sorted(self._missing[row.index])
        if not columns:
            return
        start, inner = row.start, xml_text.start_tag_end(self._raw, row.start)
        empty = self._raw[inner - 2 : inner] == b"/>"
        appended = b""
        for column in columns:
            cell = self._new_cell(row.index, column, row.format)
            following = next((place for known, place in row.cells if known > column), None)
            if following is None:
                appended += cell
            else:
                self.edits.append((following, following, cell))
        tag = xml_text.with_attribute(self._raw[start:inner], "spans", None)
        changed = [edit for edit in self.edits[row.edits_before :] if edit[:2] == (start, inner)]
        if changed:  # its own format was put back
            self.edits.remove(changed[0])
            tag = xml_text.with_attribute(changed[0][2], "spans", None)
        if empty:
            close = f"</{self._prefix}row>".encode()
            self.edits.append((start, inner, tag[:-2].rstrip() + b">" + appended + close))
            return
        self.edits.append((start, inner, tag))
        if appended:
            close_tag = self._parser.CurrentByteIndex
            self.edits.append((close_tag, close_tag, appended))

    def _new_cell(self, row: int, column: int, row_format: int) -> bytes:
        former = row_format if row_format >= 0 else self._column_formats.get(column, 0)
        self._missing[row].discard(column)
        index = self._wanted[row, column](former)
        address = f"{column_letters(column)}{row + 1}"
        return f'<{self._prefix}c r="{address}" s="{index}"/>'.encode()

    def _add_rows(self) -> None:
        """Add the rows that the sheet does not have; called at the end of its data."""
        close = self._parser.CurrentByteIndex
        opening = self._raw.rfind(b"<", 0, close)
        is_empty = not self._seen_rows and self._raw[close - 2 : close] == b"/>"
        content: dict[int, bytes] = {}
        for row in sorted(row for row, columns in self._missing.items() if columns):
            cells = b"".join(self._new_cell(row, column, -1) for column in sorted(self._missing[row]))
            text = f'<{self._prefix}row r="{row + 1}">'.encode() + cells + f"</{self._prefix}row>".encode()
            following = next((place for known, place in self._seen_rows if known > row), close)
            content[following] = content.get(following, b"") + text
        for place, text in content.items():
            if is_empty:
                tag = self._raw[opening:close]
                end = f"</{self._prefix}sheetData>".encode()
                self.edits.append((opening, close, tag[:-2].rstrip() + b">" + text + end))
            else:
                self.edits.append((place, place, text))

    def _extend_dimension(self) -> None:
        if self._dimension is None or not self._wanted:
            return
        start, end, reference = self._dimension
        corners = [position(corner) for corner in reference.split(":") if _ADDRESS.fullmatch(corner)]
        cells = [*corners, *self._wanted]
        first = f"{column_letters(min(column for _, column in cells))}{min(row for row, _ in cells) + 1}"
        last = f"{column_letters(max(column for _, column in cells))}{max(row for row, _ in cells) + 1}"
        if corners and {f"{first}:{last}", first if first == last else ""}.isdisjoint({reference}):
            tag = xml_text.with_attribute(self._raw[start:end], "ref", f"{first}:{last}")
            self.edits.append((start, end, tag))


def position(place: str) -> Cell:
    """Return row and column, from 0, of an address such as B3.

    Raises
    ------
    UneditableXmlError
        If it is no address.
    """
    match = _ADDRESS.fullmatch(place)
    if match is None:
        raise UneditableXmlError(f"no address: {place[:20]}")
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, column - 1


def with_drawing_of_comments(raw: bytes, relation: str) -> bytes:
    """Return a sheet that points to the drawing of its comments, at the place the format gives it."""
    top = [each for each in xml_text.elements(raw, max_depth=1) if each.depth <= 1]
    root, children = top[0], top[1:]
    data = next((each.end for each in children if each.name == "sheetData"), root.inner)
    later = [each.start for each in children if each.start >= data and each.name in _AFTER_COMMENTS]
    place = min([root.close, *later])
    spaces = {value: name for name, value in root.attributes.items() if name.startswith("xmlns:")}
    known = next((spaces[space] for space in _RELATION_SPACES if space in spaces), None)
    strict = any(
        value == "http://purl.oclc.org/ooxml/spreadsheetml/main" for value in root.attributes.values()
    )
    declared = "" if known else f' xmlns:r="{_RELATION_SPACES[1 if strict else 0]}"'
    prefix = known.removeprefix("xmlns:") if known else "r"
    element = f'<{xml_text.prefix_of(raw)}legacyDrawing{declared} {prefix}:id="{relation}"/>'
    return xml_text.edited(raw, [(place, place, element.encode())])


def covering(merged: list[tuple[int, int, int, int]]) -> Callable[[Cell], Cell]:
    """Return what gives, for a cell, the cell that is shown in its place: the first of its merged range."""
    starts = sorted(merged)
    tops = [top for top, _, _, _ in starts]
    tallest = max((bottom - top for top, _, bottom, _ in merged), default=0)

    def shown(cell: Cell) -> Cell:
        row, column = cell
        for top, left, bottom, right in reversed(starts[: bisect_right(tops, row)]):
            if top < row - tallest:
                break
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return cell

    return shown
