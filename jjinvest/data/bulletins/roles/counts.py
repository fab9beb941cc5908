"""Counts: of projects, companies, visits and activities, and those taken up again or added."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import HIGH, MEDIUM, Candidate, Reading
from jjinvest.data.bulletins.roles.levels import level, unknown_measure
from jjinvest.data.bulletins.roles.words import SIGNED, count_metric
from jjinvest.data.bulletins.rules import MetricWord

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader


def count(reader: Reader, around: Around, assigned: MetricWord | None) -> Candidate | None:
    """A count of projects, companies, visits or activities."""
    number = around.number
    if number.unit in ("个", "项") and _NOT_COUNTED.match(around.post) is not None:
        return None
    if number.unit in ("家", "户") and _STOCK.search(around.pre) is not None:
        return None  # 现有高新技术企业41家: what is there, not what was introduced
    if assigned is None and (counted := _counted_before(reader, around)) is not None:
        reader.state.parts.back_to(counted.where)
        return reader.row(around, counted, MEDIUM)
    metric, confidence = (assigned, HIGH) if assigned is not None else count_metric(reader, around)
    if metric is None:
        return unknown_measure(reader, around)
    if metric.kind == "project" and number.unit in ("家", "户"):
        company = {"projects_signed": "companies_introduced", "projects_landed": "companies_registered"}
        metric = MetricWord(metric.word, company.get(metric.metric, metric.metric), "count")
    elif metric.metric == "visits_received" and number.unit in ("人次", "人", "万人次"):
        metric = MetricWord(metric.word, "visitors", "count")
    elif metric.metric == "visitors" and number.unit in ("家", "户"):
        metric = MetricWord(metric.word, "companies_visited", "count")
    elif metric.metric == "visitors" and number.unit not in ("人次", "人", "万人次"):
        metric = MetricWord(metric.word, "visits_received", "count")
    elif metric.metric == "trips" and number.unit == "支":
        metric = MetricWord(metric.word, "outbound_teams", "count")
    elif metric.metric == "trips" and number.unit in ("人次", "人"):
        metric = MetricWord(metric.word, "trip_members", "count")
    elif metric.kind == "project" and number.unit not in ("个", "项", "宗", "家", "户", "支"):
        return unknown_measure(reader, around)
    if around.number.unit in ("个", "项") and (added := _added(reader, around)) is not None:
        return added
    if metric.kind == "project" and metric.word in ("新建", "续建"):
        whole = reader.inherit("count")
        is_part = any(dimension == "cohort" for dimension, _ in reader.where)
        if whole is not None and is_part and not reader.state.carried:
            metric = whole  # 在建项目412个，其中新建129个、续建283个
        elif metric.word == "续建":
            metric = SIGNED  # it only names the cohort
    return level(reader, around, metric, confidence)


_FAR_BACK = 200
"""Rows before a number among which the count that it takes up is looked for."""
_OF_THESE = re.compile(
    r"(?:[^，。；、\d]{0,6}?项目)(?:(?:之)?中|(?:已|仅|只)?有?(?:开工|投产|竣工|落地|履约|注册|建成)了?(?=\d))"
)


def _counted_before(reader: Reader, around: Around) -> Reading | None:
    """Reading of the count that a number takes up again: 112个项目中开工53个."""
    plain = around.number.relation == "=" and not around.pre.strip("一二三四五是的在，")
    if not plain or _OF_THESE.match(reader.text, around.number.end) is None:
        return None
    for earlier in reversed(reader.candidates[-_FAR_BACK:]):
        found = earlier.reading
        same = (found.value, found.unit) == (around.number.digits, around.number.unit)
        if same and found.statistic == "level" and found.period == reader.period:
            return found
    return None


_STOCK = re.compile(
    r"(?:现有|拥有|实有|共有|累计有|入驻|存量|集聚|聚集)[^，。；]*$|^(?:其中|，|、)*(?:规上|规模以上|国家级|省级|市级|高新技术|上市|专精特新)[^，。；引签招]*企业$"
)
_NOT_COUNTED = re.compile(
    r"(?:镇|街|乡|园区|部门|专班|区县|县|市|平台|产业|领域|行业|单位|国家|省|方面|环节|工作组|小组|亮点|中心|样板|试点|村|社区|支部|"
    r"工作日|以上的|地区|组团|点|板块|渠道|驻外|招商组|招商局|招商分队|小分队)"
)


def _added(reader: Reader, around: Around) -> Candidate | None:
    """Projects added to a count that stands before: 履约项目21个（新增13个）, 其中新增履约项目13个."""
    last = reader.state.last
    if last is None or last.reading.unit != around.number.unit or _ADDED.search(around.pre) is None:
        return None
    if not around.clause.mark.endswith("（") and "其中" not in around.pre:
        return None
    first = last.reading
    if first.metric == "projects_signed" or any(pair[0] == "cohort" for pair in first.where):
        return None
    where = (("cohort", "new"), *first.where)
    reading = replace(first, where=where, relation=around.number.relation, value=around.number.digits)
    return reader.row(around, reading, MEDIUM)


_ADDED = re.compile(r"^(?:其中|，|：)*(?:本年|今年|当年)?新增(?:的)?[^，。；]{0,4}(?:项目)?$")
