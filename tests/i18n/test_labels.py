"""Two dimensions may have a member of one name: each is shown by its own label."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.figures import typed_labels
from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.i18n.names import Names
from jjinvest.reporting.tables.breakdowns import breakdown
from jjinvest.reporting.tables.cells import named
from jjinvest.results.results import Results
from tests.fixtures.figure_rows import PLAIN

LABELS = {
    ("chain", ""): {"zh": "产业链"},
    ("chain", "nev"): {"zh": "新能源汽车", "en": "New vehicles"},
    ("task_force", "nev"): {"zh": "汽车专班", "en": "Team for vehicles"},
    ("sector", "nev"): {"zh": "汽车业"},
    ("sector", "food"): {"zh": "食品"},
    ("zone", "food"): {"zh": "食品"},
    ("park", "East Park"): {"zh": "东园"},
}
WORDS = Vocabulary("zh", {str(key): name for key, name in typed_labels(LABELS)["zh"].items()})
FIGURES = """source,period,metric,where,value,unit
s,2023,contract_amount,chain=nev,10,亿元
s,2023,contract_amount,task_force=nev,20,亿元
s,2023,contract_amount,task_force=food,5,亿元
s,2023,contract_amount,chain=food,5,亿元
"""
DIMENSIONS = """dimension,member,zh,en
chain,nev,新能源汽车,New vehicles
task_force,nev,汽车专班,Team for vehicles
"""


@pytest.mark.parametrize(
    ("fact_id", "name"),
    [
        ("2023.trips.chain.nev", "产业链 · 新能源汽车"),
        ("2023.trips.task_force.nev.share", "汽车专班"),
        ("2023.trips.nev", "汽车业"),
        ("2023.trips.chain.nev.food", "新能源汽车 · 食品"),
        ("2023.trips.park.East_Park", "东园"),
    ],
)
def test_a_fact_is_named_by_the_members_of_its_dimensions(fact_id, name):
    assert name in WORDS.fact_label(FactId(fact_id), with_period=False)


@pytest.mark.parametrize(
    ("part", "zh", "en"),
    [
        ("growth.over_2019", "增速 · 以2019年为基数", "growth · over 2019"),
        ("growth.sequential", "增速 · 环比", "growth · over the period before"),
        ("multiple.over_2016", "倍数 · 以2016年为基数", "over 2016"),
        ("growth", "同比增速", "growth on year"),
    ],
)
def test_a_rate_says_what_it_compares_with(part, zh, en):
    fact_id = FactId(f"2021q1.projects_started.{part}")
    assert Vocabulary("zh", {}).fact_label(fact_id).endswith(f" · {zh}")
    assert Vocabulary("en", {}).fact_label(fact_id).lower().endswith(en)


def test_a_metric_in_one_of_two_currencies_has_the_name_of_the_metric():
    words = Vocabulary("zh", {"tourism": "旅游收入"})
    assert words.label("foreign_funds_cny") == "实际利用外资（人民币）"
    assert words.label("tourism_usd") == "旅游收入（美元）"
    assert words.label("anything_usd") == "anything usd"
    named = [words.is_named(metric) for metric in ("foreign_funds_cny", "tourism_rmb", "anything_usd", "usd")]
    assert named == [True, True, False, False]


def test_a_member_is_shown_by_the_label_of_its_dimension():
    shown = [WORDS.member(dimension, "nev") for dimension in ("chain", "task_force", "sector")]
    assert shown == ["新能源汽车", "汽车专班", "汽车业"]
    assert WORDS.member("park", "East Park") == "东园"


def test_a_member_alone_has_a_label_only_where_all_dimensions_agree():
    assert (WORDS.label("food"), WORDS.label("nev")) == ("食品", "nev")


def test_tables_show_the_label_of_each_dimension(tmp_path: Path):
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    (tmp_path / "dimensions.csv").write_text(DIMENSIONS, encoding="utf-8")
    (tmp_path / "sources.csv").write_text("source,title,published\ns,s,2024-01-31\n", encoding="utf-8")
    (tmp_path / "district.yaml").write_text("name: {zh: 某区, en: Some}\n", encoding="utf-8")
    results = Results(load_workspace(tmp_path), "2023Q4", 1, Assumptions(draws=1000))
    words = Vocabulary("zh", {str(k): str(v) for k, v in results.workspace.labels["zh"].items()})

    def groups(scope: str) -> list[str | None]:
        return [named(cell, words) for cell in breakdown(results, scope)["group"]]

    assert groups("chain") == ["新能源汽车", "food"]
    assert groups("task_force") == ["汽车专班", "food"]


def test_every_member_that_a_bulletin_can_name_has_a_name_in_both_languages():
    zh, en = Vocabulary("zh", {}), Vocabulary("en", {})
    members = sorted({(each.dimension, each.member) for each in RULES.members})
    assert len(members) > 20
    han = re.compile(r"[\u3400-\u9fff]")
    for dimension, member in members:
        fact_id = FactId.of_figure(replace(PLAIN, where=((dimension, member),)))
        assert han.search(zh.member(dimension, member)), (dimension, member)
        assert not re.search("[a-z]", zh.fact_label(fact_id)), (dimension, member)
        if not han.search(member):
            assert not han.search(en.member(dimension, member)), (dimension, member)


@pytest.mark.parametrize("member", ["industry", "park", "growth", "target", "county"])
def test_a_member_without_a_label_is_not_named_like_a_dimension_or_a_statistic(member: str) -> None:
    """A task force with the key `industry` was called 行业."""
    words = Vocabulary("zh", {})
    assert words.member("task_force", member) == member
    assert words.fact_label(f"2025.agreed_amount.task_force.{member}").endswith(f"· {member}")
    assert words.fact_label(f"2025.agreed_amount.task_force.{member}.growth").endswith(
        f"· {member} · 同比增速"
    )


@pytest.mark.parametrize(("language", "expected"), [("zh", "香港"), ("en", "Hong Kong")])
def test_a_country_by_its_code_has_its_name(language, expected):
    words = Names(language, {})
    assert words.member("economy", "hk") == words.member("country", "hk") == expected
    assert words.member("chain", "hk") == "hk"  # a code of two letters is a country in such dimensions alone
    assert words.dimension("economy") == words.dimension("country")
