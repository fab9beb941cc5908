"""From a document to proposed rows: each number is in a row, a date or name, or not understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jjinvest.core.errors import JJInvestError
from jjinvest.core.periods import period_end
from jjinvest.data.bulletins.clauses.corrections import correct_together
from jjinvest.data.bulletins.clauses.reading import LOW, MEDIUM, YEAR_SAID, Candidate, Reading
from jjinvest.data.bulletins.clauses.readings import Reader
from jjinvest.data.bulletins.clauses.stretch_targets import doubt_stretch_targets
from jjinvest.data.bulletins.confidence.certainty import Certainty
from jjinvest.data.bulletins.confidence.doubts import DOUBT, YEAR_ELSEWHERE
from jjinvest.data.bulletins.periods.frame import Frame, frame_of, with_this_year, with_year_behind
from jjinvest.data.bulletins.quantities.coarse_units import state_rounding
from jjinvest.data.bulletins.roles.sentences import over_fulfilled
from jjinvest.data.bulletins.scopes.named_cohorts import name_cohorts
from jjinvest.data.bulletins.scopes.only_scope import read_in_scope, read_in_sector
from jjinvest.data.bulletins.scopes.own_subject import (
    in_tables,
    own_members,
    own_names,
    own_park,
    own_places,
    own_sector,
    source_place,
)
from jjinvest.data.bulletins.scopes.part_of_measure import name_parts_of_measures
from jjinvest.data.bulletins.text.document import Document
from jjinvest.data.bulletins.text.normalise import Text, normalised
from jjinvest.data.bulletins.text.row_labels import doubt_ranks_of_rows, name_row_labels
from jjinvest.data.bulletins.text.sections import unplanned_tables
from jjinvest.data.bulletins.text.statements import Statements, statements

LONGEST = 400_000
"""Characters that are read at most: some three hundred pages."""


class TooLongError(JJInvestError):
    """The text is longer than any bulletin."""


SEVERAL_YEARS = "跨年的累计数：期间只到一年，不作公布数 total over several years: not kept as a figure"
"""Why a total over several years is not taken over."""


@dataclass(frozen=True)
class Piece:
    """A number, date or name of the text, with its place.

    Attributes
    ----------
    reason
        Why a number is not taken over, where that is known.
    """

    words: str
    quote: str
    place: str
    start: int
    end: int
    reason: str = ""


@dataclass
class Proposal:
    """Proposed rows, dates and names, and what was not understood.

    Attributes
    ----------
    rows
        Candidates in the order of the text.
    """

    text: Text
    frame: Frame
    rows: list[Candidate]
    dates_and_names: list[Piece]
    not_understood: list[Piece]
    in_rows: list[Piece] = field(default_factory=list)
    needs_year: bool = False

    def place(self, candidate: Candidate) -> str:
        """Place of a row in the source."""
        return self.text.place(candidate.start)

    def as_rows(self) -> list[dict[str, str]]:
        """Rows with the columns of figures.csv, and quote, place, confidence, label and readings."""
        return [
            {
                **_columns(candidate.reading),
                "quote": candidate.quote,
                "note": candidate.note,
                "label": candidate.label,
                "place": self.place(candidate),
                "confidence": candidate.confidence,
                "settled": candidate.settled,
            }
            for candidate in self.rows
        ]

    def as_data(self) -> dict[str, Any]:
        """All of it as plain data: ``rows``, ``dates_and_names``, ``not_understood``."""
        rows: list[dict[str, Any]] = []
        for row, candidate in zip(self.as_rows(), self.rows, strict=True):
            start = candidate.numbers and self.text.source(candidate.start, candidate.end)
            block, first, last = start or self.text.source(candidate.start, candidate.end)
            readings = [_columns(reading) for reading in candidate.readings]
            rows.append({**row, "block": block, "span": [first, last], "readings": readings})
        return {
            "rows": rows,
            "dates_and_names": [self._piece(piece) for piece in self.dates_and_names],
            "not_understood": [self._piece(piece) for piece in self.not_understood],
        }

    def _piece(self, piece: Piece) -> dict[str, Any]:
        block, first, last = self.text.source(piece.start, piece.end)
        return {
            "words": piece.words,
            "quote": piece.quote,
            "place": piece.place,
            "block": block,
            "span": [first, last],
            **({"reason": piece.reason} if piece.reason else {}),
        }


def _columns(reading: Reading) -> dict[str, str]:
    statistic = "" if reading.statistic == "level" else reading.statistic
    relation = "" if reading.relation == "=" else reading.relation
    return {
        "source": "",
        "period": reading.period,
        "metric": reading.metric,
        "where": reading.where_text,
        "statistic": statistic,
        "of": reading.of,
        "authority": reading.authority,
        "relation": relation,
        "value": reading.value,
        "unit": reading.unit,
        "half_width": reading.half_width,
        "version": reading.version,
    }


def propose(document: Document, year: int | None = None) -> Proposal:
    """Propose rows for every number of a document; no reading is chosen by arithmetic yet.

    Parameters
    ----------
    year
        Year of the bulletin where its text names none.

    Raises
    ------
    TooLongError
        If the text is longer than :data:`LONGEST`.
    """
    if sum(len(block.text) for block in document.blocks) > LONGEST:
        raise TooLongError(
            f"文本太长，超过 {LONGEST} 字：请只给出公报正文 text too long: give only the bulletin itself"
        )
    text = normalised(document)
    made = statements(text.text)
    made.unplanned = unplanned_tables(text)
    name_row_labels(made, text)
    frame = frame_of(text.text, document.title, made.times, year, document.published)
    made.times = with_year_behind(with_this_year(made.times, frame, frame.written), frame)
    title = document.title or _first_line(text.text)
    name_cohorts(made)
    name_parts_of_measures(made)
    reader = Reader(
        made,
        frame,
        own_places(made, title, in_tables(text, document)),
        own_members(title) | own_members(source_place(text.text)) | own_park(made),
    )
    rows = _with_derived(reader, reader.read())
    state_rounding(rows, made.numbers)
    _default_authorities(rows)
    read_in_scope(rows)
    read_in_sector(rows, own_sector(title))
    _ask_about_the_future(rows, frame)
    Certainty(made, own_names(reader.own_places, reader.own_members, title, text.text)).examine(rows)
    doubt_ranks_of_rows(rows, text)
    doubt_stretch_targets(rows, made)
    correct_together(rows, made)
    outside = _from_outside(text.text)
    for candidate in rows:
        if not candidate.reading.period or outside:
            candidate.confidence = LOW
        if candidate.start < frame.dated_from:
            candidate.confidence = LOW
            candidate.note = candidate.note or _YEAR_OF_LATER
        if frame.disputed and not (_says_year(candidate) or (frame.titled and _is_goal(candidate))):
            candidate.extra.setdefault(DOUBT, YEAR_ELSEWHERE)
        if outside:
            candidate.note = candidate.note or _OUTSIDE
    return _sorted_out(text, made, frame, rows, reader.of_several_years)


def _has_own_completion(candidates: Sequence[Candidate], order: int) -> bool:
    """Whether the rate of a target that was exceeded is stated as well: 已超额完成80亿元目标的125%."""
    goal = candidates[order]
    following = candidates[order + 1 : order + 2]
    return any(c.reading.statistic == "completion" and c.start - goal.end < 12 for c in following)


def _with_derived(reader: Reader, candidates: Sequence[Candidate]) -> list[Candidate]:
    rows: list[Candidate] = []
    for order, candidate in enumerate(candidates):
        rows.append(candidate)
        further = over_fulfilled(reader, candidate)
        if further is not None and not _has_own_completion(candidates, order):
            rows.append(further)
        if "upper" in candidate.extra:
            high = replace(candidate.reading, relation="<=", value=candidate.extra["upper"])
            said = {key: value for key, value in candidate.extra.items() if key == YEAR_SAID}
            rows.append(replace(candidate, readings=[high], extra=said))
    return rows


def _default_authorities(rows: list[Candidate]) -> None:
    """Where a text names the municipality's targets, a target without a name is the district's own."""
    stated = {
        c.reading.authority for c in rows if c.reading.statistic in ("target", "completion", "pace_gap")
    }
    if not {"municipality", "prefecture", "province"} & set(stated):
        return
    for candidate in rows:
        reading = candidate.reading
        if reading.statistic not in ("target", "completion") or reading.authority:
            continue
        own = replace(reading, authority="district")
        if "district" in stated:  # both are named elsewhere: whose this one is cannot be seen
            candidate.readings = [*candidate.readings, own]
        else:
            candidate.readings = [own, *candidate.readings]
        if candidate.confidence == "high":
            candidate.confidence = MEDIUM


def _first_line(text: str) -> str:
    """The first line as a title: short, and no sentence."""
    line = text.split("\n", 1)[0]
    return line if len(line) <= 45 and not re.search(r"[。；]$", line) else ""


def _ask_about_the_future(rows: Sequence[Candidate], frame: Frame) -> None:
    """Propose no level of a period that was not over when the text was written."""
    for candidate in rows:
        reading = candidate.reading
        if frame.written is None or not reading.period or reading.statistic == "target":
            continue
        end = period_end(reading.period)
        if (end.year, end.month) > frame.written:
            candidate.confidence = LOW
            candidate.note = candidate.note or _NOT_OVER


def _says_year(candidate: Candidate) -> bool:
    return YEAR_SAID in candidate.extra or "dated" in candidate.extra


def _is_goal(candidate: Candidate) -> bool:
    return candidate.reading.statistic == "target"


_NOT_OVER = "写这篇时期间还没有结束 the period was not over when this was written"


_YEAR_OF_LATER = "年份是后文的，这里没有写 the year is named only in a later statement"


def _from_outside(text: str) -> bool:
    """Whether somebody else writes to the place, and counts what is theirs: 贵区……，我会会员……."""
    return len(_YOURS.findall(text)) > 1 and _OURS.search(text) is None


_YOURS = re.compile(r"贵(?:[区县市州省旗镇]|单位|局)")
_OURS = re.compile(r"我[区县市州省旗局]")
_OUTSIDE = "来信、来函的数，说的是来信一方 a letter counts what is its writer's"


def _sorted_out(
    text: Text, made: Statements, frame: Frame, rows: list[Candidate], of_several_years: set[int]
) -> Proposal:
    used = {index for candidate in rows for index in candidate.numbers}
    names: list[Piece] = []
    rest: list[Piece] = []
    inside: list[Piece] = []
    for index, number in enumerate(made.numbers):
        piece = _piece(text, number.start, number.end)
        if index in used:
            inside.append(piece)
        elif index in made.named or index in made.classes:
            names.append(piece)
        else:
            rest.append(replace(piece, reason=SEVERAL_YEARS) if index in of_several_years else piece)
    for mention in made.times:
        if _has_numeral(mention.words):
            names.append(_piece(text, mention.start, mention.end))
    names.sort(key=lambda piece: piece.start)
    return Proposal(text, frame, rows, names, rest, inside, needs_year=not frame.stated)


def _has_numeral(words: str) -> bool:
    return any(letter.isdigit() or letter in "一二三四五六七八九十" for letter in words)


def _piece(text: Text, start: int, end: int) -> Piece:
    full = text.text
    left = max(full.rfind(mark, max(0, start - 30), start) for mark in "。；\n") + 1 or max(0, start - 30)
    ends = [at for at in (full.find(mark, end, end + 30) for mark in "。；\n") if at >= 0]
    right = min(ends, default=min(len(full), end + 30))
    return Piece(full[start:end], full[left:right].strip(), text.place(start), start, end)
