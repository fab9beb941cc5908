"""Sets of projects that a sentence follows up: numbers of them are not those of the period of the text."""

from __future__ import annotations

from jjinvest.data.bulletins.confidence.doubts import OF_COHORT, OF_DOUBTFUL
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document


def notes(text: str) -> dict[str, str]:
    """What is noted of each row, by its value and unit."""
    text = f"松溪县2032年上半年招商情况\n上半年，签约项目52个，开工33个。\n{text}"
    return {f"{row.reading.value}{row.reading.unit}": row.note for row in read_bulletin(document(text)).rows}


def test_half_a_year_of_signing_is_no_cohort_of_the_table():
    found = notes("去年下半年签约的28个项目，目前已有19个开工。")
    assert found["19个"] == OF_COHORT
    assert found["33个"] == ""


def test_projects_of_several_years_are_not_those_of_this_period():
    found = notes("2029年到2031年底，三年签约的265个项目中，已开工212个，开工率80.0%。")
    assert found.get("212个", OF_COHORT) == OF_COHORT


def test_what_follows_out_of_a_doubtful_count_is_doubtful():
    found = notes("老乡会报送签约的26个项目中，已开工17个，开工率65.4%。")
    assert found["17个"]
    assert found["65.4%"] == OF_DOUBTFUL


def test_out_of_the_projects_of_the_same_period_is_certain():
    assert notes("本期签约的52个项目中，已开工33个。")["33个"] == ""
