"""Sectors from the standard's names and from usual words."""

from __future__ import annotations

import pytest

from jjinvest.ledger.vocabulary.sectors import sector_of


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("制造业", "secondary"),
        ("C36汽车制造业", "secondary"),
        ("36汽车制造业", "secondary"),
        ("C36", "secondary"),
        ("C3612", "secondary"),
        ("计算机通信和其他电子设备制造业", "secondary"),
        ("二产（制造业）", "secondary"),
        ("第二产业", "secondary"),
        ("工业/制造业", "secondary"),
        ("汽车零部件制造", "secondary"),
        ("农产品加工业", "secondary"),
        ("建筑业", "secondary"),
        ("农、林、牧、渔业", "primary"),
        ("农林牧渔", "primary"),
        ("现代农业", "primary"),
        ("蔬菜种植", "primary"),
        ("批发和零售业", "tertiary"),
        ("文旅康养", "tertiary"),
        ("文化旅游业", "tertiary"),
        ("软件和信息技术服务业", "tertiary"),
        ("第三产业", "tertiary"),
    ],
)
def test_a_sector_that_is_certain(text, sector):
    found = sector_of(text)
    assert (found.only, found.usual) == (sector, False)


@pytest.mark.parametrize(
    ("text", "sector"), [("电子信息", "secondary"), ("生物医药产业", "secondary"), ("数字经济", "tertiary")]
)
def test_a_word_that_is_usually_of_one_sector_says_so(text, sector):
    found = sector_of(text)
    assert (found.only, found.usual) == (sector, True)


@pytest.mark.parametrize("text", ["三产（制造业）", "工业、旅游", "农业+旅游"])
def test_two_sectors_stay_two(text):
    assert len(sector_of(text).readings) == 2


@pytest.mark.parametrize("text", ["一二三产融合", "三产融合", "三次产业", "36", "其他", "", "某某"])
def test_what_names_no_sector_is_unknown(text):
    assert sector_of(text).readings == {}


@pytest.mark.parametrize(("text", "sector"), [("轻工纺织", "secondary"), ("金融轻工", None)])
def test_two_words_side_by_side_are_one_sector_where_both_are(text, sector):
    assert sector_of(text).only == sector


def test_a_text_that_is_too_long_for_two_words_is_unknown():
    assert sector_of("轻工" + "纺织" * 39).readings == {}
    assert sector_of("轻工" + "纺织" * 4_000).readings == {}
