"""Rules for a single row: stage and dates, compulsory fields, amounts compared with each other.

Each rule is a function from a row to its findings; :data:`ROW_RULES` lists them. A rule skips a row whose
cell could not be read: that cell already has a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from jjinvest.core.codes import DATE_OF_STAGE, STAGES
from jjinvest.ledger.fields import AMOUNTS, BY_NAME, CHOICES, DATES, required_fields
from jjinvest.ledger.findings import BilingualText, Finding, format_yuan
from jjinvest.ledger.reader.headed_columns.columns import LedgerColumn
from jjinvest.ledger.reader.values.choices import AFTER_SIGNING, amount_after_signing
from jjinvest.ledger.reader.values.rows import MAX_PROJECT_YUAN, STAGE_NAMES, LedgerRow
from jjinvest.ledger.validation.imports.exchange_rates import Conversion

MIN_USUAL_YUAN = 10**6  # 100 万元; agreed and contract amounts below it are a remark
MAX_USUAL_YUAN = 300 * 10**8  # 300 亿元; from here on they are a remark too
MAX_EARLY_START = timedelta(days=7)  # work that begins at most so long before signing is a remark
_NO_REASON = re.compile(r"暂?无|没有|未终止|不适用|否|正常|[-—/\\]+")
_PART_ALONE = re.compile(r"(?:其中)?\s*[:：]?\s*第?[一二三四五六七八九十0-9]{1,2}[期批](?:工程|项目)?")
DATE_EXAMPLE = "2023-9-2"
DATE_ORDER = (
    ("negotiated_on", "signed_on"),
    ("signed_on", "contract_on"),
    ("signed_on", "started_on"),
    ("started_on", "in_production_on"),
    ("signed_on", "terminated_on"),
    ("negotiated_on", "terminated_on"),
)


@dataclass(frozen=True)
class PreviousProject:
    """A project as the last import has it; amounts in 元.

    `conversions` says how those of its amounts came to be in 元 that were in another currency, by field.
    """

    name: str
    stage: str
    funds_ytd: int | None
    funds_to_date: int | None
    agreed_amount: int | None = None
    conversions: Mapping[str, Conversion] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleContext:
    """What the rules compare a row with.

    Attributes
    ----------
    columns
        Columns of the ledger by field.
    today
        Dates after this day have not happened yet.
    month
        Year and month of the ledger; None where unknown.
    previous
        Projects of the last import by key.
    previous_month
        Year and month of the last import; None where unknown.
    """

    columns: Mapping[str, LedgerColumn]
    today: date
    month: tuple[int, int] | None
    previous: Mapping[str, PreviousProject]
    previous_month: tuple[int, int] | None


def stage_of(row: LedgerRow) -> str:
    """Stage in the row, else the furthest stage that its dates show."""
    return row.text("stage") or implied_stage(row)


def implied_stage(row: LedgerRow) -> str:
    """Furthest stage that the dates of a row show; lead where it has no date."""
    reached = [stage for stage, name in DATE_OF_STAGE.items() if row.day(name) is not None]
    return reached[-1] if reached else "lead"


def finding_at(
    row: LedgerRow, context: RuleContext, rule: str, name: str, values: Mapping[str, str] | None = None
) -> Finding:
    """Create a finding at the cell of a field."""
    column = row.columns.get(name) or context.columns.get(name)
    value = row.values.get(name)
    content = format_yuan(value) if isinstance(value, int) else "" if value is None else str(value)
    if name in row.places:
        sheet, number, index = row.places[name]
        return Finding(rule, number, index, content, values or {}, sheet)
    if row.sheet or column is None:
        return Finding(rule, row.number, None, content, values or {}, row.sheet)
    return Finding(rule, row.number, column.index, content, values or {})


def bilingual_label(name: str) -> BilingualText:
    """Name of a field in both languages."""
    return BilingualText(BY_NAME[name].zh, BY_NAME[name].en)


def compulsory_fields(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Name the fields that the stage of a row needs and that are blank."""
    stage = stage_of(row)
    required = required_fields(stage)
    if stage == "terminated" and row.day("signed_on") is not None:
        required = (*required, "agreed_amount")
    for name in required:
        if name in (row.columns or context.columns) and name not in row.values and name not in row.unread:
            values = {
                "stage": STAGE_NAMES[stage],
                "field": bilingual_label(name),
                "example": BY_NAME[name].example or DATE_EXAMPLE,
            }
            # an example would be copied: which choice holds, only the project can say
            rule = "choice_missing" if name in CHOICES else "field_missing"
            yield finding_at(row, context, rule, name, values)


def stage_against_dates(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Compare the stage of a row with its dates."""
    stage, implied = row.text("stage"), implied_stage(row)
    if not stage:
        if "stage" in context.columns and "stage" not in row.unread:
            yield finding_at(row, context, "stage_from_dates", "stage", {"stage": STAGE_NAMES[implied]})
        return
    if STAGES.index(implied) > STAGES.index(stage):
        values = {
            "stage": STAGE_NAMES[stage],
            "implied": STAGE_NAMES[implied],
            "field": bilingual_label(DATE_OF_STAGE[implied]),
            "date": str(row.day(DATE_OF_STAGE[implied])),
        }
        yield finding_at(row, context, "stage_behind_dates", "stage", values)


def stage_moves(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Reject a stage before that of the last import."""
    previous, stage = context.previous.get(row.key), stage_of(row)
    if previous is None or "stage" in row.unread:
        return
    if STAGES.index(stage) < STAGES.index(previous.stage):
        values = {"before": STAGE_NAMES[previous.stage], "stage": STAGE_NAMES[stage]}
        yield finding_at(row, context, "stage_went_back", "stage", values)


def dates_in_order(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Name dates that are late, and dates out of order."""
    for name in DATES:
        dated = row.day(name)
        if dated is None:
            continue
        if dated.day > context.today:
            yield finding_at(row, context, "date_future", name, {"today": context.today.isoformat()})
        elif context.month is not None and (dated.day.year, dated.day.month) > context.month:
            values = {"month": "{}-{:02d}".format(*context.month)}
            yield finding_at(row, context, "date_after_month", name, values)
    for first, then in DATE_ORDER:
        early, late = row.day(first), row.day(then)
        if early is not None and late is not None and early.certainly_after(late):
            values = {
                "field": bilingual_label(then),
                "date": str(late),
                "other": bilingual_label(first),
                "other_date": str(early),
            }
            begun_early = (first, then) == (
                "signed_on",
                "started_on",
            ) and early.day - late.day <= MAX_EARLY_START
            rule = "started_before_signing" if begun_early else "dates_out_of_order"
            yield finding_at(row, context, rule, then, values)


def after_termination(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Remark on work and funds of a project after its termination."""
    ended = row.day("terminated_on")
    if ended is None:
        return
    for name in ("started_on", "in_production_on"):
        begun = row.day(name)
        if begun is not None and begun.certainly_after(ended):
            values = {"field": bilingual_label(name), "date": str(begun), "ended": str(ended)}
            yield finding_at(row, context, "after_termination", name, values)
    funds = {"funds_ytd": row.yuan("funds_ytd"), "funds_month": row.yuan("funds_month")}
    for name, yuan in funds.items():
        late = context.month is not None and ended.day.year < context.month[0]
        if yuan and late:
            terms = {"field": bilingual_label(name), "amount": format_yuan(yuan), "ended": str(ended)}
            yield finding_at(row, context, "funds_after_termination", name, terms)


def reason_without_termination(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Reject a reason of termination at another stage: the project would be counted as one that goes on."""
    stage, reason = stage_of(row), row.text("terminated_reason").strip()
    if stage == "terminated" or not reason or "stage" in row.unread or _NO_REASON.fullmatch(reason):
        return
    if "terminated_on" not in row.unread:
        yield finding_at(
            row, context, "reason_without_termination", "terminated_reason", {"stage": STAGE_NAMES[stage]}
        )


def usual_amounts(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Name amounts that are negative, too large or unusual."""
    for name in AMOUNTS:
        yuan = row.yuan(name)
        if yuan is None:
            continue
        if yuan < 0 and name == "funds_month":
            values = {"amount": format_yuan(yuan)}
            rule = "refund" if _is_refund(row, context, yuan) else "month_negative"
            yield finding_at(row, context, rule, name, values)
        elif yuan < 0:
            yield finding_at(row, context, "amount_negative", name)
        elif yuan > MAX_PROJECT_YUAN:
            yield finding_at(row, context, "amount_too_large", name, {"limit": format_yuan(MAX_PROJECT_YUAN)})
        elif name in ("agreed_amount", "contract_amount") and not MIN_USUAL_YUAN <= yuan < MAX_USUAL_YUAN:
            values = {
                "amount": format_yuan(yuan),
                "low": format_yuan(MIN_USUAL_YUAN),
                "high": format_yuan(MAX_USUAL_YUAN),
            }
            yield finding_at(row, context, "amount_unusual", name, values)


def _is_refund(row: LedgerRow, context: RuleContext, flow: int) -> bool:
    """Whether funds to date, and those of the year, fell since the last import by the month."""
    previous, months = context.previous.get(row.key), (context.previous_month, context.month)
    total = row.yuan("funds_to_date")
    if previous is None or None in months or total is None or previous.funds_to_date is None:
        return False
    same_year = context.month is not None and months[0] is not None and months[0][0] == context.month[0]
    ytd = row.yuan("funds_ytd")
    of_year = not same_year or None in (ytd, previous.funds_ytd) or ytd == (previous.funds_ytd or 0) + flow
    return of_year and total == previous.funds_to_date + flow


def against_agreed(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Compare contract and funds with the agreed amount."""
    agreed = row.yuan("agreed_amount")
    if agreed is None or agreed < 0:  # a negative amount is refused by itself
        return
    for name, rule in (("contract_amount", "contract_over_agreed"), ("funds_to_date", "funds_over_agreed")):
        yuan = row.yuan(name)
        if yuan is not None and yuan > agreed:
            yield finding_at(
                row, context, rule, name, {"amount": format_yuan(yuan), "limit": format_yuan(agreed)}
            )
    contract, funds = row.yuan("contract_amount"), row.yuan("funds_to_date")
    if contract and funds is not None and contract < funds <= agreed:
        values = {"amount": format_yuan(funds), "limit": format_yuan(contract)}
        yield finding_at(row, context, "funds_over_contract", "funds_to_date", values)


def complete_contract(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Remark on a contract without its date, and the reverse."""
    amount, dated = row.yuan("contract_amount"), row.day("contract_on")
    readable = not {"contract_amount", "contract_on"} & row.unread
    if readable and amount and dated is None and "contract_on" in context.columns:
        yield finding_at(row, context, "contract_without_date", "contract_on")
    if readable and dated is not None and amount is None and "contract_amount" in context.columns:
        yield finding_at(row, context, "contract_date_without_amount", "contract_amount")


def sign_funded(rows: Sequence[LedgerRow], context: RuleContext) -> None:
    """Take projects with funds for signed, in a ledger that has neither stages nor dates, with a remark."""
    if {"stage", "signed_on"} & set(context.columns):
        return
    for row in rows:
        name = amount_after_signing(row.values)
        if name and stage_of(row) == "lead" and not row.text("stage") and "stage" not in row.unread:
            amount = format_yuan(row.yuan(name) or 0)
            values = {"field": bilingual_label(name), "amount": amount}
            row.findings.append(finding_at(row, context, "stage_from_funds", name, values))
            row.values["stage"] = "signed"


def funds_before_signing(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Reject funds and a contract before signing."""
    stage = stage_of(row)
    if stage not in ("lead", "negotiating") or {"signed_on", "stage"} & row.unread:
        return
    for name in AFTER_SIGNING:
        yuan = row.yuan(name)
        if yuan:
            values = {
                "stage": STAGE_NAMES[stage],
                "field": bilingual_label(name),
                "amount": format_yuan(yuan),
            }
            yield finding_at(row, context, "funds_before_signing", name, values)


RowRule = Callable[[LedgerRow, RuleContext], Iterator[Finding]]


def name_of_part(row: LedgerRow, context: RuleContext) -> Iterator[Finding]:
    """Remark on a name that is that of a phase alone, such as 其中：一期: of which project is not said."""
    if _PART_ALONE.fullmatch(row.text("project_name")):
        yield finding_at(row, context, "name_of_part", "project_name")


ROW_RULES: tuple[RowRule, ...] = (
    compulsory_fields,
    name_of_part,
    stage_against_dates,
    stage_moves,
    dates_in_order,
    after_termination,
    reason_without_termination,
    usual_amounts,
    against_agreed,
    complete_contract,
    funds_before_signing,
)
