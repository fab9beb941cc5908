"""Random ledgers, and what is published of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import Statistic
from tests.evidence.prints_by_hand import Row, amount, count, workspace

# a solved programme is slow to shrink, and a ledger is readable as it is drawn
RELAXED = {
    "deadline": None,
    "derandomize": True,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


@dataclass(frozen=True)
class Project:
    half: str
    sector: str
    force: str
    now: Fraction
    then: Fraction
    name: str = ""


@dataclass(frozen=True)
class Truth:
    projects: tuple[Project, ...]
    rows: tuple[Row, ...]

    @property
    def known(self) -> Workspace:
        return workspace(
            list(self.rows), {p.name: p.force for p in self.projects if p.name and p.force != "none"}
        )

    def value(self, statistic: Statistic) -> Fraction:
        where = statistic.where
        published = {row.subject for row in self.rows if row.scope == "task_force"} | {
            p.force for p in self.projects if p.name
        }
        chosen = [
            p.now for p in self.projects
            if where.half in (None, p.half) and where.sector in (None, p.sector)
            and where.task_force in (None, p.force if p.force in published else "none")
            and (where.low_edge is None or p.now >= where.low_edge) and (where.high_edge is None or p.now < where.high_edge)
        ]  # fmt: skip
        if statistic.top is not None:
            chosen = sorted(chosen)[-statistic.top :]
        if statistic.measure == "count":
            return Fraction(len(chosen))
        part = Fraction(sum(chosen))
        return part / sum(p.now for p in self.projects) if statistic.measure == "share" else part


EDGES = (10, 20, 50, 100)


def _class(value: Fraction) -> int:
    return sum(value >= edge for edge in EDGES)


def _rounded(value: Fraction, unit: Fraction) -> tuple[Fraction, Fraction]:
    """Value at the precision of `unit`, and half of it."""
    return round(value / unit) * unit, unit / 2


@st.composite
def ledgers(draw: st.DrawFn, exact: bool) -> Truth:
    """Draw a ledger on the grid of 0.01 and what is published of it.

    Named amounts are published as they are (`exact`) or rounded, but within their size class. Any figure but the
    number of projects may be left out; sector amounts share one precision.
    """
    cents = st.one_of(
        st.integers(1, 999), st.integers(1000, 4999), st.sampled_from([1000, 2000, 5000, 7250, 9999])
    )
    projects = []
    for k in range(draw(st.integers(2, 14))):
        now = Fraction(draw(cents), 100)
        half = draw(st.sampled_from(["h1", "h2"]))
        named = draw(st.integers(0, 3)) == 0
        restated = named and half == "h1" and draw(st.booleans())
        then = Fraction(int(now * 50), 100) if restated and now > 8 else now
        force = draw(st.sampled_from(["none", "none", "x", "y"]))
        projects.append(
            Project(half, draw(st.sampled_from(["primary", "secondary", "tertiary"])), force, now, then, f"p{k}" if named else "")
        )  # fmt: skip
    rows = [count("2023", "all", "", len(projects))]
    coarse, fine = Fraction(draw(st.sampled_from([1, 10])), draw(st.sampled_from([1, 10]))), Fraction(1, 10)
    early = [p for p in projects if p.half == "h1"]
    optional = [amount("2023", "all", "", *_rounded(sum((p.now for p in projects), Fraction(0)), coarse))]
    for sector in ("primary", "secondary", "tertiary"):
        mine = [p.now for p in projects if p.sector == sector]
        optional += [
            count("2023", "sector", sector, len(mine)),
            amount("2023", "sector", sector, *_rounded(sum(mine, Fraction(0)), fine)),
        ]
    for force in ("x", "y"):
        mine = [p.now for p in projects if p.force == force]
        optional += [
            count("2023", "task_force", force, len(mine)),
            amount("2023", "task_force", force, *_rounded(sum(mine, Fraction(0)), Fraction(1, 100))),
        ]
    optional += [
        count("2023", "tier", f"tier_{a}_{b}", sum(a <= p.now < b for p in projects))
        for a, b in ((20, 50), (50, 100))
    ]
    optional += [count("2023H1", "tier", f"tier_ge_{a}", sum(p.then >= a for p in early)) for a in (10, 50)]
    optional += [
        count("2023H1", "all", "", len(early)),
        amount("2023H1", "all", "", *_rounded(sum((p.then for p in early), Fraction(0)), coarse)),
    ]
    kept = draw(st.lists(st.booleans(), min_size=len(optional), max_size=len(optional)))
    rows += [row for row, keep in zip(optional, kept, strict=True) if keep]
    if any(row.subject == "tier_20_50" for row in rows):  # a list of tiers is published up to its top
        rows += [row for row in optional if row.subject == "tier_50_100" and row not in rows]
    for p in projects:
        if p.name:
            rows.append(amount("2023", "project", p.name, *_named(draw, p.now, exact)))
            if p.then != p.now:
                rows.append(amount("2023H1", "project", p.name, *_named(draw, p.then, exact)))
    return Truth(tuple(projects), tuple(rows))


def _named(draw: st.DrawFn, value: Fraction, exact: bool) -> tuple[Fraction, Fraction]:
    published, half = _rounded(value, draw(st.sampled_from([Fraction(1), Fraction(1, 10)])))
    fits = published > 0 and _class(published) == _class(value) and (not exact or published == value)
    return (published, half) if fits else (value, Fraction(0))
