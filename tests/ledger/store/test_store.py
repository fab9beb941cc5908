"""The store: originals, history, interrupted imports, changed files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.store.parquet_rows import from_parquet, to_parquet
from jjinvest.ledger.store.store import Store
from tests.fixtures.workbooks import HEADERS, check, clean_projects, write_ledger

NOW = datetime(2023, 11, 15, 9, 30, tzinfo=UTC)


def test_an_interrupted_import_leaves_the_history_unchanged(tmp_path, ledger):
    store = Store(tmp_path / "private")
    store.add(check(ledger), NOW)
    history = (store.folder / "imports.csv").read_bytes()
    projects = clean_projects()
    projects[0]["agreed_amount"] = 30_000
    write_ledger(ledger, projects)

    def power_cut() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(check(ledger), NOW, before_commit=power_cut)
    assert (store.folder / "imports.csv").read_bytes() == history
    assert store.add(check(ledger), NOW).number == 2
    assert [e.number for e in store.history()] == [1, 2]


def test_a_ledger_changed_since_its_import_is_noticed(tmp_path, ledger):
    store = Store(tmp_path / "private")
    entry = store.add(check(ledger), NOW)
    (store.folder / entry.ledger).write_bytes(b"x")
    with pytest.raises(DataError, match="改动过"):
        store.frame(1)
    with pytest.raises(DataError, match="没有第 9 次"):
        store.frame(9)
    (store.folder / "imports.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="改动过"):
        store.history()


def test_the_same_rows_give_the_same_bytes(ledger):
    frame = check(ledger).frame()
    assert to_parquet(frame) == to_parquet(check(ledger).frame())
    pd.testing.assert_frame_equal(from_parquet(to_parquet(frame)), frame)


def test_a_month_follows_the_nearest_earlier_one_after_a_correction(tmp_path, ledger):
    store = Store(tmp_path / "private")
    for number, month in enumerate((9, 10, 11, 9)):
        projects = clean_projects()[number:]
        write_ledger(ledger, projects, title=f"项目台账（截至2023年{month}月）")
        store.add(check(ledger), NOW)
    assert [each.month for each in store.history()] == ["2023-09", "2023-10", "2023-11", "2023-09"]
    assert store.previous((2023, 12)).month == (2023, 11)
    assert store.previous((2023, 10)).month == (2023, 9)
    assert len(store.previous((2023, 10)).projects) == store.entry(4).projects
    assert not store.previous((2023, 12)).corrected
    assert len(store.previous((2023, 9)).corrected) == store.entry(4).projects
    pairs = [store.compared_with(each) for each in store.history()]
    assert [None if each is None else each.number for each in pairs] == [None, 1, 2, 1]


def dollars(path: Path) -> None:
    terms = {"currency": "美元", "exchange_rate": 7.1, "rate_on": date(2023, 9, 1)}
    headers = HEADERS | {"currency": "币种", "exchange_rate": "汇率", "rate_on": "汇率日期"}
    write_ledger(path, [clean_projects()[0] | terms, *clean_projects()[1:]], headers=headers)


def test_the_rate_of_converted_amounts_is_kept_and_read_back(tmp_path, ledger):
    store = Store(tmp_path / "private")
    store.add(check(ledger), NOW)
    dollars(ledger)
    entry = store.add(check(ledger), NOW)
    first, others = store.frame(2).iloc[0], store.frame(2).iloc[1:]
    assert (first["currency"], first["exchange_rate"]) == ("USD", 7.1)
    assert {"agreed_amount", "contract_amount", "funds_to_date"} <= set(first["converted"].split())
    assert set(others["currency"]) == {""}
    assert others["exchange_rate"].isna().all()
    names = ("key", "funds_to_date", "currency")
    assert store.columns(entry, names).column_names == list(names)
    assert store.columns(store.entry(1), names).column_names == ["key", "funds_to_date"]
    assert "currency" not in store.frame(1), "rows of a ledger in 元 are stored as ever"


def test_an_import_stored_without_rates_is_restored_from_its_original(tmp_path, ledger, monkeypatch):
    dollars(ledger)
    store = Store(tmp_path / "private")
    with monkeypatch.context() as patch:
        patch.setattr("jjinvest.ledger.validation.result.rate_columns", lambda rows, **_: {})
        entry = store.add(check(ledger), NOW)
    assert "currency" not in store.frame(1)
    path = store.folder / entry.ledger
    raw = path.read_bytes()
    path.unlink()
    assert store.restore(check(ledger)).number == 1
    assert path.read_bytes() == raw
