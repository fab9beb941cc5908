"""A project and its phases on rows of their own: the whole would be counted beside its parts."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.project_names import name_key
from jjinvest.ledger.reader.values.rows import LedgerRow
from jjinvest.ledger.validation.projects.duplicates import place_of
from jjinvest.ledger.validation.rows.row_rules import RuleContext, bilingual_label, finding_at

MIN_PARTS = 2
MAX_NAMED = 5  # parts named in the sentence of the finding
_LAST_PART = re.compile(r"[-_./—–]+[0-9a-z一二三四五六七八九十]+$", re.IGNORECASE)
_PHASE_AT_END = re.compile(
    r"(?:项目)?第?(?:[0-9]{1,2}|[一二三四五六七八九十首]{1,2})(?:期|标段|批次?|地块)(?:工程|项目|建设|部分)*$"
)
_WHOLE_AT_END = re.compile(r"(?:项目)?(?:总体|整体|全部|总项目|总计|合计|共计|汇总)(?:项目)?$")
_AMOUNTS = ("agreed_amount", "contract_amount", "funds_ytd", "funds_to_date")


def wholes_beside_parts(
    rows: Sequence[LedgerRow], context: RuleContext, first_sheet: str = ""
) -> Iterator[tuple[LedgerRow, Finding]]:
    """Reject a row whose amounts are the sums of other rows that are its parts.

    The code of each part extends that of the whole (A-1, A-1-1, A-1-2), and all amounts of the whole are the
    sums of theirs; or their names are its name and a phase, which often have days of signing of their own;
    or their names begin with its name, they were signed on its day, and two amounts or more are such sums.
    None states another investor.
    """
    for whole, parts, phases in _candidates(rows):
        own = [part for part in parts if _of_one_contract(whole, part, any_day=phases)]
        sums = {name: sum(part.yuan(name) or 0 for part in own) for name in _AMOUNTS}
        equal = [name for name in _AMOUNTS if whole.yuan(name) and whole.yuan(name) == sums[name]]
        differ = any(
            (whole.yuan(name) or 0) != sums[name]
            for name in _AMOUNTS
            if whole.yuan(name) is not None and not (phases and sums[name] == 0)  # left blank in the phases
        )
        by_code = all(_parent_code(part) == _code(whole) != "" for part in own)
        enough = by_code or phases or len(equal) > 1
        if len(own) < MIN_PARTS or "agreed_amount" not in equal or differ or not enough:
            continue
        places = [place_of(part, first_sheet) for part in own]
        named = places[:MAX_NAMED]
        values: dict[str, str] = {
            "parts": BilingualText(
                "、".join(named) + ("等" if len(places) > MAX_NAMED else ""),
                ", ".join(place.en for place in named) + (" and more" if len(places) > MAX_NAMED else ""),
            ),
            "equal": _labels(equal),
            "amount": format_yuan(whole.yuan("agreed_amount") or 0),
            "number": str(len(own)),
        }
        yield whole, finding_at(whole, context, "whole_and_parts", "agreed_amount", values)


def _labels(names: Sequence[str]) -> BilingualText:
    labels = [bilingual_label(name) for name in names]
    return BilingualText("、".join(labels), ", ".join(label.en for label in labels))


def _candidates(rows: Sequence[LedgerRow]) -> Iterator[tuple[LedgerRow, list[LedgerRow], bool]]:
    """Rows with an agreed amount, those that may be their parts, and whether these are named as phases.

    Parts are found by code, else as phases, else as other names of one investor that begin alike.
    """
    stated = [row for row in rows if row.yuan("agreed_amount")]
    by_code = _grouped((_parent_code(row), row) for row in stated)
    by_phase = _grouped((_without_phase(row), row) for row in stated)
    by_investor = _grouped((name_key(row.text("investor")), row) for row in stated)
    for row in stated:
        name = name_key(row.text("project_name"))
        larger = row.yuan("agreed_amount") or 0
        if parts := by_code.get(_code(row), []):
            yield row, parts, False
            continue
        if parts := by_phase.get(name_key(_WHOLE_AT_END.sub("", name)), []):
            yield row, [each for each in parts if (each.yuan("agreed_amount") or 0) < larger], True
            continue
        same = by_investor.get(name_key(row.text("investor")), [])
        yield (
            row,
            [
                each
                for each in same
                if each is not row
                and (each.yuan("agreed_amount") or 0) < larger
                and name_key(each.text("project_name")).startswith(name)
            ],
            False,
        )


def _without_phase(row: LedgerRow) -> str:
    """Name of the project of which a row is a phase; empty where its name has none."""
    name = name_key(row.text("project_name"))
    whole = _PHASE_AT_END.sub("", name)
    return whole if whole != name else ""


def _grouped(rows: Iterable[tuple[str, LedgerRow]]) -> dict[str, list[LedgerRow]]:
    groups: dict[str, list[LedgerRow]] = defaultdict(list)
    for key, row in rows:
        if key:
            groups[key].append(row)
    return groups


def _of_one_contract(whole: LedgerRow, part: LedgerRow, *, any_day: bool) -> bool:
    """Whether a part states no other investor and, unless `any_day`, no other day of signing."""
    investors = {name_key(row.text("investor")) for row in (whole, part)} - {""}
    days = {day.day for row in (whole, part) if (day := row.day("signed_on")) is not None}
    return len(investors) < MIN_PARTS and (any_day or len(days) < MIN_PARTS)


def _code(row: LedgerRow) -> str:
    return unicodedata.normalize("NFKC", row.text("project_code")).strip().lower()


def _parent_code(row: LedgerRow) -> str:
    """Code of which this one is an extension; empty where there is none.

    Examples
    --------
    A-1-2 extends A-1.
    """
    code = _code(row)
    shorter = _LAST_PART.sub("", code)
    return shorter if shorter != code else ""
