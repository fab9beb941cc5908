"""How a finding reads: authorities by name, many suspects in few words, two values of one target."""

from __future__ import annotations

from tests.quality.checks.figures import check, the_finding

TOWNS = [f"2024 funds_in_place town=t{town:02} level {2 + town}.4 亿元" for town in range(1, 13)]


def test_of_many_figures_that_fit_equally_well_only_the_likelier_are_described():
    finding = the_finding(check("2024 funds_in_place - level 99.9 亿元", *TOWNS, complete=("town",)))
    assert "第 2 行：其余各数要求它为 106.8 亿元" in finding.zh
    assert "row 2: the other figures require 106.8" in finding.en
    described, _, named = finding.zh.partition("即可相符：")[2].partition("只改动第 ")
    rows = {int(row) for row in named.removesuffix(" 行中的任何一个也可相符。").split("、")}
    described_rows = {row for row in finding.accused if f"第 {row} 行" in described}
    assert described_rows | rows == set(finding.accused)
    assert not described_rows & rows
    assert len(rows) > len(described_rows)


def test_a_target_is_called_by_who_set_it():
    finding = the_finding(
        check(
            "2024 agreed_amount - level 90.0 亿元",
            "2024 agreed_amount - target 100 亿元 authority~municipality",
            "2024 agreed_amount - completion 95.0 % authority~municipality",
        )
    )
    assert "目标（市级）" in finding.zh
    assert "[municipality]" in finding.en
    assert "[" not in finding.zh


def test_two_values_of_one_target_are_said_to_be_two():
    quote = "quote~确保300亿元、力争320亿元"
    rows = [
        f"2024 agreed_amount - target {value} 亿元 authority~district {quote}" for value in ("300", "320")
    ]
    assert "只填考核用的一个" in the_finding(check(*rows)).zh
    plain = [row.replace("力争", "") for row in rows]
    assert "只填考核用的一个" not in the_finding(check(*plain)).zh
