"""Access tiers of projects, rows and columns."""

from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.core import access


def test_a_tier_that_is_none_is_refused():
    with pytest.raises(ValueError, match="publik"):
        access.allows("public", "publik")


@pytest.mark.parametrize(
    ("stage", "published", "tier"),
    [
        ("negotiating", True, "public"),
        ("negotiating", False, "internal"),
        ("lead", False, "internal"),
        ("signed", False, "government"),
        ("started", False, "government"),
        ("terminated", False, "internal"),
    ],
)
def test_a_project_is_public_only_if_a_source_published_it(stage, published, tier):
    assert access.of_project(stage, published=published) == tier


def test_columns_and_rows_above_a_tier_are_left_out():
    frame = pd.DataFrame(
        {
            "project": ["a", "b", "c"],
            "contact": "x",
            "light": "y",
            "tier": ["public", "government", "internal"],
        }
    )
    assert access.visible(frame, "public").to_dict("list") == {"project": ["a"]}
    assert list(access.visible(frame, "government")) == ["project", "light"]
    assert list(access.visible(frame, "internal")["project"]) == ["a", "b", "c"]


def test_the_most_restricted_tier():
    assert access.highest(["public", "internal", "government"]) == "internal"
    assert access.highest([]) == "public"
