"""A district's folder as validated frames, and the part of it that was known on a given date.

Frames of a :class:`Workspace`, one row per …

- ``figures``: published figure (:data:`jjinvest.data.figures.FIGURE_COLUMNS`): the columns of figures.csv and
  ``fact_id``; ``value``, ``low``, ``high`` as floats in the published unit (``low`` and ``high`` from the
  rounding and the relation, NaN where unbounded); ``quantity``, the same as an exact
  :class:`~jjinvest.core.quantity.Quantity` (amounts in 元).
- ``targets``: target of a year, published or implied by a completion, with the same number columns.
- ``projects``: named project; ``figure_ids`` is a tuple.
- ``sources``; ``labels``: zh and en by member; ``growth``: reference rows of other places (``growth_pct`` in
  %).

``rows`` are the figures as checked rows, ``dimensions`` what dimensions.csv says. ``tier`` is the access
level of the reader; ``unpublished`` are the targets that the bureau did not publish, which only
``targets`` holds (:mod:`jjinvest.data.unpublished_targets`).
``releases`` is a tuple: each version of each release, with its frame of facts
(:mod:`jjinvest.data.releases`). ``rules`` are those of scorecards and alerts
(:mod:`jjinvest.data.scoring.rules`), ``pace_elsewhere`` running totals of funds of other places (亿元).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pandas as pd
import yaml

from jjinvest.core.access import TIERS, allows
from jjinvest.core.errors import DataError, Problem
from jjinvest.core.once import once_each
from jjinvest.core.quantity import Quantity
from jjinvest.core.strict_yaml import load_yaml
from jjinvest.data import access_log
from jjinvest.data.bureau_name import GIVEN, bureau_name
from jjinvest.data.csv_reader import CsvTable, read_table
from jjinvest.data.figure_lines import CORRECT
from jjinvest.data.figure_rows import Dimensions, FigureRow, read_figure_tables
from jjinvest.data.figures import (
    latest_quantities,
    typed_figures,
    typed_growth,
    typed_labels,
    typed_pace,
    typed_sources,
    typed_targets,
)
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.outdated_rates import outdated_rates
from jjinvest.data.own_targets import words_of_own_level
from jjinvest.data.releases import Release, load_releases
from jjinvest.data.scoring.rules import Rules, load_rules, packaged_rules
from jjinvest.data.table_checks import all_problems
from jjinvest.data.text_files import read_text
from jjinvest.data.unpublished_targets import FILE as UNPUBLISHED_FILE
from jjinvest.data.unpublished_targets import TIER as UNPUBLISHED_TIER
from jjinvest.data.unpublished_targets import read_unpublished_targets

if TYPE_CHECKING:
    import pandera.pandas as pa

_T = TypeVar("_T")


@dataclass(frozen=True)
class Profile:
    """Names of the district, by language; `synthetic` marks a made-up district.

    `place` is its division by the official list, such as 重庆市江津区; empty where not given.
    `bureau_from` says where the bureau's name is from (:mod:`jjinvest.data.bureau_name`).
    """

    name: Mapping[str, str]
    bureau: Mapping[str, str]
    municipality: Mapping[str, str]
    wording: Mapping[str, Mapping[str, str]]
    synthetic: bool = False
    place: str = ""
    bureau_from: str = GIVEN

    def wording_of(self, period: str, language: str) -> str:
        """Return how the source words what it counts in a period (its definition, 口径), or a dash."""
        return self.wording.get(period, {}).get(language, "—")

    def wordings_differ(self, period: str, other: str) -> bool:
        """Whether the wordings of two periods are both stated, and not the same."""
        one, two = (dict(self.wording.get(each, {})) for each in (period, other))
        return bool(one) and bool(two) and one != two


def _no_pace() -> pd.DataFrame:
    return pd.DataFrame(columns=["place", "year", "month_end", "amount"])


@dataclass(frozen=True)
class Workspace:
    """Data of a district: all of it, or what was known on `as_of_date`."""

    district: str
    profile: Profile
    sources: pd.DataFrame
    figures: pd.DataFrame
    projects: pd.DataFrame
    targets: pd.DataFrame
    labels: pd.DataFrame
    growth: pd.DataFrame
    files: Mapping[str, str]
    releases: tuple[Release, ...] = ()
    as_of_date: date | None = None
    ledger: LedgerState | None = None
    rows: tuple[FigureRow, ...] = ()
    dimensions: Dimensions = field(default_factory=Dimensions)
    unpublished: tuple[FigureRow, ...] = ()
    tier: str = TIERS[0]
    rules: Rules = field(default_factory=packaged_rules)
    pace_elsewhere: pd.DataFrame = field(default_factory=_no_pace)

    @cached_property
    def latest(self) -> dict[str, Quantity]:
        """Latest published quantity by fact id (:func:`jjinvest.data.figures.latest_quantities`).

        A rate of a number that was restated later is none: it does not belong to the number known now.
        """
        outdated = outdated_rates(self.figures)
        return {key: each for key, each in latest_quantities(self.figures).items() if key not in outdated}

    @once_each
    def as_of(self, day: date) -> Workspace:
        """Return what was known at the end of `day`: no frame holds anything published later."""
        figures = self.figures[self.figures["available_from"] <= day]
        rows = tuple(row for row in self.rows if row.available_from <= day)
        unpublished = tuple(row for row in self.unpublished if row.available_from <= day)
        visible = set(figures["figure_id"])
        return replace(
            self,
            figures=figures,
            targets=typed_targets((*rows, *unpublished)),
            rows=rows,
            unpublished=unpublished,
            growth=self.growth[self.growth["available_from"] <= day],
            pace_elsewhere=self.pace_elsewhere[self.pace_elsewhere["year"] < day.year],
            sources=self.sources[self.sources["source"].isin(figures["source"])],
            projects=_projects_known(
                self.projects, visible, dict(zip(figures["figure_id"], figures["basis"], strict=True))
            ),
            releases=tuple(release for release in self.releases if release.as_of <= day),
            as_of_date=day,
            ledger=self.ledger if self.ledger is not None and self.ledger.stands_on <= day else None,
        )


def _projects_known(projects: pd.DataFrame, visible: set[str], basis: Mapping[str, str]) -> pd.DataFrame:
    known = projects.assign(
        figure_ids=projects["figure_ids"].map(lambda ids: tuple(i for i in ids if i in visible)),
        complete=[set(ids) <= visible for ids in projects["figure_ids"]],
    )
    known = known[known["figure_ids"].map(len) > 0]
    partly = ~known["complete"]
    # columns that a later source fills are blank until then; the stage follows from the visible figures
    for column in ("channel", "task_force", "note"):
        known.loc[partly, column] = ""
    signed = known["figure_ids"].map(lambda ids: any(basis[i] == "agreed" for i in ids))
    known.loc[partly, "stage"] = signed[partly].map({True: "signed", False: "negotiating"})
    return known.drop(columns="complete")


def load_workspace(folder: Path, *, released_before: str | None = None, tier: str = TIERS[0]) -> Workspace:
    """Read and check a district's folder (``data/<district>``) and the context beside it (``data/context``).

    A district that has imported a ledger needs no published figures: its tables may be missing or empty.

    Parameters
    ----------
    released_before
        Read only releases of periods earlier than this one; None reads all.
    tier
        Access level of the reader: unpublished targets are read from `government` on.

    Raises
    ------
    DataError
        Naming file, row, column, what was found, what was expected and the remedy.
    """
    if not folder.is_dir():
        raise _no_such_folder(folder)
    from jjinvest.data import schemas  # pandera, which reading prepared results needs not

    with_ledger = (folder / "private" / "imports.csv").exists()
    if not with_ledger and not any((folder / name).exists() for name in ("figures.csv", "sources.csv")):
        raise _nothing_yet(folder)
    published = read_figure_tables(folder, required=not with_ledger)
    context = folder.parent / "context"
    tables = {
        "projects": _optional_table(folder / "projects.csv", schemas.PROJECTS),
        "growth": _optional_table(context / "growth_reference.csv", schemas.GROWTH_REFERENCE),
    }
    elsewhere = _optional_table(context / "funds_ytd_other_places.csv", schemas.PACE_ELSEWHERE)
    own = read_unpublished_targets(folder, published.dimensions, tier)
    of_tables = all_problems(tables, published)
    problems = [*published.problems, *own.problems, *of_tables, *elsewhere.problems]
    publishers = [source.publisher for source in published.sources.values()]
    profile = _or_problems(lambda: _profile(folder / "district.yaml", publishers), problems)
    released = _or_problems(lambda: load_releases(folder, released_before), problems)
    rules = _or_problems(lambda: load_rules(folder), problems)
    if problems or profile is None or released is None or rules is None:
        raise DataError(problems)
    hashes = {f"{folder.name}/{name}": digest for name, digest in published.hashes.items()}
    for table in (*tables.values(), elsewhere):
        hashes[f"{table.path.parent.name}/{table.path.name}"] = table.sha256
    if allows(tier, UNPUBLISHED_TIER):
        hashes[f"{folder.name}/{UNPUBLISHED_FILE}"] = own.digest
    hashes |= {f"{folder.name}/district.yaml": profile[1], **released[1], **rules.files}
    files = dict(sorted(hashes.items()))
    access_log.log_read(files)
    if released_before is not None:
        access_log.log_read(dict([access_log.release_list(folder, released_before)]))
    figures = typed_figures(published.figures)
    projects = tables["projects"].frame
    return Workspace(
        district=folder.name,
        profile=profile[0],
        sources=typed_sources(published.sources.values()),
        figures=figures,
        projects=_with_figures(projects, figures).reset_index(drop=True),
        targets=typed_targets([*published.figures, *own.rows]),
        labels=_with_own_level(
            typed_labels(_with_projects(published.dimensions.labels, projects)), profile[0]
        ),
        growth=typed_growth(tables["growth"].frame),
        pace_elsewhere=typed_pace(elsewhere.frame),
        rows=tuple(published.figures),
        dimensions=published.dimensions,
        unpublished=tuple(own.rows),
        tier=tier,
        rules=rules,
        files=files,
        releases=released[0],
    )


def _no_such_folder(folder: Path) -> DataError:
    districts = sorted(p.parent.name for p in folder.parent.glob("*/district.yaml"))
    expected = f"一个地区的数据文件夹 a district's folder: {', '.join(districts) or '—'}"
    remedy = "检查 --district check --district"
    return DataError(
        [Problem(folder.as_posix(), None, None, "没有这个文件夹 no such folder", expected, remedy)]
    )


def _nothing_yet(folder: Path) -> DataError:
    """Say how a district's folder gets its first numbers: by a ledger, or by published figures."""
    found = "还没有导入台账，也没有公布数 neither a ledger nor published figures yet"
    expected = "导入过的台账，或 figures.csv 与 sources.csv an imported ledger, or these two files"
    remedy = f"jjinvest ledger import 台账.xlsx --district {folder.name}，或 or: jjinvest figures import"
    return DataError([Problem(folder.as_posix(), None, None, found, expected, remedy)])


def _or_problems(read: Callable[[], _T], problems: list[Problem]) -> _T | None:
    """Read something; what is wrong with it joins the problems, so that all are named at once."""
    try:
        return read()
    except DataError as error:
        problems += error.problems
        return None


def _with_projects(
    labels: Mapping[tuple[str, str], Mapping[str, str]], projects: pd.DataFrame
) -> dict[tuple[str, str], Mapping[str, str]]:
    """Labels with those of named projects that have none of their own."""
    every = dict(labels)
    for project, name in zip(projects["project_id"], projects["name"], strict=True):
        every.setdefault(("project", project), {"zh": name} if name else {})
    return every


def _with_own_level(labels: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Labels with the words for the place itself, where it is no 区; its own labels have precedence."""
    words = words_of_own_level(profile.name["zh"], (profile.municipality or {}).get("zh", ""))
    added = {key: names for key, names in words.items() if key not in labels.index}
    if not added:
        return labels
    rows = pd.DataFrame.from_dict(added, orient="index", columns=["zh", "en"]).rename_axis("key")
    return pd.concat([labels, rows])


def _optional_table(path: Path, schema: pa.DataFrameSchema) -> CsvTable:
    """Read a table that a folder may do without."""
    if path.exists():
        return read_table(path, schema)
    return CsvTable(path, pd.DataFrame(columns=list(schema.columns), dtype=str), sha256="missing")


def _with_figures(projects: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Add to each named project the ids of the figures about it or its group.

    A project that figures name and projects.csv does not list gets a row of its own.
    """
    named = figures[figures["scope"] == "project"]
    listed = set(projects["project_id"])
    further = [project for project in dict.fromkeys(named["subject"]) if project not in listed]
    added = pd.DataFrame({"project_id": further, "name": further})
    projects = pd.concat([projects, added], ignore_index=True).fillna("") if further else projects
    of_group = figures[figures["scope"] == "group"]
    ids = [
        (
            *named.loc[named["subject"] == project, "figure_id"],
            *(of_group.loc[of_group["subject"] == group, "figure_id"] if group else ()),
        )
        for project, group in zip(projects["project_id"], projects["group"], strict=True)
    ]
    result = projects.assign(figure_ids=pd.Series(ids, index=projects.index, dtype=object))
    signed = set(named.loc[named["basis"] != "intended", "subject"])
    unstated = result["stage"] == ""
    stages = [("signed" if each in signed else "negotiating") for each in result["project_id"]]
    result["stage"] = result["stage"].where(~unstated, pd.Series(stages, index=result.index, dtype=str))
    return result


def read_profile(folder: Path) -> Profile:
    """Read the names of a district.

    Raises
    ------
    DataError
        If its ``district.yaml`` breaks its form.
    """
    return _profile(folder / "district.yaml")[0]


def _profile(path: Path, publishers: Iterable[str] = ()) -> tuple[Profile, str]:
    expected = "name，有 zh 与 en / name with zh and en; bureau, municipality, wording, place are optional"
    if not path.exists():  # a folder of figures alone goes by its own name
        name = {"zh": path.parent.name, "en": path.parent.name}
        return Profile(name, name, {"zh": "—", "en": "—"}, {}), "missing"
    text, raw = read_text(path)
    try:
        content = load_yaml(text)
        name = {language: str(content["name"][language]) for language in ("zh", "en")}
        assumed, origin = bureau_name(name, publishers)
        bureau = _optional_names(content.get("bureau"), assumed)
        origin = GIVEN if content.get("bureau") else origin
        municipality = _optional_names(content.get("municipality"), {"zh": "—", "en": "—"})
        place = str(content.get("place") or "")
        wording = {
            str(p): {lang: str(w[lang]) for lang in ("zh", "en")}
            for p, w in (content.get("wording") or {}).items()
        }
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        row, why = None if line is None else line + 1, getattr(error, "problem", None) or error
        raise DataError(
            [Problem(path.as_posix(), row, None, f"不是规范的 YAML not YAML: {why}", expected, CORRECT)]
        ) from None
    except (KeyError, TypeError, AttributeError):
        raise DataError(
            [Problem(path.as_posix(), None, None, "缺少一项 an entry is missing", expected, CORRECT)]
        ) from None
    synthetic = content.get("synthetic", False)
    if not isinstance(synthetic, bool):
        expected = "true 或 false true or false"
        raise DataError([Problem(path.as_posix(), None, None, f"synthetic: {synthetic}", expected, CORRECT)])
    if content.get("tier", TIERS[0]) not in TIERS:
        found = f"tier: {content['tier']}"
        remedy = "改正，或删去这一行 correct it, or delete the line"
        raise DataError([Problem(path.as_posix(), None, None, found, " · ".join(TIERS), remedy)])
    profile = Profile(name, bureau, municipality, wording, synthetic, place, origin)
    return profile, hashlib.sha256(raw).hexdigest()


def _optional_names(names: Mapping[str, object] | None, default: Mapping[str, str]) -> Mapping[str, str]:
    """Names by language, each with its default; a missing language takes the other one."""
    given = {language: str(name) for language, name in (names or {}).items() if name}
    return {
        language: given.get(language) or given.get("zh") or default[language] for language in ("zh", "en")
    }
