"""The parts of an xlsx package: read, changed and written again, all others byte for byte as they were."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass

from jjinvest.ledger.excel import xml_text
from jjinvest.ledger.excel.xml_text import UneditableXmlError

TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "[Content_Types].xml"
_WORKBOOK = "xl/workbook.xml"
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)  # of a new part, so that the same content gives the same bytes
_SUFFIXES = {
    "sheet.macroEnabled": ".xlsm",
    "template.macroEnabled": ".xltm",
    "spreadsheetml.template": ".xltx",
}


@dataclass(frozen=True)
class Relation:
    """A relation of a part to another: id, kind (the end of its type), name of the other part."""

    id: str
    kind: str
    target: str


class Package:
    """An xlsx file as parts by name."""

    def __init__(self, raw: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(raw))
        self._names = {info.filename for info in self._archive.infolist()}
        self._changed: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name in self._names or name in self._changed

    def names(self) -> list[str]:
        """Names of all parts."""
        return [*self._names, *(name for name in self._changed if name not in self._names)]

    def read(self, name: str) -> bytes:
        """Return a part as it is now.

        Raises
        ------
        UneditableXmlError
            If there is none of this name.
        """
        if name in self._changed:
            return self._changed[name]
        if name not in self._names:
            raise UneditableXmlError(f"no part {name}")
        return self._archive.read(name)

    def write(self, name: str, content: bytes) -> None:
        """Change a part or add one."""
        self._changed[name] = content

    def save(self) -> bytes:
        """Return the file: the parts in their order, then the new ones."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self._archive.infolist():
                entry = zipfile.ZipInfo(info.filename, info.date_time)
                entry.compress_type, entry.external_attr = info.compress_type, info.external_attr
                archive.writestr(entry, self.read(info.filename))
            for name, content in self._changed.items():
                if name not in self._names:
                    entry = zipfile.ZipInfo(name, _FIXED_DATE)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, content)
        return buffer.getvalue()

    def relations(self, part: str) -> list[Relation]:
        """Relations of a part to others of the package."""
        name = _relations_part(part)
        if name not in self:
            return []
        return [
            Relation(
                each.attributes.get("Id", ""),
                each.attributes.get("Type", "").rpartition("/")[2],
                resolved(part, each.attributes.get("Target", "")),
            )
            for each in xml_text.elements(xml_text.utf8(self.read(name)), {"Relationship"})
            if each.attributes.get("TargetMode") != "External"
        ]

    def related(self, part: str, kind: str) -> Relation | None:
        """Return the first relation of a kind; None where there is none."""
        return next((each for each in self.relations(part) if each.kind == kind), None)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation and return its id."""
        name = _relations_part(part)
        known = {each.id for each in self._all_relations(name)}
        number = next(n for n in range(1, len(known) + 2) if f"rId{n}" not in known)
        raw = xml_text.utf8(self.read(name)) if name in self else _empty_relations()
        prefix = xml_text.prefix_of(raw)
        path = posixpath.relpath(target, posixpath.dirname(part))
        entry = f'<{prefix}Relationship Id="rId{number}" Type="{self._kinds()}/{kind}" Target="{path}"/>'
        root = xml_text.elements(raw, max_depth=0)[0]
        self.write(name, xml_text.edited(raw, [xml_text.opened(raw, root, entry.encode())]))
        return f"rId{number}"

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a new part."""
        self._declare(f'Override PartName="/{part}"', content_type)

    def declare_vml(self) -> None:
        """State the content type of drawings of comments, unless it is stated."""
        types = xml_text.elements(xml_text.utf8(self.read(_TYPES)), {"Default"})
        if not any(each.attributes.get("Extension", "").lower() == "vml" for each in types):
            self._declare(
                'Default Extension="vml"', "application/vnd.openxmlformats-officedocument.vmlDrawing"
            )

    def free_name(self, form: str) -> str:
        """Return the first name of a form with a number that no part has, whatever its case."""
        taken = {name.lower() for name in self.names()}
        return next(name for n in range(1, len(taken) + 2) if (name := form.format(n)).lower() not in taken)

    def sheets(self) -> dict[str, str]:
        """Part of each worksheet by the sheet's name."""
        parts = {each.id: each.target for each in self.relations(_WORKBOOK) if each.kind == "worksheet"}
        sheets = {}
        for each in xml_text.elements(xml_text.utf8(self.read(_WORKBOOK)), {"sheet"}):
            ids = [value for name, value in each.attributes.items() if name.endswith(":id")]
            if ids and parts.get(ids[0], "") in self:
                sheets[each.attributes.get("name", "")] = parts[ids[0]]
        return sheets

    def styles(self) -> str | None:
        """Name of the part with the formats of cells."""
        found = self.related(_WORKBOOK, "styles")
        return found.target if found is not None and found.target in self else None

    def add_styles(self, content: bytes) -> str:
        """Add the part with the formats of cells to a package that has none."""
        name = self.free_name("xl/styles{}.xml").replace("styles1.", "styles.")
        self.write(name, content)
        self.relate(_WORKBOOK, "styles", name)
        self.declare(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml")
        return name

    def suffix(self) -> str:
        """Ending of the file's name that spreadsheets expect of its content: .xlsx, or .xlsm with macros."""
        for each in xml_text.elements(xml_text.utf8(self.read(_TYPES)), {"Override"}):
            if each.attributes.get("PartName", "").lower() == f"/{_WORKBOOK}":
                kind = each.attributes.get("ContentType", "")
                return next((suffix for words, suffix in _SUFFIXES.items() if words in kind), ".xlsx")
        return ".xlsx"

    def _all_relations(self, name: str) -> list[Relation]:
        if name not in self:
            return []
        found = xml_text.elements(xml_text.utf8(self.read(name)), {"Relationship"})
        return [Relation(each.attributes.get("Id", ""), "", "") for each in found]

    def _kinds(self) -> str:
        """Address of the kinds of relations, which a strict package writes differently."""
        for each in xml_text.elements(xml_text.utf8(self.read(_relations_part(_WORKBOOK))), {"Relationship"}):
            kind, _, last = each.attributes.get("Type", "").rpartition("/")
            if last == "worksheet":
                return kind
        return TRANSITIONAL

    def _declare(self, entry: str, content_type: str) -> None:
        raw = xml_text.utf8(self.read(_TYPES))
        root = xml_text.elements(raw, max_depth=0)[0]
        text = f'<{xml_text.prefix_of(raw)}{entry} ContentType="{content_type}"/>'
        is_default = entry.startswith("Default") and root.inner != root.end
        edit = (
            (root.inner, root.inner, text.encode())
            if is_default
            else xml_text.opened(raw, root, text.encode())
        )
        self.write(_TYPES, xml_text.edited(raw, [edit]))


def resolved(part: str, target: str) -> str:
    """Return the name of the part that a relation of another part points to.

    Examples
    --------
    >>> resolved("xl/worksheets/sheet1.xml", "../comments1.xml")
    'xl/comments1.xml'
    >>> resolved("xl/workbook.xml", "/xl/styles.xml")
    'xl/styles.xml'
    """
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _empty_relations() -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<Relationships xmlns="{_PACKAGE}"></Relationships>'.encode()
