"""Names and number formats for the results of a district: its members, sources and projects in a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jjinvest.core.once import once_each
from jjinvest.core.units import shown_unit
from jjinvest.data.unpublished_targets import SOURCE as UNPUBLISHED
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.i18n.units import amount_scale

if TYPE_CHECKING:
    import pandas as pd

    from jjinvest.results.results import Results


@once_each
def words_of(results: Results, language: str) -> Vocabulary:
    """Return the words of a language; a source without a label is cited by its title."""
    sources = results.workspace.sources
    titles = zip(sources["source"].astype(str), sources["title"].astype(str), strict=True)
    labels = {source: title for source, title in titles if title}
    labels |= {str(key): str(name) for key, name in results.workspace.labels[language].items()}
    labels[UNPUBLISHED] = Vocabulary(language, {}).message("source.unpublished")
    return Vocabulary(language, labels, published_units(results.workspace.figures))


def published_units(figures: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Unit in which each amount is published, where it is one and not 亿, by metric and by its unit in 亿.

    Amounts of 元 are in 亿元 on every page, which the bureaus themselves use for them, unless in 万亿元.
    """
    units: dict[str, dict[tuple[str, str], set[str]]] = {"level": {}, "target": {}}
    columns = (figures[name].astype(str).tolist() for name in ("statistic", "metric", "unit"))
    for statistic, metric, unit in zip(*columns, strict=True):
        if statistic in units:
            units[statistic].setdefault((metric, shown_unit(unit)), set()).add(unit)
    found = units["target"] | units["level"]  # a target alone has the unit of its text
    single = {key: next(iter(units)) for key, units in found.items() if len(units) == 1}
    return {key: unit for key, unit in single.items() if unit != key[1] and _as_it_is(unit)}


def _as_it_is(unit: str) -> bool:
    """Whether amounts are written in a unit of money itself: 万美元 and 万亿元, not 万元."""
    scale = amount_scale(unit)
    return scale == "万亿" or (scale == "万" and unit != "万元")
