"""A page whose sections are all empty is not built; the list of reports names it with its reason."""

from __future__ import annotations

import pytest

from jjinvest.i18n.catalog import catalog
from jjinvest.pipeline.planning.plan import Page
from jjinvest.pipeline.publishing.build import why_empty
from jjinvest.pipeline.publishing.html_export import linked_to_built

HEADER = {"tier": "public", "facts": [], "title": "到位资金", "running": "某地"}
REASON = {"tier": "public", "facts": [], "reason": "没有公布到位资金。"}
END = {"tier": "public", "facts": [], "left_out": ["funds_total"]}
SECTION = {"tier": "public", "facts": [], "section": "funds_total"}
TABLE = {"tier": "public", "facts": [], "table": {"name": "funds"}}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([HEADER, REASON, END], "没有公布到位资金。"),
        ([HEADER, END], catalog("zh")["menu.no_content"]),
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


def test_of_a_page_that_was_not_built_the_words_remain_but_no_pointer():
    def html(notebook: str) -> str:
        pointer = f'0 行。 <span class="more"><a href="{notebook}.zh.html">逐项核对</a></span>'
        return f'<p>见<a href="{notebook}.zh.html">数据质量</a>：{pointer}</p>'

    built = [Page("00_overview", "zh"), Page("60_data_quality", "zh")]
    assert linked_to_built(html("60_data_quality"), built) == html("60_data_quality")
    assert linked_to_built(html("40_pipeline"), built) == "<p>见数据质量：0 行。</p>"
