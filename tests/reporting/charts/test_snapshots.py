"""Snapshots of all charts, drawn from small frames: words, numbers, marks and axes.

After an intended change, `JJINVEST_SNAPSHOT=1 pytest tests/reporting/charts/test_snapshots.py` writes the
record again; look at the difference before it is committed.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import charts, verify_mark
from jjinvest.reporting.tables.cells import Badge, Bilingual, FactName, Ranged, Term, cells

KEPT = Path(__file__).with_name("snapshots.json")
LABELS = {
    "zh": {"alpha": "甲项目", "beta": "乙项目", "force": "某专班"},
    "en": {"alpha": "Project A", "beta": "Project B", "force": "Task force"},
}


def fact(value, unit="亿元", *, low=None, high=None, evidence="published") -> Fact:
    return Fact("2023.agreed_amount", value, low, high, unit, "agreed", "all", evidence, "2023")


def percent(value) -> Fact:
    return fact(value, "%", evidence="computed")


def count(value) -> Fact:
    return fact(value, "个")


def table(*rows):
    return cells(rows, list(rows[0]))


def completion(pace_gap) -> Figure:
    rows = [
        {
            "item": FactName("2023.agreed_amount", with_period=False),
            "actual": fact(60.0),
            "target": fact(100.0),
            "completion": percent(60.0),
            "pace_gap": pace_gap,
        },
        {
            "item": FactName("2023.funds_in_place", with_period=False),
            "actual": fact(22.0),
            "target": fact(20.0),
            "completion": percent(110.0),
            "pace_gap": None,
        },
    ]
    return table(*rows)


SECTOR = [
    {
        "group": Term(f"tier_{low}"),
        "count": count(n),
        "count_share": percent(10.0 * n),
        "amount": fact(5.0 * n),
        "amount_share": percent(12.5 * n),
        "average": fact(5.0),
        "named": fact(2.0 * n),
        "named_share": percent(40.0),
    }
    for low, n in (("ge_50", 2.0), ("0_50", 8.0))
]
PROJECTS = [
    {"project": Term("alpha"), "amount": fact(20.0), "earlier_published": fact(10.0)},
    {"project": Term("beta"), "amount": fact(5.0), "earlier_published": None},
]
BOUNDS = [
    {
        "group": Term("top9"),
        "amount_bounds": fact(None, low=40.0, high=60.0, evidence="bounded"),
        "published_rounding": fact(None, low=39.0, high=61.5, evidence="bounded"),
    },
    {
        "group": Term("tier_0_20"),
        "amount_bounds": fact(None, low=10.0, high=35.0, evidence="bounded"),
        "published_rounding": None,
    },
]
CHECKS = [
    {"rule": Term("rule_parts"), "verdict": Badge("agrees")},
    {"rule": Term("rule_parts"), "verdict": Badge("contradicts")},
    {"rule": Term("rule_repeated"), "verdict": Badge("restated")},
]
CHANCES = [
    {"contract_to_agreed": percent(60.0), "chance": fact(0.9, "概率")},
    {"contract_to_agreed": percent(100.0), "chance": fact(0.3, "概率")},
]
GROWTH = [
    {
        "place": Bilingual("某省", "A province"),
        "year": "2011",
        "measure": Term("funds"),
        "growth": percent(12.0),
    },
    {
        "place": Bilingual("某市", "A city"),
        "year": "2012",
        "measure": Term("contract"),
        "growth": percent(120.0),
    },
]
OUTLOOK = [
    {"statistic": Term("median"), "modelled": fact(100.0, evidence="modelled")},
    {"statistic": Term("band50"), "modelled": fact(None, low=90.0, high=110.0, evidence="modelled")},
    {"statistic": Term("band80"), "modelled": fact(None, low=75.0, high=130.0, evidence="modelled")},
]
SAMPLES = np.quantile(np.random.default_rng(1).gamma(20, 5, 20_000), np.linspace(0.0005, 0.9995, 2_000))

STAGES = [
    {
        "stage": Term(stage),
        "count": count(n),
        "sum": fact(4.0 * n),
        "median_days": fact(30.0 * n, "天", low=2.0, high=300.0),
    }
    for stage, n in (("signed", 6.0), ("started", 2.0))
]
PARTS = [
    {"origin_of_funds": Term("new"), "sum": fact(30.0), "part_share": percent(30.0)},
    {"origin_of_funds": Term("carried_over"), "sum": fact(70.0), "part_share": percent(70.0)},
]
CHANCE = fact(0.6, "概率", low=0.5, high=0.7, evidence="modelled")
LEVELS = [
    {"reached_with": Term(f"chance_{p}"), "amount_reached": fact(level)}
    for p, level in ((80, 81.0), (50, 98.0))
]
DRIVERS = [
    {
        "item": Term("alpha"),
        "low_at": count(1.0),
        "low_p": fact(0.2, "概率"),
        "high_at": count(4.0),
        "high_p": fact(0.9, "概率"),
    },
    {
        "item": Term("beta"),
        "low_at": None,
        "low_p": fact(0.5, "概率"),
        "high_at": None,
        "high_p": fact(0.65, "概率"),
    },
]
STEPS = [
    {
        "part": Term("alpha"),
        "expected_amount": fact(60.0),
        "interval": Ranged(fact(60.0, low=40.0, high=80.0)),
    },
    {"part": Term("beta"), "expected_amount": fact(40.0), "interval": None},
    {
        "part": Term("force"),
        "expected_amount": fact(100.0),
        "interval": Ranged(fact(100.0, low=75.0, high=120.0)),
    },
]
CHANGES = [
    {"why": Term(key), "effect": fact(amount), "meaning": Term(key)}
    for key, amount in (("alpha", -40.0), ("beta", 60.0), ("force", -35.0), ("alpha", -15.0))
]
PAST_YEARS = [
    {
        "year": FactName("2022"),
        "modelled": fact(100.0, evidence="modelled"),
        "band80": Ranged(fact(None, low=70.0, high=130.0)),
        "band50": Ranged(fact(None, low=85.0, high=115.0)),
        "actual": fact(120.0),
        "target": None,
    },
    {
        "year": FactName("2023"),
        "modelled": fact(110.0, evidence="modelled"),
        "band80": Ranged(fact(None, low=80.0, high=150.0)),
        "band50": None,
        "actual": None,
        "target": fact(125.0),
    },
]
FIFTHS = [
    {"forecast_chance": fact(p, "概率"), "happened": fact(p + 0.05, "概率"), "forecast_number": count(n)}
    for p, n in ((0.1, 40.0), (0.5, 12.0), (0.9, 33.0))
]
MADE_UP = pd.DataFrame({"a": [42.0, 55.0, 58.0], "b": [12.0, 20.0, 33.0]})

PARTS_OF_A_DIMENSION = [
    {"group": Term(group), "item": Term(measure), "published": number, "part_share": percent(share)}
    for group, measure, number, share in (
        ("alpha", "funds_in_place", fact(30.0), 60.0),
        ("alpha", "projects_signed", count(3.0), 30.0),
        ("beta", "funds_in_place", None, 40.0),
    )
]
AGES = [{"age": str(age), "part_share": percent(share)} for age, share in enumerate((6.7, 15.4, 20.6))]


def to_autumn(value) -> Fact:
    return replace(percent(value), period="2023Q1-Q3")


BY_DISTRICT = [
    {
        "district": Bilingual("某区", "Some"),
        "agreed_amount": to_autumn(112.0),
        "funds_in_place": to_autumn(460.0),
    },
    {"district": Bilingual("另一区", "Other"), "agreed_amount": to_autumn(40.0), "funds_in_place": None},
]

DRAWN = {
    "small_multiples": lambda w: charts.small_multiples(table(*BY_DISTRICT), w, progress=75.0),
    "probability_curve": lambda w: charts.probability_curve(
        table(*LEVELS), w, samples=SAMPLES, target=fact(95.0), chance=CHANCE
    ),
    "sensitivity": lambda w: charts.sensitivity(table(*DRIVERS), w, chance=CHANCE),
    "bridge": lambda w: charts.bridge(table(*STEPS), w, target=fact(90.0)),
    "bridge_of_changes": lambda w: charts.bridge(table(*CHANGES), w, opening=True),
    "fan": lambda w: charts.fan(table(*PAST_YEARS), w),
    "calibration": lambda w: charts.calibration(table(*FIFTHS), w),
    "sizes": lambda w: charts.sizes(
        table(*PROJECTS), w, tiers=table(*SECTOR), amounts=np.array([0.5, 2.0, 5.0, 20.0])
    ),
    "sizes_as_published": lambda w: charts.sizes(table(*PROJECTS), w, tiers=table(*SECTOR)),
    "reconstructed": lambda w: charts.reconstructed(table(*BOUNDS), w, amounts=MADE_UP),
    "stage_funnel": lambda w: charts.stage_funnel(table(*STAGES), w),
    "waiting": lambda w: charts.waiting(table(*STAGES), w),
    "funds_by_age": lambda w: charts.funds_by_age(table(*AGES), w),
    "parts": lambda w: charts.parts(table(*PARTS), w),
    "completion": lambda w: charts.completion(completion(percent(10.0)), w),
    "completion_at_year_end": lambda w: charts.completion(completion(None), w),
    "sectors": lambda w: charts.sectors(table(*SECTOR), w),
    "breakdown": lambda w: charts.breakdown(table(*PARTS_OF_A_DIMENSION), w),
    "task_forces": lambda w: charts.task_forces(table(*SECTOR), w),
    "named_projects": lambda w: charts.named_projects(table(*PROJECTS), w),
    "interval_bars": lambda w: charts.interval_bars(table(*BOUNDS), w),
    "checks": lambda w: charts.checks(table(*CHECKS), w),
    "trend": lambda w: charts.trend(
        table(
            {"period": FactName("2022.agreed_amount"), "agreed_amount": fact(90.0)},
            {"period": FactName("2023.agreed_amount"), "agreed_amount": fact(108.8)},
        ),
        w,
    ),
    "conditional_chances": lambda w: charts.conditional_chances(table(*CHANCES), w),
    "growth_rows": lambda w: charts.growth_rows(table(*GROWTH), w, needed=percent(6.4)),
    "distribution": lambda w: charts.distribution(
        table(*OUTLOOK), w, samples=SAMPLES, target=fact(95.0), actual=fact(105.0)
    ),
}


def visible(figure: Figure) -> list[dict[str, object]]:
    """What a reader sees of each pair of axes, in drawing order and independent of the machine."""
    figure.draw_without_rendering()
    return [
        {
            "texts": [
                t.get_text()
                for t in ax.findobj(lambda a: hasattr(a, "get_text"))
                if t.get_text().strip() and t.get_visible()
            ],
            "bars": [
                [_short(v) for v in (p.get_x(), p.get_width())] for p in ax.patches if hasattr(p, "get_width")
            ],
            "lines": [
                [[_short(x), _short(y)] for x, y in line.get_xydata()[:4]]
                for line in ax.lines
                if np.isfinite(line.get_xydata()).all()
            ],
            "areas": [
                [_short(v) for v in extents]
                for extents in (c.get_datalim(ax.transData).extents for c in ax.collections)
                if np.isfinite(extents).all()
            ],
            "limits": [_short(v) for v in (*ax.get_xlim(), *ax.get_ylim())],
        }
        for ax in figure.axes
    ]


def _short(number: float) -> float:
    return float(f"{float(number):.3g}") + 0.0


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_shows_what_it_showed(name, language):
    figure = DRAWN[name](Vocabulary(language, LABELS[language]))
    shown, key = json.loads(json.dumps(visible(figure))), f"{name}.{language}"
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    if os.environ.get("JJINVEST_SNAPSHOT"):
        kept[key] = shown
        text = json.dumps(dict(sorted(kept.items())), ensure_ascii=False, indent=1)
        KEPT.write_text(text + "\n", encoding="utf-8")
    assert shown == kept[key]
    assert any(axes["texts"] for axes in shown)


def test_every_chart_has_a_snapshot():
    assert {name for name in charts.__all__ if name != "to_svg"} <= set(DRAWN)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(set(DRAWN) - {"checks"}))  # its numbers count verdicts
def test_every_number_of_a_chart_can_carry_the_mark_which_is_explained_below(name, language, monkeypatch):
    monkeypatch.setattr(verify_mark, "is_marked", lambda cell: isinstance(cell, Fact))
    words = Vocabulary(language, LABELS[language])
    mark, meaning = words.message("mark.contradicted"), words.message("legend.contradicted")
    figure = DRAWN[name](words)
    written = [text for axes in visible(figure) for text in axes["texts"]]
    assert any(mark in text for text in written)
    assert [text.get_text() for text in figure.texts].count(meaning) == 1
    kept = json.loads(KEPT.read_text(encoding="utf-8"))[f"{name}.{language}"]
    assert [text.replace(mark, "") for text in written] == [text for axes in kept for text in axes["texts"]]


def test_a_chart_without_marks_explains_none():
    words = Vocabulary("zh", LABELS["zh"])
    assert not DRAWN["sectors"](words).texts
