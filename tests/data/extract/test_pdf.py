from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.bulletins.extract import read_document
from jjinvest.data.bulletins.text.document import Document
from tests.fixtures.bulletin_files import Placed, pdf, scanned_pdf


def _read(tmp_path: Path, *pages: list[Placed]) -> Document:
    path = tmp_path / "公报.pdf"
    path.write_bytes(pdf(*pages))
    return read_document(path)


def test_wrapped_lines_become_paragraphs(tmp_path: Path) -> None:
    lines: list[Placed] = [
        (124, 700, "全区签约项目一百余个，其中重点项目共1"),
        (100, 680, "32个，到位资金增长较快，完成全年目标任务"),
        (100, 660, "的104%。"),
        (124, 640, "下一步，签约150个。"),
    ]
    assert [block.text for block in _read(tmp_path, lines).blocks] == [
        "全区签约项目一百余个，其中重点项目共132个，到位资金增长较快，完成全年目标任务的104%。",
        "下一步，签约150个。",
    ]


def test_hyphen_at_the_end_of_a_line_stays(tmp_path: Path) -> None:
    lines: list[Placed] = [
        (124, 700, "全区签约项目一百余个，其中重点项目包括XFC-"),
        (100, 680, "Lab极速充电项目，投资72亿元，时间为1-"),
        (100, 660, "8月。"),
    ]
    text = _read(tmp_path, lines).text
    assert "XFC-Lab极速充电项目" in text
    assert "1-8月" in text.replace("\n", "")


def test_columns_are_not_mixed(tmp_path: Path) -> None:
    left: list[Placed] = [(60, 700 - 20 * k, f"左栏第{k}行签约项目若干个到位资金若干亿元") for k in range(3)]
    right: list[Placed] = [
        (330, 700 - 20 * k, f"右栏第{k}行签约项目若干个到位资金若干亿元") for k in range(3)
    ]
    text = _read(tmp_path, left + right).text.replace("\n", "")
    assert text.index("左栏第2行") < text.index("右栏第0行")


def test_page_numbers_and_repeated_headers_are_left_out(tmp_path: Path) -> None:
    pages: list[list[Placed]] = [
        [
            (100, 800, "招商简报"),
            (100, 700, f"第{k}季度签约项目{k}0个，到位资金若干亿元。"),
            (290, 40, f"- {k} -"),
        ]
        for k in range(1, 5)
    ]
    document = _read(tmp_path, *pages)
    assert [block.text for block in document.blocks] == [
        f"第{k}季度签约项目{k}0个，到位资金若干亿元。" for k in range(1, 5)
    ]
    assert document.blocks[2].place == "第3页第1段"


_TABLE = [
    ("产业", "个数", "金额（亿元）"),
    ("一产", "5", "6.4"),
    ("二产", "95", "625"),
    ("三产", "32", "456.6"),
]


def _placed(rows: list[tuple[str, str, str]]) -> list[Placed]:
    return [
        (left, 640 - 20 * k, text)
        for k, row in enumerate(rows)
        for left, text in zip((72, 172, 272), row, strict=True)
    ]


def test_table_whose_total_adds_up_reads_as_sentences(tmp_path: Path) -> None:
    document = _read(tmp_path, _placed([*_TABLE, ("合计", "132", "1088")]))
    assert document.blocks[2].text == "二产个数95个，二产金额625亿元。"
    assert document.blocks[4].place == "第1页表1第5行"


def test_table_whose_total_does_not_add_up_stays_lines(tmp_path: Path) -> None:
    document = _read(tmp_path, _placed([*_TABLE, ("合计", "32", "88")]))
    assert not any(block.table for block in document.blocks)
    assert "二产 95 625" in document.text


def test_scan_has_a_clear_word(tmp_path: Path) -> None:
    (tmp_path / "扫描.pdf").write_bytes(scanned_pdf(2))
    with pytest.raises(DataError, match="扫描件"):
        read_document(tmp_path / "扫描.pdf")


def test_page_without_text_among_others_is_named(tmp_path: Path) -> None:
    document = _read(tmp_path, [(100, 700, "全区签约项目132个，到位资金81.6亿元，同比增长12.3%。")], [])
    assert any("2" in remark for remark in document.remarks)


@pytest.mark.parametrize("cut", [20, 400])
def test_damaged_file_is_named(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "公报.pdf"
    path.write_bytes(pdf([(100, 700, "签约132个")])[:cut])
    with pytest.raises(DataError, match=r"损坏|扫描件"):
        read_document(path)


def test_table_with_two_lines_of_headers_and_an_empty_cell(tmp_path: Path) -> None:
    lines: list[Placed] = [
        (170, 700, "附表2 分片区情况"),
        (72, 680, "片区"),
        (190, 670, "本年开工"),
        (390, 670, "实际到账"),
        (150, 655, "项目（个）"),
        (240, 655, "总投资（亿元）"),
        (350, 655, "资金（万元）"),
        (440, 655, "占比（%）"),
        *(
            (left, 635, text)
            for left, text in zip(
                (60, 170, 270, 370, 460), ("河东片", "6", "14.2", "8100", "54.0"), strict=True
            )
        ),
        *(
            (left, 615, text)
            for left, text in zip((60, 170, 370, 460), ("河西片", "3", "4200", "28.0"), strict=True)
        ),
        *(
            (left, 595, text)
            for left, text in zip(
                (60, 170, 270, 370, 460), ("山前片", "2", "5.1", "2700", "18.0"), strict=True
            )
        ),
        *(
            (left, 575, text)
            for left, text in zip(
                (60, 80, 168, 268, 368, 460), ("合", "计", "11", "19.3", "15000", "100"), strict=True
            )
        ),
    ]
    document = _read(tmp_path, lines)
    assert document.blocks[0].text == "附表2 分片区情况"
    rows = [block for block in document.blocks if block.headers]
    assert [row.cells for row in rows][1] == ("河西片", "3", "", "4200", "28.0")
    assert rows[0].headers[1:] == (
        "本年开工项目（个）",
        "本年开工总投资（亿元）",
        "实际到账资金（万元）",
        "实际到账占比（%）",
    )
    assert rows[3].text.startswith("全部合计本年开工项目11个")
