"""Whatever rests on a target that was not published is no number for the public."""

from __future__ import annotations

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.ledger.store import select_import
from jjinvest.results.results import Results
from tests.fixtures.district_folders import HEAD
from tests.fixtures.imports import REPORT_DAY, import_ledger
from tests.fixtures.workbooks import clean_projects

FIGURES = [
    HEAD,
    "text,2022,agreed_amount,,,,,36,亿元",
    "text,2023,agreed_amount,,,,,40,亿元",
    "text,2023,funds_in_place,,,,,20,亿元",
    "text,2023,agreed_amount,,target,,,39,亿元",
    "text,2024,agreed_amount,,target,,,50,亿元",
]
OWN = (
    "period,metric,value,unit,authority\n"
    "2023,funds_in_place,17,亿元,\n"
    "2024,funds_in_place,23,亿元,district\n"
    "2024,agreed_amount,63.59,亿元,\n"
)
ASSUMED = Assumptions(draws=1_000, ledger_draws=1_000)


@pytest.fixture
def folder(tmp_path):
    """A district with a ledger, published targets of agreed amounts, and own ones of these and of funds."""
    folder = tmp_path / "data" / "somewhere"
    folder.mkdir(parents=True)
    (folder / "district.yaml").write_text("name: {zh: 某地, en: Someplace}\n", encoding="utf-8")
    import_ledger(folder, clean_projects(), "2023-12", "2024-01-10")
    (folder / "private" / "targets.csv").write_text(OWN, encoding="utf-8")
    (folder / "figures.csv").write_text("\n".join(FIGURES) + "\n", encoding="utf-8")
    (folder / "sources.csv").write_text("source,title,published\ntext,Text,2024-01-05\n", encoding="utf-8")
    return folder


def results(folder, tier):
    visible = select_import.load_with_ledger(folder, "2023Q4", REPORT_DAY, tier)[1]
    return Results(visible, "2023Q4", 1, ASSUMED)


def test_a_number_for_the_public_is_one_that_the_public_run_has_too(folder):
    public = results(folder, "public")
    known = {fact.id: fact for view in public.available_views for fact in view.facts.values()}
    internal = results(folder, "internal")
    of_bureau = [fact for view in internal.available_views for fact in view.facts.values()]
    about_targets = [
        fact
        for fact in of_bureau
        if fact.tier == "public" and (fact.target is not None or {"targets", "p_reach"} & set(fact.id.parts))
    ]
    assert about_targets, "those of published targets stay"
    assert [fact.id for fact in about_targets if known[fact.id].value != fact.value] == []


def test_each_number_of_an_own_target_is_for_the_government(folder):
    facts = results(folder, "internal").facts
    names = (
        "2023.funds_in_place.target.bureau",
        "2023.funds_in_place.completion.bureau",
        "2023.funds_in_place.excess.bureau",
        "2023.targets.counted",
        "2024.funds_in_place.target",  # of the district itself, but not published
        "2024.funds_in_place.growth_needed",
        "2024.funds_in_place.monthly_needed",
    )
    assert {name: facts[name].tier for name in names} == dict.fromkeys(names, "government")
    assert facts["2023.agreed_amount.completion"].tier == "public"
    chances = {fact.tier for name, fact in facts.items() if ".p_reach.63.59" in name}
    assert chances == {"government"}
