"""A circular names each published target with what was reached of it, and none that nobody published."""

from __future__ import annotations

from dataclasses import replace

from jjinvest.reporting.circular.blocks import Table
from tests.fixtures.circulars import (
    SECOND_TARGET,
    circular_of,
    full_year,
    number,
    text_of,
)


def test_what_was_reached_and_what_was_not(everything):
    text = text_of(circular_of(everything, full_year()))
    assert "2023年，某区签约项目12个、协议引资90亿元。" in text
    assert "协议引资同比下降7.5%。" in text
    assert "协议引资90亿元，完成年度目标100亿元的90%，距目标还差10亿元。" in text
    assert "第二产业60亿元，占协议引资的66.7%；第三产业30亿元，占协议引资的33.3%。" in text
    assert "市外到位资金41.5亿元。" in text
    assert "达到2024年协议引资目标110亿元的可能性为25%。" in text
    assert "要完成2024年协议引资年度目标110亿元，月均须9.17亿元。" in text
    above = [replace(f, value=5.0) if f.id.name == "excess" else f for f in full_year()]
    assert "超目标5亿元。" in text_of(circular_of(everything, above))


def test_a_target_that_is_reached_in_mid_year_has_no_chance(everything):
    facts = [
        number("2023h1.agreed_amount", 320, evidence="published"),
        number("2023.agreed_amount.target", 300, evidence="target"),
        number("2023h1.agreed_amount.completion", 106.7, "%"),
        number("2023h1.agreed_amount.excess", 20, signed=True),
        number("2023.agreed_amount.p_reach.300", 1.0, "概率", evidence="modelled", target=300),
    ]
    assert "可能性" not in text_of(circular_of(everything, facts))


def test_a_single_bar_is_no_chart(everything):
    [picture] = circular_of(everything, full_year()).pictures
    assert picture.caption != circular_of(everything, [*full_year(), *SECOND_TARGET]).pictures[0].caption


def test_an_implied_target_is_said_to_be_about_its_number(everything):
    implied = [
        replace(f, caveat="implied_target") if f.id == "2023.agreed_amount.target" else f for f in full_year()
    ]
    circular = circular_of(everything, implied)
    assert "完成年度目标的90%，据此推算目标约100亿元（注1），距目标还差约10亿元。" in text_of(circular)
    table = next(block for block in circular.blocks if isinstance(block, Table))
    assert [cell.text for cell in table.rows[0][2:]] == ["约100亿元（注1）", "90%", "约−10亿元"]


def test_all_contracts_are_stated_and_those_with_a_target_once(everything):
    contracts = [
        number("2023.contract_amount", 80),
        number("2023.contract_amount.out_of_city", 60),
        number("2023.contract_amount.out_of_city.target.municipality", 50),
        number("2023.contract_amount.out_of_city.completion.municipality", 120, "%"),
    ]
    text = text_of(circular_of(everything, [*full_year(), *contracts]))
    assert "正式合同额80亿元。" in text
    assert text.count("市外正式合同额60亿元") == 1


def test_official_ranks_are_stated_with_the_year_before(everything):
    ranks = [
        number("2023.funds_in_place.rank.municipality", 4, "名", evidence="published"),
        number("2022.funds_in_place.rank.municipality", 5, "名", evidence="published"),
        number("2023.rank.province", 8, "名", evidence="published"),
        number("2023.funds_in_place.park.east.rank", 1, "名", evidence="published"),
    ]
    text = text_of(circular_of(everything, [*full_year(), *ranks]))
    assert "到位资金居全市第4名，上年同期第5名。" in text
    assert "居全省第8名。" in text
    assert "第1名" not in text
    assert "名。" not in text_of(circular_of(everything, full_year()))


def test_about_the_target_has_no_difference_to_it(everything):
    about = {
        "2023.agreed_amount": {"value": 100, "low": 90, "high": 110, "relation": "~"},
        "2023.agreed_amount.completion": {"value": 100, "low": 90, "high": 110, "relation": "~"},
        "2023.agreed_amount.excess": {"value": 0, "low": -10, "high": 10, "relation": "~"},
    }
    circular = circular_of(everything, [replace(f, **about.get(str(f.id), {})) for f in full_year()])
    assert "协议引资约100亿元，完成年度目标100亿元的约100%。" in text_of(circular)
    [targets] = [block for block in circular.blocks if isinstance(block, Table)][:1]
    assert [cell.text for cell in targets.rows[0]][-2:] == ["约100%", "—"]


def test_what_is_missing_at_least_is_said_in_the_table_too(everything):
    bound = {"relation": "<", "low": None}
    facts = [replace(f, **bound, high=-10) if f.id == "2023.agreed_amount.excess" else f for f in full_year()]
    for language, cell, said in (
        ("zh", "差10亿元以上", "距目标还差10亿元以上"),
        ("en", "short by more than CNY 1 bn (10 亿元)", "more than CNY 1 bn (10 亿元) below the target"),
    ):
        circular = circular_of(everything, facts, language)
        [table] = [block for block in circular.blocks if isinstance(block, Table)][:1]
        assert table.rows[0][-1].text == cell
        assert said in text_of(circular)


def test_a_target_that_nobody_published_is_in_no_circular(everything):
    own = ("2024.agreed_amount.target.bureau@unpublished",)
    facts = [
        number("2024.agreed_amount.target.bureau", 240, evidence="target", sources=own),
        number("2024.agreed_amount.monthly_needed.bureau", 20, sources=own),
        number(
            "2024.agreed_amount.p_reach.240", 0.19, "概率", evidence="modelled", target=240.0, sources=own
        ),
    ]
    text = text_of(circular_of(everything, [*full_year(), *facts]))
    assert text == text_of(circular_of(everything, full_year()))
    assert "目标110亿元的可能性为25%" in text
