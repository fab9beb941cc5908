"""Sets of projects that a sentence follows up: 去年下半年签约的36个项目，已有29个开工."""

from __future__ import annotations

import re

from jjinvest.data.bulletins.clauses.reading import Candidate

_SET = re.compile(
    r"(?:去年|上年|前年|(?:19|20)\d{2}年|[两二三四五]年)(?P<part>[上下]半年|[一二三四前]+个?季度|[\d—至]{1,5}月)?"
    r"(?:全年|度|来|间)?(?:新|共|已)?(?:签约|签订|引进|招引|落户)的(?:\d[\d.]*[个家项宗])?"
    r"[^，。；\d]{0,12}项目"
)
_OF_NOW = re.compile(r"[当本同][季月年期]")
_OUT_OF = re.compile(r"[^，。；\d]{0,10}项目(?:当?中|里)")


def unnamed_set(text: str, start: int, row: Candidate) -> bool:
    """Whether the part of a row leaves out a set of projects that its sentence names before it.

    A cohort is named by its year alone, so a part of a year is left out as well.
    """
    sets = list(_SET.finditer(text, start, row.start + 1))
    if not sets or sets[-1].end() > row.end:
        return False
    return not names_cohort(row) or sets[-1]["part"] is not None


def names_cohort(row: Candidate) -> bool:
    """Whether the part of a row names the year in which its projects were signed."""
    return any(dimension == "cohort" for dimension, _ in row.reading.where)


def opens_set(text: str, row: Candidate) -> bool:
    """Whether what follows a count is out of it, 695个项目中, and it is not one of its own period."""
    now = _OF_NOW.search(text, max(0, row.start - 6), row.end)
    return now is None and _OUT_OF.match(text, row.end) is not None
