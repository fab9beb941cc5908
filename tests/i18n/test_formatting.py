"""Numbers, probabilities and names of facts as each language writes them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.core.errors import JJInvestError
from jjinvest.core.facts import Fact
from jjinvest.i18n.catalog import LANGUAGES, catalog
from jjinvest.i18n.formatting import Vocabulary


def fact(value, unit, *, low=None, high=None, evidence="published", relation="=") -> Fact:
    return Fact("2023.x", value, low, high, unit, "agreed", "all", evidence, "2023", relation=relation)


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (fact(1088.0, "亿元"), "1088 亿元", "CNY 108.8 bn (1,088 亿元)"),
        (fact(6.4, "亿元"), "6.4 亿元", "CNY 0.64 bn (6.4 亿元)"),
        (fact(191.55, "亿元"), "191.55 亿元", "CNY 19.155 bn (191.55 亿元)"),
        (fact(132.0, "个"), "132 个", "132"),
        (fact(108.8, "%", evidence="computed"), "108.8%", "108.8%"),
        (fact(600.0, "亿元", relation=">"), ">600 亿元", ">CNY 60 bn (600 亿元)"),
        (
            fact(None, "亿元", low=737.0, high=987.0, evidence="bounded"),
            "737–987 亿元",
            "CNY 73.7–98.7 bn (737–987 亿元)",
        ),
        (fact(0.589, "概率", evidence="modelled"), "59%", "59%"),
        (fact(0.998, "概率", evidence="modelled"), ">99%", ">99%"),
        (fact(None, "概率", low=0.3, high=0.92, evidence="modelled"), "30%–92%", "30%–92%"),
        (fact(1.0, "名"), "第 1 名", "rank 1"),
        (fact(10.0, "名", relation="<="), "前 10 名", "top 10"),
        (fact(0.145, "概率", evidence="modelled"), "15%", "15%"),
        (fact(2.675, "亿元", evidence="computed"), "2.68 亿元", "CNY 0.268 bn (2.68 亿元)"),
        (fact(-8.235, "亿元", evidence="computed"), "−8.24 亿元", "CNY −0.824 bn (−8.24 亿元)"),
        (fact(0.18, "亿元", evidence="modelled"), "0.18 亿元", "CNY 0.018 bn (0.18 亿元)"),
        (
            fact(None, "亿元", low=0.0, high=3.74, evidence="modelled"),
            "0.00–3.74 亿元",
            "CNY 0.000–0.374 bn (0.00–3.74 亿元)",
        ),
        (fact(171.2, "亿元", evidence="modelled"), "171 亿元", "CNY 17.1 bn (171 亿元)"),
        (fact(-0.0001, "%", evidence="computed"), "0%", "0%"),
        (fact(-8.09, "%", evidence="computed"), "−8.1%", "−8.1%"),
    ],
)
def test_numbers_are_written_for_their_readers(number, zh, en):
    assert Vocabulary("zh", {}).fact(number) == zh
    assert Vocabulary("en", {}).fact(number) == en


def test_never_a_billion_too_many():
    assert "1088 billion" not in Vocabulary("en", {}).fact(fact(1088.0, "亿元"))


def test_an_unknown_message_is_an_error():
    with pytest.raises(JJInvestError, match="no such message"):
        Vocabulary("zh", {}).message("nowhere")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", ["annual_results", "mid_year_results"])
def test_every_fact_has_a_name_and_a_definition(request, period, language):
    from jjinvest.reporting.provenance import definition_key

    results = request.getfixturevalue(period)
    labels = {str(k): str(v) for k, v in results.workspace.labels[language].items()}
    words = Vocabulary(language, labels)
    for number in results.facts.values():
        assert words.fact_label(number.id)
        assert words.message(definition_key(number))


NAMES = Vocabulary("en", {name: name.upper() for name in ("agreed_amount", "released", "p_reach")})


@pytest.mark.parametrize(
    ("fact_id", "name"),
    [
        ("2023h1.agreed_amount", "AGREED_AMOUNT"),
        ("2023h1.agreed_amount.released.2023q2.1", f"AGREED_AMOUNT · RELEASED · {NAMES.period('2023Q2')}"),
        ("2024.agreed_amount.p_reach.1000.5", "AGREED_AMOUNT · P_REACH"),
        ("2023.agreed_amount.tier_20_50", f"AGREED_AMOUNT · {NAMES.label('tier_20_50')}"),
        ("2024.agreed_amount.project.3", "AGREED_AMOUNT"),
        ("2013.agreed_amount.other.bj.share", f"AGREED_AMOUNT · bj · {NAMES.label('share')}"),
        ("2013.agreed_amount.other.share", f"AGREED_AMOUNT · other · {NAMES.label('share')}"),
        (
            "2023.agreed_amount.tier_ge_10.share.of.size.ge_1",
            f"AGREED_AMOUNT · {NAMES.label('tier_ge_10')} · {NAMES.label('share')}"
            f" · {NAMES.label('of')} {NAMES.label('tier_ge_1')}",
        ),
    ],
)
def test_names_of_facts_follow_from_the_parts_of_their_ids(fact_id, name):
    assert NAMES.fact_label(fact_id, with_period=False) == name
    assert NAMES.fact_label(fact_id) == f"{NAMES.period(fact_id.partition('.')[0].upper())} · {name}"


@pytest.mark.parametrize(
    ("fact_id", "zh", "en"),
    [
        ("funds_in_place.origin.out_of_province", "省外到位资金", "Funds in place, outside the province"),
        ("funds_in_place.out_of_city.completion", "市外到位资金 · 完成率", "Funds in place, out-of-city · "),
        ("ledger.agreed_amount.out_of_city", "台账 · 市外协议引资", "Agreed amount, out-of-city"),
        ("agreed_amount.secondary.origin.abroad", "境外协议引资 · 第二产业", "Agreed amount, abroad · "),
        ("projects_signed.origin.in_province.share", "省内项目数 · 占比", "Projects, within the province · "),
        ("funds_in_place.share.of.origin.abroad", "到位资金 · 占比 · 占投资方所在地 · 境外", "Funds"),
    ],
)
def test_an_origin_stands_before_the_metric_as_offices_write_it(fact_id, zh, en):
    assert en in Vocabulary("en", {}).fact_label(f"2023.{fact_id}", with_period=False)
    assert Vocabulary("zh", {}).fact_label(f"2023.{fact_id}", with_period=False) == zh


def test_an_origin_with_a_label_of_the_district_stands_before_the_metric_too():
    words = Vocabulary("zh", {"origin=": "来源地", "origin=shanghai": "上海", "out_of_city": "市外项目"})
    assert words.fact_label("2023.foreign_funds.origin.shanghai", with_period=False) == "上海实际利用外资"
    assert words.fact_label("2023.contract_amount.out_of_city", with_period=False) == "市外正式合同额"


def test_a_rate_of_completion_that_is_ranked_is_named_by_its_metric():
    rank = "2018.funds_in_place_completion.rank.prefecture"
    assert "到位资金完成率" in Vocabulary("zh", {}).fact_label(rank)
    assert Vocabulary("en", {}).is_named("funds_in_place_completion")
    assert not Vocabulary("zh", {}).is_named("my_own_completion")


def test_new_and_carried_over_funds_are_no_signing_quarters():
    words = Vocabulary("zh", {"cohort=new": "新签"})
    assert words.fact_label("2024.funds_in_place.cohort.new.share") == "2024年 · 到位资金 · 新签 · 占比"
    assert "签约季度" in words.fact_label("2024.funds_in_place.cohort.2023q4")
    assert "签约时间 · fair2023" in words.fact_label("2024.funds_in_place.cohort.fair2023")
    own = Vocabulary("zh", {"cohort=y2019": "2019年签约"})
    assert own.fact_label("2023.start_rate.cohort.y2019") == "2023年 · 开工率 · 2019年签约"


def test_a_period_alone_has_a_name():
    assert NAMES.fact_label("2023h1") == NAMES.period("2023H1")


def test_a_check_is_named_by_rule_and_column():
    rule = next(key.removeprefix("term.") for key in catalog("en") if key.startswith("term.rule_"))
    label = NAMES.fact_label(f"2023.agreed_amount.check.{rule.removeprefix('rule_')}.difference")
    assert label.endswith(f"AGREED_AMOUNT · {NAMES.label(rule)} · {NAMES.message('col.difference')}")


@pytest.mark.parametrize(
    ("tier", "edges"),
    [
        ("tier_20_50", "20–50"),
        ("tier_0_5_1", "0.5–1"),
        ("tier_0_5_1_5", "0.5–1.5"),
        ("tier_2_10_5", "2–10.5"),
    ],
)
def test_a_size_tier_is_named_by_its_edges(tier, edges):
    assert edges in Vocabulary("zh", {}).label(tier)


def test_who_ranks_does_not_set_the_rank():
    zh, en = Vocabulary("zh", {}), Vocabulary("en", {})
    assert zh.fact_label("2023.agreed_amount.rank.province", with_period=False) == "协议引资 · 排名 · 全省"
    assert en.fact_label("2023.agreed_amount.rank.province", with_period=False).endswith("in the province")


@pytest.mark.parametrize("p", [0.6451, 0.6509])
def test_words_and_per_cent_are_of_one_chance(p):
    words, chance = Vocabulary("zh", {}), fact(p, "概率")
    assert (words.fact(chance), words.fact(chance, "chance")) == ("65%", "近七成")


def test_two_tenths_and_less_than_one_per_cent_as_people_write_them():
    words = Vocabulary("zh", {})
    assert words.fact(fact(0.23, "概率"), "chance") == "两成多"
    assert words.fact(fact(None, "概率", low=0.0, high=0.003)) == "不足1%"
    assert words.fact(fact(0.4, "概率", low=0.0, high=0.003), "range") == "不足1%"
    assert words.fact(fact(None, "概率", low=0.0, high=0.4)) == "0%–40%"


def test_a_dimension_goes_by_the_name_that_its_district_gives_it_else_by_a_general_one():
    name = "2023.agreed_amount.county.xishan"
    own = Vocabulary("zh", {"county=": "县市区", "county=xishan": "西山县"})
    assert own.fact_label(name, with_period=False).endswith("县市区 · 西山县")
    general = Vocabulary("zh", {"county=xishan": "西山县"})
    assert general.fact_label(name, with_period=False).endswith("区县 · 西山县")
    assert (own.dimension("county"), general.dimension("county")) == ("县市区", "区县")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_target_of_every_authority_has_words(language):
    words = Vocabulary(language, catalog(language))
    names = {words.label(f"aim_{each}") for each in ("prefecture", "county", "town", "park_office")}
    assert len(names) == 4
    assert not any("aim" in name or "{" in name for name in names)


@pytest.mark.parametrize(
    ("fact_id", "name"),
    [
        ("2021.foreign_funds.country.hk.share", "2021年 · 实际利用外资 · 国别或地区 · 香港 · 占比"),
        ("2021.funds_in_place.province.gd.target.province", "2021年 · 到位资金 · 省份 · 广东 · 目标 · 省级"),
        ("2021.funds_in_place.completion.province", "2021年 · 到位资金 · 完成率 · 省级"),
        ("2021.funds_in_place.target.country", "2021年 · 到位资金 · 目标 · 国家级"),
    ],
)
def test_a_dimension_with_the_name_of_an_authority_is_a_dimension_before_its_members(fact_id, name):
    assert Vocabulary("zh", {"country=hk": "香港", "province=gd": "广东"}).fact_label(fact_id) == name


def test_a_metric_is_named_by_its_district_or_in_general():
    words = Vocabulary("zh", {"chairs_made": "椅子产量"})
    assert [words.is_named(each) for each in ("agreed_amount", "chairs_made", "chairs_sold")] == [
        True,
        True,
        False,
    ]


def test_the_ends_of_a_computed_interval_are_rounded_outwards_and_stay_strict():
    computed = Fact("2023.a.share", None, 8.241, 8.249, "%", "agreed", "all", "computed", "2023")
    zh = Vocabulary("zh", {})
    assert zh.bare(replace(computed, low=8.21, high=8.29)) == "8.2–8.3"
    assert zh.fact(replace(computed, low=1.26, high=2.31)) == "1.2–2.4%"
    assert zh.fact(replace(computed, low=100 / 3, high=100 / 3)) == "33.3%"
    assert zh.fact(replace(computed, low=60.0, high=None, relation=">"), "range") == ">60%"
    assert zh.fact(replace(computed, evidence="modelled", low=1.26, high=2.31)) == "1.3–2.3%"


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (0.0042, "亿美元", "42 万美元", "USD 0.42 mn (0.0042 亿美元)"),
        (0.05, "亿美元", "500 万美元", "USD 5 mn (0.05 亿美元)"),
        (0.88, "亿美元", "0.88 亿美元", "USD 0.088 bn (0.88 亿美元)"),
        (0.05, "亿元", "0.05 亿元", "CNY 5 mn (0.05 亿元)"),
        (0.0, "亿美元", "0 亿美元", "USD 0 bn (0 亿美元)"),
    ],
)
def test_a_small_amount_is_written_in_the_unit_that_shows_its_digits(value, unit, zh, en):
    fact = Fact("2023.foreign_funds", value, value, value, unit, "funds", "all", "published", "2023")
    assert Vocabulary("zh", {}).fact(fact) == zh
    assert Vocabulary("en", {}).fact(fact) == en


def test_the_sign_of_a_small_difference_stays():
    fact = Fact(
        "2023.foreign_funds.excess",
        -0.018,
        -0.018,
        -0.018,
        "亿美元",
        "",
        "",
        "published",
        "2023",
        signed=True,
    )
    assert Vocabulary("zh", {}).fact(fact, "signed") == "−180 万美元"
    assert Vocabulary("en", {}).fact(fact, "signed") == "USD −1.8 mn (−0.018 亿美元)"


def test_a_range_up_to_almost_certain_is_no_arrow():
    fact = Fact("2023.x.p_reach", 0.8, 0.57, 0.997, "概率", "", "", "modelled", "2023")
    assert Vocabulary("zh", {}).fact(fact, "range") == "57%至99%以上"
    assert Vocabulary("en", {}).fact(fact, "range") == "57% to more than 99%"


def test_a_range_holds_the_number_beside_it_as_it_is_shown():
    fact = Fact("2023.x.average", 4.2969, 4.2963, 4.2974, "亿元", "", "", "computed", "2023")
    words = Vocabulary("zh", {})
    assert (words.fact(fact), words.fact(fact, "range")) == ("4.3 亿元", "4.29–4.30 亿元")
