"""A proportion of the three sectors, 三次产业到位资金比为9.3∶60.1∶30.6, as a share of each."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.data.bulletins.clauses.reading import MEDIUM, Candidate, Reading
from jjinvest.data.bulletins.roles.words import nearest
from jjinvest.data.bulletins.text.tokens import WHOLE

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

_PROPORTION = re.compile(
    r"(\d+(?:\.\d+)?)\s*[:：∶]\s*(\d+(?:\.\d+)?)\s*[:：∶]\s*(\d+(?:\.\d+)?)(?![\d.:：∶])"
)
_OF_SECTORS = re.compile(
    r"三次产业|一、二、三次?产|第一、二、三产业|一二三产|第?一产业?、第?二产业?、第?三产业?"
)
_LONGEST = 24


def share_of_sector(reader: Reader, around: Around) -> Candidate | None:
    """The share that a number of a proportion of sectors stands for; None where it is no such proportion.

    The three add up to a hundred.
    """
    number = around.number
    start = max(reader.sentence_start, number.start - _LONGEST)
    found = next(
        (f for f in _PROPORTION.finditer(reader.text, start) if f.start() <= number.start < f.end()), None
    )
    if found is None or abs(sum(map(Decimal, found.groups()), Decimal(-100))) > Decimal("0.3"):
        return None
    head = reader.text[reader.sentence_start : found.start()]
    position = next((at for at in (1, 2, 3) if found.start(at) == number.start), 0)
    if not position or _OF_SECTORS.search(head[-_LONGEST:]) is None:
        return None
    tokens = reader.made.tokens_in(found.start() - _LONGEST, found.start())
    named = [
        t.metric for t in tokens if t.metric is not None and t.metric.kind == "money" and t.metric.weight
    ]
    metric = named[-1] if named else nearest(around, ("money",), wide=True) or reader.inherit("money")
    if metric is None:
        return None
    whole = () if any(WHOLE in token.kinds for token in tokens) else reader.state.parts.whole
    scope = tuple(pair for pair in whole if pair[0] not in ("sector", "industry"))
    of = ";".join(f"{name}={member}" for name, member in scope) or "all"
    where = (*scope, ("sector", THREE_SECTORS[position - 1]))
    reading = Reading(
        reader.period, metric.metric, where, "share", number.relation, number.digits, "%", of=of
    )
    return reader.row(around, reading, MEDIUM)
