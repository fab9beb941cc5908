"""Size classes: the edges of every name, and which classes nest or cover."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jjinvest.core.size_classes import cover, largest_disjoint, size_edges, tier_edges, tier_name, tile


@pytest.mark.parametrize(
    ("name", "edges"),
    [
        ("20_50", (20, 50)),
        ("0.5_1", (Fraction("0.5"), 1)),
        ("lt_0.5", (0, Fraction("0.5"))),
        ("tier_20_50", (20, 50)),
        ("tier_0_5_1", (Fraction("0.5"), 1)),
        ("tier_0_0_5", (0, Fraction("0.5"))),
        ("tier_2_10_5", (2, Fraction("10.5"))),
        ("tier_0_5_1_5", (Fraction("0.5"), Fraction("1.5"))),
        ("tier_ge_1_5", (Fraction("1.5"), None)),
        ("tier_lt_0.5", (0, Fraction("0.5"))),
    ],
)
def test_a_class_is_read_by_its_name_in_tables_and_in_ids(name, edges):
    assert size_edges(name) == edges


@pytest.mark.parametrize("text", ["", "tier_", "big", "ge_", "20", "1_2_3_4_5", "secondary"])
def test_what_is_no_class_has_no_edges(text):
    assert size_edges(text) is None
    with pytest.raises(ValueError, match="not a size class"):
        tier_edges(text)


@pytest.mark.parametrize("edges", [(0, 20), (Fraction("0.5"), 1), (2, Fraction("10.5")), (100, None)])
def test_the_name_of_a_class_in_ids_has_its_edges(edges):
    low, high = edges
    assert size_edges(tier_name(Fraction(low), None if high is None else Fraction(high))) == edges


def test_only_classes_without_gap_and_overlap_cover_every_size():
    assert cover(["0_1", "1_10", "ge_10"])
    assert not cover(["0_1", "2_10", "ge_10"])
    assert not cover(["0_1", "1_10"])
    assert tile([tier_edges("5_10"), tier_edges("1_5")], tier_edges("1_10"))


def test_overlapping_classes_are_never_in_one_set():
    classes = [(tier_edges(name), name) for name in ("1_5", "5_10", "1_10")]
    sets = [[name for _, name in found] for found in largest_disjoint(classes)]
    assert sorted(sets) == [["1_10"], ["1_5", "5_10"]]
