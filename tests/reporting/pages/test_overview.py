"""The overview: each target with its light, each number once, nothing claimed beyond the figures."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.reporting.pages.trust import trust_light
from jjinvest.reporting.tables import leaders, parts_of_total
from jjinvest.reporting.tables.cells import ChanceInWords, FactName, Term, Terms
from jjinvest.reporting.tables.sentences import aims, headline, known_instead
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of


def test_each_target_of_the_year_has_its_number_gap_and_light(jiangjin):
    found = {each.item.id: each for each in leaders.standings(jiangjin)}
    agreed = found["2023.agreed_amount"]
    assert (agreed.actual.value, agreed.target.value, agreed.gap.value) == (1088, 1000, 88)
    assert {each.light.colour for each in found.values()} == {"green"}
    assert [each.implied for each in found.values()] == [False, True, True]


def test_the_targets_ahead_have_chances_in_words_and_numbers(jiangjin):
    table = leaders.targets_ahead(jiangjin).set_index("item")
    agreed = table.loc[FactName("2024.agreed_amount", with_period=False)]
    assert isinstance(agreed["chance_in_words"], ChanceInWords)
    assert agreed["chance_in_words"].fact is agreed["chance"]
    rank = table.loc[FactName("2024.rank", with_period=False)]
    assert rank["chance"] is None
    assert rank["chance_light"] is None


def test_the_chance_of_a_large_project_answers_its_target(jiangjin):
    table = leaders.targets_ahead(jiangjin).set_index("item")
    large = table.loc[FactName("2024.project_size.tier_ge_50", with_period=False)]
    assert large["chance"].id == "2024.projects_signed.tier_ge_50.p_any"


def test_the_ten_largest_are_listed_largest_first(jiangjin):
    amounts = [fact.value for fact in leaders.largest_listed(jiangjin)["amount"]]
    assert amounts == sorted(amounts, reverse=True)
    assert len(amounts) == 10
    assert amounts[0] == 72


TWO_AUTHORITIES = (
    "2023,agreed_amount,,,,,80,亿元",
    "2023,agreed_amount,,target,district,,100,亿元",
    "2023,agreed_amount,,target,municipality,,100,亿元",
    "2023,agreed_amount,,target,province,,120,亿元",
    "2024,agreed_amount,,target,district,,110,亿元",
    "2024,agreed_amount,,target,municipality,,110,亿元",
    "2023,funds_in_place,park=east,,,,5,亿元",
    "2023,funds_in_place,park=east,target,district,,4,亿元",
)


def two_authorities(tmp_path):
    folder = district_folder(tmp_path, "place", *TWO_AUTHORITIES)
    path, second = folder / "figures.csv", "2023,agreed_amount,,target,municipality"
    path.write_text(
        path.read_text(encoding="utf-8").replace(f"text,{second}", f"plan,{second}"), encoding="utf-8"
    )
    with (folder / "sources.csv").open("a", encoding="utf-8") as sources:
        sources.write("plan,The plan,2023-03-01\n")
    return results_of(load_workspace(folder), date(2024, 3, 31), "2023Q4")


def test_a_number_that_two_authorities_set_stands_once_with_both_and_their_sources(tmp_path):
    results = two_authorities(tmp_path)
    cards = [each for each in leaders.standings(results) if each.item.id == "2023.agreed_amount"]
    assert [(each.target.value, each.aim) for each in cards] == [
        (100, Terms(("aim_district", "aim_municipality"), "both")),
        (120, Term("aim_province")),
    ]
    ahead = leaders.targets_ahead(results)
    assert list(ahead["authority"]) == [Terms(("aim_district", "aim_municipality"), "both")]
    text = build_page(results, "00_overview", "zh").text
    assert "完成年度目标、市级年度目标 100 亿元" in text
    assert "《Text》" in text
    assert "《The plan》" in text


def test_a_target_that_is_reached_during_the_year_is_said_to_be_so(tmp_path):
    folder = district_folder(
        tmp_path,
        "place",
        "2023H1,contract_amount,,,,,60,亿元",
        "2023,contract_amount,,target,district,,50,亿元",
        "2023H1,funds_in_place,,,,,20,亿元",
        "2023,funds_in_place,,target,district,,50,亿元",
    )
    results = results_of(load_workspace(folder), date(2023, 8, 1), "2023Q2")
    table = leaders.targets_ahead(results)
    words = {cell.id: words for cell, words in zip(table["item"], table["chance_in_words"], strict=True)}
    assert words["2023.contract_amount"] == Term("reached_already")
    assert words["2023.funds_in_place"] != Term("reached_already")
    lights = dict(zip(words, table["chance_light"], strict=True))
    assert lights["2023.contract_amount"].key == "green"
    keys = [sentence.key for sentence in aims(results)]
    assert keys == ["target.aim_reached", "target.aim"]


BEGUN = (
    "2030,projects_signed,,,,,21,个",
    "2030,agreed_amount,,,,,84,亿元",
    "2031,agreed_amount,,target,,,90,亿元",
    "2031,funds_in_place,,target,,,40,亿元",
)


def test_a_target_of_a_year_without_figures_stays_with_its_chance(tmp_path):
    workspace = load_workspace(district_folder(tmp_path, "place", *BEGUN))
    before = results_of(workspace, date(2031, 3, 31), "2030Q4")
    begun = results_of(workspace, date(2031, 8, 14), "2031Q2")
    asked = leaders.targets_ahead(before).iloc[0]
    table = leaders.targets_alone(begun)
    agreed = table.set_index("item").loc[FactName("2031.agreed_amount", with_period=False)]
    assert (agreed["target"].value, agreed["chance"].value) == (90, asked["chance"].value)
    assert {fact.value for fact in table["target"]} == {90, 40}
    for language in ("zh", "en"):
        built = build_page(begun, "00_overview", language)
        assert len(built.tables["targets_ahead"]["rows"]) == 2
        assert all(number in built.text for number in ("90", "40"))


def test_a_target_with_a_card_is_not_repeated_during_the_year(tmp_path):
    lines = (*BEGUN, "2031H1,agreed_amount,,,,,50,亿元")
    results = results_of(
        load_workspace(district_folder(tmp_path, "place", *lines)), date(2031, 8, 14), "2031Q2"
    )
    assert [fact.value for fact in leaders.targets_alone(results)["target"]] == [40]
    assert [each.target.value for each in leaders.standings(results) if each.target] == [90]


def test_totals_stand_before_the_parts_that_have_targets(tmp_path):
    ids = [each.item.id for each in leaders.standings(two_authorities(tmp_path))]
    assert ids == ["2023.agreed_amount"] * 2 + ["2023.funds_in_place.park.east"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_number_of_the_year_stands_once(jiangjin, language):
    built = build_page(jiangjin, "00_overview", language)
    number = {"zh": "1088 亿元", "en": "(1,088 亿元)"}[language]
    assert built.text.count(number) == 2  # in the headline and on its card


def test_parts_of_a_dimension_add_up_where_all_are_known(jiangjin):
    parts = dict(parts_of_total.composition(jiangjin))
    assert list(parts) == ["sector", "tier", "task_force"]
    assert sum(fact.value for fact in parts["sector"]["part_share"]) == pytest.approx(100)


def test_classes_of_which_one_holds_another_are_not_added_up(tmp_path):
    rows = (
        "2023,agreed_amount,,,,,80,亿元",
        "2023,agreed_amount,size=ge_1,,,,60,亿元",
        "2023,agreed_amount,size=ge_1,share,,,75,%",
        "2023,agreed_amount,size={},,,,20,亿元",
        "2023,agreed_amount,size={},share,,,25,%",
    )

    def note(size: str) -> bool:
        own = [row.format(size) for row in rows]
        results = results_of(load_workspace(district_folder(tmp_path, size, *own)))
        page = build_page(results, "00_overview", "zh")
        assert len(page.tables["composition_tier"]["rows"]) == 2
        return "互相包含" in page.text

    assert note("ge_10")
    assert not note("0_1")


def test_parts_are_shown_by_the_amount_though_one_class_has_none(tmp_path):
    """A class without new signings is a part of the total too: it is no reason to take another measure."""
    amounts = {"agreed_amount": (46, 2, 44, 0), "funds_in_place": (40, 2, 22, 16)}
    rows = [
        f"2023,{metric},{where},,,,{amount},亿元"
        for metric, known in amounts.items()
        for where, amount in zip(("", "size=0_1", "size=1_10", "size=10_20"), known, strict=True)
    ]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    ((dimension, parts),) = parts_of_total.composition(results)
    assert dimension == "tier"
    assert [fact.value for fact in parts["agreed_amount"]] == [44, 2]


def test_an_amount_is_not_given_up_for_a_count_that_every_dimension_has(tmp_path):
    amounts = {"": 64.1, "sector=primary": 6.6, "sector=secondary": 50.4, "sector=tertiary": 7.1}
    counts = {"": 42, "sector=primary": 4, "sector=secondary": 31, "sector=tertiary": 7}
    counts |= {"park=east": 20, "park=west": 22}
    rows = [
        *(f"2023,agreed_amount,{where},,,,{value},亿元" for where, value in amounts.items()),
        *(f"2023,projects_signed,{where},,,,{value},个" for where, value in counts.items()),
    ]
    shown = dict(
        parts_of_total.composition(results_of(load_workspace(district_folder(tmp_path, "p", *rows))))
    )
    assert [fact.value for fact in shown["sector"]["agreed_amount"]] == [50.4, 7.1, 6.6]
    assert [fact.value for fact in shown["park"]["projects_signed"]] == [22, 20]


def test_rules_of_the_lights_name_that_of_the_score(year_end):
    listed = [term.key for term in leaders.rules(year_end)["light_rule"]]
    assert ("rule_of_assessment" in listed) == (year_end.workspace.rules.scorecards is not None)
    assert "rule_of_completion" in listed


def test_a_ledger_answers_what_no_text_published(later):
    ledger_only = replace(
        later.workspace,
        figures=later.workspace.figures.iloc[:0],
        rows=(),
        targets=later.workspace.targets.iloc[:0],
        releases=(),
    )
    results = replace(later, workspace=ledger_only)
    built = build_page(results, "00_overview", "zh")
    assert "公开数字不足" not in built.text
    assert {"composition_sector", "recent_periods", "largest_listed"} <= set(built.tables)
    assert trust_light(results).reason == "rows"
    assert re.search(r"协议引资\n[\d.]+ 亿元", built.text)


def test_a_published_target_is_held_against_the_ledger(later):
    figures = later.workspace.figures
    targets_only = replace(
        later.workspace,
        figures=figures[figures["statistic"] == "target"],
        rows=tuple(row for row in later.workspace.rows if row.statistic == "target"),
        releases=(),
    )
    results = replace(later, workspace=targets_only)
    assert results.rests_on_ledger
    assert any(each.light is not None for each in leaders.standings(results))


def test_names_of_projects_that_no_source_named_are_not_public(year_end):
    figures = year_end.workspace.figures
    unnamed = figures[~figures["scope"].isin(["project", "group"])]
    hidden = replace(year_end, workspace=replace(year_end.workspace, figures=unnamed))
    public = leaders.largest_listed(hidden)
    assert "project" not in public
    within = replace(hidden, workspace=replace(hidden.workspace, tier="government"))
    listed = leaders.largest_listed(within)
    assert len(listed) == 10
    assert {fact.tier for fact in listed["amount"]} == {"government"}


def test_origins_are_those_that_make_up_the_total(tmp_path):
    """Foreign funds are among those from outside the city: side by side the three would exceed the whole."""
    rows = [
        "2023,funds_in_place,,,,,24,亿元",
        "2023,funds_in_place,origin=in_city,,,,6,亿元",
        "2023,funds_in_place,origin=foreign,,,,2,亿元",
    ]
    of_city = "2023,funds_in_place,origin=out_of_city,,,,18,亿元"
    whole = results_of(load_workspace(district_folder(tmp_path, "place", *rows, of_city)))
    ((dimension, parts),) = parts_of_total.composition(whole)
    assert dimension == "origin"
    assert [fact.value for fact in parts["part_share"]] == [75, 25]
    without = results_of(load_workspace(district_folder(tmp_path, "other", *rows)))
    assert [fact.value for fact in dict(parts_of_total.composition(without))["origin"]["funds_in_place"]] == [
        6,
        2,
    ]


def test_an_origin_beside_the_two_that_leave_a_rest_is_shown_too(tmp_path):
    """Where 市外 does not hold 境外, three origins make up the total."""
    rows = [
        "2023,funds_in_place,,,,,26,亿元",
        "2023,funds_in_place,origin=in_city,,,,6,亿元",
        "2023,funds_in_place,origin=out_of_city,,,,18,亿元",
        "2023,funds_in_place,origin=foreign,,,,2,亿元",
    ]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    parts = dict(parts_of_total.composition(results))["origin"]
    assert [fact.value for fact in parts["funds_in_place"]] == [18, 6, 2]


def test_growth_is_stated_where_no_total_was_published(tmp_path):
    rows = [
        "2020Q1,funds_in_place,,growth,,,3.2,%",
        "2020Q1,agreed_amount,,growth,,,-18.7,%",
        "2020Q1,start_rate,,points,,,-6.4,百分点",
        "2020Q1,agreed_amount,sector=secondary,growth,,,-11.4,%",
    ]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    built = build_page(results, "00_overview", "zh")
    assert "2020年一季度总数尚未公布，已公布的是增速。" in built.text
    assert "协议引资同比 −18.7%。到位资金同比 +3.2%。开工率同比 −6.4 个百分点。" in built.text
    assert "sectors" not in build_page(results, "20_structure", "zh").tables


def test_a_total_without_a_name_does_not_open_the_page_before_a_part_that_has_one(tmp_path):
    rows = ["2019,chairs_made,,level,,,22,个", "2019,funds_in_place,origin=out_of_province,level,,,316,亿元"]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    built = build_page(results, "00_overview", "zh")
    assert "省外到位资金 316 亿元" in built.text
    assert "chairs" not in built.text


def test_points_of_an_amount_are_of_its_growth_and_not_on_a_year_earlier(tmp_path):
    rows = ["2020H1,funds_in_place,,growth,,,3.3,%", "2020H1,funds_in_place,,points,,,7.9,百分点"]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    built = build_page(results, "00_overview", "zh")
    assert "到位资金的增速（或其他比率）变动 +7.9 个百分点，与何时相比见原文。" in built.text
    assert "到位资金同比 +7.9" not in built.text


def test_growth_on_a_comparable_basis_and_a_multiple_are_stated_as_such(tmp_path):
    folder = district_folder(
        tmp_path,
        "place",
        "2023,funds_in_place,,,,,127.4,亿元",
        "2023,funds_in_place,,growth,,,-3.3,%",
        "2023,projects_signed,,multiple,,,2.3,倍",
    )
    head, *rows = (folder / "figures.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{row}," for row in rows] + ["text,2023,funds_in_place,,growth,,,4.9,%,like_for_like"]
    (folder / "figures.csv").write_text("\n".join([f"{head},version", *rows]) + "\n", encoding="utf-8")
    built = build_page(results_of(load_workspace(folder)), "00_overview", "zh")
    assert "到位资金同比 −3.3%。到位资金按可比口径同比 +4.9%。项目数为上年同期的 2.3 倍。" in built.text


def test_a_share_that_its_amount_contradicts_leads_nothing(tmp_path):
    rows = [
        "2020,agreed_amount,,,,,103,亿元",
        "2020,agreed_amount,sector=textile,,,,45,亿元",
        "2020,agreed_amount,sector=robot,,,,43,亿元",
        "2020,agreed_amount,sector=film,,,,15,亿元",
        "2020,agreed_amount,sector=robot,share,,,47.1,%",  # 41.7
    ]
    results = results_of(load_workspace(district_folder(tmp_path, "place", *rows)))
    parts = dict(parts_of_total.composition(results))["sector"]
    assert [term.key for term in parts["group"]] == ["textile", "robot", "film"]
    assert "47.1" not in "".join(build_page(results, "20_structure", "zh").sentences)


def test_leaders_read_no_identifiers(tmp_path):
    folder = district_folder(
        tmp_path,
        "place",
        "2023,foreign_funds,,,,,5,亿美元",
        "2023,foreign_funds,,target,municipality,,4,亿美元",
        "2023,chairs_made,,,,,900,个",
        "2023,chairs_made,,growth,,,12,%",
        "2023,chairs_made,,rank,province,,4,位",
        "2023,agreed_amount,,rank,municipality,,3,位",
        "2023,foreign_funds,country=hk,,,,2,亿美元",
    )
    (folder / "dimensions.csv").write_text(
        "dimension,member,zh,en,complete\ncountry,hk,香港,Hong Kong,\n", encoding="utf-8"
    )
    results = results_of(load_workspace(folder), date(2024, 3, 31), "2023Q4")
    overview = "\n".join(build_page(results, "00_overview", "zh").texts)
    assert "chairs made" not in overview
    assert "没有名称的指标不列在本页" in overview
    assert re.search(r"协议引资居全市\**第 3 名", overview)
    figures = "\n".join(build_page(results, "10_annual_figures", "zh").texts)
    assert "chairs made" in figures
    assert "国家级" not in figures


def test_a_page_of_named_measures_leaves_none_out(tmp_path):
    folder = district_folder(tmp_path, "place", "2023,agreed_amount,,,,,80,亿元")
    results = results_of(load_workspace(folder), date(2024, 3, 31), "2023Q4")
    assert "没有名称的指标" not in "\n".join(build_page(results, "00_overview", "zh").texts)


def test_without_a_total_the_overview_names_the_latest_part_of_the_year(tmp_path):
    folder = district_folder(
        tmp_path,
        "place",
        "2023Q3,agreed_amount,,,,,90,亿元",
        "2023Q4,agreed_amount,,,,,130.2,亿元",
        "2023Q4,projects_signed,,,,,25,个",
        "2023-12-12,projects_signed,,,,,18,个",
    )
    results = results_of(load_workspace(folder), date(2024, 3, 31), "2023Q4")
    text = build_page(results, "00_overview", "zh").text
    assert "2023年总数尚未公布" in text
    assert text.index("2023年四季度项目数 25 个") < text.index("2023年四季度协议引资 130.2 亿元")
    assert "90 亿元" not in text


def test_without_a_result_the_overview_names_the_targets(tmp_path):
    folder = district_folder(
        tmp_path,
        "place",
        "2022,agreed_amount,,target,district,,300,亿元",
        "2022,agreed_amount,,target,municipality,,260,亿元",
        "2022,funds_in_place,,target,district,,120,亿元",
    )
    results = results_of(load_workspace(folder), date(2023, 2, 14), "2022Q4")
    text = build_page(results, "00_overview", "zh").text
    assert "协议引资年度目标 300 亿元" in text
    assert "协议引资市级年度目标 260 亿元" in text
    assert "到位资金年度目标 120 亿元" in text


def test_what_is_left_out_is_named_by_what_it_is_of(tmp_path):
    """Funds have a forecast, so it is not the year's outlook that is missing; a bound is said in words."""
    rows = [
        "2025H1,projects_signed,,,,,60,个",
        "2025H1,agreed_amount,,completion,district,,53.2,%",
        "2025H1,funds_in_place,,,,,78.6,亿元",
        "2025,funds_in_place,,target,district,,160,亿元",
        "2025H1,foreign_funds,,,,>,1.1,亿美元",
        "2025,foreign_funds,,target,municipality,,2,亿美元",
    ]
    results = results_of(
        load_workspace(district_folder(tmp_path, "place", *rows)), date(2025, 8, 14), "2025Q2"
    )
    page = build_page(results, "00_overview", "zh").text
    assert "以下部分：协议引资的全年预计；" in page
    assert "超过 1.1 亿美元" in page
    assert ">1.1 亿美元" not in page
    assert "剩余月份月均须 13.57 亿元" in page
    lead = build_page(results, "50_targets_forecast", "zh").sentences[1]
    assert lead.startswith("2025年到位资金达到年度目标 160 亿元的把握")
    english = build_page(results, "00_overview", "en").text
    assert "sections on: the agreed amount expected for the year; parts of the agreed amount" in english


def test_a_share_from_outside_the_city_is_where_the_total_comes_from(tmp_path):
    rows = ["2025,agreed_amount,,,,,320,亿元", "2025,agreed_amount,origin=out_of_city,share,,,71.2,%"]
    results = results_of(
        load_workspace(district_folder(tmp_path, "place", *rows)), date(2026, 2, 14), "2025Q4"
    )
    page = build_page(results, "00_overview", "zh")
    place = page.sentences.index("引资来源")
    assert page.sentences[place + 1] == "协议引资中，市外项目占 71.2%。"
    assert "引资来源的分组" not in page.text


def test_known_parts_of_a_year_without_a_total_are_stated_once(tmp_path):
    rows = [
        "2025H1,funds_in_place,,,,,78.6,亿元",
        "2025,funds_in_place,,target,district,,160,亿元",
    ]
    results = results_of(
        load_workspace(district_folder(tmp_path, "place", *rows)), date(2026, 2, 14), "2025Q4"
    )
    page = build_page(results, "00_overview", "zh").text
    assert page.count("78.6 亿元") == 1
    assert "2025年上半年为 78.6 亿元" in page
    assert "2026年的目标尚未公布" in build_page(results, "50_targets_forecast", "zh").text


def test_a_sector_of_which_the_text_says_zero_is_named(tmp_path):
    rows = [
        "2015,agreed_amount,,,,,22.4,亿元",
        "2015,agreed_amount,sector=primary,,,,0,亿元",
        "2015,agreed_amount,sector=secondary,,,,15.1,亿元",
        "2015,agreed_amount,sector=tertiary,,,,7.3,亿元",
    ]
    results = results_of(load_workspace(district_folder(tmp_path, "p", *rows)))
    ((_, parts),) = parts_of_total.composition(results)
    assert [fact.value for fact in parts["agreed_amount"]] == [15.1, 7.3, 0]


def test_of_many_targets_each_measure_has_one_before_any_has_two(tmp_path):
    rows = [
        "2022,projects_signed,,target,district,,80,个",
        "2022,projects_signed,,target,municipality,,60,个",
        "2022,agreed_amount,,target,district,,320,亿元",
        "2022,agreed_amount,,target,municipality,,300,亿元",
        "2022,contract_amount,,target,municipality,,260,亿元",
        "2022,funds_in_place,,target,district,,95,亿元",
    ]
    place = district_folder(tmp_path, "p", *rows, published="2022-02-15")
    results = results_of(load_workspace(place), date(2022, 3, 31), "2022Q4")
    named = [str(each.content["target"].id) for each in known_instead(results)]
    assert named == [f"2022.{name}.target" for name in ("projects_signed", "agreed_amount")] + [
        "2022.contract_amount.target.municipality",
        "2022.funds_in_place.target",
    ]


OF_A_PARK = (
    "2023,projects_signed,park=east,,,,60,个",
    "2023,projects_started,park=east,,,,30,个",
)
TARGETS_OPEN = ("2023,agreed_amount,,target,district,,1000,亿元", "2023,funds_in_place,,target,,,200,亿元")


def test_the_number_of_a_park_does_not_stand_for_the_district(tmp_path):
    place = district_folder(tmp_path, "p", *OF_A_PARK, *TARGETS_OPEN)
    results = results_of(load_workspace(place))
    page = build_page(results, "00_overview", "zh")
    lead, targets = page.sentences[1:3]
    assert "2023年总数尚未公布" in lead
    assert "60" not in lead
    for target in ("协议引资年度目标 1000 亿元", "到位资金年度目标 200 亿元"):
        assert f"{target}，2023年完成情况尚未公布。" in targets
    cards = [standing.actual.value for standing in leaders.standings(results)]
    assert cards == [60, 30]  # the park's numbers stand on cards, under the park's name


def test_the_number_of_a_kind_of_projects_still_leads_where_no_total_is_published(tmp_path):
    rows = ("2023,funds_in_place,sector=secondary,,,,12,亿元", *OF_A_PARK)
    results = results_of(load_workspace(district_folder(tmp_path, "p", *rows)))
    assert [str(each.content["item"].id) for each in headline(results)] == ["2023.funds_in_place.secondary"]


@pytest.mark.parametrize(
    ("rows", "opening"),
    [
        (
            (
                "2024,foreign_funds,,,,,8085,万美元",
                "2024,foreign_funds,,growth,,,10.0,%",
                "2024,foreign_funds,,target,,,8000,万美元",
            ),
            "实际利用外资 8085 万美元，同比 +10.0%。",
        ),
        (("2024,start_rate,,,,,63.3,%", "2024,funds_in_place,,,,,12.5,亿元"), "到位资金 12.5 亿元。"),
    ],
)
def test_where_nothing_signed_is_counted_the_page_opens_with_what_is(tmp_path, rows, opening):
    results = results_of(
        load_workspace(district_folder(tmp_path, "place", *rows)), date(2025, 3, 1), "2024Q4"
    )
    text = build_page(results, "00_overview", "zh").text
    assert f"2024年place区{opening}" in text.split("\n")[1]
    assert ("有完成情况的目标 1 个，已达到 1 个。" in text) == ("foreign" in rows[0])


def test_a_zone_of_foreign_capital_opens_with_its_totals_and_counts_firms_on_a_card(tmp_path):
    rows = [
        "2024,foreign_funds,,,,,8650,万美元",
        "2024,contract_amount,origin=abroad,,,,3.2,亿美元",
        "2024,contract_amount,origin=abroad,multiple,,,2,倍",
        "2024,fdi_projects,,,,,31,家",
    ]
    folder = district_folder(tmp_path, "zone", *rows)
    results = results_of(load_workspace(folder), date(2025, 3, 31), "2024Q4")
    text = build_page(results, "00_overview", "zh").text
    assert "合同外资额 3.2 亿美元" in text
    assert "合同外资额为上年同期的 2 倍" in text
    assert "新设外商投资企业 31 家" in re.sub(r"\s+", " ", text)
    assert "境外正式合同额" not in text
    of_parts = build_page(results, "20_structure", "zh").text
    assert "合同外资额" in of_parts
    assert "正式合同额" not in of_parts
    assert "协议引资的全年预计范围" not in build_page(results, "50_targets_forecast", "zh").text


def test_the_track_record_of_releases_is_on_the_overview(year_end, jiangjin):
    """Every version released, beside the number that was published later, as the documents say."""
    built = build_page(year_end, "00_overview", "zh")
    record = year_end.release_comparison.track_record
    assert len(record)
    shown = built.tables["track_record"]
    assert len(shown["rows"]) == len(record)
    assert "所报时期" in shown["columns"]
    assert set(record["release"]) == {"2023H1"}  # not the quarter in which it ends
    assert all("2023年上半年" in str(row) for row in shown["rows"])
    assert "track_record" not in build_page(jiangjin, "00_overview", "zh").tables
