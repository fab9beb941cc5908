"""Simulated bulletins of simulated districts, clean or with exactly one known fault, to score reconciliation.

Written independently of its rules. A district is simulated deal by deal and its texts publish rounded truths,
so a clean bulletin departs from its truth by rounding only. A fault changes one published figure which other
published ones determine in one step; its distance from what they imply is at least `MIN_DISTANCE` times all
the rounding involved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

KINDS = ("digit", "sign", "sum_error", "changed_definition", "running_total")
COLUMNS = [
    "figure_id",
    "source_id",
    "locator",
    "available_from",
    "date_basis",
    "date_reason",
    "period",
    "metric",
    "basis",
    "scope",
    "subject",
    "statistic",
    "relation",
    "value",
    "unit",
    "half_width",
    "status",
    "note",
]
MIN_DISTANCE = 2.0
"""Least distance of a spoiled value from the centre implied by others, in sums of both half widths."""
QUARTERS = {
    "Q1": (1,),
    "Q2": (2,),
    "H1": (1, 2),
    "Q3": (3,),
    "Q1-Q3": (1, 2, 3),
    "Q4": (4,),
    "": (1, 2, 3, 4),
}
RUNNING = {1: "Q1", 2: "H1", 3: "Q1-Q3", 4: ""}  # running total at the end of a quarter; "" is the year
SWAP = {"Q2": "H1", "Q3": "Q1-Q3", "Q4": "", "H1": "Q2", "Q1-Q3": "Q3", "": "Q4"}
PARTITIONS = {
    "H1": (("Q1", "Q2"),),
    "Q1-Q3": (("H1", "Q3"), ("Q1", "Q2", "Q3")),
    "": (("Q1-Q3", "Q4"), ("H1", "Q3", "Q4"), ("Q1", "Q2", "Q3", "Q4")),
}
SECTORS = ("primary", "secondary", "tertiary")
FORCES = ("nev", "food", "new_energy", "electronics")
PUBLISHED_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
TIERS = {"tier_20_50": (20.0, 50.0), "tier_50_100": (50.0, 100.0)}
MAIN = ("agreed_amount", "projects_signed", "contract_amount", "funds_in_place")
BASIS = {
    "agreed_amount": "agreed",
    "contract_amount": "contract",
    "funds_in_place": "funds",
    "intended_amount": "intended",
}
RATIOS = {
    "funds_rate_dynamic": ("funds_in_place", "contract_amount"),
    "start_rate": ("projects_started", "projects_signed"),
    "performance_rate": ("projects_performing", "projects_signed"),
    "production_rate": ("projects_completed", "projects_signed"),
}
BLOCKS = {
    "level": (0.9, 1.0),
    "sector": (0.75, 2.0),
    "flow": (0.65, 2.0),
    "growth": (0.75, 2.5),
    "target": (0.75, 1.5),
    "ratio": (0.65, 1.5),
    "repeat": (0.7, 1.0),
    "headline": (0.25, 0.5),
    "tier": (0.45, 1.0),
    "task_force": (0.45, 1.0),
    "project": (0.5, 1.0),
    "pipeline": (0.35, 0.5),
    "out_of_city": (0.4, 1.0),
}
"""By kind of block: probability that a bulletin has any, and weight in the draw of the next block."""


@dataclass(frozen=True)
class Bulletin:
    """All a district published: the table, and the fault put into it (None if clean)."""

    figures: pd.DataFrame
    fault: str | None
    figure_id: str | None
    description: str


class Fact(NamedTuple):
    """Subject of a published figure; `part` is a key of QUARTERS."""

    year: int
    part: str
    metric: str
    scope: str = "all"
    subject: str = ""
    statistic: str = "level"

    @property
    def counted(self) -> bool:
        return self.metric.startswith(("projects_", "pipeline_"))

    @property
    def rate(self) -> bool:
        return self.metric in RATIOS or self.statistic in ("growth", "completion")


@dataclass(frozen=True)
class Line:
    """One published figure; `source`: index of its source, `copy`: number of its repeat in that source."""

    fact: Fact
    source: int
    copy: int
    text: str
    half_width: float
    relation: str = "="

    @property
    def value(self) -> float:
        return float(self.text)

    @property
    def figure_id(self) -> str:
        f, repeat = self.fact, f"#{self.copy}" if self.copy > 1 else ""
        scope = "" if f.scope in ("all", "sector", "tier") else f.scope
        words = [f"{f.year}{f.part}".lower(), f.metric, scope, f.subject, f.statistic.replace("level", "")]
        return f"{'.'.join(w for w in words if w)}@s{self.source + 1}{repeat}"


Item = tuple[Fact, int, int]  # fact, source, copy
Source = tuple[int, int, date, int, int]  # year, quarter it closes, day, decimals of amounts and of rates
Spoiled = tuple[Line, str]  # the spoiled line, description of the fault


class Town:
    """The truth: every deal of five years, unrounded."""

    def __init__(self, rng: np.random.Generator, year: int) -> None:
        sizes = [float(np.clip(rng.lognormal(np.log(80), 0.5), 24, 300))]
        sizes += list(sizes[0] * np.cumprod(rng.lognormal(0.05, 0.18, 4)))
        counts = [max(16, int(size)) for size in sizes]
        n, median = sum(counts), rng.uniform(2, 5)
        self.year = np.repeat(np.arange(year - 4, year + 1), counts)
        seasons = [rng.choice(4, k, p=rng.dirichlet((12, 17, 13, 18))) for k in counts]
        self.quarter = np.concatenate(seasons) + 1
        self.sector = rng.choice(3, n, p=rng.dirichlet((2.5, 20, 10)))
        self.force = rng.choice(5, n, p=(0.15, 0.15, 0.15, 0.15, 0.4))
        self.out_of_city = rng.random(n) < rng.uniform(0.5, 0.85)
        size = np.clip(median * np.array([0.5, 1.3, 0.8])[self.sector] * rng.lognormal(0, 1.15, n), 0.12, 150)
        self.agreed = np.where((size >= 10) & (rng.random(n) < 0.7), np.round(size), size)
        self.contract = self.agreed * rng.uniform(0.5, 1, n) * (rng.random(n) < 0.85)
        self.pace = rng.lognormal(0, 0.35, n) * rng.uniform(0.35, 0.8)
        self.fate = rng.random(n)  # completed < started < performing < the rest, within the period of signing
        cuts = np.cumsum(rng.uniform((0.05, 0.3, 0.2), (0.25, 0.45, 0.29))).tolist()
        self.cuts = {f"projects_{stage}": cuts.pop(0) for stage in ("completed", "started", "performing")}
        self.pipeline = {"pipeline_projects": rng.uniform(15, 130), "intended_amount": rng.uniform(120, 1500)}
        goals = [(y, m, s) for y in (year - 1, year) for m in MAIN for s in ("all", "out_of_city")]
        self.ambition = dict(zip(goals, rng.uniform(0.92, 1.2, len(goals)), strict=True))
        self.seen: dict[Fact, float] = {}

    def value(self, f: Fact) -> float:
        """The unrounded truth of a fact; nan where it is not defined."""
        if f not in self.seen:
            self.seen[f] = self._derived(f) if f.rate or f.statistic == "target" else self._level(f)
        return self.seen[f]

    def _derived(self, f: Fact) -> float:
        level = f._replace(statistic="level")
        if f.metric in RATIOS:
            top, bottom = (self.value(f._replace(metric=m)) for m in RATIOS[f.metric])
            return 100 * top / bottom if bottom > 0 else np.nan
        if f.statistic == "growth":
            base = self.value(level._replace(year=f.year - 1))
            return 100 * self.value(level) / base - 100 if base >= (5 if f.counted else 0.5) else np.nan
        if f.statistic == "completion":
            return 100 * self.value(level) / self.value(f._replace(part="", statistic="target"))
        last = self.value(level._replace(year=f.year - 1, part=""))
        step = 5 if last < 100 else 10 if last < 500 else 50
        return float(step * max(1, round(last * self.ambition[f.year, f.metric, f.scope] / step)))

    def _level(self, f: Fact) -> float:
        if f.scope == "project":
            return float(self.agreed[int(f.subject[1:])])
        if f.scope == "pipeline":
            return self.pipeline[f.metric] * (1 + 0.05 * QUARTERS[f.part][-1])
        mask = self.out_of_city if f.scope == "out_of_city" else np.ones(len(self.year), dtype=bool)
        if f.scope == "sector":
            mask = self.sector == SECTORS.index(f.subject)
        elif f.scope == "task_force":
            mask = self.force == FORCES.index(f.subject)
        elif f.scope == "tier":
            mask = (self.agreed >= TIERS[f.subject][0]) & (self.agreed < TIERS[f.subject][1])
        if f.metric == "funds_in_place":  # paid by age in months, as cohorts of one national fair were
            ages, paid = (0, 1.7, 5.7, 12.5, 17.5, 26, 30, 60), (0, 0.126, 0.22, 0.33, 0.38, 0.46, 0.49, 0.6)
            age = [12 * (f.year - self.year) + 3 * (q - self.quarter) + 1.5 for q in QUARTERS[f.part]]
            share = sum(np.interp(a, ages, paid) - np.interp(a - 3, ages, paid) for a in age)
            return float((self.agreed * self.pace * share)[mask].sum())
        mask = mask & (self.year == f.year) & np.isin(self.quarter, QUARTERS[f.part])
        if f.counted:
            return float((self.fate[mask] < self.cuts.get(f.metric, 2.0)).sum())
        return float((self.agreed if f.metric == "agreed_amount" else self.contract)[mask].sum())

    def publishable(self, f: Fact) -> bool:
        """Whether an office would publish this at all."""
        low, high = (-90, 300) if f.statistic == "growth" else (1 if f.counted else 0.05, 1e5)
        return bool(low <= self.value(f) < high)


def _sources(rng: np.random.Generator, year: int) -> list[Source]:
    """One or two texts of the year before, two to four of the year."""
    last = [4] if rng.random() < 0.5 else [int(rng.integers(1, 4)), 4]
    now = [*sorted(rng.choice([1, 2, 3], int(rng.integers(1, 4)), replace=False).tolist()), 4]
    out = []
    for y, q in [*((year - 1, q) for q in last), *((year, q) for q in now)]:
        start = date(y + 1, 1, 8) if q == 4 else date(y, 3 * q + 1, 8)
        day = start + timedelta(days=int(rng.integers(70 if q == 4 else 20)))
        amounts, rates = (int(rng.choice(3, p=p)) for p in ((0.3, 0.45, 0.25), (0.2, 0.6, 0.2)))
        out.append((y, q, day, amounts, rates))
    return out


def _blocks(rng: np.random.Generator, town: Town, sources: list[Source]) -> dict[str, list[list[Item]]]:
    """Everything these sources could publish, in groups of figures that belong together."""
    out: dict[str, list[list[Item]]] = {name: [] for name in BLOCKS}
    for i, s in enumerate(sources):
        year, quarter = s[:2]
        run, flow = RUNNING[quarter], f"Q{quarter}"
        before = next((k for k in range(i) if sources[k][:2] == (year, quarter - 1)), i)
        base = [k for k in range(i) if sources[k][0] == year - 1 and sources[k][1] >= quarter]
        plan = next(k for k, t in enumerate(sources) if t[0] == year or t[:2] == (year - 1, 4))
        for m in MAIN:
            f = Fact(year, run, m)
            parts = [f._replace(scope="sector", subject=x) for x in SECTORS]
            out_of_city = f._replace(scope="out_of_city")
            growing = [f, f, *parts, out_of_city]
            out["level"].append([(f, i, 1)])
            out["headline"].append([(f, i, 1), (f, i, 2)])
            out["sector"].append([(p, i, 1) for p in [f, *parts]])
            for g in (f, *parts[1:]) if quarter > 1 else ():
                earlier = (g._replace(part=RUNNING[quarter - 1]), before, 1)
                out["flow"].append([(g._replace(part=flow), i, 1), (g, i, 1), earlier])
                growing += [g._replace(part=flow)] if g is f else []
            for g in growing if base else ():
                rate, past = g._replace(statistic="growth"), g._replace(year=year - 1)
                out["growth"].append([(rate, i, 1), (g, i, 1), (past, base[0], 1)])
            for g in (f, out_of_city) if m != "projects_signed" else (f,):
                goal, done = g._replace(part="", statistic="target"), g._replace(statistic="completion")
                out["target"].append([(goal, plan, 1), (done, i, 1), (g, i, 1)])
            for k in range(i + 1, len(sources)):
                also = [f, parts[1]] if rng.random() < 0.3 else [f]
                out["repeat"].append([(g, at, 1) for g in also for at in (i, k)])
            out["out_of_city"] += [[(out_of_city, i, 1)]] if m != "projects_signed" else []
        for rate_name, terms in RATIOS.items():
            out["ratio"].append([(Fact(year, run, name), i, 1) for name in (rate_name, *terms)])
        out["tier"].append([(Fact(year, run, "projects_signed", "tier", t), i, 1) for t in TIERS])
        for x in FORCES:
            out["task_force"].append([(Fact(year, run, m, "task_force", x), i, 1) for m in MAIN[:2]])
        signed = np.flatnonzero((town.year == year) & np.isin(town.quarter, QUARTERS[run]))
        top = signed[np.argsort(-town.agreed[signed])][: int(rng.integers(2, 6))]
        out["project"].append([(Fact(year, run, "agreed_amount", "project", f"p{k}"), i, 1) for k in top])
        out["pipeline"].append([(Fact(year, run, name, "pipeline"), i, 1) for name in town.pipeline])
    return out


def _round(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text


def _publish(rng: np.random.Generator, town: Town, source: Source, item: Item) -> Line:
    """Publish one truth as this source would."""
    (f, i, copy), v = item, town.value(item[0])
    loose = f.scope == "task_force" and not f.counted and v > 11 and rng.random() < 0.35
    if f.scope == "pipeline" or loose:  # "more than": rounded down, strictly below the truth
        step = 100 if v > 400 else 10
        return Line(f, i, copy, str(int(np.ceil(v / step) - 1) * step), 0.0, ">")
    if f.statistic == "target" or (f.counted and not f.rate):
        return Line(f, i, copy, f"{v:.0f}", 0.0)
    habit = source[4] if f.rate else source[3]
    habit = int(rng.integers(3)) if rng.random() < 0.15 else habit
    least = (abs(v) < 10) + (abs(v) < 1 and not f.rate)  # small figures are not rounded away
    decimals = max(int(least), habit - (copy - 1))
    return Line(f, i, copy, _round(v, decimals), round(0.5 * 10**-decimals, decimals + 1))


def _draft(seed: int, attempt: int) -> tuple[Town, list[Source], list[Line]]:
    """A clean bulletin: truth, sources, published lines in order of source."""
    rng = np.random.default_rng([seed, attempt])
    while True:
        year, room = int(rng.integers(2016, 2025)), int(rng.integers(10, 61))
        town, sources = Town(rng, year), _sources(rng, year)
        core = [(Fact(s[0], RUNNING[s[1]], m), i, 1) for i, s in enumerate(sources) for m in MAIN[:2]]
        wanted: dict[Item, None] = dict.fromkeys(core)
        blocks = {k: v for k, v in _blocks(rng, town, sources).items() if rng.random() < BLOCKS[k][0]}
        while blocks := {k: v for k, v in blocks.items() if v}:
            weights = np.array([BLOCKS[k][1] for k in blocks])
            name = list(blocks)[rng.choice(len(blocks), p=weights / weights.sum())]
            block = blocks[name].pop(int(rng.integers(len(blocks[name]))))
            new = [item for item in block if item not in wanted]
            if len(wanted) + len(new) <= room and all(town.publishable(f) for f, _, _ in block):
                wanted |= dict.fromkeys(new)
        if len(wanted) >= 10 and all(town.publishable(f) for f, _, _ in wanted):
            lines = [_publish(rng, town, sources[item[1]], item) for item in wanted]
            return town, sources, sorted(lines, key=lambda line: line.source)


def _frame(sources: list[Source], lines: list[Line]) -> pd.DataFrame:
    rows = []
    for n, line in enumerate(lines):
        f, day = line.fact, sources[line.source][2].isoformat()
        basis = "rate" if f.metric in RATIOS else BASIS.get(f.metric, "count")
        unit = "%" if f.rate else "个" if f.counted else "亿元"
        status = "negotiating" if f.scope == "pipeline" else "achieved"
        status = "target" if f.statistic == "target" else status
        note = "原文作“超”" if line.relation == ">" else ""
        rows.append(
            [
                line.figure_id,
                f"s{line.source + 1}",
                f"第{n + 1}句",
                day,
                "published",
                "",
                f"{f.year}{f.part}",
                f.metric,
                basis,
                f.scope,
                f.subject,
                f.statistic,
                line.relation,
                line.text,
                unit,
                f"{line.half_width:g}",
                status,
                note,
            ]
        )
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)


def _identities(known: set[Fact]) -> list[tuple[str, Fact, list[Fact], float | None]]:
    """Identities of published facts: name, result, terms, and offset of a ratio in % (None for a sum)."""
    identities: list[tuple[str, Fact, list[Fact], float | None]] = []
    for f in known:
        level = f._replace(statistic="level")
        if f.metric in RATIOS:
            identities.append(("ratio", f, [f._replace(metric=m) for m in RATIOS[f.metric]], 0.0))
        elif f.statistic == "growth":
            identities.append(("growth", f, [level, level._replace(year=f.year - 1)], 100.0))
        elif f.statistic == "completion":
            identities.append(("completion", f, [level, f._replace(part="", statistic="target")], 0.0))
        elif f.statistic == "level" and f.scope in ("all", "sector", "out_of_city"):
            if f.scope == "all":
                identities.append(
                    ("sectors", f, [f._replace(scope="sector", subject=x) for x in SECTORS], None)
                )
            for split in PARTITIONS.get(f.part, ()):
                identities.append(("periods", f, [f._replace(part=p) for p in split], None))
    return sorted((x for x in identities if known.issuperset(x[2])), key=str)


def _broken(lines: list[Line], i: int, spoiled: Line) -> list[str]:
    """Names of the identities of published figures that line i clearly violates once spoiled."""
    known: dict[Fact, tuple[float, float]] = {}
    for line in (x for k, x in enumerate(lines) if k != i and x.relation == "="):
        lo, hi = known.get(line.fact, (-np.inf, np.inf))
        known[line.fact] = (max(lo, line.value - line.half_width), min(hi, line.value + line.half_width))
    f = spoiled.fact
    implied = [("repeat", *known[f])] if f in known else []
    for name, head, terms, offset in (x for x in _identities({*known, f}) if f in (x[1], *x[2])):
        (a, b), rest = known.get(head, (0.0, 0.0)), [known[t] for t in terms if t != f]
        if offset is None:
            lo, hi = sum(x[0] for x in rest), sum(x[1] for x in rest)
            implied.append((name, lo, hi) if f == head else (name, a - hi, b - lo))
        elif f == head and rest[1][0] > 0:
            (a, b), (c, d) = rest
            implied.append((name, 100 * a / d - offset, 100 * b / c - offset))
        elif f == terms[0]:
            implied.append((name, (a + offset) * rest[0][0] / 100, (b + offset) * rest[0][1] / 100))
        elif f == terms[1] and a + offset > 0:
            implied.append((name, 100 * rest[0][0] / (b + offset), 100 * rest[0][1] / (a + offset)))
    v, h = spoiled.value, spoiled.half_width
    return [name for name, a, b in implied if abs(v - (a + b) / 2) > 1e-9 + MIN_DISTANCE * (h + (b - a) / 2)]


def _spoil(kind: str, rng: np.random.Generator, town: Town, lines: list[Line], i: int) -> Spoiled | None:
    """One try at a fault of this kind in line i: the spoiled line and a description, or None."""
    line, f, t, truth = lines[i], lines[i].fact, lines[i].text, town.value(lines[i].fact)
    decimals = len(f"{line.half_width:g}".partition(".")[2]) - 1 if line.half_width else 0
    total = f.statistic == "level" and f.metric in MAIN and f.scope in ("all", "sector", "out_of_city")
    new, half, how = t, line.half_width, ""
    if line.relation != "=" or f.statistic == "target":
        return None
    if kind == "digit":
        at = int(rng.choice([k for k, c in enumerate(t) if c.isdigit()]))
        other_digit, how = (int(t[at]) + int(rng.integers(1, 10))) % 10, "one digit mistyped"
        new = f"{t[:at]}{other_digit}{t[at + 1 :]}"
        if rng.random() < 0.5:
            new, how = t[:at] + t[at : at + 2][::-1] + t[at + 2 :], "two adjacent digits transposed"
        if not PUBLISHED_NUMBER.fullmatch(new) or new.find(".") != t.find(".") or float(new) == 0:
            return None
    elif kind == "sign" and f.statistic == "growth":
        new, how = t[1:] if t[0] == "-" else f"-{t}", "sign of growth turned"
    elif kind == "sum_error" and total and f.scope == "all":
        part, times = SECTORS[int(rng.integers(3))], int(rng.choice([-1, 1]))
        new = _round(truth + times * town.value(f._replace(scope="sector", subject=part)), decimals)
        how = f"{part} {'counted twice' if times == 1 else 'left out'}"
    elif kind == "changed_definition":
        narrow, first = rng.uniform(0.55, 0.85), min(k.source for k in lines if k.fact == f)
        if f.statistic == "growth" and rng.random() < 0.35:  # there are more growth rates than repeats
            how = f"base on a definition {narrow:.0%} as wide"
            new = _round((100 + truth) / narrow - 100, decimals)
        elif total and first < line.source:
            how = f"repeat of s{first + 1}, definition {narrow:.0%} as wide"
            new = _round(narrow * truth, decimals)
    elif kind == "running_total" and total and f.part in SWAP:
        if f.part in RUNNING.values() and rng.random() < 0.8:  # there are more running totals than flows
            return None
        other = f._replace(part=SWAP[f.part])
        same = [k for k in lines if k.fact == other and k.source == line.source]
        new = same[0].text if same else _round(town.value(other), decimals)
        half = same[0].half_width if same else half
        how = f"cell of {f.year}{f.part} holds {f.year}{other.part}"
    return None if new == t else (replace(line, text=new, half_width=half), how)


def clean(seed: int) -> Bulletin:
    """A bulletin whose figures agree up to rounding."""
    _, sources, lines = _draft(seed, 0)
    return Bulletin(_frame(sources, lines), None, None, f"clean, {len(lines)} figures; seed {seed}")


def faulty(seed: int, kind: str) -> Bulletin:
    """A bulletin with one fault of this kind, based on clean(seed) where possible, else on a redraw."""
    required = {"sum_error": {"sectors"}, "changed_definition": {"repeat", "growth"}}.get(kind)
    for attempt in range(1000):
        town, sources, lines = _draft(seed, attempt)
        rng = np.random.default_rng([seed, attempt, 1 + KINDS.index(kind)])
        for i in rng.permutation(np.repeat(np.arange(len(lines)), 8)):
            new, how = _spoil(kind, rng, town, lines, i) or (lines[i], "")
            broken = _broken(lines, i, new) if how else []
            if broken and (required is None or required & set(broken)):
                text = f"{kind}: {new.figure_id} states {new.text} for {lines[i].text} ({how}); "
                text += f"breaks {', '.join(broken)}; seed {seed}, draw {attempt}"
                frame = _frame(sources, [*lines[:i], new, *lines[i + 1 :]])
                return Bulletin(frame, kind, new.figure_id, text)
    raise RuntimeError(f"no {kind} fault possible for seed {seed}")


def dataset(seed: int, n_faulty: int = 200, n_clean: int = 200) -> list[Bulletin]:
    """Faulty bulletins (kinds in turn), then clean ones, each of its own seed."""
    seeds = [int(s) for s in np.random.SeedSequence(seed).generate_state(n_faulty + n_clean)]
    spoiled = [faulty(s, KINDS[k % len(KINDS)]) for k, s in enumerate(seeds[:n_faulty])]
    return spoiled + [clean(s) for s in seeds[n_faulty:]]


if __name__ == "__main__":
    bulletins = dataset(1, 50, 50)
    for group in (bulletins[:50], bulletins[50:]):
        sizes = [len(b.figures) for b in group]
        print(f"{len(group)} bulletins of {min(sizes)}-{max(sizes)} figures, median {np.median(sizes):g}")
        print("\n".join(b.description for b in group[:10]))
