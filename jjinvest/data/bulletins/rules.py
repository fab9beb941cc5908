"""The rules of reading: tables of the package, read once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Unit:
    """A unit and its kind, such as money, ratio, points, times, count or rank."""

    name: str
    kind: str


NAMED_BY_UNIT = (
    "companies_introduced",
    "companies_registered",
    "outbound_teams",
    "trip_members",
    "visits_received",
)
"""Metrics that no word names alone: the unit of a count sets them apart, 批次 from 人次."""


@dataclass(frozen=True)
class MetricWord:
    """A word for what is measured.

    Attributes
    ----------
    kind
        Kind of unit that its numbers have; ``project`` counts projects.
    where
        Part of the whole that the word itself names: 新签外资企业.
    weight
        A stronger word wins over a weaker one that stands nearer.
    """

    word: str
    metric: str
    kind: str
    where: str = ""
    weight: int = 1


@dataclass(frozen=True)
class MemberWord:
    """A word for a part: dimension and member."""

    word: str
    dimension: str
    member: str


class Rules:
    """All tables; made by :func:`rules`."""

    def __init__(self) -> None:
        words: Mapping[str, Any] = yaml.load(_text("words.yaml"), Loader=yaml.CSafeLoader)
        self.words = words
        self.before: dict[str, str] = words["before"]
        self.after: dict[str, str] = words["after"]
        self.not_before: dict[str, str] = words["not_before"]
        self.idioms: list[str] = words["idioms"]
        self.vague_after_one = frozenset(words["vague_after_one"])
        self.han_units: list[str] = words["han_units"]
        self.names: list[str] = words["names"]
        self.units = {row["unit"]: Unit(row["unit"], row["kind"]) for row in _rows("units.csv")}
        self.metrics = [
            MetricWord(r["word"], r["metric"], r["kind"], r["where"], int(r["weight"] or 1))
            for r in _rows("metrics.csv")
        ]
        self.members = [MemberWord(r["word"], r["dimension"], r["member"]) for r in _rows("members.csv")]

    def kind(self, unit: str) -> str:
        """Kind of a unit; empty for an unknown one."""
        return self.units[unit].kind if unit in self.units else ""


def _text(name: str) -> str:
    return files("jjinvest.data.bulletins").joinpath("rules", name).read_text(encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))


@cache
def rules() -> Rules:
    """Read the tables once."""
    return Rules()


TOWN_SUFFIXES = ("镇", "乡", "街道")
"""Words in which the names of townships end."""

RULES = rules()
