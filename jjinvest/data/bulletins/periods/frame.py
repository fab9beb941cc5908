"""The year and part of it that a whole bulletin speaks of, and when it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from jjinvest.data.bulletins.periods.times import (
    DAY,
    IN_EVENT,
    LINE,
    THIS_MONTH,
    TimeMention,
    begins_long_time,
    is_publication,
    last_month,
    opens_clause,
    period_of,
    time_mentions,
)

_AHEAD = re.compile(
    r"，?(?:全[区县市省州]|我[区县市省州])?(?:全年)?(?:工作)?(?:打算|计划|安排|思路|目标|展望|力争|我[区市县]将|将|要|确保)"
)
_OF_NUMBER = re.compile(r"[〔\[［【]((?:19|20)\d{2})[〕\]］】]\s*第?\s*\d{1,4}\s*号")
"""Year of the number of a document, 某发〔2021〕67号: for a part of a year, not for a year that is over."""
_MONTH_OF_LINE = re.compile(r"((?:19|20)\d{2})(?:年|[-/.])(1[0-2]|0?[1-9])(?:月|[-/.]\d)")
_RUNNING = re.compile(r"(?:本月|当月|本期|年初至今|至本月)(?:止|末|底)?累计")
"""The running total of a monthly form."""
_VOLUME = re.compile(r"(?:年度?报告?|公报|资料|手册|要览)[^\d\n]{0,8}[（(]((?:19|20)\d{2})年?[）)]$")
"""The year of a report, 商务发展年报（2023）."""
_LOOKING_BACK = ("一年来", "过去一年", "过去的一年")
_WORK_REPORT = re.compile(r"政府工作报告")
"""What is given at the beginning of the year of its title, about the year before."""
_YEARBOOK = re.compile(r"年[鉴刊]|[蓝白]皮书|大事记")
"""What appears in the year after the one that it describes."""
_OF_COHORT = re.compile(r"[\u3400-\u9fff]{0,6}?(?:签约|引进|开工|落地)的")
"""Behind the year of projects that are followed up: 2023年签约的58个项目."""
_BROKEN_DOWN = (
    (("Q1", "Q2", "Q3", "Q4"), ("Q1", "H1", "Q1-Q3", "")),
    (("H1", "H2"), ("H1", "")),
)
"""Spans that follow each other, and what the first ones of them make up."""
_ITS_NUMBER = re.compile(
    r"[，：]?(?:(?!计划|力争|确保|预计|目标|不少于|不低于|将|拟)[^，。；：\d\n]){0,10}\d"
)
"""Behind a span of time: the number that belongs to it and is no plan."""
_LOOKS_BACK = re.compile(r"过去的?一年|一年来")
_LAST_MONTH_OF_LOOKING_BACK = 3
_COUNTED = re.compile(r"\d\s*(?:[百千万亿]+|美?元|个|家|项|宗|户|人|倍|%|％|第)")
_STATED = re.compile(r"(?:签约|引进|到位)[^，。；\d\n]{0,8}\d")
"""A result of the whole that a sentence states."""
_OF_THE_WHOLE = re.compile(r"\d(?:万|亿|个|家|项|%)")
_EVENT_HEAD = re.compile(r"(?:签约|开工|竣工|投产|推介)[^，。；\d]{0,6}(?:仪式|活动|大会)")


@dataclass(frozen=True)
class Frame:
    """Year and part of it that a whole bulletin speaks of; `year` None where it names none.

    `behind` is 1 where it was written in `year` about the year before: 去年，全区…….
    `written` is the year and month in which it was written, where that can be seen.
    `dated_from` is where the year is first named, if statements without a year come before that.
    `titled` is whether its title names the year.
    `disputed` is whether the body states other years and no title decides, or none but others than the title.
    """

    year: int | None
    part: str
    stated: bool
    behind: int = 0
    written: tuple[int, int] | None = None
    dated_from: int = 0
    disputed: bool = False
    titled: bool = False

    @property
    def period(self) -> str:
        """Period of a statement that names none."""
        return period_of(self.year - self.behind, self.part) if self.year else ""


def written_on(text: str, published: str) -> tuple[int, int] | None:
    """Year and month in which a text was written, by its own date line or the day it was published."""
    days = []
    for line in LINE.finditer(text):
        if is_publication(line[0]):
            found = _MONTH_OF_LINE.findall(line[0])  # not 2025-00387, the number of a file
            days += [(int(year), int(month)) for year, month in found[-1:]]
    if not days and len(published) >= 7:
        days = [(int(published[:4]), int(published[5:7]))]
    return max(days, default=None)


def with_this_year(
    mentions: Sequence[TimeMention], frame: Frame, written: tuple[int, int] | None
) -> list[TimeMention]:
    """今年 as the year in which a text was written that reports on the year before: 2023年……；今年1—4月…….

    今年 stays the year reported on where its months were not over when the text was written. 过去一年 in the
    report of a year's first months is the year before: 2034年政府工作报告 of January looks back on 2033.
    """
    if written is not None and written[0] == frame.year and written[1] <= _LAST_MONTH_OF_LOOKING_BACK:
        return [
            replace(mention, year=written[0] - 1, relative=None)
            if _LOOKS_BACK.match(mention.words)
            else mention
            for mention in mentions
        ]
    if written is None or frame.year is None or written[0] != frame.year + 1:
        return list(mentions)
    named = any(mention.year == frame.year and not mention.name_only for mention in mentions)
    return [
        replace(mention, year=written[0], relative=None)
        if named
        and mention.words.startswith(("今年", "本年"))
        and mention.part not in (None, "", THIS_MONTH)
        and int(last_month(mention.part or "")) <= written[1]
        else mention
        for mention in mentions
    ]


def frame_of(
    text: str, title: str, mentions: Sequence[TimeMention], year: int | None, published: str
) -> Frame:
    """Find the year and part of the year of a bulletin: title, then statements, then the stated year."""
    head = _dated(title) or _of_subtitle(text)
    stated = head[0].year if head else None
    dated_from = 0
    part = head[0].part if head else _part_of_title(title, text)
    top = sum(len(line) + 1 for line in text.split("\n", 3)[:3])
    events = {m.start for m in mentions if m.start < top and m.part and IN_EVENT.match(text, m.end)}
    own = [
        m
        for m in mentions
        if not (m.base or m.name_only or m.attribute or m.outlook) and m.start not in events
    ]
    if stated is None:
        stated, of_weight = _year_of_statements(text, own)
        if year is not None and not of_weight:
            stated = year
        elif _is_of_this_year(own, stated, written_on(text, published)):
            stated = (stated or 0) + 1
        undated = _year_of_undated(text, own, year, published)
        dated_from = (
            0 if undated or year is not None or written_on(text, published) else _dated_from(own, stated)
        )
        stated = undated or stated
    if year is not None and (stated is None or (not head and abs(stated - year) > 0 and not own)):
        stated = year
    if stated is None and published:
        stated = int(published[:4])
    if part is None:
        own = with_this_year(own, Frame(stated, "", True), written_on(text, published))
        part = _day_of_event(text, title, own) or _first_part(text, own, stated)
    if re.fullmatch(r"0[2-9]|1[0-2]", part):
        beside = {m.part for m in own}
        # the month has its own mention wherever it is meant alone; a monthly form has 本月 beside 本月止累计
        if f"01..{part}" in beside or (_RUNNING.search(text) and THIS_MONTH in beside):
            part = f"01..{part}"
    behind = not head and part == "" and bool(own) and own[0].relative == -1 and own[0].part is None
    behind = behind and all(m.year is None for m in own)
    behind = behind or _reports_on_the_year_before(text, head, own, part)
    written = written_on(text, published)
    if stated is None and written is not None and any(m.relative == 0 and m.part is None for m in own):
        stated = written[0]  # 今年以来……, in a text that names no year
    number = _OF_NUMBER.search(text, 0, 400)
    if stated is None and number is not None and part and last_month(part) < "12":
        stated = int(number[1])
    if stated is None and written is not None and part:
        stated = written[0] - (int(last_month(part)) > written[1])
    of_writing = not head and written is not None and stated == written[0]
    disputed = not of_writing and _is_disputed(text, own, stated, bool(head))
    return Frame(stated, part, stated is not None, int(behind), written, dated_from, disputed, bool(head))


def _reports_on_the_year_before(
    text: str, head: Sequence[TimeMention], own: Sequence[TimeMention], part: str
) -> bool:
    """Whether a report whose title has a year speaks of the year before: 2025年政府工作报告; 一年来，……."""
    titles = [line for line in text.split("\n", 4)[:4] if _WORK_REPORT.search(line) and _dated(line)]
    if part or not head or not titles:
        return False
    looks_back = any(mention.words.endswith("一年来") or mention.relative == -1 for mention in own)
    return looks_back or any(mention.year == (head[0].year or 0) - 1 for mention in own)


def with_year_behind(mentions: Sequence[TimeMention], frame: Frame) -> list[TimeMention]:
    """一年来 as the year before, in a text that was written in its year about the year before."""
    return [
        replace(mention, relative=-1) if frame.behind and mention.words in _LOOKING_BACK else mention
        for mention in mentions
    ]


def _year_of_statements(text: str, own: Sequence[TimeMention]) -> tuple[int | None, bool]:
    """Year that most statements name, the first counting most; and whether any of them has weight."""
    votes: Counter[int] = Counter()
    for order, mention in enumerate(own):
        if mention.year is not None and not begins_long_time(text, mention):
            weight = _weight(text, mention)
            votes[mention.year] += weight + (2 if order == 0 and weight else 0)
    return max(votes, key=lambda y: (votes[y], -y), default=None), any(votes.values())


def _is_disputed(text: str, own: Sequence[TimeMention], year: int | None, titled: bool) -> bool:
    """Whether a statement that names no year may be of another one than that of the text.

    A title decides, unless the body begins with another year and never names that of the title.
    """
    head = _head_lines(text)
    body = [
        mention
        for mention in own
        if opens_clause(text, mention.start)
        and text.rfind("\n", 0, mention.start) + 1 not in head
        and (mention.year is None or (_weight(text, mention) and not _OF_COHORT.match(text, mention.end)))
    ]
    stated = {mention.year for mention in body} - {None}
    if titled:
        return bool(stated) and year not in stated and body[0].year is not None
    return bool(stated - {year})


def _head_lines(text: str) -> set[int]:
    """Where those of the first lines of a text begin that are no sentences."""
    begin, found = 0, set()
    for line in text.split("\n", 4)[:4]:
        if not re.search(r"[。；，]", line):
            found.add(begin)
        begin += len(line) + 1
    return found


def _is_of_this_year(own: Sequence[TimeMention], year: int | None, written: tuple[int, int] | None) -> bool:
    """Whether a text written the year after the one named most speaks of 今年 more often than of that one.

    A text that says 今年1—8月 in September cannot mean the year before by 今年, nor by 8月底.
    """
    if year is None or written is None or written[0] != year + 1:
        return False
    over = [
        mention
        for mention in own
        if mention.words.lstrip("截至止到").startswith(("今年", "本年"))
        and mention.part not in (None, "", THIS_MONTH)
        and int(last_month(mention.part or "")) <= written[1]
    ]
    return len(over) > sum(mention.year == year for mention in own)


def _dated_from(own: Sequence[TimeMention], year: int | None) -> int:
    """Where the year is first named, after statements of a part of a year that name none; else the begin."""
    undated = False
    for mention in own:
        if mention.year is not None:
            return mention.start if undated and mention.year == year else 0
        undated = undated or bool(mention.part and mention.part != THIS_MONTH)
    return 0


def _of_subtitle(text: str) -> list[TimeMention]:
    """Years of a title or subtitle: one of the first lines that are short and no sentences."""
    for line in text.split("\n", 4)[:4]:
        short = len(line.strip()) <= 45 and not re.search(r"[。；，：:]", line)
        if not short or is_publication(line):
            continue
        if found := _dated(line):
            return found
    return []


def _dated(line: str) -> list[TimeMention]:
    """Years of a title; one in the name of an event says nothing about the part of the year.

    The year of a yearbook is not that of its numbers.
    """
    if _YEARBOOK.search(line):
        return []
    if volume := _VOLUME.search(line.strip()):
        return [TimeMention(*volume.span(1), volume[1], int(volume[1]), None, "")]
    found = [m for m in time_mentions(line) if not (m.base or m.name_only) and m.year is not None]
    return [replace(m, part=None) if m.part and IN_EVENT.match(line, m.end) else m for m in found]


def _year_of_undated(text: str, own: Sequence[TimeMention], year: int | None, published: str) -> int | None:
    """Year of a text whose first statement has a part of a year alone: as given, or as published.

    A year that comes later, 1至2月……；2024年……, belongs to its own statement.
    """
    said = 0
    while said < len(own) and own[said].relative == 0 and not own[said].part and not own[said].year:
        said += 1  # 今年以来，……：the part of the year comes after it
    own = own[said:]
    if not own or not own[0].part or own[0].part == THIS_MONTH or own[0].year or own[0].relative:
        return None
    written = written_on(text, published)
    if year is not None or written is None:
        return year
    return written[0] - (int(last_month(own[0].part)) > written[1])


def _part_of_title(title: str, text: str) -> str | None:
    """Part of the year that a title without a year names: 一季度“开门红”; None without one."""
    for line in (title, *text.split("\n", 3)[:3]):
        line = line.strip()
        if not line or len(line) > 45 or re.search(r"[。；]", line) or is_publication(line):
            continue
        for mention in time_mentions(line):
            plain = not (mention.base or mention.name_only or mention.attribute or mention.outlook)
            spans = mention.part and mention.year is None and not DAY.fullmatch(mention.part)
            plain = plain and IN_EVENT.match(line, mention.end) is None
            if plain and spans and mention.part != THIS_MONTH and not _AHEAD.match(line, mention.end):
                return mention.part
    return None


def _day_of_event(text: str, title: str, own: Sequence[TimeMention]) -> str:
    """Day of the event that a whole text is about, where its title says so and no other period is stated."""
    first = title or text.split("\n", 1)[0]
    parts = [mention for mention in own if mention.part and mention.part != THIS_MONTH]
    day = parts[0].part if parts else None
    if not day or not DAY.fullmatch(day) or _EVENT_HEAD.search(first) is None:
        return ""
    sentence = text[parts[0].end : parts[0].end + 120].split("。")[0]
    reported = [mention for mention in parts[1:] if mention.relative is None and mention.part != day]
    return day if _EVENT_HEAD.search(sentence) and not reported else ""


def _weight(text: str, mention: TimeMention) -> int:
    before, after = text[max(0, mention.start - 1) : mention.start], text[mention.end : mention.end + 1]
    if _AHEAD.match(text, mention.end) or begins_long_time(text, mention):
        return 0
    starts = opens_clause(text, mention.start)
    return 1 + 2 * starts + (mention.part is not None) * 2 + (after in "，,：") + (before == "为") * -1


def _first_part(text: str, mentions: Sequence[TimeMention], year: int | None) -> str:
    """Part of the year that the first statement names; a day is only an event."""
    of_year = False
    since = 0
    for mention in mentions:
        if mention.year == year and mention.part is None and text[mention.end : mention.end + 1] in "，,":
            of_year = of_year or opens_clause(text, mention.start)
            since = since or mention.end
        if mention.year not in (None, year) or mention.part in (None, THIS_MONTH):
            continue
        alone = re.fullmatch(r"\d\d", mention.part) is not None
        if alone and (of_year or mention.words.endswith("当月") or text.startswith("当月", mention.end)):
            continue  # 2023年，……。12月当月，……: the text is of the year
        if alone and not _COUNTED.search(re.split(r"[。\n]", text[mention.end :], maxsplit=1)[0]):
            continue  # 2024年6月，原安城县撤县设区……。2024年，……签约64个: an event
        single = mention.part in ("Q1", "Q2", "Q3", "Q4", "H1", "H2") and mention.year is None
        if single and of_year and _STATED.search(text, since, mention.start):
            continue  # 2023年，……签约32个。四季度签约3个
        if re.fullmatch(r"\d\d-\d\d", mention.part):
            continue
        if mention.part == "" and mention.words in ("年度", "年内", "年底", "年末", "年终"):
            continue
        after = text[mention.end : mention.end + 8]
        if mention.part == "" and re.match(r"[^，。；]{0,6}(?:目标|任务|计划|盘子)", after):
            continue
        if opens_clause(text, mention.start) or mention.year is not None or mention.relative == 0:
            return _whole_of(text, mentions, mention)
    return ""


def _whole_of(text: str, mentions: Sequence[TimeMention], first: TimeMention) -> str:
    """Part of the year that a list of its quarters or halves makes up; without such a list the part itself.

    2023年，……签约32个。一季度签约12个，二季度14个，三季度3个，四季度3个: the text is of the year. A number of
    the whole stands before the list, and none of its spans is yet to come.
    """
    part = first.part or ""
    if _OF_THE_WHOLE.search(text, 0, first.start) is None:
        return part
    for spans, wholes in _BROKEN_DOWN:
        if part != spans[0]:
            continue
        with_numbers = {m.part for m in mentions if m.part and _ITS_NUMBER.match(text, m.end)}
        number = next((n for n, span in enumerate(spans) if span not in with_numbers), len(spans))
        return wholes[number - 1] if number > 1 else part
    return part
