"""No combination of published amounts of several dimensions is the amount of one or two projects."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.core.quantity import Definition, Quantity
from jjinvest.metrics.ledger_observations import as_published, observations
from jjinvest.metrics.linked_groups import withheld_together
from jjinvest.metrics.small_groups import withheld
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.workbooks import HEADERS, clean_project

FEWEST = 3


def rank(rows: list[list[int]]) -> int:
    """Rank of a small matrix in exact fractions, so that nothing depends on a tolerance."""
    table, found = [[Fraction(number) for number in row] for row in rows], 0
    for column in range(len(table[0]) if table else 0):
        pivot = next((row for row in range(found, len(table)) if table[row][column]), None)
        if pivot is None:
            continue
        table[found], table[pivot] = table[pivot], table[found]
        for row in range(found + 1, len(table)):
            ratio = table[row][column] / table[found][column]
            table[row] = [one - ratio * other for one, other in zip(table[row], table[found], strict=True)]
        found += 1
    return found


def disclosed(published: list[list[int]], number: int) -> list[tuple[int, ...]]:
    """Projects, alone or two, of which a combination of the published sums consists and of nobody else.

    The sums have such a combination if and only if leaving out these projects lowers their rank.
    """
    whole = rank(published)
    few = [some for size in range(1, FEWEST) for some in combinations(range(number), size)]
    return [
        some
        for some in few
        if rank([[of for place, of in enumerate(row) if place not in some] for row in published]) < whole
    ]


def published_sums(groupings, restricted, number: int) -> list[list[int]]:
    rows = [[1] * number]
    for name, groups in groupings.items():
        for group in sorted(set(groups.dropna()) - restricted[name]):
            rows.append([int(of_project == group) for of_project in groups])
    return rows


def protected(groupings, amounts):
    frame = pd.DataFrame({"agreed_amount": amounts})
    alone = {name: withheld(frame, groups) for name, groups in groupings.items()}
    return alone, withheld_together(frame, groupings, alone, fewest=FEWEST)


def test_one_dimension_does_not_give_away_the_withheld_group_of_another():
    sector = pd.Series(["三产"] * 4 + ["二产"] * 8)
    chain = pd.Series(["服务"] * 4 + ["医药"] * 2 + ["电子"] * 3 + ["机械"] * 3)
    amounts = pd.Series([10, 11, 12, 13, 7, 8, 30, 31, 32, 40, 41, 42])
    groupings = {"sector": sector, "chain": chain}
    alone, together = protected(groupings, amounts)
    assert alone == {"sector": frozenset(), "chain": {"服务", "医药"}}
    assert disclosed(published_sums(groupings, alone, 12), 12) == [(4, 5)]
    assert disclosed(published_sums(groupings, together, 12), 12) == []
    # the fewest are withheld: one more chain, and no sector
    assert together == {"sector": frozenset(), "chain": {"服务", "医药", "电子"}}


def test_dimensions_that_have_nothing_to_do_with_each_other_withhold_nothing_more():
    groupings = {
        "sector": pd.Series([f"s{place % 2}" for place in range(36)]),
        "park": pd.Series([f"p{place // 2 % 3}" for place in range(36)]),
    }
    alone, together = protected(groupings, pd.Series(range(10, 46)))
    assert alone == together == {"sector": frozenset(), "park": frozenset()}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 11), st.integers(2, 3))
def test_no_combination_discloses_a_project(seed, number, dimensions):
    rng = np.random.default_rng(seed)
    groupings = {
        f"d{place}": pd.Series([f"g{group}" for group in rng.integers(0, 4, number)])
        for place in range(dimensions)
    }
    groupings["part"] = pd.Series(rng.choice(["out_of_city", None], number), dtype=object)
    if rng.random() < 0.5:  # a dimension that groups the same projects under other names
        groupings["same"] = groupings["d0"].map({"g0": "a", "g1": "b", "g2": "b", "g3": "c"})
    _, together = protected(groupings, pd.Series(rng.integers(1, 100, number)))
    assert disclosed(published_sums(groupings, together, number), number) == []


def test_the_page_of_a_ledger_withholds_across_sector_and_chain(tmp_path):
    names = ["服务"] * 4 + ["医药"] * 2 + ["电子"] * 3 + ["机械"] * 3
    amounts = [10, 11, 12, 13, 17, 18, 30, 31, 32, 40, 41, 42]
    rows = [
        clean_project(
            6 * place + 1,
            sector="三产" if name == "服务" else "二产",
            chain=name,
            agreed_amount=amounts[place] * 10**7,
            contract_amount=None,
            contract_on=None,
            signed_on=date(2023, 5, 8),
            started_on=date(2023, 6, 8),
            negotiated_on=date(2022, 6, 1),
            funds_month=None,
            funds_ytd=None,
            funds_to_date=None,
        )
        for place, name in enumerate(names)
    ]
    headers = {name: text.replace("万元", "元") for name, text in HEADERS.items()} | {"chain": "产业链"}
    import_ledger(tmp_path / "district", rows, "2023-09", "2023-10-08", headers=headers)
    results = results_of(tmp_path / "district", "2023Q3", date(2023, 11, 14))
    found = observations(results.workspace.ledger, results.period)
    chains = found[(found["scope"] == "chain") & (found["metric"] == "agreed_amount")]
    public = chains.loc[chains["tier"] == "public", "value"]
    assert len(chains) == 4
    assert public.tolist() == pytest.approx([12.3])  # 机械


def test_a_withheld_amount_that_was_published_is_shown_as_it_was_published():
    columns = ["fact_id", "figure_id", "value", "low", "high", "half_width", "decimals", "quantity", "tier"]
    source = Quantity.exact(0, "元", Definition("agreed"), ("x",))
    held = pd.DataFrame(
        [
            [f"2023.agreed_amount.{name}", f"{name}@ledger", value, value, value, 0.0, 0, source, tier]
            for name, value, tier in (
                ("primary", 6.6137, "government"),
                ("tertiary", 7.3, "government"),
                ("park.a", 3.1, "government"),
                ("secondary", 50.3712, "public"),
            )
        ],
        columns=columns,
    )
    known = pd.DataFrame(
        [
            [f"2023.agreed_amount.{name}", value, value - 0.05, value + 0.05, 0.05, 1, source]
            for name, value in (("primary", 6.6), ("tertiary", 7.2), ("secondary", 50.4))
        ],
        columns=[name for name in columns if name not in ("figure_id", "tier")],
    ).assign(statistic="level", relation="=", unit="亿元", available_from=date(2024, 1, 22))
    shown = as_published(held, known).set_index("figure_id")
    assert shown["tier"].to_dict() == {
        "primary@ledger": "public",
        "tertiary@ledger": "government",
        "park.a@ledger": "government",
        "secondary@ledger": "public",
    }
    assert shown.loc["primary@ledger", ["value", "decimals"]].tolist() == [6.6, 1]
    assert shown.loc["primary@ledger", "quantity"].sources == ("primary@ledger",)
    assert shown.loc["secondary@ledger", "value"] == 50.3712
    own = as_published(held, known, "government").set_index("figure_id")
    assert own.loc["primary@ledger", ["value", "tier"]].tolist() == [6.6137, "government"]
