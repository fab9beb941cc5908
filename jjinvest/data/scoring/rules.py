"""Read the rules of scorecards and alerts: a district's own or its group's.

Without either there is no scorecard, since weights are an office's decision. Alerts have packaged thresholds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.file_hash import file_hash
from jjinvest.data.text_files import read_text

GROUP_FOLDER = "group"
"""Folder of `data/` with what holds for all districts together."""
SCORECARD_FILE = "scorecard.yaml"
EXAMPLE_MARK = "example:"
"""Begin of the line that makes a scorecard an example; whoever puts in own rules deletes it."""
PACKAGED = Path(__file__).parent
EXAMPLE = PACKAGED / "scorecard_example.yaml"
"""A scorecard to begin with (`jjinvest new-scorecard`); it holds for nobody."""
_NAME = r"^[a-z][a-z0-9_]{0,63}$"
_WHERE = re.compile(r"[a-z][a-z0-9_]*=[^\s;=,]+(;[a-z][a-z0-9_]*=[^\s;=,]+)*")

Positive = Annotated[Decimal, Field(gt=0, le=1000)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Indicator(_Rule):
    """One indicator of a scorecard.

    Attributes
    ----------
    method
        ``completion``: weight × min(cap, completion ÷ pace). ``rate``: weight × min(cap, rate ÷ full).
        ``between``: weight × (60 % + 40 % × place between the lowest and the highest of those compared).
        ``per_unit``: `each` points a unit on top of the weights, at most `weight`; below zero, a deduction.
    weight
        Points of an indicator that is just reached.
    cap
        Most that counts, in % of the weight.
    full
        Rate in % that earns the whole weight.
    """

    metric: Annotated[str, Field(pattern=_NAME)]
    where: str = ""
    authority: Annotated[str, Field(pattern=r"^[a-z0-9_]*$")] = ""
    method: Literal["completion", "rate", "between", "per_unit"] = "completion"
    weight: Positive
    cap: Annotated[Decimal, Field(ge=1, le=1000)] = Decimal(100)
    full: Positive = Decimal(100)
    each: Annotated[Decimal, Field(ge=-1000, le=1000)] = Decimal(1)

    @field_validator("where")
    @classmethod
    def _is_where(cls, text: str) -> str:
        if text and not _WHERE.fullmatch(text):
            raise ValueError("dimension=member, joined by ;")
        return text

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The part measured, as pairs of dimension and member."""
        parts = (part.split("=", 1) for part in self.where.split(";") if part)
        return tuple((dimension, member) for dimension, member in parts)


class Scorecard(_Rule):
    """Indicators, what of a year's target counts (all, or the months passed), thresholds of the light."""

    pace: Literal["linear", "annual"] = "linear"
    minimum_weight: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(50)
    green_from: Positive = Decimal(100)
    yellow_from: Positive = Decimal(90)
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1)]

    @field_validator("indicators")
    @classmethod
    def _once(cls, indicators: tuple[Indicator, ...]) -> tuple[Indicator, ...]:
        keys = [(each.metric, each.where) for each in indicators]
        if len(set(keys)) != len(keys):
            raise ValueError("each metric and part once")
        return indicators


class Scorecards(_Rule):
    """Content of scorecard.yaml: for districts, for parts of one, and the dimensions of these parts.

    While `example` is true they are nobody's rules, and nothing is scored.
    """

    example: bool = False
    district: Scorecard
    members: Scorecard
    by: tuple[Annotated[str, Field(pattern=_NAME)], ...] = ("park", "task_force", "town")


class _Alert(_Rule):
    """A rule with its key, its thresholds, and its names where they differ from the program's."""

    key: Annotated[str, Field(pattern=_NAME)]
    zh: str = ""
    en: str = ""
    yellow: Decimal
    red: Decimal

    def level(self, number: float) -> str:
        """Return ``red``, ``yellow`` or nothing for a number that is the worse the larger it is."""
        exceeded = (name for name in ("red", "yellow") if number > float(getattr(self, name)))
        return next(exceeded, "")


class PaceAlert(_Alert):
    """Completion that is behind the pace by more than so many percentage points."""

    pace: Literal["linear", "seasonal"] = "linear"


class WaitingAlert(_Alert):
    """Projects that have been in a stage for more than so many days."""

    stage: Literal["negotiating", "signed", "started"]


class UnpaidAlert(_Alert):
    """Projects signed more than so many days ago without any funds in place."""


class Alerts(_Rule):
    """Content of alerts.yaml."""

    pace: tuple[PaceAlert, ...] = ()
    waiting: tuple[WaitingAlert, ...] = ()
    unpaid: tuple[UnpaidAlert, ...] = ()


@dataclass(frozen=True)
class Rules:
    """Rules that hold for a district, where each kind comes from, and the hashes of the files read.

    Attributes
    ----------
    scorecards
        None where neither the district nor its group has any, or only the example.
    origin
        By kind of rules ``district``, ``group`` or, of alerts alone, ``packaged``; ``example`` where the only
        scorecard is one that still calls itself an example.
    """

    scorecards: Scorecards | None
    alerts: Alerts
    origin: Mapping[str, str]
    files: Mapping[str, str] = field(default_factory=dict)


def load_rules(folder: Path) -> Rules:
    """Read the rules that hold for a district's folder; for the group, pass its own folder.

    Raises
    ------
    DataError
        If a file breaks its form; it names the entry, what was found and what is expected.
    """
    hashes: dict[str, str] = {}
    origin: dict[str, str] = {}
    models: dict[str, Any] = {}
    own = {"district": folder, "group": folder.parent / GROUP_FOLDER}
    if folder.name == GROUP_FOLDER:
        del own["district"]
    for name, model, places in (
        ("scorecard", Scorecards, own),
        ("alerts", Alerts, {**own, "packaged": PACKAGED}),
    ):
        for kind, place in places.items():
            path = place / f"{name}.yaml"
            found = path.exists()
            if kind != "packaged":
                hashes[f"{place.name}/{path.name}"] = file_hash(path)
            if found:
                rules = _read(path, model)
                if isinstance(rules, Scorecards) and rules.example:
                    origin.setdefault(name, "example")
                    continue
                models[name], origin[name] = rules, kind
                break
    return Rules(models.get("scorecard"), models["alerts"], origin, hashes)


@cache
def packaged_rules() -> Rules:
    """Return the rules that come with the package."""
    return load_rules(PACKAGED / GROUP_FOLDER)


def _read(path: Path, model: type[_Rule]) -> _Rule:
    expected = "见 docs/scorecard.md / see docs/scorecard.md"
    try:
        content = yaml.safe_load(read_text(path)[0])
        return model.model_validate(content)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        row = None if line is None else line + 1
        problems = [
            Problem(path.as_posix(), row, None, "不是规范的 YAML not YAML", expected, "改正 correct it")
        ]
    except ValidationError as error:
        problems = [
            Problem(
                path.as_posix(),
                None,
                ".".join(map(str, fault["loc"])),
                repr(fault.get("input")),
                f"{fault['msg']}；{expected}",
                "改正这一项 correct this entry",
            )
            for fault in error.errors()
        ]
    raise DataError(problems) from None
