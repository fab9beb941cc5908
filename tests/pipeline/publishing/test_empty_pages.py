"""A page whose sections are all empty is not built; the list of reports names it with its reason."""

from __future__ import annotations

import pytest

from jjinvest.pipeline.planning.plan import Page
from jjinvest.pipeline.publishing.build import why_empty

HEADER = {"tier": "public", "facts": [], "title": "到位资金", "running": "某地"}
REASON = {"tier": "public", "facts": [], "reason": "没有公布到位资金。"}
END = {"tier": "public", "facts": [], "left_out": ["funds_total"]}
SECTION = {"tier": "public", "facts": [], "section": "funds_total"}
TABLE = {"tier": "public", "facts": [], "table": {"name": "funds"}}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([HEADER, REASON, END], "没有公布到位资金。"),
        ([HEADER, END], "截至所选日期，公开文本和台账中没有所需的数据。"),
        ([HEADER, SECTION, TABLE, END], ""),
        ([HEADER, SECTION], ""),
        ([HEADER], ""),
    ],
    ids=["reason given", "all sections empty", "one has content", "a text of one's own", "no sections"],
)
def test_a_page_is_empty_if_it_has_sections_and_none_has_content(records, expected):
    assert why_empty(Page("30_funds_in_place", "zh"), records) == expected


def test_the_overview_is_always_built():
    assert why_empty(Page("00_overview", "zh"), [HEADER, END]) == ""
