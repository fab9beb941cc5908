"""A circular states published numbers only, each as its fact is written, and says what is not known."""

from __future__ import annotations

import re

import pytest

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.reporting.circular.blocks import Heading, Table, chinese_numeral, markdown
from tests.fixtures.circulars import (
    PERIOD,
    SECOND_TARGET,
    circular_of,
    district_named,
    full_year,
    number,
    run_of,
    text_of,
)

NOTES = re.compile(r"（注\d）|^注\d：| \(note \d\)|^Note \d: ")
DATES = re.compile(r"20\d\d年(\d+月(\d+日)?)?|\d+ [A-Z][a-z]+ 20\d\d|20\d\d")


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


def test_a_name_in_small_letters_stays_so_in_chinese(everything):
    parts = [
        number(f"2023.projects_signed.park.{name}{end}", value, unit)
        for name in ("alpha", "beta")
        for end, value, unit in (("", 6, "个"), (".share", 50, "%"))
    ]
    assert "按承接平台分，alpha 6个" in text_of(circular_of(everything, [*full_year(), *parts]))


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


def test_a_zone_that_counts_foreign_capital_alone_has_its_structure_and_no_signings(everything):
    """Nothing is missing that it never counts, and 合同外资 has the office's name."""
    funds = "2023.foreign_funds"
    facts = [
        number(funds, 0.8085, "亿美元", evidence="published"),
        number(f"{funds}.economy.香港", 0.52, "亿美元", evidence="published"),
        number(f"{funds}.economy.香港.share", 64.3, "%", evidence="published"),
        number("2023.contract_amount.origin.abroad", 3.2, "亿美元", evidence="published"),
    ]
    text = text_of(circular_of(everything, facts))
    assert "实际利用外资按国别或地区分，香港0.52亿美元，占64.3%。" in text
    assert "合同外资额3.2亿美元" in text
    for never_counted in ("签约总数尚未公布", "签约项目分产业", "境外正式合同额"):
        assert never_counted not in text
    of_signed = number("2022.projects_signed", 3, "个", evidence="published")
    text = text_of(circular_of(everything, [*facts, of_signed]))
    assert "2023年签约总数尚未公布" in text


def test_a_zone_without_any_breakdown_says_so_of_its_numbers(everything):
    facts = [number("2023.foreign_funds", 0.8085, "亿美元", evidence="published")]
    assert "2023年各分项情况尚未公布" in text_of(circular_of(everything, facts))


def test_two_splits_of_the_funds_are_two_sentences(everything):
    amounts = {"": 81.09, ".out_of_city": 72.52, ".new": 24.9, ".carried_over": 56.19}
    facts = [number(f"2023.ledger.funds_in_place{part}", value) for part, value in amounts.items()]
    text = text_of(circular_of(everything, facts)).replace(" ", "")
    assert "到位资金81.09亿元，其中市外资金（含境外）到位72.52亿元。" in text
    assert "当年签约项目到位24.9亿元，以前年度签约项目到位56.19亿元。" in text
