"""Words of the columns of published figures that have a choice: statistic, authority, relation, version.

CSV files and workbooks are read by these alone: a drop-down offers the first words, pages and bulletins have
others for the same. A key itself may be typed too.
"""

from __future__ import annotations

import re

from jjinvest.data.figure_texts import RELATION_OF

OFFERED = {
    "statistic": {
        "数值": "level",
        "目标": "target",
        "完成率": "completion",
        "比重": "share",
        "增长率": "growth",
        "百分点变化": "points",
        "倍数": "multiple",
        "超欠序时进度": "pace_gap",
        "名次": "rank",
    },
    "authority": {
        "本区": "district",
        "市": "municipality",
        "州": "prefecture",
        "省": "province",
        "国家": "state",
        "上级县": "county",
        "镇街": "town",
    },
    "relation": {
        "等于": "=",
        "约": "~",
        "超过": ">",
        "及以上": ">=",
        "不足": "<",
        "及以下": "<=",
    },
    "version": {
        "首次公布": "",
        "修订": "restated",
        "可比口径": "like_for_like",
        "环比": "sequential",
    },
}
"""Column -> words of its drop-down, each with its key."""
ALSO_READ = {
    "statistic": {
        "水平": "level",
        "占比": "share",
        "同比": "growth",
        "同比增长": "growth",
        "同比增速": "growth",
        "增速": "growth",
        "百分点": "points",
        "进度差": "pace_gap",
        "排名": "rank",
        "完成目标": "completion",
    },
    "authority": dict.fromkeys(("区", "县", "本县", "区级", "县级"), "district")
    | {"市级": "municipality", "州级": "prefecture", "省级": "province", "国家级": "state"}
    | dict.fromkeys(("镇", "乡", "街道", "镇级", "乡镇"), "town"),
    "relation": {"＝": "=", "大于": ">", "≥": ">=", "小于": "<", "≤": "<="}
    | {"＞": ">", "＜": "<", "～": "~", "≈": "~"}
    | RELATION_OF,
    "version": {"修正": "restated", "同口径": "like_for_like"}
    | dict.fromkeys(("quarter_on_quarter", "month_on_month"), "sequential"),
}
"""Further words that are read and not offered, those of pages among them."""


_OVER = re.compile("(?:比|较)((?:19|20)[0-9]{2})年(?:同期)?")


def key_of_choice(column: str, text: str) -> str:
    """Return the key that a word of a column stands for; any other text as it is.

    Examples
    --------
    >>> key_of_choice("relation", "以上"), key_of_choice("authority", "市级"), key_of_choice("relation", "?")
    ('>=', 'municipality', '?')
    """
    over = _OVER.fullmatch(text) if column == "version" else None
    return f"over_{over[1]}" if over else OFFERED[column].get(text, ALSO_READ[column].get(text, text))


def words_of_choice(column: str) -> str:
    """List the keys of a column, each with the word offered for it."""
    return ", ".join(f"{key or '（空）'}（{word}）" for word, key in OFFERED[column].items())
