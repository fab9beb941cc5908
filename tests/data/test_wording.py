from __future__ import annotations

from pathlib import Path

import pytest

from jjinvest.core.errors import DataError
from jjinvest.data.bulletins.extract import read_pasted_text
from jjinvest.data.bulletins.propose import propose
from jjinvest.data.bulletins.wording import (
    AS_READ,
    Wording,
    learn_from,
    read_wordings,
    table_of,
    with_accepted,
    wording_of,
)
from jjinvest.quality.readings.choose import read_bulletin

_ROW = {"wording": "新增税源#亿元", "metric": "tax_sources", "where": "", "statistic": "", "source": "a"}


@pytest.mark.parametrize(
    ("text", "number", "unit", "wording"),
    [
        ("2023年，全区新签约项目132个", "132", "个", "全区新签约项目#个"),
        ("到位资金81.6亿元，增长12.3%", "12.3", "%", "到位资金#亿元，增长#%"),
        ("签约项目132个。其中，一产5个", "5", "个", "其中，一产#个"),
        ("签约5个", "5", "个", "签约#个"),
    ],
)
def test_words_of_a_figure(text: str, number: str, unit: str, wording: str) -> None:
    assert wording_of(text, text.index(number), unit) == wording


def test_two_meanings_in_one_text_teach_nothing() -> None:
    assert with_accepted({}, [_ROW, {**_ROW, "metric": "other"}]) == {}


def test_another_meaning_than_before_replaces_it() -> None:
    known = with_accepted({}, [_ROW])
    after = with_accepted(known, [{**_ROW, "metric": "other", "source": "b"}])
    assert (after["新增税源#亿元"].metric, after["新增税源#亿元"].accepted) == ("other", 1)


def test_one_text_counts_once_and_two_count_twice() -> None:
    known = with_accepted({}, [_ROW, _ROW])
    assert known["新增税源#亿元"].accepted == 1
    assert with_accepted(known, [_ROW]) == known
    assert with_accepted(known, [{**_ROW, "source": "b"}])["新增税源#亿元"].sources == ("a", "b")


def test_figures_on_one_project_teach_nothing() -> None:
    assert with_accepted({}, [{**_ROW, "where": "project=甲"}]) == {}


def test_part_is_learned_where_the_words_name_it_or_a_person_corrected_it() -> None:
    def where(**changed: str) -> str:
        row = {**_ROW, "wording": "第一产业项目#个", **changed}
        return with_accepted({}, [row])["第一产业项目#个"].where

    assert where(where="sector=primary") == "sector=primary"
    assert where(where="park=双福") == AS_READ
    assert where(where="park=双福", proposed="tax_sources · park=珞璜 · level") == "park=双福"
    assert where(where="", proposed="tax_sources ·  · level") == AS_READ


def test_table_survives_writing_and_reading(tmp_path: Path) -> None:
    known = with_accepted(
        {}, [_ROW, {**_ROW, "wording": "=HYPERLINK#%", "statistic": "growth", "where": "sector=primary"}]
    )
    (tmp_path / "wording.csv").write_bytes(table_of(known))
    assert read_wordings(tmp_path) == known
    assert "\n'=HYPERLINK" in (tmp_path / "wording.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    ["税源#亿元,Tax,,,,,1,", "税源#亿元,tax,,rise,,,1,", "税源#亿元,tax,,,,,many,", "税源#亿元,,,,,,,"],
)
def test_fault_of_the_table_names_its_line(tmp_path: Path, line: str) -> None:
    header = "words,metric,where,statistic,of,authority,accepted,sources\n"
    (tmp_path / "wording.csv").write_text(f"{header}{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_wordings(tmp_path)
    assert caught.value.problems[0].row == 2


def test_learned_growth_keeps_its_sign_and_every_number_stays_in_one_list() -> None:
    text = "2024年，全区签约项目132个。新增税源同比下降7.3%。"
    proposal = propose(read_pasted_text(text))
    before = {p.words for p in (*proposal.in_rows, *proposal.not_understood, *proposal.dates_and_names)}
    known = Wording("新增税源同比下降#%", "tax_sources", AS_READ, "growth", "", "", 1)
    learn_from(proposal, {known.words: known})
    row = next(row for row in proposal.rows if row.reading.metric == "tax_sources")
    assert (row.reading.value, row.reading.statistic, row.reading.period) == ("-7.3", "growth", "2024")
    assert "已接收的说法" in row.note
    assert before == {
        p.words for p in (*proposal.in_rows, *proposal.not_understood, *proposal.dates_and_names)
    }


@pytest.mark.parametrize("words", ["同比增长#%", "完成年度目标任务#亿元", "占#%", "居全市#个县区#名"])
def test_words_that_point_back_to_a_subject_are_neither_kept_nor_used(words: str) -> None:
    row = {**_ROW, "wording": words, "metric": "agreed_amount"}
    assert with_accepted({}, [row]) == {}
    text = "2026年上半年，全县到位资金13.5亿元，同比增长13.4%，完成年度目标任务32亿元的42.2%。"
    proposal = propose(read_pasted_text(text))
    before = [candidate.reading for candidate in proposal.rows]
    learn_from(proposal, {words: Wording(words, "agreed_amount", AS_READ, "growth", "", "", 3)})
    assert [candidate.reading for candidate in proposal.rows] == before
    assert len(before) == 4


def test_another_meaning_in_a_row_that_was_not_accepted_teaches_nothing() -> None:
    known = with_accepted({}, [_ROW])
    other = {**_ROW, "metric": "other", "source": "b"}
    assert with_accepted(known, [{**_ROW, "source": "b"}], [other]) == {}
    not_understood = {**_ROW, "metric": ""}
    assert set(with_accepted({}, [_ROW], [not_understood])) == {_ROW["wording"]}


def test_a_reading_that_arithmetic_confirms_is_not_overruled() -> None:
    text = "2025年，全县到位资金40亿元，同比增长25%，上年同期为32亿元。"
    proposal = read_bulletin(read_pasted_text(text))
    amount = next(row for row in proposal.rows if row.reading.value == "40")
    assert amount.settled
    known = Wording("全县到位资金#亿元", "contract_amount", AS_READ, "level", "", "", 4)
    learn_from(proposal, {known.words: known})
    assert amount.reading.metric == "funds_in_place"
    assert "已接收的说法" in amount.note
