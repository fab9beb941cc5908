"""The hash of content: equal for equal content, different for everything else that may be mixed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.content_hash import content_hash


@dataclass(frozen=True)
class Point:
    x: object
    y: object = None


@dataclass(frozen=True)
class Place:
    x: object
    y: object = None


DIFFERENT = [
    None,
    0,
    0.0,
    -0.0,
    False,
    "",
    "0",
    b"0",
    "None",
    (),
    [0],
    ["", ""],
    [[], ""],
    [""],
    {},
    {"a": 1, "b": 2},
    {"b": 2, "a": 1},
    Fraction(1, 2),
    0.5,
    Fraction(0),
    date(2023, 1, 1),
    "2023-01-01",
    float("nan"),
    np.zeros(2),
    np.zeros(2, dtype="int64"),
    np.zeros((2, 1)),
    Point(1, 2),
    Point(2, 1),
    Place(1, 2),
]


def test_values_that_differ_have_different_hashes():
    for one, other in combinations(DIFFERENT, 2):
        assert content_hash(one) != content_hash(other), (one, other)


def test_a_boundary_between_texts_counts():
    assert content_hash("ab", "c") != content_hash("a", "bc")
    assert content_hash(["a"], ["b"]) != content_hash(["a", "b"], [])


@pytest.mark.parametrize("value", DIFFERENT, ids=repr)
def test_equal_content_has_the_same_hash(value):
    again = value.copy() if isinstance(value, np.ndarray) else value
    assert content_hash(value, [value]) == content_hash(again, [again])


def test_an_array_that_is_not_contiguous_has_the_hash_of_its_content():
    every_other = np.arange(10.0)[::2]
    assert content_hash(every_other) == content_hash(every_other.copy())


def test_what_is_computed_for_an_object_is_not_its_content():
    point, other = Point(1), Point(1)
    vars(point)["computed"] = 5
    assert content_hash(point) == content_hash(other)


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, pd.DataFrame({"a": [1]}), np.array(["a", None], dtype=object), Point]
)
def test_other_kinds_are_refused(value):
    with pytest.raises(TypeError, match="has no hash"):
        content_hash([value])
