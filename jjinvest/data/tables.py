"""Read one typed table: any usual encoding, every fault with file, row, column, found, expected and remedy."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from jjinvest.errors import DataError, Problem

ENCODINGS = ("utf-8-sig", "gb18030")


def read_table(path: Path, schema: pa.DataFrameSchema) -> tuple[pd.DataFrame, str]:
    """Return the cells of a CSV file as text, checked, indexed by line number, and the file's sha256.

    Raises
    ------
    DataError
        If the file is missing, empty, not text, or any cell breaks the contract; all faults are listed.
    """
    name = path.as_posix()
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            [
                Problem(
                    name,
                    None,
                    None,
                    "没有这个文件 missing",
                    "一个 CSV 文件 a CSV file",
                    "补上该文件 add the file",
                )
            ]
        ) from None
    frame = _parse(_decode(raw, name), list(schema.columns), name)
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        raise DataError(_problems(errors, name)) from None
    return frame, hashlib.sha256(raw).hexdigest()


def _decode(raw: bytes, name: str) -> str:
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    expected = "UTF-8 或 GB18030 编码的文本 text in UTF-8 or GB18030"
    raise DataError(
        [
            Problem(
                name,
                None,
                None,
                "无法识别的编码 unknown encoding",
                expected,
                "另存为 CSV UTF-8 save as CSV UTF-8",
            )
        ]
    )


def _parse(text: str, columns: list[str], name: str) -> pd.DataFrame:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(header, columns, name)
        start = reader.line_num + 1
        for row in reader:
            if len(row) not in (0, len(header)) and any(cell.strip() for cell in row):
                raise DataError(
                    [
                        Problem(
                            name, start, None, f"{len(row)} 格 cells", f"{len(header)} 格 cells",
                            "检查多余或缺少的逗号、引号 look for a stray comma or quote",
                        )
                    ]
                )  # fmt: skip
            if any(cell.strip() for cell in row):
                rows.append([cell.strip() for cell in row])
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            [
                Problem(
                    name,
                    reader.line_num,
                    None,
                    str(error),
                    "规范的 CSV well-formed CSV",
                    "检查引号 check the quotes",
                )
            ]
        ) from None
    return pd.DataFrame(rows, columns=header, index=pd.Index(lines, name="row"), dtype=str)[columns]


def _check_header(header: list[str], columns: list[str], name: str) -> None:
    remedy = "按 docs/data.md 的列名改表头 use the column names of docs/data.md"
    problems = [
        Problem(name, 1, column, "没有这一列 column missing", "表头中有此列 the column", remedy)
        for column in columns
        if column not in header
    ]
    problems += [
        Problem(name, 1, column, "未知的列 unknown column" if header.count(column) == 1 else "重复的列 repeated column",
                ", ".join(columns), remedy)
        for column in dict.fromkeys(header)
        if column not in columns or header.count(column) > 1
    ]  # fmt: skip
    if problems:
        raise DataError(problems)


def _problems(errors: SchemaErrors, name: str) -> list[Problem]:
    cases = errors.failure_cases.sort_values(["index", "column"], kind="stable")
    return [
        Problem(
            name, int(case["index"]), str(case["column"]), str(case["failure_case"]) or "（空 empty）",
            str(case["check"]), "改正该单元格 correct this cell",
        )
        for case in cases.to_dict("records")
    ]  # fmt: skip
