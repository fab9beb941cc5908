"""A circular states published numbers only, each as its fact is written, and says what is not known."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from unittest import mock

import pytest

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.reporting.circular.blocks import Heading, Table, Text, chinese_numeral, markdown
from tests.fixtures.circulars import PERIOD, district_named, full_year, number, run_of

NOTES = re.compile(r"（注\d）|^注\d：| \(note \d\)|^Note \d: ")
DATES = re.compile(r"20\d\d年(\d+月(\d+日)?)?|\d+ [A-Z][a-z]+ 20\d\d|20\d\d")


@pytest.fixture
def written():
    """Asked for by what looks at charts, or at whether they can be drawn."""


@pytest.fixture(autouse=True)
def charts_written_where_asked(request):
    """Charts of a circular are made; written as a picture, which takes most of its time, where asked for."""
    with ExitStack() as patches:
        if "written" not in request.fixturenames:
            for module in ("parts", "targets"):
                place = f"jjinvest.reporting.circular.{module}.to_png"
                patches.enter_context(mock.patch(place, return_value=b""))
        yield


OUTSIDE = "2023.funds_in_place.origin.out_of_province"
SECOND_TARGET = [
    number(OUTSIDE, 187.2, evidence="published"),
    number(f"{OUTSIDE}.completion", 98.5, "%"),
    number(f"{OUTSIDE}.target", 190, evidence="target"),
]


def circular_of(everything, facts, language="zh", **run):
    return make_circular(run_of(facts, **run), district_named(everything, "某区"), PERIOD, language)


def text_of(circular):
    return "\n".join(block.text for block in circular.blocks if isinstance(block, Text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_a_text_is_a_published_fact(everything, language):
    facts = full_year()
    circular, known = circular_of(everything, facts, language), {fact.id: fact for fact in facts}
    assert sum(len(text.numbers) for text in circular.texts) > 15
    for text in circular.texts:
        rest = NOTES.sub("", text.text)
        for shown in sorted(text.numbers, key=lambda shown: -len(shown.written)):
            assert known[shown.fact.id].value in (shown.fact.value, -shown.fact.value)
            assert shown.written in text.text
            rest = rest.replace(shown.written, "")
        assert not re.search(r"\d", DATES.sub("", rest)), rest


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


def test_a_number_of_projects_is_stated_once_with_its_ratio_and_its_growth(everything):
    further = [
        number("2023.projects_started", 9, "个", evidence="published"),
        number("2023.projects_started.growth", 12.5, "%", evidence="published", signed=True),
        number("2023.starts_to_signed", 75, "%"),
    ]
    text = text_of(circular_of(everything, [*full_year(), *further]))
    assert "开工项目数9个，与同期签约项目数之比为75%" in text
    assert "开工项目数同比增长12.5%。" in text
    assert text.count("开工项目数9个") == 1


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


@pytest.mark.parametrize("other", [105, 240])
def test_the_chance_is_that_of_the_target_beside_it(everything, other):
    others = [
        number("2024.agreed_amount.target.bureau", other, evidence="target"),
        number(f"2024.agreed_amount.p_reach.{other}", 0.9, "概率", evidence="modelled", target=other),
        number("2024.agreed_amount.p_reach.110", 0.25, "概率", evidence="modelled", target=110),
    ]
    facts = [fact for fact in full_year() if "p_reach" not in fact.id]
    for shown in (others, others[::-1]):
        assert "目标110亿元的可能性为25%" in text_of(circular_of(everything, [*facts, *shown]))


def test_a_fall_of_at_most_so_much_is_not_one_of_at_least_so_much(everything):
    grown = number("2023.agreed_amount.growth", -5.75, "%", relation=">=", signed=True)
    facts = [grown if fact.id == grown.id else fact for fact in full_year()]
    text = text_of(circular_of(everything, facts))
    assert "下降不超过5.8%" in text
    assert "以上" not in text


def test_a_target_that_is_reached_in_mid_year_has_no_chance(everything):
    facts = [
        number("2023h1.agreed_amount", 320, evidence="published"),
        number("2023.agreed_amount.target", 300, evidence="target"),
        number("2023h1.agreed_amount.completion", 106.7, "%"),
        number("2023h1.agreed_amount.excess", 20, signed=True),
        number("2023.agreed_amount.p_reach.300", 1.0, "概率", evidence="modelled", target=300),
    ]
    assert "可能性" not in text_of(circular_of(everything, facts))


def test_a_chance_below_one_percent_has_no_verb_too_many(everything):
    facts = [replace(f, value=0.004) if f.unit == "概率" else f for f in full_year()]
    assert "的可能性不足1%。" in text_of(circular_of(everything, facts))


def test_a_range_too_wide_to_plan_with_is_not_what_is_expected(everything):
    head = "2024.agreed_amount.forecast"
    median, band = number(f"{head}.median", 15, evidence="modelled"), number(f"{head}.band80", 0)
    wide = replace(band, value=None, low=1.0, high=55.0, evidence="modelled")
    text = text_of(circular_of(everything, [*full_year(), median, wide]))
    assert "2024年协议引资八成可能在1–55亿元之间，范围太宽，不宜据以安排工作；中位数为15亿元。" in text
    close = replace(wide, low=10.0, high=20.0)
    expected = text_of(circular_of(everything, [*full_year(), median, close]))
    assert "预计2024年协议引资中位数约15亿元" in expected


def test_a_minimum_is_said_in_words(everything):
    open_ended = [
        replace(f, relation=">=") if f.id == "2024.agreed_amount.target" else f for f in full_year()
    ]
    assert "年度目标110亿元以上，月均" in text_of(circular_of(everything, open_ended))


def test_what_was_not_published_is_said_not_made_up(everything):
    circular = circular_of(everything, [number("2023.projects_signed", 3, "个", evidence="published")])
    text = text_of(circular)
    assert "2023年，某区签约项目3个。" in text
    for missing in (
        "年度目标尚未公布",
        "分产业、分规模等情况尚未公布",
        "到位资金和项目推进情况尚未公布",
        "不足以预测",
    ):
        assert missing in text
    assert circular.pictures == []
    assert not [block for block in circular.blocks if isinstance(block, Table)]
    nothing = text_of(circular_of(everything, []))
    assert "2023年签约总数尚未公布" in nothing


def test_each_single_fact_may_be_missing(everything, written):
    facts = full_year()
    for left_out in facts:
        circular = circular_of(everything, [fact for fact in facts if fact is not left_out])
        assert left_out.id not in {fact.id for fact in circular.facts}
        assert [b.text for b in circular.blocks if isinstance(b, Heading) and b.level == 1] == [
            "总体情况",
            "结构情况",
            "资金到位和项目推进情况",
            "形势预测",
            "数据说明",
        ]


def test_there_are_one_table_and_two_charts_with_texts_for_those_who_do_not_see_them(everything, written):
    circular = circular_of(everything, [*full_year(), *SECOND_TARGET])
    [table] = [block for block in circular.blocks if isinstance(block, Table)]
    assert [cell.text for cell in table.rows[0]] == [
        "协议引资（年度目标）",
        "90亿元",
        "100亿元",
        "90%",
        "−10亿元",
    ]
    assert len(circular.pictures) == 2
    assert all(picture.alternative and picture.png.startswith(b"\x89PNG") for picture in circular.pictures)
    assert [p.png for p in circular.pictures] == [
        p.png for p in circular_of(everything, [*full_year(), *SECOND_TARGET]).pictures
    ]


def test_a_single_bar_is_no_chart(everything):
    [picture] = circular_of(everything, full_year()).pictures
    assert picture.caption != circular_of(everything, [*full_year(), *SECOND_TARGET]).pictures[0].caption


def test_headings_are_numbered_as_in_official_documents(everything):
    circular = circular_of(everything, full_year())
    headings = [block.written("zh") for block in circular.blocks if isinstance(block, Heading)]
    assert headings[:5] == [
        "一、总体情况",
        "（一）签约情况",
        "（二）目标完成情况",
        "二、结构情况",
        "（一）按产业分",
    ]
    assert [chinese_numeral(n) for n in (9, 10, 11, 20)] == ["九", "十", "十一", "二十"]


def test_it_says_draft_until_its_numbers_are_released(everything):
    draft, released = (circular_of(everything, full_year(), released=day) for day in (None, date(2024, 4, 9)))
    assert draft.marks == ("送审稿",)
    assert released.marks == ()
    assert (draft.day, released.day) == ("2024年　　月　　日", "2024年4月9日")


def test_restricted_and_synthetic_numbers_are_marked(everything):
    made_up = district_named(everything, "某区", synthetic=True)
    circular = make_circular(run_of(full_year(), tier="government"), made_up, PERIOD, "zh")
    words = Vocabulary("zh", {})
    assert circular.marks == (words.message("head.synthetic"), words.message("tier.government"), "送审稿")


def test_a_caveat_stands_below_the_number_that_has_it(everything):
    facts = [replace(f, caveat="implied_target") if f.id.name == "completion" else f for f in full_year()]
    assert [note.text for note in circular_of(everything, facts).notes] == [
        "注1：" + Vocabulary("zh", {}).message("caveat.implied_target")
    ]


def test_markdown_escapes_what_comes_from_data(everything):
    run = run_of([*full_year(), *SECOND_TARGET])
    circular = make_circular(run, district_named(everything, "<b>某*区|"), PERIOD, "zh")
    text = markdown(circular, ["a.png", "b.png"])
    assert "\\<b\\>某\\*区\\|" in text
    assert "<b>" not in text
    assert re.findall(r"\((\w\.png)\)", text) == ["a.png", "b.png"]


LEDGER_COUNTS = [
    number("2023.projects_signed", 9, "个", sources=("2023.projects_signed@ledger_0003",)),
    number("2023.agreed_amount", 90, sources=("2023.agreed_amount@ledger_0003",)),
    *(
        number(f"2023.projects_signed.park.{park}{end}", value, unit, sources=(f"x@{source}",))
        for park, count, source in (
            ("east", 6, "ledger_0003"),
            ("west", 2, "ledger_0003"),
            ("old", 1, "bulletin"),
        )
        for end, value, unit in (("", count, "个"), (".share", 100 * count / 9, "%"))
    ),
    number("2023.agreed_amount.park.east", 70, sources=("x@ledger_0003",)),
    number("2023.agreed_amount.park.east.share", 77.8, "%"),
]


@pytest.mark.parametrize(("language", "word"), [("zh", "不公开"), ("en", "withheld")])
def test_a_withheld_amount_is_not_said_to_be_unpublished(everything, language, word):
    circular = circular_of(everything, LEDGER_COUNTS, language)
    table = next(block for block in circular.blocks if isinstance(block, Table))
    rows = {row[0].text: [cell.text for cell in row[2:]] for row in table.rows}
    assert rows["west"] == [word, word]
    assert rows["old"] == ["—", "—"]  # not of the ledger: nobody published an amount
    assert word not in rows["east"]
    written = markdown(circular, ["1.png", "2.png"])
    assert f"| {word} |" in written
    assert circular.texts[-1].text != ""
    note = Vocabulary(language, {}).message("note.withheld")
    assert sum(note in text.text for text in circular.texts) == 1
    assert note not in text_of(circular_of(everything, full_year(), language))


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


def test_a_name_in_small_letters_stays_so_in_chinese(everything):
    parts = [
        number(f"2023.projects_signed.park.{name}{end}", value, unit)
        for name in ("alpha", "beta")
        for end, value, unit in (("", 6, "个"), (".share", 50, "%"))
    ]
    assert "按承接平台分，alpha 6个" in text_of(circular_of(everything, [*full_year(), *parts]))


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


def test_published_numbers_of_projects_stand_before_their_rates(everything):
    rates = [number("2023.start_rate", 75, "%"), number("2023.performance_rate", 80, "%")]
    said = text_of(circular_of(everything, [*full_year(), *rates]))
    assert "开工率75%" in said
    started = number("2023.projects_started", 9, "个", evidence="published")
    said = text_of(circular_of(everything, [*full_year(), *rates, started]))
    assert "开工项目数9个，开工率75%" in said
    assert "之比" not in said
    assert "履约率80%" in said
    new = [
        number("2023.projects_started.cohort.new", 6, "个", evidence="published"),
        number("2023.start_rate.cohort.new", 50, "%", evidence="published"),
    ]
    said = text_of(circular_of(everything, [*full_year(), started, *new]))
    assert "开工项目数9个，其中当年签约项目6个，开工率50%" in said


def test_the_growth_of_funds_follows_their_amount(everything):
    published = [
        number("2023.funds_in_place", 25.5, evidence="published"),
        number("2023.funds_in_place.out_of_city", 20.2, evidence="published"),
        number("2023.funds_in_place.growth", 180.2, "%", evidence="published"),
    ]
    text = text_of(circular_of(everything, published))
    assert "到位资金25.5亿元，其中市外资金到位20.2亿元。到位资金同比增长180.2%。" in text
    assert text.count("180.2%") == 1
    alone = text_of(circular_of(everything, published[2:]))
    assert "到位资金同比增长180.2%。" in alone


def test_what_only_the_ledger_has_is_said_to_be_the_ledgers(year_end):
    published = number("2023.funds_in_place.out_of_city", 267, evidence="published")
    funds = number("2023.ledger.funds_in_place", 428.7, evidence="computed")
    ledger = year_end.workspace.ledger
    circular = make_circular(run_of([published, funds]), year_end.workspace, PERIOD, "zh")
    text = text_of(circular)
    assert "市外到位资金267亿元。" in text
    name = re.search(r"据(.+?)，到位资金428.7亿元。", text).group(1)
    assert ledger.stands_on.strftime("%Y-%m") in name
    opening = circular.blocks[0].text
    assert "2024年3月31日及以前公布的数" in opening
    assert f"{name}，截至{Vocabulary('zh', {}).day(ledger.stands_on)}" in opening


def test_a_report_from_a_ledger_alone_speaks_of_no_published_figures(year_end):
    circular = make_circular(
        run_of([number("2023.agreed_amount", 90, evidence="computed")]), year_end.workspace, PERIOD, "zh"
    )
    assert "公布" not in circular.blocks[0].text
    assert Vocabulary("zh", {}).day(year_end.workspace.ledger.stands_on) in circular.blocks[0].text


def test_what_was_signed_stands_beside_what_was_expected_for_that_time(everything):
    head = "2024.agreed_amount.forecast.since_release"
    values = {"opening_margin": -8, "by_new_signings": 31, "by_progress": -32, "closing_margin": -9}
    facts = [number(f"{head}.{name}", value, evidence="modelled") for name, value in values.items()]
    text = text_of(circular_of(everything, [*full_year(), *facts]))
    assert "由−8亿元变为−9亿元：期间新签31亿元，原预计同期签约32亿元。" in text
    other = number(f"{head}.by_target", -40, evidence="modelled")
    text = text_of(circular_of(everything, [*full_year(), *facts, other]))
    assert "影响最大的原因是" in text


def test_two_sides_of_one_reason_are_not_named_where_together_they_pull_the_other_way(everything):
    """+51.5 signed where 53.2 were expected is −1.7: it cannot be why the margin rose by 1.4."""
    head = "2024.agreed_amount.forecast.since_release"
    values = {"opening_margin": 13.2, "by_new_signings": 51.5, "by_progress": -53.2, "by_data_revision": 3.1}
    values["closing_margin"] = 14.6
    facts = [number(f"{head}.{name}", value, evidence="modelled") for name, value in values.items()]
    text = text_of(circular_of(everything, [*full_year(), *facts]))
    assert "影响最大的原因是数据修正（+3.1亿元）" in text
    assert "期间新签" not in text


def test_a_projection_of_the_year_is_no_number_reached_in_it(everything):
    """Eleven months are published; the pace of these, continued to December, is no year that was reported."""
    facts = [
        number("2023m01-m11.projects_signed", 23, "个", evidence="published", period="2023-01..2023-11"),
        number("2023m01-m11.agreed_amount", 77, evidence="published", period="2023-01..2023-11"),
        number("2023m01-m11.agreed_amount.completion", 70, "%", period="2023-01..2023-11"),
        number("2023.agreed_amount.target", 110, evidence="target"),
        number("2023.agreed_amount.mid_year.linear", 84, definition="linear"),
    ]
    chinese, english = (circular_of(everything, facts, language) for language in ("zh", "en"))
    assert "2023年1—11月，某区签约项目23个、协议引资77亿元。" in text_of(chinese)
    assert "协议引资77亿元，完成年度目标110亿元的70%" in text_of(chinese)
    assert "尚未公布，暂不计算完成率" not in text_of(chinese)
    assert "January–November 2023" in english.title


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


def test_a_forecast_beside_the_actual_number_is_not_called_a_change_of_the_forecast(everything):
    head = "2023.agreed_amount.forecast.since_release"
    reason = number(f"{head}.by_new_signings", -14, signed=True)
    opening = number(f"{head}.opening_margin", 4, signed=True)
    ended = [*full_year(), opening, number(f"{head}.actual_margin", -10, signed=True), reason]
    text = text_of(circular_of(everything, ended))
    assert "上期发布的2023年协议引资预计与目标之差为+4亿元，实际为−10亿元" in text
    ahead = [*full_year(), opening, number(f"{head}.closing_margin", -10, signed=True), reason]
    assert "协议引资预计与目标之差由+4亿元变为−10亿元" in text_of(circular_of(everything, ahead))


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


def test_a_growth_of_nothing_is_level(everything):
    level = [replace(f, value=-0.03) if f.id.name == "growth" else f for f in full_year()]
    text = text_of(circular_of(everything, level))
    assert "协议引资同比基本持平。" in text
    assert "下降" not in text


def test_a_contradicted_number_is_marked_in_a_sentence_and_in_a_note(everything):
    doubted = [
        replace(f, caveat="contradicted") if f.id == "2023.agreed_amount.secondary" else f
        for f in full_year()
    ]
    circular = circular_of(everything, doubted)
    assert "第二产业60亿元（待核）（注1），占协议引资的66.7%" in text_of(circular)
    assert circular.notes[0].text.startswith("注1：与其他公布数矛盾")


def test_each_note_is_referred_to_where_its_numbers_stand(everything):
    doubts = {"2023.agreed_amount": "contradicted", "2023.agreed_amount.secondary": "rests_on_contradicted"}
    facts = [replace(f, caveat=doubts.get(str(f.id), "")) for f in full_year()]
    for language, reference in (("zh", "（注{}）"), ("en", " (note {})")):
        circular = circular_of(everything, facts, language)
        for place, note in enumerate(circular.notes, start=1):
            assert reference.format(place) in markdown(circular, ["a.png"] * 9).replace("\\", "")
            assert str(place) in note.text[:7]
        assert len(circular.notes) == 2
        assert reference.format(3) not in text_of(circular)
        first = next(text for text in circular.texts if reference.format(1) in text.text)
        assert first.text.count(reference.format(1)) == 1
    plain = circular_of(everything, [replace(f, caveat="") for f in full_year()])
    assert not plain.notes
    assert "注1" not in text_of(plain)


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


def test_each_target_ahead_has_its_own_chance(everything):
    """That of another number of the same measure is no chance of this target."""
    chance = {"unit": "概率", "evidence": "modelled"}
    open_chance = number("2024.contract_amount.p_reach.80", 0, target=80.0, **chance)
    funds = [
        number("2024.funds_in_place.target.municipality", 150, evidence="target"),
        number("2024.funds_in_place.monthly_needed.municipality", 12.5),
        number("2024.funds_in_place.p_reach.160", 0.4, target=160.0, **chance),
        replace(number("2024.funds_in_place.p_reach.150", 0.58, target=150.0, **chance), low=0.5, high=0.6),
        number("2024.contract_amount.target", 80, evidence="target"),
        replace(open_chance, value=None, low=0.3, high=0.9),
    ]
    text = text_of(circular_of(everything, [*full_year(), *funds]))
    assert "要完成2024年到位资金市级年度目标150亿元，月均须12.5亿元，完成的可能性为58%，按" in text
    assert "2024年正式合同额年度目标为80亿元，完成的可能性为30%–90%。" in text
    assert "40%" not in text
    english = text_of(circular_of(everything, [*full_year(), *funds], "en"))
    assert "a month, and its chance is 58%, 50%–60% by method and assumption." in english


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


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"total": 7, "agrees": 7, "contradicts": 0, "restated": 0}, "核对7次，全部相符。"),
        (
            {"total": 7, "agrees": 6, "contradicts": 0, "restated": 1},
            "相符6次，没有矛盾；1个数先后公布不同。",
        ),
        ({"total": 7, "agrees": 5, "contradicts": 1, "restated": 0}, "相符5次，矛盾1处；0个数先后公布不同。"),
    ],
)
def test_a_count_of_nothing_is_not_stated_of_checks(everything, counts, said):
    checks = [number(f"2023.checks.{name}", value, "个") for name, value in counts.items()]
    assert said in text_of(circular_of(everything, [*full_year(), *checks]))


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


def test_origins_that_may_contain_each_other_are_not_left_to_be_added(everything):
    """省外 of some offices holds 境外, of which the text said 其中."""
    facts = [*full_year(), number(OUTSIDE, 418.6, evidence="published")]
    assert "各来源可能互相包含" not in text_of(circular_of(everything, facts))
    facts.append(number("2023.funds_in_place.origin.abroad", 86.2, evidence="published"))
    assert "各来源可能互相包含，不宜相加。" in text_of(circular_of(everything, facts))
