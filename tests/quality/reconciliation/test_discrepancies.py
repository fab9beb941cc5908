"""Labels of discrepancies: one explanation for all checks of a figure, two named where two explain it."""

from __future__ import annotations

from types import MappingProxyType

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.data.figures import typed_figures
from jjinvest.data.workspace import Profile, Workspace
from jjinvest.quality.reconciliation.reconcile import reconcile

NAMES = MappingProxyType({"zh": "", "en": ""})


def published(
    period: str, value: str, day: str, *, subject: str = "", statistic: str = "level"
) -> dict[str, str]:
    row = {
        "period": period,
        "metric": "funds_in_place",
        "basis": "funds",
        "scope": "sector" if subject else "all",
        "subject": subject,
        "statistic": statistic,
        "relation": "=",
        "value": value,
        "unit": "%" if statistic == "growth" else "亿元",
        "status": "achieved",
        "available_from": day,
        "source_id": f"s{day.replace('-', '')}",
    }
    decimals = len(value.partition(".")[2])
    half = f"{0.5 * 10**-decimals:.{decimals + 1}f}"
    return row | {"half_width": half, "figure_id": f"{FactId.of_figure(row)}@{row['source_id']}"}


def checks(*rows: dict[str, str]) -> pd.DataFrame:
    known = Workspace(
        "test",
        Profile(NAMES, NAMES, NAMES, {}),
        pd.DataFrame(columns=["source_id"]),
        typed_figures(pd.DataFrame(rows)),
        pd.DataFrame(columns=["project_id", "task_force", "channel", "chain", "figure_ids"], dtype=object),
        pd.DataFrame(columns=["year", "target_id", "quantity"]),
        pd.DataFrame(columns=["zh", "en"]),
        pd.DataFrame(),
        MappingProxyType({}),
    )
    failed = reconcile(known)
    return failed[failed["verdict"] != "agrees"]


def test_an_explanation_of_a_figure_holds_for_all_its_checks():
    failed = checks(
        published("2022", "100.0", "2023-01-20"),
        published("2023", "131.4", "2024-01-20"),
        published("2023", "10.2", "2024-01-20", subject="primary"),
        published("2023", "61.3", "2024-01-20", subject="secondary"),
        published("2023", "70.1", "2024-01-20", subject="tertiary"),
        published("2023", "41.6", "2024-01-20", statistic="growth"),
    )
    assert set(failed["rule"]) == {"parts_to_whole", "year_on_year"}
    assert len(failed) == 2
    assert len({*zip(failed["label"], failed["suspect"], failed["candidate"], strict=True)}) == 1
    assert failed["suspect"].iloc[0] == "2023.funds_in_place@s20240120"


def test_a_flow_published_as_a_running_total_is_detected():
    failed = checks(
        published("2023Q1-Q3", "19.2", "2023-10-15"), published("2023Q1-Q3", "53.7", "2024-04-27")
    )
    assert list(failed["label"]) == ["running_total"]
    assert list(failed["suspect"]) == ["2023q1-q3.funds_in_place@s20231015"]


def test_a_running_total_in_the_cell_of_a_flow_is_seen_by_its_growth():
    failed = checks(
        published("2022Q4", "50.0", "2023-01-20"),
        published("2023Q4", "191.4", "2024-01-20"),
        published("2023Q4", "28.0", "2024-01-20", statistic="growth"),
    )
    assert list(failed["label"]) == ["running_total"]
    assert list(failed["suspect"]) == ["2023q4.funds_in_place@s20240120"]


def test_where_two_labels_explain_the_same_figures_both_are_named():
    failed = checks(published("2023", "39", "2024-01-20"), published("2023", "32", "2024-07-20"))
    assert list(failed["label"]) == ["changed_definition"]
    assert list(failed["alternatives"]) == [("slip",)]


def test_a_text_that_repeats_a_figure_with_another_digit_has_slipped():
    repeat = published("2023", "2", "2024-01-20")
    failed = checks(published("2023", "5", "2024-01-20"), repeat | {"figure_id": f"{repeat['figure_id']}#2"})
    assert list(failed["label"]) == ["slip"]
