"""The store: originals, history, interrupted imports, changed files."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.store.store import Store, from_parquet, to_parquet
from tests.fixtures.workbooks import check, clean_projects, write_ledger

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
