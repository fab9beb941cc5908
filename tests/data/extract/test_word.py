"""What readers of Word files lose or change (python-docx, mammoth, docx2python), read as shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.bulletins.extract import read_document
from jjinvest.data.bulletins.text.document import Document
from tests.fixtures.bulletin_files import docx, paragraph, run, word_table


def _read(tmp_path: Path, *body: str, parts: dict[str, str] | None = None) -> Document:
    path = tmp_path / "公报.docx"
    path.write_bytes(docx(*body, parts=parts))
    return read_document(path)


def _text(tmp_path: Path, *body: str, parts: dict[str, str] | None = None) -> str:
    return _read(tmp_path, *body, parts=parts).text


def test_number_in_a_simple_field(tmp_path: Path) -> None:
    field = f'<w:fldSimple w:instr=" DOCPROPERTY 金额 ">{run("460")}</w:fldSimple>'
    assert _text(tmp_path, paragraph("本期", field, "亿元")) == "本期460亿元"


def test_number_in_a_complex_field_without_its_instruction(tmp_path: Path) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(5,95,32) </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("132")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert _text(tmp_path, paragraph("签约", field, "个")) == "签约132个"


def test_tracked_insertion_is_read_and_deletion_is_not(tmp_path: Path) -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>120</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{run("132")}</w:ins>'
    document = _read(tmp_path, paragraph("签约", deleted, inserted, "个"))
    assert document.text == "签约132个"
    assert any("修订" in remark for remark in document.remarks)


def test_moved_text_is_read_where_it_stands_now(tmp_path: Path) -> None:
    gone = f'<w:moveFrom w:id="1">{run("到位3亿元。")}</w:moveFrom>'
    here = f'<w:moveTo w:id="2">{run("到位3亿元。")}</w:moveTo>'
    assert _text(tmp_path, paragraph("签约5个。", gone), paragraph(here)) == "签约5个。\n到位3亿元。"


def test_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('到位资金81.6亿元')}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _text(tmp_path, paragraph("签约132个", drawing)) == "签约132个\n到位资金81.6亿元"


def test_a_sign_that_is_stored_by_its_code_is_read_and_a_bullet_is_not(tmp_path: Path) -> None:
    sign = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
    bullet = '<w:r><w:sym w:font="Wingdings" w:char="F0D8"/></w:r>'
    assert _text(tmp_path, paragraph(bullet, "协议引资", sign, "590亿元")) == "协议引资≥590亿元"


def test_content_control_footnote_header_and_no_break_hyphen(tmp_path: Path) -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('开工98个')}</w:sdtContent></w:sdt>"
    dated = "<w:p>" + run("1") + "<w:r><w:noBreakHyphen/></w:r>" + run("8月签约70个") + "</w:p>"
    page = f'<w:p><w:fldSimple w:instr=" PAGE ">{run("1")}</w:fldSimple></w:p>'
    parts = {
        "footnotes.xml": '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="1">{paragraph("不含续建项目3个")}</w:footnote>',
        "header1.xml": paragraph("招商简报第3期"),
        "footer1.xml": page,
    }
    document = _read(tmp_path, dated, control, parts=parts)
    places = {block.text: block.place for block in document.blocks}
    assert places == {
        "招商简报第3期": "页眉",
        "1-8月签约70个": "第1段",
        "开工98个": "第2段",
        "不含续建项目3个": "脚注1",
    }


def test_hidden_and_struck_text_and_footnote_marks_are_not_read(tmp_path: Path) -> None:
    body = paragraph(
        "增长12.3%", run("1", '<w:vertAlign w:val="superscript"/>'), run("旧数99个", "<w:vanish/>"),
        run("120", "<w:strike/>"), "，面积5m", run("2", '<w:vertAlign w:val="superscript"/>'),
    )  # fmt: skip
    document = _read(tmp_path, body)
    assert document.text == "增长12.3%，面积5m²"
    assert any("隐藏" in remark for remark in document.remarks)


def test_strike_that_is_switched_off_is_read(tmp_path: Path) -> None:
    assert _text(tmp_path, paragraph("签约", run("132", '<w:strike w:val="false"/>'), "个")) == "签约132个"


def test_number_split_over_runs_and_lines(tmp_path: Path) -> None:
    body = "<w:p>" + run("协议引资1,0") + "<w:r><w:br/></w:r>" + run("88亿元") + "</w:p>"
    assert _text(tmp_path, body) == "协议引资1,088亿元"


def test_table_with_merged_cells_reads_as_sentences(tmp_path: Path) -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("签约项目")}</w:tc>'
    tall = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("产业")}</w:tc>'
    below = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    table = word_table(
        [[tall, wide], [below, "个数", "金额（亿元）"], ["一产", "31", "251"], ["二产", "4", "48.2"]]
    )
    document = _read(tmp_path, paragraph("情况表"), table)
    assert [block.text for block in document.blocks if block.table][2:] == [
        "一产签约项目个数31个，一产签约项目金额251亿元。",
        "二产签约项目个数4个，二产签约项目金额48.2亿元。",
    ]
    assert document.blocks[3].place == "表1第3行"
    assert document.blocks[3].cells == ("一产", "31", "251")


@pytest.mark.parametrize(("lines", "read"), [(("132", "1088"), "132 1088"), (("1,0", "88"), "1,088")])
def test_two_whole_numbers_of_a_cell_stay_two(tmp_path: Path, lines: tuple[str, str], read: str) -> None:
    cell = f"<w:tc>{''.join(map(paragraph, lines))}</w:tc>"
    document = _read(tmp_path, paragraph("情况表"), word_table([["镇街", "金额（亿元）"], ["甲镇", cell]]))
    assert document.blocks[-1].cells == ("甲镇", read)


def test_row_without_its_first_cells_keeps_its_columns(tmp_path: Path) -> None:
    table = word_table([["片区", "2021年", "2022年", "2023年"], ["北区", "1", "2", "3"], ["5", "6"]])
    later = '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>'
    start = table.rindex("<w:tr>")
    document = _read(
        tmp_path, paragraph("到位资金（亿元）"), table[:start] + later + table[start + len("<w:tr>") :]
    )
    assert document.blocks[-1].cells == ("", "", "5", "6")


@pytest.mark.parametrize("cut", [40, 300, -30])
def test_damaged_package_is_named(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "公报.docx"
    path.write_bytes(docx(paragraph("签约132个"))[:cut])
    with pytest.raises(DataError, match="损坏"):
        read_document(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE d [<!ENTITY a "签约1个">]><d>&a;</d>')
    (tmp_path / "公报.docx").write_bytes(buffer.getvalue())
    with pytest.raises(DataError, match="实体"):
        read_document(tmp_path / "公报.docx")


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="损坏"):
        _read(tmp_path, "<w:sdt>" * 3000 + "</w:sdt>" * 3000)


def test_workbook_under_the_name_of_a_document(tmp_path: Path) -> None:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (tmp_path / "公报.docx").write_bytes(buffer.getvalue())
    with pytest.raises(DataError, match="figures import"):
        read_document(tmp_path / "公报.docx")


def _tabbed(*cells: str) -> str:
    return paragraph(run('</w:t><w:tab/><w:t xml:space="preserve">'.join(cells)))


def test_paragraphs_parted_by_tabs_are_a_table(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        paragraph("三季度各镇完成情况（单位：万元）"),
        _tabbed("乡镇", "到位资金", "开工项目（个）"),
        _tabbed("柳塘镇", "4300", "3"),
        _tabbed("石桥镇", "1250", ""),
        _tabbed("枫林乡", "960", "1"),
        _tabbed("招商局", "10月8日"),
    )
    assert document.blocks[2].text == "柳塘镇到位资金4300万元，柳塘镇开工项目3个。"
    assert document.blocks[3].cells == ("石桥镇", "1250", "")
    assert document.blocks[5].text == "招商局 10月8日"


def test_tab_in_a_paragraph_of_its_own_is_a_blank(tmp_path: Path) -> None:
    assert _text(tmp_path, _tabbed("", "签约项目", "12个")) == "签约项目 12个"
