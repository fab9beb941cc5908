"""Second half of a year by subtraction, and what cannot be subtracted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.metrics.half_years import growths_of_halves, not_subtractable, second_half
from tests.fixtures.made_up_figures import figure, workspace_of


def test_the_year_less_its_first_half():
    rows = [
        figure("agreed_amount", "100"),
        figure("agreed_amount", "40", period="2023H1", source="half"),
        figure("projects_signed", "9", unit="个"),
        figure("projects_signed", "5", unit="个", period="2023H1"),
    ]
    facts = {fact.id: fact for fact in second_half(workspace_of(rows), 2023)}
    assert {fact_id: fact.value for fact_id, fact in facts.items()} == {
        "2023h2.projects_signed": 4,
        "2023h1.projects_signed.share_of_year": 100 * 5 / 9,
        "2023h2.agreed_amount": 60,
        "2023h1.agreed_amount.share_of_year": 40,
    }
    assert facts["2023h2.agreed_amount"].caveat == "different_texts"
    assert facts["2023h2.projects_signed"].caveat == ""


@pytest.mark.parametrize(
    ("again", "rest"), [((), None), (({"value": "80.1", "period": "2023H1"},), 71.1)], ids=["alone", "again"]
)
def test_a_part_of_a_total_that_was_corrected_since_is_not_subtracted(again, rest):
    later = {"source": "annual", "available_from": "2024-02-05", "version": "restated"}
    of_part = {"scope": "sector", "subject": "secondary"}
    rows = [
        figure("agreed_amount", "128.6", period="2023H1", source="half"),
        figure("agreed_amount", "83.6", period="2023H1", source="half", **of_part),
        figure("agreed_amount", "122.1", period="2023H1", **later),
        figure("agreed_amount", "247.5", source="annual", available_from="2024-02-05"),
        figure("agreed_amount", "151.2", source="annual", available_from="2024-02-05", **of_part),
        *(figure("agreed_amount", each.pop("value"), **each, **later, **of_part) for each in again),
    ]
    workspace = workspace_of(rows)
    facts = {fact.id: fact.value for fact in second_half(workspace, 2023)}
    assert facts.get("2023h2.agreed_amount.secondary") == (rest and pytest.approx(rest))


@pytest.mark.parametrize(("later", "subtracted"), [("122.1", False), ("128.6", True)])
def test_a_later_text_with_another_total_needs_no_word_of_correction(later, subtracted):
    of_part, annual = {"scope": "sector", "subject": "secondary"}, {"available_from": "2024-02-05"}
    rows = [
        figure("agreed_amount", "128.6", period="2023H1", source="half"),
        figure("agreed_amount", "83.6", period="2023H1", source="half", **of_part),
        figure("agreed_amount", later, period="2023H1", source="annual", **annual),
        figure("agreed_amount", "247.5", source="annual", **annual),
        figure("agreed_amount", "151.2", source="annual", **annual, **of_part),
    ]
    found = {fact.id for fact in second_half(workspace_of(rows), 2023)}
    assert ("2023h2.agreed_amount.secondary" in found) is subtracted


def test_an_open_tier_is_subtracted_from_the_closed_ones_above_its_edge():
    rows = [
        figure("projects_signed", "7", scope="tier", subject="tier_50_100", unit="个"),
        figure("projects_signed", "2", scope="tier", subject="tier_100_200", unit="个"),
        figure("projects_signed", "5", scope="tier", subject="tier_20_50", unit="个"),
        figure("projects_signed", "4", scope="tier", subject="tier_ge_50", unit="个", period="2023H1"),
        figure("projects_signed", "6", scope="tier", subject="tier_ge_30", unit="个", period="2023H1"),
    ]
    values = {fact.id: fact.value for fact in second_half(workspace_of(rows), 2023)}
    assert values == {"2023h2.projects_signed.tier_ge_50": 5}


def test_foreign_funds_and_tiers_alike_in_both_texts_are_subtracted():
    rows = [
        figure("foreign_funds", "9480", unit="万美元"),
        figure("foreign_funds", "4025", unit="万美元", period="2023H1"),
        figure("projects_signed", "69", scope="tier", subject="tier_1_10", unit="个"),
        figure("projects_signed", "33", scope="tier", subject="tier_1_10", unit="个", period="2023H1"),
        figure("projects_signed", "9", scope="tier", subject="tier_ge_50", unit="个"),
        figure("projects_signed", "4", scope="tier", subject="tier_ge_50", unit="个", period="2023H1"),
        figure("agreed_amount", "210", scope="tier", subject="tier_1_10"),
        figure("agreed_amount", "90", scope="tier", subject="tier_1_10", period="2023H1"),
    ]
    workspace = workspace_of(rows)
    values = {str(fact.id): fact.value for fact in second_half(workspace, 2023)}
    assert values["2023h2.foreign_funds"] == pytest.approx(0.5455)
    assert values["2023h2.projects_signed.tier_1_10"] == 36
    assert values["2023h2.projects_signed.tier_ge_50"] == 5
    assert values["2023h2.agreed_amount.tier_1_10"] == 120
    assert not_subtractable(workspace, 2023).empty


def test_reasons_against_subtracting():
    rows = [
        figure("agreed_amount", "100"),
        figure("agreed_amount", "40", period="2023H1"),
        figure("agreed_amount", "12", scope="chain", subject="motors", period="2023H1"),
        figure("projects_signed", "6", scope="tier", subject="tier_ge_30", unit="个", period="2023H1"),
    ]
    reasons = not_subtractable(workspace_of(rows), 2023).set_index("fact_id")["reason"].to_dict()
    assert reasons == {
        "2023h1.agreed_amount.chain.motors": "different_object",
        "2023h1.projects_signed.tier_ge_30": "no_annual_figure",
    }


def test_funds_that_both_texts_have_are_subtracted():
    rows = [
        figure("funds_in_place", "30"),
        figure("funds_in_place", "12", period="2023H1"),
        figure("expected_output", "70"),
        figure("expected_output", "20", period="2023H1"),
    ]
    workspace = workspace_of(rows)
    values = {fact.id: fact.value for fact in second_half(workspace, 2023)}
    assert values["2023h2.funds_in_place"] == 18
    reasons = not_subtractable(workspace, 2023).set_index("fact_id")["reason"].to_dict()
    assert reasons == {"2023h1.expected_output": "not_subtracted"}


def test_without_figures_there_is_no_second_half():
    assert second_half(workspace_of([]), 2023) == []


def test_a_year_without_projects_has_no_share_of_its_first_half():
    rows = [
        figure(metric, "0", unit=unit, period=period)
        for period in ("2023H1", "2023")
        for metric, unit in (("projects_signed", "个"), ("agreed_amount", "亿元"))
    ]
    found = second_half(workspace_of(rows), 2023)
    assert {fact.value for fact in found} == {0}
    assert not [fact for fact in found if "share_of_year" in fact.id]


@pytest.mark.parametrize(
    ("corrected_on", "rest"), [("2024-01-20", 18.5), ("2024-02-01", 18.5), ("2024-03-01", None)]
)
def test_a_first_half_restated_before_the_annual_text_is_subtracted(corrected_on, rest):
    half = {"period": "2023H1", "version": "restated", "source": "notice", "available_from": corrected_on}
    rows = [
        figure("funds_in_place", "12", period="2023H1", source="half", available_from="2023-07-20"),
        figure("funds_in_place", "11.5", **half),
        figure("funds_in_place", "30", available_from="2024-02-01"),
    ]
    workspace = workspace_of(rows)
    values = {fact.id: fact.value for fact in second_half(workspace, 2023)}
    assert values.get("2023h2.funds_in_place") == rest
    reasons = not_subtractable(workspace, 2023).set_index("fact_id")["reason"].to_dict()
    assert reasons == ({} if rest else {"2023h1.funds_in_place": "different_basis"})


def test_a_difference_that_ends_in_zero_has_the_decimals_of_its_figures():
    rows = [
        figure("agreed_amount", "64.1", source="year"),
        figure("agreed_amount", "31.1", period="2023H1", source="half"),
        figure("projects_signed", "42", unit="个", source="year"),
        figure("projects_signed", "20", unit="个", period="2023H1", source="half"),
    ]
    facts = {str(fact.id): fact for fact in second_half(workspace_of(rows), 2023)}
    assert Vocabulary("zh", {}).fact(facts["2023h2.agreed_amount"]) == "33.0 亿元"
    assert Vocabulary("zh", {}).fact(facts["2023h2.projects_signed"]) == "22 个"


def _two_years(metric="agreed_amount", unit="亿元", **cells):
    numbers = {"2022H1": "352", "2022": "789.7", "2023H1": "404", "2023": "879.6"}
    return [figure(metric, value, period=period, unit=unit, **cells) for period, value in numbers.items()]


@pytest.mark.parametrize("metric", ["agreed_amount", "funds_in_place", "foreign_funds"])
@pytest.mark.parametrize("part", [{}, {"scope": "origin", "subject": "out_of_province"}])
def test_halves_grow_on_the_same_half_of_the_year_before(metric, part):
    workspace = workspace_of(_two_years(metric, **part))
    name = ".".join([metric, *part.values()])
    rest = {str(fact.id): fact for year in (2022, 2023) for fact in second_half(workspace, year)}
    assert rest[f"2022h2.{name}"].value == pytest.approx(437.7)
    assert rest[f"2023h2.{name}"].value == pytest.approx(475.6)
    grown = {str(fact.id): fact for fact in growths_of_halves(workspace, "2023")}
    assert {key: round(fact.value, 2) for key, fact in grown.items()} == {
        f"2023h1.{name}.growth": 14.77,  # 404 ÷ 352 − 1
        f"2023h2.{name}.growth": 8.66,  # 475.6 ÷ 437.7 − 1
    }
    assert {fact.evidence for fact in grown.values()} == {"computed"}
    assert list(map(str, (fact.id for fact in growths_of_halves(workspace, "2023Q1-Q3")))) == [
        f"2023h1.{name}.growth"
    ]
    assert [str(fact.id) for fact in growths_of_halves(workspace, "2023H1")] == []


def test_a_published_half_or_growth_is_not_computed_again():
    rows = [
        *_two_years(),
        figure("agreed_amount", "440", period="2022H2"),
        figure("agreed_amount", "8.1", period="2023H2", statistic="growth", unit="%"),
    ]
    workspace = workspace_of(rows)
    assert "2022h2.agreed_amount" not in {str(fact.id) for fact in second_half(workspace, 2022)}
    assert [str(fact.id) for fact in growths_of_halves(workspace, "2023")] == ["2023h1.agreed_amount.growth"]


def test_a_year_below_its_first_half_was_corrected_and_has_no_second_half():
    rows = [figure("agreed_amount", "40", period="2023H1"), figure("agreed_amount", "39")]
    workspace = workspace_of(rows)
    assert second_half(workspace, 2023) == []


def test_what_a_restricted_number_leaves_is_as_restricted():
    workspace = workspace_of(_two_years())
    restricted = workspace.figures["period"].map({"2022H1": "government"}).fillna("public")
    workspace = replace(workspace, figures=workspace.figures.assign(tier=restricted))
    tiers = {str(f.id): f.tier for year in (2022, 2023) for f in second_half(workspace, year)}
    assert tiers["2022h2.agreed_amount"] == tiers["2022h1.agreed_amount.share_of_year"] == "government"
    assert tiers["2023h2.agreed_amount"] == "public"
    assert {f.tier for f in growths_of_halves(workspace, "2023")} == {"government"}


def test_a_first_half_in_another_currency_is_not_subtracted():
    rows = [
        figure("funds_in_place", "30"),
        figure("funds_in_place", "1.2", unit="亿美元", period="2023H1"),
    ]
    assert second_half(workspace_of(rows), 2023) == []
    [reason] = not_subtractable(workspace_of(rows), 2023)["reason"]
    assert reason == "different_unit"
    assert all(Vocabulary(language, {}).has(f"term.reason_{reason}") for language in ("zh", "en"))


def test_a_first_half_whose_second_was_published_needs_no_reason():
    rows = [
        figure("projects_signed", "112", unit="个"),
        figure("projects_signed", "52", unit="个", period="2023H1"),
        figure("projects_signed", "60", unit="个", period="2023H2"),
    ]
    assert not_subtractable(workspace_of(rows), 2023).empty


def test_projects_count_alike_whatever_the_word_for_one():
    rows = [
        figure("projects_signed", "56", unit="个"),
        figure("projects_signed", "20", unit="项", period="2023H1"),
    ]
    assert [(fact.id, fact.value) for fact in second_half(workspace_of(rows), 2023)][:1] == [
        ("2023h2.projects_signed", 36)
    ]


def test_a_half_year_of_a_year_that_alone_was_restated_is_said_to_be_so():
    rows = [
        figure("agreed_amount", "82", period="2023H1"),
        figure("agreed_amount", "186", version="restated", source="later", available_from="2024-07-16"),
    ]
    found = not_subtractable(workspace_of(rows), 2023)
    assert found["reason"].tolist() == ["restated_alone"]
