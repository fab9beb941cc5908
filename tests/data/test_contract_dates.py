"""Contracts without a date: of a span, not of it, or open; an open amount is in no report and never 0."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from jjinvest.data.contract_dates import concluded, undecided
from jjinvest.metrics.ledger_observations import measures
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.workbooks import HEADERS, check, clean_project, rules_of, write_ledger

START, END = pd.Timestamp(2023, 1, 1), pd.Timestamp(2023, 12, 31)
UNDATED = {name: text for name, text in HEADERS.items() if name != "contract_on"}


def row(**dates: str | None) -> pd.DataFrame:
    names = ("signed_on", "contract_on", "in_production_on", "terminated_on")
    days = {name: pd.to_datetime([dates.get(name)]).astype("datetime64[ms]") for name in names}
    return pd.DataFrame({"contract_amount": pd.array([7], dtype="Int64")} | days)


@pytest.mark.parametrize(
    ("dates", "belongs"),
    [
        ({"signed_on": "2022-05-01", "contract_on": "2023-02-01"}, True),
        ({"signed_on": "2022-05-01", "contract_on": "2022-06-01"}, False),
        ({"signed_on": "2023-03-01"}, True),
        ({"signed_on": "2021-03-01", "in_production_on": "2022-11-30"}, False),
        ({"signed_on": "2021-03-01", "terminated_on": "2022-11-30"}, False),
        ({"signed_on": "2021-03-01", "in_production_on": "2023-01-02"}, None),
        ({"signed_on": "2022-12-31"}, None),
        ({}, None),
    ],
)
def test_a_contract_lies_between_signing_and_production(dates, belongs):
    answer = concluded(row(**dates), START, END, END)
    assert (None if answer is None else answer.to_list()) == (None if belongs is None else [belongs])
    assert undecided(row(**dates), START, END, END).to_list() == [belongs is None]


def projects(*signed: date) -> list[dict[str, object]]:
    """Projects with 0.8 亿元 of contracts each, signed on these days, none of them in production."""
    return [
        clean_project(
            n,
            signed_on=day,
            negotiated_on=date(2021, 1, 1),
            started_on=None,
            stage="签约",
            agreed_amount=9000,
            contract_amount=8000,
            contract_on=None,
            in_production_on=None,
            funds_month=None,
            funds_ytd=None,
            funds_to_date=None,
        )
        for n, day in enumerate(signed, start=1)
    ]


OPEN = projects(date(2022, 6, 1), date(2023, 3, 1), date(2023, 4, 1), date(2023, 5, 1))
OF_YEAR = projects(date(2023, 2, 1), date(2023, 3, 1), date(2023, 4, 1))


def test_a_year_of_open_contracts_has_no_amount_and_says_so(tmp_path):
    import_ledger(tmp_path, OPEN, "2023-12", "2024-01-10", headers=UNDATED)
    results = results_of(tmp_path)
    assert not [name for name in results.facts if "contract_amount" in name]
    assert results["now.contracts_undated"].value == 1
    assert "contract_amount" not in measures(results.workspace.ledger, "2023", flows=True)


def test_contracts_of_projects_signed_in_the_year_are_of_the_year(tmp_path):
    import_ledger(tmp_path, OF_YEAR, "2023-12", "2024-01-10", headers=UNDATED)
    results = results_of(tmp_path)
    assert results["now.contract_amount"].value == pytest.approx(2.4)
    assert results.get("now.contracts_undated") is None


@pytest.mark.parametrize(
    ("rows", "headers", "rule"),
    [
        (OPEN, UNDATED, "contract_dates_absent"),
        (OPEN, HEADERS, "contract_year_open"),
        (OF_YEAR, UNDATED, ""),
    ],
)
def test_the_check_says_what_the_report_will_leave_out(tmp_path, rows, headers, rule):
    path = tmp_path / "l.xlsx"
    write_ledger(path, rows, headers=headers, title="某区招商项目台账（截至2023年12月）")
    result = check(path)
    named = {name for name, _ in rules_of(result)} & {"contract_dates_absent", "contract_year_open"}
    assert named == ({rule} if rule else set())
    if rule:
        finding = next(f for f in result.remarks if f.rule == rule)
        assert "1 个项目" in finding.what("zh")
        assert "2023" in finding.what("en")


def test_the_check_says_that_talks_without_dates_have_no_chances(tmp_path):
    talks = clean_project(9, stage="在谈", **dict.fromkeys(("signed_on", "contract_on", "contract_amount")))
    talks |= dict.fromkeys(("started_on", "funds_month", "funds_ytd", "funds_to_date", "in_production_on"))
    headers = {name: text for name, text in HEADERS.items() if name != "negotiated_on"}
    write_ledger(tmp_path / "l.xlsx", [talks], headers=headers)
    assert "talks_undated" in {name for name, _ in rules_of(check(tmp_path / "l.xlsx"))}
    write_ledger(tmp_path / "m.xlsx", [talks | {"negotiated_on": date(2023, 2, 1)}])
    assert "talks_undated" not in {name for name, _ in rules_of(check(tmp_path / "m.xlsx"))}
