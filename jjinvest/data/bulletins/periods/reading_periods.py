"""The period that a reader of a bulletin is in: from sentence to sentence, set by what is named."""

from __future__ import annotations

import re
from dataclasses import replace

from jjinvest.core.periods import is_within, period_end, period_start
from jjinvest.data.bulletins.periods.frame import Frame
from jjinvest.data.bulletins.periods.times import (
    THIS_MONTH,
    TimeMention,
    begins_long_time,
    last_month,
    opens_clause,
)
from jjinvest.data.bulletins.text.sections import Section
from jjinvest.data.bulletins.text.statements import Sentence, Statements

_DAY_OF_YEAR = re.compile(r"\d\d-\d\d")
_PLANNED_FOR = re.compile(r"(?:预计|计划|预期|有望|力争|将|拟)(?:于|在|到|至)?$")
_SIGNED_THEN = re.compile(r"(?:全年)?[\u3400-\u9fff]{0,4}?(?:签约|引进)的\d")
_ITS_EVENT = re.compile(r"[^，。；、\d（）\n]{0,12}(?:[，。；、（）\n]|$)")
_OWN_GOAL = re.compile(
    r"^(?:年度|年|全年)?(?:度)?(?:的)?(?:\d[\d.]*(?:[亿万](?:美?元)?|美?元|个|家|项)的?)?"
    r"(?:(?!完成|实现|超额)[\u3400-\u9fff]){0,6}?(?:目标|任务|计划|盘子)"
)
_ITS_GOAL = re.compile(
    r"(?:全年|年度)?的?(?:主要|预期|总体|工作|发展|招商|引资|年度)*(?:目标|任务|盘子)(?:任务)?(?:是|为|：)"
)


class PeriodCourse:
    """The part of a reader that follows the periods of a text."""

    made: Statements
    text: str
    frame: Frame
    section: Section | None
    base_year: int
    period: str
    outlook: bool
    explicit_time: bool
    part_named: bool
    year_said: bool
    several_years: bool
    _paragraph: TimeMention | None
    _event: TimeMention | None
    _sentence_time: TimeMention | None
    _next_time: int
    _around: str
    _long: bool
    _dated: int | None

    def _frame_period(self) -> str:
        if self.section is not None and self.section.year not in (None, self.frame.year):
            return str(self.section.year)
        return self.frame.period

    def _says_year(self, mention: TimeMention | None) -> bool:
        """Whether its mention, paragraph or section says the year of a period."""
        if self.section is not None and self.section.year is not None:
            return True
        written = self.frame.written
        if mention is not None and mention.year is not None:
            self._dated = mention.year  # 2024年，……。全年……: of the year of its paragraph
        if mention is not None and self._dated == self.base_year:
            return True
        return any(
            each is not None
            and (each.year is not None or (each.relative is not None and written is not None))
            for each in (mention, self._paragraph)
        )

    def _set_period(self, mention: TimeMention | None) -> None:
        self.year_said = self._says_year(mention)
        if mention is not None and mention.part == THIS_MONTH and self.is_event:
            self.period = self.period[:7]  # 2月28日……；该市当月
        elif mention is None or not self.base_year:
            self.period = self._frame_period()
        else:
            year = self.base_year
            undated = mention.year is None and mention.relative is None
            if undated and self._paragraph is not None and self._paragraph.year is not None:
                year = self._paragraph.year
            elif (
                mention.year is None
                and mention.relative is None
                and self._paragraph is not None
                and self._paragraph.relative == 1
            ):
                year = self.base_year + 1
            self.period = mention.period(year, self._part_of(mention) if year == self.base_year else "")

    def _part_of(self, mention: TimeMention) -> str:
        """The part of the text's year; up to the month of writing where it says 今年以来 alone."""
        written = self.frame.written
        if self.frame.part or mention.words not in ("今年以来", "本年以来") or written is None:
            return self.frame.part
        return f"01..{written[1]:02d}" if written[0] == self.base_year and written[1] > 1 else ""

    def _advance_time(self, sentence: Sentence, position: int) -> None:
        """Take over mentions that stand before a position."""
        times = self.made.times
        while self._next_time < len(times) and times[self._next_time].start < position:
            mention = times[self._next_time]
            self._next_time += 1
            if mention.start >= sentence.start and not self._is_beside(mention):
                self._take_time(sentence, self._of_year_named(mention))

    def _is_beside(self, mention: TimeMention) -> bool:
        """Whether a time is not that of what follows: a base, an attribute, a date behind a number."""
        if mention.base or mention.attribute or self._is_behind_number(mention) or self._to_come(mention):
            return True
        earlier = (mention.year or self.base_year) < self.base_year and not mention.words.endswith("以来")
        return (
            earlier and _SIGNED_THEN.match(self.text, mention.end) is not None
        )  # 2024年签约的126个项目，已开工98个

    def _take_time(self, sentence: Sentence, mention: TimeMention) -> None:
        """Make the period that a mention names that of what follows, unless it is of the one in hand."""
        if self._begins_several_years(mention):
            return
        if self.several_years and mention.words.startswith(("截至", "截止")) and not sentence.opens:
            return  # 2018年1月至2019年9月，……。截至9月底，已开工458个: of those years
        self.several_years = False
        if self._is_of_period_in_hand(mention):
            return
        among = self.text.startswith("其中", sentence.start)
        alone = not sentence.opens and self._within_paragraph(mention)
        if mention.start - sentence.start <= 4:
            self._sentence_time = mention
            if self._is_of_paragraph(sentence, mention, among=among, alone=alone):
                self._paragraph = mention
        if _goes_on_from_month(self._paragraph, mention):
            self._paragraph = self._sentence_time = mention
        before = self.period
        self._set_period(mention)
        if (among or alone) and before != self.period and _lies_within(self.period, before):
            self._around = self._around or before
        if mention.relative == 0 and mention.part is None and _ITS_GOAL.match(self.text, mention.end):
            self.period = str(self.base_year)  # 今年的目标是
        self.explicit_time = True
        self.part_named = mention.part is not None or mention.relative not in (None, 0)
        if self.is_event:
            self._event = mention

    def _begins_several_years(self, mention: TimeMention) -> bool:
        """Whether a time is one of several years, or only has a name: “十三五”期间, 2016年以来."""
        if mention.name_only:
            starts = opens_clause(self.text, mention.start)
            since = self.several_years and mention.words.endswith("以来")  # 自2016年设立以来
            self.several_years = mention.year is None and mention.part is None and (starts or since)
            self._long = self._long or self.several_years
            return True
        if self._is_since(mention):
            self.several_years = True  # from there to now
            return True
        return False

    def _is_of_period_in_hand(self, mention: TimeMention) -> bool:
        """Whether a time names no other period than the one in hand, or one of a target alone."""
        after = self.text[mention.end : mention.end + 24]
        if mention.part == "" and mention.year is None and _OWN_GOAL.match(after):
            return True
        if mention.part is None and mention.year is None and mention.relative is None:
            return True
        is_value = self.text[mention.start - 1 : mention.start] == "为"
        if is_value and mention.year not in (None, self.base_year):
            return True
        if not self.explicit_time:
            return False
        if mention.part is None and self.period[:4] == str(mention.year):
            return True
        if mention.relative == 0 and mention.part is None and self._is_running:
            return True  # 截至6月20日，今年累计签约68个
        of_event = len(self.period) == 10 and self.period[4] == "-"
        return of_event and not opens_clause(self.text, mention.start)  # 2月20日，举行一季度开工仪式

    def _is_of_paragraph(self, sentence: Sentence, mention: TimeMention, *, among: bool, alone: bool) -> bool:
        """Whether a time that opens a sentence holds for the sentences after it too."""
        if among and mention.year is None and mention.relative is None:
            return False  # 其中一季度41.4亿元: what follows is of the period before
        if alone:
            return False  # 1—8月……。8月当月……。完成全年任务的……: the sentence after speaks of 1—8月 again
        if mention.same_part and not sentence.opens:
            return False  # ……。去年同期，签约52个。……: only that sentence looks back
        if mention.words in ("年终", "年底", "年末"):
            return False  # 年终再总结: of its sentence alone
        # a day amid a paragraph is that of its sentence alone
        return sentence.opens or not _DAY_OF_YEAR.fullmatch(mention.part or "")

    def _of_year_named(self, mention: TimeMention) -> TimeMention:
        """全年 in a paragraph that speaks of another year, 去年，……。全年签约317个: that of its year."""
        paragraph = self._paragraph
        plain = mention.part == "" and mention.year is None and mention.relative is None
        if not plain or paragraph is None or paragraph.part is not None or paragraph.relative not in (-1, 1):
            return mention
        return replace(mention, relative=paragraph.relative)

    def mentions_from(self, start: int, stop: int) -> list[TimeMention]:
        """The last periods named in a span that ends with the words in hand."""
        near = self.made.times[max(0, self._next_time - 6) : self._next_time]
        return [mention for mention in near if start <= mention.start < stop]

    def compared_period(self, position: int) -> str:
        """Period right before a number with which another is compared: 较1月的8.2亿元; else empty."""
        for mention in self.mentions_from(position - 20, position):
            alone = mention.part and mention.part != THIS_MONTH and mention.relative is None
            right_before = mention.base and self.text[mention.end : position] in ("的", "")
            if right_before and alone:
                return mention.period(mention.year or self.base_year, "")
            if mention.base and mention.year and not mention.part:
                between = self.text[mention.end : position]
                if re.fullmatch(r"[^，。；\d]{0,8}（", between):
                    return mention.period(self.base_year, self.frame.part)  # 与2022年公布数（397.2亿元）相比
            if right_before and mention.part and mention.relative == -1:
                return mention.period(self.base_year, "")  # 比去年上半年的26.1亿元增长29.1%
        return ""

    def dated_behind(self, position: int) -> str:
        """Period in a bracket of its own right behind a number: 12.6亿元（截至5月20日）; else empty."""
        if not self.text.startswith("（", position) or not self.base_year:
            return ""
        for mention in self.made.times[max(0, self._next_time - 1) : self._next_time + 3]:
            alone = mention.start == position + 1 and self.text.startswith("）", mention.end)
            if alone and mention.part and not mention.base and mention.part != THIS_MONTH:
                return mention.period(self.base_year, self.frame.part)
        return ""

    def _is_behind_number(self, mention: TimeMention) -> bool:
        """Whether a time stands alone in a bracket right behind a number, whose date alone it gives."""
        start = mention.start - 1
        if not self.text.startswith("（", start) or not self.text.startswith("）", mention.end):
            return False
        return any(number.end == start for number in self.made.numbers)

    def _to_come(self, mention: TimeMention) -> bool:
        """Whether a time only says when something will happen: 预计12月底投产; what follows is not of it."""
        before, after = self.text[max(0, mention.start - 6) : mention.start], self.text[mention.end :][:13]
        return _PLANNED_FOR.search(before) is not None and _ITS_EVENT.match(after) is not None

    def _within_paragraph(self, mention: TimeMention) -> bool:
        """Whether a mention is the last month alone of the running total that its paragraph is about."""
        paragraph = self._paragraph.part if self._paragraph is not None else self.frame.part
        alone = re.match(r"当月|单月|的?当月", self.text[mention.end : mention.end + 3]) is not None
        alone = alone or mention.words.endswith("当月")
        same_year = mention.year is None and mention.relative is None
        return bool(paragraph) and same_year and alone and last_month(paragraph or "") == mention.part

    def _is_since(self, mention: TimeMention) -> bool:
        """Whether a mention begins a time of several years: 自2016年以来, 2019年至今."""
        if mention.year is None or mention.year >= self.base_year:
            return False
        return begins_long_time(self.text, mention)

    @property
    def goal_period(self) -> str:
        """Year that a target stated now is for."""
        if self.section is not None and self.section.outlook and not self.explicit_time:
            return str(self.section.year)
        if self.outlook and not self.explicit_time and self.frame.part == "" and self.base_year:
            year = int(self.period[:4]) if self.period else self.base_year
            return str(year + 1) if year == self.base_year and self._paragraph is None else str(year)
        return self.period[:4]

    @property
    def is_over(self) -> bool:
        """Whether the period in hand had ended when the text was written."""
        if self.frame.written is None or not self.period:
            return False
        end = period_end(self.period)
        return (end.year, end.month) <= self.frame.written

    @property
    def is_ahead(self) -> bool:
        """Whether the period in hand begins, or its running total ends, after the period of the text."""
        if not self.period or not self.frame.period or self.period[:4] != self.frame.period[:4]:
            return False
        running = ".." in self.period or len(self.period) == 4 or self.period.endswith(("H1", "Q1-Q3"))
        ends = running and self.explicit_time and self.part_named
        first = period_end(self.period) if ends else period_start(self.period)
        return first > period_end(self.frame.period)

    @property
    def _is_running(self) -> bool:
        """Whether the period in hand runs from the begin of the text's year to a month of it."""
        part = self.period[4:]
        return self.period[:4] == str(self.base_year) and (part in ("H1", "Q1-Q3") or "-01.." in part)

    @property
    def is_event(self) -> bool:
        """Whether the period in hand is a day."""
        return len(self.period) == 10 and ".." not in self.period


def _lies_within(period: str, longer: str) -> bool:
    return bool(period) and bool(longer) and is_within(period, longer)


def _goes_on_from_month(paragraph: TimeMention | None, mention: TimeMention) -> bool:
    """Whether a running total follows the month that opens a paragraph: 8月当月……；1—8月累计……."""
    if paragraph is None or paragraph.part is None or mention.part is None or mention.year is not None:
        return False
    return re.fullmatch(r"\d\d", paragraph.part) is not None and mention.part == f"01..{paragraph.part}"
