"""Changes of a year's funds between two ledgers: payments, cancellations and revisions add up exactly."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.ledger.store.payment_changes import payment_changes

KEYS = ["p1", "p2", "p3", "p4"]


def ledger(keys=KEYS, ended=()) -> pd.DataFrame:
    days = pd.to_datetime(pd.Series(["2023-08-01" if key in ended else None for key in keys], dtype=object))
    return pd.DataFrame({"key": keys, "project_name": [f"项目{key}" for key in keys], "terminated_on": days})


def explained(before, after, recent, *, earlier=None, now=None) -> dict[tuple[str, str], int]:
    changes = payment_changes(
        ledger() if earlier is None else earlier,
        ledger() if now is None else now,
        before=pd.Series(before, dtype="int64"),
        after=pd.Series(after, dtype="int64"),
        recent=pd.Series(recent, dtype="int64"),
    )
    return {(row["kind"], row["key"]): row["change"] for row in changes.to_dict("records")}


def test_later_payments_are_new_and_repayments_are_gone():
    changes = explained({"p1": 5, "p2": 9}, {"p1": 8, "p2": 7}, {"p1": 3, "p2": -2})
    assert changes == {("new", "p1"): 3, ("gone", "p2"): -2}


def test_changed_earlier_months_are_a_revision():
    changes = explained({"p1": 5, "p2": 9}, {"p1": 10, "p2": 6}, {"p1": 4})
    assert changes == {("new", "p1"): 4, ("changed", "p1"): 1, ("changed", "p2"): -3}


@pytest.mark.parametrize("now", [ledger(ended=["p2"]), ledger(["p1", "p3", "p4"])])
def test_lost_funds_of_a_terminated_project_are_a_cancellation(now):
    assert explained({"p2": 9}, {"p2": 2}, {}, now=now) == {("gone", "p2"): -7}
    # terminated before the release: a later correction is not a cancellation
    assert explained({"p2": 9}, {"p2": 2}, {}, earlier=ledger(ended=["p2"]), now=now) == {
        ("changed", "p2"): -7
    }


def test_a_terminated_project_keeps_its_payments():
    assert explained({"p2": 9}, {"p2": 11}, {"p2": 2}, now=ledger(ended=["p2"])) == {("new", "p2"): 2}


def test_the_largest_change_comes_first_with_its_name_also_of_a_project_of_neither_ledger():
    changes = payment_changes(
        ledger(),
        ledger(),
        before=pd.Series({"p1": 1}),
        after=pd.Series({"p1": 3, "x": 9}),
        recent=pd.Series({"p1": 2, "x": 9}),
    )
    assert changes[["key", "project_name", "change"]].to_numpy().tolist() == [
        ["x", "x", 9],
        ["p1", "项目p1", 2],
    ]


def test_a_project_whose_code_changed_is_the_same_project():
    recoded = ledger().replace({"key": {"p2": "q2"}})
    assert explained({"p2": 9}, {"q2": 12}, {"q2": 3}, now=recoded) == {("new", "q2"): 3}


amounts = st.dictionaries(st.sampled_from([*KEYS, "x"]), st.integers(-(10**12), 10**12))


@settings(max_examples=40, deadline=None)
@given(amounts, amounts, amounts, st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS)))
def test_the_parts_add_up_to_the_change_of_the_total_and_of_each_project(before, after, recent, ended, kept):
    changes = explained(before, after, recent, now=ledger([k for k in KEYS if k in kept], ended))
    assert sum(changes.values()) == sum(after.values()) - sum(before.values())
    for key in {*before, *after, *recent}:
        own = sum(change for (_, name), change in changes.items() if name == key)
        assert own == after.get(key, 0) - before.get(key, 0)
    assert all(change > 0 for (kind, _), change in changes.items() if kind == "new")
    assert all(change < 0 for (kind, _), change in changes.items() if kind == "gone")
