"""The role of a number by its unit and the words beside it: level, target, completion, share, growth, rank."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from jjinvest.core.units import is_money, unit_scale
from jjinvest.data.bulletins.projects import cleaned
from jjinvest.data.bulletins.reading import HIGH, LOW, MEDIUM, Candidate, Pairs, Reading
from jjinvest.data.bulletins.rules import RULES, MetricWord
from jjinvest.data.bulletins.tokens import DOWN, MEMBER, METRIC, RANK, SHARE, UP, WHOLE, Token

if TYPE_CHECKING:
    from jjinvest.data.bulletins.numbers import Number
    from jjinvest.data.bulletins.readings import Around, Reader
    from jjinvest.data.bulletins.statements import Clause, Sentence

FIXED = ("sector", "origin", "cohort", "size", "size_in_currency")
POWER_UNITS = {"GWH": "GWh", "Gwh": "GWh", "GWh": "GWh", "MWH": "MWh", "KWH": "kWh", "KW": "kW", "KV": "kV"}
SIGNED = MetricWord("签约", "projects_signed", "project")
AGREED = MetricWord("协议引资", "agreed_amount", "money")
_CHANGE = re.compile(
    r"(?:同比|环比|比上年|较上年|比去年|较去年|比去年同期|较上年同期)[^，。；]{0,8}(?:增加|减少|多|少|增长|下降|净增|增|减)了?$|(?<!新)(?:增加|减少|净增|增长|下降|提高|降低|回落)了?$"
)
OF_PROJECT = ("expected_output", "expected_revenue", "expected_tax", "jobs", "land_area", "floor_area")
"""What a text says of a project that it has just named."""
_GOAL_BEFORE = re.compile(
    r"(?:目标|任务|计划)(?:任务|计划)?(?:总)?(?:数|值|额|量)?(?:（[^）]*）)?(?:为|是|：|共|的)?$"
)
_GOAL_AFTER = re.compile(
    r"^的?(?:年度|全年|年|既定|招商引资|市级|区级|县级|省级|考核|预期|奋斗|总|计划|[^，。；\d]{0,6}?)?(?:目标|任务|计划)(?:任务)?"
)
_DONE = re.compile(
    r"(?:目标|任务|计划)(?:任务|计划|指标)?(?:总)?(?:数|值|额|量)?(?:的|完成率|完成比例|进度|比例|比重|已完成|完成|率|为|达到|达|约|：|已|超|超过|近)*$"
)
_RATE_DONE = re.compile(r"(?:完成率|完成比例|完成进度|目标进度|占比进度|达标率)(?:为|达到|达|约|：|分别)*$")
_SHORT_DONE = re.compile(r"(?:完成|占)(?:年度|全年|年|市级|区级|市下达|区下达|全年度|进度)(?:的)?$")
_PACE = re.compile(r"(?:序时进度|时序进度|时间进度|序时|进度要求|进度)")
_AHEAD = re.compile(r"超|快|高|领先|提前|好于|优于")
_LATE = re.compile(r"欠|低|慢|落后|滞后|差|不足|未达")
_BASE = re.compile(
    r"(?<![比较与])(?:去年|上年)(?:同期|全年|同口径)[^，。；比较增减降升]{0,14}$|(?:去年|上年|前年|同期|(?:19|20)\d{2}年)(?:度|同期|全年|同口径)*(?:的|为|是|仅|只有|只|完成|共|数|实际)*$"
)
_TIMES_OF = re.compile(r"(?:是|为|达到?|相当于)[^，。；]{0,12}(?:去年|上年|同期|前年)[^，。；]{0,8}的$")
_MEASURE = re.compile(
    r"(?P<name>[\u3400-\u9fff]{1,12}(?:率|额|总量|数|收入|产值|面积|税收|规模|总值|余额|产能|人数|人口|岗位|经费|奖金|容量|投入))"
    r"(?:共计|共|累计|实现|完成|突破|达到|达|为|约|：|超过|超|增至|是|有)*$"
)
_MEASURE_CUT = re.compile(
    r"^.*(?:的|在|为|与|由|其中|全区|全市|全县|实现|完成|形成|新增|预计|累计|将|可|和|及|了|每年|年)"
)
_COUNTED = ("个", "项", "宗", "家", "户", "支")
_OF_COUNT = re.compile(r"的?(?:项目|企业)?(?:总量|总数|总额|比重|比例)?(?:的|为|达到|达|约|：)*$")
_ELSE = re.compile(r"平均|全国水平|全市水平|全省水平|拉动|贡献|拉低")
_SUBJECT = re.compile(
    r"^的?(?:[^，。；、\d]{0,8}?项目|企业)?(?:已|均|全部|实现|顺利|集中|陆续|正式|相继|如期|开始|成功|已经|尚)*$"
)


def decide(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    """Candidate row of a number; None where its words do not say what it measures."""
    number = around.number
    if number.form == "vague":
        return None
    if reader.about_project and not reader.state.project:
        return None
    kind = RULES.kind(number.unit)
    if number.form == "ordinal" or kind == "rank":
        return _rank(reader, around)
    if kind == "ratio":
        return _ratio(reader, around, assigned, base)
    if kind == "points":
        return _points(reader, around, assigned, base)
    if kind == "times":
        return _multiple(reader, around, assigned, base)
    if number.form == "range":
        return _range(reader, around, assigned)
    if kind == "money":
        if number.level:
            return _level_class(reader, around)
        return _level(reader, around, assigned or _money_metric(reader, around))
    if kind == "count":
        return _count(reader, around, assigned)
    if kind in ("area", "output", "length"):
        metric = _nearest(around, (kind,)) or _after(around, (kind,))
        return _level(reader, around, metric) if metric is not None else _unknown(reader, around)
    return _unknown(reader, around) if number.unit else None


# -- metrics ----------------------------------------------------------------------------------------------


def _nearest(around: Around, kinds: tuple[str, ...], wide: bool = False) -> MetricWord | None:
    """Last metric word before a number; a word without weight only where no other stands there."""
    tokens = around.wide_tokens if wide else around.pre_tokens
    found = [t.metric for t in tokens if t.metric is not None and t.metric.kind in kinds]
    strong = [metric for metric in found if metric.weight]
    if strong:
        return strong[-1]
    return found[-1] if found else None


def _after(around: Around, kinds: tuple[str, ...]) -> MetricWord | None:
    """Metric word right after a number: 188亿元到位资金, 上百亿的产值."""
    for token in around.post_tokens:
        if token.metric is not None and token.metric.kind in kinds:
            between = around.post[: token.start - around.number.end]
            return token.metric if re.fullmatch(r"的?[^，。；、\d]{0,4}", between) else None
    return None


def _money_metric(reader: Reader, around: Around) -> MetricWord | None:
    strong = _nearest(around, ("money",))
    if strong is not None and strong.weight:
        return strong
    after = _after(around, ("money",))
    if after is not None and after.weight:
        return after
    wide = _nearest(around, ("money",), wide=True)
    if wide is not None and wide.weight:
        return wide
    inherited = reader.inherit("money")
    if reader.state.carried and not reader.where:
        inherited = None
    if strong is not None:
        if strong.word == "资金" and inherited is not None:
            return inherited
        return strong
    return wide or inherited


def _count_metric(reader: Reader, around: Around) -> tuple[MetricWord | None, str]:
    """Metric of a count, and how sure it is."""
    kinds = ("project", "count") if around.number.unit in _COUNTED else ("count",)
    before = _nearest(around, kinds)
    if around.number.unit == "期" and (before is None or before.weight <= 1):
        return MetricWord("期", "training_sessions", "count"), HIGH
    predicate = _predicate(around, kinds)
    if predicate is not None and (before is None or predicate.weight >= before.weight):
        return predicate, HIGH
    if before is not None:
        return before, HIGH
    wide = _nearest(around, kinds, wide=True)
    if wide is not None:
        return wide, MEDIUM
    inherited = reader.inherit("count")
    if (
        around.number.unit in ("家", "户")
        and "企业" in around.pre + around.post[:8]
        and inherited is not None
    ):
        return inherited, MEDIUM
    if reader.state.carried and not reader.where:
        inherited = None
    if inherited is not None and (inherited.kind == "project") == (around.number.unit in ("个", "项", "宗")):
        return inherited, MEDIUM
    if around.number.unit in ("个", "项", "宗", "") and (
        "项目" in around.pre + around.post[:10] or reader.where
    ):
        return SIGNED, LOW if not reader.where else MEDIUM
    return None, LOW


def _predicate(around: Around, kinds: tuple[str, ...]) -> MetricWord | None:
    """Verb after a count: 33个项目开工, 30余个重点在谈项目."""
    for token in around.post_tokens:
        if token.metric is None or token.metric.kind not in kinds:
            continue
        between = around.post[: token.start - around.number.end]
        after = around.post[token.end - around.number.end :]
        if _SUBJECT.match(between) or (
            re.fullmatch(r"的?[^，。；、：（]{0,4}", between) and re.match(r"[^，。；、\d]{0,4}项目", after)
        ):
            return token.metric
        return None
    return None


# -- levels and targets -----------------------------------------------------------------------------------


def _where(reader: Reader, metric: MetricWord) -> Pairs:
    where = reader.where
    if metric.where:
        dimension, member = metric.where.split("=")
        where = (*(pair for pair in where if pair[0] != dimension), (dimension, member))
    if metric.metric in ("foreign_funds", "fdi_projects"):
        where = tuple(pair for pair in where if pair[0] != "origin")
    if metric.metric == "industrial_investment":
        where = tuple(pair for pair in where if pair != ("sector", "secondary"))
    return where


def _sign(reader: Reader, around: Around) -> str:
    at = around.number.start
    minus = at > 1 and reader.text[at - 1] == "-" and not reader.text[at - 2].isdigit()
    return "-" if minus else ""


def _level(
    reader: Reader, around: Around, metric: MetricWord | None, confidence: str = HIGH
) -> Candidate | None:
    number = around.number
    goes_on = reader.changed >= 0 and reader.text[reader.changed : number.start] in ("、", "和")
    if _CHANGE.search(around.pre) or goes_on:  # 同比增加12个: a difference, not a level
        reader.changed = number.end
        return None
    goal = _is_goal(reader, around)
    if metric is None:
        if not goal or reader.state.last is None:
            return _unknown(reader, around)
        last = reader.state.last.reading
        if RULES.kind(last.unit) != RULES.kind(number.unit):
            return _unknown(reader, around)
        metric = MetricWord("", last.metric, RULES.kind(number.unit))
        confidence = MEDIUM
    name = metric.metric
    if name == "funds_in_place" and is_money(number.unit) and unit_scale(number.unit)[0] != "元":
        name = "foreign_funds"
    if metric.kind == "money" and name == "agreed_amount" and not goal:
        stage = SIGNED.metric if reader.state.carried else (reader.state.count or SIGNED).metric
        if reader.in_talks(around) or stage == "projects_in_negotiation":
            name = "intended_amount"
        if stage in ("projects_started", "projects_completed") and metric.word[:2] not in ("协议", "签约"):
            return _staged(reader, around, metric, stage)
    if re.search(r"(?:平均|户均|亩均|均)[^，。；]{0,8}$", around.pre):
        name = f"average_{name}"
    reader.remember(metric)
    where = _where(reader, metric)
    if reader.state.project and not where and (name in OF_PROJECT or reader.about_project):
        where = reader.state.project
    near = metric in {token.metric for token in (*around.pre_tokens, *around.post_tokens)}
    if not near and confidence == HIGH:
        confidence = MEDIUM
    if goal:
        return _target(reader, around, name, where, confidence)
    period = reader.period
    if _BASE.search(around.pre) is not None:
        period = _year_before(period)
    reading = Reading(
        period, name, where, "level", number.relation, _sign(reader, around) + number.digits, number.unit
    )
    more = []
    other = SIGNED.metric
    if metric.kind == "project" and not near and name != other:  # the verb may be that of an earlier sentence
        more.append(Reading(period, other, where, "level", number.relation, number.digits, number.unit))
    if where and not near:  # the part may have ended with the clause before
        more.append(Reading(period, name, (), "level", number.relation, number.digits, number.unit))
    return reader.row(around, reading, confidence, *more)


def _staged(reader: Reader, around: Around, metric: MetricWord, stage: str) -> Candidate:
    """Amount of projects that were started or completed: not what was agreed in the period."""
    number = around.number
    reader.remember(metric)
    where = (*reader.where, ("stage", stage.removeprefix("projects_")))
    reading = Reading(
        reader.period, metric.metric, where, "level", number.relation, number.digits, number.unit
    )
    return reader.row(around, reading, MEDIUM)


def _year_before(period: str) -> str:
    if not period:
        return ""
    before = str(int(period[:4]) - 1)
    return before + period[4:].replace(period[:4], before)


def _is_goal(reader: Reader, around: Around) -> bool:
    if around.clause.mark.endswith("（") and not around.pre.strip():
        before = reader.text[max(0, around.clause.start - 14) : around.clause.start - 1]
        if (
            _GOAL_BEFORE.search(before) is not None
            and reader.text[around.number.end : around.number.end + 1] == "）"
        ):
            return True
    if _GOAL_BEFORE.search(around.pre) is not None or _GOAL_AFTER.match(around.post) is not None:
        return True
    return reader.is_goal(around)


def _target(reader: Reader, around: Around, metric: str, where: Pairs, confidence: str) -> Candidate:
    number = around.number
    relation = number.relation
    if relation == "=" and reader.state.aim and number.words.startswith(("达到", "突破")):
        relation = ">="
    authority = authority_of(around.wide_tokens) or authority_of(around.post_tokens[:2])
    stated = reader.state.aim and reader.explicit_time and not reader.is_event
    reading = Reading(
        reader.period if stated else reader.goal_period,
        metric,
        where,
        "target",
        relation,
        number.digits,
        number.unit,
        authority=authority,
    )
    return reader.row(around, reading, confidence)


def authority_of(tokens: Sequence[Token], ranks: bool = False) -> str:
    """Authority named last among words; 全市 counts for ranks only."""
    found = [t.authority for t in tokens if t.authority and (ranks or WHOLE not in t.kinds)]
    return found[-1] if found else ""


def _count(reader: Reader, around: Around, assigned: MetricWord | None) -> Candidate | None:
    number = around.number
    if number.unit in ("个", "项") and _NOT_COUNTED.match(around.post) is not None:
        return None
    metric, confidence = (assigned, HIGH) if assigned is not None else _count_metric(reader, around)
    if metric is None:
        return _unknown(reader, around)
    if metric.kind == "project" and number.unit in ("家", "户"):
        company = {"projects_signed": "companies_introduced", "projects_landed": "companies_registered"}
        metric = MetricWord(metric.word, company.get(metric.metric, metric.metric), "count")
    elif metric.metric == "visits_received" and number.unit in ("人次", "人", "万人次"):
        metric = MetricWord(metric.word, "visitors", "count")
    elif metric.metric == "visitors" and number.unit not in ("人次", "人", "万人次"):
        metric = MetricWord(metric.word, "visits_received", "count")
    elif metric.metric == "trips" and number.unit in ("人次", "人"):
        metric = MetricWord(metric.word, "trip_members", "count")
    elif metric.kind == "project" and number.unit not in ("个", "项", "宗", "家", "户", "支"):
        return _unknown(reader, around)
    if metric.kind == "project" and _is_cohort(reader, around, metric):
        metric = SIGNED
    return _level(reader, around, metric, confidence)


_NOT_COUNTED = re.compile(
    r"(?:镇|街|乡|园区|部门|专班|区县|县|市|平台|产业|领域|行业|单位|国家|省|方面|环节|工作组|小组|亮点|中心|样板|试点|村|社区|支部|"
    r"工作日|以上的|地区|组团|点|板块|渠道|驻外|招商组|招商局|招商分队|小分队)"
)


def _is_cohort(reader: Reader, around: Around, metric: MetricWord) -> bool:
    """Whether 续建 in a count only names the cohort."""
    return metric.word == "续建"


def _range(reader: Reader, around: Around, assigned: MetricWord | None) -> Candidate | None:
    """A range as a level: its lower end, the upper end as a second reading is not a row."""
    number = around.number
    metric = assigned or (
        _money_metric(reader, around)
        if RULES.kind(number.unit) == "money"
        else _count_metric(reader, around)[0]
    )
    if metric is None:
        return None
    found = _level(reader, around, metric, MEDIUM)
    if found is None:
        return None
    first = found.reading
    low = Reading(first.period, first.metric, first.where, first.statistic, ">=", number.digits, first.unit)
    found.readings = [low]
    found.extra["upper"] = number.high
    return found


def _level_class(reader: Reader, around: Around) -> Candidate | None:
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


def _unknown(reader: Reader, around: Around) -> Candidate | None:
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


# -- ratios -----------------------------------------------------------------------------------------------


def _subject(
    reader: Reader, around: Around, upto: int, base: Candidate | None, assigned: MetricWord | None
) -> tuple[str, Pairs, str] | None:
    """Metric and part that a growth, share or completion is of: named before it, else the last level."""
    if base is not None:
        return base.reading.metric, base.reading.where, HIGH
    if assigned is not None:
        return assigned.metric, _where(reader, assigned), HIGH
    named = [
        t.metric
        for t in around.pre_tokens
        if t.metric is not None
        and t.start < upto
        and t.metric.kind in ("money", "project", "count")
        and t.metric.weight
    ]
    if named:
        metric = named[-1]
        if metric.kind == "money" or metric.kind == "count" or "项目" in around.pre or "个数" in around.pre:
            return metric.metric, _where(reader, metric), HIGH
    wide = [
        t.metric
        for t in around.wide_tokens
        if t.metric is not None and t.start < upto and t.metric.kind in ("money",) and t.metric.weight
    ]
    if wide:
        return wide[-1].metric, _where(reader, wide[-1]), MEDIUM
    last = reader.state.last
    if last is None:
        earlier = [
            t.metric
            for t in reader.made.tokens_in(reader.sentence_start, upto)
            if t.metric is not None and t.metric.weight and t.metric.kind in ("money", "project")
        ]
        if earlier:
            return earlier[-1].metric, _where(reader, earlier[-1]), MEDIUM
    if last is not None:
        where = reader.where if reader.state.parts.entered_here else last.reading.where
        return last.reading.metric, where, HIGH
    return None


def _ratio(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    pre, number = around.pre, around.number
    if _PACE.search(pre[-14:]) and _is_pace(pre):
        return _pace(reader, around, base)
    done = _done(reader, around)
    moved = _last(around, (UP, DOWN))
    shared = _last(around, (SHARE,))
    rate = next(
        (t for t in reversed(around.pre_tokens) if t.metric is not None and t.metric.kind == "rate"), None
    )
    if assigned is not None and assigned.kind == "rate" and moved is None:
        reading = Reading(
            reader.period, assigned.metric, reader.where, "level", number.relation, number.digits, "%"
        )
        return reader.row(around, reading, HIGH)
    if moved is not None and shared is not None and shared.start > moved.start:
        moved = None
    if (
        moved is not None
        and re.match(r"(?:到|至|为)", reader.text[moved.end : moved.end + 1])
        and rate is not None
    ):
        moved = None
    if moved is not None and not (done and done > moved.start):
        return _growth(reader, around, moved, base, assigned)
    if done is not None and not (shared is not None and shared.start > done):
        return _completion(reader, around, done, base, assigned)
    if rate is not None:
        return _rate(reader, around, rate)
    if shared is not None:
        return _share(reader, around, shared, base)
    return _bare_ratio(reader, around)


def _is_pace(pre: str) -> bool:
    tail = pre[-20:]
    return _AHEAD.search(tail) is not None or _LATE.search(tail) is not None


def _last(around: Around, kinds: tuple[str, ...]) -> Token | None:
    for token in reversed(around.pre_tokens):
        if any(kind in token.kinds for kind in kinds):
            return token
    return None


def _done(reader: Reader, around: Around) -> int | None:
    """Place of the words that make a percentage a completion; None if there are none."""
    pre = around.pre
    offset = around.number.start - len(pre) if around.index not in reader.made.each else around.start
    for pattern in (_DONE, _RATE_DONE, _SHORT_DONE):
        match = pattern.search(pre)
        if match is not None:
            return offset + match.start()
    goal = reader.state.goal
    if goal is not None and re.search(r"(?:完成|占|达到)了?(?:目标)?$", pre):
        return offset
    if goal is not None and re.fullmatch(
        r"(?:目标|任务)*(?:的|的比例为|，?完成率为?|的完成率为)", around.wide.strip("，）")
    ):
        return offset
    return None


def _growth(
    reader: Reader, around: Around, moved: Token, base: Candidate | None, assigned: MetricWord | None
) -> Candidate | None:
    number = around.number
    if _ELSE.search(around.pre) or "环比" in around.pre[-12:]:
        return None
    subject = _subject(reader, around, moved.start, base, assigned)
    if subject is None:
        return None
    metric, where, confidence = subject
    sign = "-" if DOWN in moved.kinds or _sign(reader, around) else ""
    relation = number.relation
    if sign:
        relation = {">": "<", "<": ">", ">=": "<=", "<=": ">="}.get(relation, relation)
    version = "like_for_like" if any("same_base" in t.kinds for t in around.wide_tokens) else ""
    statistic = "target" if _is_goal_growth(reader, around) else "growth"
    if statistic == "target":
        return None
    reading = Reading(
        reader.period, metric, where, "growth", relation, sign + number.digits, "%", version=version
    )
    more = []
    if where and not reader.state.parts.entered_here:
        more.append(
            Reading(reader.period, metric, (), "growth", relation, sign + number.digits, "%", version=version)
        )
    return reader.row(around, reading, confidence, *more)


def _is_goal_growth(reader: Reader, around: Around) -> bool:
    return reader.state.aim


def _completion(
    reader: Reader, around: Around, done: int, base: Candidate | None, assigned: MetricWord | None
) -> Candidate | None:
    number = around.number
    goal = reader.state.goal
    authority = reader.listed_authority or authority_of(around.pre_tokens) or authority_of(around.wide_tokens)
    subject: tuple[str, Pairs, str] | None
    if (
        base is None
        and goal is not None
        and reader.text[goal.end : around.number.start].strip("，）的目标任务") == ""
    ):
        subject = goal.reading.metric, goal.reading.where, HIGH
        authority = authority or goal.reading.authority
    else:
        subject = _subject(reader, around, done, base, assigned)
    if subject is None:
        return None
    metric, where, confidence = subject
    stated = [g.reading for g in reader.state.goals if (g.reading.metric, g.reading.where) == (metric, where)]
    if not authority and stated:
        authority = stated[-1].authority
    reading = Reading(
        reader.period, metric, where, "completion", number.relation, number.digits, "%", authority=authority
    )
    return reader.row(around, reading, confidence)


def _rate(reader: Reader, around: Around, token: Token) -> Candidate:
    assert token.metric is not None
    number = around.number
    names = [token.metric.metric]
    if names[0] == "funds_rate_cohort":
        names.append("funds_rate_dynamic")
    statistic = "target" if reader.is_goal(around) else "level"
    period = reader.goal_period if statistic == "target" else reader.period
    readings = [
        Reading(period, name, reader.where, statistic, number.relation, number.digits, "%") for name in names
    ]
    return reader.row(around, readings[0], HIGH if len(names) == 1 else MEDIUM, *readings[1:])


def _share(reader: Reader, around: Around, shared: Token, base: Candidate | None) -> Candidate | None:
    number = around.number
    last = base or reader.state.last
    if last is None and not reader.where:
        return None
    between = reader.text[shared.end : number.start]
    whole = _whole_of(reader, around, shared, between)
    metric, where = (last.reading.metric, last.reading.where) if last is not None else ("", ())
    if reader.state.parts.entered_here and base is None:
        where = reader.where
        named = _nearest(around, ("money", "project"))
        if named is not None and (named.kind == "money" or last is None):
            metric = named.metric
    if not metric or last is None:
        named = _nearest(around, ("money", "project"), wide=True) or reader.inherit("money")
        if named is None:
            return None
        metric = named.metric
    elif not reader.state.parts.entered_here and base is None:
        named = next(
            (
                t.metric
                for t in around.pre_tokens
                if t.metric and t.metric.kind == "money" and t.start < shared.start
            ),
            None,
        )
        if named is not None:
            metric = named.metric
    if not where and not whole:
        return None
    whole = whole or ("all" if len(where) == 1 else "")
    confidence = HIGH if where else MEDIUM
    reading = Reading(reader.period, metric, where, "share", number.relation, number.digits, "%", of=whole)
    more = []
    if len(where) > 1 or (whole not in ("", "all")):
        more.append(
            Reading(reader.period, metric, where, "share", number.relation, number.digits, "%", of="all")
        )
    earlier = [c for c in reader.state.levels if c is not last][-1:]
    for other in earlier if whole == "all" and last is not None else ():
        if other.reading.metric == metric and other.reading.where and other.reading.where != where:
            of = ";".join(f"{d}={m}" for d, m in other.reading.where)
            more.append(
                Reading(reader.period, metric, where, "share", number.relation, number.digits, "%", of=of)
            )
    return reader.row(around, reading, confidence, *more)


def _whole_of(reader: Reader, around: Around, shared: Token, between: str) -> str:
    """Whole named after 占: a part, another metric, or everything."""
    tokens = reader.made.tokens_in(shared.end, around.number.start)
    members = [t.member for t in tokens if t.member is not None and MEMBER in t.kinds]
    if members:
        return ";".join(
            f"{dimension}={member}" for dimension, member in dict(m for m in members if m).items()
        )
    if re.search(r"全[区市县州省旗]|总|全部|同期|全社会", between):
        return "all"
    metrics = [t.metric for t in tokens if METRIC in t.kinds and t.metric is not None and t.metric.weight]
    last = reader.state.last
    if (
        metrics
        and last is not None
        and metrics[-1].metric != last.reading.metric
        and metrics[-1].kind == "money"
    ):
        return f"{metrics[-1].metric}:"
    return ""


def _bare_ratio(reader: Reader, around: Around) -> Candidate | None:
    """A percentage without a word: every role that it may have, none preferred but by arithmetic."""
    last = reader.state.last
    number = around.number
    if last is None or not around.clause.mark.endswith("（") or around.pre.strip():
        return None
    first = last.reading
    readings = []
    if first.where:
        readings.append(
            Reading(
                reader.period,
                first.metric,
                first.where,
                "share",
                number.relation,
                number.digits,
                "%",
                of="all",
            )
        )
    for statistic in ("completion", "growth"):
        readings.append(
            Reading(reader.period, first.metric, first.where, statistic, number.relation, number.digits, "%")
        )
    return reader.row(around, readings[0], LOW, *readings[1:])


def _pace(reader: Reader, around: Around, base: Candidate | None) -> Candidate | None:
    number = around.number
    tail = around.pre[-20:]
    late = [m.start() for m in _LATE.finditer(tail)]
    ahead = [m.start() for m in _AHEAD.finditer(tail)]
    sign = "-" if late and (not ahead or late[-1] > ahead[-1]) else ""
    last = base or reader.state.last
    found = next((c for c in reversed(reader.candidates[-4:]) if c.reading.statistic == "completion"), None)
    subject = _subject(reader, around, around.number.start, base, None)
    if found is not None and (subject is None or subject[0] == found.reading.metric):
        metric, where, authority = found.reading.metric, found.reading.where, found.reading.authority
    elif subject is not None:
        metric, where, authority = subject[0], subject[1], ""
    elif last is not None:
        metric, where, authority = last.reading.metric, last.reading.where, ""
    else:
        return None
    unit = "百分点" if RULES.kind(number.unit) == "points" else "%"
    reading = Reading(
        reader.period,
        metric,
        where,
        "pace_gap",
        number.relation,
        sign + number.digits,
        unit,
        authority=authority,
    )
    return reader.row(around, reading, HIGH)


def _narrowed(pre: str) -> bool:
    """降幅收窄: a fall that became smaller is a rise."""
    return re.search(r"降幅[^，。；]*(?:收窄|缩小|回升)", pre) is not None


def _points(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    pre = around.pre
    if _PACE.search(pre[-16:]) and _is_pace(pre):
        return _pace(reader, around, base)
    if _ELSE.search(around.pre):
        return None
    moved = _last(around, (UP, DOWN))
    if moved is None:
        return None
    rate = next(
        (t.metric for t in reversed(around.pre_tokens) if t.metric is not None and t.metric.kind == "rate"),
        None,
    )
    number = around.number
    sign = "-" if DOWN in moved.kinds and not _narrowed(pre) else ""
    before = reader.candidates[-1].reading if reader.candidates else None
    of = ""
    if rate is not None:
        metric, where = rate.metric, reader.where
    elif (
        before is not None
        and before.unit == "%"
        and before.statistic in ("share", "level", "completion", "growth")
    ):
        metric, where, of = before.metric, before.where, before.of if before.statistic == "share" else ""
    else:
        return None
    reading = Reading(
        reader.period, metric, where, "points", number.relation, sign + number.digits, "百分点", of=of
    )
    return reader.row(around, reading, HIGH if rate is not None else MEDIUM)


def _multiple(
    reader: Reader, around: Around, assigned: MetricWord | None, base: Candidate | None
) -> Candidate | None:
    number = around.number
    moved = _last(around, (UP,))
    upto = moved.start if moved is not None else number.start
    subject = _subject(reader, around, upto, base, assigned)
    if subject is None:
        return None
    digits = number.digits
    if number.form != "fold":
        if moved is not None:
            digits = format(Decimal(digits) + 1, "f")
        elif _TIMES_OF.search(around.pre) is None:
            return None
    if _is_goal(reader, around):
        return None
    metric, where, confidence = subject
    reading = Reading(reader.period, metric, where, "multiple", number.relation, digits, "倍")
    return reader.row(around, reading, confidence)


def _rank(reader: Reader, around: Around) -> Candidate | None:
    number = around.number
    pre = around.wide if around.index not in reader.made.each else around.pre
    if not any(RANK in t.kinds for t in around.wide_tokens) and not re.search(
        r"(?:全[市省国州]|同组|全[区县])$", around.pre
    ):
        return None
    if re.match(r"^(?:大|要务|书记|线|手|批)", around.post):
        return None
    authority = authority_of(around.wide_tokens, ranks=True)
    general = re.search(r"考核|晾晒|综合|总体|工作排名|招商引资(?:工作)?(?:位|排|居)", pre) is not None
    goal = reader.is_goal(around)
    period = reader.goal_period if goal else reader.period
    statistic = "target" if goal else "level"
    metric = _nearest(around, ("money", "project", "count"), wide=True)
    last = reader.state.last
    if general or (metric is None and last is None):
        where = reader.where if reader.state.parts.entered_here else ()
        reading = Reading(
            period, "rank", where, statistic, number.relation, number.digits, "名", authority=authority
        )
        return reader.row(around, reading, MEDIUM)
    if metric is not None and metric.weight:
        name, where = metric.metric, _where(reader, metric)
    elif last is not None:
        name, where = last.reading.metric, last.reading.where
    else:
        return None
    if goal:
        reading = Reading(
            period, "rank", where, "target", number.relation, number.digits, "名", authority=authority
        )
    else:
        reading = Reading(
            period, name, where, "rank", number.relation, number.digits, "名", authority=authority
        )
    return reader.row(around, reading, MEDIUM)


# -- rows without a number, and helps ---------------------------------------------------------------------


_CADENCE = re.compile(r"每(个?月|周|旬|季度?|半月|年)(?=[^，。；、\n度]{2})")


def cadence(reader: Reader, sentence: Sentence, clause: Clause) -> list[Candidate] | None:
    """每周召开工作会: how often an office does something."""
    text = reader.text[clause.start : clause.end]
    match = _CADENCE.search(text)
    if match is None:
        return None
    after = text[match.end() :]
    if re.search(r"\d", after):
        return None
    before = reader.text[max(sentence.start, clause.start - 16) : clause.start]
    for scope in (after[:24], before):
        for pattern, metric in RULES.words["cadences"]:
            if re.search(pattern, scope) and (scope is after[:24] or metric == "training_cadence"):
                unit = "次/" + {"个月": "月", "季度": "季"}.get(match[1], match[1])
                reading = Reading(reader.period, metric, (), "level", "=", "1", unit)
                start = clause.start + match.start()
                return [Candidate([reading], (), start, clause.end, text[match.start() :].strip(), MEDIUM)]
    return None


def bare(reader: Reader, clause: Clause, indices: Sequence[int]) -> None:
    """A clause without a number keeps the verb or metric it names for the clauses that follow."""
    for token in reader.made.tokens_in(clause.start, clause.end):
        if token.metric is not None and token.metric.weight >= 2 and token.metric.kind == "project":
            reader.remember(token.metric)


def over_fulfilled(reader: Reader, candidate: Candidate) -> Candidate | None:
    """超额完成……1000亿元目标: a completion above 100 % that has no figure of its own."""
    reading = candidate.reading
    if reading.statistic != "target":
        return None
    sentence = reader.text[max(0, candidate.start - 30) : candidate.end]
    clause = re.split(r"[。；\n，]", sentence)[-1]
    if "超额完成" not in clause or re.search(r"预计|力争|确保|有望|将", clause):
        return None
    row = Reading(
        candidate.extra.get("period", ""),
        reading.metric,
        reading.where,
        "completion",
        ">",
        "100",
        "%",
        authority=reading.authority,
    )
    return Candidate([row], (), candidate.start, candidate.end, candidate.quote, MEDIUM)


def members_after(reader: Reader, around: Around) -> list[Token]:
    """Parts named between a count and what it counts: 95个二产项目."""
    for token in around.post_tokens:
        if token.member is None:
            continue
        between = around.post[: token.start - around.number.end]
        after = around.post[token.end - around.number.end :]
        if re.fullmatch(r"的?[^，。；、\d]{0,4}", between) and re.match(
            r"[^，。；、\d]{0,4}(?:项目|企业)", after
        ):
            return [token]
        return []
    return []


def member_name(name: str) -> str:
    """A name as a member of a dimension."""
    return cleaned(name) or "未命名"


def edge_of(number: Number) -> str:
    """Words of a number."""
    return number.words
