"""Relations of periods: found, and broken by the next number."""

from __future__ import annotations

import pytest

from tests.quality.checks.figures import assert_breaks, assert_stands


@pytest.mark.parametrize(
    ("kind", "lines", "wrong", "complete"),
    [
        ("running_total", ["2023Q1-Q3 trips - level 5 批次", "2023H1 trips - level 5 批次"], {1: "6"}, ()),
        (
            "periods",
            ["2023H1 trips - level 7 批次", "2023Q1 trips - level 3 批次", "2023Q2 trips - level 4 批次"],
            {2: "5"},
            (),
        ),
        (
            "periods",
            [
                "2023-01..2023-10 trips - level 9 批次",
                "2023Q1-Q3 trips - level 7 批次",
                "2023-10 trips - level 2 批次",
            ],
            {0: "8"},
            (),
        ),
        (
            "periods_within",
            ["2023 trips - level 7 批次", "2023H1 trips - level 3 批次", "2023Q4 trips - level 4 批次"],
            {0: "6"},
            (),
        ),
        ("event_within", ["2023Q1 trips - level 5 批次", "2023-02-08 trips - level 5 批次"], {1: "6"}, ()),
        (
            "events_within",
            [
                "2023 trips - level 9 批次",
                "2023-02-08 trips - level 5 批次",
                "2023-12-27 trips - level 4 批次",
            ],
            {1: "6"},
            (),
        ),
    ],
)
def test_a_relation_is_found_and_breaks(kind, lines, wrong, complete):
    assert_breaks(kind, lines, wrong, complete)


@pytest.mark.parametrize(
    "lines",
    [
        # projects under construction may become fewer
        ["2023H1 projects_performing - level 9 个", "2023Q1-Q3 projects_performing - level 7 个"],
        # a bound on a day may stand for everything until then
        [
            "2023 agreed_amount - level 1068.17 亿元",
            "2023-02-08 agreed_amount - level 245 亿元",
            "2023-12-27 agreed_amount - level 1000 亿元 relation~>",
        ],
    ],
)
def test_what_may_stand_together_raises_nothing(lines):
    assert_stands(lines)
