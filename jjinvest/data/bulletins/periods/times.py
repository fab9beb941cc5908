"""Periods named in a text, and which of them a statement speaks of.

A mention gives a year, a part of a year, or both; what it leaves out comes from the text before it, from the
title, or from the year that the reader states.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jjinvest.core.periods import canonical_period
from jjinvest.data.bulletins.rules import RULES

_HAN_MONTHS = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_QUARTER = r"[一二三四1-4]"
_SAID = "今年|本年度?|去年|上年度?|明年|来年|前年|当年|新的一年|过去一年|过去的一年|一年来"
_YEAR = (
    r"(?:(?P<year>(?:19|20)\d{2})\s?年?(?=(?:第?[一二三四1-4]季度|前三季度|前三个?季度|[上下]半年))"
    r"|(?P<year2>(?:19|20)\d{2})\s?年度?|(?P<year3>二[〇零][〇零一二三四五六七八九]{2})年度?"
    rf"|(?P<said>{_SAID}))"
)
_PART = (
    rf"(?P<months>(?P<m1>{_MONTH})月?份?(?:至|到|-|~|—|－)+(?P<m2>{_MONTH})月份?)"
    rf"|(?P<until>截至|截止|截止到|截至到)?(?:(?P<um>{_MONTH})月(?:份)?(?:底|末)|(?P<umd>{_MONTH})月(?P<ud>\d{{1,2}})日(?:止|前)?)"
    rf"|(?P<first_m>前(?P<fm>{_MONTH})个?月(?!\d|底|末))"
    rf"|(?P<threeq>前三个?季度|第?一至三季度|一到三季度|1-3季度|1至3季度)"
    rf"|第?(?P<quarter>{_QUARTER})季度(?P<quarter_end>末|底)?"
    rf"|(?P<half>[上下])半年"
    rf"|(?P<month>{_MONTH})月(?:份|当月)?(?!\d|底|末)"
    rf"|(?P<full>全年|年度(?=目标|任务|计划)|年内|全年度)"
    rf"|(?P<end>年底|年末|年终)"
)
_MENTION = re.compile(
    rf"(?=[截到至\d今本去上明来前当新过一二三四五六七八九十全年第下])(?P<cut>截至到?|截止到?|到|至)?(?:{_YEAR}(?:以来)?)?(?:{_PART})?"
)
_FULL_DAY = re.compile(r"((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DOTTED = re.compile(r"((?:19|20)\d{2})\.(1[0-2]|0?[1-9])(?![\d%亿万个])")
THIS_MONTH = "this month"
DAY = re.compile(r"\d\d-\d\d")
_YEARS = re.compile(
    r"(?:19|20)\d{2}年?(?:-|—|至|~|到)(?:19|20)\d{2}年?(?:期间)?"
    r"|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:-|—|至|~|到)(?:今年|(?:19|20)\d{2}年)(?:\d{1,2}月)?(?:底|末)?|“?十[二三四五]五”?(?:期间|时期|以来)?"
    r"|近[一二三四五六七八九十两\d]+年(?:来|间)?|[三四五]年来|(?<![\d〇零第])[二两三四五六七八九十2-9]年(?:间)?累计"
    r"|(?:今后|未来|此后|过去)(?:的)?[二两三四五六七八九十2-9]年(?:间|内|来|里)?|(?<![\d〇零第])[一二两三四五六七八九十1-9]年前(?!后)"
    r"|(?:[成设]立|组建|开[园区]|挂牌|获批|创建)(?:以来)?(?:至|到|截至)(?:今|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:底|末)?)"
    r"|(?:建[区园县市州院校]|[成设]立|组建|开园|开区|挂牌|创建|升级|撤[县市地]设[区市])(?:[一二三四五六七八九十\d]+年)?以来"
)
_BARE_YEAR = re.compile(
    r"(?<![\d.])(?:19|20)\d{2}(?![\d.]|[亿万千百个家元%名位人项宗户亩批次场期美平倍吨台套])"
)
_BASE_AFTER = re.compile(r"^(?:同期|同比|相比|的?基数|以前|之前|底的)")
_SAME_PART = re.compile(r"^(?:年)?(?:的)?(?:同期|同一时期|同一期间|同时段)[，：]")
"""去年同期，……: what follows is of the year before; 去年同期签约52个 is only its one number."""
_GROWN = re.compile(r"(?:同期)?(?:增长|下降|增|降)")
_FURTHER = re.compile(r"(?:同期)?(?:增长|下降|增|降)[\d.]+%[、，](?:比|较)?")
_COMPARED_LATER = re.compile(r"[^，。；\d]{0,12}(?:（[^）]*）)?(?:相比|比较)")
"""与2022年公布数（397.2亿元）相比."""
_BASE_BEFORE = re.compile(r"(?:比|较|同比|与|和|是|为|占)$")
_DATE_LINE = (
    r"(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2}(?!\d))"
    r"(?:\s*（?星期[一二三四五六日天]）?)?(?:\s*\d{1,2}(?:[:：]\d{2}){1,2})?"
)
_MONTH_LINE = r"(?:19|20)\d{2}年\d{1,2}月"
"""A month alone dates a text where an office signs it or it was compiled then: 甲市商务局编 2024年2月."""
_LABEL = r"[^\n]*(?:来源|时间|日期|发布|记者|编辑|审核|责编|供稿|作者|浏览|阅读|编发|印发|签发|整理)[^\n。]*"
_SIGNED = r"(?![^\n]*截[至止])[^\n，。；：、]{0,40}"
_ISSUED = r"\s*(?:编发|印发|发布|签发|整理|编印|编|印|发)?"
_PUBLICATION = re.compile(
    rf"[（(]?{_SIGNED}{_DATE_LINE}{_ISSUED}[）)]?|"
    rf"{_SIGNED}{_DATE_LINE}(?<=[:：]\d\d)[ \u3000]*[\u3400-\u9fff]{{2,5}}|"
    rf"[（(]?{_SIGNED}(?:[局委办部处社编院]|政府|中心|小组|专班|公司)(?:[（(][^\n）)]*[）)])?\s*{_MONTH_LINE}{_ISSUED}[）)]?|"
    rf"[（(]?{_MONTH_LINE}(?:编[发印写制]?|印发?|发布|整理|出版)[）)]?|"
    rf"[—－\-\s]*{_DATE_LINE}在[^\n。]*(?:会|会议)上[^\n。]*|{_LABEL}{_DATE_LINE}[^\n。]*|[^\n\w]*{_DATE_LINE}(?:[^\n\w]*|{_LABEL})"
)
"""A line that says when a text was published: a day alone, or behind 来源, 发布时间, 记者 and the like."""
_ITS_VALUE = r"(?:度|全年)?(?:的|为|是|仅|仅为|只有|只|完成|实际)*(?:约|超)?\d"
"""（上年为65.7亿元）: the value of the year before beside that of this one."""
_AS_A_BASE = re.compile(rf"同期|结转|末|底|同比|基数|[\u3400-\u9fff]{{0,4}}?(?:签约|引进)的\d|{_ITS_VALUE}")
_ISSUE = re.compile(r"^(?:年)?第?(?:\d{1,4}|[一二三四五六七八九十百]{1,4})(?:期|号)")
"""Behind the year of a paper or journal: 2024年第3期."""
_ATTRIBUTE = re.compile(r"^(?:(?:度)?(?:结转|续建|跨年)|被|获|入选|成立|建成|投产|就|曾|首次|以来|的)")
LINE = re.compile(r"[^\n]+")
CLAUSE_STARTS = "。；，：！？\n（、——“”"
_BULLETS = " \u3000◇◆●■★☆▲▼△▽※○□•·▪►→-【"
_WHOLE_BEFORE = re.compile(r"[全我本该][区县市州省旗镇]$")
_HEARD = re.compile(
    r"，?(?:上午|下午)?，?(?:[^，。；\d]{0,8}记者)?(?:从|在)[^。；\d]{2,30}(?:获悉|了解到|了解)"
)
"""8月17日，记者从市招商局获悉: the day of the report."""
_SINCE = re.compile(r"[^，。；\d]{0,10}(?:以来|至今|起至|起，)")
IN_EVENT = re.compile(
    r"[^，。；！？\n\d]{0,18}(?:签约|开工|竣工|投产|推介|启动|揭牌)[^，。；！？\n\d]{0,6}(?:仪式|活动|大会|会)"
)
"""The name of an event that a quarter belongs to: 2024年一季度重大项目集中签约仪式."""


@dataclass(frozen=True)
class TimeMention:
    """One mention of a period.

    Attributes
    ----------
    year
        As stated, or relative to the base year (``0`` this year, ``-1`` last year) with `relative`; None.
    part
        ``""`` the year, ``H1``, ``Q1-Q3``, ``01..10``, ``10`` or ``10-27``; None where only a year is named.
    base
        Whether it is only what is compared with: 较去年同期.
    same_part
        Whether it is the same part of another year, of which all that follows is: 去年同期，新签约项目52个.
    """

    start: int
    end: int
    words: str
    year: int | None
    relative: int | None
    part: str | None
    base: bool = False
    attribute: bool = False
    name_only: bool = False
    outlook: bool = False
    same_part: bool = False

    def period(self, base_year: int, part: str) -> str:
        """Period that it names, what it leaves out taken from a base year and a part of it."""
        if DAY.fullmatch(part) and self.part is None:
            part = f"01..{part[:2]}" if part[:2] > "01" else "01"  # 今年以来, on the day of an event
        year = self.year if self.year is not None else base_year + (self.relative or 0)
        if self.part == THIS_MONTH:
            return period_of(year, last_month(part))
        own = self.part if self.part is not None else ("" if self.year not in (None, base_year) else part)
        if self.relative == 0 and self.part is None:
            own = part
        if self.same_part:
            own = part
        elif self.relative is not None and self.relative != 0 and self.part is None:
            own = ""
        return period_of(year, own)


def last_month(part: str) -> str:
    """Last month of a part of a year."""
    if DAY.fullmatch(part):
        return part[:2]
    if found := re.search(r"(\d\d)$", part):
        return found[1]
    return {"H1": "06", "H2": "12", "Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12", "Q1-Q3": "09"}.get(
        part, "12"
    )


def period_of(year: int, part: str) -> str:
    """Canonical period of a year and a part of it."""
    if not part:
        return str(year)
    if part[0] in "HQ":
        return f"{year}{part}"
    if ".." in part:
        first, last = part.split("..")
        return canonical_period(f"{year}-{first}..{year}-{last}")
    try:
        return canonical_period(f"{year}-{part}")
    except ValueError:
        return str(year)


def time_mentions(text: str) -> list[TimeMention]:
    """Find every mention of a period, in order."""
    found: list[TimeMention] = []
    taken: list[tuple[int, int]] = []
    for match in _YEARS.finditer(text):
        taken.append(match.span())
        found.append(TimeMention(*match.span(), match[0], None, None, None, name_only=True))
    for pattern in (_FULL_DAY, _DOTTED):
        for match in pattern.finditer(text):
            if _free(match.span(), taken):
                part = "-".join(f"{int(piece):02d}" for piece in match.groups()[1:])
                taken.append(match.span())
                found.append(TimeMention(*match.span(), match[0], int(match[1]), None, part))
    for match in _MENTION.finditer(text):
        if match.end() == match.start() or not _free(match.span(), taken):
            continue
        mention = _mention(text, match)
        if mention is not None:
            taken.append((mention.start, mention.end))
            found.append(mention)
    for match in re.finditer(r"(?<!月)(?:当月|本月)(?!底|末|起|止|累计)", text):
        if _free(match.span(), taken):
            found.append(TimeMention(*match.span(), match[0], None, None, THIS_MONTH))
    for match in _BARE_YEAR.finditer(text):
        if _free(match.span(), taken):
            found.append(TimeMention(*match.span(), match[0], int(match[0]), None, None, name_only=True))
    found.sort(key=lambda mention: mention.start)
    found = _further_bases(text, found)
    found = [replace(each, name_only=True) if _is_day_heard(text, each) else each for each in found]
    return _without_event_names(text, _without_lists(text, _without_publication(text, found)))


def _further_bases(text: str, found: Sequence[TimeMention]) -> list[TimeMention]:
    """同比2020年增长48%、2019年增长14%: the second year is compared with as well."""
    result: list[TimeMention] = []
    for mention in found:
        before = result[-1] if result else None
        if before is not None and before.base and _FURTHER.fullmatch(text, before.end, mention.start):
            mention = replace(mention, base=_GROWN.match(text, mention.end) is not None)
        result.append(mention)
    return result


def _is_day_heard(text: str, mention: TimeMention) -> bool:
    """Whether a day is only the one on which a reporter learnt of the numbers."""
    return DAY.fullmatch(mention.part or "") is not None and _HEARD.match(text, mention.end) is not None


def is_publication(line: str) -> bool:
    """Whether a line says when and by whom a text was published."""
    return _PUBLICATION.fullmatch(line.strip()) is not None


def _without_publication(text: str, found: list[TimeMention]) -> list[TimeMention]:
    """The day on which a text was published is not the period of any statement."""
    lines = [match.span() for match in LINE.finditer(text) if is_publication(match[0])]
    return [
        replace(each, name_only=True) if any(start <= each.start < end for start, end in lines) else each
        for each in found
    ]


def _without_lists(text: str, found: list[TimeMention]) -> list[TimeMention]:
    """Months that are listed, 3月、6月、9月, are not the period of one statement."""
    for index in range(len(found) - 1):
        one, other = found[index], found[index + 1]
        if one.part and other.part and text[one.end : other.start] in ("、", "和", "及", "与"):
            found[index : index + 2] = [replace(one, name_only=True), replace(other, name_only=True)]
    return found


def _without_event_names(text: str, found: list[TimeMention]) -> list[TimeMention]:
    """A quarter in the name of an event is no period after its day: 3月15日，2024年一季度签约仪式."""
    for index in range(1, len(found)):
        one, other = found[index - 1], found[index]
        near = other.part and not opens_clause(text, other.start) and "。" not in text[one.end : other.start]
        if near and DAY.fullmatch(one.part or "") and IN_EVENT.match(text, other.end):
            found[index] = replace(other, attribute=True)
    return found


def opens_clause(text: str, position: int) -> bool:
    """Whether a place begins a clause; spaces and bullets before it do not count."""
    before = _WHOLE_BEFORE.sub("", text[max(0, position - 6) : position].rstrip(_BULLETS))
    return position == 0 or not before or before[-1] in CLAUSE_STARTS


def begins_long_time(text: str, mention: TimeMention) -> bool:
    """Whether a year only begins a longer time: 自2010年设立以来, 2019年至今."""
    if mention.year is None:
        return False
    return mention.words.endswith("以来") or _SINCE.match(text, mention.end) is not None


def _free(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return not any(start < span[1] and span[0] < end for start, end in taken[-40:])


def _mention(text: str, match: re.Match[str]) -> TimeMention | None:
    year_text = match["year"] or match["year2"]
    if match["year3"]:
        year_text = "".join(
            str("〇一二三四五六七八九".index(letter.replace("零", "〇"))) for letter in match["year3"]
        )
    said = match["said"]
    part = _part(match)
    if year_text is None and said is None and part is None:
        return None
    start, end = match.start(), match.end()
    if match["cut"] in ("到", "至"):
        start += 1
    before, after = text[max(0, start - 2) : start], text[end : end + 8]
    if match["month"] is not None and year_text is None and said is None and before[-1:].isdigit():
        return None
    relative = None
    if said is not None:
        relative = {"去": -1, "上": -1, "明": 1, "来": 1, "新": 1, "前": -2}.get(said[0], 0)
    is_base = (
        (relative is not None and relative < 0)
        or (_BASE_AFTER.match(after) is not None and bool(_BASE_BEFORE.search(before)))
        or re.search(r"(?:比|较|相比|对比)$", before) is not None
        or (before.endswith(("与", "和", "同")) and _COMPARED_LATER.match(text, end) is not None)
        or (year_text is not None and after.startswith("同期"))
    )
    starts = start == 0 or text[start - 1] in CLAUSE_STARTS
    if relative == -1 and starts and _AS_A_BASE.match(after) is None:
        is_base = False
    same_part = part is None and relative in (None, -1) and _SAME_PART.match(after) is not None
    same_part = same_part and text[max(0, start - 8) : start].rstrip(_BULLETS)[-1:] in ("", *"。！？\n")
    if same_part:
        is_base = False
    if said in ("过去一年", "过去的一年", "一年来"):
        relative, is_base = 0, False
        part = ""
    attribute = year_text is not None and part is None and _ATTRIBUTE.match(after) is not None
    return TimeMention(
        start,
        end,
        text[start:end],
        int(year_text) if year_text is not None else None,
        relative,
        part,
        is_base,
        attribute,
        name_only=year_text is not None and part is None and _ISSUE.match(after) is not None,
        outlook=relative == 1,
        same_part=same_part,
    )


def _part(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    if part["months"] is not None:
        first, last = _month(part["m1"]), _month(part["m2"])
        if first > last:
            return None
        return f"{first:02d}..{last:02d}" if first < last else f"{first:02d}"
    if part["first_m"] is not None:
        return f"01..{_month(part['fm']):02d}" if _month(part["fm"]) > 1 else "01"
    if part["um"] is not None:
        last = _month(part["um"])
        return f"01..{last:02d}" if last > 1 else "01"
    if part["umd"] is not None:
        month, day = _month(part["umd"]), int(part["ud"])
        if part["until"] or match["cut"] in ("截至", "截止", "截至到", "截止到"):
            return f"01..{month:02d}" if month > 1 else "01"
        return f"{month:02d}-{day:02d}" if 1 <= day <= 31 else None
    if part["threeq"] is not None:
        return "Q1-Q3"
    if part["quarter"] is not None and part["quarter_end"] is not None:
        return ("Q1", "H1", "Q1-Q3", "")[_month(part["quarter"]) - 1]
    if part["quarter"] is not None:
        return f"Q{_month(part['quarter'])}"
    if part["half"] is not None:
        return "H1" if part["half"] == "上" else "H2"
    if part["month"] is not None:
        month = _month(part["month"])
        if match["cut"] in ("截至", "截止", "截至到", "截止到"):
            return f"01..{month:02d}" if month > 1 else "01"
        return f"{month:02d}"
    if part["full"] is not None or part["end"] is not None:
        return ""
    return None


def _month(text: str) -> int:
    return _HAN_MONTHS[text] if text in _HAN_MONTHS else int(text)


OUTLOOK = re.compile("|".join(sorted(RULES.words["outlook"], key=len, reverse=True)))
