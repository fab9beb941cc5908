"""Other amounts with a target: their totals are forecast, and of a part it is said that it is not."""

from __future__ import annotations

import json

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.reporting import tables
from tests.fixtures.dated_districts import dated_results
from tests.fixtures.pages import ROOT, build_page

TOWNS = {
    "2033-08-09": (
        "2033-01..2033-07,funds_in_place,,,,,12.3,亿元",
        "2033,funds_in_place,,target,,,19,亿元",
        "2033-01..2033-07,funds_in_place,town=石桥镇,,,,3.7,亿元",
        "2033,funds_in_place,town=石桥镇,target,,,6,亿元",
        "2033-01..2033-07,funds_in_place,town=柳溪乡,,,,2210,万元",
        "2033,funds_in_place,town=柳溪乡,target,,,5000,万元",
        "2033,contract_amount,,target,,,30,亿元",
    )
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A county of which two townships published a level and have a target."""
    return dated_results(tmp_path_factory.mktemp("towns"), "2033Q3", TOWNS, as_of="2033-10-31")


def test_totals_alone_are_forecast(results):
    assert set(results.outlook.further) == {
        FactId("2033.funds_in_place"),
        FactId("2033.contract_amount"),
    }


def test_a_part_with_a_published_level_is_not_said_to_have_none(results):
    table = tables.outlook(results)
    said = {str(row["item"].id): str(getattr(row["chance"], "key", "")) for _, row in table.iterrows()}
    assert said["2033.funds_in_place.town.柳溪乡"] == "part_not_forecast"
    assert said["2033.funds_in_place.town.石桥镇"] == "part_not_forecast"
    assert said["2033.contract_amount"] == "code_nothing_of_the_year"


BY_ORIGIN = {
    "2033-01-20": (
        "2031H1,funds_in_place,origin=out_of_province,,,,40.5,亿元",
        "2031,funds_in_place,origin=out_of_province,,,,90,亿元",
        "2032H1,funds_in_place,origin=out_of_province,,,,45,亿元",
        "2032,funds_in_place,origin=out_of_province,,,,101,亿元",
        "2033,funds_in_place,origin=out_of_province,target,,,1200000,万元",
    ),
    "2033-07-20": ("2033H1,funds_in_place,origin=out_of_province,,,,60,亿元",),
}


def test_a_target_by_origin_is_forecast_from_its_own_year_so_far(tmp_path):
    """Also one in 万元: its chance has the id and the target in 亿元."""
    chances = {}
    for name, half in (("as_before", "60"), ("far_ahead", "90")):
        texts = {**BY_ORIGIN, "2033-07-20": (BY_ORIGIN["2033-07-20"][0].replace("60", half),)}
        results = dated_results(tmp_path / name, "2033Q2", texts, as_of="2033-08-14")
        (key,) = results.outlook.further_made
        assert key == "2033.funds_in_place.origin.out_of_province"
        fact = results.facts[key / "mid_year" / "p_reach" / "120"]
        assert fact.target == 120
        (row,) = tables.outlook(results).to_dict("records")
        assert row["chance"] == fact
        chances[name] = fact.value
    assert 0.3 < chances["as_before"] < 0.95 < chances["far_ahead"]


@pytest.mark.parametrize(("language", "median"), [("zh", "到位资金预计约"), ("en", "funds in place")])
def test_a_method_is_named_only_where_it_was_used(results, language, median):
    """Funds of a year begun follow from its months, not from growth elsewhere."""
    page = build_page(results, "70_forecast_method", language)
    assert median in page.text.replace("Funds", "funds")
    cells = json.loads((ROOT / "notebooks" / "70_forecast_method.ipynb").read_text(encoding="utf-8"))["cells"]
    written = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    assert "Huber" not in page.text + "".join(written)


NUMBERS = {
    "2033-01-20": (
        "2031H1,projects_signed,,,,,40,个",
        "2031,projects_signed,,,,,90,个",
        "2032H1,projects_signed,,,,,38,个",
        "2032,projects_signed,,,,,85,个",
        "2032,projects_started,,,,,40,个",
        "2033,projects_signed,,target,,,90,个",
        "2033,projects_started,,target,,,45,个",
    ),
    "2033-07-20": ("2033H1,projects_signed,,,,,47,个", "2033H1,projects_started,,,,,19,个"),
}


@pytest.fixture(scope="module", params=[("2032Q4", "2033-02-14", ""), ("2033Q2", "2033-08-14", "mid_year")])
def numbers(request, tmp_path_factory):
    """A district that publishes numbers of projects alone, before and within the year of the targets."""
    period, day, part = request.param
    return dated_results(tmp_path_factory.mktemp("numbers"), period, NUMBERS, as_of=day), part


def test_a_target_of_projects_is_forecast_from_their_numbers(numbers):
    """Two years of numbers are little: the range is wide, and wider where one year alone is known."""
    results, part = numbers
    widths = {}
    for metric, target in (("projects_signed", "90"), ("projects_started", "45")):
        head = FactId.of(2033, metric) / part
        chance, band = results.facts[head / "p_reach" / target], results.facts[head / "forecast" / "band80"]
        assert 0.1 < chance.value < 0.9
        assert (chance.unit, chance.target, band.unit) == ("概率", float(target), "个")
        assert (band.low, band.high) == (int(band.low), int(band.high))
        if part == "":
            assert chance.caveat == "annual_number"  # the note speaks of numbers, not of amounts
        widths[metric] = (band.high - band.low) / results.facts[head / "forecast" / "median"].value
    assert 0.25 < widths["projects_signed"] < widths["projects_started"]
    said = {str(row["item"].id): row["chance"].value for _, row in tables.outlook(results).iterrows()}
    assert set(said) == {"2033.projects_signed", "2033.projects_started"}


@pytest.mark.parametrize(("language", "words"), [("zh", "个（中位数），八成可能在"), ("en", "80% range")])
def test_the_page_says_how_many_projects_are_expected(numbers, language, words):
    results, _ = numbers
    assert build_page(results, "50_targets_forecast", language).text.count(words) == 2


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "以往各年个数推算"), ("en", "Numbers of earlier years")]
)
def test_every_method_of_a_number_of_projects_stands_beside_the_one_used(numbers, language, words):
    """The table's shown row has the chance that page 50 states; the others say why they are not used."""
    results, part = numbers
    head = FactId.of(2033, "projects_signed")
    table = tables.number_methods(results)
    shown = table[[cell.key == "use_shown" for cell in table["used"]]]
    assert [str(row["item"].id) for _, row in shown.iterrows()] == [
        "2033.projects_signed",
        "2033.projects_started",
    ]
    assert shown["chance"].iloc[0].value == results.facts[head / part / "p_reach" / "90"].value
    assert shown["modelled"].iloc[0].value == results.facts[head / part / "forecast" / "median"].value
    text = build_page(results, "70_forecast_method", language).text
    assert words in text


def test_an_amount_with_quarters_is_pooled_of_both_methods_within_a_quarter_too(tmp_path):
    """Two years of quarters and this year's to July: never below what is known, and the caveat names both."""
    quarters = tuple(
        f"{year}Q{n},funds_in_place,,,,,{amount},亿元"
        for year, size in ((2031, 1.0), (2032, 1.1))
        for n, amount in ((1, 8 * size), (2, 15 * size), (3, 9 * size), (4, 18 * size))
    )
    texts = {
        "2033-07-20": (
            *quarters,
            "2033Q1,funds_in_place,,,,,9.1,亿元",
            "2033H1,funds_in_place,,,,,26,亿元",
            "2033,funds_in_place,,target,,,55,亿元",
        ),
        "2033-08-09": ("2033-01..2033-07,funds_in_place,,,,,29.5,亿元",),
    }
    results = dated_results(tmp_path, "2033Q3", texts, as_of="2033-08-14")
    (made,) = results.outlook.further_made.values()
    assert set(made.cases) == {"credibility", "quarterly"}
    assert made.caveat == "pooled_of_year"
    assert made.samples.min() >= 29.5 - 1e-6
    assert {"months_of_quarter", "within_quarter"} & set(made.reasons)
