"""Ranks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from jjinvest.data.bulletins.clauses.reading import LOW, MEDIUM, OF_RATE, Candidate, Reading
from jjinvest.data.bulletins.roles.words import authority_of, nearest, where_of
from jjinvest.data.bulletins.rules import RULES
from jjinvest.data.bulletins.text.tokens import RANK

if TYPE_CHECKING:
    from jjinvest.data.bulletins.clauses.reading_state import Around
    from jjinvest.data.bulletins.clauses.readings import Reader


_COMPARED = re.compile(
    r"(?:个|家)?(?:县市区|区县市|县区|区县|县市|市县|市州|州市|地市|设区市|旗县区?|县|区|市|镇街|街镇|乡镇|镇|街道|园区|开发区|成员单位|单位|部门|地区)"
    r"(?:（[^）]*）)?(?:之?[中内里])?(?:，)?(?:排名?|排位|排在|位居|位列|位次|名列|名次|居|列)?(?:为|在)?"
)
_MOVES = re.compile(
    r"(?:比|较|同比|与)?(?:去年|上年|上季度|上半年|上月|上期|年初|前?一?季度)?(?:同期|度|末)?(?:相比)?(?:，)?(?:位次|名次|排名|排位)?"
    r"(?:前移|后移|上升|下降|提升|提高|前进|后退|跃升|进位|退后|退位|降低|上移|下移)了?$"
)

_RANK_TO = re.compile(
    r"，?(?:上升|提升|前移|跃升|进位|上移|前进|下降|后移|下滑|退)(?:到|至)(?:全[省市州区县])?"
)


_EACH_AMONG = re.compile(r"分别(?:位居|居|位列|名列|列|排在|排名|排)(?:全[省市州区县国])?$")


def compared_places(reader: Reader, index: int) -> bool:
    """Whether a count says among how many places the rank after it is: 全市9个县区第3位."""
    numbers = reader.made.numbers
    if index + 1 >= len(numbers) or numbers[index].form != "plain":
        return False
    following = numbers[index + 1]
    is_rank = following.form == "ordinal" or RULES.kind(following.unit) == "rank"
    return is_rank and _COMPARED.fullmatch(reader.text[numbers[index].end : following.start]) is not None


def rank(reader: Reader, around: Around) -> Candidate | None:
    """A rank: of a measure, or of the whole work; with the places compared and how far it moved."""
    if _MOVES.search(around.pre):
        return None  # 比上年前移1位 belongs to the rank before it
    if re.search(r"[由从]$", around.pre) and _RANK_TO.match(around.post):
        return None  # 由第6位上升到第3位: the place before
    if _RANK_TO.fullmatch(around.pre):
        begin = reader.sentence_start
        words = reader.made.tokens_in(begin, around.number.start)
        said = reader.text[begin : around.number.start]
        return _rank(reader, replace(around, pre=said, wide=said, wide_tokens=words))
    if around.index == 0 or not compared_places(reader, around.index - 1):
        return _with_moves(reader, around, _rank(reader, around))
    numbers, places = reader.made.numbers, around.index - 1
    earlier = [n.end for n in numbers[max(0, places - 4) : places] if n.unit]
    start = max([reader.sentence_start, *earlier])
    stop = numbers[places].start
    between = reader.text[numbers[places].end : around.number.start]
    wide = replace(
        around,
        pre=reader.text[start:stop] + between,
        wide=reader.text[start:stop] + between,
        wide_tokens=[*reader.made.tokens_in(start, stop), *around.wide_tokens],
    )
    found = _rank(reader, wide)
    if found is not None:
        found.numbers = (*found.numbers, places)
    return _with_moves(reader, around, found)


def _with_moves(reader: Reader, around: Around, found: Candidate | None) -> Candidate | None:
    """Let a row take along the number that says how far the rank moved, in its quote too."""
    numbers, following = reader.made.numbers, around.index + 1
    if found is None or following >= len(numbers) or numbers[following].unit not in ("位", "名", "个"):
        return found
    between = reader.text[around.number.end : numbers[following].start]
    if _MOVES.fullmatch(between.lstrip("，（、")):
        found.numbers = (*found.numbers, following)
        found.extra["quoted_until"] = str(numbers[following].end)
    return found


def _before_in_sentence(reader: Reader) -> Candidate | None:
    """Row before in the sentence, of whose growth or rate a rank is: 到位资金增长11.2%，增速居全州第4位."""
    before = reader.candidates[-1] if reader.candidates else None
    plain = before is not None and before.start >= reader.sentence_start and before.reading.metric != "rank"
    return before if plain else None


def _rank(reader: Reader, around: Around) -> Candidate | None:
    number = around.number
    pre = around.wide if around.index not in reader.made.each else around.pre
    if not any(RANK in t.kinds for t in around.wide_tokens) and not re.search(
        r"(?:全[市省国州]|同组|全[区县])$", around.pre
    ):
        return None
    joined = any("、" in member for _, member in reader.where)
    if number.relation == "<=" and not reader.is_goal(around) and joined:
        return None  # 甲县、乙县居前三位: no rank of its own
    if number.relation == "<=" and (
        re.match(r"^(?:的[^，。；]{0,8}|分别)?(?:是|为|有|：)", around.post) or _EACH_AMONG.search(around.pre)
    ):
        return None  # 增幅居前三位的是甲县、乙县
    if re.match(r"^(?:大|要务|书记|线|手|批)", around.post):
        return None
    authority = authority_of(around.wide_tokens, ranks=True)
    general = re.search(r"考核|晾晒|综合|总体|工作排名|招商引资(?:工作)?(?:位|排|居)", pre) is not None
    goal = reader.is_goal(around)
    period = reader.goal_period if goal else reader.period
    statistic = "target" if goal else "level"
    metric = nearest(around, ("money", "project", "rate"), wide=True)
    of_growth = re.search(r"(?:增速|增幅|增长率|增量|完成率|进度)[^，。；]{0,16}$", pre) is not None
    last = reader.state.last
    if metric is None and not general and (of_growth or last is None):
        last = _before_in_sentence(reader) or last
    if general or (metric is None and last is None):
        where = reader.where if reader.state.parts.entered_here else ()
        reading = Reading(
            period, "rank", where, statistic, number.relation, number.digits, "名", authority=authority
        )
        return _asked_of_growth(reader.row(around, reading, MEDIUM), of_growth and not general)
    if metric is not None and metric.weight:
        name, where = metric.metric, where_of(reader, metric)
    elif last is not None:
        name, where = last.reading.metric, last.reading.where
    else:
        return None
    if goal or name == "rank":
        reading = Reading(
            period, "rank", where, statistic, number.relation, number.digits, "名", authority=authority
        )
    else:
        reading = Reading(
            period, name, where, "rank", number.relation, number.digits, "名", authority=authority
        )
    return _asked_of_growth(reader.row(around, reading, MEDIUM), of_growth)


def _asked_of_growth(found: Candidate, of_growth: bool) -> Candidate:
    """Propose no rank of a growth or a completion: a row has only that of an amount, or of the whole work."""
    if of_growth:
        found.confidence = LOW
        found.extra[OF_RATE] = "yes"
        found.note = "名次说的不是数额，是增速或完成率 the rank is that of growth or completion"
    return found
