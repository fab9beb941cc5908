"""Figures that a contradiction accuses, as facts: those that `check` accuses, and the numbers marked."""

from __future__ import annotations

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.quality.reconciliation.accused import MARKED, accused_figures, contradicted, with_doubt
from jjinvest.quality.reconciliation.reconcile import check_figures
from tests.fixtures.circulars import number
from tests.fixtures.district_folders import district_folder

SECTORS = (
    "2023,agreed_amount,,,,,879.6,亿元",
    "2023,agreed_amount,sector=primary,,,,29.3,亿元",
    "2023,agreed_amount,sector=secondary,,,,620.4,亿元",
    "2023,agreed_amount,sector=secondary,share,,,68.5,%",
    "2023,agreed_amount,sector=tertiary,,,,247.9,亿元",
)


def checked(tmp_path, *rows):
    space = load_workspace(district_folder(tmp_path, "east", *rows))
    return check_figures(space), space


def test_swapped_digits_are_accused_once_though_two_checks_fail(tmp_path):
    [[accused]] = accused_figures(*checked(tmp_path, *SECTORS))
    assert accused.fact_id == "2023.agreed_amount.secondary"
    assert (accused.published.value, accused.required.value) == (620.4, 602.4)
    assert accused.published.id != accused.required.id


def test_each_contradiction_is_named(tmp_path):
    growth = ("2022,agreed_amount,,,,,789.7,亿元", "2023,agreed_amount,,growth,,,-11.4,%")
    found = accused_figures(*checked(tmp_path, *SECTORS, *growth))
    required = [{str(each.fact_id): each.required.value for each in one} for one in found]
    assert required[0] == {"2023.agreed_amount.secondary": 602.4}
    assert required[1]["2023.agreed_amount.growth"] == 11.4


def test_an_amount_in_its_own_unit_is_accused_in_that_of_facts(tmp_path):
    rows = [row.replace("620.4,亿元", "6204000,万元") for row in SECTORS]
    [[accused]] = accused_figures(*checked(tmp_path, *rows))
    assert (accused.published.value, accused.published.unit) == (620.4, "亿元")
    assert accused.required.value == 602.4


def test_of_several_slips_that_fit_an_interval_none_is_required(tmp_path):
    sizes = (
        "2023,projects_signed,size=ge_1,,,,19,个",
        "2023,agreed_amount,size=ge_1,,,,117.4,亿元",
        "2023,projects_signed,size=ge_5,,,,6,个",
        "2023,agreed_amount,size=ge_5,,,,28.2,亿元",
        "2023,projects_signed,size=ge_10,,,,2,个",
        "2023,agreed_amount,size=ge_10,,,,44.0,亿元",
    )
    result, space = checked(tmp_path, *sizes)
    [[accused]] = accused_figures(result, space)
    assert accused.published.value == 28.2
    assert (accused.required.value, accused.required.low, accused.required.high) == (None, 64, 84.1)
    # 82.2 with its digits swapped is one reading, 68.2 and 78.2 are two of another kind
    [finding] = [each for each in result.findings if each.verdict == "contradicts"]
    assert "82.2" in finding.zh
    assert "68.2" not in finding.zh


def test_figures_that_agree_accuse_none(tmp_path):
    agreeing, space = checked(tmp_path, *(row.replace("620.4", "602.4") for row in SECTORS))
    assert accused_figures(agreeing, space) == []
    assert contradicted(agreeing, space) == frozenset()


def test_the_accused_figure_and_what_rests_on_it_are_marked(tmp_path):
    doubted = contradicted(*checked(tmp_path, *SECTORS))
    [figure] = doubted
    given = [
        number("2023.agreed_amount.secondary", 620.4, evidence="published", sources=(figure,)),
        number("2023.agreed_amount.secondary.average", 5, sources=("x", figure)),
        number("2023.agreed_amount.secondary.excess", 5, sources=(figure,), caveat="implied_target"),
        number("2023.agreed_amount", 879.6, evidence="published", sources=("x",)),
    ]
    caveats = [fact.caveat for fact in with_doubt(given, doubted)]
    assert caveats == ["contradicted", "rests_on_contradicted", "implied_target", ""]


@pytest.mark.parametrize("caveat", ["different_texts", "different_wording"])
def test_a_difference_of_two_texts_is_marked_where_one_of_its_numbers_is_doubted(caveat):
    rest = number("2023h2.agreed_amount", 39.6, sources=("half", "year"), caveat=caveat)
    assert [each.caveat for each in with_doubt([rest], frozenset({"half"}))] == ["rests_on_contradicted"]
    assert [each.caveat for each in with_doubt([rest], frozenset(), {"year"})] == ["rests_on_differing"]
    assert [each.caveat for each in with_doubt([rest], frozenset({"other"}))] == [caveat]


def test_what_rests_on_a_figure_that_differs_from_the_ledger_is_marked_and_a_contradiction_says_more():
    stated = number("2023.agreed_amount", 182.4, evidence="published", sources=("total",))
    share = number("2023.agreed_amount.secondary.share", 68.8, sources=("part", "total"))
    forecast = number("2024.agreed_amount.forecast.median", 178, evidence="modelled", sources=("total",))
    other = number("2023.agreed_amount.primary", 23.7, evidence="published", sources=("other",))
    given = [stated, share, forecast, other]
    differing = [fact.caveat for fact in with_doubt(given, frozenset(), {"total"})]
    assert differing == ["differs_from_ledger", "rests_on_differing", "", ""]
    both = [fact.caveat for fact in with_doubt(given, frozenset({"total"}), {"total"})]
    assert both == ["contradicted", "rests_on_contradicted", "", ""]
    assert {*differing, *both} - {""} == set(MARKED)


def test_the_chance_of_a_doubtful_target_is_doubtful_and_not_that_of_another():
    target, actual = "2024.agreed_amount.target@plan#2", "2024h1.agreed_amount@half"
    given = [
        number(f"2024.agreed_amount.p_reach.{goal}", 0.3, "概率", evidence="modelled", target=goal, **more)
        for goal, more in (
            (320.0, {"sources": (actual, target), "caveat": "credibility"}),
            (
                300.0,
                {"sources": (actual, "2024.agreed_amount.target.county@plan"), "caveat": "credibility"},
            ),
        )
    ]
    given.append(number("2024.agreed_amount.forecast.median", 295, evidence="modelled", sources=(actual,)))
    caveats = [fact.caveat for fact in with_doubt(given, frozenset({target, actual}))]
    assert caveats == ["rests_on_contradicted", "credibility", ""]


def test_the_chance_of_several_targets_is_as_doubtful_as_one_of_them():
    one, other = "2024.agreed_amount.target@plan", "2024.funds_in_place.target@plan"
    joint = number("2024.targets.p_all", 0.4, "概率", evidence="modelled", sources=(one, other))
    assert [fact.caveat for fact in with_doubt([joint], frozenset({other}))] == ["rests_on_contradicted"]
    assert [fact.caveat for fact in with_doubt([joint], frozenset({"2023.agreed_amount@text"}))] == [""]
