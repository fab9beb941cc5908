"""Names that published figures may use without a remark: of the package, and of the district's own tables."""

from __future__ import annotations

import re

from jjinvest.data.figure_rows import Dimensions
from jjinvest.data.metric_kinds import known_metrics
from jjinvest.i18n.catalog import catalog
from jjinvest.ledger.excel.figures_words import DIMENSION_WORDS, MEMBER_WORDS, METRIC_DIMENSION
from jjinvest.quality.checks.doubts import KnownNames

_YEAR = re.compile(r"y?(?:19|20)[0-9]{2}(?:q[1-4])?")


def known_names(dimensions: Dimensions) -> KnownNames:
    """Names of metrics, dimensions and members that have a meaning or a name for people."""
    names = catalog("zh")
    terms = {key.partition(".")[2] for key in names if key.startswith("term.")}
    general = {key.partition(".")[2] for key in names if key.startswith("dimension.")}
    members: dict[str, set[str]] = {name: set(listed) for name, listed in dimensions.listed.items()}
    for dimension, member in MEMBER_WORDS.items():
        members.setdefault(dimension[0], set()).add(member)
    for key in names:
        kind, _, member = key.partition(".")
        if kind == "member":
            members.setdefault(member.partition(".")[0], set()).add(member.partition(".")[2])
    named = {dimension for (dimension, member), label in dimensions.labels.items() if not member and label}
    return KnownNames(
        metrics=known_metrics() | members.get(METRIC_DIMENSION, set()) | terms,
        dimensions=general | set(DIMENSION_WORDS.values()) | named,
        members=members,
        listed={name for name in dimensions.listed if name != METRIC_DIMENSION},
        authorities={term.removeprefix("aim_") for term in terms if term.startswith("aim_")} | {"country"},
        unnamed=_unnamed(dimensions, terms),
        labelled={member for (_, member), label in dimensions.labels.items() if member and label},
    )


def _unnamed(dimensions: Dimensions, terms: set[str]) -> dict[str, set[str]]:
    """Members listed without a name in Chinese that have no general one either, by dimension."""
    named = {member for (_, member), label in dimensions.labels.items() if member and label.get("zh")}
    general = {member for _, member in MEMBER_WORDS.items()} | terms | named
    return {
        dimension: unnamed
        for dimension, members in dimensions.listed.items()
        if (unnamed := {each for each in members - general if each.isascii() and not _YEAR.fullmatch(each)})
    }
