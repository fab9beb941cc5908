"""Origins, sectors and stages of a ledger in the words of clerks: read, or asked with every reading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.validate import validate
from jjinvest.ledger.vocabulary.places import home_of
from tests.fixtures.workbooks import TODAY, check, clean_project, clean_projects, rules_of, write_ledger

HOME = replace(load_spellings(), home=home_of("重庆市江津区"))


def checked(path, spellings=HOME):
    return validate(path, spellings, today=TODAY)


def ledger_with(path, field, *texts, **options):
    projects = clean_projects(max(len(texts), 3))
    for project, text in zip(projects, texts, strict=False):
        project[field] = text
    write_ledger(path, projects, **options)
    return path


def test_places_sectors_and_stages_of_an_office_are_all_accepted(path):
    projects = clean_projects(5)
    words = {
        "origin": ("浙江", "广东省深圳市", "重庆渝北区", "香港", "市外（江苏）"),
        "sector": ("制造业", "C36汽车制造业", "文旅", "现代农业", "二产（工业）"),
        "stage": ("主体施工", "已开工", "在建", "开工建设", "设备安装"),
    }
    for field, texts in words.items():
        for project, text in zip(projects, texts, strict=True):
            project[field] = text
    write_ledger(path, projects)
    result = checked(path)
    assert rules_of(result) == []
    assert [row.text("origin") for row in result.rows] == [
        "out_of_city",
        "out_of_city",
        "in_municipality",
        "abroad",
        "out_of_city",
    ]
    assert [row.text("sector") for row in result.rows] == [
        "secondary",
        "secondary",
        "tertiary",
        "primary",
        "secondary",
    ]
    assert {row.text("stage") for row in result.rows} == {"started"}


def test_an_ambiguous_place_is_a_question_with_both_readings(path):
    result = checked(ledger_with(path, "origin", "江北区"))
    [question] = result.findings()
    assert (question.rule, question.severity, question.address) == ("choice_ambiguous", "rejected", "D3")
    for reading in ("重庆市江北区（市内）", "浙江省宁波市江北区（市外）"):
        assert reading in question.what("zh")
    assert "江北区=" in question.expected("zh")


def test_without_a_place_of_the_district_a_place_counts_as_outside_with_a_remark(path):
    result = checked(ledger_with(path, "origin", "浙江", "德国", "浙江=市内"), load_spellings())
    assert rules_of(result) == [("choice_answered", "D5")]
    result = checked(ledger_with(path, "origin", "浙江", "德国"), load_spellings())
    [remark] = result.findings()
    assert (remark.rule, remark.severity, remark.address) == ("place_unknown_side", "remark", "D3")
    assert "浙江=市内" in remark.expected("zh")
    assert [row.text("origin") for row in result.rows[:2]] == ["out_of_city", "abroad"]


def test_readings_do_not_repeat_the_word_that_is_asked_about(path):
    [question] = checked(ledger_with(path, "origin", "区外")).findings()
    assert question.what("zh") == "「区外」有几种读法：市内；市外"


@pytest.mark.parametrize("word", ["省内", "国内", "江苏、香港"])
def test_a_word_for_both_sides_stays_a_question_without_a_place(path, word):
    result = checked(ledger_with(path, "origin", word), load_spellings())
    assert rules_of(result) == [("choice_ambiguous", "D3")]


def test_the_title_may_name_the_district(path):
    title = "江津区招商项目台账（截至2023年10月）"
    assert rules_of(checked(ledger_with(path, "origin", "浙江", title=title), load_spellings())) == []


def test_an_answer_holds_for_the_whole_column(path):
    result = checked(ledger_with(path, "origin", "大本营", "大本营=市外", "大本营"))
    assert rules_of(result) == [("choice_answered", "D4")]
    assert [row.text("origin") for row in result.rows] == ["out_of_city"] * 3
    assert result.answers == {"origin": {"大本营": "out_of_city"}}


def test_an_answer_may_settle_an_ambiguous_name_but_not_deny_a_known_one(path):
    result = checked(ledger_with(path, "origin", "江北区=市内", "江北区", "浙江=市内"))
    assert rules_of(result) == [("choice_answered", "D3"), ("answer_contradicts", "D5")]
    assert result.rows[1].text("origin") == "in_municipality"


def test_two_answers_that_differ_leave_the_question(path):
    result = checked(ledger_with(path, "origin", "大本营=市外", "大本营=市内", "大本营"))
    assert ("choice_unknown", "D5") in rules_of(result)
    assert result.answers == {}


def test_an_answer_with_an_unknown_choice_is_a_question(path):
    assert rules_of(checked(ledger_with(path, "origin", "大本营=火星"))) == [("choice_unknown", "D3")]


def test_a_word_kept_for_the_district_is_read_and_may_be_answered_anew(path):
    kept = HOME.with_words({"origin": {"大本营": "abroad"}})
    assert checked(ledger_with(path, "origin", "大本营"), kept).rows[0].text("origin") == "abroad"
    result = checked(ledger_with(path, "origin", "大本营=市外", "大本营"), kept)
    assert [row.text("origin") for row in result.rows[:2]] == ["out_of_city", "out_of_city"]


def test_an_unknown_word_asks_for_an_answer_in_its_cell(path):
    [finding] = checked(ledger_with(path, "origin", "大本营")).findings()
    assert finding.rule == "choice_unknown"
    assert "大本营=" in finding.expected("zh")
    assert finding.example("zh").startswith("大本营=")


@pytest.mark.parametrize(("signed", "rules"), [("2023-2-3", []), (None, [("stage_not_started", "F3")])])
def test_a_project_whose_building_has_not_started_is_signed_if_it_has_a_signing_date(path, signed, rules):
    projects = clean_projects(3)
    funds = ("funds_month", "funds_ytd", "funds_to_date", "contract_on", "contract_amount")
    projects[0] |= dict.fromkeys(("started_on", *funds)) | {"stage": "未开工", "signed_on": signed}
    write_ledger(path, projects)
    result = checked(path)
    assert rules_of(result) == rules
    if signed:
        assert result.rows[0].text("stage") == "signed"


def test_a_stage_that_its_remark_takes_back_is_a_question(path):
    assert rules_of(checked(ledger_with(path, "stage", "在建（停工）"))) == [("choice_unknown", "F3")]


def test_a_word_for_nothing_is_a_blank_which_a_signed_project_may_not_have(path):
    projects = clean_projects(6)
    projects[0]["origin"] = projects[5]["origin"] = "待定"
    write_ledger(path, projects)
    assert rules_of(checked(path)) == [
        ("word_as_blank", "D3"),
        ("choice_missing", "D3"),
        ("word_as_blank", "D8"),
    ]


def test_the_package_knows_no_district(path):
    ledger_with(path, "origin", "重庆")
    assert rules_of(check(path)) == [("place_unknown_side", "D3")]


def test_the_example_of_an_answer_is_not_the_present_reading(path):
    result = checked(ledger_with(path, "sector", "电子信息"))
    [finding] = [f for f in result.findings() if f.rule == "choice_usual"]
    assert "二产" in finding.what("zh")
    assert finding.example("zh").startswith("电子信息=")
    assert "二产" not in finding.example("zh")


@pytest.mark.parametrize(
    ("word", "stage"),
    [("03-在建", "started"), ("2.开工", "started"), ("A1、签约", "signed"), ("9-其他", None)],
)
def test_a_code_before_a_choice_does_not_count(path, word, stage):
    write_ledger(path, [clean_project(1, stage=word, **{} if stage != "signed" else {"started_on": None})])
    result = check(path)
    assert (result.rows[0].text("stage") or None) == stage
    assert ("choice_unknown" in {each.rule for each in result.rows[0].findings}) == (stage is None)
