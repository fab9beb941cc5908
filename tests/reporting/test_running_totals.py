"""Pages of a district whose only figure of the year is a running total that ends within a quarter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jjinvest.data.workspace import Workspace, load_workspace
from tests.fixtures.pages import build_page, results_of

HEAD = "source,period,metric,statistic,value,unit\n"
DAY = date(2018, 9, 12)


@pytest.fixture(params=["2018-01..2018-08", "2018-01..2018-05"])
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    folder = tmp_path / "here"
    folder.mkdir()
    rows = [f"t,{request.param},agreed_amount,,80,亿元", "t,2018,agreed_amount,target,130,亿元"]
    (folder / "figures.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "sources.csv").write_text(f"source,title,published\nt,文,{DAY}\n", encoding="utf-8")
    (folder / "district.yaml").write_text("name: {zh: 某区, en: Some}\n", encoding="utf-8")
    return load_workspace(folder)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "已过时段的比重按季内各月的一般分布推算，本地季内分布未知，区间因此加宽"),
        ("en", "how this district’s do is unknown and widens the range"),
    ],
)
def test_the_forecast_page_states_what_is_assumed_within_the_quarter(workspace, language, words):
    results = results_of(workspace, DAY)
    months = int(workspace.figures["period"].iloc[0][-2:])
    assert results.outlook.target.months_passed == months
    assert results.outlook.mid_year is not None
    low, high = results.outlook.mid_year.band(80)
    assert 80 < low < 80 * 12 / months < high
    linear = results["year.agreed_amount.mid_year.linear"].value
    assert linear == pytest.approx(80 * 12 / months)
    page = build_page(results, "70_forecast_method", language)
    assert words in page.text
    assert "nan" not in page.text.lower().split()
