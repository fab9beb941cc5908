"""Validation of a whole ledger: counts and amounts add up, whatever the cells contain."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.validate import PreviousImport, previous_projects, validate
from tests.fixtures.workbooks import (
    HEADERS,
    check,
    clean_projects,
    import_of_september,
    rules_of,
    write_ledger,
)


def test_a_clean_ledger_raises_nothing(path):
    write_ledger(path, clean_projects(40))
    result = check(path)
    assert rules_of(result) == []
    assert result.counts == {"accepted": 40, "remark": 0, "rejected": 0}
    assert result.table.month == (2023, 10)
    expected = sum(p.get("agreed_amount", 0) for p in clean_projects(40)) * 10_000
    assert result.total("agreed_amount") == expected == int(result.frame()["agreed_amount"].sum())


def test_dates_after_today_are_rejected(path):
    write_ledger(path, clean_projects(1))
    result = validate(path, load_spellings(), today=date(2023, 4, 1))
    assert ("date_future", "L3") in rules_of(result)


def test_a_project_missing_since_the_last_import_is_named(tmp_path):
    path = tmp_path / "l.xlsx"
    projects = clean_projects()
    removed = projects.pop(5)
    projects[0]["project_code"] = "JJ-NEW"
    write_ledger(path, projects)
    [finding] = [
        f
        for f in check(path, previous=import_of_september(tmp_path)).remarks
        if f.rule == "missing_from_import"
    ]
    assert finding.terms["number"] == "1"
    assert removed["project_code"] in finding.what("zh")


def test_a_project_missing_since_the_import_that_is_corrected_is_named_once(tmp_path):
    path = tmp_path / "l.xlsx"
    projects = clean_projects()
    write_ledger(path, projects)
    same = previous_projects(check(path).frame())
    earlier = {key: project for key, project in same.items() if key != projects[5]["project_code"]}
    removed = [projects.pop(5), projects.pop(7)]
    write_ledger(path, projects)
    remarks = check(path, previous=lambda _: PreviousImport(earlier, (2023, 9), same)).remarks
    named = {f.rule: f.what("zh") for f in remarks if f.rule.startswith("missing_from_")}
    assert named.keys() == {"missing_from_import", "missing_from_corrected"}
    assert removed[0]["project_code"] in named["missing_from_corrected"]
    assert removed[1]["project_code"] in named["missing_from_import"]
    assert removed[1]["project_code"] not in named["missing_from_corrected"]


CELL = st.one_of(
    st.none(),
    st.integers(-5, 10**6),
    st.floats(0, 1e9, allow_nan=False),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.sampled_from(
        [
            "",
            "—",
            "约5亿",
            "1.2亿元",
            "2023.7",
            2023.1,
            "=1+1",
            "合计",
            "小计",
            "一、二产",
            "JJ-2023-001",
            "备注：无",
            "终止",
            "美元",
            "<script>",
        ]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 19), st.sampled_from(list(HEADERS)), CELL), max_size=12))
def test_rows_add_up_and_no_amount_is_lost(tmp_path, edits):
    projects = clean_projects()
    for row, name, cell in edits:
        projects[row][name] = cell
    path = tmp_path / "l.xlsx"
    write_ledger(path, projects)
    result = check(path)
    others = result.table.other_rows
    assert sum(result.counts.values()) + len(others) == 20
    frame = result.frame()
    assert frame["key"].is_unique
    touched = {row for row, _, _ in edits}
    for row in result.rows:
        index = row.number - 3
        if index not in touched:
            assert (
                row.yuan("agreed_amount") == (projects[index].get("agreed_amount") or 0) * 10_000
                or "agreed_amount" not in projects[index]
            )
    accepted = result.total("agreed_amount", "accepted", "remark")
    assert accepted + result.total("agreed_amount", "rejected") == result.total("agreed_amount")
    assert int(frame["agreed_amount"].sum()) == accepted
    for row, kind in others.items():
        # a row is skipped only where it holds no amount; a total row is compared with the rows
        assert kind == "sum" or not any(
            isinstance(projects[row - 2].get(n), int) for n in ("agreed_amount", "funds_to_date")
        )
