"""What readers and reviewers see of a notebook, and in which order."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from jjinvest.core.access import TIERS
from jjinvest.pipeline.publishing.access_filter import publishable
from jjinvest.pipeline.publishing.blocks import reader_blocks, review_blocks
from jjinvest.reporting.output_records import MIME


def shown(html: str, **record: object):
    return new_output("display_data", data={"text/html": html, MIME: {"tier": "public", **record}})


FRAME = {"text/html": "<table class='dataframe'></table>"}
BY_OTHER_MEANS = [new_output("stream", text="a stream"), new_output("display_data", data=FRAME)]


def page():
    """Two sections, each with its method in two languages; the first also shows a frame of pandas."""
    cells = [
        new_markdown_cell("# 结构\n\n资金在哪里。", metadata={"tags": ["zh"]}),
        new_markdown_cell("# Structure\n\nWhere the money is.", metadata={"tags": ["en"]}),
        new_code_cell("header", outputs=[shown("<h1>结构</h1>", title="结构")]),
    ]
    for n, (zh, en) in enumerate((("占比", "Shares"), ("规模", "Sizes"))):
        cells += [
            new_markdown_cell(f"## {zh}\n\n{zh}的算法。", metadata={"tags": ["zh"]}),
            new_markdown_cell(f"## {en}\n\nHow {en}.", metadata={"tags": ["en"]}),
            new_code_cell("frame", outputs=BY_OTHER_MEANS if n == 0 else []),
            new_code_cell(
                f"section {n}", outputs=[shown(f"<h2>{zh}</h2>", section=zh), shown(f"<p>{n}</p>")]
            ),
        ]
    return new_notebook(cells=cells)


def test_each_page_keeps_the_texts_of_its_language():
    texts = {
        language: "".join(
            c.source for c in publishable(page(), "public", language).cells if c.cell_type == "markdown"
        )
        for language in ("zh", "en", "")
    }
    assert "算法" in texts["zh"]
    assert "How" not in texts["zh"]
    assert "How" in texts["en"]
    assert "算法" not in texts["en"]
    assert "算法" in texts[""]
    assert "How" in texts[""]


def test_a_text_of_no_language_is_on_every_page():
    notebook = new_notebook(
        cells=[new_markdown_cell("both"), new_markdown_cell("x", metadata={"tags": ["note"]})]
    )
    assert len(publishable(notebook, "public", "zh").cells) == 2


@pytest.mark.parametrize("tier", TIERS)
def test_readers_see_what_was_published_alone(tier):
    blocks = list(reader_blocks(publishable(page(), tier, "zh"), with_method=False))
    assert [block.text for block in blocks] == [
        "<h1>结构</h1>",
        "<h2>占比</h2>",
        "<p>0</p>",
        "<h2>规模</h2>",
        "<p>1</p>",
    ]


def test_a_method_stands_below_the_heading_of_its_section():
    blocks = list(reader_blocks(publishable(page(), "public", "zh"), with_method=True))
    assert [block.text for block in blocks] == [
        "<h1>结构</h1>",
        "<h2>占比</h2>",
        "<p>占比的算法。</p>",
        "<p>0</p>",
        "<h2>规模</h2>",
        "<p>规模的算法。</p>",
        "<p>1</p>",
    ]


def test_the_method_of_a_section_without_content_is_on_no_page_of_readers():
    notebook = publishable(page(), "public", "zh")
    notebook.cells[3].outputs = []  # the first section published nothing
    first = next(c for c in notebook.cells if c.source == "section 0")
    first.outputs = []
    texts = [block.text for block in reader_blocks(notebook, with_method=True)]
    assert "<p>占比的算法。</p>" not in texts
    assert "<p>规模的算法。</p>" in texts


def test_a_reviewer_sees_everything_in_the_order_of_the_notebook():
    blocks = list(review_blocks(publishable(page(), "internal", "en")))
    kinds = [block.kind for block in blocks]
    first = ["method", "code", "html", "method", "code", "stream", "html", "code", "html", "html"]
    assert kinds == [*first, "method", "code", "code", "html", "html"]
    assert blocks[0].text == "<p>Where the money is.</p>"
    assert blocks[3].text.startswith('<p class="method-head">Shares</p>')


def test_markup_in_a_text_cell_is_text():
    notebook = new_notebook(cells=[new_markdown_cell("a <script>alert(1)</script> **b**")])
    (block,) = review_blocks(notebook)
    assert "<strong>b</strong>" in block.text
