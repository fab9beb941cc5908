"""Cumulative totals: values in the wrong column, with and without the last import."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jjinvest.ledger.findings import Finding
from jjinvest.ledger.validation.rows.row_rules import PreviousProject
from jjinvest.ledger.validation.validate import previous_projects
from jjinvest.ledger.validation.whole.file_findings import PreviousImport
from tests.fixtures.workbooks import (
    COLUMN,
    HEADERS,
    check,
    check_changed,
    clean_project,
    clean_projects,
    import_of_september,
    rules_of,
    write_ledger,
)


def test_a_whole_column_of_running_totals_is_rejected_but_not_in_january(tmp_path):
    projects = [p | ({"funds_month": p["funds_ytd"]} if "funds_ytd" in p else {}) for p in clean_projects()]
    path = tmp_path / "l.xlsx"
    write_ledger(path, projects)
    assert {r for r, _ in rules_of(check(path))} == {"running_total_in_flow"}
    write_ledger(path, projects, title="截至2023年1月")
    assert not {r for r, _ in rules_of(check(path))} & {"running_total_in_flow", "flow_maybe_running_total"}


def test_the_last_import_separates_a_running_total_from_a_flow(tmp_path):
    last = import_of_september(tmp_path)
    path = tmp_path / "l.xlsx"
    assert "running_total_in_flow" in dict(
        rules_of(check_changed(path, {"funds_month": 2001}, previous=last))
    )
    assert "flow_in_running_total" in dict(
        rules_of(check_changed(path, {"funds_ytd": 101, "funds_to_date": 101}, previous=last))
    )
    assert "running_total_fell" in dict(
        rules_of(check_changed(path, {"funds_ytd": 1800, "funds_to_date": 1800}, previous=last))
    )
    assert "flow_differs_from_totals" not in dict(
        rules_of(check_changed(path, {"funds_month": 101, "funds_ytd": 2001}, previous=last))
    )
    assert "flow_differs_from_totals" in dict(
        rules_of(check_changed(path, {"funds_month": 77}, previous=last))
    )


def test_funds_to_date_that_are_blank_since_the_last_import_are_named(tmp_path):
    last = import_of_september(tmp_path)
    blank = {"funds_month": None, "funds_ytd": None, "funds_to_date": None}
    result = check_changed(tmp_path / "l.xlsx", blank, previous=last)
    assert ("running_total_carried", f"{COLUMN['funds_to_date']}3") in rules_of(result)
    without = {name: head for name, head in HEADERS.items() if name != "funds_to_date"}
    result = check_changed(tmp_path / "l.xlsx", {}, headers=without, previous=last)
    assert "running_total_gone" in dict(rules_of(result))


def test_the_last_import_separates_funds_of_earlier_years_from_those_of_this_year(tmp_path):
    path, signed = tmp_path / "l.xlsx", {"negotiated_on": date(2021, 1, 4), "signed_on": date(2022, 1, 5)}
    earlier = import_of_september(tmp_path, **signed, funds_to_date=2900)
    pasted = check_changed(path, signed | {"funds_ytd": 3001, "funds_to_date": 3001}, previous=earlier)
    assert rules_of(pasted) == [("total_in_year", f"{COLUMN['funds_ytd']}3")]
    assert "2001 万元" in pasted.rows[0].findings[0].example("zh")
    assert rules_of(check_changed(path, signed | {"funds_to_date": 3001}, previous=earlier)) == []
    assert rules_of(check_changed(path, signed, previous=import_of_september(tmp_path, **signed))) == [], (
        "its first funds came this year"
    )


def test_first_funds_of_a_year_are_no_remark_where_last_month_shows_them(tmp_path):
    first = {"funds_month": 2001}
    none = {"funds_month": 0, "funds_ytd": 0, "funds_to_date": 0}
    assert (
        rules_of(check_changed(tmp_path / "l.xlsx", first, previous=import_of_september(tmp_path, **none)))
        == []
    )


def first_payments(folder: Path, month: tuple[int, int], grown: int) -> list[str]:
    """Rules found in a ledger of October whose months equal their years to date.

    The last import, of `month`, has no funds of the year, and funds to date lower by `grown` 万元 than now.
    """
    path = folder / "l.xlsx"
    funded = [p for p in clean_projects() if "funds_ytd" in p]
    before = [
        p | {"funds_month": 0, "funds_ytd": 0, "funds_to_date": p["funds_to_date"] - grown} for p in funded
    ]
    write_ledger(path, before, title=f"截至{month[0]}年{month[1]}月")
    last = PreviousImport(previous_projects(check(path, today=date(2023, 12, 31)).frame()), month)
    write_ledger(path, [p | {"funds_month": p["funds_ytd"]} for p in funded])
    return [rule for rule, _ in rules_of(check(path, previous=lambda _: last))]


@pytest.mark.parametrize("month", [(2023, 7), (2023, 9)])
def test_a_column_of_first_payments_that_the_last_import_proves_is_accepted(tmp_path, month):
    funds = next(p["funds_ytd"] for p in clean_projects() if "funds_ytd" in p)
    assert "running_total_in_flow" not in first_payments(tmp_path, month, funds)
    assert "flow_maybe_running_total" not in first_payments(tmp_path, month, funds)


def test_a_column_that_grew_by_another_amount_is_still_rejected(tmp_path):
    found = first_payments(tmp_path, (2023, 7), 7)
    assert found.count("total_in_year") == len(found) > 0


def test_funds_to_date_that_rise_without_the_year_to_date_are_remarked(tmp_path):
    last = import_of_september(tmp_path)
    path = tmp_path / "l.xlsx"
    rules = dict(rules_of(check_changed(path, {"funds_to_date": 2501}, previous=last)))
    assert "total_rose_alone" in rules
    assert "total_rose_alone" not in dict(rules_of(check_changed(path, {}, previous=last)))
    restated = import_of_september(tmp_path, funds_ytd=1900, funds_to_date=2300)
    same = {"funds_month": 101, "funds_ytd": 2001, "funds_to_date": 2401}
    assert "total_rose_alone" not in dict(rules_of(check_changed(path, same, previous=restated)))


def after(path, month, row: dict, *projects: dict) -> list[str]:
    """Rules that the first project of a ledger breaks after an import with one earlier row of it."""
    extra = {"currency": "币种", "exchange_rate": "汇率", "rate_on": "汇率日期"}
    write_ledger(path, list(projects), headers=HEADERS | extra)
    code = projects[0]["project_code"]
    values = {"name": "", "stage": "signed", "funds_ytd": None, "agreed_amount": None} | row
    last = PreviousImport({code: PreviousProject(**values)}, month)
    return [finding.rule for finding in check(path, previous=lambda _: last).rows[0].findings]


def test_a_year_to_date_that_rises_more_than_funds_to_date_is_remarked(tmp_path):
    project = next(p for p in clean_projects() if p.get("funds_to_date"))
    before = {"funds_to_date": (project["funds_to_date"] - 20) * 10**4}
    years = (tmp_path / "a.xlsx", (2022, 12), before)
    assert "year_rose_alone" in after(*years, project | {"funds_ytd": 100, "funds_month": 0})
    assert "year_rose_alone" not in after(*years, project | {"funds_ytd": 20, "funds_month": 0})


def test_amounts_in_a_foreign_currency_that_moved_ask_about_the_rate_and_for_no_payment(tmp_path):
    project = next(p for p in clean_projects() if p.get("funds_to_date")) | {
        "agreed_amount": 1000,
        "contract_amount": None,
        "contract_on": None,
        "funds_month": 0,
        "funds_ytd": 100,
        "funds_to_date": 100,
        "currency": "美元",
        "exchange_rate": 7.2,
        "rate_on": date(2023, 9, 1),
    }
    before = {"funds_ytd": 700 * 10**4, "funds_to_date": 700 * 10**4}
    asked = after(tmp_path / "a.xlsx", (2023, 9), before | {"agreed_amount": 7000 * 10**4}, project)
    assert "rate_maybe_changed" in asked
    assert "flow_differs_from_totals" not in asked
    same = after(tmp_path / "a.xlsx", (2023, 9), before | {"agreed_amount": 7200 * 10**4}, project)
    assert "rate_maybe_changed" not in same


def in_dollars(rate: float, **changes: object) -> dict[str, object]:
    foreign = {"agreed_amount": 1000, "contract_amount": None, "contract_on": None, "started_on": None}
    funds = {"funds_month": 0, "funds_ytd": 100, "funds_to_date": 100}
    terms = {"currency": "美元", "exchange_rate": rate, "rate_on": date(2023, 9, 1), "stage": "签约"}
    return clean_project(1) | foreign | funds | terms | changes


def after_september(path: Path, before: dict[str, object], now: dict[str, object]) -> list[Finding]:
    """Findings on the one project of a ledger of October, after an import of September."""
    headers = HEADERS | {"currency": "币种", "exchange_rate": "汇率", "rate_on": "汇率日期"}
    write_ledger(path, [before], headers=headers, title="截至2023年9月")
    last = PreviousImport(previous_projects(check(path).frame()), (2023, 9))
    write_ledger(path, [now], headers=headers)
    return check(path, previous=lambda _: last).rows[0].findings


def test_a_new_rate_is_named_with_both_and_asks_for_no_payment(tmp_path):
    path = tmp_path / "a.xlsx"
    found = {each.rule: each for each in after_september(path, in_dollars(7.0), in_dollars(7.2))}
    assert not found.keys() & {"flow_differs_from_totals", "rate_maybe_changed", "year_rose_alone"}
    said = found["rate_changed"].what("zh")
    assert "美元汇率由 7 改为 7.2" in said
    assert "由 7000 万元 变为 7200 万元，其中因汇率 200 万元" in said
    assert "rate_changed" not in {each.rule for each in after_september(path, in_dollars(7), in_dollars(7))}


def test_with_a_new_rate_funds_that_do_not_fit_are_still_found(tmp_path):
    more = {"funds_ytd": 150, "funds_to_date": 150}
    path = tmp_path / "a.xlsx"
    wrong = after_september(path, in_dollars(7.0), in_dollars(7.2, **more, funds_month=20))
    assert {"rate_changed", "flow_differs_from_totals"} <= {each.rule for each in wrong}
    right = after_september(path, in_dollars(7.0), in_dollars(7.2, **more, funds_month=50))
    assert "flow_differs_from_totals" not in {each.rule for each in right}
    fell = {"funds_ytd": 90, "funds_to_date": 90}
    less = after_september(path, in_dollars(6.0), in_dollars(7.2, **fell))
    assert "running_total_fell" in {each.rule for each in less}, "648 万元 are more in 元, less in dollars"


def quarterly(path, of_month, before=(2023, 7)):
    """Check October after an import of `before`: growth of 100 to 800, `of_month` of a row says its month."""
    earlier = [clean_project(n, funds_month=0, funds_ytd=1000, funds_to_date=1000) for n in range(1, 6)]
    write_ledger(path, earlier)
    last = PreviousImport(previous_projects(check(path).frame()), before)
    changes = [{"funds_ytd": 1000 + 100 * n, "funds_to_date": 1000 + 100 * n} for n in range(1, 6)]
    rows = [clean_project(n, funds_month=of_month(n), **changes[n - 1]) for n in range(1, 6)]
    write_ledger(path, rows)
    return [rule for rule, _ in rules_of(check(path, previous=lambda _: last))]


def test_a_month_that_is_all_of_the_growth_of_a_quarter_in_nearly_every_row_is_a_question(tmp_path):
    path = tmp_path / "l.xlsx"
    assert quarterly(path, lambda n: 100 * n) == ["flow_of_span"] * 5
    assert quarterly(path, lambda n: 100 * n if n > 1 else 0) == ["flow_of_span"] * 4
    assert quarterly(path, lambda n: 100 * n if n > 2 else 0) == []
    assert quarterly(path, lambda n: 100 * n, before=(2023, 9)) == []
