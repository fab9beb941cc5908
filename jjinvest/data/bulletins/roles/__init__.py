"""The role of a number by its unit and the words beside it: level, target, completion, share, growth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import Candidate
from jjinvest.data.bulletins.roles.counts import count
from jjinvest.data.bulletins.roles.levels import level, number_range, size_level, unknown_measure
from jjinvest.data.bulletins.roles.proportions import share_of_sector
from jjinvest.data.bulletins.roles.ranks import compared_places, rank
from jjinvest.data.bulletins.roles.ratios import multiple, points, ratio
from jjinvest.data.bulletins.roles.words import metric_after, money_metric, nearest
from jjinvest.data.bulletins.rules import RULES, MetricWord

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

_CLASS_OF = re.compile(r"的(?:有|单位|县|市|区|乡|镇|部门|园区|开发区|地区|是|为|共)")
"""Behind the limit of a class of places or offices."""
_AMONG_THEM = re.compile(r"[^，。；、\d]{0,6}?项目(?:之?中|里)")
_PLACE = re.compile(r"(?:排名|位次|名次|排位)(?:为|：)?$")


def _takes_up_several(reader: Reader, around: Around) -> bool:
    """Whether a number takes up a count of several years: 2022年以来签约96个……。96个项目中，履约85个."""
    if _AMONG_THEM.match(reader.text, around.number.end) is None:
        return False
    counted = (reader.made.numbers[index] for index in reader.of_several_years)
    return any((n.digits, n.unit) == (around.number.digits, around.number.unit) for n in counted)


def decide(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    """Candidate row of a number; None where its words do not say what it measures."""
    number = around.number
    if number.form == "vague":
        return None
    if number.relation != "=" and _CLASS_OF.match(around.post) is not None:
        return None  # 到位资金超过5亿元的有开发区、商务局
    if _takes_up_several(reader, around):
        reader.several_years = True
    if reader.several_years:  # a period of several years is no period of figures.csv
        reader.of_several_years.add(around.index)
        return None
    if reader.about_project and not reader.state.project:
        return None
    if not number.unit and (of_sector := share_of_sector(reader, around)) is not None:
        return of_sector
    kind = RULES.kind(number.unit)
    if number.form == "ordinal" or kind == "rank":
        return rank(reader, around)
    if not number.unit and _PLACE.search(around.pre):
        return rank(reader, around)
    if compared_places(reader, around.index):
        return None
    if kind == "ratio":
        return ratio(reader, around, assigned, base)
    if kind == "points":
        return points(reader, around, base)
    if kind == "times":
        return multiple(reader, around, assigned, base)
    if number.form == "range":
        return number_range(reader, around, assigned)
    if kind == "money":
        if number.level:
            return size_level(reader, around)
        return level(reader, around, assigned or money_metric(reader, around))
    if kind == "count":
        return count(reader, around, assigned)
    if kind in ("area", "output", "length"):
        metric = nearest(around, (kind,)) or metric_after(around, (kind,))
        return level(reader, around, metric) if metric is not None else unknown_measure(reader, around)
    return unknown_measure(reader, around) if number.unit else None
