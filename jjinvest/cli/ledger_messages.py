"""Console messages of the commands on ledgers: counts and totals, findings, conclusion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.i18n.plurals import choose_words
from jjinvest.ledger.fields import CHOICES, field_label
from jjinvest.ledger.findings import REJECTED, BilingualText, Finding, format_yuan, rules, shorten
from jjinvest.ledger.project_names import recoded_keys
from jjinvest.ledger.reader.units.money_units import currency_name
from jjinvest.ledger.reader.values.choices import CHOICE_NAMES
from jjinvest.ledger.reader.values.rows import possible
from jjinvest.ledger.store.amount_changes import MEASURES, amount_changes, change_totals
from jjinvest.ledger.store.stage_log import GROUPS, field_changes
from jjinvest.ledger.validation.imports.exchange_rates import rate_effects
from jjinvest.ledger.validation.overrides import suggested_override
from jjinvest.ledger.validation.result import ValidationResult

MAX_FINDING_KINDS = 14  # on one screen
MAX_SUGGESTIONS = 20  # a clerk writes them in one round
MAX_LISTED_PROJECTS = 12
MAX_LISTED_ADDRESSES = 6
_OF_YEAR = "funds_ytd"
_BEFORE_SIGNING = ("lead", "negotiating")
_YES_NO = {"yes": BilingualText("是", "yes"), "no": BilingualText("否", "no")}
_SEVERITY_MARK = {"rejected": "✗", "remark": "!"}
_DUPLICATE_RULES = ("same_code", "same_name", "replaced_row", "same_figures", "left_out")


def message(words: Vocabulary, key: str, /, **values: object) -> str:
    """Return the text of ``ledger.<key>`` with its values, free of control characters."""
    texts = {name: re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", str(value)) for name, value in values.items()}
    chosen = choose_words(words.message(f"ledger.{key}"), lambda name: texts[name] == "1")
    return re.sub(r"\{([a-z_]+)\}", lambda match: texts[match.group(1)], chosen)


def summary(result: ValidationResult, words: Vocabulary) -> list[str]:
    """Return what was read, and the counts and totals by outcome."""
    table = result.table
    month = (
        message(words, "month", month="{}-{:02d}".format(*table.month))
        if table.month
        else message(words, "no_month")
    )
    others = message(words, "others", number=result.other_rows) if result.other_rows else ""
    overridden = message(words, "overridden", number=len(result.overridden)) if result.overridden else ""
    lines = [
        message(
            words,
            "read",
            file=result.workbook.path.name,
            sheet="、".join(dict.fromkeys(each.sheet.name for each in (table, *(t for t, _ in result.more)))),
            header=table.header + 1,
            rows=len(result.projects),
            month=month,
            others=others,
        ),
        message(words, "counts", rows=len(result.projects), **result.counts) + overridden,
    ]
    if result.unmatched:
        lines.append(message(words, "unmatched", number=result.unmatched))
    columns = set(table.columns).union(*(each.columns for each, _ in result.more))
    columns |= {name for row in result.rows for name in row.places}
    of_year = () if "funds_to_date" in columns else ("funds_ytd",)  # funds of the year where no others are
    lines += [f"  {_total(result, name, words)}" for name in (*MEASURES, *of_year) if name in columns]
    repeated = [row for row in result.rows if any(f.rule in _DUPLICATE_RULES for f in row.findings)]
    if repeated:
        total = result.total("agreed_amount")
        amounts = (row.yuan("agreed_amount") or 0 for row in repeated)
        extra = sum(amount for amount in amounts if possible(amount))  # as the total has them
    if repeated and extra:
        totals = {"before": _money(total, words), "after": _money(total - extra, words)}
        lines.append(f"  {message(words, 'duplicates', number=len(repeated), **totals)}")
    return lines


def _total(result: ValidationResult, name: str, words: Vocabulary) -> str:
    field = field_label(name, words.language)
    unreadable = result.left_out(name)
    if all(row.yuan(name) is None for row in result.rows) and not unreadable:
        return message(words, "total_blank", field=field)
    accepted, rejected = result.total(name, "accepted", "remark"), result.total(name, "rejected")
    line = message(words, "total", field=field, accepted=_money(accepted, words))
    if name == "agreed_amount":
        line += _not_signed(result, words)
    if rejected:
        totals = {"rejected": _money(rejected, words), "all": _money(accepted + rejected, words)}
        line += message(words, "total_rejected", **totals)
    line += message(words, "total_unreadable", number=unreadable) if unreadable else ""
    blank = sum(row.yuan(name) is None and name not in row.unread for row in result.rows)
    return line + (message(words, "total_partly_blank", number=blank) if blank else "")


def _not_signed(result: ValidationResult, words: Vocabulary) -> str:
    """What of the agreed amounts no project has signed yet, by the stage that its row states."""
    rows = [row for row in result.rows if row.status != "rejected" and row.text("stage") in _BEFORE_SIGNING]
    amount = sum(yuan for row in rows if possible(yuan := row.yuan("agreed_amount") or 0))
    return (
        message(words, "total_not_signed", number=len(rows), amount=_money(amount, words)) if amount else ""
    )


def findings(result: ValidationResult, words: Vocabulary) -> list[str]:
    """Return the findings by rule and column, rejections first."""
    kinds: dict[tuple[str, str, int | None], list[Finding]] = {}
    for finding in sorted(result.findings(), key=lambda f: f.severity != REJECTED):
        kinds.setdefault((finding.rule, finding.sheet, finding.column), []).append(finding)
    lines = [_finding(group, words) for group in list(kinds.values())[:MAX_FINDING_KINDS]]
    if len(kinds) > MAX_FINDING_KINDS:
        lines.append(message(words, "more", number=len(kinds) - MAX_FINDING_KINDS))
    return lines


def _finding(group: list[Finding], words: Vocabulary) -> str:
    first, language = group[0], words.language
    address = f"{first.address} " if first.address else ""
    line = f"{_SEVERITY_MARK[first.severity]} {address}{shorten(first.what(language), 160)}"
    # a sentence that holds values already states what was found
    if first.found and "{" not in rules()[first.rule].sentences[language][0]:
        line += message(words, "found", found=shorten(first.found))
    if len(group) > 1:
        line += message(words, "times", number=len(group), addresses=_addresses(group))
    if first.expected(language) not in ("", "—"):
        line += f"\n     {message(words, 'expected', expected=shorten(first.expected(language), 160))}"
        if first.example(language) not in ("", "—"):
            line += message(words, "example", example=first.example(language))
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", " ", line)


def _addresses(group: list[Finding]) -> str:
    addresses = [finding.address or shorten(finding.found, 16) for finding in group[:MAX_LISTED_ADDRESSES]]
    return " ".join(addresses) + (" …" if len(group) > len(addresses) else "")


def decidable(result: ValidationResult, overrides: Path, words: Vocabulary) -> list[str]:
    """Return lines that a person may add to decisions.csv, for rejected rows that may be correct."""
    lines = list(
        dict.fromkeys(
            text
            for row in result.blocking
            for finding in row.findings
            if finding.severity == REJECTED and (text := suggested_override(finding, row))
        )
    )
    if not lines:
        return []
    rest = len(lines) - MAX_SUGGESTIONS
    return [
        message(words, "decide", path=overrides),
        *(f"     {shorten(line, 160)}" for line in lines[:MAX_SUGGESTIONS]),
        *([f"     {message(words, 'decide_more', number=rest)}"] if rest > 0 else []),
    ]


def verdict(result: ValidationResult, words: Vocabulary) -> str:
    """Return the last line of a check: whether the ledger can be imported."""
    if result.blocking:
        return message(words, "verdict_rejected", number=len(result.blocking))
    remarks = sum(finding.severity != REJECTED for finding in result.findings())
    return message(words, "verdict_remarks", number=remarks) if remarks else message(words, "verdict_clean")


def difference(
    before: pd.DataFrame, after: pd.DataFrame, words: Vocabulary, *, every: bool = False
) -> list[str]:
    """Return why each total changed: new, changed and removed amounts, which add up, then the projects.

    Parameters
    ----------
    before, after
        Rows of two ledgers, from
        :meth:`~jjinvest.ledger.validation.result.ValidationResult.frame`.
    words
        Message catalog.
    every
        List every project, not only the largest changes.
    """
    lines = []
    names = (each.set_index("key")["project_name"] for each in (before, after))
    recoded = before.assign(key=before["key"].replace(recoded_keys(*names)))
    listed_before: dict[str, int] = {}
    for measure in (*MEASURES, _OF_YEAR):
        changes = amount_changes(before, after, measure)
        own = dict(zip(changes["key"], changes["change"], strict=True))
        if measure == _OF_YEAR and own == listed_before:
            continue  # what came in this year is in the funds to date
        listed_before = own
        totals = {"before": int(before[measure].sum()), "after": int(after[measure].sum())}
        filled = {"before": before[measure].notna().any(), "after": after[measure].notna().any()}
        amounts = {
            name: _money(yuan, words) if filled[name] else message(words, "blank")
            for name, yuan in totals.items()
        }
        field = field_label(measure, words.language)
        if changes.empty:
            lines.append(message(words, "diff_none", field=field, **amounts))
            continue
        parts = {
            kind: message(words, "diff_part", yuan=_money(change, words, signed=True), number=number)
            for kind, (number, change) in change_totals(changes).items()
        }
        change = _money(totals["after"] - totals["before"], words, signed=True)
        lines.append(message(words, "diff_head", field=field, change=change, **amounts, **parts))
        listed = changes if every else changes.head(MAX_LISTED_PROJECTS)
        by_rate = rate_effects(recoded, after, measure)
        lines += _effect_of_rates(by_rate, words)
        lines += [f"  {line}" for line in _projects(listed, words, by_rate)]
        rest = changes.iloc[len(listed) :]
        if len(rest):
            remainder = _money(int(rest["change"].sum()), words, signed=True)
            lines.append(f"  {message(words, 'diff_rest', number=len(rest), change=remainder)}")
    return lines


def described_changes(
    before: pd.DataFrame, after: pd.DataFrame, words: Vocabulary, *, every: bool = False
) -> list[str]:
    """Return the changed codes, names, groups, stages and dates of two ledgers, one line a project.

    Those that moved an amount to another group or year come first, the largest of them before others.

    Parameters
    ----------
    before, after
        Rows of two ledgers, as for :func:`difference`.
    words
        Message catalog.
    every
        List every project, not only the first ones.
    """
    changes = field_changes(before, after)
    agreed = dict(
        zip(after["key"].astype("str"), after["agreed_amount"].fillna(0).astype("int64"), strict=True)
    )
    lines = []
    by_project = list(changes.groupby(["key", "project_name"], sort=False))
    for (key, name), of_project in sorted(by_project, key=lambda each: -_moved(each, agreed)):
        parts = "；".join(_field_change(entry, words) for entry in _entries(of_project))
        values = {"key": shorten(str(key), 30), "name": shorten(str(name)), "changes": parts}
        moved = _moved(((key, name), of_project), agreed)
        amount = message(words, "diff_moved", amount=_money(moved, words)) if moved else ""
        lines.append(f"  {message(words, 'diff_fields', **values)}{amount}")
    if not lines:
        return []
    rest = 0 if every else max(0, len(lines) - MAX_LISTED_PROJECTS)
    head = message(words, "diff_fields_head", number=len(lines))
    tail = [f"  {message(words, 'diff_fields_rest', number=rest)}"] if rest else []
    return [head, *lines[: len(lines) - rest], *tail]


def _moved(project: tuple[Any, pd.DataFrame], agreed: Mapping[str, int]) -> int:
    """Agreed amount that a project brought to another group or year of signing; 0 where it stayed."""
    (key, _), changes = project
    signed = changes[changes["field"] == "signed_on"]
    is_moved = (
        changes["field"].isin(GROUPS).any() or (signed["before"].str[:4] != signed["after"].str[:4]).any()
    )
    return int(agreed.get(str(key), 0)) if is_moved else 0


def log_lines(log: pd.DataFrame, months: Mapping[int, str], words: Vocabulary) -> list[str]:
    """Return the stage log of projects, one head a project and one line an entry.

    Parameters
    ----------
    log
        From :func:`~jjinvest.ledger.store.stage_log.stage_log`.
    months
        Month of each import by its number.
    """
    lines = []
    for (key, name), entries in log.groupby(["key", "project_name"], sort=False):
        lines.append(f"{shorten(str(key), 30)} {shorten(str(name))}")
        lines += [
            "  "
            + message(
                words,
                "log_line",
                number=entry["number"],
                month=months.get(entry["number"], "") or "—",
                change=_field_change(entry, words),
            )
            for entry in _entries(entries)
        ]
    return lines


def _entries(changes: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in changes.to_dict("records")]


def _field_change(entry: Mapping[str, Any], words: Vocabulary) -> str:
    """Write one change: the field, then the old and the new value."""
    field = str(entry["field"])
    label = message(words, "project_code") if field == "key" else field_label(field, words.language)
    values = [str(entry[side]) for side in ("before", "after")]
    if field == "stage":
        values = [words.message(f"term.{value}") if value else "" for value in values]
    elif field in CHOICES:
        named = [{**CHOICE_NAMES, **_YES_NO}.get(value, value) for value in values]
        values = [getattr(each, words.language, str(each)) for each in named]
    old, new = (shorten(value) if value else "—" for value in values)
    return f"{label} {new}" if not values[0] else f"{label} {old} → {new}"


def _effect_of_rates(by_rate: pd.DataFrame, words: Vocabulary) -> list[str]:
    """Say what new exchange rates alone did to a total; nothing where there are none."""
    if by_rate.empty:
        return []
    change = _money(int(by_rate["effect"].sum()), words, signed=True)
    return [f"  {message(words, 'diff_rates', change=change, number=len(by_rate))}"]


def _projects(changes: pd.DataFrame, words: Vocabulary, by_rate: pd.DataFrame) -> Iterable[str]:
    rates = by_rate.to_dict("index")
    for row in changes.to_dict("records"):
        rate = rates.get(row["key"])
        line = message(
            words,
            "diff_line",
            kind=message(words, f"kind_{row['kind']}"),
            key=shorten(row["key"], 30),
            name=shorten(row["project_name"]),
            before=_money(row["before"], words),
            after=_money(row["after"], words),
            change=_money(row["change"], words, signed=True),
        )
        yield line if rate is None else line + _rate(rate, words)


def _rate(rate: Mapping[Any, Any], words: Vocabulary) -> str:
    """Say what a new rate alone did to an amount, with both rates."""
    return message(
        words,
        "diff_rate",
        currency=currency_name(rate["currency"], words.language),
        before=format(rate["before"], ".10g"),
        after=format(rate["after"], ".10g"),
        change=_money(int(rate["effect"]), words, signed=True),
    )


def _money(yuan: int, words: Vocabulary, *, signed: bool = False) -> str:
    return f"{'+' if signed and yuan > 0 else ''}{format_yuan(yuan, words.language)}"
