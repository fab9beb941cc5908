"""The rows that a reader of a bulletin makes, and what it keeps of each for the clauses after it."""

from __future__ import annotations

import re
from dataclasses import replace

from jjinvest.data.bulletins.clauses.reading import HIGH, MEDIUM, Candidate, Pairs, Reading
from jjinvest.data.bulletins.clauses.reading_state import Around, State
from jjinvest.data.bulletins.periods.frame import Frame
from jjinvest.data.bulletins.quantities.numbers import Number
from jjinvest.data.bulletins.roles.levels import PLAN_DONE
from jjinvest.data.bulletins.roles.sentences import member_name
from jjinvest.data.bulletins.roles.words import POWER_UNITS
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.text.statements import Clause, Statements

MOST_BEFORE, MOST_AFTER = 60, 40
"""Characters of a quote before and after its number at most, where a part of the sentence ends by then."""
_PART_END = re.compile(r"[，。；：、\n]|,(?!\d)")


class RowCourse:
    """The part of a reader that makes rows."""

    made: Statements
    text: str
    frame: Frame
    state: State
    candidates: list[Candidate]
    outlook: bool
    period: str
    _clause_rows: list[Candidate]

    def _frame_period(self) -> str:
        raise NotImplementedError

    def row(self, around: Around, reading: Reading, confidence: str = HIGH, *more: Reading) -> Candidate:
        """A candidate for the number in hand."""
        return Candidate([reading, *more], (around.index,), around.start, around.number.end, "", confidence)

    def _take(self, candidate: Candidate, around: Around) -> None:
        state = self.state
        for index in range(around.index - 1, max(-1, around.index - 12), -1):
            token = self.made.classes.get(index)
            if (
                token is not None
                and token.member in candidate.reading.where
                and index not in candidate.numbers
            ):
                candidate.numbers = (*candidate.numbers, index)
                break
        first = candidate.reading
        done = first.statistic == "completion" or PLAN_DONE.search(around.pre) is not None
        if first.metric == "planned_investment" and first.statistic != "target" and done:
            candidate.readings = [replace(each, metric="invested") for each in candidate.readings]
        self.candidates.append(candidate)
        self._clause_rows.append(candidate)
        reading = candidate.reading
        each = self.made.each.get(around.index)
        if each is not None:
            state.listed = [*(state.listed if each[1] else []), candidate]
        elif reading.statistic == "level":
            state.listed = []
        if reading.statistic == "level":
            state.last = candidate
            state.levels.append(candidate)
            state.goal = None
            del state.levels[:-12]
        elif reading.statistic == "target":
            state.goal = candidate
            state.goals.append(candidate)
            if state.last is None:
                state.last = candidate

    def _quote(self, clause: Clause, number: Number, until: int = 0) -> str:
        start = clause.start
        if number.start - start > MOST_BEFORE:
            cut = number.start - MOST_BEFORE
            start = next((at.end() for at in _PART_END.finditer(self.text, cut, number.start)), start)
        end = max(clause.end, number.end)
        if end - number.end > MOST_AFTER:
            parts = [at.start() for at in _PART_END.finditer(self.text, number.end, number.end + MOST_AFTER)]
            end = (
                parts[-1]
                if parts
                else next((at.start() for at in _PART_END.finditer(self.text, number.end, end)), end)
            )
        return self.text[start : max(end, until)].strip()

    def _project(self, index: int) -> None:
        project, number = self.made.projects[index], self.made.numbers[index]
        metric = project.metric
        if self.outlook and self.period > self._frame_period() and metric == "agreed_amount":
            metric = "intended_amount"
        unit = number.unit
        where: Pairs = ((project.dimension, member_name(project.name)),)
        relation = ">=" if number.form == "range" else number.relation
        reading = Reading(self.period, metric, where, "level", relation, number.digits, unit)
        start, end = min(number.start, project.start), max(number.end, project.end)
        candidate = Candidate(
            [reading], (index,), start, end, self.text[start:end], HIGH if project.sure else MEDIUM
        )
        if number.form == "range":
            candidate.extra["upper"] = number.high
        self.candidates.append(candidate)
        self.state.project = where if project.dimension == "project" else ()

    def _capacity(self, index: int) -> None:
        project, number = self.made.inside[index], self.made.numbers[index]
        if RULES.kind(number.unit) not in ("output", "area") and number.unit not in POWER_UNITS:
            self.made.named[index] = project.name
            return
        metric = "land_area" if RULES.kind(number.unit) == "area" else "capacity"
        where: Pairs = ((project.dimension, member_name(project.name)),)
        unit = POWER_UNITS.get(number.unit, number.unit)
        reading = Reading(self.period, metric, where, "level", number.relation, number.digits, unit)
        self.candidates.append(
            Candidate(
                [reading], (index,), number.start, number.end, self.text[project.start : project.end], MEDIUM
            )
        )
