"""Projects that a whole list of payments does not name."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest

from jjinvest.ledger.store.store import Store
from tests.fixtures.several_sheets import LISTS, PAYMENTS, write_sheets
from tests.fixtures.workbooks import check, funds_of

LATER = [3, "纸箱包装项目", "包装集团有限公司", "市内", "二产", date(2023, 8, 1), 8000]
EARLIER = [4, "矿泉水项目", "饮品集团有限公司", "市内", "二产", date(2020, 8, 1), 9000]


@pytest.fixture
def lists():
    sheets = {name: deepcopy(rows) for name, rows in LISTS.items() if name != "到位资金"}
    sheets["签约项目"] += [LATER, EARLIER]
    return sheets


def test_projects_signed_since_the_list_begins_have_received_nothing(path, lists):
    write_sheets(path, lists | {"到位资金明细": PAYMENTS})
    result = check(path)
    funds = funds_of(result)
    assert funds["纸箱包装项目"] == [0, 0, 0]
    assert funds["矿泉水项目"] == [None] * 3, "the payments begin after it was signed"
    assert funds["康养小镇项目"] == [None] * 3, "it is not signed"
    (said,) = [each for each in result.findings() if each.rule == "payments_of_none"]
    assert "从 2022-06 起" in said.what("zh")
    assert "1 个项目（纸箱包装项目）" in said.what("zh")


def test_beside_a_column_of_funds_a_blank_stays_unknown(path, lists):
    lists["签约项目"][1].append("累计到位（万元）")
    for row, funds in zip(lists["签约项目"][2:], (1200, 5000, None, None), strict=True):
        row.append(funds)
    write_sheets(path, lists | {"到位资金明细": PAYMENTS})
    result = check(path)
    assert funds_of(result)["纸箱包装项目"] == [None] * 3
    assert "payments_of_none" not in {each.rule for each in result.findings()}


def test_a_payment_without_a_date_leaves_the_others_unknown(path, lists):
    write_sheets(path, lists | {"到位资金明细": [*PAYMENTS, ["智能座舱项目", None, 100]]})
    assert funds_of(check(path))["纸箱包装项目"] == [None] * 3


def test_dated_payments_answer_what_is_the_month_s_and_what_is_the_year_s(path, lists):
    late = ["纸箱包装项目", date(2023, 10, 8), 300]
    of_year = ["智能座舱项目", date(2023, 4, 8), 500]
    of_project_of_year_before = ["精密轴承项目", date(2023, 3, 1), 2000]
    first = ["矿泉水项目", date(2020, 9, 1), 100]
    write_sheets(
        path, lists | {"到位资金明细": [PAYMENTS[0], late, of_year, of_project_of_year_before, first]}
    )
    rules = {each.rule for each in check(path).findings()}
    assert not rules & {"flow_maybe_running_total", "year_maybe_total"}


def test_the_column_that_a_ledger_does_not_have_is_not_asked_for(tmp_path, lists):
    store = Store(tmp_path / "private")
    september = [["项目台账（截至2023年9月）"], *lists["签约项目"][1:]]
    write_sheets(tmp_path / "a.xlsx", {"签约项目": september, "到位资金明细": PAYMENTS})
    store.add(check(tmp_path / "a.xlsx"), datetime(2023, 10, 5, tzinfo=UTC))
    undated = [*PAYMENTS, ["智能座舱项目", None, 100]]
    write_sheets(tmp_path / "b.xlsx", lists | {"到位资金明细": undated})
    rules = {each.rule for each in check(tmp_path / "b.xlsx", previous=store.previous).findings()}
    assert "payment_undated" in rules
    assert "running_total_gone" not in rules
