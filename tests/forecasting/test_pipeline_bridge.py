"""The bridge between two ledgers: every project in its step, every yuan in the sum."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.forecasting.ledger.pipeline_bridge import STEPS, pipeline_bridge
from tests.fixtures.ledgers import ledger

DAYS = {"as_of_before": "2023-03-31", "as_of_after": "2023-06-30"}
BEFORE = ledger([
    ("up", {"agreed_amount": 10}),
    ("better", {"negotiated_on": "2023-01-05", "agreed_amount": 20}),
    ("worse", {"negotiated_on": "2023-01-05", "agreed_amount": 30}),
    ("grown", {"negotiated_on": "2023-01-05", "agreed_amount": 40}),
    ("lost", {"negotiated_on": "2023-01-05", "agreed_amount": 50}),
    ("gone", {"negotiated_on": "2023-01-05", "agreed_amount": 60}),
    ("done", {"negotiated_on": "2023-01-05", "agreed_amount": 70}),
    ("old", {"negotiated_on": "2022-01-05", "signed_on": "2022-05-05", "agreed_amount": 900}),
])  # fmt: skip
AFTER = ledger([
    ("up", {"agreed_amount": 11, "negotiated_on": "2023-05-05"}),
    ("better", {"negotiated_on": "2023-01-05", "agreed_amount": 20}),
    ("worse", {"negotiated_on": "2023-01-05", "agreed_amount": 30}),
    ("grown", {"negotiated_on": "2023-01-05", "agreed_amount": 44}),
    ("lost", {"negotiated_on": "2023-01-05", "terminated_on": "2023-04-09", "agreed_amount": 50}),
    ("done", {"negotiated_on": "2023-01-05", "signed_on": "2023-06-30", "agreed_amount": 75}),
    ("old", {"negotiated_on": "2022-01-05", "signed_on": "2022-05-05", "agreed_amount": 900}),
    ("new", {"negotiated_on": "2023-06-05", "agreed_amount": 80}),
    ("through", {"negotiated_on": "2023-04-05", "signed_on": "2023-06-05", "agreed_amount": 90}),
])  # fmt: skip


def chances(table, **known):
    return pd.Series([known.get(code, 0.5) for code in table["project_code"]], index=table.index)


def test_each_project_stands_in_its_step():
    found = pipeline_bridge(
        BEFORE,
        AFTER,
        **DAYS,
        chances_before=chances(BEFORE),
        chances_after=chances(AFTER, better=0.7, worse=0.4),
    )
    by = found.projects.groupby("step")["project_code"].apply(sorted).to_dict()
    assert by == {
        "new": ["new", "through"], "advanced": ["better", "up"], "slipped": ["worse"], "restated": ["grown"],
        "lost": ["gone", "lost"], "signed": ["done", "through"],
    }  # fmt: skip
    assert found.steps["amount"].to_dict() == {
        "opening": 280, "new": 170, "advanced": 1, "slipped": 0, "restated": 4, "lost": -110, "signed": -160, "closing": 185,
    }  # fmt: skip
    assert found.steps.loc["slipped", "expected"] == -3
    assert found.steps.loc["opening", "projects"] == 7


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**13),
            st.integers(0, 10**13),
            st.integers(0, 5),
            st.floats(0, 1),
            st.floats(0, 1),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_steps_add_up_to_the_yuan(projects):
    fates = (
        {}, {"negotiated_on": "2023-05-05"}, {"negotiated_on": "2023-01-05", "signed_on": "2023-05-05"},
        {"terminated_on": "2023-05-05"}, {"negotiated_on": "2023-01-05"}, {"signed_on": "2022-05-05"},
    )  # fmt: skip
    rows = [(f"P{n}", fate, a, b, p, q) for n, (a, b, fate, p, q) in enumerate(projects)]
    before = ledger([(code, {**fates[fate], "agreed_amount": a}) for code, fate, a, _, _, _ in rows])
    later = [row for row in rows if row[3] % 7] or rows[:1]  # some are in the later ledger no more
    after = ledger([(code, {**fates[fate], "agreed_amount": b}) for code, fate, _, b, _, _ in later])
    p = pd.Series([row[4] for row in rows], index=before.index)
    q = pd.Series([row[5] for row in later], index=after.index)
    steps = pipeline_bridge(before, after, **DAYS, chances_before=p, chances_after=q).steps
    between = steps.loc[list(STEPS[1:-1]), ["amount", "expected"]].sum()
    opening, closing = (steps.loc[name, ["amount", "expected"]] for name in ("opening", "closing"))
    assert (opening + between).tolist() == closing.tolist()


def test_the_same_ledger_twice_moves_nothing():
    steps = pipeline_bridge(BEFORE, BEFORE, as_of_before="2023-03-31", as_of_after="2023-03-31").steps
    assert steps.loc[list(STEPS[1:-1])].to_numpy().sum() == 0


def test_days_out_of_order_and_repeated_keys_are_refused():
    with pytest.raises(ValueError, match="later ledger"):
        pipeline_bridge(BEFORE, AFTER, as_of_before="2023-06-30", as_of_after="2023-03-31")
    with pytest.raises(ValueError, match="stands twice"):
        pipeline_bridge(pd.concat([BEFORE, BEFORE]), AFTER, **DAYS)
