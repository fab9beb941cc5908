"""Made-up project ledgers that satisfy every published figure of a year, for trying things out and for tests.

Never a source of headline numbers: a row is ``published`` (a project that a source names) or ``reconstructed``
(simulated), and ``drawn`` names what was simulated in either.

The sampling law
----------------
Over the programme of :mod:`jjinvest.quality.bounds.model`, with halves, sectors and task forces all told apart:

1. A point inside the relaxed programme (fractions of projects allowed): the mixture, with uniform Dirichlet weights,
   of `VERTICES` vertices, each of least cost. The costs of a column are a standard normal of its own, new for each
   vertex, and twice one that the columns of its size class share, the same for all vertices of a mixture.
2. Counts: whole numbers in the narrowest box around that point that holds a ledger, each rounded up the more readily
   the larger its fraction.
3. Amounts of the cells: with these counts fixed, a mixture as in 1, where each cell fills between r and 1 - r of the
   room between its edges; r is the first of q/4, q/8, … (`HALVINGS` of them) that admits a ledger, q uniform on
   [0, 1), otherwise 0. Rounded to whole 元, and moved by a few 元 (`SLACK` at most) where an interval needs it.
4. Amounts of the projects of a cell in whole 元: low + room · (1 - u ** p), u uniform on [0, 1) and p such that the
   amount of the cell results; in a cell more than half full, high - room · (1 - u ** p).

The draws spread over what the figures leave open, but they are not uniform over it, and nothing published says which
law would be right: their distribution describes this law, only the bounds describe the figures. Amounts keep
`MARGIN` from the ends of published intervals and from upper tier edges, so that "more than" holds strictly and rounding
gives the print again; the margin is given up where no ledger keeps it. What holds for bounds holds here: smallest
project, no project above the highest edge of published tiers, the first half's figures measure what the year's do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from jjinvest.core.quantity import YI
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import consistent
from jjinvest.quality.bounds.cells import SizeClass
from jjinvest.quality.bounds.constraints import (
    CONVENTIONS,
    NAMED_EXACT,
    NO_FORCE,
    Claim,
    Convention,
    Prints,
    Selection,
    read_prints,
)
from jjinvest.quality.bounds.milp import Form, Vector
from jjinvest.quality.bounds.model import LedgerModel, UndecidedError
from jjinvest.quality.bounds.statistics import ContradictionError, NotPublishedError, Statistic

LAW = (
    "模拟抽样，不是概率判断：随机费用下若干顶点的狄利克雷混合 → 取整得各格个数 → 同法得各格金额 → 格内按 1−u^p 分到项目 / "
    "simulated, no statement of probability: Dirichlet mixture of vertices under random normal costs → whole counts "
    "of the cells → their amounts likewise → split within a cell by 1 − u^p"
)
COLUMNS = [
    "project_id", "name", "evidence", "half", "sector", "task_force", "size_class", "amount_yuan",
    "first_half_yuan", "figure_ids", "drawn",
]  # fmt: skip
SIMULATED = ("half", "sector", "task_force", "size_class", "amount_yuan", "first_half_yuan")
VERTICES = 6
TILT = 2.0
HALVINGS = 12
MARGIN = Fraction(1, 100_000)  # 亿元, 1,000 元
SLACK = 10_000  # 元 that a cell may move when rounding to whole 元 has to be repaired

Integers = npt.NDArray[np.int64]


class _Row(NamedTuple):
    """A project of a draw; `project` is empty for a simulated one."""

    project: str
    half: str
    sector: str
    force: str
    size: SizeClass
    yuan: int
    first_half_yuan: int


def reconstruct(
    workspace: Workspace, year: int | str, *, seed: int, convention: str | Convention = NAMED_EXACT
) -> pd.DataFrame:
    """Draw one project ledger of `year` that satisfies every figure `workspace` has of it.

    Rows: the named signed projects, then simulated ones, largest first. Columns:

    - ``project_id``: that of the named project, or ``r001`` …; ``name``: empty for a simulated one.
    - ``evidence``: ``published`` or ``reconstructed``.
    - ``half``: ``H1`` or ``H2``; ``sector``; ``task_force``: empty if none.
    - ``size_class``: ``tier_20_50``, ``tier_ge_100``, between the edges that are published.
    - ``amount_yuan``: latest amount in whole 元; ``first_half_yuan``: what the first half's figures count the project
      at, which differs for one restated since; 0 if it was not signed in the first half.
    - ``figure_ids``: the prints of a named project; ``drawn``: names of the columns simulated in the row.

    ``attrs`` hold law, seed, year, convention and as_of.

    Raises
    ------
    NotPublishedError
        If nothing is published of the year, or the figures leave its number of projects or its amount without a limit.
    ContradictionError
        If no ledger satisfies the figures.
    UndecidedError
        If the solver ran out of time.
    """
    return _frame(_sampler(workspace, year, convention), workspace, np.random.SeedSequence(seed), seed)


def draws(
    workspace: Workspace,
    year: int | str,
    *,
    seed: int,
    number: int,
    convention: str | Convention = NAMED_EXACT,
) -> Iterator[pd.DataFrame]:
    """Draw `number` ledgers as :func:`reconstruct` does, independent of each other; ``attrs["draw"]`` counts them.

    The first k ledgers do not depend on `number`. Raises as :func:`reconstruct`, before the first draw.
    """
    sampler = _sampler(workspace, year, convention)
    children = np.random.SeedSequence(seed).spawn(number)
    return (_frame(sampler, workspace, child, seed, draw) for draw, child in enumerate(children, start=1))


class _Sampler(LedgerModel):
    """The programme with every attribute told apart, and one ledger a seed out of it."""

    def __init__(self, prints: Prints, convention: Convention) -> None:
        apart = Selection("h1", prints.sectors[0], task_force=NO_FORCE)
        super().__init__(prints, convention, asked=[apart])
        self.name = convention.name
        self.programme = self.cells.programme

    def draw(self, rng: np.random.Generator) -> list[_Row]:
        """Projects of one ledger."""
        counts = self._counts(rng)
        columns = self._whole_yuan(self._amounts(rng, counts), counts)
        waiting: dict[tuple[str, ...], list[str]] = {}
        rows = []
        for place in self.cells.places:
            number = int(counts[place.count])
            if not number:
                continue
            amounts = self._split(place.amount, columns, number, rng)
            earlier = amounts
            if place.amount_then is not place.amount:
                earlier = self._split(place.amount_then, columns, number, rng)
            if place.projects and place.projects not in waiting:
                waiting[place.projects] = [str(name) for name in rng.permutation(place.projects)]
            for now, then in zip(amounts, earlier, strict=True):
                project = waiting[place.projects].pop() if place.projects else ""
                size = self.cells.sizes[place.size]
                in_first = int(then) if place.half == "h1" else 0
                rows.append(_Row(project, place.half, place.sector, place.force, size, int(now), in_first))
        return rows

    def _mixture(self, rng: np.random.Generator, lower: Vector, upper: Vector) -> Vector | None:
        """Random point of the relaxed programme between two ends of its columns; None if there is none."""
        shared = TILT * rng.normal(size=(len(self.cells.sizes), 2))
        common = np.zeros(len(lower))
        for place in self.cells.places:
            common[place.count] = shared[place.size, 0]
            for above in place.amount.keys() - {place.count}:
                common[above] = shared[place.size, 1]
        vertices = []
        for _ in range(VERTICES):
            costs = common + rng.normal(size=len(lower))
            found = self.programme.solve(costs, integral=False, lower=lower, upper=upper)
            if found is None:
                return None
            if not found.proven:
                raise UndecidedError("没有解到一个顶点 / the solver found no vertex in time")
            vertices.append(found.columns)
        return np.asarray(rng.dirichlet(np.ones(VERTICES)) @ np.array(vertices))

    def _amounts(self, rng: np.random.Generator, counts: Vector) -> Vector:
        """Amounts of the cells that go with whole counts."""
        room = self._room(counts) / YI
        lower, upper = (np.where(self.programme.integral, counts, end) for end in (0.0, room))
        first = rng.random() / 4
        for share in (*(first / 2**k for k in range(HALVINGS)), 0.0):
            kept = np.where(self.programme.integral, 0.0, share * room)
            point = self._mixture(rng, lower + kept, upper - kept)
            if point is not None:
                return point
        raise UndecidedError("没有解到各格金额 / the solver found no amounts for the counts it found")

    def _room(self, counts: Vector) -> Vector:
        """元 that each column of amounts can hold above the lower edge of its cell; 0 for columns of counts."""
        room = np.zeros(len(counts))
        for place in self.cells.places:
            for form in (place.amount, place.amount_then):
                for above in form.keys() - {place.count}:
                    room[above] = counts[place.count] * self._reach(place.count, above)
        return room

    def _counts(self, rng: np.random.Generator) -> Vector:
        """Whole numbers near a random point of the relaxed programme; columns of amounts are zero."""
        point = self._mixture(rng, self.programme.lower, self.programme.upper)
        if point is None:
            raise UndecidedError("没有解到一个台账 / the solver found no ledger")
        down = np.floor(point + 1e-6)
        up = np.maximum(np.ceil(point - 1e-6), down)
        costs = np.where(self.programme.integral, rng.random(len(point)) - (point - down), 0.0)
        width = 0.0
        while True:
            lower = np.where(
                self.programme.integral, np.maximum(self.programme.lower, down - width), self.programme.lower
            )
            upper = np.where(
                self.programme.integral, np.minimum(self.programme.upper, up + width), self.programme.upper
            )
            found = self.programme.solve(costs, lower=lower, upper=upper)
            if found is not None and found.proven:
                return np.where(self.programme.integral, found.columns.round(), 0.0)
            if found is not None or (
                np.all(lower <= self.programme.lower) and np.all(upper >= self.programme.upper)
            ):
                raise UndecidedError("没有解到一个整数台账 / the solver found no ledger of whole projects")
            width = 2 * width + 1

    def _whole_yuan(self, columns: Vector, counts: Vector) -> Integers:
        """Columns with amounts in whole 元, moved by a few 元 where an amount claim needs it, and counts as they are."""
        whole = np.where(self.programme.integral, counts, np.rint(columns * YI)).astype(np.int64)
        most, free = self._room(counts), ~self.programme.integral
        whole[free] = np.clip(whole[free], 0, most[free])
        forms, lows, highs = [], [], []
        for claim in self.cells.claims:
            if claim.measure == "amount":
                form = self.cells.claimed(claim)
                now = _yuan(form, whole, self.programme.integral)
                forms.append(np.where(free, self.programme.dense(form), 0.0))
                lows.append(-np.inf if claim.low is None else ceil(claim.low * YI) - now)
                highs.append(np.inf if claim.high is None else floor(claim.high * YI) - now)
        if max(lows, default=0) <= 0 <= min(highs, default=0):
            return whole
        moves = Bounds(
            np.where(free, np.maximum(-SLACK, -whole), 0), np.where(free, np.minimum(SLACK, most - whole), 0)
        )
        found = milp(
            np.zeros(len(whole)), integrality=np.ones(len(whole)), bounds=moves,
            constraints=LinearConstraint(np.array(forms), lows, highs),
        )  # fmt: skip
        if found.x is None:
            raise UndecidedError("金额取整到元后不能满足公布数 / no amounts in whole 元 near the ones found")
        return np.asarray(whole + np.rint(found.x).astype(np.int64))

    def _reach(self, count: int, above: int) -> int:
        """How far, in 元, a project of a column may lie above the lowest amount of its cell."""
        return round(float(self.programme.upper[above] / self.programme.upper[count]) * YI)

    def _split(self, amount: Form, columns: Integers, number: int, rng: np.random.Generator) -> Integers:
        """Amounts in whole 元 of the projects of one cell."""
        (count, low), *free = amount.items()
        base = round(low * YI)
        if not free:
            return np.full(number, base, dtype=np.int64)
        above = free[0][0]
        return base + split(int(columns[above]), number, self._reach(count, above), rng)


def split(total: int, number: int, most: int, rng: np.random.Generator) -> Integers:
    """Split a whole `total` into `number` whole parts in [0, `most`]: most · (1 - u ** p), p such that they add up.

    More than half of what the parts can hold is split as what they lack.

    Raises
    ------
    ValueError
        If `total` lies outside [0, number · most].
    """
    if not 0 <= total <= number * most:
        raise ValueError(f"{number} parts of at most {most} do not add up to {total}")
    if 2 * total > number * most:
        return np.asarray(most - split(number * most - total, number, most, rng))
    uniform, low, high = rng.random(number), -60.0, 60.0
    for _ in range(60):
        middle = (low + high) / 2
        if most * np.sum(1 - uniform ** np.exp(middle)) > total:
            high = middle
        else:
            low = middle
    parts: Integers = np.floor(most * (1 - uniform ** np.exp(low))).astype(np.int64)
    rest = total - int(parts.sum())
    for k in range(number):
        move = min(max(rest, -int(parts[k])), most - int(parts[k]))
        parts[k] += move
        rest -= move
    return parts


def _yuan(form: Form, whole: Integers, integral: npt.NDArray[np.bool_]) -> int:
    """Amount of a form in whole 元, exactly: counts by their lowest amount, and what lies above it."""
    return sum(int(whole[k]) * (round(w * YI) if integral[k] else round(w)) for k, w in form.items())


def _sampler(workspace: Workspace, year: int | str, convention: str | Convention) -> _Sampler:
    verdict = consistent(workspace, year, convention)
    if not verdict.consistent:
        raise ContradictionError(verdict)
    chosen = CONVENTIONS[convention] if isinstance(convention, str) else convention
    strict = set(workspace.figures.loc[workspace.figures["relation"].isin(["<", ">"]), "figure_id"])
    for margin in (MARGIN, Fraction(0)):
        read = replace(chosen, edge_gap=max(chosen.edge_gap, margin or Fraction(1, YI)))
        prints = read_prints(workspace, str(year), read)
        prints = replace(prints, claims=tuple(_inside(claim, margin, strict) for claim in prints.claims))
        sampler = _Sampler(prints, read)
        ends = {m: sampler.extreme(m, Selection(), highest=True) for m in ("count", "amount")}
        missing = [Statistic(m).fact_id(str(year)) for m, end in ends.items() if end and end.value is None]
        if missing:
            raise NotPublishedError(
                f"{year} 年的台账没有上限，不能重构 / the figures set the ledger of {year} no limit; "
                f"缺少 missing: {', '.join(missing)}"
                + (f"，截至 as of {workspace.as_of_date}" if workspace.as_of_date else "")
            )
        if None not in ends.values():
            return sampler
    raise UndecidedError(
        f"{year}: 没有整元的台账 / no ledger in whole 元 was found inside the published intervals"
    )


def _inside(claim: Claim, margin: Fraction, strict: set[str]) -> Claim:
    """Tighten a claim by the margin; a count that is "more than" n is at least n + 1."""
    if claim.measure == "count":
        margin = Fraction(1 if strict & set(claim.ids) else 0)
    if claim.low is not None and claim.high is not None:
        margin = min(margin, (claim.high - claim.low) / 4)
    return replace(
        claim,
        low=None if claim.low is None else claim.low + margin,
        high=None if claim.high is None else claim.high - margin,
    )


def _frame(
    sampler: _Sampler, workspace: Workspace, source: np.random.SeedSequence, seed: int, draw: int = 1
) -> pd.DataFrame:
    prints, projects = sampler.prints, workspace.projects
    rows = sorted(sampler.draw(np.random.default_rng(source)), key=lambda r: (not r.project, -r.yuan, r))
    names = dict(zip(projects["project_id"], projects["name"], strict=True))
    about = {
        named.project: (
            tuple(i for p in (named.now, named.then) if p is not None for i in p.ids)
            + tuple(i for claim in prints.claims if named.project in claim.members for i in claim.ids),
            _simulated(named.halves, named.forces, named.now is not None and named.now.low == named.now.high),
        )
        for named in prints.named
    }
    width = max(3, len(str(len(rows))))
    table, simulated = [], 0
    for row in rows:
        simulated += not row.project
        ids, drawn = about[row.project] if row.project else ((), SIMULATED)
        table.append([
            row.project or f"r{simulated:0{width}d}", names.get(row.project, row.project),
            "published" if row.project else "reconstructed", row.half.upper(), row.sector,
            "" if row.force == NO_FORCE else row.force, _size_class(row.size, sampler.cells.sizes[0]), row.yuan,
            row.first_half_yuan, tuple(dict.fromkeys(ids)), drawn,
        ])  # fmt: skip
    frame = pd.DataFrame(table, columns=COLUMNS)
    as_of = None if workspace.as_of_date is None else workspace.as_of_date.isoformat()
    frame.attrs = {
        "law": LAW, "seed": seed, "draw": draw, "year": prints.year, "convention": sampler.name,
        "as_of": as_of,
    }  # fmt: skip
    return frame


def _simulated(halves: tuple[str, ...], forces: tuple[str, ...], amount_known: bool) -> tuple[str, ...]:
    """Columns of a named project that print does not determine; no source prints the sector of a project."""
    drawn = {"sector"}
    drawn |= {"half", "first_half_yuan"} if len(halves) > 1 else set()
    drawn |= {"task_force"} if len(forces) > 1 else set()
    drawn |= set() if amount_known else {"size_class", "amount_yuan", "first_half_yuan"}
    return tuple(column for column in SIMULATED if column in drawn)


def _size_class(size: SizeClass, first: SizeClass) -> str:
    low, high = ("0" if size == first else _spelt(size[0])), size[1]
    return f"tier_ge_{low}" if high is None else f"tier_{low}_{_spelt(high)}"


def _spelt(edge: Fraction) -> str:
    return f"{float(edge):g}".replace(".", "p")
