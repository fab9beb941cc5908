"""The generator of faults: its arithmetic on examples by hand, and its faults on every bulletin."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.figure_faults import (
    Bulletin,
    Figure,
    Relation,
    breaking_values,
    bulletins,
    calendar_progress,
    changed_values,
    figure_faults,
    holds,
    line_number,
    misstated_relations,
    read_bulletin,
    write_faulted,
)

DATA = Path(__file__).resolve().parents[2] / "data"
PUBLIC, MADE, SLIPS = (DATA / name for name in ("bulletins", "bulletins_made", "bulletins_slips"))
ALL = bulletins(PUBLIC, MADE, SLIPS)
CLEAN = bulletins(PUBLIC, MADE)


def figure(value: str, unit: str = "亿元", **other: str) -> Figure:
    described = {"statistic": "level", "relation": "=", "period": "2023", "half_width": ""} | other
    return Figure(row="", value=value, unit=unit, **described)


def relation_holds(kind: str, result: Figure, *parts: Figure, truncation: bool = True) -> bool:
    names = [f"p{place}" for place in range(len(parts))]
    relation = Relation(kind, "result", tuple(names), True)
    return holds(relation, {"result": result, **dict(zip(names, parts, strict=True))}, truncation=truncation)


def shortened(value: Fraction, decimals: int, truncate: bool) -> str:
    """A number as a clerk writes it: rounded half up or truncated, both by magnitude."""
    scaled = abs(value) * 10**decimals
    digits = int(scaled) if truncate else int(scaled + Fraction(1, 2))
    text = str(digits).rjust(decimals + 1, "0")
    sign = "-" if value < 0 and digits else ""
    return sign + (f"{text[:-decimals]}.{text[-decimals:]}" if decimals else text)


# Intervals of one figure


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (figure("12.5"), "1245000000", "1255000000"),
        (figure("12.5", statistic="target"), "1250000000", "1250000000"),
        (figure("87.4", half_width="0.25"), "8715000000", "8765000000"),
        (figure("40", "个"), "40", "40"),
        (figure("24.5", "%"), "24.45", "24.6"),
        (figure("-24.5", "%"), "-24.6", "-24.45"),
        (figure("0.0", "%"), "-0.1", "0.1"),
        (figure("50", "个", relation="~"), "45", "55"),
    ],
)
def test_a_figure_allows_what_rounds_or_truncates_to_it(value, low, high):
    assert value.interval() == (Fraction(low), Fraction(high))


def test_an_inequality_has_one_bound():
    assert figure("50", "个", relation=">").interval()[0] == 50
    assert figure("50", "个", relation=">").interval()[1] > 10**15
    assert figure("50", "个", relation="<=").interval()[1] == 50


@pytest.mark.parametrize(
    ("period", "percent"),
    [
        ("2023Q1", 25),
        ("2023H1", 50),
        ("2023Q1-Q3", 75),
        ("2023-01..2023-05", Fraction(125, 3)),
        ("2023", 100),
    ],
)
def test_calendar_progress(period, percent):
    assert calendar_progress(period) == percent


def test_a_single_month_has_no_calendar_progress():
    with pytest.raises(ValueError, match="2023-10"):
        calendar_progress("2023-10")


# Relations: the last value that holds and the first that does not, by hand


@pytest.mark.parametrize(
    ("kind", "parts", "right", "wrong"),
    [
        ("sum", [figure("1.2"), figure("3.4")], figure("4.7"), figure("4.8")),
        ("sum", [figure("12", "个"), figure("30", "个")], figure("42", "个"), figure("43", "个")),
        ("sum", [figure("12000", "万元"), figure("3.4")], figure("4.6"), figure("4.8")),
        ("running", [figure("41", "个"), figure("9", "个")], figure("50", "个"), figure("49", "个")),
        ("at_most", [figure("41", "个"), figure("9", "个")], figure("50", "个"), figure("49", "个")),
        ("share", [figure("1", "个"), figure("3", "个")], figure("33.3", "%"), figure("33.4", "%")),
        ("share", [figure("2", "个"), figure("3", "个")], figure("66.6", "%"), figure("66.8", "%")),
        (
            "completion",
            [figure("30.00"), figure("45", statistic="target")],
            figure("66.65", "%"),
            figure("66.69", "%"),
        ),
        ("rate", [figure("33", "个"), figure("50", "个")], figure("66", "%"), figure("65.8", "%")),
        ("growth", [figure("97", "个"), figure("84", "个")], figure("15.5", "%"), figure("15.6", "%")),
        ("growth", [figure("84", "个"), figure("97", "个")], figure("-13.4", "%"), figure("13.4", "%")),
        ("multiple", [figure("77", "个"), figure("35", "个")], figure("2.2", "倍"), figure("1.2", "倍")),
        (
            "points",
            [figure("74.8", "%"), figure("64.3", "%")],
            figure("10.5", "百分点"),
            figure("-10.5", "百分点"),
        ),
        ("intbase", [figure("78", "个")], figure("16.42", "%"), figure("16.44", "%")),
        ("intbase", [figure("179", "个")], figure("-14.7", "%"), figure("-14.6", "%")),
        (
            "wgrowth",
            [
                figure("260", "个"),
                figure("150", "个"),
                figure("50.00", "%"),
                figure("110", "个"),
                figure("10.00", "%"),
            ],
            figure("30.00", "%"),
            figure("30.04", "%"),
        ),
    ],
)
def test_a_relation_holds_up_to_what_figures_allow(kind, parts, right, wrong):
    assert relation_holds(kind, right, *parts)
    assert not relation_holds(kind, wrong, *parts)


def test_pace_is_completion_less_the_calendar():
    completion = figure("45.02", "%", period="2023-01..2023-05")
    assert relation_holds("pace", figure("3.35", "百分点", period="2023-01..2023-05"), completion)
    assert not relation_holds("pace", figure("-3.35", "百分点", period="2023-01..2023-05"), completion)


def test_a_whole_base_may_exist_by_truncation_only():
    growth = figure("-14.7", "%")  # 179 / 210 is -14.76 %, and no other whole number is near
    assert relation_holds("intbase", growth, figure("179", "个"))
    assert not relation_holds("intbase", growth, figure("179", "个"), truncation=False)


def test_nothing_is_proven_from_a_base_that_may_be_zero():
    assert relation_holds("share", figure("700", "%"), figure("1.0"), figure("0.0"))


@pytest.mark.parametrize("kind", ["product", ""])
def test_an_unknown_kind_is_refused(kind):
    with pytest.raises(ValueError, match="unknown kind"):
        relation_holds(kind, figure("1"), figure("1"))


amounts = st.fractions(min_value=1, max_value=500, max_denominator=10_000)


@given(parts=st.lists(amounts, min_size=3, max_size=3), bases=st.lists(amounts, min_size=3, max_size=3),
       truncate=st.booleans(), decimals=st.integers(0, 2))  # fmt: skip
def test_true_amounts_break_no_relation_however_they_are_shortened(parts, bases, truncate, decimals):
    def amount(value: Fraction) -> Figure:
        return figure(shortened(value, 2, truncate=False))

    def percent(ratio: Fraction, unit: str = "%") -> Figure:
        return figure(shortened(ratio * 100, decimals, truncate), unit)

    whole, base = sum(parts), sum(bases)
    growths = [percent(part / before - 1) for part, before in zip(parts, bases, strict=True)]
    shown = [amount(part) for part in parts]
    assert relation_holds("sum", amount(whole), *shown)
    assert relation_holds("at_most", amount(whole), *shown[:2])
    assert relation_holds("share", percent(parts[0] / whole), shown[0], amount(whole))
    assert relation_holds("growth", growths[0], shown[0], amount(bases[0]))
    multiple = figure(shortened(whole / base, 1, truncate), "倍")
    assert relation_holds("multiple", multiple, amount(whole), amount(base))
    assert relation_holds(
        "wgrowth",
        percent(whole / base - 1),
        amount(whole),
        *(term for pair in zip(shown, growths, strict=True) for term in pair),
    )
    later, earlier = parts[0] / whole, bases[0] / base
    assert relation_holds("points", percent(later - earlier, "百分点"), percent(later), percent(earlier))
    assert relation_holds(
        "pace",
        figure(
            shortened(later * 100 - Fraction(500, 12), decimals, truncate),
            "百分点",
            period="2023-01..2023-05",
        ),
        percent(later),
    )


@given(
    count=st.integers(1, 900), base=st.integers(1, 900), truncate=st.booleans(), decimals=st.integers(0, 2)
)
def test_the_true_growth_of_a_count_has_a_whole_base(count, base, truncate, decimals):
    growth = figure(shortened((Fraction(count, base) - 1) * 100, decimals, truncate), "%")
    assert relation_holds("intbase", growth, figure(str(count), "个"))


# Changed values


def range_text(*bounds: int) -> list[str]:
    return [str(number) for number in range(*bounds)]


def test_changes_of_one_digit():
    assert changed_values(figure("10"), "digit") == [*range_text(20, 100, 10), *range_text(11, 20)]
    assert "3.5" in changed_values(figure("0.5"), "digit")


def test_swaps_of_neighbours_cross_the_decimal_point():
    assert changed_values(figure("12.33"), "swap") == ["21.33", "13.23"]
    assert changed_values(figure("10"), "swap") == []


def test_only_changes_have_a_sign():
    assert changed_values(figure("-7.3", "%", statistic="growth"), "sign") == ["7.3"]
    assert changed_values(figure("4.9", "百分点", statistic="points"), "sign") == ["-4.9"]
    assert changed_values(figure("7.3"), "sign") == []
    assert changed_values(figure("0.0", "%", statistic="growth"), "sign") == []


# Bulletins


@pytest.mark.parametrize("bulletin", ALL, ids=lambda bulletin: bulletin.folder.name)
def test_relations_are_stated_as_the_arithmetic_finds_them(bulletin):
    assert misstated_relations(bulletin) == []


@pytest.mark.parametrize("bulletin", CLEAN, ids=lambda bulletin: bulletin.folder.name)
def test_a_relation_stated_wrongly_is_noticed(bulletin):
    flipped = tuple(Relation(r.kind, r.result, r.parts, not r.holds) for r in bulletin.relations)
    noticed = misstated_relations(Bulletin(bulletin.folder, bulletin.figures, flipped))
    explained = [r for r in flipped if r.kind == "intbase" and r.holds]  # truncation explains these
    assert {*noticed, *explained} == set(flipped)


@pytest.mark.parametrize("bulletin", ALL, ids=lambda bulletin: bulletin.folder.name)
def test_a_figure_stands_twice_only_where_it_is_said_again(bulletin):
    with (bulletin.folder / "figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("source", "period", "metric", "where", "statistic", "authority", "version")
    identities = [tuple(row[column] for column in columns) for row in rows]
    assert len(set(identities)) == len(identities)


def test_made_bulletins_state_every_kind_of_relation():
    kinds = {relation.kind for bulletin in bulletins(MADE) for relation in bulletin.relations}
    every = "sum running at_most share completion rate growth multiple intbase wgrowth points pace"
    assert kinds == set(every.split())


def test_each_fault_changes_one_value_and_breaks_its_relation(tmp_path):
    seen = set()
    for bulletin in CLEAN:
        for fault in figure_faults(bulletin):
            if (fault.relation.kind, fault.kind) in seen:
                continue
            seen.add((fault.relation.kind, fault.kind))
            folder = write_faulted(bulletin, fault, tmp_path / str(len(seen)))
            faulted = read_bulletin(folder)
            changed = [row for row in faulted.figures if faulted.figures[row] != bulletin.figures[row]]
            assert changed == [fault.row]
            assert (bulletin.figures[fault.row].value, faulted.figures[fault.row].value) == (
                fault.old,
                fault.new,
            )
            assert fault.relation in misstated_relations(faulted)
            before = (bulletin.folder / "figures.csv").read_bytes().split(b"\n")
            after = (folder / "figures.csv").read_bytes().split(b"\n")
            different = [
                number for number, pair in enumerate(zip(before, after, strict=True), 1) if pair[0] != pair[1]
            ]
            assert different == [line_number(bulletin, fault.row)]
    assert len({kind for kind, _ in seen}) == 12


def test_faults_are_chosen_by_the_seed():
    bulletin = read_bulletin(PUBLIC / "fuling")
    assert list(figure_faults(bulletin)) == list(figure_faults(bulletin))
    assert list(figure_faults(bulletin)) != list(figure_faults(bulletin, seed=1))


def test_every_figure_of_a_tight_relation_has_a_fault():
    bulletin = read_bulletin(PUBLIC / "sccounty2012")
    faulted = {(fault.relation.result, fault.row) for fault in figure_faults(bulletin)}
    assert faulted == {(relation.result, row) for relation in bulletin.relations for row in relation.rows}


def test_a_relation_that_does_not_hold_has_no_fault():
    bulletin = read_bulletin(PUBLIC / "liannan")
    assert {fault.relation.result for fault in figure_faults(bulletin)} == {"c2", "sr"}


def test_a_bulletin_without_relations_has_no_fault():
    bulletin = read_bulletin(PUBLIC / "qijiang")
    assert bulletin.relations == ()
    assert list(figure_faults(bulletin)) == []


@pytest.mark.parametrize("bulletin", bulletins(SLIPS), ids=lambda bulletin: bulletin.folder.name)
def test_the_right_value_repairs_a_slip(bulletin):
    with (bulletin.folder / "slips.csv").open(encoding="utf-8", newline="") as file:
        (slip,) = csv.DictReader(file)
    broken = [relation for relation in bulletin.relations if not relation.holds]
    assert broken
    assert all(slip["row"] in relation.rows for relation in broken)
    repaired = bulletin.figures | {slip["row"]: replace(bulletin.figures[slip["row"]], value=slip["right"])}
    assert all(holds(relation, repaired) for relation in bulletin.relations)


def test_digits_that_stay_within_rounding_are_no_fault():
    bulletin = read_bulletin(PUBLIC / "tianjin2016")
    relation = next(relation for relation in bulletin.relations if relation.result == "s.bin")
    values = breaking_values(bulletin, relation, "f.bin", "digit")
    assert "664.04" not in values  # 23.52 % as before
    assert "964.03" in values  # 34.1 %
