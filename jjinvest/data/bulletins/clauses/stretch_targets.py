"""Two values of one target: the one that counts, 确保300亿元, and the one striven for, 力争320亿元."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jjinvest.data.bulletins.clauses.reading import Candidate
from jjinvest.data.bulletins.confidence.doubts import DOUBT
from jjinvest.data.bulletins.text.statements import Statements

STRETCH = "stretch"
"""Key of a row of the value that is striven for: it contradicts nothing and confirms nothing."""
ONLY_ONE = (
    "力争数：同一目标文中另有确保数，只填考核用的一个 a stretch target beside the one that counts: enter one"
)
_FLOOR = re.compile(r"(?:确保|必保|保底|底线|不低于)[^，；。、\n]{0,12}$")
_STRETCH = re.compile(r"(?:力争|争取|冲刺|奋斗|挑战|争创)[^，；。、\n]{0,12}$")
_WITHIN = 24
"""Characters before a number within which its own words are looked for."""


def doubt_stretch_targets(rows: Sequence[Candidate], made: Statements) -> None:
    """Mark targets that are striven for, and their completions, where the text has one that counts.

    Parameters
    ----------
    rows
        Candidates of one text; rows are changed in place.
    made
        The text that they are of.
    """
    floors = {_target(row) for row in rows if row.reading.statistic == "target" and _says(_FLOOR, row, made)}
    for row in rows:
        of_target = row.reading.statistic in ("target", "completion", "excess")
        if of_target and _target(row) in floors and _says(_STRETCH, row, made):
            row.extra[STRETCH] = "yes"
            row.extra[DOUBT] = ONLY_ONE


def _target(row: Candidate) -> tuple[object, ...]:
    return row.reading.period, row.reading.metric, row.reading.where


def _says(words: re.Pattern[str], row: Candidate, made: Statements) -> bool:
    """Whether the words right before a number, or before the target that it is of, say so."""
    if not row.numbers:
        return False
    number = made.numbers[row.numbers[0]]
    clause = re.split(r"[，；。、\n]", made.text[max(0, number.start - _WITHIN) : number.start])[-1]
    clause += re.split(r"\d", number.words, maxsplit=1)[0]  # 不低于 belongs to the number
    if row.reading.statistic != "target":
        clause = re.sub(r"[\d.]+\S*?元?的$", "", clause)
    return words.search(clause) is not None
