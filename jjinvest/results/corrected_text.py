"""A corrected text takes the place of the one that it corrects: same title, period and publisher."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from jjinvest.core.periods import canonical_period
from jjinvest.data.figure_rows import FigureTables, Source

NOTE = "更正稿，替换同一来源以前的数 corrected text, replaces the earlier figures of this source"
_MARK = re.compile(r"[（(〔\[](?:更正|修订|订正|修正|更新|重新发布)(?:稿|版|件|后)?[）)〕\]]|\s+")


def corrected_source(stated: Mapping[str, str], period: str, tables: FigureTables) -> Source | None:
    """Find the source that a text corrects; None for a new text.

    Parameters
    ----------
    stated
        The text as a row of sources.csv.
    period
        Period on which it reports; without one nothing is found.
    """
    title = _plain(stated["title"])
    if not title or not period:
        return None
    for known in tables.sources.values():
        periods = {r.period for r in tables.figures if r.source == known.source and r.statistic != "target"}
        both = known.publisher and stated["publisher"]
        other_office = both and _plain(known.publisher) != _plain(stated["publisher"])
        is_same = title == _plain(known.title) and canonical_period(period) in periods
        if is_same and not other_office and known.source != stated["source"]:
            return known
    return None


def earlier_cells(known: Source, stated: Mapping[str, str]) -> dict[str, str]:
    """Cells of sources.csv that a correction leaves as they were, and the note that it is one."""
    published = "" if known.published is None else known.published.isoformat()
    kept = {"published": published, "address": known.address, "publisher": known.publisher}
    return {name: stated[name] or text for name, text in kept.items()} | {"note": NOTE}


def question(known: Source) -> str:
    """What a person is asked before the rows of a source are replaced."""
    return (
        f"标题、期间与已有的来源 {known.source} 相同，看作它的更正稿，编号沿用："
        "接收后它的全部行换成本表的行。"
        "如是另一篇，请改编号（公布数、来源两表一致），或用 --source "
        f"title and period are those of source {known.source}: its rows will be replaced; "
        "another text needs another id (--source)"
    )


def _plain(text: str) -> str:
    """A title or name without spaces and without the mark of a corrected text."""
    return _MARK.sub("", unicodedata.normalize("NFKC", text))
