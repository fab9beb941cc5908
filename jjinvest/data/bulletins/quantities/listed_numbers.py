"""Numbers of a 分别 list: what each belongs to, a part, a measure, an authority, or the number it is of."""

from __future__ import annotations

from collections.abc import Sequence

from jjinvest.data.bulletins.clauses.reading import Candidate
from jjinvest.data.bulletins.clauses.reading_state import Around
from jjinvest.data.bulletins.periods.frame import Frame
from jjinvest.data.bulletins.periods.listed_periods import period_in_list
from jjinvest.data.bulletins.roles.sentences import member_name
from jjinvest.data.bulletins.rules import RULES, MetricWord
from jjinvest.data.bulletins.scopes.named_parts import NamedParts


class ListedNumbers(NamedParts):
    """The part of a reader that reads lists."""

    candidates: list[Candidate]
    frame: Frame
    base_year: int
    period: str

    def _assign(self, each: tuple[object, int], around: Around) -> tuple[MetricWord | None, Candidate | None]:
        """Give a number of a 分别 list its part, metric or base."""
        listed, position = each
        state = self.state
        members = getattr(listed, "members", ())
        metrics = getattr(listed, "metrics", ())
        names = getattr(listed, "names", ())
        count = getattr(listed, "count", 0)
        self.listed_authority = ""
        if getattr(listed, "authorities", ()):
            self.listed_authority = getattr(listed, "authorities", ())[position]
            return None, None
        if periods := getattr(listed, "periods", ()):
            self.period, self.whole_year = period_in_list(periods, position, self.base_year, self.frame.part)
            if position == 0 and (
                found := self._members(getattr(listed, "head", 0), around.number.start, None)
            ):
                state.parts.enter(found)
            return None, None
        if members:
            member = members[position].member
            others = self._members(getattr(listed, "head", 0), members[0].start, None)
            stop = self.made.numbers[getattr(listed, "first", around.index)].start
            if members[-1].end < stop:  # 一产、二产、三产到位市外资金分别为
                others = [*others, *self._members(members[-1].end, stop, None)]
            state.parts.enter([*(pair for pair in others if member is None or pair[0] != member[0]), member])
            return None, None
        if metrics:
            if position == 0:
                found = self._members(getattr(listed, "head", 0), around.clause.end, None)
                if found:
                    state.parts.enter(found)
            return metrics[position].metric, None
        if names:
            state.parts.enter([(names[position][0], member_name(names[position][1]))])
            return None, None
        row, pattern = state.row, state.pattern
        if RULES.kind(around.number.unit) == "money" and count == len(pattern) and len(row) == position:
            return pattern[position], None  # 一产4个，协议投资5亿元，到位2亿元；二产9个，分别为8亿元、3亿元
        if position == 0:
            done = [c for c in self.candidates[-6:] if c.reading.statistic == "completion"][-count:]
            if "进度" in self.text[around.clause.start : around.clause.end] and len(done) == count:
                self._bases = done
            elif len(state.listed) == count:
                self._bases = list(state.listed)
            else:
                self._bases = self._levels_of(around, count)
        if len(self._bases) == count:
            return None, self._bases[position]
        return None, None

    def _levels_of(self, around: Around, count: int) -> list[Candidate]:
        """The last levels that a list of percentages may be of: of one measure where the list names it."""
        named = [t.metric for t in around.pre_tokens if t.metric is not None and t.metric.weight]
        levels = self.state.levels
        if named and named[-1].kind in ("money", "project"):
            kind = "money" if named[-1].kind == "money" else "count"
            of_kind = [c for c in levels if RULES.kind(c.reading.unit) == kind]
            places = [c.reading.where for c in of_kind[-count:]]
            if len(set(places)) == count and len({c.reading.metric for c in of_kind[-count:]}) == 1:
                return of_kind[-count:]
        return levels[-count:] if len(levels) >= count else []

    _bases: Sequence[Candidate] = ()
    whole_year = ""
    """Year that a number of a list of periods may be of as a whole."""
    listed_authority = ""
    """Authority of a number of a list of authorities: 分别完成市定、县定目标的."""
