"""Page 30: when it explains a share that falls and a range that is too narrow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import charts
from jjinvest.reporting.pages.funds import falls, has_abroad, has_undated, of_young, overlaps
from jjinvest.reporting.tables.cells import FactName, cells
from jjinvest.results.results import Results
from tests.fixtures.circulars import number
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page


def _by_age(*shares):
    facts = [number(f"2023.funds_by_age.{age}", share, "%") for age, share in enumerate(shares)]
    rows = [{"age": str(age), "part_share": fact} for age, fact in enumerate(facts)]
    return cells(rows, ["age", "part_share"])


def test_a_share_of_other_cohorts_may_fall():
    assert falls(_by_age(3.7, 29.2, 28.0))
    assert not falls(_by_age(3.7, 28.0, 29.2))


@pytest.mark.parametrize(
    ("since", "undated"),
    [("2023-05-01", False), ("2023-04-01", False), ("2023-03-01", True), (None, True)],
)
def test_funds_of_several_quarters_together_are_named(since, undated):
    months = {"month": pd.to_datetime(["2023-05-01"]), "since": pd.to_datetime([since])}
    ledger = SimpleNamespace(payments=pd.DataFrame({"amount": [1], **months}))
    assert has_undated(SimpleNamespace(workspace=SimpleNamespace(ledger=ledger))) is undated


@pytest.mark.parametrize(
    ("quarters", "young"), [(["2022q1", "2023q4"], True), (["2021q4", "2022q4"], False), ([], False)]
)
def test_a_range_of_a_young_cohort_is_a_guide_only(quarters, young):
    rows = [
        {"cohort": FactName(quarter), "ultimate": number(f"2023.cohort.{quarter}.ultimate", 15.65, "亿元")}
        for quarter in quarters
    ]
    assert bool(of_young(cells(rows, ["cohort", "ultimate"]), "2023")) == young


def test_the_page_begins_with_each_kind_of_funds_and_its_completion(tmp_path):
    rows = [
        "2025,funds_in_place,origin=out_of_province,,,,187.2,亿元",
        "2025,funds_in_place,origin=out_of_province,target,province,,190,亿元",
        "2025,foreign_funds,,,,,9480,万美元",
        "2025,foreign_funds,,target,municipality,,11000,万美元",
    ]
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    results = Results(workspace.as_of(date(2026, 3, 31)), "2025Q4", 1, Assumptions(draws=1000))
    text = build_page(results, "30_funds_in_place", "zh").text
    assert "2025年省外到位资金 187.2 亿元，完成省级年度目标的 98.5%。" in text
    assert "2025年实际利用外资 9480 万美元，完成市级年度目标的 86.2%。" in text
    english = build_page(results, "30_funds_in_place", "en").text
    assert "Funds in place, outside the province in 2025" in english


def test_the_page_begins_with_the_completion_of_each_authoritys_target(tmp_path):
    rows = [
        "2025,funds_in_place,,,,,86,亿元",
        "2025,funds_in_place,,target,municipality,,100,亿元",
        "2025,funds_in_place,,target,district,,120,亿元",
    ]
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    results = Results(workspace.as_of(date(2026, 3, 31)), "2025Q4", 1, Assumptions(draws=1000))
    text = build_page(results, "30_funds_in_place", "zh").text
    assert "2025年到位资金 86 亿元，完成" in text
    assert "完成市级年度目标的 86%" in text
    assert "完成年度目标的 71.7%" in text


def test_a_published_number_rounded_from_that_of_the_ledger_is_the_same_number():
    published = replace(number("2025.funds_in_place", 149.4), low=149.35, high=149.45)
    own = number("2025.ledger.funds_in_place", 149.4498)
    exact = replace(own, low=own.value, high=own.value)
    assert overlaps(published, exact)
    assert not overlaps(published, replace(exact, low=149.46, high=149.46))


def test_the_axis_of_ages_ends_with_the_last_share_that_may_be_seen():
    shares = _by_age(9.6, 12.9, 27.7, 24.1)
    withheld = pd.DataFrame({"age": ["4", "5"], "part_share": [None, None]}, dtype=object)
    figure = charts.funds_by_age(pd.concat([shares, withheld], ignore_index=True), Vocabulary("zh", {}))
    assert [int(tick) for tick in figure.axes[0].get_xticks()] == [0, 1, 2, 3]


@pytest.mark.parametrize(("origins", "said"), [(("out_of_city", "abroad"), True), (("out_of_city",), False)])
@pytest.mark.parametrize("rests_on_ledger", [True, False])
def test_funds_from_outside_the_city_say_that_they_hold_those_from_abroad(origins, said, rests_on_ledger):
    head = "now" if rests_on_ledger else "now.ledger"
    state = SimpleNamespace(projects=pd.DataFrame({"origin": origins}))
    results = SimpleNamespace(
        ledger=object(),
        rests_on_ledger=rests_on_ledger,
        workspace=SimpleNamespace(ledger=state),
        get={f"{head}.funds_in_place.out_of_city": 1}.get,
    )
    assert has_abroad(results) is said
