"""Changes of a total between two ledgers: the parts add up exactly."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.ledger.store.amount_changes import MEASURES, amount_changes, change_totals

AMOUNT = st.one_of(st.none(), st.integers(0, 10**13))


def frame_of(projects: dict[str, tuple[int, int | None]]) -> pd.DataFrame:
    amounts = pd.array([amount for _, amount in projects.values()], dtype="Int64")
    return pd.DataFrame(
        {
            "key": pd.array(list(projects), dtype="str"),
            "project_name": [f"n{name}" for name, _ in projects.values()],
        }
        | dict.fromkeys(MEASURES, amounts)
    )


@settings(max_examples=100, deadline=None)
@given(
    *[st.dictionaries(st.sampled_from([f"k{n}" for n in range(12)]), st.tuples(st.integers(0, 8), AMOUNT))]
    * 2
)
def test_the_parts_of_a_change_add_up_exactly(old, new):
    before, after = frame_of(old), frame_of(new)
    changes = amount_changes(before, after, "agreed_amount")
    change = int(after["agreed_amount"].sum()) - int(before["agreed_amount"].sum())
    assert int(changes["change"].sum()) == change == sum(yuan for _, yuan in change_totals(changes).values())
    assert (changes["after"] - changes["before"] == changes["change"]).all()


def test_a_project_that_changed_its_code_is_the_same_project():
    changes = amount_changes(frame_of({"k1": (1, 5)}), frame_of({"k2": (1, 7)}), "agreed_amount")
    assert changes[["kind", "change"]].to_numpy().tolist() == [["changed", 2]]
