"""Ranks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.reading import MEDIUM, Candidate, Reading
from jjinvest.data.bulletins.roles.words import authority_of, nearest, where_of
from jjinvest.data.bulletins.tokens import RANK

if TYPE_CHECKING:
    from jjinvest.data.bulletins.readings import Around, Reader


def rank(reader: Reader, around: Around) -> Candidate | None:
    """A rank: of a measure, or of the whole work."""
    number = around.number
    pre = around.wide if around.index not in reader.made.each else around.pre
    if not any(RANK in t.kinds for t in around.wide_tokens) and not re.search(
        r"(?:全[市省国州]|同组|全[区县])$", around.pre
    ):
        return None
    joined = any("、" in member for _, member in reader.where)
    if number.relation == "<=" and not reader.is_goal(around) and joined:
        return None  # 甲县、乙县居前三位: no rank of its own
    if number.relation == "<=" and re.match(r"^(?:的)?(?:分别)?(?:是|为|有)", around.post):
        return None  # 增幅居前三位的是甲县、乙县
    if re.match(r"^(?:大|要务|书记|线|手|批)", around.post):
        return None
    authority = authority_of(around.wide_tokens, ranks=True)
    general = re.search(r"考核|晾晒|综合|总体|工作排名|招商引资(?:工作)?(?:位|排|居)", pre) is not None
    goal = reader.is_goal(around)
    period = reader.goal_period if goal else reader.period
    statistic = "target" if goal else "level"
    metric = nearest(around, ("money", "project", "count", "rate"), wide=True)
    last = reader.state.last
    if general or (metric is None and last is None):
        where = reader.where if reader.state.parts.entered_here else ()
        reading = Reading(
            period, "rank", where, statistic, number.relation, number.digits, "名", authority=authority
        )
        return reader.row(around, reading, MEDIUM)
    if metric is not None and metric.weight:
        name, where = metric.metric, where_of(reader, metric)
    elif last is not None:
        name, where = last.reading.metric, last.reading.where
    else:
        return None
    if goal or name == "rank":
        reading = Reading(
            period, "rank", where, statistic, number.relation, number.digits, "名", authority=authority
        )
    else:
        reading = Reading(
            period, name, where, "rank", number.relation, number.digits, "名", authority=authority
        )
    return reader.row(around, reading, MEDIUM)
