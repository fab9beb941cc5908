"""A Word document (docx) as blocks, from its XML, so that nothing shown is lost.

Shown and read: fields, tracked insertions, text boxes, content controls, footnotes, headers, tables. Not
shown and not read: tracked deletions, hidden and struck text, page numbers, tables of contents.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from jjinvest.data.bulletins.extract.failure import UnreadableDocumentError
from jjinvest.data.bulletins.extract.tabbed import with_tables
from jjinvest.data.bulletins.extract.table import table_blocks
from jjinvest.data.bulletins.extract.table_cells import joined_numbers
from jjinvest.data.bulletins.extract.table_units import caption_of
from jjinvest.data.bulletins.extract.word_symbols import symbol
from jjinvest.data.bulletins.text.document import Block, Document

MAX_UNPACKED_BYTES = 100_000_000
"""Largest sum of the parts read; a report of a hundred pages has about 5 MB."""
MAX_DEPTH = 200
"""Deepest nesting of elements; documents have some 30."""
LONGEST_TITLE = 60
"""Longest first paragraph that is taken as the title where none is marked."""
_EXPECTED = "Word 文档（docx） a Word document (docx)"
_SAVE_AGAIN = "在 Word 或 WPS 中打开，另存为 docx open it in Word or WPS and save as docx"
_WITHOUT_TEXT = frozenset([
    "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "instrText", "delText", "delInstrText",
    "del", "moveFrom", "proofErr", "bookmarkStart", "bookmarkEnd", "commentRangeStart",
    "commentRangeEnd", "commentReference", "annotationRef", "fldData", "rt", "rubyPr", "sdtPr",
    "sdtEndPr", "drawing", "pict", "object", "AlternateContent",
])  # fmt: skip
_PAGE_FIELDS = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|TOC|SEQ\s+\w+\s+\\h)\b", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_HEADER_PART = re.compile(r"word/(header|footer)\d*\.xml")
_MEASURES = re.compile(r"(?:[mM米]|km|公里)\s*$")
_MARK = re.compile(r"[\[（(〔]?(?:\d{1,2}|[①-⑳*＊※†]|注\d*)[\]）)〕]?")


def word_document(raw: bytes) -> Document:
    """Read a docx file.

    Raises
    ------
    UnreadableDocumentError
        If it is no Word document, is damaged or protected, or unpacks to too much.
    zipfile.BadZipFile
        If the package itself is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _read(archive)
    except DefusedXmlException:
        found = "XML 中有实体定义，不安全 entity definitions in its XML are not safe"
        raise UnreadableDocumentError(found, _EXPECTED, _SAVE_AGAIN) from None
    except (ParseError, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        found = f"文件损坏或有密码 damaged or protected: {type(error).__name__}"
        raise UnreadableDocumentError(found, _EXPECTED, _SAVE_AGAIN) from None


def _read(archive: zipfile.ZipFile) -> Document:
    names = archive.namelist()
    main = _main_part(archive, names)
    parts = [name for name in names if name.endswith((".xml", ".rels"))]
    size = sum(archive.getinfo(name).file_size for name in parts)
    if size > MAX_UNPACKED_BYTES:
        megabytes = size // 1_000_000
        found = f"解压后 {megabytes} MB，疑为压缩炸弹 unpacks to {megabytes} MB, perhaps a zip bomb"
        raise UnreadableDocumentError(found, _EXPECTED, _SAVE_AGAIN)
    folder = posixpath.dirname(main)
    walk = _Walk()
    for name in sorted(name for name in names if _HEADER_PART.fullmatch(name)):
        walk.part(_root(archive, name), "页眉" if "header" in name else "页脚")
    walk.body(_root(archive, main))
    for part, place in (("footnotes", "脚注"), ("endnotes", "尾注")):
        if f"{folder}/{part}.xml" in names:
            walk.notes(_root(archive, f"{folder}/{part}.xml"), place)
    first = next((block.text.strip() for block in walk.blocks if block.place == "第1段"), "")
    title = walk.title or (first if len(first) <= LONGEST_TITLE and not re.search(r"[。；，]", first) else "")
    return Document(tuple(with_tables(walk.blocks)), title, "", tuple(_remarks(walk, names)))


def _main_part(archive: zipfile.ZipFile, names: list[str]) -> str:
    if "_rels/.rels" in names:
        for relation in _root(archive, "_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                name = posixpath.normpath(relation.get("Target", "").lstrip("/"))
                if name in names and name.startswith("word"):
                    return name
    if "word/document.xml" in names:
        return "word/document.xml"
    if "xl/workbook.xml" in names:
        remedy = "公布数的表用 jjinvest figures import for the form of figures, use figures import"
        raise UnreadableDocumentError("Excel 工作簿 an Excel workbook", _EXPECTED, remedy)
    if "content.xml" in names or any(name.startswith("ppt/") for name in names):
        raise UnreadableDocumentError(
            "是别的文档 another kind of document", _EXPECTED, "另存为 docx save as docx"
        )
    raise UnreadableDocumentError("压缩包 an archive", _EXPECTED, "解压后再读 unpack it first")


def _root(archive: zipfile.ZipFile, name: str) -> Element:
    with archive.open(name) as stream:
        raw = stream.read(MAX_UNPACKED_BYTES + 1)
    if len(raw) > MAX_UNPACKED_BYTES:
        raise UnreadableDocumentError("疑为压缩炸弹 perhaps a zip bomb", _EXPECTED, _SAVE_AGAIN)
    root: Element = fromstring(raw)
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise ValueError
        stack += [(child, depth + 1) for child in element]
    return root


def _remarks(walk: _Walk, names: list[str]) -> Iterator[str]:
    if walk.inserted or walk.deleted:
        yield "有修订标记：插入的已读，删除的没有读 tracked changes: insertions were read, deletions were not"
    if walk.hidden:
        yield "隐藏或加删除线的文字没有读 hidden or struck text was not read"
    if any(name.startswith("word/media/") for name in names):
        yield "文档有图片，图中的文字没有读 pictures were not read"
    if any(name.startswith("word/charts/") for name in names):
        yield "文档有图表，图中的数没有读 charts were not read"
    if any(name.startswith("word/embeddings/") for name in names):
        yield "文档嵌有别的文件，其中的数没有读 embedded files were not read"


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _get(element: Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _tag(child) == name), None)


def _is_on(properties: Element | None, name: str) -> bool:
    found = _child(properties, name) if properties is not None else None
    return found is not None and _get(found, "val").lower() not in _OFF


_SIGNS = {"noBreakHyphen": "-", "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n"}


class _Walk:
    """Collects paragraphs and tables in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.title = ""
        self.inserted = self.deleted = self.hidden = False
        self._paragraphs = self._tables = 0
        self._place = ""
        self._fields: list[tuple[str, bool]] = []
        """Open complex fields: instruction, and whether its result has begun."""

    def body(self, root: Element) -> None:
        self._place = ""
        for block in _blocks_of(root):
            self._block(block)

    def part(self, root: Element, place: str) -> None:
        """Read a header or footer; its page numbers are fields that are not read."""
        self._place = place
        for block in _blocks_of(root):
            self._block(block)

    def notes(self, root: Element, place: str) -> None:
        number = 0
        for note in root:
            if _get(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            number += 1
            self._place = f"{place}{number}"
            for block in _blocks_of(note):
                self._block(block)

    def _block(self, element: Element) -> None:
        if _tag(element) == "tbl":
            self._table(element)
            return
        self._fields = [field for field in self._fields if field[1]]  # a field without result ends here
        text = self.paragraph(element)
        style = _child(element, "pPr")
        name = _child(style, "pStyle") if style is not None else None
        if name is not None and re.fullmatch(r"(?i)toc ?\d|目录 ?\d", _get(name, "val")):
            return
        if text.strip():
            is_title = name is not None and _get(name, "val").lower() in ("title", "标题")
            self._add(text, is_title=is_title)
        for box in _boxes(element):
            for block in _blocks_of(box):
                self._block(block)

    def _add(self, text: str, *, is_title: bool) -> None:
        for line in re.split(r"\n+", re.sub(r"(?<=[\d.,])\n(?=[\d.,])", "", text)):
            if not line.strip():
                continue
            place = self._place
            if not place:
                self._paragraphs += 1
                place = f"第{self._paragraphs}段"
            elif place in ("页眉", "页脚") and any(
                b.text == line.strip(" ") and b.place == place for b in self.blocks
            ):
                continue  # the same header for the first, even and odd pages
            if is_title and not self.title:
                self.title = line.strip()
            self.blocks.append(Block(line.strip(" "), place))

    def paragraph(self, element: Element) -> str:
        """Text of a paragraph as a reader sees it."""
        pieces: list[str] = []
        self._inline(element, pieces)
        return "".join(pieces)

    def _inline(self, element: Element, pieces: list[str]) -> None:
        for child in element:
            tag = _tag(child)
            if tag in _WITHOUT_TEXT:
                if tag in ("del", "moveFrom"):
                    self.deleted = True
                elif tag == "AlternateContent" or tag in ("drawing", "pict", "object"):
                    continue  # text boxes follow as blocks of their own
            elif tag == "r":
                self._run(child, pieces)
            elif tag == "fldSimple":
                if not _PAGE_FIELDS.match(_get(child, "instr")):
                    self._inline(child, pieces)
            elif tag == "t":
                pieces.append(child.text or "")
            else:
                if tag in ("ins", "moveTo"):
                    self.inserted = True
                self._inline(child, pieces)

    def _run(self, run: Element, pieces: list[str]) -> None:
        properties = _child(run, "rPr")
        if any(_is_on(properties, name) for name in ("vanish", "webHidden", "strike", "dstrike")):
            shown: list[str] = []
            self._run_text(run, shown)
            self.hidden = self.hidden or bool("".join(shown).strip())
            return
        text: list[str] = []
        self._run_text(run, text)
        words = "".join(text)
        raised = _child(properties, "vertAlign") if properties is not None else None
        if raised is not None and _get(raised, "val") == "superscript":
            if _MEASURES.search("".join(pieces[-1:])):
                words = {"2": "²", "3": "³"}.get(words, words)
            elif _MARK.fullmatch(words.strip()):
                return
        pieces.append(words)

    def _run_text(self, run: Element, pieces: list[str]) -> None:
        for child in run:
            tag = _tag(child)
            if tag == "fldChar":
                self._field(_get(child, "fldCharType"))
            elif tag == "instrText" and self._fields:
                instruction, begun = self._fields[-1]
                self._fields[-1] = (instruction + (child.text or ""), begun)
            elif any(_PAGE_FIELDS.match(field) or not begun for field, begun in self._fields):
                continue
            elif tag == "t":
                pieces.append(child.text or "")
            elif tag in _SIGNS or tag == "sym":
                pieces.append(_SIGNS.get(tag) or symbol(_get(child, "font"), _get(child, "char")))
            elif tag == "ruby":
                base = _child(child, "rubyBase")
                if base is not None:
                    self._inline(base, pieces)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(("", False))
        elif kind == "separate" and self._fields:
            self._fields[-1] = (self._fields[-1][0], True)
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _table(self, table: Element) -> None:
        grid, nested = self._grid(table)
        columns = max((len(row) for row in grid), default=0)
        longest = max((len(cell) for row in grid for cell in row), default=0)
        if columns < 2 or len(grid) < 2 or longest > 200:
            # a frame around text, not a table of numbers
            for row in _rows_of(table):
                for cell in _cells_of(row):
                    for block in _blocks_of(cell):
                        self._block(block)
            return
        self._tables += 1
        place = f"{self._place}表{self._tables}" if self._place else f"表{self._tables}"
        caption = caption_of(self.blocks[-2:])
        places = [f"{place}第{number}行" for number in range(1, len(grid) + 1)]
        self.blocks += table_blocks(grid, self._tables, places, caption)
        for inner in nested:
            self._table(inner)

    def _grid(self, table: Element) -> tuple[list[list[str]], list[Element]]:
        """Cells by row; a merged cell is repeated in each place that it covers."""
        grid: list[list[str]] = []
        nested: list[Element] = []
        for row in _rows_of(table):
            properties = _child(row, "trPr")
            if properties is not None and _child(properties, "del") is not None:
                self.deleted = True
                continue
            cells = [""] * min(
                _number(_child(properties, "gridBefore") if properties is not None else None, 0), 60
            )
            for cell in _cells_of(row):
                properties = _child(cell, "tcPr")
                across = _number(_child(properties, "gridSpan") if properties is not None else None, 1)
                merge = _child(properties, "vMerge") if properties is not None else None
                column = len(cells)
                if merge is not None and _get(merge, "val") != "restart" and grid and column < len(grid[-1]):
                    text = grid[-1][column]
                else:
                    text, inner = self._cell(cell)
                    nested += inner
                cells += [text] * max(1, min(across, 60))
            grid.append(cells)
        return grid, nested

    def _cell(self, cell: Element) -> tuple[str, list[Element]]:
        lines, nested = [], []
        for block in _blocks_of(cell):
            if _tag(block) == "tbl":
                nested.append(block)
            else:
                lines += [
                    self.paragraph(block),
                    *(self.paragraph(p) for b in _boxes(block) for p in _blocks_of(b)),
                ]
        text = joined_numbers("\n".join(line.rstrip() for line in lines if line.strip()))
        return re.sub(r"(?<=[\u3000-\u9fff])\n(?=[\u3000-\u9fff])", "", text).replace("\n", " "), nested


def _number(element: Element | None, default: int) -> int:
    text = _get(element, "val") if element is not None else ""
    return int(text) if text.isascii() and text.isdigit() else default


def _blocks_of(element: Element) -> Iterator[Element]:
    """Paragraphs and tables of a body, cell, note or text box, also inside content controls."""
    for child in element:
        tag = _tag(child)
        if tag in ("p", "tbl"):
            yield child
        elif tag not in ("del", "moveFrom") and tag not in _WITHOUT_TEXT and tag != "r":
            yield from _blocks_of(child)


def _rows_of(table: Element) -> Iterator[Element]:
    for child in table:
        if _tag(child) == "tr":
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _rows_of(child)


def _cells_of(row: Element) -> Iterator[Element]:
    for child in row:
        if _tag(child) == "tc":
            yield child
        elif _tag(child) in ("sdt", "sdtContent", "customXml"):
            yield from _cells_of(child)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes anchored in a paragraph; of two writings of one box only the first."""
    for child in paragraph:
        tag = _tag(child)
        if tag == "txbxContent":
            yield child
        elif tag == "AlternateContent":
            choice = _child(child, "Choice")
            fallback = _child(child, "Fallback")
            boxes = list(_boxes(choice)) if choice is not None else []
            yield from boxes or (_boxes(fallback) if fallback is not None else ())
        elif tag not in ("del", "moveFrom", "p", "tbl"):
            yield from _boxes(child)
