"""A column of industries where the ledger has none of sectors."""

from __future__ import annotations

import pytest

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

TITLE = "某县招商引资项目台账（截至2023年4月） 单位：万元"


def sheet_of(industries, *, head="所属行业"):
    rows = [[TITLE], ["项目名称", "签约日期", "协议金额", head]]
    return [*rows, *([f"第{word}项目", "2023-1-3", 9000, word] for word in industries)]


def read(path, industries, **options):
    write_sheets(path, {"台账": sheet_of(industries, **options)})
    result = check(path)
    sectors = [row.text("sector") for row in result.rows]
    rules = {f.rule: f for f in result.findings()}
    return sectors, [row.text("chain") for row in result.rows], rules


def test_industries_give_the_sectors_and_stay_as_chains(path):
    words = ["通用设备制造业", "农业", "批发业"]
    sectors, chains, rules = read(path, words)
    assert sectors == ["secondary", "primary", "tertiary"]
    assert chains == words
    assert "「所属行业」按产业链分组" in rules["sector_from_industry"].what("zh")
    assert "column_absent" not in {name for name, f in rules.items() if f.found == "产业"}


def test_an_industry_without_a_sector_leaves_all_open_and_is_named(path):
    sectors, _, rules = read(path, ["通用设备制造业", "玄学研究"])
    assert sectors == ["", ""]
    assert "玄学研究" in rules["industry_as_chain"].what("zh")
    assert "sector_from_industry" not in rules


@pytest.mark.parametrize("head", ["产业链", "产业"])
def test_a_column_of_chains_or_sectors_is_no_column_of_industries(path, head):
    _, _, rules = read(path, ["制造业", "农业"], head=head)
    assert not {"sector_from_industry", "industry_as_chain"} & rules.keys()


def test_words_of_usual_meaning_are_named(path):
    _, _, rules = read(path, ["电子信息", "农业"])
    assert "电子信息 按通常归类" in rules["sector_from_industry"].what("zh")
