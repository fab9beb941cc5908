"""Words around a number: metric, part, sign and authority."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from jjinvest.core.units import unit_scale
from jjinvest.data.bulletins.clauses.reading import HIGH, LOW, MEDIUM, Pairs
from jjinvest.data.bulletins.rules import MetricWord
from jjinvest.data.bulletins.text.tokens import WHOLE, Token

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader

SIGNED = MetricWord("签约", "projects_signed", "project")
_COUNTED = ("个", "项", "宗", "家", "户", "支")
_SUBJECT = re.compile(
    r"^的?(?:[^，。；、\d]{0,8}?项目|企业)?(?:已|均|全部|现场|当场|当日|实现|顺利|集中|陆续|正式|相继|如期|开始|成功|已经|尚)*$"
)
FIXED = ("sector", "origin", "cohort", "size", "size_in_currency")
BASE = re.compile(
    r"(?<![比较与])(?:去年|上年)(?:同期|全年|同口径)[^，。；比较增减降升]{0,14}$|(?:去年|上年|前年|同期|(?:19|20)\d{2}年)(?:度|同期|全年|同口径)*(?:的|为|是|仅|只有|只|完成|共|数|实际)*$"
)
"""Words before a number that make it the one of the year before."""
POWER_UNITS = {"GWH": "GWh", "Gwh": "GWh", "GWh": "GWh", "MWH": "MWh", "KWH": "kWh", "KW": "kW", "KV": "kV"}


def nearest(around: Around, kinds: tuple[str, ...], wide: bool = False) -> MetricWord | None:
    """Last metric word before a number; a word without weight only where no other stands there."""
    tokens = around.wide_tokens if wide else around.pre_tokens
    found = [t.metric for t in tokens if t.metric is not None and t.metric.kind in kinds]
    strong = [metric for metric in found if metric.weight]
    if strong:
        return strong[-1]
    return found[-1] if found else None


def metric_after(around: Around, kinds: tuple[str, ...]) -> MetricWord | None:
    """Metric word right after a number: 188亿元到位资金, 上百亿的产值."""
    for token in around.post_tokens:
        if token.metric is not None and token.metric.kind in kinds:
            between = around.post[: token.start - around.number.end]
            return token.metric if re.fullmatch(r"的?[^，。；、\d]{0,4}", between) else None
    return None


def money_metric(reader: Reader, around: Around) -> MetricWord | None:
    """Metric of an amount: beside it, in its sentence, or taken over."""
    strong = nearest(around, ("money",))
    if strong is not None and strong.weight:
        return strong
    after = metric_after(around, ("money",))
    if after is not None and after.weight:
        return after
    wide = nearest(around, ("money",), wide=True)
    if wide is not None and wide.weight:
        return wide
    row, pattern = reader.state.row, reader.state.pattern
    if len(row) < len(pattern) and not around.pre.strip("、，和 "):
        return pattern[len(row)]
    earlier = [
        t.metric
        for t in reader.made.tokens_in(reader.sentence_start, around.number.start)
        if t.metric is not None and t.metric.kind == "money" and t.metric.weight and not in_bracket(reader, t)
    ]
    if strong is None and _beside_signed(reader, around):
        agreed = [m for m in (*earlier, reader.inherit("money")) if m is not None and m.metric in _AGREED]
        return agreed[-1] if agreed else MetricWord("协议投资", "agreed_amount", "money")
    if earlier and strong is None:
        return earlier[-1]
    inherited = reader.inherit("money")
    if strong is not None and strong.word == "投资" and inherited is not None:
        foreign = inherited.metric == "foreign_funds" and unit_scale(around.number.unit)[0] != "元"
        if foreign or (inherited.metric.endswith("_investment") and not reader.state.carried):
            return inherited  # 房地产开发投资86亿元，其中住宅投资64亿元; 外资3亿美元，来自香港的投资2亿美元
    if reader.state.carried and not reader.where:
        inherited = None
    if strong is not None:
        plain = re.search(r"(?:利用|引进|到位|吸引|引入)[^，。；]*资金|[外内际]资金$", around.pre) is None
        if strong.word == "资金" and inherited is not None and plain:
            return inherited
        return strong
    return wide or inherited


def in_bracket(reader: Reader, token: Token) -> bool:
    """Whether a word stands in a bracket that is closed before the clause in hand.

    到位资金1.05亿元（其中固定资产投资8600万元），完成任务2.5亿元: the task is not that of the bracket.
    """
    text, until = reader.text, reader.clause_start
    opened, closed = text.rfind("（", reader.sentence_start, token.start), text.find("）", token.end, until)
    return opened >= 0 and closed >= 0 and "）" not in text[opened : token.start]


_AGREED = ("agreed_amount", "contract_amount", "intended_amount")


def _beside_signed(reader: Reader, around: Around) -> bool:
    """Whether a bare amount stands beside a count of signed projects: 签约48个项目、261亿元."""
    last = reader.state.last
    if last is None or last.reading.metric != SIGNED.metric or last.reading.statistic != "level":
        return False
    return re.fullmatch(r"(?:的?项目)?[、，/]", reader.text[last.end : around.number.start]) is not None


def count_metric(reader: Reader, around: Around) -> tuple[MetricWord | None, str]:
    """Metric of a count, and how sure it is."""
    kinds = ("project", "count") if around.number.unit in _COUNTED else ("count",)
    if reader.is_ahead and re.search(r"拟签约?[^，。；]{0,6}$", around.pre):
        return SIGNED, MEDIUM
    before = nearest(around, kinds)
    taught = re.search(r"培训|课|讲|班|沙龙|论坛|学习|活动", around.wide + around.post) is not None
    if around.number.unit == "期" and not taught:
        return None, LOW  # 二期投资5亿元
    if around.number.unit == "期" and (before is None or before.weight <= 1):
        return MetricWord("期", "training_sessions", "count"), HIGH
    if before is not None and re.search(f"{before.word}的$", around.pre):
        return before, HIGH  # 签约的96个项目已开工
    predicate = _predicate(around, kinds)
    if predicate is not None and (before is None or predicate.weight >= before.weight):
        return predicate, HIGH
    if before is not None:
        return before, HIGH
    wide = nearest(around, kinds, wide=True)
    if wide is not None:
        return wide, MEDIUM
    inherited = reader.inherit("count")
    if (
        around.number.unit in ("家", "户")
        and "企业" in around.pre + around.post[:8]
        and inherited is not None
    ):
        return inherited, MEDIUM
    staged = inherited is not None and inherited.metric in ("projects_started", "projects_completed")
    if reader.state.carried and (staged or not reader.where):
        inherited = None  # 69个项目建成投产。 a paragraph before 制造业项目153个: not the stage of these
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


def where_of(reader: Reader, metric: MetricWord) -> Pairs:
    """The part in hand, with what the metric word itself names."""
    where = reader.where
    if metric.where:
        dimension, member = metric.where.split("=")
        where = (*(pair for pair in where if pair[0] != dimension), (dimension, member))
    if "内资" in metric.word and not where and (_is_among(reader, metric) or _beside_foreign(reader)):
        where = (
            ("origin", "domestic"),
        )  # 到位资金30亿元，其中到位内资27亿元; 内资到位27亿元、外资到位1亿美元
    if metric.metric in ("foreign_funds", "fdi_projects"):
        where = tuple(pair for pair in where if pair[0] != "origin")
    if metric.metric in ("industrial_investment", "industrial_output"):
        where = tuple(pair for pair in where if pair != ("sector", "secondary"))
    return where


def _is_among(reader: Reader, metric: MetricWord) -> bool:
    """Whether the last amount of the sentence is of the same measure, and this one is a part of it."""
    last = reader.state.last
    if last is None or last.start < reader.sentence_start or last.reading.metric != metric.metric:
        return False
    return not last.reading.where and "其中" in reader.text[last.end : last.end + 4]


def _beside_foreign(reader: Reader) -> bool:
    """Whether the text also measures what came from abroad: 内资 is then the other part."""
    return any(
        token.metric is not None and token.metric.metric == "foreign_funds" and token.metric.weight > 1
        for token in reader.made.tokens
    )


def sign_of(reader: Reader, around: Around) -> str:
    """A minus that stands before the number."""
    at = around.number.start
    minus = at > 1 and reader.text[at - 1] == "-" and not reader.text[at - 2].isdigit()
    return "-" if minus else ""


def own_level(text: str) -> str:
    """What a text calls its own whole: 全区 where it says so more often than 全市; empty where unclear."""
    titled = _LEVEL_OF_TITLE.search(text.split("\n", 1)[0][:60])
    if titled is not None:
        return f"全{titled[1]}"
    named: Counter[str] = Counter(re.findall(r"(?<!占)(?<!占了)(?<!居)(?<!列)(?<!排)全[区县市州省旗]", text))
    count = named.most_common(2)
    if not count or (len(count) > 1 and count[0][1] == count[1][1]):
        return ""
    return count[0][0]


_LEVEL_OF_TITLE = re.compile(
    r"(?<![全园片城社小地各发新高开校景])([省市州县区旗])(?:招商|投资促进|投促|商务|经合|人民政府|(?:19|20)\d\d年|[上下]半年|前?[一二三四]个?季度|\d)"
)


def authority_of(tokens: Sequence[Token], ranks: bool = False) -> str:
    """Authority named last among words; 全市 counts for ranks only."""
    found = [t.authority for t in tokens if t.authority and (ranks or WHOLE not in t.kinds)]
    return found[-1] if found else ""
