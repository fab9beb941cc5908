"""A number about a target is found without its authority, where no other authority speaks of the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.data.workspace import load_workspace
from jjinvest.results.results import Results

HEAD = "source,period,metric,statistic,authority,value,unit\n"
ACTUAL = "s,2023,contract_amount,level,,90,亿元"
MUNICIPAL = "s,2023,contract_amount,target,municipality,100,亿元"
PROVINCIAL = "s,2023,contract_amount,target,province,120,亿元"
OWN = "s,2023,contract_amount,target,district,80,亿元"
RATE = "s,2023,contract_amount,completion,,92,%"


def results(folder: Path, *rows: str) -> Results:
    (folder / "figures.csv").write_text(HEAD + "\n".join((ACTUAL, *rows)) + "\n", encoding="utf-8")
    (folder / "sources.csv").write_text("source,title,published\ns,s,2024-01-31\n", encoding="utf-8")
    (folder / "district.yaml").write_text("name: {zh: 某区, en: Some}\n", encoding="utf-8")
    return Results(load_workspace(folder), "2023Q4", 1, Assumptions(draws=1000))


def test_the_only_authority_need_not_be_named(tmp_path):
    facts = results(tmp_path, MUNICIPAL)
    assert facts["year.contract_amount.target"].id == "2023.contract_amount.target.municipality"
    assert facts["now.contract_amount.completion"].value == pytest.approx(90)
    assert facts["now.contract_amount.excess"].value == pytest.approx(-10)


def test_of_two_authorities_none_stands_for_the_other(tmp_path):
    facts = results(tmp_path, MUNICIPAL, PROVINCIAL)
    assert facts.get("year.contract_amount.target") is None
    assert facts["now.contract_amount.completion.province"].value == pytest.approx(75)


def test_the_own_target_is_the_one_without_an_authority(tmp_path):
    facts = results(tmp_path, MUNICIPAL, OWN)
    assert facts["year.contract_amount.target"].value == 80
    assert facts["year.contract_amount.target.municipality"].value == 100


def test_a_rate_without_an_authority_is_of_a_target_of_its_own(tmp_path):
    facts = results(tmp_path, MUNICIPAL, RATE)
    assert facts["year.contract_amount.target"].caveat == "implied_target"
    assert facts["year.contract_amount.target.municipality"].value == 100
    assert facts["now.contract_amount.completion"].value == 92
    assert facts["now.contract_amount.completion.municipality"].value == pytest.approx(90)


UNNAMED = "s,2023,contract_amount,target,,80,亿元"
OWN_IN_WAN = "s,2023,contract_amount,target,district,800000,万元"


@pytest.mark.parametrize("own", [OWN, OWN_IN_WAN])
def test_the_own_target_counts_once_where_one_text_names_the_district(tmp_path, own):
    facts = results(tmp_path, MUNICIPAL, own, UNNAMED)
    targets = [fact.id for fact in facts.facts.values() if fact.id.statistic == "target"]
    assert sorted(targets) == ["2023.contract_amount.target", "2023.contract_amount.target.municipality"]
    assert facts["now.targets.counted"].value == 2
    assert facts["now.contract_amount.completion"].value == pytest.approx(112.5)


def test_a_rate_without_an_authority_is_of_the_only_target(tmp_path):
    facts = results(tmp_path, OWN, "s,2023,contract_amount,completion,,112.5,%")
    assert facts["year.contract_amount.target"].value == 80
    assert (
        facts["year.contract_amount.target"].caveat is None or not facts["year.contract_amount.target"].caveat
    )
    assert facts["now.targets.counted"].value == 1


def test_targets_of_two_values_stay_two(tmp_path):
    facts = results(tmp_path, OWN, "s,2023,contract_amount,target,,75,亿元")
    assert facts["year.contract_amount.target"].value == 75
    assert facts["year.contract_amount.target.district"].value == 80
