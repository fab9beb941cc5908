"""Places in texts in the reader's language, quoted words as they are."""

from __future__ import annotations

import pytest

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.source_places import place_named

LABELS = {"上篇": "Part one", "下篇": "Part two"}


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ("标题“9个项目落户”", "Title “9个项目落户”"),
        ("上篇“全年目标”", "Part one “全年目标”"),
        ("下篇", "Part two"),
        ("附表", "Annexed table"),
        ("全年签约9个项目", "全年签约9个项目"),
    ],
)
def test_the_name_of_a_place_is_translated_and_quoted_words_are_not(place, named):
    assert place_named(place, LABELS, Vocabulary("en", {})) == named
    assert place_named(place, {}, Vocabulary("zh", {})) == place
