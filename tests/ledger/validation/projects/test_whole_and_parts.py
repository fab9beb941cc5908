"""A project beside its phases is not counted twice."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import check, clean_project, rules_of, write_ledger

WHOLE = {"project_code": "A-1", "project_name": "甲产业园项目", "investor": "甲公司"}
OF_WHOLE = {"agreed_amount": 90000, "contract_amount": 90000, "funds_ytd": 1000, "funds_to_date": 1000}
FIRST = {"agreed_amount": 40000, "contract_amount": 40000, "funds_ytd": 600, "funds_to_date": 600}
SECOND = {"agreed_amount": 50000, "contract_amount": 50000, "funds_ytd": 400, "funds_to_date": 400}


def found(tmp_path, *changes: dict[str, object]) -> list[str]:
    rows = [
        clean_project(1) | WHOLE | {"funds_month": 0} | OF_WHOLE,
        clean_project(1) | WHOLE | {"funds_month": 0} | FIRST,
        clean_project(1) | WHOLE | {"funds_month": 0} | SECOND,
    ]
    names = [{}, {"project_code": "A-1-1", "project_name": "甲产业园一期"}]
    names += [{"project_code": "A-1-2", "project_name": "甲产业园二期"}]
    projects = [row | own | change for row, own, change in zip(rows, names, changes, strict=True)]
    path = tmp_path / "l.xlsx"
    write_ledger(path, [*projects, clean_project(2)])
    return [cell for rule, cell in rules_of(check(path)) if rule == "whole_and_parts"]


@pytest.mark.parametrize(
    ("changes", "rejected"),
    [
        (({}, {}, {}), True),
        (({"project_code": "B-7"}, {}, {}), True),  # by the names and two amounts
        (({"investor": None}, {}, {}), True),
        (({}, {"agreed_amount": 40001}, {}), False),
        (({}, {"funds_ytd": 599, "funds_to_date": 599}, {}), False),
        (({}, {"investor": "乙公司"}, {}), False),
        (({"project_code": "B-7", "project_name": "丙厂"}, {}, {}), False),
    ],
)
def test_a_whole_beside_its_parts_is_rejected(tmp_path, changes, rejected):
    assert bool(found(tmp_path, *changes)) is rejected


DAYS = ({"signed_on": "2022-02-03"}, {"signed_on": "2022-02-03"}, {"signed_on": "2023-02-03"})


@pytest.mark.parametrize("whole", ["甲产业园项目", "甲产业园（总体）"])
@pytest.mark.parametrize(
    "phase", ["甲产业园{}期", "甲产业园（{}期）", "甲产业园项目{}期", "甲产业园-{}期工程"]
)
@pytest.mark.parametrize("funds", [{}, {"funds_ytd": 0, "funds_to_date": 0}])
def test_phases_may_be_signed_on_days_of_their_own(tmp_path, whole, phase, funds):
    names = [whole, phase.format("一"), phase.format("二")]
    coded = [
        day | funds | {"project_code": f"B-{number}X", "project_name": name, "contract_on": None}
        for number, (name, day) in enumerate(zip(names, DAYS, strict=True))
    ]
    assert found(tmp_path, *coded)
    another = [coded[0], coded[1], coded[2] | {"investor": "乙公司"}]
    assert not found(tmp_path, *another)
