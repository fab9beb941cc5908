"""Words of the Excel form of published figures: its sheets, columns and choices, each with its key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jjinvest.core.origins import ORIGIN_WORDS
from jjinvest.data.bulletins.rules import NAMED_BY_UNIT, rules
from jjinvest.data.figure_choices import ALSO_READ, OFFERED
from jjinvest.i18n.catalog import catalog

FIGURES, SOURCES, DIMENSIONS, INSTRUCTIONS = "公布数", "来源", "维度", "说明"
"""Names of the sheets; a workbook with a sheet 公布数 holds published figures."""
METRIC_DIMENSION = "metric"
"""Dimension under which the sheet 维度 names metrics of a district's own."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its header, its name in the CSV file, its width and a note for the clerk."""

    header: str
    name: str
    width: int = 12
    note: str = ""
    needed: bool = False


COLUMNS = {
    FIGURES: (
        Column("来源", "source", 14, "「来源」表中的编号", needed=True),
        Column(
            "期间",
            "period",
            20,
            "2023 · 2023H1 · 2023Q3 · 2023Q1-Q3 · 2023-10 · 2023-01..2023-10（1至10月累计）· "
            "2023-12-27（签约活动当天）",
            needed=True,
        ),
        Column("指标", "metric", 18, "从下拉选，或填自定的小写英文名称", needed=True),
        Column(
            "范围",
            "where",
            24,
            "只算一部分时填 维度=成员，多个用 ; 连接，例如 产业=第二产业；全部则留空",
        ),
        Column("统计量", "statistic", 14, "留空即为数值本身"),
        Column("占…的", "of", 16, "只有比重填：全部填 all，或 维度=成员"),
        Column("主管层级", "authority", 12, "谁下达的目标；目标、完成率、超欠序时进度、名次填写"),
        Column("关系", "relation", 12, "留空即为等于；超、余选“超过”，以上选“及以上”，约选“约”"),
        Column("数值", "value", 14, "照原文填，末尾的0也保留；下降、低于、欠填负数", needed=True),
        Column("单位", "unit", 12, "照原文填"),
        Column("半宽", "half_width", 10, "一般留空：按末位的一半"),
        Column("版本", "version", 14, "留空即为首次公布的数"),
        Column("原文", "quote", 40, "原文的字句，或它在文中的位置"),
        Column("备注", "note", 30),
    ),
    SOURCES: (
        Column("编号", "source", 16, "字母、数字与 _ . -，例如 jj2023h1", needed=True),
        Column("标题", "title", 50),
        Column("公布日期", "published", 14, "2023-07-26；不知道就留空"),
        Column("网址", "address", 50),
        Column("公布单位", "publisher", 24),
        Column("备注", "note", 40),
    ),
    DIMENSIONS: (
        Column("维度", "dimension", 16, "例如 产业；指标的名称填 指标", needed=True),
        Column("成员", "member", 20, "公布数表 范围 中等号右边的名称；给维度本身起名时留空"),
        Column("中文名", "zh", 24),
        Column("英文名", "en", 30),
        Column("是否齐全", "complete", 10, "各成员相加是否等于总数"),
    ),
}

REVIEW = (
    Column("接收", "accepted", 8, "是：写入公布数；否、留空或删去整行：不写入"),
    Column("把握", "confidence", 8, "高、中、低：软件对这一读法的把握；未懂：只认出数，请补全各列后接收"),
    Column("位置", "place", 14, "在原文中的位置"),
    Column("上下文", "context", 56, "原文中这个数的前后文，数字标红"),
)
"""Columns before the others on the sheet 公布数 of a reading; the form itself has none of them."""
REVIEW_NOTES = (
    Column("其他读法", "readings", 36, "同一个数的其他可能读法"),
    Column("依据", "remark", 30, "软件这样读的理由，或疑点"),
    Column("规则读作", "proposed", 36, "软件原先的读法：指标、范围、统计量；改动据此记下，请勿修改"),
    Column("说法", "wording", 36, "接收后记入 wording.csv，下次遇到同样的说法照此读；不想记就清空"),
)
"""Columns after the others on that sheet."""
CONFIDENCE_WORDS = {"high": "高", "medium": "中", "low": "低", "none": "未懂"}
ACCEPTED, NOT_ACCEPTED = "是", "否"
"""Words of the column 接收."""
IS_ACCEPTED = ("是", "yes", "y", "1", "√", "✓", "true")

CHOICES: dict[str, dict[str, str]] = {
    "metric": {
        "签约项目数": "projects_signed",
        "协议引资额": "agreed_amount",
        "正式合同额": "contract_amount",
        "到位资金": "funds_in_place",
        "累计到位资金": "funds_to_date",
        "实际利用外资": "foreign_funds",
        "完成投资额": "invested",
        "开工项目数": "projects_started",
        "竣工投产项目数": "projects_completed",
        "在建履约项目数": "projects_performing",
        "在谈项目数": "projects_in_negotiation",
        "拟投资额": "intended_amount",
        "外出招商批次": "trips",
        "接待人次": "visitors",
        "开工率": "start_rate",
        "履约率": "performance_rate",
        "投产率": "production_rate",
        "资金到位率（同批项目）": "funds_rate_cohort",
        "资金到位率（当期）": "funds_rate_dynamic",
        "名次": "rank",
    },
    **OFFERED,
    "complete": {"是": "yes", "否": "no"},
}
"""Column -> words of its drop-down, each with its key; a key itself may be typed too."""
ALSO_ACCEPTED: dict[str, dict[str, str]] = {
    "metric": {
        "签约项目": "projects_signed",
        "签约项目个数": "projects_signed",
        "项目数": "projects_signed",
        "协议引资": "agreed_amount",
        "协议投资额": "agreed_amount",
        "总投资": "agreed_amount",
        "合同额": "contract_amount",
        "正式合同": "contract_amount",
        "资金到位额": "funds_in_place",
        "到位资金额": "funds_in_place",
        "实际到位资金": "funds_in_place",
        "完成投资": "invested",
        "开工项目": "projects_started",
        "竣工项目": "projects_completed",
        "投产项目": "projects_completed",
        "在建项目": "projects_performing",
        "履约项目": "projects_performing",
        "在谈项目": "projects_in_negotiation",
        "拟投资总额": "intended_amount",
        "排名": "rank",
    },
    **ALSO_READ,
    "complete": {"齐全": "yes", "不齐全": "no"},
}
"""Further words that are read and not offered."""
UNITS = (
    "亿元",
    "万亿元",
    "万元",
    "元",
    "亿美元",
    "万美元",
    "个",
    "家",
    "万家",
    "人",
    "人次",
    "批次",
    "名",
    "亩",
    "%",
    "百分点",
    "倍",
)
DIMENSION_WORDS = {
    "指标": METRIC_DIMENSION,
    "产业": "sector",
    "来源地": "origin",
    "规模": "size",
    "批次": "cohort",
    "专班": "task_force",
    "产业链": "chain",
    "渠道": "channel",
    "园区": "park",
    "项目": "project",
    "项目组": "group",
    "区县": "county",
    "镇街": "town",
    "投资方": "investor",
    "行业": "industry",
    "来源": "origin",
    "投资来源": "origin",
    "资金来源": "origin",
    "投资方所在地": "origin",
    "规模档": "size",
    "规模分档": "size",
}
DIMENSIONS_OFFERED = tuple(DIMENSION_WORDS)[1:8]
"""Dimensions that a fault names as examples: 产业, 来源地, 规模 …"""
MEMBER_WORDS = {
    ("sector", "第一产业"): "primary",
    ("sector", "第二产业"): "secondary",
    ("sector", "第三产业"): "tertiary",
    ("sector", "一产"): "primary",
    ("sector", "二产"): "secondary",
    ("sector", "三产"): "tertiary",
    **{("origin", word): code for word, code in ORIGIN_WORDS.items()},
    ("cohort", "新签"): "new",
    ("cohort", "结转"): "carried_over",
}


@cache
def _other_metrics() -> dict[str, str]:
    """Keys of what bulletins report beyond the drop-down, by the names that pages give them."""
    names, listed = catalog("zh"), set(CHOICES["metric"].values())
    keys = {each.metric for each in rules().metrics}.union(NAMED_BY_UNIT)
    return {names[f"term.{key}"]: key for key in sorted(keys - listed) if f"term.{key}" in names}


def key_of(column: str, word: str) -> str | None:
    """Key that a word of a column with choices stands for; None where neither word nor key is known."""
    for words in (CHOICES[column], ALSO_ACCEPTED[column], _other_metrics() if column == "metric" else {}):
        if word in words:
            return words[word]
    return word if word in CHOICES[column].values() else None


def word_of(column: str, key: str) -> str:
    """Word of a key; a key without one stands for itself, an empty one stays empty."""
    choices = {**(_other_metrics() if column == "metric" else {}), **CHOICES[column]}
    return next((word for word, known in choices.items() if known == key), key) if key else ""
