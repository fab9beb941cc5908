"""All districts together: what each published in a period, read from the folders of their runs.

Nothing is computed again for a district. A district that failed or has not run is listed as such.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import pandas as pd
import yaml

from jjinvest.core.access import TIERS, allows
from jjinvest.core.errors import DataError, Problem
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.period_of_facts import period_of_facts
from jjinvest.core.periods import period_key
from jjinvest.core.project import find_root
from jjinvest.data.scoring.rules import GROUP_FOLDER, Rules, load_rules
from jjinvest.data.text_files import read_text
from jjinvest.metrics.group import (
    COMPLETION,
    DISTRICT,
    Outlier,
    Sum,
    district_count,
    measures,
    outliers,
    period_of_most,
    sums,
    targeted,
)
from jjinvest.metrics.scorecard import Score, pace_counted, scores
from jjinvest.metrics.scorecard_inputs import Unit
from jjinvest.metrics.targets import by_authority, main_number
from jjinvest.quality.reconciliation.accused import (
    CONTRADICTED,
    MARKED,
    RESTS_ON_CONTRADICTED,
    RESTS_ON_DIFFERING,
)

STATES = ("published", "outdated", "failed", "not_run")
"""Published; published, but a later attempt failed; failed; without a run of the period."""
PUBLISHED_STATES = STATES[:2]


class _View(Mapping[str, Fact]):
    """Facts of a district by their own ids, each with an id that names the district when it is looked up."""

    def __init__(self, folder: str, facts: Mapping[str, Fact]) -> None:
        self._folder, self._facts = folder, facts

    def __getitem__(self, name: str) -> Fact:
        fact = self._facts[name]
        return replace(fact, id=FactId.of(fact.id.period, DISTRICT, self._folder, *fact.id.parts))

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


@dataclass(frozen=True, eq=False)
class DistrictRun:
    """What one district published in a period.

    Attributes
    ----------
    folder
        Its folder of `data/` and `outputs/`.
    name
        By language.
    state
        One of :data:`STATES`.
    as_of, run_period
        Day up to which its figures count, and the quarter of the run.
    facts
        Facts by id, as published; those above the tier of the reader are left out.
    files
        Files that its run published.
    """

    folder: str
    name: Mapping[str, str]
    state: str
    run_period: str
    as_of: str = ""
    synthetic: bool = False
    error: str = ""
    facts: Mapping[str, Fact] | None = None
    files: frozenset[str] = frozenset()

    @cached_property
    def period(self) -> str:
        """Period that it reports."""
        return period_of_facts((self.facts or {}).values(), self.run_period)

    @cached_property
    def has_figures(self) -> bool:
        """Whether it published a level of the period that it reports."""
        return bool(measures([self.of_period, self.of_period]))

    @cached_property
    def of_period(self) -> dict[str, Fact]:
        """Its facts of the period that it reports."""
        head = period_key(self.period)
        return {name: fact for name, fact in (self.facts or {}).items() if fact.id.period == head}

    @cached_property
    def viewed(self) -> Mapping[str, Fact]:
        """Its facts in the view of all districts, by their own ids: each names the district in its id."""
        return _View(self.folder, self.facts or {})


@dataclass(frozen=True, eq=False)
class Group:
    """The districts of a project in one period, with the common rules.

    Examples
    --------
    In a notebook::

        group = Group.open("2023Q4")
        group.frame("completion")
    """

    run_period: str
    name: Mapping[str, str]
    districts: tuple[DistrictRun, ...]
    rules: Rules

    @classmethod
    def open(cls, period: str, *, root: str | Path | None = None, tier: str = TIERS[0]) -> Self:
        """Read what all districts published in a quarter.

        Raises
        ------
        DataError
            If data/group holds a file that breaks its form.
        """
        base = find_root() if root is None else Path(root)
        name, listed = _profile(base / "data" / GROUP_FOLDER / "group.yaml")
        folders = {path.parent.name: path.parent for path in (base / "data").glob("*/district.yaml")}
        folders |= {path.parent.name: path.parent for path in (base / "data").glob("*/figures.csv")}
        wanted = listed or sorted(folders)
        runs = [_run(base, folder, period, tier, listed.get(folder)) for folder in wanted]
        own = [each for each in runs if each is not None]
        return cls(period, name, tuple(own), load_rules(base / "data" / GROUP_FOLDER))

    @cached_property
    def reporting(self) -> list[DistrictRun]:
        """Districts with published figures of the period."""
        return [each for each in self.districts if each.state in PUBLISHED_STATES and each.has_figures]

    @cached_property
    def missing(self) -> list[DistrictRun]:
        """Districts without: not run, failed, or run without a figure of the period."""
        return [each for each in self.districts if each not in self.reporting]

    @cached_property
    def period(self) -> str:
        """Period that most districts report."""
        return period_of_most(each.period for each in self.reporting) or self.run_period

    @property
    def as_of(self) -> str:
        """The latest day up to which the figures of a district count."""
        return max((each.as_of for each in self.reporting), default="")

    @cached_property
    def measures(self) -> list[str]:
        """Measures that districts published."""
        return measures([each.of_period for each in self.reporting])

    @cached_property
    def sums(self) -> list[Sum]:
        """Sums over districts, with what cannot be added."""
        viewed = {each.folder: each.viewed if each in self.reporting else None for each in self.districts}
        periods = {each.folder: each.period for each in self.reporting}
        return sums(viewed, periods, self.measures)

    @cached_property
    def league(self) -> list[Score]:
        """Scores of the districts that report the period of most, the best first; none without rules."""
        rules = self.rules.scorecards
        if rules is None:
            return []
        units = [
            Unit((DISTRICT, each.folder), each.viewed)
            for each in self.reporting
            if each.period == self.period
        ]
        return scores(units, rules.district, self.period)

    @cached_property
    def outliers(self) -> list[Outlier]:
        """Rates that are far from the median of all districts."""
        viewed = {each.folder: each.viewed for each in self.reporting}
        return outliers(viewed, {each.folder: each.period for each in self.reporting})

    @cached_property
    def completions(self) -> dict[str, dict[str, Fact]]:
        """Completion by measure and district: of the district's own target, else of the only one it has."""
        found: dict[str, dict[str, Fact]] = {}
        for measure in targeted([each.of_period for each in self.reporting]):
            for each in self.reporting:
                key = FactId.of(each.period, measure, COMPLETION)
                numbers = by_authority(each.facts or {}, key)
                chosen = main_number(numbers)
                if chosen is not None:
                    found.setdefault(measure, {})[each.folder] = each.viewed[chosen.id]
        return found

    @cached_property
    def counts(self) -> dict[str, Fact]:
        """Number of districts ``listed``, ``reporting``, these with ``same_period``, the others by state."""
        numbers = {"listed": len(self.districts), "reporting": len(self.reporting)}
        numbers["same_period"] = sum(each.period == self.period for each in self.reporting)
        numbers |= {state: sum(each.state == state for each in self.missing) for state in STATES[2:]}
        numbers["no_figures"] = sum(each.state in PUBLISHED_STATES for each in self.missing)
        return {name: district_count(name, number, self.period) for name, number in numbers.items()}

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Numbers of all districts together by id: scores, ranks, sums, medians, counts."""
        own = [fact for score in self.league for fact in score.facts] + list(self.counts.values())
        if self.rules.scorecards is not None:
            own.append(pace_counted(self.rules.scorecards.district, self.period))
        own += [
            fact for each in self.sums for fact in (each.total, each.counted, each.left) if fact is not None
        ]
        own += [each.median for each in self.outliers]
        return {fact.id: replace(self._doubted(fact), as_of=self.as_of or None) for fact in own}

    @cached_property
    def _to_verify(self) -> dict[str, set[str]]:
        """Caveats of the districts' numbers that carry the mark 待核, by id."""
        caveats = defaultdict[str, set[str]](set)
        for run in self.reporting:
            for fact in run.viewed.values():
                if fact.caveat in MARKED:
                    caveats[fact.id].add(fact.caveat)
        return caveats

    @cached_property
    def _inputs_of(self) -> dict[str, list[FactId]]:
        """Ids of the districts' numbers that each score rests on: its sources do not name the district."""
        inputs: dict[str, list[FactId]] = {}
        for score in self.league:
            used = [fact.id for each in score.indicators for fact in each.inputs.values()]
            inputs |= dict.fromkeys([fact.id for fact in (score.total, score.rank) if fact is not None], used)
            inputs |= {
                each.points.id: [fact.id for fact in each.inputs.values()]
                for each in score.indicators
                if each.points is not None
            }
        return inputs

    def _doubted(self, fact: Fact) -> Fact:
        """A number of all districts with the mark of one that it is computed from, and that one's reason."""
        inputs = self._inputs_of.get(fact.id, fact.sources)
        caveats = {caveat for each in inputs for caveat in self._to_verify.get(str(each), ())}
        if fact.caveat or not caveats:
            return fact
        contradicted = caveats & {CONTRADICTED, RESTS_ON_CONTRADICTED}
        return replace(fact, caveat=RESTS_ON_CONTRADICTED if contradicted else RESTS_ON_DIFFERING)

    def frame(self, statistic: str = "level") -> pd.DataFrame:
        """Return numbers of the period as a tidy frame: district, measure, value, low, high, unit.

        Parameters
        ----------
        statistic
            ``level`` or ``completion``.
        """
        rows = []
        for each in self.reporting:
            for measure in self.completions if statistic == COMPLETION else self.measures:
                fact = (
                    self.completions.get(measure, {}).get(each.folder)
                    if statistic == COMPLETION
                    else each.viewed.get(FactId.of(each.period, measure))
                )
                if fact is not None:
                    rows.append(
                        {
                            "district": each.folder,
                            "period": each.period,
                            "measure": measure,
                            "value": fact.value,
                            "low": fact.low,
                            "high": fact.high,
                            "unit": fact.unit,
                        }
                    )
        columns = ["district", "period", "measure", "value", "low", "high", "unit"]
        return pd.DataFrame(rows, columns=columns)


def _run(
    root: Path, folder: str, period: str, tier: str, listed: Mapping[str, str] | None
) -> DistrictRun | None:
    """Read the run of a district; None for worked examples."""
    profile = _district(root / "data" / folder / "district.yaml")
    if profile.get("examples") is True and listed is None:
        return None
    names = listed or profile.get("name")
    known = isinstance(names, Mapping) and {"zh", "en"} <= set(names)
    name = {language: str(names[language]) if known and names else folder for language in ("zh", "en")}
    published = _manifest(root / "outputs" / folder / period)
    failed = _manifest(root / "outputs" / ".failed" / folder / period)
    later = failed is not None and (published is None or failed["started"] > published["started"])
    error = str((failed or {}).get("error", "")) if later else ""
    if published is None:
        return DistrictRun(folder, name, "failed" if later else "not_run", period, error=error)
    try:
        facts = dict(_facts(root / "outputs" / folder / period / "facts.json", period[:4], tier))
    except (OSError, ValueError, TypeError):  # damaged since: as good as none
        return DistrictRun(folder, name, "failed", period, error="facts.json")
    return DistrictRun(
        folder,
        name,
        "outdated" if later else "published",
        period,
        str(published["as_of"]),
        profile.get("synthetic") is True,
        error,
        facts,
        frozenset(map(str, published.get("files", ()))),
    )


def _facts(path: Path, year: str, tier: str) -> Iterator[tuple[str, Fact]]:
    """Facts of the year by id, without those of the checks: only these can be compared or added."""
    known = {field.name for field in fields(Fact)}
    for record in json.loads(path.read_text(encoding="utf-8")):
        if not record["id"].startswith(year) or ".check." in record["id"]:
            continue
        values = {name: value for name, value in record.items() if name in known}
        fact = Fact(**{**values, "sources": tuple(record.get("sources", ()))})
        if allows(tier, fact.tier):
            yield fact.id, fact


def _manifest(folder: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError):
        content = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        if isinstance(content, dict) and {"started", "status", "as_of"} <= set(content):
            return content
    return None


def _district(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, yaml.YAMLError):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        if isinstance(content, dict):
            return content
    return {}


def _profile(path: Path) -> tuple[Mapping[str, str], dict[str, Mapping[str, str] | None]]:
    """Name of the group, and its members by folder in their order; both may be missing."""
    if not path.exists():
        return {}, {}
    expected = "name: {zh, en}; members: [{folder, zh, en}]"
    try:
        content = yaml.safe_load(read_text(path)[0]) or {}
        name = {language: str(content["name"][language]) for language in ("zh", "en")}
        members = {
            str(member["folder"]): {"zh": str(member["zh"]), "en": str(member.get("en") or member["zh"])}
            for member in content.get("members") or ()
        }
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        fault = Problem(path.as_posix(), None, None, str(error), expected, "改正 correct it")
        raise DataError([fault]) from None
    return name, dict(members)
