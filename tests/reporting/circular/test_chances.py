"""Each target ahead in a circular has its chance; those of which none can be given are named."""

from __future__ import annotations

import pytest

from jjinvest.pipeline.publishing.circular import make_circular
from jjinvest.reporting.circular.blocks import markdown
from tests.fixtures.circulars import run_of
from tests.fixtures.dated_districts import dated_results

NEXT = {
    "2033-01-20": (
        "2032,agreed_amount,,,,,90,亿元",
        "2032,projects_signed,,,,,40,个",
        "2033,agreed_amount,,target,,,100,亿元",
        "2033,rank,,target,,<=,3,名",
        "2033,start_rate,,target,,,75,%",
    ),
}
RUNNING = {
    "2033-01-20": ("2033,agreed_amount,,target,,,100,亿元", "2033,funds_in_place,,target,,,60,亿元"),
    "2033-10-20": ("2033Q1-Q3,agreed_amount,,,,,120,亿元", "2033Q1-Q3,funds_in_place,,completion,,>,61.5,%"),
}


def circular(folder, texts, period, as_of, language="zh"):
    found = dated_results(folder, period, texts, as_of=as_of)
    made = make_circular(run_of(found.facts.values()), found.workspace, period, language)
    return markdown(made, ["1.png"] * 9)


@pytest.mark.parametrize(
    ("language", "lead"),
    [("zh", "现有数据不足以推算以下目标完成的可能性："), ("en", "no chance can be given for:")],
)
def test_a_target_without_a_chance_is_named_after_those_with_one(tmp_path, language, lead):
    text = circular(tmp_path, NEXT, "2032Q4", "2033-02-14", language)
    with_chance, _, without = text.partition(lead)
    without = without.split("\n")[0]
    names = {"zh": ("协议引资", "排名", "开工率"), "en": ("Agreed amount", "Rank", "Start rate")}[language]
    assert names[0] in with_chance
    assert [name in without for name in names] == [False, True, True]


def test_a_target_that_is_reached_is_not_among_those_without_a_chance(tmp_path):
    text = circular(tmp_path, RUNNING, "2033Q3", "2033-11-14")
    _, _, without = text.partition("现有数据不足以推算以下目标完成的可能性：")
    assert without.split("\n")[0] == "2033年到位资金年度目标。"


def test_a_target_that_is_reached_has_no_chance(tmp_path):
    texts = {
        "2033-01-20": ("2032,agreed_amount,,,,,90,亿元", "2033,agreed_amount,,target,,,100,亿元"),
        "2033-10-20": ("2033Q1-Q3,agreed_amount,,,,,125,亿元",),
    }
    text = circular(tmp_path, texts, "2033Q3", "2033-11-14")
    assert "可能性" not in text.partition("四、")[2].partition("五、")[0]
    missed = {**texts, "2033-10-20": ("2033Q1-Q3,agreed_amount,,,,,75,亿元",)}
    assert "可能性" in circular(tmp_path / "other", missed, "2033Q3", "2033-11-14")
