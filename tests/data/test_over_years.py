"""Signings of several years in one period: totals to date, not what the period signed."""

from __future__ import annotations

import pytest

from jjinvest.data.workspace import load_workspace
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of
from tests.quality.checks.figures import check, rows

N, K, S, Q = "2023 projects_signed", "2023 contract_amount", "2023 projects_started", "2023 start_rate"
SEVERAL = [
    f"{N} cohort=y2022 level 68 个",
    f"{N} cohort=y2023 level 74 个",
    f"{N} - level 142 个",
    f"{K} cohort=y2022 level 251.9 亿元",
    f"{K} cohort=y2023 level 302.4 亿元",
    f"{K} - level 554.3 亿元",
    f"{S} cohort=y2022 level 52 个",
    f"{Q} cohort=y2022 level 76.5 %",
]


def metrics(*lines: str) -> list[str]:
    return [row.metric for row in rows(*lines)]


def test_signings_of_earlier_years_make_their_metrics_totals_to_date():
    to_date = [f"{name}_to_date" for name in ("projects_signed", "contract_amount")]
    assert metrics(*SEVERAL) == [*to_date[:1] * 3, *to_date[1:] * 3, "projects_started_to_date", "start_rate"]


@pytest.mark.parametrize("of_year", ["y2022", "fair2022", "expo_2022q3", "since2022"])
def test_a_year_may_be_in_any_name_of_a_part(of_year):
    lines = [f"{N} cohort={of_year} level 68 个", f"{N} - level 68 个"]
    assert metrics(*lines) == ["projects_signed_to_date"] * 2


@pytest.mark.parametrize(
    "lines",
    [
        [f"{N} cohort=new level 74 个", f"{N} - level 74 个"],
        [f"{N} cohort=y2023 level 74 个", f"{N} - level 74 个"],
        ["2023 funds_in_place cohort=y2022 level 7.4 亿元", "2023 funds_in_place - level 9.4 亿元"],
        ["2023 contract_amount cohort=y2022 level 7.4 亿元", "2023 contract_amount - level 9.4 亿元"],
    ],
)
def test_what_a_period_signed_or_received_stays_its_own(lines):
    assert not any(name.endswith("_to_date") for name in metrics(*lines))


def test_the_whole_that_is_the_last_year_alone_stays_the_period_s():
    lines = [*SEVERAL[:2], f"{N} - level 74 个"]
    assert metrics(*lines) == ["projects_signed_to_date"] * 2 + ["projects_signed"]


def test_rates_of_years_of_signing_are_checked():
    assert check(*SEVERAL, complete=("cohort",)).findings == ()
    broken = check(*SEVERAL[:-1], f"{Q} cohort=y2022 level 75.6 %", complete=("cohort",))
    [finding] = broken.findings
    assert finding.accused == (9,)
    assert "累计开工项目数" in finding.zh


def test_the_sum_of_several_years_is_not_said_to_be_signed_in_the_last(tmp_path):
    cells = (line.split() for line in SEVERAL)
    plain = [
        f"{period},{metric},{'' if where == '-' else where},{statistic},,,{value},{unit}"
        for period, metric, where, statistic, value, unit in cells
    ]
    folder = district_folder(tmp_path / "data", "place", *plain, published="2024-01-20")
    text = build_page(results_of(load_workspace(folder)), "00_overview", "zh").text
    assert "签约项目 142 个" not in text
    assert "历年累计签约项目数 142 个" in text
