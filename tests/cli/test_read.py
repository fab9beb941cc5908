from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from jjinvest.cli.main import main
from tests.fixtures.bulletin_files import scanned_pdf
from tests.fixtures.bulletin_folders import TEXT, new_district, written


def _run(*arguments: object, stdin: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(each) for each in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_rows_as_text_and_as_json(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT)
    code, output = _run("read", path)
    assert code == 0
    assert "[高] 第2行 2023 签约项目数 132个" in output
    assert "未懂 not understood 1" in output
    code, output = _run("read", path, "--json")
    data = json.loads(output)
    assert set(data) == {"rows", "dates_and_names", "not_understood"}
    assert {"quote", "place", "confidence", "readings", "metric", "where", "value"} <= set(data["rows"][0])


def test_standard_input_and_year() -> None:
    code, output = _run(
        "read", "-", "--year", "2021", "--json", stdin="全区签约项目132个，协议引资1088亿元。"
    )
    assert code == 0
    assert {row["period"] for row in json.loads(output)["rows"]} == {"2021"}
    assert "--year" in _run("read", "-", stdin="全区签约项目132个。")[1]


def test_review_and_acceptance(tmp_path: Path) -> None:
    folder = new_district(tmp_path)
    path, sheet = written(tmp_path, TEXT), tmp_path / "审阅.xlsx"
    code, output = _run("read", path, "--sheet", sheet, "--csv", tmp_path / "审阅.csv", "--root", tmp_path)
    assert code == 0
    assert "--accept" in output
    assert "没有覆盖" not in _run("read", path, "--sheet", sheet, "--root", tmp_path)[1]
    code, output = _run("read", "--accept", sheet, "--district", "x", "--root", tmp_path)
    assert code == 0
    assert "新增 added 6" in output
    assert "wording.csv" in output
    assert (folder / "figures.csv").exists()
    assert _run("check", folder, "--figures-only")[0] == 0


def test_another_file_of_the_name_is_not_overwritten(tmp_path: Path) -> None:
    sheet = tmp_path / "审阅.xlsx"
    sheet.write_bytes(b"mine")
    code, output = _run("read", written(tmp_path, TEXT), "--sheet", sheet)
    assert code == 2
    assert "没有覆盖" in output
    assert sheet.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.pdf", scanned_pdf(), "扫描件"),
        ("a.txt", b"", "空文件"),
        ("a.txt", b"In 2023 the district signed 132 projects.", "不是中文"),
        ("a.docx", b"PK\x03\x04damaged", "损坏"),
    ],
)
def test_bad_input_ends_with_a_clear_word(tmp_path: Path, name: str, content: bytes, word: str) -> None:
    (tmp_path / name).write_bytes(content)
    code, output = _run("read", tmp_path / name)
    assert code == 2
    assert word in output
    assert "Traceback" not in output


def test_a_district_that_is_a_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data" / "x").mkdir(parents=True)
    (tmp_path / "y").mkdir()
    code, output = _run("read", written(tmp_path, TEXT), "--district", "../y", "--root", tmp_path)
    assert code == 2
    assert "不是路径" in output


def test_unknown_district_and_missing_sheet(tmp_path: Path) -> None:
    new_district(tmp_path)
    path = written(tmp_path, TEXT)
    code, output = _run("read", path, "--district", "z", "--root", tmp_path)
    assert (code, "没有这个地区" in output) == (2, True)
    assert _run("read", "--accept", tmp_path / "无.xlsx", "--district", "x", "--root", tmp_path)[0] == 2
    assert _run("read")[0] == 2


def test_compare(tmp_path: Path) -> None:
    old = written(tmp_path, TEXT)
    new = written(tmp_path, TEXT.replace("132个", "135个"), "新.txt")
    code, output = _run("compare", old, new)
    assert code == 1
    assert "132个 → 135个" in output
    code, output = _run("compare", old, new, "--json")
    assert json.loads(output)["changed"][0]["new"]["value"] == "135"
    assert _run("compare", old, old)[0] == 0
    assert _run("compare", old, tmp_path / "无.txt")[0] == 2


def test_a_change_of_the_day_alone_is_said_as_such(tmp_path: Path) -> None:
    new_district(tmp_path)
    sheet = tmp_path / "审阅.csv"
    _run("read", written(tmp_path, TEXT), "--csv", sheet, "--root", tmp_path)
    _run("read", "--accept", sheet, "--district", "x", "--root", tmp_path)
    lines = sheet.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    dated = tmp_path / "审阅2.csv"
    dated.write_text(
        lines[0] + "".join(f"{line.rstrip().removesuffix(',')}2024-02-05,\n" for line in lines[1:]),
        encoding="utf-8-sig",
    )
    code, output = _run("read", "--accept", dated, "--district", "x", "--root", tmp_path)
    assert code == 0
    assert "132 个（公布日期 published 2023-12-31 → 2024-02-05）" in output
    assert "132 个 → 132 个" not in output


@pytest.mark.parametrize("name", ["没有.xlsx", "没有.csv"])
def test_a_missing_sheet_is_called_a_sheet_of_a_review(tmp_path: Path, name: str) -> None:
    new_district(tmp_path)
    code, output = _run("read", "--accept", tmp_path / name, "--district", "x", "--root", tmp_path)
    assert code == 2
    assert "审阅表" in output
    assert "台账" not in output
