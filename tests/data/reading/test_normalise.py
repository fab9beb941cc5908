from hypothesis import given
from hypothesis import strategies as st

from jjinvest.data.bulletins.text.document import Block, Document
from jjinvest.data.bulletins.text.normalise import normalised
from tests.fixtures.bulletin_text import document


def text_of(*lines: str) -> str:
    return normalised(document("\n".join(lines))).text


def test_blanks_between_chinese_characters_go():
    assert text_of("签 约 项 目 1 3 2 个 ， 协 议 引 资 1088 亿 元。") == "签约项目132个，协议引资1088亿元。"


def test_broken_lines_of_a_narrow_column_are_joined():
    lines = [
        "全年新引进产业类项",
        "目132个，协议引资1088",
        "亿元。其中，一产项目5",
        "个，协议引资6.4亿元；二产",
        "项目95个。",
    ]
    assert (
        text_of(*lines)
        == "全年新引进产业类项目132个，协议引资1088亿元。其中，一产项目5个，协议引资6.4亿元；二产项目95个。"
    )


def test_a_line_of_publication_joins_no_other():
    lines = [
        "某市上半年招商成绩单",
        "2023/07/19 来源：投促中心 阅读 2,406",
        "1-6月，全市新签约项目61个。",
        "甲乙丙",
        "丁",
    ]
    assert "\n1-6月，全市新签约项目61个。" in text_of(*lines)
    assert text_of(*lines).startswith("某市上半年招商成绩单\n")


def test_a_line_that_ends_within_a_word_goes_on():
    assert text_of("已开工48个，开", "工率76.2%；竣工21个。") == "已开工48个，开工率76.2%；竣工21个。"


def test_paragraphs_stay_apart():
    assert text_of("签约项目5个。", "到位资金3亿元。") == "签约项目5个。\n到位资金3亿元。"


def test_full_width_digits_and_signs_become_plain():
    assert text_of("增长１２．３％，１，０８８亿元") == "增长12.3%，1088亿元"


def test_look_alike_radicals_become_letters():
    assert text_of("项⽬资⾦增⻓，⻋间、⻔户、⻘海、⻰头") == "项目资金增长，车间、门户、青海、龙头"


def test_a_comma_between_clauses_is_no_grouping_of_thousands():
    assert text_of("签约项目70个,总投资1,088亿元,其中5个") == "签约项目70个，总投资1088亿元，其中5个"


def test_no_break_hyphens_stay_hyphens():
    assert text_of("1\u20118月") == "1-8月"


def test_unseen_characters_go():
    assert text_of("到位\u200b资金\ufeff5亿元") == "到位资金5亿元"


@given(st.lists(st.text(alphabet="签约 项目，。12 3,亿元\u200b⻓（）\t\r％", max_size=30), max_size=6))
def test_each_character_comes_from_its_place(lines):
    text = normalised(Document(tuple(Block(line, str(n)) for n, line in enumerate(lines))))
    assert len(text.text) == len(text.blocks) == len(text.offsets)
    for letter, block, offset in zip(text.text, text.blocks, text.offsets, strict=True):
        if letter.isdigit():
            assert lines[block][offset] == letter


def test_the_source_of_a_span_is_its_place_in_the_block():
    text = normalised(document("甲\n到 位 资 金 1,088 亿 元"))
    start = text.text.index("1088")
    block, first, last = text.source(start, start + 4)
    assert text.document.blocks[block].text[first:last] == "1,088"
    assert text.place(start) == "第2行"


def test_a_line_that_begins_with_a_word_of_a_unit_stays_a_line():
    text = normalised(document("2023年度招商引资工作报告\n年初以来，签约项目77个")).text
    assert text.startswith("2023年度招商引资工作报告\n年初以来")
