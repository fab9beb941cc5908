"""Data is missing only of quarters that a district has reported in some year."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.pipeline.planning.due import missing_data
from tests.fixtures.bulletin_folders import new_district

YEAR = ("2030", "2031-01-09")


def project(root, *texts):
    folder = new_district(root)
    sources = [f"s{n},通报,{day},\n" for n, (_, day) in enumerate(texts)]
    figures = [f"s{n},{period},projects_signed,17\n" for n, (period, _) in enumerate(texts)]
    (folder / "sources.csv").write_text(
        "source,title,published,address\n" + "".join(sources), encoding="utf-8"
    )
    (folder / "figures.csv").write_text("source,period,metric,value\n" + "".join(figures), encoding="utf-8")
    return root


@pytest.mark.parametrize("day", [date(2030, 11, 20), date(2031, 6, 1), date(2031, 12, 1)])
def test_a_district_of_one_annual_text_misses_no_other_quarter(tmp_path, day):
    assert missing_data(project(tmp_path, YEAR), "x", day) == ""


def test_the_next_year_is_missing_where_only_years_are_reported(tmp_path):
    said = missing_data(project(tmp_path, YEAR), "x", date(2032, 3, 1))
    assert "2031Q4" in said
    assert "2031Q3" not in said


def test_a_quarter_reported_once_is_missing_the_year_after(tmp_path):
    root = project(tmp_path, YEAR, ("2030Q1-Q3", "2030-10-15"))
    assert "2031Q3" in missing_data(root, "x", date(2031, 12, 1))


def test_a_new_district_misses_nothing_from_before_its_first_report(tmp_path):
    """What it will have reported later is not known on the day."""
    root = project(tmp_path, ("2031Q1", "2031-04-10"), ("2031", "2032-01-09"))
    assert missing_data(root, "x", date(2031, 2, 20)) == ""
    assert missing_data(root, "x", date(2031, 12, 1)) == ""
    assert "2032Q1" in missing_data(root, "x", date(2032, 6, 1))
