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
