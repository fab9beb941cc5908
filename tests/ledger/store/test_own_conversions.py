"""Ledgers of offices that convert foreign amounts themselves: a new rate between two imports is no money."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from jjinvest.ledger.store.amount_changes import amount_changes
from jjinvest.ledger.store.payments_of_imports import FUNDS_COLUMNS, payments_until
from jjinvest.ledger.store.store import Store
from jjinvest.ledger.validation.imports.exchange_rates import RATE_COLUMNS, moved_rates, rate_effects
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

NOW = datetime(2023, 11, 15, tzinfo=UTC)
HEADER = ["项目编号", "项目名称", "投资方", "签约日期", "协议金额（万美元）", "折人民币（万元）"]
OF_FUNDS = ["累计到位（万美元）", "折人民币（万元）"]
OF_CURRENCY = [
    "项目编号",
    "项目名称",
    "投资方",
    "签约日期",
    "币种",
    "协议金额（原币，万元）",
    "折人民币（万元）",
]
Project = tuple[str, float | None, float | None]
"""Name, agreed amount and funds to date in 万美元; in 万元 of a domestic project they are negative."""


def written(path: Path, month: int, rate: float, projects: list[Project], *, named: bool = False) -> Path:
    rows = []
    for place, (name, agreed, funds) in enumerate(projects, start=1):
        start = [f"JJ-{place:03d}-{name}", f"{name}项目", f"{name}有限公司", "2023-2-1"]
        currency = ["人民币" if (agreed or 0) < 0 else "美元"] if named else []
        amounts = [
            value
            for usd in (agreed, funds)
            for value in (
                [None, None] if usd is None else [None, -usd] if usd < 0 else [usd, round(usd * rate, 2)]
            )
        ]
        rows.append([*start, *currency, *amounts])
    header = [*(OF_CURRENCY if named else HEADER), *OF_FUNDS]
    write_sheets(path, {"台账": [[f"外资项目台账（截至2023年{month}月）"], header, *rows]})
    return path


def imported(folder: Path, *months: tuple[float, list[Project]], named: bool = False) -> tuple[Store, list]:
    """Import ledgers month by month from September; return the store and the findings of each."""
    store, found = Store(folder / "private"), []
    for number, (rate, projects) in enumerate(months):
        path = written(folder / f"{number}.xlsx", 9 + number, rate, projects, named=named)
        result = check(path, previous=store.previous)
        assert result.counts["rejected"] == 0, [each.what("zh") for each in result.findings()]
        found.append({each.rule: each for each in result.findings()})
        store.add(result, NOW)
    return store, found


def paid(store: Store) -> list[tuple[str, str, int]]:
    """Key, month and amount of the payments since the first import."""
    history = store.history()
    columns = [*FUNDS_COLUMNS, *RATE_COLUMNS]
    frame, _ = payments_until(history, history[-1], lambda each: store.columns(each, columns), store.payments)
    rows = frame[frame["month"] > "2023-09-30"]
    return [(row.project_code, f"{row.month:%Y-%m}", row.amount) for row in rows.itertuples(index=False)]


TWO: list[Project] = [("甲", 1234.56, 345.67), ("乙", 500, 100), ("丙", -8000, -900)]


@pytest.mark.parametrize("named", [False, True])
def test_a_new_rate_alone_is_no_payment_and_no_change_of_the_agreement(tmp_path, named):
    store, found = imported(tmp_path, (7.1, TWO), (7.1834, TWO), named=named)
    assert paid(store) == []
    effects = rate_effects(store.frame(1), store.frame(2), "agreed_amount")
    changes = amount_changes(store.frame(1), store.frame(2), "agreed_amount").set_index("key")["change"]
    assert effects["effect"].to_dict() == changes.to_dict()
    said = found[1]["rate_changed"].what("zh")
    assert "美元汇率由 7.1 改为 7.1834" in said
    assert not found[1].keys() & {"year_rose_alone", "total_rose_alone", "running_total_fell"}


def test_what_was_paid_since_is_the_growth_in_the_currency_at_the_new_rate(tmp_path):
    more = [("甲", 1234.56, 395.67), *TWO[1:]]
    store, _ = imported(tmp_path, (7.1, TWO), (7.1834, more))
    ((key, month, amount),) = paid(store)
    assert (key, month) == ("JJ-001-甲", "2023-10")
    assert amount == pytest.approx(50 * 7.1834 * 10**4, abs=100)


def test_amounts_that_the_office_rounds_show_no_rate_that_moved(tmp_path):
    small = [("甲", 100.01, 1), ("乙", 500, 0.5)]
    later = [("甲", 100.01, 33.33), ("乙", 500, 210.7)]
    store, found = imported(tmp_path, (7.1234, small), (7.1234, later))
    assert "rate_changed" not in found[1]
    assert moved_rates(store.frame(1), store.frame(2), "funds_to_date").empty
    funds = (
        store.frame(2).set_index("key")["funds_to_date"] - store.frame(1).set_index("key")["funds_to_date"]
    )
    assert {key: amount for key, _, amount in paid(store)} == funds.to_dict()


def test_a_rate_that_returns_after_a_gap_is_no_payment_either(tmp_path):
    store, _ = imported(tmp_path, (7.1, TWO), (7.1, TWO[:1]), (7.3, TWO))
    assert paid(store) == []


def test_a_project_that_was_split_at_a_new_rate_has_paid_nothing(tmp_path):
    store, folder = Store(tmp_path / "private"), tmp_path
    store.add(check(written(folder / "a.xlsx", 9, 7.1, TWO)), NOW)
    rows = [
        ["K-1", "甲一期项目", "甲有限公司", "2023-2-1", 600, 600 * 7.3, 300, 300 * 7.3],
        ["K-2", "甲二期项目", "甲有限公司", "2023-2-1", 634.56, 634.56 * 7.3, 45.67, 45.67 * 7.3],
        ["JJ-002-乙", "乙项目", "乙有限公司", "2023-2-1", 500, 3650, 100, 730],
        ["JJ-003-丙", "丙项目", "丙有限公司", "2023-2-1", None, 8000, None, 900],
    ]
    header = [*HEADER, *OF_FUNDS]
    write_sheets(folder / "b.xlsx", {"台账": [["外资项目台账（截至2023年10月）"], header, *rows]})
    result = check(folder / "b.xlsx", previous=store.previous)
    assert "missing_from_import" not in {each.rule for each in result.findings()}
    store.add(result, NOW)
    assert paid(store) == []


def test_an_import_stored_without_originals_is_restored_from_its_file(tmp_path, monkeypatch):
    result = check(written(tmp_path / "a.xlsx", 9, 7.1, TWO))
    bare = result.frame(with_originals=False)
    assert "currency" not in bare
    store = Store(tmp_path / "private")
    with monkeypatch.context() as patch:
        patch.setattr(type(result), "frame", lambda self: bare)
        entry = store.add(result, NOW)
    path = store.folder / entry.ledger
    raw = path.read_bytes()
    path.unlink()
    assert store.restore(check(tmp_path / "a.xlsx")).number == 1
    assert path.read_bytes() == raw
