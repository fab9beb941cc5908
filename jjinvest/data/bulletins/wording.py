"""What a district's accepted readings teach: the same words, the same metric.

The table `wording.csv` of a district has a line for each way of putting a figure that a person has accepted;
people can see and edit it. The next reading of that district uses it, and says so on each row it touches.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from pathlib import Path

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.origins import plain_member
from jjinvest.core.spreadsheet import escape_formula
from jjinvest.data.bulletins.clauses.reading import HIGH, MEDIUM, Candidate, Reading
from jjinvest.data.bulletins.clauses.restated import FORMER, is_replaced
from jjinvest.data.bulletins.periods.times import period_of
from jjinvest.data.bulletins.propose import Piece, Proposal
from jjinvest.data.bulletins.quantities.numbers import Number, numbers
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.scopes.subjects import has_subject
from jjinvest.data.figure_rows import SIGNED, STATISTICS
from jjinvest.data.text_files import read_text

FILE = "wording.csv"
COLUMNS = ("words", "metric", "where", "statistic", "of", "authority", "accepted", "sources")
OFTEN = 2
"""Acceptances from which a wording alone makes a reading sure."""
LONGEST_WORDING = 60
AS_READ = "*"
"""In the column where: the part as the rules read it, because the words do not name it."""
SEPARATOR = " · "
OF_ONE_TEXT = ("project", "place")
"""Dimensions whose members belong to one text; figures on them teach nothing."""
_MARKS = "。；！？\n：，、（）"
_SHORT = 4  # Chinese characters; 其中 alone says nothing
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u3400-\u9fff]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Wording:
    """One way of putting a figure: its words up to the number and the unit, and what it was accepted as.

    Attributes
    ----------
    accepted
        In how many texts it was accepted.
    sources
        Ids of these texts, so that accepting one again counts once.
    """

    words: str
    metric: str
    where: str
    statistic: str
    of: str
    authority: str
    accepted: int = 1
    sources: tuple[str, ...] = ()

    @property
    def meaning(self) -> tuple[str, ...]:
        """What the words measure."""
        return self.metric, self.where, self.statistic, self.of, self.authority


def wording_of(text: str, start: int, unit: str) -> str:
    """Words by which a figure is recognised: from the begin of its clause, numbers as ``#``.

    Parameters
    ----------
    text
        Text in plain characters (:mod:`jjinvest.data.bulletins.text.normalise`).
    start
        Where the number begins.

    Examples
    --------
    >>> wording_of("2023年，全区新签约项目132个", 13, "个")
    '全区新签约项目#个'
    """
    begin = start
    for _ in range(3):  # a short clause takes the one before it along
        begin = max(text.rfind(mark, 0, max(0, begin - 1)) for mark in _MARKS) + 1
        if len(_HAN.findall(text[begin:start])) >= _SHORT or begin == 0 or text[begin - 1] in "。；！？\n":
            break
    words = _DIGITS.sub("#", text[begin:start])[-LONGEST_WORDING:]
    return re.sub(r"\s+", "", f"{words}#{unit}")


def read_wordings(folder: Path) -> dict[str, Wording]:
    """Read the table of a district; without one there is nothing learned.

    Raises
    ------
    DataError
        If a line of the table has a fault.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    reader = csv.DictReader(io.StringIO(read_text(path)[0], newline=""))
    problems: list[Problem] = []
    found: dict[str, Wording] = {}
    for line, row in enumerate(reader, start=2):
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not cells["words"]:
            continue
        statistic = cells["statistic"] or "level"
        if not _NAME.fullmatch(cells["metric"]):
            problems.append(_problem(path, line, "metric", cells["metric"], "小写英文名称 a lower-case name"))
        if statistic not in STATISTICS:
            problems.append(_problem(path, line, "statistic", statistic, "、".join(STATISTICS)))
        if re.fullmatch(r"[0-9]{0,6}", cells["accepted"]) is None:
            problems.append(_problem(path, line, "accepted", cells["accepted"], "次数 a count"))
            continue
        words = cells["words"].lstrip("'")
        found[words] = Wording(
            words,
            cells["metric"],
            cells["where"],
            statistic,
            cells["of"],
            cells["authority"],
            int(cells["accepted"] or "1"),
            tuple(filter(None, (source.strip() for source in cells["sources"].split(";")))),
        )
    if problems:
        raise DataError(problems)
    return found


def _problem(path: Path, line: int, column: str, found: str, expected: str) -> Problem:
    remedy = "改正该单元格，或删去这一行 correct this cell or delete the line"
    return Problem(path.as_posix(), line, column, found or "（空 empty）", expected, remedy)


def with_accepted(
    known: Mapping[str, Wording],
    rows: Iterable[Mapping[str, str]],
    left_out: Iterable[Mapping[str, str]] = (),
) -> dict[str, Wording]:
    """Add accepted rows of a review to a table.

    Words that had two meanings in one text say nothing: they are not kept, and leave the table. So do words
    without a subject of their own (:func:`has_subject`). Words accepted with another meaning than before take
    the new one.

    Parameters
    ----------
    left_out
        Rows of the review that were not accepted: the same words may have another meaning there.
    """
    accepted: dict[str, Wording | None] = {}
    for row in rows:
        now = _wording_in(row)
        if now is not None:
            before = accepted.get(now.words, now)
            accepted[now.words] = now if before is not None and before.meaning == now.meaning else None
    for row in left_out:
        other = _wording_in(row)
        kept = None if other is None else accepted.get(other.words)
        if other is not None and kept is not None and other.metric and other.meaning != kept.meaning:
            accepted[other.words] = None
    result = {words: wording for words, wording in known.items() if has_subject(words)}
    for words, wording in accepted.items():
        if wording is None:
            result.pop(words, None)
            continue
        earlier = result.get(words)
        if earlier is None or earlier.meaning != wording.meaning:
            result[words] = wording
        elif not set(wording.sources) <= set(earlier.sources):
            sources = (*earlier.sources, *wording.sources)
            result[words] = replace(earlier, accepted=earlier.accepted + 1, sources=sources)
    return result


def _wording_in(row: Mapping[str, str]) -> Wording | None:
    """The wording of a row of a review with its meaning; None where the row can teach nothing."""
    words = row.get("wording", "").strip()
    if "#" not in words or not has_subject(words) or any(f"{name}=" in row["where"] for name in OF_ONE_TEXT):
        return None
    statistic = row["statistic"] or "level"
    where = _where_to_learn(words, row["where"], row.get("proposed", ""))
    of, authority, source = (row.get(name, "") for name in ("of", "authority", "source"))
    return Wording(words, row["metric"], where, statistic, of, authority, 1, (source,) if source else ())


def shown_reading(reading: Reading) -> str:
    """A reading in one cell: metric, part and statistic, so that a change by a person is seen."""
    return SEPARATOR.join((reading.metric, reading.where_text, reading.statistic))


def _where_to_learn(words: str, where: str, proposed: str) -> str:
    """The part that the words name or a person corrected; else ``*``, the part as the rules read it."""
    parts = proposed.split(SEPARATOR)
    if len(parts) == 3 and parts[1] != where:
        return where
    seen = [
        f"{dimension}={member}"
        for dimension, member in _pairs(where)
        if member in words
        or any(m.word in words for m in RULES.members if (m.dimension, m.member) == (dimension, member))
    ]
    return ";".join(seen) if seen and len(seen) == len(_pairs(where)) else AS_READ


def table_of(wordings: Mapping[str, Wording]) -> bytes:
    """The table as CSV, in the order of its words."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for wording in sorted(wordings.values(), key=lambda each: each.words):
        statistic = "" if wording.statistic == "level" else wording.statistic
        meaning = (wording.metric, wording.where, statistic, wording.of, wording.authority)
        sources = ";".join(wording.sources)
        writer.writerow([escape_formula(wording.words), *meaning, str(wording.accepted), sources])
    return buffer.getvalue().encode()


def number_of(proposal: Proposal, candidate: Candidate) -> Piece | None:
    """The number of a proposed row as a piece of the text: the last one in its words that has its value."""
    value = candidate.reading.value.lstrip("-")
    first = bisect_left(proposal.in_rows, candidate.start, key=lambda piece: piece.start)
    near = takewhile(lambda piece: piece.start < candidate.end, islice(proposal.in_rows, first, None))
    inside = [piece for piece in near if piece.end <= candidate.end]
    same = [piece for piece in inside if value in piece.words.replace(",", "")]
    found = same or inside
    return found[-1] if found else None


def learn_from(proposal: Proposal, wordings: Mapping[str, Wording]) -> None:
    """Apply a district's accepted wordings to a proposal; every row that they touch says so in its note.

    A reading of the rules that a wording contradicts stays among the readings of the row, and the row is not
    sure; a reading that arithmetic confirms stays first. A number that was not understood becomes a row. A
    wording without a subject of its own is not used: the sentence has it.
    """
    if not wordings:
        return
    for candidate in proposal.rows:
        piece = number_of(proposal, candidate)
        if piece is not None:
            known = wordings.get(
                wording_of(proposal.text.text, piece.start, _unit(piece) or candidate.reading.unit)
            )
            if known is not None and FORMER not in candidate.extra and has_subject(known.words):
                _apply(candidate, known)
    rest: list[Piece] = []
    for piece in proposal.not_understood:
        candidate_or_none = None if piece.reason else _new_row(proposal, piece, wordings)
        if candidate_or_none is None:
            rest.append(piece)
        else:
            proposal.rows.append(candidate_or_none)
            proposal.in_rows.append(piece)
    proposal.not_understood[:] = rest
    proposal.in_rows.sort(key=lambda piece: piece.start)
    proposal.rows.sort(key=lambda candidate: (candidate.end, candidate.start))


def _apply(candidate: Candidate, known: Wording) -> None:
    reading = candidate.reading
    where = reading.where if known.where == AS_READ else _pairs(known.where)
    times = f"（{known.accepted}次）"
    learned = replace(
        reading,
        metric=known.metric,
        where=where,
        statistic=known.statistic,
        of=known.of,
        authority=known.authority,
    )
    if learned == reading:
        candidate.note = _joined(candidate.note, f"与已接收的说法相同{times}")
        if candidate.confidence != HIGH and not candidate.readings[1:]:
            candidate.confidence = HIGH if known.accepted >= OFTEN else MEDIUM
        return
    if candidate.settled:  # the numbers beside it agree with the rules
        candidate.note = _joined(
            candidate.note, f"已接收的说法{times}读作 {shown_reading(learned)}，算式不支持"
        )
        return
    said = f"规则读作 {shown_reading(reading)}"
    candidate.note = _joined(candidate.note, f"按已接收的说法{times}；{said}")
    candidate.readings = [learned, *(each for each in candidate.readings if each != learned)]
    candidate.confidence = MEDIUM


def _new_row(proposal: Proposal, piece: Piece, wordings: Mapping[str, Wording]) -> Candidate | None:
    number = _number(piece)
    if number is None:
        return None
    text = proposal.text.text
    known = wordings.get(wording_of(text, piece.start, number.unit))
    period = _period_at(proposal, piece)
    if known is None or not period or not has_subject(known.words):
        return None
    value = number.digits
    before = text[max(0, piece.start - 8) : piece.start]
    if is_replaced(before, text[piece.end : piece.end + 24]):
        return None
    if known.statistic in SIGNED and any(word in before for word in RULES.words["growth_down"]):
        value = f"-{value}"
    reading = Reading(
        period,
        known.metric,
        () if known.where == AS_READ else _pairs(known.where),
        known.statistic,
        number.relation,
        value,
        number.unit,
        known.of,
        known.authority,
        half_width="" if known.statistic in ("target", "rank") else number.half_width,
    )
    note = f"按已接收的说法（{known.accepted}次）；规则没有读懂"
    return Candidate([reading], (), piece.start, piece.end, piece.quote, MEDIUM, note=note)


def _period_at(proposal: Proposal, piece: Piece) -> str:
    """Period of the row before a number, else that of the bulletin."""
    before = [row for row in proposal.rows if row.end <= piece.start]
    if before:
        return max(before, key=lambda row: row.end).reading.period
    return period_of(proposal.frame.year, proposal.frame.part) if proposal.frame.year else ""


def _number(piece: Piece) -> Number | None:
    found = numbers(piece.words)
    return found[0] if len(found) == 1 and found[0].form in ("plain", "ordinal") else None


def _unit(piece: Piece) -> str:
    number = _number(piece)
    return number.unit if number is not None else ""


def _pairs(where: str) -> tuple[tuple[str, str], ...]:
    parts = (part.partition("=") for part in where.split(";") if "=" in part)
    pairs = ((dimension.strip(), member.strip()) for dimension, _, member in parts)
    return tuple((dimension, plain_member(dimension, member)) for dimension, member in pairs)


def _joined(note: str, more: str) -> str:
    return f"{note}；{more}" if note else more
