"""Rows of a frame are those that pandas gives, in plain values."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.frame_rows import rows_of

MIXED = pd.DataFrame(
    {
        "text": pd.Series(["甲", None, "丙"], dtype="str"),
        "number": [1.5, np.nan, 3.0],
        "count": pd.Series([1, None, 3], dtype="Int64"),
        "whole": [1, 2, 3],
        "known": [True, False, True],
        "day": pd.to_datetime(["2023-01-31", None, "1969-12-31"]),
        "member": pd.Categorical(["a", "b", "a"]),
        "any": pd.Series([np.int64(7), date(2023, 1, 31), None], dtype=object),
    }
).set_axis([4, 4, 9])


@pytest.mark.parametrize("frame", [MIXED, MIXED.iloc[:0], MIXED[[]], MIXED.rename(columns={"text": 1})])
def test_rows_are_those_of_pandas(frame):
    found, expected = rows_of(frame), frame.to_dict("records")
    assert [list(row) for row in found] == [list(row) for row in expected]
    for row, other in zip(found, expected, strict=True):
        for name, cell in row.items():
            assert type(cell) is type(other[name]), name
            assert cell is other[name] or cell == other[name] or (cell != cell and other[name] != other[name])


def test_only_the_columns_asked_for_are_read_in_their_order():
    assert rows_of(MIXED, "whole", "text")[0] == {"whole": 1, "text": "甲"}
    with pytest.raises(KeyError):
        rows_of(MIXED, "absent")
