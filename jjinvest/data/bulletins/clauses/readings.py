"""From the clauses of a text to readings of each number: [period][part][metric][statistic][number][unit]."""

from __future__ import annotations

import re
from dataclasses import replace

from jjinvest.data.bulletins.clauses.reading import LOW, YEAR_SAID, Candidate, Pairs
from jjinvest.data.bulletins.clauses.reading_goals import GoalCourse
from jjinvest.data.bulletins.clauses.reading_rows import RowCourse
from jjinvest.data.bulletins.clauses.reading_state import Around, State, around_number
from jjinvest.data.bulletins.clauses.restated import goes_on_former, is_replaced, set_aside
from jjinvest.data.bulletins.periods.frame import Frame
from jjinvest.data.bulletins.periods.listed_periods import ask_which
from jjinvest.data.bulletins.periods.reading_periods import PeriodCourse
from jjinvest.data.bulletins.periods.times import TimeMention
from jjinvest.data.bulletins.quantities.listed_numbers import ListedNumbers
from jjinvest.data.bulletins.roles import decide
from jjinvest.data.bulletins.roles.sentences import bare, cadence
from jjinvest.data.bulletins.roles.words import own_level
from jjinvest.data.bulletins.rules import MetricWord
from jjinvest.data.bulletins.text.sections import Section, section_at, sections
from jjinvest.data.bulletins.text.statements import Clause, Sentence, Statements
from jjinvest.data.bulletins.text.tokens import AIM, AMONG, FOLLOWED, Token

_NEXT_POINT = re.compile(
    r"第[一二三四五六七八九十](?:个|点|组|方面)?(?:是|，|、|：)|[一二三四五六七八九十](?:是|则)|[一二三四五]来"
)
_MOVED_FROM = re.compile(
    r"^，?(?:进一步)?(?:提高|增加|提升|增长|扩大|下降|降低|减少|上升|回落|跃升|增)(?:到|至)"
)
_MOVED_IN = re.compile(r"[由从]((?:19|20)\d{2})年(?:末|底|全年)?的$")
"""由2020年的28.4%提高到……: of the year that is named."""
_GOAL_HEADING = re.compile(
    r"(?:工作|主要|预期|奋斗|总体|全年|年度|具体|下半年)目标(?:任务)?(?:是|为)?$"
    r"|(?:目标|任务)(?:数|值)?(?:分别)?(?:为|是|如下)$"
)
_FOCUS = re.compile(r"[^，。；]{0,12}(?:围绕|聚焦|紧扣|立足|瞄准|依托|紧盯|突出)")
_OF_EVENT = re.compile(
    r"\s*(?:(?:记者)?(?:了解到|获悉)|据(?:了解|悉|介绍|统计))?，?(?:此次|本次|这次|当[天日]|活动|仪式|现场|(?:集中)?签约(?:的)?项目中)"
)


class Reader(ListedNumbers, PeriodCourse, RowCourse, GoalCourse):
    """Reads the statements of one bulletin."""

    def __init__(
        self,
        made: Statements,
        frame: Frame,
        own_places: frozenset[str],
        own_members: frozenset[tuple[str, str]],
    ) -> None:
        self.made = made
        self.text = made.text
        self.frame = frame
        self.own_places = own_places
        self.own_members = own_members
        self.base_year = frame.year or 0
        self.section: Section | None = None
        self._sections = sections(made.text, made.unplanned)
        self.own_level = own_level(made.text)
        self.candidates: list[Candidate] = []
        self.state = State()
        self.period = self._frame_period()
        self._paragraph: TimeMention | None = None
        self._event: TimeMention | None = None
        self._sentence_time: TimeMention | None = None
        self.changed = -1
        self._next_time = 0
        self._next_number = 0
        self.outlook = False
        self.authority = ""
        self.explicit_time = False
        self.part_named = False
        self.year_said = False
        self.about_project = False
        self.item: Pairs = ()
        self.part_before: Pairs = ()
        self.sentence_start = 0
        self.clause_start = 0
        self.under_heading = False
        self.list_dimension = ""
        self.several_years = False
        self.of_several_years = set[int]()
        self._long = False
        self._dated: int | None = None
        self._around = ""
        self._gloss: list[tuple[str, str]] = []
        self._clause_rows: list[Candidate] = []

    # -- the course of the text -------------------------------------------------------------------------

    def read(self) -> list[Candidate]:
        """Read every sentence in order."""
        for sentence in self.made.sentences:
            self._sentence(sentence)
        return self.candidates

    def _sentence(self, sentence: Sentence) -> None:
        among = self.text.startswith("其中", sentence.start)
        if self._around:
            self.period, self._around = self._around, ""
        if sentence.opens and not among:
            of_event = _OF_EVENT.match(self.text, sentence.start) is not None
            self._paragraph = self._event if of_event else None
            self._dated = None
            self.state = State(money=self.state.money, count=self.state.count, carried=True)
        self._enter_section(sentence)
        self.sentence_start = sentence.start
        self.under_heading = False
        self.list_dimension = ""
        self.several_years = self.several_years and not sentence.opens
        self._long = False
        self.state.aim = False
        self.state.row, self.state.pattern = [], ()
        head = self.text[sentence.start : sentence.start + 8]
        self.about_project = (
            re.match(
                r"[，、]?(?:该|此|这一|这个|上述)项目|项目(?:总投资|占地|建成|达产|投产|计划|拟|全部|分|一期)",
                head,
            )
            is not None
        )
        if sentence.opens:
            self.item = self._numbered_item(sentence)
            self.part_before = self._numbered_part(sentence)
            if self.part_before:
                self.state.parts.leave(self.part_before)
        if self.item:
            self.about_project = True
            self.state.project = self.item
        if not self.about_project:
            self.state.project = ()
        self.explicit_time = False
        self._sentence_time = self._event if among and self.is_event else self._paragraph
        goes_on = self._goes_on(sentence)
        if not (goes_on and (among or not sentence.opens)):
            self._set_period(self._paragraph)
        if self.state.parts.new_sentence(goes_on):
            self.state.goal = None
        for clause in sentence.clauses:
            self._clause(sentence, clause)

    def _enter_section(self, sentence: Sentence) -> None:
        """Take over the year, the outlook and the cohort that the heading of a section gives."""
        section = section_at(self._sections, sentence.start)
        if section is not self.section:
            self.section = section
            self.base_year = (section and section.year) or self.frame.year or 0
            self._paragraph = self._event = None
            cohort: Pairs = (("cohort", section.cohort),) if section is not None and section.cohort else ()
            self.state.parts.leave(cohort)
        self.outlook = sentence.outlook or (section is not None and section.outlook)

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether a sentence goes on about the part of the sentence before it."""
        if _NEXT_POINT.match(self.text, sentence.start):
            return False
        head = self.made.tokens_in(sentence.start, sentence.clauses[0].end) if sentence.clauses else []
        if not head and len(sentence.clauses) > 1 and self._is_time(sentence.clauses[0]):
            head = self.made.tokens_in(sentence.start, sentence.clauses[1].end)  # 今年1—4月，新签约项目64个
        if head and AMONG in head[0].kinds and head[0].start - sentence.start <= 1:
            return True
        return not any(token.member or token.metric for token in head)

    def _is_time(self, clause: Clause) -> bool:
        """Whether a clause is a period and nothing more."""
        return any(
            mention.start == clause.start and mention.end >= clause.end - 1 for mention in self.made.times
        )

    def _clause(self, sentence: Sentence, clause: Clause) -> None:
        made, state = self.made, self.state
        self.clause_start = clause.start
        inside = made.tokens_in(clause.start, clause.end)
        self._enter_clause(clause, inside)
        indices = self._numbers_in(clause)
        if any(AIM in token.kinds and not self._estimated(token) for token in inside):
            state.aim = True
        self.candidates.extend(cadence(self, sentence, clause))
        values = self._values_of(indices)
        if not values:
            self._clause_of_words(sentence, clause, inside)
            return
        floor = clause.start
        for order, index in enumerate(values):
            number = made.numbers[index]
            self._advance_time(sentence, number.start)
            following = made.numbers[values[order + 1]].start if order + 1 < len(values) else clause.end
            before = self.period
            self._number(sentence, clause, index, floor, following)
            if index in made.each and made.each[index][0].periods:
                self.period = before
            floor = number.end
        self._advance_time(sentence, clause.end)

    def _enter_clause(self, clause: Clause, inside: list[Token]) -> None:
        """Take over the part, the period and the amounts that the mark before a clause leaves."""
        state = self.state
        among = any(AMONG in token.kinds for token in inside[:2])
        if clause.mark.startswith("；") and self.is_event:
            self._set_period(self._sentence_time)
        if clause.mark == "；" and self._long and self.text.startswith("累计", clause.start):
            self.several_years = True  # “十三五”期间……，其中2020年5亿元；累计引进476个
        own = any(token.member or (token.metric and token.metric.weight) for token in inside)
        state.parts.new_clause(clause.mark, among, goes_on=not own and clause.mark == "；")
        if clause.mark.startswith("；") and not among and self._counts_projects(inside):
            state.parts.stay(whole=True)
        if self._gloss and clause.mark.startswith("）"):
            state.parts.enter(self._gloss)
        self._gloss = []
        state.in_clause, self._clause_rows = self._clause_rows, []
        for letter in clause.mark:
            if letter == "（":
                state.before_bracket.append((state.last, state.money, state.count))
            elif letter == "）" and state.before_bracket:
                state.last, state.money, state.count = state.before_bracket.pop()
        if among:
            state.parts.descend()

    def _numbers_in(self, clause: Clause) -> list[int]:
        """Indices of the numbers of a clause; those of the text before it are passed."""
        numbers, indices = self.made.numbers, list[int]()
        while self._next_number < len(numbers) and numbers[self._next_number].start < clause.end:
            if numbers[self._next_number].start >= clause.start:
                indices.append(self._next_number)
            self._next_number += 1
        return indices

    def _values_of(self, indices: list[int]) -> list[int]:
        """Numbers that say something: no names and no size classes, but 100亿级项目 where it is aimed at."""
        made = self.made
        values = [i for i in indices if i not in made.named and i not in made.classes]
        levels = [i for i in indices if i in made.classes and made.numbers[i].level]
        ahead = self.state.aim or self.outlook
        if levels and ahead and all(made.numbers[i].level for i in values):
            return sorted({*values, *levels})
        return values

    def _clause_of_words(self, sentence: Sentence, clause: Clause, inside: list[Token]) -> None:
        """Keep what a clause without a value names for the clauses that follow."""
        state = self.state
        members = self._members(clause.start, clause.end, None)
        if members and clause.mark.endswith("（") and self._is_gloss(clause, inside):
            self._gloss = members
            return
        self._advance_time(sentence, clause.end)
        members = [member for member in members if member[0] != "channel"]
        words = self.text[clause.start : clause.end]
        if _FOCUS.match(words):
            members = []
        if members and state.parts.is_topic(words):
            state.parts.enter(members)
            if state.parts.is_heading(words):
                state.parts.descend()
        opens_list = self.text[clause.end : clause.end + 1] in "：，"
        if state.parts.is_heading(words):
            self.list_dimension = "part"
            self.under_heading = opens_list
        self._note_goal_words(inside)
        if _GOAL_HEADING.search(words) and opens_list:
            state.aim = True
        bare(self, clause)

    # -- one number ---------------------------------------------------------------------------------------

    def _number(self, sentence: Sentence, clause: Clause, index: int, floor: int, following: int) -> None:
        made, state = self.made, self.state
        number = made.numbers[index]
        if index in made.inside:
            self._capacity(index)
            return
        project = made.projects.get(index)
        if project is not None:
            members = self._members(max(floor, clause.start), min(number.start, project.start), None)
            if members:
                state.parts.enter(members)
            self._project(index)
            return
        around = around_number(made, sentence, clause, index, floor, following)
        self.listed_authority = ""
        assigned: MetricWord | None = None
        base: Candidate | None = None
        each = made.each.get(index)
        if each is None:
            self._enter_part(clause, floor, around)
        else:
            self.whole_year = ""
            assigned, base = self._assign(each, around)
            if base is not None:
                state.parts.where = base.reading.where
        candidate = decide(self, around, assigned, base)
        if candidate is None:
            return
        candidate.start, candidate.end = around.start, number.end
        candidate.quote = self._quote(clause, number, int(candidate.extra.get("quoted_until", "0")))
        self._set_time(candidate, sentence, around)
        if each is not None and self.whole_year:
            ask_which(candidate, self.whole_year)
        end = number.end if each is None else made.numbers[each[0].first + each[0].count - 1].end
        if is_replaced(around.pre, self.text[end : end + 24]) or goes_on_former(self.candidates, around.pre):
            set_aside(candidate)
        self._take(candidate, around)

    def _enter_part(self, clause: Clause, floor: int, around: Around) -> None:
        """Enter the part that the words before a number name; without one the part in hand stays."""
        state, number = self.state, around.number
        members = (
            self._named_item(clause, floor, number)
            or self._members(around.start, number.start, around)
            or self._listed_part(clause, floor, number)
            or self._invested_in(around.pre, around.pre_tokens, number)
        )
        if re.search(r"等$", around.pre) and number.unit in ("个", "家", "项"):
            members = []  # 甲公司、乙新材料二期等21个项目: examples, no part
            state.parts.stay(whole=True)
        if members:
            state.parts.enter(members)
            self.list_dimension = members[-1][0]
            if not clause.mark and FOLLOWED.search(around.pre) and members[-1][0] == "part":
                state.parts.descend()  # the whole sentence is about them
            if state.row:
                state.pattern, state.row = tuple(state.row), []
        elif not state.parts.entered_here:
            state.parts.stay(self._resets(around))

    def _set_time(self, candidate: Candidate, sentence: Sentence, around: Around) -> None:
        """Give a row the period that stands behind its number or before a change, and say if its year is."""
        dated = self.dated_behind(around.number.end)
        if candidate.reading.statistic not in ("level", "target") and self.candidates:
            before = self.candidates[-1]
            dated = dated or (before.start >= sentence.start and before.extra.get("dated")) or ""
        if dated and candidate.reading.statistic != "target":
            candidate.readings = [replace(each, period=dated) for each in candidate.readings]
            candidate.extra["dated"] = dated
        candidate.extra["period"] = self.period
        if self.year_said:
            candidate.extra[YEAR_SAID] = self.period[:4]
        moved = _MOVED_FROM.match(around.post) is not None
        if moved and re.search(r"[由从]$", around.pre):
            candidate.confidence = LOW  # 由48%提高到55%: of an earlier time that is not named
        if moved and (earlier := _MOVED_IN.search(around.pre)) is not None:
            candidate.readings = [replace(each, period=earlier[1]) for each in candidate.readings]

    def _resets(self, around: Around) -> bool:
        return any("whole" in token.kinds for token in around.pre_tokens[:2]) and not re.search(
            r"[占居列排]", around.pre
        )

    # -- helps of the role rules ---------------------------------------------------------------------------

    @property
    def where(self) -> Pairs:
        """The part in hand."""
        return self.state.parts.where

    def inherit(self, kind: str) -> MetricWord | None:
        """Metric of the clauses before, by kind of unit."""
        return self.state.money if kind == "money" else self.state.count

    def remember(self, metric: MetricWord) -> None:
        """Keep a metric for the clauses that name none."""
        if metric.kind == "money":
            self.state.money = metric
        elif metric.kind in ("project", "count"):
            self.state.count = metric
        self.state.carried = False
