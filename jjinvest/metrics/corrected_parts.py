"""Parts of a whole of which some were corrected and others not, so that they no longer add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jjinvest.core.codes import THREE_SECTORS
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact, computed_fact
from jjinvest.core.quantity import total
from jjinvest.data.workspace import Workspace
from jjinvest.metrics.breakdowns import NO_DIMENSION, NOT_ADDITIVE, TO_DATE, Part, parts_of

SUM, GAP = "parts_sum", "parts_gap"
"""Sum of the parts as they are known now, and what it is above the whole; the dimension stands behind."""


def corrected_parts(workspace: Workspace, period: str) -> list[Fact]:
    """Sum of the parts of a whole, and its distance to the whole, where a correction of one moved them apart.

    Of dimensions whose members make up the whole and are all known. Where none of these numbers was corrected
    a difference is a contradiction, which the checks name. The sources of the distance are the numbers that
    were corrected.

    Examples
    --------
    >>> import jjinvest as jj
    >>> corrected_parts(jj.load_sample().results.workspace, "2023")
    []
    """
    wholes, splits = dict[str, Part](), dict[tuple[str, str], list[Part]]()
    for part in parts_of(workspace, period):
        if part.quantity.unit in NOT_ADDITIVE:
            continue
        if part.scope == NO_DIMENSION[0]:
            wholes[part.metric] = part
        elif part.scope not in (*NO_DIMENSION, *TO_DATE) and ";" not in part.scope:
            splits.setdefault((part.metric, part.scope), []).append(part)
    return [
        fact
        for (metric, scope), parts in splits.items()
        if metric in wholes and _is_whole(workspace, scope, {part.subject for part in parts})
        for fact in _apart(period, wholes[metric], scope, parts)
    ]


def _is_whole(workspace: Workspace, scope: str, members: set[str]) -> bool:
    """Whether members make up the whole."""
    if scope == "sector" and members == set(THREE_SECTORS):
        return True
    dimensions = workspace.dimensions
    return dimensions.divided.get(scope, False) and members == dimensions.listed.get(scope, set())


def _apart(period: str, whole: Part, scope: str, parts: list[Part]) -> Iterator[Fact]:
    corrected = [each for each in (whole, *parts) if each.quantity != each.quantity.as_now_known()]
    alike = {(each.quantity.as_now_known().definition, each.quantity.unit) for each in (whole, *parts)}
    if not corrected or len(alike) > 1:
        return
    of_whole = whole.quantity.as_now_known()
    together = total([part.quantity.as_now_known() for part in parts])
    gap = together - of_whole
    if gap.low is None or gap.high is None or gap.low <= 0 <= gap.high:
        return
    yield computed_fact(FactId.of(period, whole.metric, SUM, scope), together, period=period, scope=scope)
    name = FactId.of(period, whole.metric, GAP, scope)
    sources = tuple(source for each in corrected for source in each.quantity.sources)
    made = computed_fact(name, gap, period=period, scope=scope, signed=True)
    yield replace(made, sources=sources)
