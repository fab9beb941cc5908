"""Heads of columns."""

from __future__ import annotations

import pytest

from jjinvest.analysis.frames.heads import head_of
from jjinvest.i18n.formatting import Vocabulary


@pytest.mark.parametrize("name", ["ring", "sector", "origin", "investor"])
def test_a_dimension_has_the_name_that_the_district_gives_it(name):
    words = Vocabulary("zh", {f"{name}=": "圈层"})
    assert head_of(name, words) == words.dimension(name) == "圈层"


@pytest.mark.parametrize("name", ["county", "sector", "investor", "task_force", "town"])
def test_a_general_dimension_has_one_name_on_pages_and_in_frames(name):
    words = Vocabulary("zh", {})
    assert head_of(name, words) == words.dimension(name)
