"""Parts in a circular: named as offices do, once, and never left to be added where they overlap."""

from __future__ import annotations

import pytest

from tests.fixtures.circulars import (
    OUTSIDE,
    circular_of,
    full_year,
    number,
    text_of,
)


def test_funds_by_origin_are_named_as_offices_do_and_have_their_growth(everything):
    head = "2023.funds_in_place.origin.out_of_province"
    further = [
        number(head, 187.2, evidence="published"),
        number(f"{head}.growth", 9.3, "%", evidence="published", signed=True),
        number(f"{head}.completion", 98.5, "%"),
        number(f"{head}.target", 190, evidence="target"),
    ]
    text = text_of(circular_of(everything, [*full_year(), *further]))
    assert "省外到位资金187.2亿元，完成年度目标190亿元的98.5%" in text
    assert "省外到位资金同比增长9.3%。" in text
    assert "投资方所在地" not in text


def test_the_kind_of_a_part_is_not_said_twice(everything):
    """石桥镇 says that it is a township; the name of a task force alone may be that of its industry."""
    facts = [
        *full_year(),
        number("2023.funds_in_place.town.石桥镇", 3.1, evidence="published"),
        number("2023.funds_in_place.town.石桥镇.completion", 62, "%"),
        number("2023.agreed_amount.task_force.nev.completion", 71, "%"),
    ]
    text = text_of(circular_of(everything, facts))
    assert "石桥镇到位资金完成年度目标的62%" in text
    assert "新能源汽车专班协议引资完成年度目标的71%" in text


def test_sizes_origins_and_growth_stand_with_their_amounts(everything):
    facts = [
        number("2023.projects_signed", 12, "个", evidence="published"),
        number("2023.agreed_amount", 90, evidence="published"),
        number("2023.projects_signed.tier_ge_50", 3, "个", evidence="published"),
        number("2023.agreed_amount.tier_ge_50", 61, evidence="published"),
        number("2023.agreed_amount.out_of_city", 54, evidence="published"),
        number("2023.agreed_amount.out_of_city.share", 60, "%"),
        number("2023.foreign_funds", 8, "亿美元", evidence="published"),
        number("2023.foreign_funds.growth", 4, "%", evidence="published"),
        number("2023.projects_signed.ended", 2, "个"),
    ]
    text = text_of(circular_of(everything, facts))
    assert "50亿元及以上项目3个、协议引资61亿元" in text
    assert "其中市外协议引资54亿元，占60%。" in text
    assert "其中2个已在本期内终止。" in text
    assert "实际利用外资8亿美元，同比增长4%。" in text


def test_talks_and_contracts_of_an_origin_are_stated(everything):
    further = [
        number("2023.projects_in_negotiation", 24, "个", evidence="published"),
        number("2023.intended_amount", 380, evidence="published"),
        number("2023.contract_amount.origin.foreign", 5.6, "亿美元", evidence="published"),
    ]
    text = text_of(circular_of(everything, [*full_year(), *further]))
    assert "在谈项目24个、拟投资380亿元。" in text
    assert "5.6亿美元。" in text
    assert "在谈项目24个。" in text_of(circular_of(everything, [*full_year(), further[0]]))


def test_parts_of_an_earlier_part_of_the_year_are_named_where_the_year_has_none(everything):
    facts = [f for f in full_year() if not {"secondary", "tertiary"} & set(f.id.parts)]
    half = [
        number("2023h1.agreed_amount.secondary", 20, evidence="published", period="2023H1"),
        number("2023h1.agreed_amount.tertiary", 15, evidence="published", period="2023H1"),
    ]
    text = text_of(circular_of(everything, [*facts, *half]))
    assert "分产业、分规模等情况尚未公布" in text
    assert "2023年上半年，按产业分，第二产业20亿元；第三产业15亿元。" in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "到位资金按产业分，第二产业71亿元，占53.8%；第三产业53亿元，占40.2%。"),
        ("en", "Funds in place by sector: Secondary sector CNY 7.1 bn (71 亿元), 53.8% of the funds"),
    ],
)
def test_parts_of_the_funds_stand_with_the_funds_and_deny_no_other_structure(everything, language, said):
    facts = [f for f in full_year() if not {"secondary", "tertiary"} & set(f.id.parts)]
    facts += [
        number("2023.funds_in_place.secondary", 71, evidence="published"),
        number("2023.funds_in_place.secondary.share", 53.8, "%"),
        number("2023.funds_in_place.tertiary", 53, evidence="published"),
        number("2023.funds_in_place.tertiary.share", 40.2, "%"),
    ]
    text = text_of(circular_of(everything, facts, language))
    assert said in text
    assert "2023年分产业" not in text  # 签约项目分产业 … 尚未公布, not all of it


def test_a_rate_of_before_a_revision_is_no_part(everything):
    facts = [*full_year(), number("2023.agreed_amount.growth.before_revision", 4.17, "%")]
    assert "4.17" not in text_of(circular_of(everything, facts))


def test_origins_that_may_contain_each_other_are_not_left_to_be_added(everything):
    """省外 of some offices holds 境外, of which the text said 其中."""
    facts = [*full_year(), number(OUTSIDE, 418.6, evidence="published")]
    assert "各来源可能互相包含" not in text_of(circular_of(everything, facts))
    facts.append(number("2023.funds_in_place.origin.abroad", 86.2, evidence="published"))
    assert "各来源可能互相包含，不宜相加。" in text_of(circular_of(everything, facts))
