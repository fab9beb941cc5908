from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.core.errors import DataError
from jjinvest.data.bulletins.extract import read_document, read_pasted_text
from jjinvest.data.bulletins.extract.read import MAX_CHARACTERS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_text_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "公报.txt"
    path.write_bytes(("1" * 120 + "\n2023年签约132个").encode(encoding))
    assert [block.text for block in read_document(path).blocks][1:] == ["2023年签约132个"]


def test_short_text_whose_bytes_are_by_chance_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "公报.txt"
    path.write_bytes("签约".encode("gb18030"))
    assert path.read_bytes().decode("utf-8")  # which is why the encoding is not taken as it comes
    assert read_document(path).text == "签约"


def test_characters_that_steer_a_terminal_are_left_out() -> None:
    document = read_pasted_text("签约\x1b[31m132\u202e个\x07\n\x00\n产业\t\x1b个数\n一产\t5")
    assert document.text == "签约[31m132个\n产业\t个数\n一产个数5个。"


def test_lines_keep_their_number() -> None:
    document = read_pasted_text("2023年\n\n签约132个\r\n到位3亿元")
    assert [(block.place, block.text) for block in document.blocks] == [
        ("第1行", "2023年"),
        ("第3行", "签约132个"),
        ("第4行", "到位3亿元"),
    ]


def test_lines_with_tabs_or_bars_are_a_table() -> None:
    tabs = read_pasted_text("产业\t个数\n一产\t5\n二产\t95")
    bars = read_pasted_text("| 产业 | 个数 |\n|---|---|\n| 一产 | 5 |\n| 二产 | 95 |")
    assert [block.text for block in tabs.blocks] == [block.text for block in bars.blocks]
    assert bars.blocks[-1].text == "二产个数95个。"
    assert bars.blocks[-1].place == "第4行"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.txt", b"", "空文件"),
        ("a.txt", b" \n\t ", "空文件"),
        ("a.html", b"<html><body><p> </p></body></html>", "没有正文"),
        ("a.txt", b"The district signed 132 projects in 2023.", "不是中文"),
        ("a.txt", "本年度は132件の契約を締結しました。これは前年よりも多いです。".encode(), "不是中文"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "另存为 docx"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 60, "图片"),
        ("a.rtf", b"{\\rtf1 \\u31614?}", "RTF"),
        ("a.mht", b"From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
        ("a.pdf", b"not a pdf", "PDF 损坏"),
        ("a.docx", b"PK\x03\x04" + b"x" * 200, "损坏"),
        ("a.txt", bytes(range(128, 256)) * 9, "编码"),
    ],
)
def test_bad_input_has_a_clear_word(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError, match=word):
        read_document(path)


def test_missing_file_and_folder_have_a_clear_word(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="没有这个文件"):
        read_document(tmp_path / "无.txt")
    with pytest.raises(DataError, match="读不了"):
        read_document(tmp_path)


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_five_megabytes_of_text_have_a_clear_word(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(
        "<p>签约132个，到位3亿元。</p>" * 120_000 if name == "a.html" else "签约132个。" * 400_000
    )
    assert path.stat().st_size > 4_500_000
    with pytest.raises(DataError, match="太长"):
        read_document(path)
    assert MAX_CHARACTERS >= 100_000


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<html>", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, head: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.bin"
    path.write_bytes(head + raw)
    try:
        blocks = read_document(path).blocks
    except DataError:
        return
    assert blocks
