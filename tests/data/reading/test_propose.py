import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.data.bulletins.propose import LONGEST, TooLongError, propose
from jjinvest.data.figure_rows import COLUMNS, figure_tables
from jjinvest.quality.readings.choose import read_bulletin
from tests.fixtures.bulletin_text import document

TEXTS = Path(__file__).resolve().parents[1] / "bulletin_texts"
WHOLE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*/bulletin.txt")))
PIECES = [piece for piece in re.split(r"(?<=[，。；、])", WHOLE) if piece]


def assert_each_number_once(proposal):
    text = proposal.text.text
    spans = [*proposal.in_rows, *proposal.dates_and_names, *proposal.not_understood]
    for found in re.finditer(r"\d+(?:\.\d+)?", text):
        covering = [piece for piece in spans if piece.start <= found.start() and found.end() <= piece.end]
        inside = [piece for piece in spans if piece.start < found.end() and found.start() < piece.end]
        assert len(covering) == len(inside) == 1, (found[0], inside)


@pytest.mark.parametrize("name", sorted(path.name for path in TEXTS.iterdir()))
def test_every_number_is_in_a_row_or_a_name_or_not_understood(name):
    text = (TEXTS / name / "bulletin.txt").read_text(encoding="utf-8")
    assert_each_number_once(propose(document(text), 2023))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.randoms(use_true_random=False))
def test_every_number_of_a_scrambled_text_is_accounted_for(pieces, shuffle):
    text = "".join(pieces)
    at = shuffle.randrange(len(text) + 1)
    assert_each_number_once(propose(document(text[:at] + "\n" + text[at:]), 2023))


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="签约到位资金项目0123456789.,%亿万元个年月日至-其中分别为增长下降占第前"
        "、，。；（）“”\n 级以上一产二产",
        max_size=80,
    )
)
def test_any_text_is_read(text):
    assert_each_number_once(read_bulletin(document(text), 2023))


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_rows_of_figures_csv(seed):
    pieces = list(PIECES)
    random.Random(seed).shuffle(pieces)
    found = read_bulletin(document("".join(pieces[:120])), 2023).as_rows()
    lines = [
        (n, {**{k: v for k, v in row.items() if k in COLUMNS}, "source": "s"})
        for n, row in enumerate(found, 2)
    ]
    tables = figure_tables(Path(), lines, [(2, {"source": "s", "title": "t"})], [])
    assert [str(problem) for problem in tables.problems] == []


@pytest.mark.parametrize(
    "text",
    [
        "2031年上半年全县到位资金11.9亿元，同比增长16.4%，完成年度目标任务32亿元的37.2%，低于序时进度12.8个百分点，"
        "比上年同期回落0.6个百分点，居全市7个县区第5位，比一季度前移1位，其中工业到位资金6.25亿元、"
        "占52.5%，服务业到位资金4.15亿元、占34.9%，农业到位资金1.5亿元、占12.6%。",
        WHOLE,
    ],
    ids=["one sentence", "all texts"],
)
def test_quotes_begin_and_end_between_parts_of_a_sentence(text):
    proposal = propose(document(text), 2031)
    whole, quotes = proposal.text.text, {row["quote"] for row in proposal.as_rows()}
    for quote in quotes:
        places = [at.start() for at in re.finditer(re.escape(quote), whole)]
        kept = [
            not re.fullmatch(r"[\d.%]{2}", whole[start - 1 : start + 1])
            and not re.fullmatch(r"[\d.]\d|\d[.%]", whole[start + len(quote) - 1 : start + len(quote) + 1])
            for start in places
        ]
        assert any(kept) or not places, quote


def test_data_has_quote_place_confidence_and_readings():
    data = read_bulletin(document("甲区2023年招商\n签约项目５个，完成目标的1.5%。\n编号A77")).as_data()
    row = data["rows"][0]
    assert (row["value"], row["unit"], row["place"], row["quote"]) == ("5", "个", "第2行", "签约项目5个")
    assert row["confidence"] in ("high", "medium", "low")
    assert row["readings"][0]["metric"] == row["metric"] == "projects_signed"
    assert [piece["words"] for piece in data["dates_and_names"]] == ["2023年", "77"]
    assert data["not_understood"] == []


def test_a_text_without_a_year_gives_rows_without_a_period():
    proposal = propose(document("签约项目5个。"))
    assert proposal.needs_year
    assert [row["period"] for row in proposal.as_rows()] == [""]
    assert proposal.rows[0].confidence == "low"


def test_a_text_longer_than_any_bulletin_is_refused():
    with pytest.raises(TooLongError):
        propose(document("签约项目5个。" * (LONGEST // 7 + 1)))


def test_an_unknown_measure_keeps_its_name():
    (candidate,) = propose(document("新增标准厂房面积12万平方米。新增仓储容量3万吨。"), 2023).rows[1:]
    assert candidate.label == "仓储容量"
    assert candidate.reading.metric.startswith("measure_")
