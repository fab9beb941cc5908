"""A bulletin as read: its numbers, the rows proposed for review, their acceptance into a district."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjinvest.core.errors import ParameterError
from jjinvest.core.periods import period_end
from jjinvest.core.project import find_root, is_plain_name
from jjinvest.core.spreadsheet import escape_formula
from jjinvest.data.bulletins.clauses.reading import Candidate
from jjinvest.data.bulletins.extract import read_document
from jjinvest.data.bulletins.propose import Piece, Proposal
from jjinvest.data.bulletins.scopes.known_members import with_known_members
from jjinvest.data.bulletins.text.byline import byline_of, organ_of_title
from jjinvest.data.bulletins.text.document import Document
from jjinvest.data.bulletins.text.letterhead import title_below
from jjinvest.data.bulletins.wording import learn_from, number_of, read_wordings, shown_reading, wording_of
from jjinvest.data.figure_rows import COLUMNS, DEFAULTS, Source, read_figure_tables
from jjinvest.ledger.excel.figures_words import (
    ACCEPTED,
    CONFIDENCE_WORDS,
    NOT_ACCEPTED,
    REVIEW,
    REVIEW_NOTES,
)
from jjinvest.ledger.excel.review_form import ReviewRow, ReviewSheet, review_form
from jjinvest.quality.readings.choose import read_bulletin
from jjinvest.results.corrected_text import (
    corrected_source,
    correcting_note,
    earlier_cells,
    mark_restated,
    takes_its_place,
)
from jjinvest.results.marked_text import marked_text
from jjinvest.results.reading_words import ReadNumber, reading_words, value_of

if TYPE_CHECKING:
    import pandas as pd

    from jjinvest.results.acceptance import Acceptance

AROUND = 40
"""Characters shown before a number in a review, and half as many after it."""
REVIEW_CSV = (
    *(column.name for column in REVIEW),
    *COLUMNS,
    *(column.name for column in REVIEW_NOTES),
    "title",
    "published",
    "publisher",
)
"""Columns of a review as CSV."""
LONGEST_TITLE = 60
"""Longest first line that is taken as the title of a text."""


@dataclass
class BulletinReading:
    """What `jj.read` returns; a notebook shows it as the text with its numbers marked.

    Change cells of :attr:`frame`, or its column ``accepted``, then call :meth:`accept`.
    """

    document: Document
    proposal: Proposal
    name: str = "-"
    source: str = ""
    """Id of the text in sources.csv; by default its period and a few letters that follow from its words."""
    replaces: Source | None = None
    """The source of the district whose place this text takes: of its title, period and publisher."""
    corrects: Source | None = None
    """The source that this text corrects in part or from a later day on; its rows stay."""

    def __post_init__(self) -> None:
        if not self.source:
            self.source = self._default_source()

    def _default_source(self) -> str:
        frame = self.proposal.frame
        digest = hashlib.sha256(self.document.text.encode()).hexdigest()[:6]
        period = f"{frame.year or 'text'}{frame.part}".lower().replace("..", "to")
        letters = "".join(letter for letter in period if letter.isalnum() or letter in "_.-")
        return f"{letters}-{digest}"

    @cached_property
    def numbers(self) -> list[ReadNumber]:
        """Numbers of the text in order, each row by the number that is its value."""
        text, proposal = self.proposal.text, self.proposal
        found: list[ReadNumber] = []
        for candidate in proposal.rows:
            piece = number_of(proposal, candidate)
            if piece is None:
                piece = Piece(candidate.quote, candidate.quote, "", candidate.start, candidate.end)
            found.append(ReadNumber(piece, *text.source(piece.start, piece.end), "row", candidate))
        for kind, pieces in (("name", proposal.dates_and_names), ("none", proposal.not_understood)):
            found += [ReadNumber(piece, *text.source(piece.start, piece.end), kind) for piece in pieces]
        found.sort(key=lambda number: (number.piece.start, number.piece.end))
        return found

    def cells(self, candidate: Candidate) -> dict[str, str]:
        """Columns of figures.csv of a proposed row."""
        reading = candidate.reading
        cells = {name: str(getattr(reading, name, "")) for name in COLUMNS}
        cells |= {"source": self.source, "where": reading.where_text, "quote": candidate.quote}
        cells["note"] = candidate.label
        return {name: "" if DEFAULTS.get(name) == text else text for name, text in cells.items()}

    @cached_property
    def review_rows(self) -> list[ReviewRow]:
        """Rows of a review: proposed rows and numbers that were not understood, in the order of the text."""
        return [self._review_row(number) for number in self.numbers if number.kind != "name"]

    def _review_row(self, number: ReadNumber) -> ReviewRow:
        whole = self.document.blocks[number.block].text if self.document.blocks else ""
        start, end = number.start, number.end
        place = self.proposal.text.place(number.piece.start)
        before, after = whole[max(0, start - AROUND) : start], whole[end : end + AROUND // 2]
        candidate = number.candidate
        if candidate is None:
            cells = {"source": self.source, "quote": number.piece.quote, **value_of(number.piece)}
            return ReviewRow(
                cells,
                "none",
                place,
                before,
                whole[start:end],
                after,
                remark=number.piece.reason,
                wording=self._wording(number),
            )
        others = "；".join(reading_words(reading) for reading in candidate.readings[1:])
        return ReviewRow(
            self.cells(candidate),
            candidate.confidence,
            place,
            before,
            whole[start:end],
            after,
            others,
            "；".join(filter(None, (candidate.note, candidate.settled))),
            shown_reading(candidate.reading),
            self._wording(number),
        )

    def _wording(self, number: ReadNumber) -> str:
        unit = number.candidate.reading.unit if number.candidate is not None else ""
        unit = unit or value_of(number.piece).get("unit", "")
        return wording_of(self.proposal.text.text, number.piece.start, unit)

    @property
    def source_cells(self) -> dict[str, str]:
        """The text as a row of sources.csv."""
        first = self.document.blocks[0].text.strip() if self.document.blocks else ""
        stem = Path(self.name).stem if self.name != "-" else ""
        below = title_below([block.text for block in self.document.blocks if not block.table])
        title = self.document.title or (first if _is_title(first) else stem)
        title = below if below and title == first else title
        day, publisher = byline_of(self.document)
        period = self.proposal.frame.period
        if not self.document.published and day and period and day < period_end(period).isoformat():
            day = ""  # the day up to which the text counts
        cells = {
            "source": self.source,
            "title": title,
            "published": day,
            "address": "",
            "publisher": publisher or organ_of_title(title),
        }
        if self.replaces is not None:  # what is known of the text stays where its correction does not say it
            cells |= earlier_cells(self.replaces, cells)
        if self.corrects is not None:
            cells["publisher"] = cells["publisher"] or self.corrects.publisher
            cells["note"] = correcting_note(self.corrects)
        return cells

    def sheet(self) -> bytes:
        """The sheet of a review as xlsx."""
        text = [(block.place, block.text) for block in self.document.blocks]
        names = [
            (self.proposal.text.place(number.piece.start), number.piece.words, number.piece.quote)
            for number in self.numbers
            if number.kind == "name"
        ]
        return review_form(ReviewSheet(self.review_rows, [self.source_cells], text, names))

    def as_data(self) -> dict[str, Any]:
        """Every number of the text in one of three lists: rows, dates and names, not understood."""
        data = self.proposal.as_data()
        for row in data["rows"]:
            row["source"] = self.source
            for cells in (row, *row["readings"]):
                cells |= {name: cells[name] or default for name, default in DEFAULTS.items()}
        return data

    def csv(self) -> bytes:
        """The rows of a review as CSV, which `jjinvest read --accept` takes like the sheet."""
        import csv
        import io

        source = self.source_cells
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(REVIEW_CSV)
        for row in self.review_rows:
            cells = {
                **row.cells,
                "accepted": ACCEPTED if row.is_proposed else NOT_ACCEPTED,
                "confidence": CONFIDENCE_WORDS[row.confidence],
                "place": row.place,
                "context": f"{row.before}【{row.number}】{row.after}",
                "readings": row.readings,
                "remark": row.remark,
                "proposed": row.proposed,
                "wording": row.wording,
                "title": source["title"],
                "published": source["published"],
                "publisher": source["publisher"],
            }
            writer.writerow([escape_formula(cells.get(name, ""), keep_dashes=True) for name in REVIEW_CSV])
        return buffer.getvalue().encode("utf-8-sig")

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Proposed rows as a table: the columns of figures.csv, confidence, place and other readings.

        The column ``accepted`` says which rows :meth:`accept` writes; change it and any cell in place.
        """
        import pandas as pd

        rows = [
            {
                "accepted": row.is_proposed,
                "confidence": row.confidence,
                "place": row.place,
                **{name: row.cells.get(name) or DEFAULTS.get(name, "") for name in COLUMNS},
                "readings": row.readings,
                "remark": row.remark,
                "proposed": row.proposed,
                "wording": row.wording,
            }
            for row in self.review_rows
        ]
        columns = ["accepted", "confidence", "place", *COLUMNS, "readings", "remark", "proposed", "wording"]
        return pd.DataFrame(rows, columns=columns)

    def accept(
        self,
        district: str | Path,
        *,
        title: str = "",
        published: str = "",
        address: str = "",
        root: Path | str | None = None,
        with_contradictions: bool = False,
        with_removals: bool = False,
    ) -> Acceptance:
        """Write the accepted rows of :attr:`frame` into a district's figures.csv and sources.csv.

        Parameters
        ----------
        district
            Name of a folder of data/ (a text), or the path of a folder (a `Path`).
        title, published, address
            What sources.csv says of the text; by default what could be seen in it.
        with_contradictions
            Also write rows that contradict what the district has published.
        with_removals
            Also remove rows of the same source that the frame does not hold.

        Raises
        ------
        DataError
            If a cell has a fault, or a row contradicts other figures; nothing is written then.
        """
        from jjinvest.results.acceptance import accept_rows

        every = [
            (number + 1, {str(name): _written(str(name), value) for name, value in row.items()})
            for number, row in zip(self.frame.index, self.frame.to_dict("records"), strict=True)
        ]
        chosen = [bool(accepted) for accepted in self.frame["accepted"]]
        rows = [row for row, accepted in zip(every, chosen, strict=True) if accepted]
        left_out = [row for row, accepted in zip(every, chosen, strict=True) if not accepted]
        stated = {"title": title, "published": published, "address": address}
        source = self.source_cells | {name: text for name, text in stated.items() if text}
        folder = _folder(district, root)
        used = {row["source"] for _, row in rows}
        sources = [{**source, "source": name} for name in sorted(used or {self.source})]
        return accept_rows(
            rows,
            sources,
            folder,
            with_contradictions=with_contradictions,
            with_removals=with_removals,
            left_out=left_out,
        )

    def _repr_html_(self) -> str:
        """The text with every number marked: coloured by confidence, its reading when pointed at."""
        return marked_text(self.document, self.numbers)


def _written(name: str, value: object) -> str:
    """Cell of figures.csv of a cell of the frame, which shows defaults."""
    text = _text(value)
    return "" if DEFAULTS.get(name) == text else text


def _is_title(line: str) -> bool:
    return 0 < len(line) <= LONGEST_TITLE and not any(mark in line for mark in "。；，")


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _folder(district: str | Path, root: Path | str | None) -> Path:
    """Folder of a district by its name in data/, or by its path."""
    if isinstance(district, str) and not is_plain_name(district):
        raise ParameterError(
            f"地区要写 data/ 下的文件夹名，路径请用 Path(…) expected a folder of data/, or a Path: {district}"
        )
    of_project = Path(root or find_root()) / "data" / str(district)
    for folder in (of_project,) if isinstance(district, str) else (district, of_project):
        if folder.is_dir() and (folder / "district.yaml").exists():
            return folder
    raise ParameterError(f"没有这个地区 no such district: {district}（没有 district.yaml）")


def read_for_review(
    document: Document,
    *,
    name: str = "-",
    year: int | None = None,
    folder: Path | None = None,
    source: str = "",
) -> BulletinReading:
    """Read a document, with what the district of a folder has taught."""
    proposal = read_bulletin(document, year)
    reading = BulletinReading(document, proposal, name, source)
    if folder is not None:
        learn_from(proposal, read_wordings(folder))
        tables = read_figure_tables(folder, required=False)
        with_known_members(proposal, tables.dimensions.labels)
        known = None if source else corrected_source(reading.source_cells, proposal.frame.period, tables)
        if known is not None and takes_its_place(known, reading.source_cells, proposal.rows, tables):
            reading.source, reading.replaces = known.source, known
        elif known is not None:
            reading.corrects = known
            mark_restated(proposal.rows, tables, reading.source)
    return reading


def read(
    path: Path | str,
    year: int | None = None,
    *,
    district: str | Path | None = None,
    root: Path | str | None = None,
    source: str = "",
) -> BulletinReading:
    """Read a bulletin: txt, html, docx, or pdf with a text layer.

    Parameters
    ----------
    year
        Year of the bulletin where its text names none.
    district
        Folder of data/ whose accepted wordings are used.
    source
        Id of the text in sources.csv.

    Raises
    ------
    DataError
        If the file cannot be read.
    ParameterError
        If there is no such district.
    """
    folder = None if district is None else _folder(district, root)
    name = Path(path).as_posix()
    return read_for_review(read_document(path), name=name, year=year, folder=folder, source=source)
