"""Amounts and counts: levels, targets, ranges, size levels, measures that no rule knows."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jjinvest.core.periods import year_before
from jjinvest.core.units import is_money, unit_scale
from jjinvest.data.bulletins.clauses.reading import HIGH, LOW, MEDIUM, Candidate, Pairs, Reading
from jjinvest.data.bulletins.clauses.restated import FORMER, is_restated, is_revised
from jjinvest.data.bulletins.roles.goals import is_goal, target
from jjinvest.data.bulletins.roles.words import (
    BASE,
    POWER_UNITS,
    SIGNED,
    count_metric,
    money_metric,
    sign_of,
    where_of,
)
from jjinvest.data.bulletins.rules import RULES, MetricWord
from jjinvest.data.bulletins.text.tokens import AMONG

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

_CHANGE = re.compile(
    r"(?:同比|环比|比上年|较上年|比去年|较去年|比去年同期|较上年同期)[^，。；]{0,8}(?:增加|减少|多出|少了|多|少|增长|下降|净增|增|减)了?$|(?<!新)(?:增加|减少|净增|增长|下降|提高|降低|回落)了?$|[多少][了出]$|(?:还|尚|相)差(?:了|距)?$"
)
OF_PROJECT = (
    "expected_output",
    "expected_revenue",
    "expected_tax",
    "jobs",
    "expected_jobs",
    "land_area",
    "floor_area",
    "invested",
    "planned_investment",
)
"""What a text says of a project that it has just named."""
_MOVED_TO = re.compile(r"(?:提高|增加|提升|增长|扩大|下降|降低|减少|上升|增|跃升)(?:到|至)$")
PLAN_DONE = re.compile(r"完成(?:投资)?(?:了)?$")
"""年度计划投资完成: what was invested of the plan."""
_LAST_YEARS = re.compile(
    r"(?:去年|上年|(?P<year>(?:19|20)\d{2})年)(?:全年)?[\u3400-\u9fff]{0,4}?(?:新?签约|引进)的$"
)
_BARE_YEAR = re.compile(r"(?:去年|上年|前年)(?:度|的)?(?:完成|实现|共|仅|只有)+$")
_OF_COHORT = re.compile(r"项目(?:中|里|，|$)")
_ONCE_DONE = re.compile(r"(?:达产|投产|建成|投用|投运|运营|竣工)后|预计")
_OF_EACH = re.compile(r"(?:平均|户均|亩均|均)[^，。；]{0,8}$")
_MARK_PASSED = re.compile(r"^的?(?:大关|关口|台阶|整数关)")
_SUBSIDY = re.compile(
    r"(?:最高|给予|奖励|奖补|补助|补贴|资助|扶持|贴息|处罚|罚款|减免|降低[^，。；]{0,6}成本)[^，。；\d]{0,10}$"
)
"""Money that is paid or saved, not brought in."""
_BY_EACH = re.compile(r"每|/(?!\d)")
"""12万元/亩; 16个/98亿元 is a count and its amount."""
_MEASURE = re.compile(
    r"(?P<name>[\u3400-\u9fff]{1,12}(?:率|额|总量|数|收入|产值|面积|税收|规模|总值|余额|产能|人数|人口|岗位|经费|奖金|容量|投入))"
    r"(?:共计|共|累计|实现|完成|突破|达到|达|为|约|：|超过|超|增至|是|有)*$"
)
_MEASURE_CUT = re.compile(
    r"^.*(?:的|在|为|与|由|其中|全区|全市|全县|实现|完成|形成|新增|预计|累计|将|可|和|及|了|每年|年)"
)


def level(
    reader: Reader, around: Around, metric: MetricWord | None, confidence: str = HIGH
) -> Candidate | None:
    """An amount or count as a level, or as a target where its words make it one."""
    if _is_no_level(reader, around):
        return None
    goal = is_goal(reader, around)
    if (again := _stated_again(reader, around)) is not None:
        return again
    if metric is not None and not goal and (own := _own_measure(reader, around, metric)) is not None:
        return own
    if metric is None:
        metric, confidence = _goal_metric(reader, around, goal), MEDIUM
        if metric is None:
            return unknown_measure(reader, around)
    name = _name_of_level(reader, around, metric, goal)
    if metric.metric == "agreed_amount" and not goal and (stage := _stage_of_amount(reader, metric)):
        return _staged(reader, around, metric, stage)
    if _OF_EACH.search(around.pre):
        name = f"average_{name}"
        if not reader.state.parts.entered_here:
            confidence = LOW  # of the whole, or of the part before
    if name == "jobs" and _ONCE_DONE.search(reader.text[reader.sentence_start : around.number.start]):
        name = "expected_jobs"  # 全部达产后，带动就业5000人
    if name == "planned_investment" and not PLAN_DONE.search(around.pre):
        return target(reader, around, "invested", where_of(reader, metric), MEDIUM)
    reader.remember(metric)
    where = _where_of_level(reader, metric, name)
    near = metric in {token.metric for token in (*around.pre_tokens, *around.post_tokens)}
    if not near and confidence == HIGH:
        confidence = MEDIUM
    if not goal:
        return _level_row(reader, around, metric, name, where, confidence, near=near)
    if metric.kind == "money" and not reader.state.parts.entered_here:
        where = tuple(pair for pair in where if pair[0] != "size")  # 10亿元以上项目5个，到位资金130亿元
    return target(reader, around, name, where, confidence)


def _is_no_level(reader: Reader, around: Around) -> bool:
    """Whether a number is a size, a mark that was passed, a subsidy, a price or a difference."""
    number = around.number
    if number.form == "class" and number.words.startswith(("亿元", "万元")):
        return True  # 亿元以上 alone is a size, no amount
    if _MARK_PASSED.match(around.post) or _SUBSIDY.search(around.pre):
        return True  # 突破200亿元大关; 补助最高500万元
    if _BY_EACH.match(reader.text, number.end):
        return True  # 12万元/亩
    goes_on = reader.changed >= 0 and reader.text[reader.changed : number.start] in ("、", "和")
    changes = _CHANGE.search(around.pre) is not None or goes_on
    if changes:  # 同比增加12个
        reader.changed = number.end
    return changes


def _stated_again(reader: Reader, around: Around) -> Candidate | None:
    """The later of two numbers of one figure: 由1.8亿元提高到2.6亿元, 由84亿元调整为83.1亿元."""
    number = around.number
    again = is_restated(around.pre)
    moved = (again or _MOVED_TO.search(around.pre)) and not any(t.metric for t in around.pre_tokens)
    if moved and reader.candidates and reader.candidates[-1].reading.unit == number.unit:
        before = reader.candidates[-1].reading
        later = replace(before, relation=number.relation, value=number.digits, unit=number.unit)
        if again:  # the same figure, stated again
            return reader.row(around, replace(later, version="restated"), MEDIUM)
        reading = replace(later, period=reader.period, statistic="level", of="", authority="")
        return reader.row(around, reading, MEDIUM)
    each = reader.made.each.get(around.index)
    if again and each is not None and len(reader.candidates) >= each[0].count:
        former = reader.candidates[-each[0].count]  # 分别由52个、84亿元调整为51个、83亿元
        if FORMER in former.extra and former.reading.unit == number.unit:
            later = replace(former.reading, relation=number.relation, value=number.digits, version="restated")
            return reader.row(around, later, MEDIUM)
    return None


def _own_measure(reader: Reader, around: Around, metric: MetricWord) -> Candidate | None:
    """A measure of its own where no amount is named beside a number: 工业增加值32亿元 after 到位资金."""
    beside = (token.metric for token in (*around.pre_tokens, *around.post_tokens))
    if metric.kind != "money" or any(each is not None and each.kind == "money" for each in beside):
        return None
    return unknown_measure(reader, around)


def _goal_metric(reader: Reader, around: Around, goal: bool) -> MetricWord | None:
    """Metric of a target that names none: that of the number before it, where the unit is of one kind."""
    last = reader.state.last
    kind = RULES.kind(around.number.unit)
    if not goal or last is None or RULES.kind(last.reading.unit) != kind:
        return None
    return MetricWord("", last.reading.metric, kind)


def _name_of_level(reader: Reader, around: Around, metric: MetricWord, goal: bool) -> str:
    """Metric by the currency of the amount, and by whether its projects are only being talked about."""
    unit = around.number.unit
    if metric.metric == "funds_in_place" and is_money(unit) and unit_scale(unit)[0] != "元":
        return "foreign_funds"
    if metric.kind != "money" or metric.metric != "agreed_amount" or goal:
        return metric.metric
    talks = reader.in_talks(around) or _stage_in_hand(reader) == "projects_in_negotiation"
    return "intended_amount" if talks else metric.metric


def _stage_in_hand(reader: Reader) -> str:
    return SIGNED.metric if reader.state.carried else (reader.state.count or SIGNED).metric


def _stage_of_amount(reader: Reader, metric: MetricWord) -> str:
    """Stage of projects that were started or completed, whose amount stands alone; else empty."""
    stage = _stage_in_hand(reader)
    of_signing = metric.kind != "money" or metric.word[:2] in ("协议", "签约")
    return "" if of_signing or stage not in ("projects_started", "projects_completed") else stage


def _where_of_level(reader: Reader, metric: MetricWord, name: str) -> Pairs:
    """Part that a level is of: the project or item in hand, or the part that its words name."""
    where = where_of(reader, metric)
    if reader.state.project and not where and (name in OF_PROJECT or reader.about_project):
        where = reader.state.project
    elif reader.item and where:
        where = (*reader.item, *where)
    if metric.kind == "money":
        reader.state.row.append(metric)
    return where


def _period_of_level(reader: Reader, around: Around, base: re.Match[str] | None) -> str:
    """Period of a level: the one with which another is compared, the year before, or the one in hand."""
    period = reader.compared_period(around.number.start) or reader.period
    if base is not None:
        named = re.match(r"(?:19|20)\d{2}", base[0])
        period = named[0] + period[4:] if named is not None else year_before(period)  # 而2022年为473亿元
        return period[:4] if "全年" in base[0] else period
    if not around.pre.strip("、/和，") and _beside_year_before(reader, around):
        return year_before(period)  # 上年同期79个、342亿元
    if (then := _LAST_YEARS.search(around.pre)) is not None:
        return then["year"] or year_before(period)[:4]
    return period


def _level_row(
    reader: Reader,
    around: Around,
    metric: MetricWord,
    name: str,
    where: Pairs,
    confidence: str,
    *,
    near: bool,
) -> Candidate:
    """Row of a level, with the other readings that its words allow.

    Parameters
    ----------
    near
        Whether the metric is named beside the number, not in a clause before.
    """
    number = around.number
    base = BASE.search(around.pre)
    period = _period_of_level(reader, around, base)
    if _OF_COHORT.match(around.post) and _LAST_YEARS.search(around.pre) is not None:
        reader.state.parts.enter((("cohort", period[:4]),))  # 去年签约的91个项目中，14个未开工
    revised = period < reader.frame.period and is_revised(reader.text[: number.start][-60:])
    version = "restated" if revised or (is_restated(around.pre) and "后" in around.pre[-6:]) else ""
    value = sign_of(reader, around) + number.digits
    reading = Reading(period, name, where, "level", number.relation, value, number.unit, version=version)
    more = []
    if base is not None and _BARE_YEAR.search(base[0]) is not None and len(period) > 4:
        # in a text of part of a year 去年完成286亿元 is of the year, or of the same part
        more.append(reading)
        reading, confidence = replace(reading, period=period[:4]), MEDIUM
    whole = _whole_of_foreign(reader, around, metric)
    if whole is not None:  # 协议引资100亿元，其中外资20亿元: of the amount before it, or funds of that name
        more.append(reading)
        reading, confidence = replace(reading, metric=whole, where=(("origin", "abroad"),)), MEDIUM
    if metric.kind == "money" and not reader.state.parts.entered_here and _after_classes(reader):
        more.append(reading)
        reading, confidence = replace(reading, where=reader.state.parts.whole), LOW
    if metric.kind == "project" and not near and name != SIGNED.metric:
        # the verb may be that of an earlier sentence
        more.append(
            Reading(period, SIGNED.metric, where, "level", number.relation, number.digits, number.unit)
        )
    if where and not near and not _counts_class(reader, name, where):  # the part may have ended before
        more.append(Reading(period, name, (), "level", number.relation, number.digits, number.unit))
    return reader.row(around, reading, confidence, *more)


def _counts_class(reader: Reader, name: str, where: Pairs) -> bool:
    """Whether a count of signed projects names the size or sector itself: 其中亿元以上项目31个."""
    named = reader.state.parts.entered_here and name == SIGNED.metric
    return named and all(dimension in ("size", "sector") for dimension, _ in where)


def _beside_year_before(reader: Reader, around: Around) -> bool:
    """Whether the number right before in the clause is of the same part of the year before."""
    last = reader.candidates[-1] if reader.candidates else None
    if last is None or around.index - 1 not in last.numbers or last.start < around.clause.start:
        return False
    return bool(reader.period) and last.reading.period == year_before(reader.period)


def _whole_of_foreign(reader: Reader, around: Around, metric: MetricWord) -> str | None:
    """Metric of the amount before, where 外资 alone stands as a part of it; None where it is a measure.

    The part of the funds in place that came from abroad is the measure itself.
    """
    named = [token for token in around.pre_tokens if token.metric == metric and token.member is not None]
    last = reader.state.last
    if metric.metric != "foreign_funds" or not named or last is None or last.reading.statistic != "level":
        return None
    among = (
        re.search(r"(?:其中|包括|含)[：:，]?[^，。；]{0,4}$|、$|，$", reader.text[: named[-1].start])
        is not None
    )
    of_sentence = last.start >= reader.sentence_start
    whole = last.reading.metric
    if (
        not among
        or not of_sentence
        or whole in (metric.metric, "funds_in_place")
        or RULES.kind(last.reading.unit) != "money"
    ):
        return None
    listed = (
        any(AMONG in t.kinds for t in reader.made.tokens_in(last.start, named[-1].start))
        or last.reading.where
    )
    return whole if listed else None


def _after_classes(reader: Reader) -> bool:
    """Whether counts of several size classes come before: 其中过亿元27个、过10亿元6个，总投资189亿元."""
    before = [candidate.reading for candidate in reader.state.in_clause]
    sizes = {pair for reading in before for pair in reading.where if pair[0] == "size"}
    return len(sizes) > 1 and all(RULES.kind(reading.unit) == "count" for reading in before)


def _staged(reader: Reader, around: Around, metric: MetricWord, stage: str) -> Candidate:
    """Amount of projects that were started or completed: not what was agreed in the period."""
    number = around.number
    reader.remember(metric)
    where = (*reader.where, ("stage", stage.removeprefix("projects_")))
    reading = Reading(
        reader.period, metric.metric, where, "level", number.relation, number.digits, number.unit
    )
    return reader.row(around, reading, MEDIUM)


def number_range(reader: Reader, around: Around, assigned: MetricWord | None) -> Candidate | None:
    """A range as a level: its lower end, the upper end as a second reading is not a row."""
    number = around.number
    metric = assigned or (
        money_metric(reader, around)
        if RULES.kind(number.unit) == "money"
        else count_metric(reader, around)[0]
    )
    if metric is None:
        return None
    found = level(reader, around, metric, MEDIUM)
    if found is None:
        return None
    first = found.reading
    low = Reading(first.period, first.metric, first.where, first.statistic, ">=", number.digits, first.unit)
    found.readings = [low]
    found.extra["upper"] = number.high
    return found


def size_level(reader: Reader, around: Around) -> Candidate | None:
    """100亿级项目突破 as an aim, and 万亿级产业集群."""
    number = around.number
    if re.match(r"^的?[^，。；]{0,4}集群", around.post) is not None:
        reading = Reading(
            reader.period, "cluster_output", reader.where, "target", ">=", number.digits, number.unit
        )
        return reader.row(around, reading, MEDIUM)
    if reader.is_goal(around) or reader.outlook:
        where: Pairs = (("size", f"ge_{number.digits}"),)
        reading = Reading(
            reader.goal_period, "project_size", where, "target", ">=", number.digits, number.unit
        )
        return reader.row(around, reading, MEDIUM)
    return None


def unknown_measure(reader: Reader, around: Around) -> Candidate | None:
    """A measure that no rule knows, under its own name; None where no name can be seen."""
    number = around.number
    if RULES.kind(number.unit) in ("", "ratio") and number.unit not in POWER_UNITS:
        return None
    match = _MEASURE.search(around.pre)
    if match is None:
        return None
    name = _MEASURE_CUT.sub("", match["name"])
    if len(name) < 2:
        return None
    metric = "measure_" + hashlib.sha256(name.encode()).hexdigest()[:8]
    unit = POWER_UNITS.get(number.unit, number.unit)
    reading = Reading(reader.period, metric, reader.where, "level", number.relation, number.digits, unit)
    candidate = reader.row(around, reading, LOW)
    candidate.label = name
    return candidate
