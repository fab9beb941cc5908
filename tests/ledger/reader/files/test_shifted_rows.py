"""Rows of a csv that are longer than its header."""

from __future__ import annotations

import pytest

from tests.fixtures.workbooks import check

HEAD = "项目编号,项目名称,投资方,投资方所在地,产业,签约日期,协议金额（万元）,累计到位（万元）"
SOUND = "S1,乙厂,乙公司,市内,三产,2023-02-05,20000,500"


def read(tmp_path, *rows, title="江津区招商项目台账（截至2023年6月）"):
    path = tmp_path / "台账.csv"
    path.write_text("\n".join([title, HEAD, *rows]) + "\n", encoding="utf-8")
    return check(path)


@pytest.mark.parametrize("funds", ["2000", ""])
def test_a_comma_in_an_amount_rejects_the_row_and_gives_no_amount(tmp_path, funds):
    result = read(tmp_path, f"S0,甲厂,甲公司,市外,二产,2023-01-05,500,000,{funds}", SOUND)
    first, second = result.rows
    assert "row_longer_than_header" in {finding.rule for finding in first.findings}
    assert first.yuan("agreed_amount") is None
    assert second.status != "rejected"
    assert result.total("agreed_amount") == 200_000_000


def test_a_row_is_rejected_also_where_all_rows_are_shifted(tmp_path):
    rows = [f"S{n},厂{n},公司{n},市外,二产,2023-01-05,{n},000,20" for n in range(1, 4)]
    assert [row.status for row in read(tmp_path, *rows).rows] == ["rejected"] * 3


def test_quoted_commas_and_separators_at_the_end_shift_nothing(tmp_path):
    quoted = 'S0,甲厂,甲公司,市外,二产,2023-01-05,"500,000",2000'
    result = read(tmp_path, f"{quoted},", f"{SOUND},")
    assert [row.yuan("agreed_amount") for row in result.rows] == [5_000_000_000, 200_000_000]
    assert "row_longer_than_header" not in {finding.rule for finding in result.findings()}
