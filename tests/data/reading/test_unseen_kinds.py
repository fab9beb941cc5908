"""Texts that offices publish beside the usual bulletin: talks, replies, newsletters, pages of events."""

from __future__ import annotations

from jjinvest.data.bulletins.extract.plain import plain_document
from jjinvest.data.bulletins.propose import propose
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document


def readings(text: str, year: int | None = None) -> dict[str, str]:
    """Rows of a text that are certain or asked, by value and unit: period, metric, part, statistic."""
    found = {}
    for candidate in propose(document(text), year).rows:
        reading = candidate.reading
        words = [reading.period, reading.metric, reading.where_text, reading.statistic, reading.version]
        found[f"{reading.value}{reading.unit}"] = " ".join(filter(None, words))
    return found


def unread(text: str, year: int | None = None) -> list[str]:
    return [piece.words for piece in propose(document(text), year).not_understood]


def test_a_year_of_founding_is_not_the_year_of_the_text():
    text = (
        "一季度“开门红”\n一季度，全区新签约项目31个。\n"
        "全区自2008年设立以来已累计引进项目940个，总投资逾3100亿元。"
    )
    found = readings(text, 2024)
    assert found["31个"] == "2024Q1 projects_signed level"
    assert "940个" not in found  # of many years: no period of figures.csv
    assert unread(text, 2024) == ["940个", "逾3100亿元"]


def test_the_part_of_the_year_stands_in_a_title_without_a_year():
    text = "在全区上半年招商调度会上的讲话\n年终再总结。先说到位资金，完成71.4亿元。"
    assert readings(text, 2023)["71.4亿元"] == "2023H1 funds_in_place level"


def test_the_goal_of_the_year_does_not_change_the_period():
    text = (
        "上半年招商讲话\n1到6月份，到位资金71.4亿元，可全年的盘子是190亿元。\n"
        "再说开工，新开工项目46个，同比增长9.5%。"
    )
    found = readings(text, 2023)
    assert found["190亿元"] == "2023 funds_in_place target"
    assert found["46个"] == "2023H1 projects_started level"


def test_the_newsletter_of_a_month_is_not_dated_by_what_is_to_come():
    text = (
        "招商快报\n◇ 1-8月，累计签约项目61个。\n当月签约项目7个。\n九月中旬将举办推介会，预计签约项目12个。\n"
        "（2021年9月6日编发）"
    )
    found = readings(text)
    assert found["61个"] == "2021-01..2021-08 projects_signed level"
    assert found["7个"] == "2021-08 projects_signed level"
    assert found["12个"] == "2021-09 projects_signed target"


def test_this_year_in_a_text_on_the_year_before_is_the_year_it_was_written_in():
    text = (
        "答复\n2021年，全县实际到位资金64.3亿元，比上年增长7.2%。今年1—3月，新签约项目19个，到位资金15.8亿元。\n"
        "2022年5月9日"
    )
    found = readings(text)
    assert found["64.3亿元"] == "2021 funds_in_place level"
    assert found["19个"] == "2022Q1 projects_signed level"
    assert found["15.8亿元"] == "2022Q1 funds_in_place level"


def test_months_that_are_not_over_are_not_of_the_year_of_writing():
    text = "总结\n2021年，全县到位资金64.3亿元。今年1—12月，新签约项目19个。\n2022年1月6日"
    assert readings(text)["19个"] == "2021 projects_signed level"


def test_an_event_has_its_day_though_its_name_has_a_quarter():
    text = (
        "集中签约仪式举行\n4月18日，柳湾2023年二季度重大项目集中签约仪式举行。现场签约项目14个，总投资86亿元。\n"
        "从产业看，新材料6个。今年以来已签约项目37个。今年的目标是到位资金130亿元。"
    )
    found = readings(text, 2023)
    assert found["14个"] == "2023-04-18 projects_signed level"
    assert found["6个"] == "2023-04-18 projects_signed industry=新材料 level"
    assert found["37个"] == "2023-01..2023-04 projects_signed level"
    assert found["130亿元"] == "2023 funds_in_place target"


def test_quarters_among_the_half_year_end_with_their_sentence():
    text = "2022年上半年，到位资金57亿元。其中一季度到位25亿元，二季度到位32亿元。新签约项目44个。"
    found = readings(text)
    assert (found["25亿元"], found["32亿元"]) == (
        "2022Q1 funds_in_place level",
        "2022Q2 funds_in_place level",
    )
    assert found["44个"] == "2022H1 projects_signed level"


def test_what_was_stated_again_is_restated():
    text = "2022年上半年，到位资金57亿元。经统计局核定，上年同期到位资金由52.4亿元调整为51.9亿元。"
    found = readings(text)
    assert found["51.9亿元"] == "2021H1 funds_in_place level restated"


def test_where_something_came_from_is_asked():
    rows = propose(document("2022年，全区制造业到位资金占比由41.5%提高到47.2%。")).rows
    assert [row.confidence for row in rows if row.reading.value == "41.5"] == ["low"]


def test_planned_growth_is_no_growth():
    text = "2023年上半年，工业投资年度计划增长9%，上半年工业投资增长6.3%。"
    values = [row.reading.value for row in propose(document(text)).rows]
    assert values == ["6.3"]


def test_the_investment_of_a_sector_is_of_the_investment_before_it():
    text = "2022年，全县地区生产总值208.4亿元。固定资产投资增长6.1%。分产业看，第一产业投资下降3.2%。"
    assert readings(text)["-3.2%"] == "2022 fixed_asset_investment sector=primary growth"


def test_examples_before_a_count_are_no_part_of_it():
    text = "2022年，制造业到位资金41亿元。恒越机电、长风新材料二期等18个项目开工建设。"
    assert readings(text)["18个"] == "2022 projects_started level"


def test_the_size_of_projects_wanted_is_not_that_of_the_funds():
    text = "2023年，力争签约10亿元以上项目6个以上，到位资金150亿元以上。"
    assert readings(text)["150亿元"] == "2023 funds_in_place target"


def test_a_task_force_with_its_sector_in_brackets_stays_a_task_force():
    text = "2024年前三季度，机电专班（工业）签约41个，文旅专班签约9个。"
    assert readings(text)["41个"] == "2024Q1-Q3 projects_signed task_force=机电 level"


def test_done_of_what_was_planned_is_investment():
    text = "2022年1—5月，县外项目年度计划投资4.8亿元，已完成1.9亿元，完成率39.6%。"
    found = readings(text)
    assert found["1.9亿元"].split()[1] == found["39.6%"].split()[1] == "invested"


def test_projects_at_the_head_of_a_line_and_before_a_bracket():
    text = "2023年，签约项目9个。\n◆ 远川锂电超级工厂：总投资70亿元。\n泰和铝箔（投资5.3亿元）主体封顶。"
    found = readings(text)
    assert found["70亿元"].split()[2] == "project=远川锂电超级工厂"
    assert found["5.3亿元"].split()[2] == "project=泰和铝箔"


def test_a_table_set_apart_by_spaces_is_a_table():
    text = (
        "关于2020年1—8月招商引资情况的通报\n二、各县到位市外资金情况（单位：万元、%）\n"
        "------------------------------\n"
        "单位      年度目标    1-8月到位    完成比例\n"
        "石桥县    500000      301000       60.2\n"
        "白水县    420000      231000       55.0\n"
        "合  计    920000      532000       57.8\n"
    )
    rows = [candidate.reading for candidate in propose(plain_document(text)).rows]
    of_county = [(r.period, r.metric, r.statistic, r.value, r.unit) for r in rows if "石桥县" in r.where_text]
    assert of_county == [
        ("2020", "funds_in_place", "target", "500000", "万元"),
        ("2020-01..2020-08", "funds_in_place", "level", "301000", "万元"),
        ("2020-01..2020-08", "funds_in_place", "completion", "60.2", "%"),
    ]


def test_lines_with_gaps_that_are_no_table_stay_lines():
    text = "石桥县招商局    2020年9月    第8期\n全县签约项目9个    到位资金3亿元    增长4%\n本期共四页"
    assert all(not block.cells for block in plain_document(text).blocks)


def test_arithmetic_still_decides():
    reading = read_bulletin(document("2023年，签约项目20个，其中工业项目12个、服务业项目8个。"))
    assert {row.reading.value for row in reading.rows} == {"20", "12", "8"}


def test_the_day_of_a_report_is_not_the_period():
    text = "8月17日，记者从市招商中心获悉，我市上半年新签约项目293个，到位资金38亿元。"
    found = readings(text, 2023)
    assert found["293个"] == "2023H1 projects_signed level"
    assert found["38亿元"] == "2023H1 funds_in_place level"


def test_the_month_of_an_event_is_that_of_its_day():
    text = "2月28日，柳湾市举行集中签约仪式，现场签约9个项目。据悉，该市当月共签约项目12个。"
    found = readings(text, 2023)
    assert found["9个"] == "2023-02-28 projects_signed level"
    assert found["12个"] == "2023-02 projects_signed level"


def test_the_head_of_a_paper_is_no_day_of_the_text():
    text = "2024年08月08日 星期四\n1至7月，该县签约项目62个。已开工41个。"
    found = readings(text)
    assert found["62个"] == "2024-01..2024-07 projects_signed level"
    assert found["41个"] == "2024-01..2024-07 projects_started level"


def test_the_number_of_a_file_is_no_date():
    text = "前三季度运行分析\n索引号：014226/2025-00387　发布日期：2025-10-16\n今年前三季度，签约项目54个。"
    assert readings(text)["54个"] == "2025Q1-Q3 projects_signed level"


def test_the_goal_of_the_year_without_a_full_unit_leaves_the_period():
    text = (
        "2021年1—10月，到位资金100亿元，完成全年80亿目标任务的125%。其中省外到位资金41亿元。"
        "全县引进项目12个，占市下达全年考核目标任务的92%。"
    )
    found = readings(text)
    assert found["41亿元"] == "2021-01..2021-10 funds_in_place origin=out_of_province level"
    assert found["92%"].startswith("2021-01..2021-10 ")


def test_the_whole_of_last_year_in_a_paragraph_on_it():
    text = "在2017年全区投资促进会上的发言\n去年，我市推进招商工作。全年签约项目317个。"
    assert readings(text)["317个"] == "2016 projects_signed level"


def test_the_end_of_a_quarter_is_reached_from_january():
    text = "2024年上半年到位资金26亿元。三季度末力争到位资金42亿元。"
    assert readings(text)["42亿元"] == "2024Q1-Q3 funds_in_place target"


def test_what_will_be_brought_in_over_the_year_is_a_target():
    text = "2023年上半年，全县引进项目31个。青岭县全年将引进项目50个。"
    assert readings(text)["50个"] == "2023 projects_signed target"


def test_a_year_that_is_compared_with_is_not_the_period():
    text = "2023年，全区总投资423.6亿元。与2022年公布数（397.2亿元）相比增长6.6%。"
    found = readings(text)
    assert found["6.6%"] == "2023 agreed_amount growth"
    assert found["397.2亿元"] == "2022 agreed_amount level"


def test_numbered_paragraphs_are_about_their_parts():
    text = (
        "2024年1—8月情况\n1.经开区。引进45个项目，到位32亿元；\n2.云溪园。引进31个，到位25亿元；\n"
        "全区引进项目112个。"
    )
    found = readings(text)
    assert found["45个"] == "2024-01..2024-08 projects_signed park=经开区 level"
    assert found["25亿元"] == "2024-01..2024-08 funds_in_place park=云溪园 level"
    assert found["112个"] == "2024-01..2024-08 projects_signed level"


def test_a_count_that_is_taken_up_again_is_of_its_own_part():
    text = "2024年，全区签约项目112个。10亿元以上项目6个，112个项目中开工53个。"
    assert readings(text)["53个"] == "2024 projects_started level"


def test_a_count_and_its_amount_with_a_slash():
    found = readings("2024年，生物医药专班签约9个/45.2亿元，开工3个。")
    assert found["9个"] == "2024 projects_signed task_force=生物医药 level"
    assert found["45.2亿元"] == "2024 agreed_amount task_force=生物医药 level"


def test_a_total_from_an_earlier_year_to_now_is_of_several_years():
    text = "2024年工作总结\n2020年至今年5月，全市签约项目56个，到位资金44亿元。"
    assert unread(text) == ["56个", "44亿元"]


def test_a_round_of_talks_is_no_rank():
    rows = propose(document("2024年，某电池项目已进入第3轮谈判。全市签约项目12个，居全市第2位。")).rows
    assert [row.reading.value for row in rows if row.reading.unit == "名"] == ["2"]


def test_growth_on_an_earlier_year_than_the_last_is_no_growth():
    text = "2021年上半年，签约项目2910个，同比2020年增长48%、2019年增长14%；签约金额21482亿元。"
    found = readings(text)
    assert found["48%"] == "2021H1 projects_signed growth"
    assert found["21482亿元"] == "2021H1 agreed_amount level"
    assert "14%" in unread(text)


def test_domestic_funds_among_all_are_a_part_of_them():
    found = readings("2018年，全省到位资金3036.7亿元，其中到位内资2786.7亿元。")
    assert found["2786.7亿元"] == "2018 funds_in_place origin=domestic level"


def test_what_began_years_ago_goes_on_until_now():
    text = "2019年情况\n2018年1月至2019年9月，签约项目904个。截至9月底，已有458个项目开工。"
    assert unread(text) == ["904个", "458个"]


def test_the_unit_of_a_list_of_parts_may_stand_at_its_end():
    found = readings("2023年1—11月，实际使用外资4.052亿美元。分县区：泽西县0.61、江口县0.418亿美元。")
    assert found["0.61亿美元"].startswith("2023-01..2023-11 foreign_funds place=泽西县")


def test_new_and_carried_over_projects_are_of_the_measure_of_their_whole():
    text = "2023年，全市在建省外项目412个，其中新建项目129个，续建项目283个。"
    found = readings(text)
    assert found["129个"] == "2023 projects_performing origin=out_of_province;cohort=new level"
    assert found["283个"] == "2023 projects_performing origin=out_of_province;cohort=carried_over level"


def test_the_title_says_whose_whole_a_share_is_of():
    text = (
        "鹤屏区招商局2023年工作总结\n全年总投资423.6亿元。10亿元以上项目总投资297亿元，占全区的70.1%。"
        "全市排名第2。"
    )
    assert readings(text)["70.1%"] == "2023 agreed_amount size=ge_10 share"


def test_the_week_of_a_newsletter_is_of_the_year_of_its_date():
    text = (
        "招商动态（第36期）\n江北区招商局　2025年6月20日\n6月16日至20日，全区签约项目3个。\n"
        "截至6月20日，今年全区累计签约项目68个，外资任务还差680万美元。"
    )
    found = readings(text)
    assert found["68个"] == "2025H1 projects_signed level"
    assert "680万美元" not in found


def test_a_month_alone_is_not_the_period_of_a_text_on_the_year():
    text = "2023年，全区合同外资2.86亿美元。制造业合同外资1亿美元。\n12月当月，合同外资980万美元。"
    found = readings(text)
    assert found["2.86亿美元"].startswith("2023 ")
    assert found["1亿美元"].startswith("2023 ")
    assert found["980万美元"].startswith("2023-12 ")


def test_a_count_taken_up_before_its_verb():
    text = "2024年上半年，全县引进项目57个。三是开工慢，57个项目开工29个。"
    rows = [row.reading for row in propose(document(text)).rows]
    assert [(row.metric, row.value) for row in rows] == [
        ("projects_signed", "57"),
        ("projects_signed", "57"),
        ("projects_started", "29"),
    ]


def test_an_aim_of_the_second_half_is_of_it():
    text = "2024年上半年，到位资金31亿元。\n下半年怎么干？到位资金确保完成27亿元。"
    assert readings(text)["27亿元"] == "2024H2 funds_in_place target"


def test_projects_signed_in_an_earlier_year_are_a_cohort_now():
    text = (
        "2025年1—7月，新签约项目76个。\n2024年签约的126个项目，已开工98个，开工率77.8%；"
        "今年签约的76个项目，已开工35个。"
    )
    found = readings(text)
    assert found["126个"] == "2024 projects_signed level"
    assert found["98个"] == "2025-01..2025-07 projects_started cohort=2024 level"
    assert found["35个"].startswith("2025-01..2025-07 projects_started")


def test_funds_of_projects_of_earlier_years_are_carried_over():
    found = readings("2024年上半年，新签约项目到位9.4亿元，往年项目到位17.5亿元，合计26.9亿元。")
    assert found["9.4亿元"] == "2024H1 funds_in_place cohort=new level"
    assert found["17.5亿元"] == "2024H1 funds_in_place cohort=carried_over level"


def test_a_heading_of_several_parts_is_no_part():
    text = "2025年1—7月，签约项目76个。\n（二）园区。云溪高新区签约项目28个。"
    assert readings(text)["28个"] == "2025-01..2025-07 projects_signed park=云溪高新区 level"


def test_an_origin_in_the_title_is_the_scope_of_its_numbers():
    title = "关于2024年1—10月全市省外资金到位情况的通报"
    text = "1—10月，全市实际到位省外资金319.81亿元，同比增长9.4%。其中第二产业到位200亿元。"
    rows = read_bulletin(document(f"{title}\n{text}")).as_rows()
    scopes = [row["where"] for row in rows]
    assert scopes == ["origin=out_of_province"] * 2 + ["origin=out_of_province;sector=secondary"]
