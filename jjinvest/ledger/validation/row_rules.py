"""What one row must satisfy by itself: stage and dates, compulsory fields, amounts against each other.

Each rule is a small function from a row to the findings it makes; :data:`ROW_RULES` lists them. A rule that needs a
cell which could not be read stays silent: that cell is a finding already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from jjinvest.core.codes import STAGES
from jjinvest.ledger.fields import AMOUNTS, BY_NAME, DATES, STAGE_DATE, needed
from jjinvest.ledger.reader.layout import Column
from jjinvest.ledger.reader.rows import LARGEST, STAGE_NAMES, Row
from jjinvest.ledger.validation.findings import Finding, Words, money

UNUSUAL_BELOW, UNUSUAL_ABOVE = 10**6, 300 * 10**8
"""Agreed and contract amounts outside of 100 万元 to 300 亿元 are asked about."""
ORDER = (
    ("negotiated_on", "signed_on"),
    ("signed_on", "contract_on"),
    ("signed_on", "started_on"),
    ("started_on", "in_production_on"),
    ("signed_on", "terminated_on"),
    ("negotiated_on", "terminated_on"),
)


@dataclass(frozen=True)
class Before:
    """What the last import said of a project."""

    name: str
    stage: str
    funds_ytd: int | None
    funds_to_date: int | None


@dataclass(frozen=True)
class Setting:
    """What rows are judged against: the columns there are, today, the ledger's month, and the last import by key."""

    columns: Mapping[str, Column]
    today: date
    month: tuple[int, int] | None
    before: Mapping[str, Before]
    before_month: tuple[int, int] | None


def stage_of(row: Row) -> str:
    """Stage a row gives, else the furthest one its dates show."""
    return row.text("stage") or implied_stage(row)


def implied_stage(row: Row) -> str:
    """Furthest stage that the dates of a row show; lead where there is none."""
    reached = [stage for stage, name in STAGE_DATE.items() if row.day(name) is not None]
    return reached[-1] if reached else "lead"


def finding(
    row: Row, setting: Setting, rule: str, name: str, values: Mapping[str, str] | None = None
) -> Finding:
    """Make a finding at the cell of a field."""
    column = setting.columns.get(name)
    found = row.values.get(name)
    told = money(found) if isinstance(found, int) else "" if found is None else str(found)
    return Finding(rule, row.number, None if column is None else column.index, told, values or {})


def field_words(name: str) -> Words:
    """Name of a field in both languages."""
    return Words(BY_NAME[name].zh, BY_NAME[name].en)


def _compulsory(row: Row, setting: Setting) -> Iterator[Finding]:
    stage = stage_of(row)
    wanted = needed(stage)
    if stage == "terminated" and row.day("signed_on") is not None:
        wanted = (*wanted, "agreed_amount")
    for name in wanted:
        if name in setting.columns and name not in row.values and name not in row.unread:
            values = {
                "stage": STAGE_NAMES[stage],
                "field": field_words(name),
                "example": BY_NAME[name].example or "2023-9-2",
            }
            yield finding(row, setting, "field_missing", name, values)


def _stage(row: Row, setting: Setting) -> Iterator[Finding]:
    given, implied = row.text("stage"), implied_stage(row)
    if not given:
        if "stage" in setting.columns and "stage" not in row.unread:
            yield finding(row, setting, "stage_from_dates", "stage", {"stage": STAGE_NAMES[implied]})
        return
    if STAGES.index(implied) > STAGES.index(given):
        values = {
            "stage": STAGE_NAMES[given],
            "implied": STAGE_NAMES[implied],
            "field": field_words(STAGE_DATE[implied]),
            "date": str(row.day(STAGE_DATE[implied])),
        }
        yield finding(row, setting, "stage_behind_dates", "stage", values)


def _moves(row: Row, setting: Setting) -> Iterator[Finding]:
    before, stage = setting.before.get(row.key), stage_of(row)
    if before is not None and "stage" not in row.unread and STAGES.index(stage) < STAGES.index(before.stage):
        values = {"before": STAGE_NAMES[before.stage], "stage": STAGE_NAMES[stage]}
        yield finding(row, setting, "stage_went_back", "stage", values)


def _dates(row: Row, setting: Setting) -> Iterator[Finding]:
    for name in DATES:
        found = row.day(name)
        if found is None:
            continue
        if found.day > setting.today:
            yield finding(row, setting, "date_future", name, {"today": setting.today.isoformat()})
        elif setting.month is not None and (found.day.year, found.day.month) > setting.month:
            values = {"month": "{}-{:02d}".format(*setting.month)}
            yield finding(row, setting, "date_after_month", name, values)
    for first, then in ORDER:
        early, late = row.day(first), row.day(then)
        if early is not None and late is not None and early.certainly_after(late):
            values = {
                "field": field_words(then),
                "date": str(late),
                "other": field_words(first),
                "other_date": str(early),
            }
            yield finding(row, setting, "dates_out_of_order", then, values)


def _amounts(row: Row, setting: Setting) -> Iterator[Finding]:
    for name in AMOUNTS:
        yuan = row.yuan(name)
        if yuan is None:
            continue
        if yuan < 0:
            yield finding(row, setting, "amount_negative", name)
        elif yuan > LARGEST:
            yield finding(row, setting, "amount_too_large", name, {"limit": money(LARGEST)})
        elif name in ("agreed_amount", "contract_amount") and not UNUSUAL_BELOW <= yuan < UNUSUAL_ABOVE:
            values = {"amount": money(yuan), "low": money(UNUSUAL_BELOW), "high": money(UNUSUAL_ABOVE)}
            yield finding(row, setting, "amount_unusual", name, values)


def _against_agreed(row: Row, setting: Setting) -> Iterator[Finding]:
    agreed = row.yuan("agreed_amount")
    if agreed is None:
        return
    for name, rule in (("contract_amount", "contract_over_agreed"), ("funds_to_date", "funds_over_agreed")):
        yuan = row.yuan(name)
        if yuan is not None and yuan > agreed:
            yield finding(row, setting, rule, name, {"amount": money(yuan), "limit": money(agreed)})


def _contract(row: Row, setting: Setting) -> Iterator[Finding]:
    amount, dated = row.yuan("contract_amount"), row.day("contract_on")
    readable = not {"contract_amount", "contract_on"} & row.unread
    if readable and amount and dated is None and "contract_on" in setting.columns:
        yield finding(row, setting, "contract_without_date", "contract_on")
    if readable and dated is not None and amount is None and "contract_amount" in setting.columns:
        yield finding(row, setting, "contract_date_without_amount", "contract_amount")


def _funds_before_signing(row: Row, setting: Setting) -> Iterator[Finding]:
    stage = stage_of(row)
    if stage not in ("lead", "negotiating") or {"signed_on", "stage"} & row.unread:
        return
    for name in ("contract_amount", "funds_month", "funds_ytd", "funds_to_date"):
        yuan = row.yuan(name)
        if yuan:
            values = {"stage": STAGE_NAMES[stage], "field": field_words(name), "amount": money(yuan)}
            yield finding(row, setting, "funds_before_signing", name, values)


ROW_RULES: tuple[Callable[[Row, Setting], Iterator[Finding]], ...] = (
    _compulsory,
    _stage,
    _moves,
    _dates,
    _amounts,
    _against_agreed,
    _contract,
    _funds_before_signing,
)
