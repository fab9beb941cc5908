"""Schemas of every table that a person types, in pandera, over the text of its cells.

A schema checks text, so that a fault is reported as it stands in the file; the title of each check is what
the reader of an error message sees as "expected". Conversion to numbers and dates follows in
:mod:`jjinvest.data.figures`.
"""

from __future__ import annotations

import re

import pandera.pandas as pa

from jjinvest.core.codes import STAGES

NUMBER = r"[0-9]{1,12}(\.[0-9]{1,8})?"


def _matches(pattern: str, expected: str) -> pa.Check:
    return pa.Check.str_matches(re.compile(rf"^(?:{pattern})$"), error=expected)


def _one_of(values: tuple[str, ...]) -> pa.Check:
    return pa.Check.isin(values, error=f"以下之一 one of: {', '.join(values)}")


IDENTIFIER = _matches(r"[a-z0-9][a-z0-9_.@#-]*", "小写字母、数字与 _ . @ # - 组成的编号 lower-case id")
SUBJECT = _matches(r"[a-z0-9_]*", "小写字母、数字与 _ 组成的代号，或留空 lower-case key or empty")
NAME = _matches(r"[a-z][a-z0-9_]*", "小写字母、数字与 _ 组成的名称 lower-case name")
TEXT = _matches(r"(?s:.*\S.*)", "不为空的文字 non-empty text")
DECIMAL = _matches(NUMBER, "不小于零的半角十进制数，例如 6.4 a decimal number ≥ 0 such as 6.4")
DATE = _matches(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "日期，例如 2023-07-26 a date such as 2023-07-26")
YEAR = _matches(r"(19|20)[0-9]{2}", "四位年份 a year such as 2023")
SIGNED_DECIMAL = _matches(rf"-?{NUMBER}", "半角十进制数 a decimal number")


def _schema(
    columns: dict[str, list[pa.Check]], optional: dict[str, list[pa.Check]] | None = None
) -> pa.DataFrameSchema:
    """Build the schema of a table; an optional column may be absent, which means that its cells are empty."""
    schema = {name: pa.Column(str, checks) for name, checks in columns.items()}
    schema |= {name: pa.Column(str, checks, required=False) for name, checks in (optional or {}).items()}
    return pa.DataFrameSchema(schema, strict=True)


PROJECTS = _schema(
    {"project_id": [NAME]},
    optional={
        "name": [],
        "investor": [],
        "chain": [SUBJECT],
        "task_force": [SUBJECT],
        "channel": [SUBJECT],
        "group": [SUBJECT],
        "stage": [_one_of(("", *STAGES))],
        "note": [],
    },
)

GROWTH_REFERENCE = _schema(
    {
        "row_id": [IDENTIFIER],
        "place": [TEXT],
        "place_en": [TEXT],
        "year": [YEAR],
        "month_end": [_matches(r"[1-9]|1[0-2]", "1 至 12 的月份 a month from 1 to 12")],
        "measure": [_one_of(("funds", "contract"))],
        "selection": [_one_of(("published_growth", "complete_series"))],
        "growth_pct": [SIGNED_DECIMAL],
        "growth_basis": [_one_of(("published", "computed"))],
        "available_from": [DATE],
        "date_basis": [_one_of(("published", "inferred"))],
        "date_reason": [],
        "source_file": [TEXT],
        "source_title": [TEXT],
        "note": [],
    }
)

PACE_ELSEWHERE = _schema(
    {
        "place": [TEXT],
        "year": [YEAR],
        "month_end": [_matches(r"[1-9]|1[0-2]", "1 至 12 的月份 a month from 1 to 12")],
        "ytd_funds_yi": [DECIMAL],
    },
    optional={"yoy_pct_printed": [], "projects": [], "source_url": []},
)
