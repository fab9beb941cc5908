"""The stage log: what each import brought, kept through new codes and names; and the changes a diff names."""

from __future__ import annotations

from datetime import date

import pandas as pd

from jjinvest.ledger.store.stage_log import field_changes, stage_log
from tests.fixtures.workbooks import check, clean_projects, write_ledger


def frame_of(folder, title, **changes):
    projects = clean_projects(3)
    projects[0] = {k: v for k, v in (projects[0] | changes).items() if v is not None}
    write_ledger(folder / "l.xlsx", projects, title=title)
    return check(folder / "l.xlsx", today=date(2024, 12, 31)).frame()


def test_a_diff_names_code_name_stage_and_date(tmp_path):
    before = frame_of(tmp_path, "截至2023年9月")
    changed = before.copy()
    changed.loc[0, "project_name"] = "新名称项目"
    changed.loc[0, "signed_on"] = pd.Timestamp("2023-03-09")
    changed.loc[1, "stage"] = "terminated"
    changed.loc[2, "key"] = "JJ-2023-777"
    changes = field_changes(before, changed)
    assert [(row.key, row.field) for row in changes.itertuples()] == [
        (before.loc[0, "key"], "project_name"),
        (before.loc[0, "key"], "signed_on"),
        (before.loc[1, "key"], "stage"),
        ("JJ-2023-777", "key"),
    ]
    assert changes.loc[1, "after"] == "2023-03-09"
    assert changes.loc[3, "before"] == before.loc[2, "key"]
    assert field_changes(before, before).empty


def test_a_month_alone_is_written_as_a_month(tmp_path):
    known = frame_of(tmp_path, "截至2023年9月", negotiated_on="2023年1月")
    entry = stage_log([(1, known)]).query("field == 'negotiated_on'").iloc[0]
    assert entry["after"] == "2023-01"


def test_the_log_keeps_each_date_with_its_import_and_follows_a_new_code(tmp_path):
    first = frame_of(tmp_path, "截至2023年9月")
    second = first.copy()
    second.loc[0, "started_on"] = pd.Timestamp("2023-10-08")
    third = second.copy()
    third.loc[0, "started_on"] = pd.Timestamp("2023-10-20")
    third.loc[0, "key"] = "JJ-NEW"
    log = stage_log([(1, first), (2, second), (3, third)])
    started = log[(log["key"] == "JJ-NEW") & (log["field"] == "started_on")]
    assert started.iloc[-1][["number", "before", "after"]].tolist() == [3, "2023-10-08", "2023-10-20"]
    assert started.iloc[-2]["number"] == 2
    assert first.loc[0, "key"] not in set(log["key"])
    assert set(log["project_name"]) == set(third["project_name"])


def test_a_project_that_is_gone_keeps_its_log(tmp_path):
    first = frame_of(tmp_path, "截至2023年9月")
    log = stage_log([(1, first), (2, first.iloc[1:].reset_index(drop=True))])
    assert set(log["key"]) == set(first["key"])
    assert set(log["number"]) == {1}


def test_a_date_keeps_the_precision_that_its_ledger_had(path):
    projects = clean_projects(3)
    for project, text in zip(projects, ("2023年2月中旬", "2023年2月", "2023-02-09"), strict=True):
        project["signed_on"] = text
    write_ledger(path, projects)
    frame = check(path).frame()
    assert frame["month_only"].tolist() == ["signed_on:ten_days", "signed_on", ""]
    assert frame["signed_on"].dt.day.tolist() == [11, 1, 9]
    log = stage_log([(1, frame)])
    signed = log[log["field"] == "signed_on"]["after"].tolist()
    assert signed == ["2023-02中旬", "2023-02", "2023-02-09"]


def test_a_diff_names_the_groups_that_a_project_moved_to(tmp_path):
    before = frame_of(tmp_path, "截至2023年9月").assign(park=["物流园", "", ""])
    changed = before.assign(chain=["汽车", "", ""])  # a column that came later moves nothing
    changed.loc[0, ["origin", "sector", "park", "investor"]] = [
        "out_of_city",
        "primary",
        "物流园区",
        "新公司",
    ]
    changes = field_changes(before, changed)
    assert list(changes["field"]) == ["investor", "origin", "sector", "park"]
    assert list(changes.iloc[-1][["before", "after"]]) == ["物流园", "物流园区"]
