"""Sections of a text by their headings: the year that a section looks back on or ahead to, and its cohort."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from jjinvest.data.bulletins.text.normalise import Text

_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBERING = rf"(?:第?{_HAN}(?:、|部分|章)|（{_HAN}）|\d{{1,2}}(?:、|\.(?!\d)))[\s　]*"
_HEADING = re.compile(
    rf"^[\s　]*(?:(?P<numbered>{_NUMBERING})(?P<head>[^\n。；：，]{{2,24}})(?=[。：\n]|\Z)"
    r"|(?P<line>[^\n。；：，]{4,24})$)",
    re.MULTILINE,
)
_BACK = re.compile(
    r"^(?P<year>20\d\d)年度?[^，。]{0,12}(?:回顾|总结|完成情况|工作情况|进展情况|开展情况|运行情况|成效|主要工作)$"
)
_AHEAD = re.compile(
    r"^(?P<year>20\d\d)年度?[^，。]{0,12}(?:安排|打算|计划|思路|目标|展望|任务|要点|重点工作|预期|举措)$"
)
_BOTH = re.compile(
    r"(?:回顾|总结|情况|成效)(?:及|和|与|暨|、|以及).{0,12}(?:安排|打算|计划|思路|目标|展望|任务|要点)"
)
_NEW = re.compile(r"^(?:新签约?|新签订|新引进|新招引|新增?签约?)(?:的)?(?:招商(?:引资)?)?项目(?:情况|方面)?$")
_CARRIED = re.compile(
    r"^(?:续建|结转|续建结转|结转续建|往年签约)(?:的)?(?:招商(?:引资)?)?项目(?:情况|方面)?$"
)
_PLANNED = re.compile(r"目标|任务|计划|预期|安排|打算|分解|下达|力争")
_LEADS_TO = re.compile(r"(?:如下|见下表|见附表|附后|详见[^。\n]{0,6})[：。]?$|：$")


@dataclass(frozen=True)
class Section:
    """Part of a text from a heading to the next one of the same kind.

    Attributes
    ----------
    year
        Year that its heading names; None where it names none.
    outlook
        Whether its heading announces what is still to come: 2024年工作安排.
    cohort
        ``new`` or ``carried_over`` where the heading names the projects of one cohort.
    """

    start: int
    end: int
    year: int | None
    outlook: bool
    cohort: str


def sections(text: str, unplanned: Sequence[tuple[int, int]] = ()) -> list[Section]:
    """Find the sections whose headings say what all their statements speak of.

    Parameters
    ----------
    unplanned
        Tables that no section of plans includes, as :func:`unplanned_tables` finds them.
    """
    found: list[tuple[int, str, Section | None]] = []
    for match in _HEADING.finditer(text):
        level = _level(match["numbered"] or "")
        head = (match["head"] or match["line"]).strip(" 　")
        section = _section(match.end(), head)
        if section is not None or match["numbered"]:
            found.append((match.start(), level, section))
    result = []
    for at, (_, level, section) in enumerate(found):
        if section is None:
            continue
        following = (start for start, other, _ in found[at + 1 :] if other == level)
        end = next(following, len(text))
        result.append(Section(section.start, end, section.year, section.outlook, section.cohort))
    if not {"new", "carried_over"} <= {section.cohort for section in result}:
        result = [section for section in result if not section.cohort]
    return [part for section in result for part in _without(section, unplanned)]


def unplanned_tables(text: Text) -> list[tuple[int, int]]:
    """Begin and end of each table that neither its heads nor the words before it call one of plans.

    A table at the end of a report stands below its last section, 2024年打算, and has the results of the year.
    """
    result, before = [], ""
    blocks = text.document.blocks
    for table, places in groupby(range(len(text.blocks)), key=lambda at: blocks[text.blocks[at]].table):
        span = list(places)
        start, end = span[0], span[-1] + 1
        words = text.text[start:end].strip()
        if not table:
            before = words.rsplit("\n", 1)[-1]
            continue
        heads = "".join(blocks[text.blocks[start]].cells) + "".join(blocks[text.blocks[end - 1]].headers)
        caption = before if len(before) <= 45 and "。" not in before else ""
        if not (_PLANNED.search(heads) or _PLANNED.search(caption) or _LEADS_TO.search(before)):
            result.append((start, end))
    return result


def _without(section: Section, tables: Sequence[tuple[int, int]]) -> list[Section]:
    """A section of plans without the tables in it that are none."""
    parts = [section]
    for start, end in tables:
        last = parts[-1]
        if section.outlook and last.start <= start < last.end:
            parts[-1:] = [replace(last, end=start), replace(last, start=min(end, last.end))]
    return parts


def section_at(found: Sequence[Section], position: int) -> Section | None:
    """The innermost section that a place of the text is in."""
    inside = [section for section in found if section.start <= position < section.end]
    return inside[-1] if inside else None


def _level(numbering: str) -> str:
    return re.sub(r"[一二三四五六七八九十\d\s　]+", "", numbering)


def _section(start: int, head: str) -> Section | None:
    if _BOTH.search(head):
        return None  # the title of a text that looks back and ahead: 2023年工作总结及2024年工作打算
    for pattern, outlook in ((_BACK, False), (_AHEAD, True)):
        if found := pattern.match(head):
            return Section(start, start, int(found["year"]), outlook, "")
    for pattern, cohort in ((_NEW, "new"), (_CARRIED, "carried_over")):
        if pattern.match(head):
            return Section(start, start, None, False, cohort)
    return None
