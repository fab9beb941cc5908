"""Arithmetic decides between readings: the one whose identities hold is preferred, an open one stays open.

Candidates come from :mod:`jjinvest.data.bulletins.propose`. Each row with several readings is tried in
each of them against the rows around it; the relations are those of :mod:`jjinvest.quality.checks.relations`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from jjinvest.data.bulletins.clauses.reading import HIGH, LOW, MEDIUM, OF_RATE, Candidate, Reading
from jjinvest.data.bulletins.clauses.restated import FORMER
from jjinvest.data.bulletins.clauses.stretch_targets import STRETCH
from jjinvest.data.bulletins.confidence.doubts import DOUBT, apply_doubts
from jjinvest.data.bulletins.propose import Proposal, propose
from jjinvest.data.bulletins.text.document import Document
from jjinvest.data.figure_model import FigureRow
from jjinvest.quality.checks.checks import Check
from jjinvest.quality.checks.entries import entries_of
from jjinvest.quality.checks.ratios import NAMED_RATES
from jjinvest.quality.checks.relations import Relations
from jjinvest.quality.readings.scopes import settle_scopes

NEAR = 14
"""How many rows before and after a row are looked at."""
_COMPLETE = {"sector": True, "cohort": True}
_REPEATED = "repeated"


def read_bulletin(document: Document, year: int | None = None) -> Proposal:
    """Propose rows for a document, and let arithmetic decide between their readings.

    Raises
    ------
    TooLongError
        If the text is longer than any bulletin.
    """
    proposal = propose(document, year)
    choose(proposal.rows)
    apply_doubts(proposal.rows)
    return proposal


def choose(rows: Sequence[Candidate]) -> None:
    """Order the readings of each row by what holds, and set its confidence; rows are changed in place."""
    rows = [row for row in rows if not {FORMER, OF_RATE, STRETCH} & row.extra.keys()]
    for index, candidate in enumerate(rows):
        if len(candidate.readings) > 1:
            _decide(rows, index)
    settle_scopes(rows)
    for start in range(0, len(rows), 3 * NEAR):
        _weigh(rows[max(0, start - NEAR) : start + 3 * NEAR])


def _decide(rows: Sequence[Candidate], index: int) -> None:
    candidate = rows[index]
    around = _related(rows, index)
    scores = []
    for reading in candidate.readings:
        checks = _checks([reading, *around])
        own = [check for check in checks if 0 in check.rows and check.kind != _REPEATED]
        repeated = sum(not c.holds for c in checks if c.kind == _REPEATED and 0 in c.rows)
        held = sum(check.holds for check in own if check.equal)
        failed = sum(not check.holds for check in own) + repeated
        scores.append((held - 2 * failed, held))
    best = max(scores)
    leaders = [position for position, score in enumerate(scores) if score == best]
    chosen = leaders[0]
    reading = candidate.readings[chosen]
    others = [other for position, other in enumerate(candidate.readings) if position != chosen]
    candidate.readings = [reading, *others]
    if len(leaders) == 1 and best[1] > 0:
        candidate.settled = "算式成立 the arithmetic holds"
    elif len(leaders) > 1 and candidate.confidence == HIGH:
        candidate.confidence = MEDIUM
    elif chosen and not best[1]:
        candidate.confidence = LOW  # the other reading contradicts something; nothing speaks for this one


def _related(rows: Sequence[Candidate], index: int) -> list[Reading]:
    """Readings of the rows around a row that can stand in a relation to it, each once."""
    candidate = rows[index]
    metrics = {reading.metric for reading in candidate.readings}
    metrics |= {reading.of.partition(":")[0] for reading in candidate.readings if ":" in reading.of}
    for rate, both in NAMED_RATES.items():
        if rate in metrics:
            metrics |= set(both)
    near = rows[max(0, index - NEAR) : index + NEAR + 1]
    return list(
        dict.fromkeys(row.reading for row in near if row is not candidate and row.reading.metric in metrics)
    )


def _weigh(rows: Sequence[Candidate]) -> None:
    """Raise the confidence of rows with an identity that holds, lower that of rows whose identities fail."""
    by_reading: dict[Reading, list[Candidate]] = {}
    for row in rows:
        by_reading.setdefault(row.reading, []).append(row)
    groups = list(by_reading.values())
    checks = [
        (check, [candidate for row in check.rows for candidate in groups[row]])
        for check in _checks(list(by_reading))
    ]
    for check, concerned in checks:
        if check.holds and check.equal and check.kind != _REPEATED:
            for candidate in concerned:
                if candidate.confidence == MEDIUM:
                    candidate.confidence = HIGH
                candidate.settled = candidate.settled or "算式成立 the arithmetic holds"
    for check, concerned in checks:
        doubtful = [candidate for candidate in concerned if DOUBT in candidate.extra]
        for candidate in (doubtful or concerned) if not check.holds else ():
            if not candidate.settled:  # which of them is wrong only the original shows
                candidate.confidence = LOW
                candidate.note = candidate.note or "与相邻的数对不上 does not agree with numbers beside it"


def _checks(readings: Sequence[Reading]) -> list[Check]:
    figures = [
        figure for row, reading in enumerate(readings) if (figure := _figure(row, reading)) is not None
    ]
    return Relations(entries_of(figures), _COMPLETE, NAMED_RATES).discover()


def _figure(row: int, reading: Reading) -> FigureRow | None:
    """A reading as the checks see a published figure; None without a period."""
    if not reading.period:
        return None
    return FigureRow(
        row=row,
        source="read",
        period=reading.period,
        metric=reading.metric,
        where=reading.where,
        statistic=reading.statistic,
        of=reading.of,
        authority=reading.authority,
        relation=reading.relation,
        value=Fraction(reading.value),
        decimals=len(reading.value.partition(".")[2]),
        digits=reading.value,
        unit=reading.unit,
        version=reading.version,
        quote="",
        note="",
        half_width=Fraction(reading.half_width) if reading.half_width else None,
    )
