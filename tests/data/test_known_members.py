from __future__ import annotations

import pytest

from jjinvest.data.bulletins.scopes.known_members import known_member

_NAMES = {
    ("project", "juwan"): "巨湾技研XFC电池",
    ("project", "perovskite"): "3GW钙钛矿组件",
    ("project", "a"): "双福仓储物流一期",
    ("project", "b"): "双福仓储物流二期",
    ("task_force", "food"): "食品与农产品加工",
    ("chain", "nev"): "智能网联新能源汽车",
    ("chain", "energy"): "能源",
}


@pytest.mark.parametrize(
    ("dimension", "name", "found"),
    [
        ("project", "巨湾技研XFC极速充电电池重庆基地", ("project", "juwan")),
        ("project", "年产3GW钙钛矿太阳能电池组件西南基地", ("project", "perovskite")),
        ("task_force", "食品与农产品加工", ("task_force", "food")),
        ("task_force", "智能网联新能源汽车", ("chain", "nev")),
        ("project", "双福仓储物流", None),  # two projects have these words
        ("chain", "新能源", None),  # too short to be 能源 for sure
        ("project", "浙江瑞标", None),
        ("park", "巨湾技研XFC电池重庆基地", None),  # another dimension, and not the same words
    ],
)
def test_names_of_the_district(dimension: str, name: str, found: tuple[str, str] | None) -> None:
    assert known_member(dimension, name, _NAMES) == found
