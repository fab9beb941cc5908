"""A district's folder as validated frames, and what of it was known on a given date.

Frames of a :class:`Workspace` (one row per …)

- ``figures``: published statement. Beside the columns of figures.csv: ``fact_id``; ``value``, ``low``, ``high`` as
  floats in the published unit (``low``/``high`` from the rounding and the relation, NaN where unbounded); ``quantity``,
  the same as an exact :class:`~jjinvest.core.quantity.Quantity` (amounts in 元).
- ``targets``: target, with the same number columns.
- ``projects``: named project; ``figure_ids`` is a tuple.
- ``released`` (a tuple): what was released of earlier periods, each version with its frame of facts (:mod:`jjinvest.data.releases`).
- ``sources``, ``labels``: as typed. ``growth``: reference rows of other places (``growth_pct`` in %).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import yaml

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.periods import fact_id
from jjinvest.core.quantity import YUAN_PER_UNIT, Definition, Quantity, to_yuan
from jjinvest.data import access_log, schemas
from jjinvest.data.csv_reader import CORRECT, Table, read_table, read_text
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.data.releases import Release, load_releases
from jjinvest.data.table_checks import all_faults


@dataclass(frozen=True)
class Profile:
    """Names of the district, by language; `synthetic` where nothing of it is real."""

    name: Mapping[str, str]
    bureau: Mapping[str, str]
    municipality: Mapping[str, str]
    wording: Mapping[str, Mapping[str, str]]
    synthetic: bool = False

    def wording_of(self, period: str, language: str) -> str:
        """Return how the source words what it counts in a period (its 口径), or a dash."""
        return self.wording.get(period, {}).get(language, "—")


@dataclass(frozen=True)
class Workspace:
    """Everything known of a district, on `as_of_date` or (None) up to the last line of its files."""

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

    def as_of(self, day: date) -> Workspace:
        """Return what was known at the end of `day`; nothing published later remains in any frame."""
        figures = self.figures[self.figures["available_from"] <= day]
        visible = set(figures["figure_id"])
        return replace(
            self,
            figures=figures,
            targets=self.targets[self.targets["known_from"] <= day],
            growth=self.growth[self.growth["available_from"] <= day],
            sources=self.sources[self.sources["source_id"].isin(figures["source_id"])],
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
    # what a later text says of a project is blank until then; its stage is the one its visible figures show
    for column in ("channel", "task_force", "note"):
        known.loc[partly, column] = ""
    signed = known["figure_ids"].map(lambda ids: any(basis[i] == "agreed" for i in ids))
    known.loc[partly, "stage"] = signed[partly].map({True: "signed", False: "negotiating"})
    return known.drop(columns="complete")


def load_workspace(folder: Path, *, released_before: str | None = None) -> Workspace:
    """Read and check a district's folder (``data/<district>``) and the context beside it (``data/context``).

    A district that has imported a ledger needs no published figures: its tables may be missing or empty.

    Raises
    ------
    DataError
        Naming file, row, column, what was found, what was expected and what to do.
    """
    if not folder.is_dir():
        found = sorted(p.parent.name for p in folder.parent.glob("*/district.yaml"))
        raise DataError(
            [Problem(folder.as_posix(), None, None, "没有这个文件夹 no such folder",
                     f"一个地区的数据文件夹 a district's folder: {', '.join(found) or '—'}", "检查 --district check --district")]
        )  # fmt: skip
    tables = {
        "sources": (folder / "sources.csv", schemas.SOURCES),
        "figures": (folder / "figures.csv", schemas.FIGURES),
        "projects": (folder / "projects.csv", schemas.PROJECTS),
        "targets": (folder / "targets.csv", schemas.TARGETS),
        "labels": (folder / "labels.csv", schemas.LABELS),
        "growth": (folder.parent / "context" / "growth_reference.csv", schemas.GROWTH_REFERENCE),
    }
    with_ledger = (folder / "private" / "imports.csv").exists()
    read = {
        name: Table(path, pd.DataFrame(columns=list(schema.columns), dtype=str), sha256="missing")
        if with_ledger and not path.exists()
        else read_table(path, schema)
        for name, (path, schema) in tables.items()
    }
    problems = all_faults(read, published=not with_ledger)
    hashes = {f"{table.path.parent.name}/{table.path.name}": table.sha256 for table in read.values()}
    try:
        profile, hashes[f"{folder.name}/district.yaml"] = _profile(folder / "district.yaml")
    except DataError as error:
        problems += error.problems
    releases: tuple[Release, ...] = ()
    try:
        releases, of_releases = load_releases(folder, released_before)
        hashes |= of_releases
    except DataError as error:
        problems += error.problems
    if problems:
        raise DataError(problems)
    frames = {name: table.frame for name, table in read.items()}
    files = dict(sorted(hashes.items()))
    access_log.note(files)
    if released_before is not None:
        access_log.note(dict([access_log.releases_read(folder, released_before)]))
    return Workspace(
        district=folder.name,
        profile=profile,
        sources=frames["sources"].reset_index(drop=True),
        figures=typed_figures(frames["figures"]),
        projects=frames["projects"].assign(figure_ids=frames["projects"]["figure_ids"].map(lambda s: tuple(s.split()))).reset_index(drop=True),
        targets=_targets(frames["targets"]),
        labels=frames["labels"].set_index("key"),
        growth=_growth(frames["growth"]),
        files=files,
        releases=releases,
    )  # fmt: skip


def _profile(path: Path) -> tuple[Profile, str]:
    expected = (
        "name、bureau、municipality，各有 zh 与 en；wording 按期间 / each with zh and en; wording by period"
    )
    keys = ("name", "bureau", "municipality")
    text, raw = read_text(path)
    try:
        content = yaml.safe_load(text)
        names = {key: {language: str(content[key][language]) for language in ("zh", "en")} for key in keys}
        wording = {
            str(p): {lang: str(w[lang]) for lang in ("zh", "en")} for p, w in content["wording"].items()
        }
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        row = None if line is None else line + 1
        raise DataError(
            [Problem(path.as_posix(), row, None, "不是规范的 YAML not YAML", expected, CORRECT)]
        ) from None
    except (KeyError, TypeError, AttributeError):
        raise DataError(
            [Problem(path.as_posix(), None, None, "缺少一项 an entry is missing", expected, CORRECT)]
        ) from None
    synthetic = content.get("synthetic", False)
    if not isinstance(synthetic, bool):
        raise DataError(
            [
                Problem(
                    path.as_posix(),
                    None,
                    None,
                    f"synthetic: {synthetic}",
                    "true 或 false true or false",
                    CORRECT,
                )
            ]
        )
    return Profile(**names, wording=wording, synthetic=synthetic), hashlib.sha256(raw).hexdigest()


def _quantity(row: pd.Series) -> Quantity:
    """Exact value and interval of a published number: rounding for ``=`` and ``~``, one-sided for the rest."""
    unit, relation = row["unit"], row["relation"]
    if unit in YUAN_PER_UNIT:
        value, half = Fraction(to_yuan(row["value"], unit)), Fraction(to_yuan(row["half_width"], unit))
        unit = "元"
    elif unit == "%":
        value, half, unit = Fraction(row["value"]) / 100, Fraction(row["half_width"]) / 100, "ratio"
    else:
        value, half = Fraction(row["value"]), Fraction(row["half_width"])
    definition = _definition(row)
    low = None if relation in ("<", "<=") else value if relation in (">", ">=") else value - half
    high = None if relation in (">", ">=") else value if relation in ("<", "<=") else value + half
    return Quantity(value, low, high, unit, definition, (row["figure_id"],))


def _definition(row: pd.Series) -> Definition:
    """口径 of a figure; what its table does not say is the usual case."""
    stated = {key: row[key] for key in ("counting", "cohort") if row.get(key)}
    if row.get("version"):
        stated["vintage"] = row["version"]
    return Definition(row["basis"], "out_of_city" if row["scope"] == "out_of_city" else "all", **stated)


def _numbers(frame: pd.DataFrame) -> pd.DataFrame:
    quantities = [_quantity(row) for _, row in frame.iterrows()]
    scale = [_printed_scale(unit) for unit in frame["unit"]]
    return frame.assign(
        value=pd.to_numeric(frame["value"]),
        low=[
            float("nan") if q.low is None else float(q.low / s)
            for q, s in zip(quantities, scale, strict=True)
        ],
        high=[
            float("nan") if q.high is None else float(q.high / s)
            for q, s in zip(quantities, scale, strict=True)
        ],
        quantity=pd.Series(quantities, index=frame.index, dtype=object),
    )


def _printed_scale(unit: str) -> Fraction:
    return Fraction(1, 100) if unit == "%" else Fraction(YUAN_PER_UNIT.get(unit, 1))


def _by_digits(row: pd.Series) -> str:
    """Half the last published digit; nothing for what is counted, ranked, aimed at or published as a limit."""
    if (
        row["unit"] not in ("亿元", "万元", "%")
        or row["relation"] not in ("=", "~")
        or row["statistic"] == "target"
    ):
        return "0"
    decimals = len(row["value"].partition(".")[2])
    return f"{Decimal(5).scaleb(-decimals - 1):f}"


def typed_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn checked text cells of figures.csv into typed ones; see the module for the columns added."""
    frame = frame.assign(
        precision=["stated" if stated else "by_digits" for stated in frame["half_width"]],
        half_width=[row["half_width"] or _by_digits(row) for _, row in frame.iterrows()],
    )
    figures = _numbers(frame).assign(
        fact_id=[fact_id(row.to_dict()) for _, row in frame.iterrows()],
        half_width=pd.to_numeric(frame["half_width"]),
        available_from=[date.fromisoformat(day) for day in frame["available_from"]],
    )
    return figures.reset_index(drop=True)


def _targets(frame: pd.DataFrame) -> pd.DataFrame:
    dated = frame.assign(half_width="0", figure_id=frame["target_id"])
    targets = _numbers(dated).assign(known_from=[date.fromisoformat(day) for day in frame["known_from"]])
    low = pd.to_numeric(frame["low"])
    high = pd.to_numeric(frame["high"])
    quantities = []
    for (_, row), quantity in zip(frame.iterrows(), targets["quantity"], strict=True):
        ends = [_quantity(pd.Series({**row, "value": row[end], "half_width": "0", "relation": "=", "figure_id": ""})) for end in ("low", "high")]  # fmt: skip
        quantities.append(
            Quantity(
                quantity.value,
                ends[0].value,
                ends[1].value,
                quantity.unit,
                quantity.definition,
                tuple(row["figure_ids"].split()),
            )
        )
    targets = targets.assign(
        low=low, high=high, quantity=pd.Series(quantities, index=frame.index, dtype=object),
        figure_ids=frame["figure_ids"].map(lambda ids: tuple(ids.split())), year=frame["year"].astype(int),
    )  # fmt: skip
    return targets.drop(columns=["half_width", "figure_id"]).reset_index(drop=True)


def _growth(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        year=frame["year"].astype(int),
        month_end=frame["month_end"].astype(int),
        growth_pct=pd.to_numeric(frame["growth_pct"]),
        available_from=[date.fromisoformat(day) for day in frame["available_from"]],
    ).reset_index(drop=True)
