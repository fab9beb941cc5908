from pathlib import Path

import pytest

from benchmarks.bulletin_reading import report
from jjinvest.data.bulletins.clauses.reading import Candidate, Reading
from jjinvest.data.bulletins.confidence.doubts import DOUBT
from jjinvest.quality.readings.choose import choose, read_bulletin
from tests.fixtures.bulletin_text import document

TEXTS = Path(__file__).resolve().parents[2] / "data" / "bulletin_texts"


def candidate(*readings, confidence="medium"):
    return Candidate(list(readings), (), 0, 0, "", confidence)


def level(value, where=(), metric="projects_signed"):
    return Reading("2023", metric, where, "level", "=", value, "个")


def sector(name):
    return (("sector", name),)


def test_the_reading_whose_sum_holds_is_preferred():
    open_one = candidate(level("32"), level("32", sector("tertiary")))
    rows = [
        candidate(level("132")),
        candidate(level("5", sector("primary"))),
        candidate(level("95", sector("secondary"))),
        open_one,
    ]
    choose(rows)
    assert open_one.reading.where == sector("tertiary")
    assert open_one.settled
    assert [reading.where for reading in open_one.readings] == [sector("tertiary"), ()]


def test_without_arithmetic_the_readings_stay_open():
    open_one = candidate(level("7", sector("tertiary")), level("7", sector("primary")), confidence="high")
    choose([open_one])
    assert open_one.reading.where == sector("tertiary")
    assert open_one.confidence == "medium"
    assert not open_one.settled
    assert len(open_one.readings) == 2


def test_a_share_of_what_makes_it_hold():
    def funds(value, where, statistic="level", of="", unit="亿元"):
        return Reading("2023", "funds_in_place", where, statistic, "=", value, unit, of=of)

    small, great = (("size", "ge_10"),), (("size", "ge_1"),)
    open_one = candidate(
        funds("48", small, "share", "all", "%"), funds("48", small, "share", "size=ge_1", "%")
    )
    choose(
        [
            candidate(funds("2823", ())),
            candidate(funds("2369", great)),
            candidate(funds("1139", small)),
            open_one,
        ]
    )
    assert open_one.reading.of == "size=ge_1"


def test_numbers_that_agree_are_sure_and_those_that_do_not_are_marked():
    right = read_bulletin(document("签约项目132个。其中，一产项目5个，二产项目95个，三产项目32个。"), 2023)
    assert {row.confidence for row in right.rows} == {"high"}
    wrong = read_bulletin(document("签约项目132个。其中，一产项目5个，二产项目95个，三产项目42个。"), 2023)
    assert all(row.note for row in wrong.rows)


def test_a_reading_that_only_avoids_a_contradiction_is_asked():
    part, other = level("7", sector("tertiary")), level("7", metric="companies_introduced")
    open_one = candidate(part, other, confidence="high")
    choose([candidate(level("5"), confidence="high"), open_one])
    assert open_one.reading == other  # no part is greater than the whole
    assert open_one.confidence == "low"


def test_a_doubtful_row_bears_the_blame_for_a_contradiction():
    sure, doubtful = candidate(level("112"), confidence="high"), candidate(level("7"), confidence="high")
    doubtful.extra[DOUBT] = "words"
    choose([sure, doubtful])
    assert (sure.confidence, doubtful.confidence) == ("high", "low")
    assert not sure.note


def test_bulletins_of_our_own_are_read(capsys):
    total = report(sorted(path.parent for path in TEXTS.glob("*/expected.csv")), details=True)
    assert total.expected > 200
    assert total.found >= 0.97 * total.expected
    assert total.found >= 0.95 * total.proposed
    assert total.right >= 0.95 * total.found


@pytest.mark.parametrize("times", [30])
def test_time_grows_with_the_length(times):
    from time import perf_counter

    text = (TEXTS / "ten_months" / "bulletin.txt").read_text(encoding="utf-8")

    def seconds(count):
        start = perf_counter()
        read_bulletin(document("\n".join([text] * count)), 2018)
        return perf_counter() - start

    seconds(1)
    assert seconds(times) < 4 * times * max(seconds(1), seconds(1), 0.005)
