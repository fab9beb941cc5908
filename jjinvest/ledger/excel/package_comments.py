"""Comments of a sheet in a package: those of an earlier run taken away, new ones added, the clerk's kept.

A cell has one comment. Where the clerk has one, the mark is added below it; where a discussion (threaded
comment) is, the mark goes to the next cell without one, because a spreadsheet shows only the discussion.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from jjinvest.ledger.excel import xml_text
from jjinvest.ledger.excel.package import Package
from jjinvest.ledger.excel.package_sheet import Cell, position, with_drawing_of_comments
from jjinvest.ledger.excel.package_styles import MAIN_XMLNS
from jjinvest.ledger.excel.xml_text import Edit, Element
from jjinvest.ledger.findings import column_letters

AUTHOR = "jjinvest 核对"
"""Author of the marks; by it a later run knows its own. The notes of the template have another."""
BELOW = "【jjinvest 核对】"
"""What separates a mark from the clerk's own comment above it."""
_THREAD = "tc="  # authors of the comments that stand in for discussions begin so
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_SHAPE = re.compile(rb"<(?:\w+:)?shape[\s>].*?</(?:\w+:)?shape>", re.DOTALL)
_IDMAP = re.compile(rb"(<(?:\w+:)?idmap\b[^>]*?\bdata=[\"'])([0-9, ]*)")
_BLOCK = 1024  # numbers of shapes that a drawing reserves together
_SPACES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPES_HEAD = (
    f"<xml{_SPACES}>"
    '<o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE_FORM = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:2pt;width:260pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" '
    'o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
    "<x:SizeWithCells/><x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_LAST = (1_048_575, 16_383)
_WIDTH_IN_COLUMNS, _LINE_POINTS, _LETTERS_A_LINE = 4, 14, 24


def with_comments(package: Package, part: str, texts: Mapping[Cell, str]) -> None:
    """Replace the comments of an earlier run on a sheet by new ones.

    Parameters
    ----------
    package
        The package, which is changed.
    part
        Part of the sheet.
    texts
        Text of the mark by cell.

    Raises
    ------
    UneditableXmlError
        If a part is damaged.
    """
    found = package.related(part, "comments")
    drawing = package.related(part, "vmlDrawing")
    if found is not None and found.target in package:
        name, raw = found.target, xml_text.utf8(package.read(found.target))
    elif texts:
        name, raw = package.free_name("xl/comments{}.xml"), _no_comments(xml_text.utf8(package.read(part)))
        package.relate(part, "comments", name)
        package.declare(name, _TYPE)
    else:
        return
    listed = _Comments(raw)
    placed = _placed(texts, listed.threads)
    new, content = listed.replaced(placed)
    if content != raw or name not in package:
        package.write(name, content)
    removed = listed.own_cells
    if drawing is not None and drawing.target in package:
        if removed or new:
            package.write(drawing.target, _drawing(package, drawing.target, removed, new))
    elif new:
        drawn = package.free_name("xl/drawings/vmlDrawing{}.vml")
        package.write(drawn, _drawing(package, drawn, set(), new))
        package.declare_vml()
        relation = package.relate(part, "vmlDrawing", drawn)
        package.write(part, with_drawing_of_comments(xml_text.utf8(package.read(part)), relation))


def _placed(texts: Mapping[Cell, str], threads: set[Cell]) -> dict[Cell, str]:
    """Move the marks of cells with a discussion to the next cell in the row without one."""
    placed: dict[Cell, str] = {}
    for (row, column), text in sorted(texts.items()):
        free = column
        while (row, free) in threads and free < _LAST[1]:
            free += 1
        if free != column:
            text = f"{column_letters(column)}{row + 1}: {text}"
        placed[row, free] = f"{placed[row, free]}\n\n{text}" if (row, free) in placed else text
    return placed


class _Comments:
    """The comments of a sheet as written."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        every = xml_text.elements(raw)
        self._prefix = xml_text.prefix_of(raw)
        self._authors_list = next((each for each in every if each.name == "authors"), None)
        self._list = next((each for each in every if each.name == "commentList"), None)
        self._authors = [
            _plain(raw[each.inner : each.close])
            for each in every
            if each.name == "author" and each.depth == 2
        ]
        self._inner: dict[int, list[Element]] = {}
        self._comments: dict[Cell, Element] = {}
        for each in every:
            if each.name == "comment" and each.depth == 2:
                current = each
                self._comments[position(each.attributes.get("ref", ""))] = each
            elif each.depth > 2 and each.name != "author":
                self._inner.setdefault(current.start, []).append(each)

    @property
    def own_cells(self) -> set[Cell]:
        """Cells with a comment of an earlier run."""
        return {cell for cell, each in self._comments.items() if self._author(each) == AUTHOR}

    @property
    def threads(self) -> set[Cell]:
        """Cells with a discussion."""
        return {cell for cell, each in self._comments.items() if self._author(each).startswith(_THREAD)}

    def replaced(self, texts: Mapping[Cell, str]) -> tuple[dict[Cell, str], bytes]:
        """Return the marks that need a box of their own, and the part with all marks renewed."""
        if self._list is None or self._authors_list is None:
            raise xml_text.UneditableXmlError("no list of comments")
        edits: list[Edit] = []
        own = self.own_cells
        for cell, each in self._comments.items():
            if cell in own:
                edits.append((each.start, each.end, b""))
            elif cell in texts:
                edits += self._below(each, texts[cell])
            else:
                edits += self._below(each, None)
        new = {cell: text for cell, text in texts.items() if cell not in self._comments or cell in own}
        number = len(self._authors)
        if AUTHOR in self._authors:
            number = self._authors.index(AUTHOR)
        elif new:
            entry = f"<{self._prefix}author>{AUTHOR}</{self._prefix}author>".encode()
            edits.append(xml_text.opened(self._raw, self._authors_list, entry))
        comments = "".join(self._written(cell, text, number) for cell, text in sorted(new.items()))
        if comments:
            edits.append(xml_text.opened(self._raw, self._list, comments.encode()))
        return new, xml_text.edited(self._raw, edits)

    def _author(self, comment: Element) -> str:
        number = int(comment.attributes.get("authorId", "0"))
        return self._authors[number] if number < len(self._authors) else ""

    def _written(self, cell: Cell, text: str, author: int) -> str:
        p, address = self._prefix, f"{column_letters(cell[1])}{cell[0] + 1}"
        return (
            f'<{p}comment ref="{address}" authorId="{author}"><{p}text>{_run(p, text)}</{p}text></{p}comment>'
        )

    def _below(self, comment: Element, text: str | None) -> list[Edit]:
        """Return the edits that put a mark below the clerk's own words, in place of a former one."""
        inner = self._inner.get(comment.start, [])
        holder = next((each for each in inner if each.name == "text"), None)
        if holder is None:
            return []
        parts = [each for each in inner if each.depth == holder.depth + 1 and each.name in ("r", "t")]
        kept, has_former = [], False
        for part in parts:
            raw = self._raw[part.start : part.end]
            before, marker, _ = raw.partition(BELOW.encode())
            if marker:
                has_former = True
                before = before.rstrip(b"\n")
                if before and not before.endswith(b">"):  # a spreadsheet joined the runs when it saved
                    ends = f"</{self._prefix}t>" + (f"</{self._prefix}r>" if part.name == "r" else "")
                    kept.append(before + ends.encode())
                break
            kept.append(raw)
        if text is None and not has_former:
            return []
        start, end = (parts[0].start, parts[-1].end) if parts else (holder.inner, holder.inner)
        p = self._prefix
        if text is not None:
            runs = [self._as_run(raw) for raw in kept]
            content = b"".join(runs) + _run(p, f"\n{BELOW}\n{text}").encode()
        else:
            content = b"".join(kept)
            single = re.fullmatch(rf"<{p}r>(<{p}t[\s>].*</{p}t>)</{p}r>".encode(), content, re.DOTALL)
            if single is not None and content.count(f"<{p}r>".encode()) == 1:
                content = single.group(1)
        return [(start, end, content)]

    def _as_run(self, raw: bytes) -> bytes:
        p = self._prefix
        is_run = re.match(rf"<{p}r[\s>/]".encode(), raw) is not None
        return raw if is_run else f"<{p}r>".encode() + raw + f"</{p}r>".encode()


def _run(prefix: str, text: str) -> str:
    p = prefix
    return (
        f'<{p}r><{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="Microsoft YaHei"/>'
        f'<{p}family val="2"/></{p}rPr><{p}t xml:space="preserve">{xml_text.as_text(text)}</{p}t></{p}r>'
    )


def _plain(raw: bytes) -> str:
    text = raw.decode("utf-8")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def _no_comments(sheet: bytes) -> bytes:
    space = _STRICT if f'"{_STRICT}"'.encode() in sheet[:2000] else MAIN_XMLNS
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{escape(space)}"><authors></authors><commentList></commentList></comments>'
    ).encode()


def _drawing(package: Package, name: str, removed: set[Cell], new: Mapping[Cell, str]) -> bytes:
    """Return the drawing of a sheet's comments without the boxes of an earlier run and with new ones."""
    raw = package.read(name) if name in package else b""
    if removed:
        raw = _SHAPE.sub(lambda match: b"" if _cell_of(match.group()) in removed else match.group(), raw)
    if not new:
        return raw
    numbers = _free_numbers(package, name, raw, len(new))
    blocks = sorted({number // _BLOCK for number in numbers})
    if not raw:
        raw = _SHAPES_HEAD.format(blocks=",".join(map(str, blocks))).encode()
    else:
        raw = _IDMAP.sub(lambda match: match.group(1) + _joined(match.group(2), blocks), raw, count=1)
    text = "" if b"_x0000_t202" in raw.replace(b"#_x0000_t202", b"") else _SHAPE_TYPE
    boxes = zip(numbers, sorted(new.items()), strict=True)
    text += "".join(_shape(number, cell, words) for number, (cell, words) in boxes)
    end = re.search(rb"</(?:\w+:)?xml>\s*$", raw)
    if end is None:
        raise xml_text.UneditableXmlError("no drawing")
    added = text.encode()
    if not all(space in raw for space in (b"xmlns:v=", b"xmlns:o=", b"xmlns:x=")):
        added = re.sub(rb"(<v:shape(?:type)?)(?= )", rb"\1" + _SPACES.encode(), added)
    return raw[: end.start()] + added + raw[end.start() :]


def _shape(number: int, cell: Cell, words: str) -> str:
    row, column = cell
    lines = sum(1 + len(line) // _LETTERS_A_LINE for line in words.split("\n")) + 1
    left = min(column + 1, _LAST[1] - _WIDTH_IN_COLUMNS)
    top = min(max(row - 1, 0), _LAST[0] - lines)
    return _SHAPE_FORM.format(
        number=number,
        height=lines * _LINE_POINTS,
        left=left,
        right=left + _WIDTH_IN_COLUMNS,
        top=top,
        bottom=top + lines,
        row=row,
        column=column,
    )


def _cell_of(shape: bytes) -> Cell | None:
    row, column = (
        re.search(rb"<(?:\w+:)?" + name + rb">\s*(\d+)\s*</", shape) for name in (b"Row", b"Column")
    )
    return None if row is None or column is None or b'"Note"' not in shape else (int(row[1]), int(column[1]))


def _free_numbers(package: Package, name: str, raw: bytes, count: int) -> list[int]:
    """Return numbers for new boxes: of blocks that no other drawing reserves, above those in use here."""
    others = [each for each in package.names() if each.lower().endswith(".vml") and each != name]
    taken = {block for other in others for block in _blocks(package.read(other))}
    here = [block for block in _blocks(raw) if block not in taken]
    used = [int(number) for number in re.findall(rb"_x0000_s(\d+)", raw)]
    numbers: list[int] = []
    fresh = (block for block in range(1, 10**6) if block not in taken and block not in here)
    blocks = [*here]
    while len(numbers) < count:
        block = blocks.pop(0) if blocks else next(fresh)
        first = max([block * _BLOCK, *(number for number in used if number // _BLOCK == block)]) + 1
        numbers += range(first, (block + 1) * _BLOCK)
    return numbers[:count]


def _blocks(raw: bytes) -> list[int]:
    match = _IDMAP.search(raw)
    return [] if match is None else [int(block) for block in re.findall(rb"\d+", match.group(2))]


def _joined(known: bytes, blocks: list[int]) -> bytes:
    every = [int(block) for block in re.findall(rb"\d+", known)]
    return ",".join(map(str, [*every, *(block for block in blocks if block not in every)])).encode()
