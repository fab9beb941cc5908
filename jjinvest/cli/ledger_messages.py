"""Console messages of `check FILE`, `ledger import` and `ledger diff`.

Counts that add up come first, then what to correct, then the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.ledger.fields import label
from jjinvest.ledger.store.amount_changes import MEASURES, changes, parts
from jjinvest.ledger.validation.findings import REJECTED, Finding, money, short
from jjinvest.ledger.validation.overrides import suggestion
from jjinvest.ledger.validation.validate import Intake

MAX_SHOWN_KINDS = 14  # kinds of findings on one screen
MAX_SUGGESTIONS = 3
MAX_LISTED_PROJECTS = 12
_MARK = {"rejected": "✗", "remark": "!"}
_DUPLICATE = ("same_code", "same_name", "left_out")


def message(words: Vocabulary, key: str, /, **values: object) -> str:
    """Put values into a message; what came from a file cannot command the terminal."""
    safe = {name: re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", str(value)) for name, value in values.items()}
    return re.sub(r"\{([a-z_]+)\}", lambda m: safe[m.group(1)], words.message(f"ledger.{key}"))


def summary(intake: Intake, words: Vocabulary) -> list[str]:
    """Return what was read, and the counts and totals by outcome."""
    table, counts = intake.table, intake.counts
    month = (
        message(words, "month", month="{}-{:02d}".format(*table.month))
        if table.month
        else message(words, "no_month")
    )
    others = message(words, "others", number=len(table.others)) if table.others else ""
    lines = [
        message(
            words,
            "read",
            file=intake.book.path.name,
            sheet=table.sheet.name,
            header=table.header + 1,
            rows=len(intake.rows),
            month=month,
            others=others,
        ),
        message(words, "counts", rows=len(intake.rows), **counts)
        + (message(words, "settled", number=len(intake.settled)) if intake.settled else ""),
    ]
    lines += [f"  {_total(intake, name, words)}" for name in MEASURES if name in table.columns]
    repeated = [row for row in intake.rows if any(f.rule in _DUPLICATE for f in row.findings)]
    if repeated:
        extra = sum(row.yuan("agreed_amount") or 0 for row in repeated)
        total = intake.total("agreed_amount")
        totals = {"before": _money(total, words), "after": _money(total - extra, words)}
        lines.append(f"  {message(words, 'duplicates', number=len(repeated), **totals)}")
    return lines


def _total(intake: Intake, name: str, words: Vocabulary) -> str:
    accepted, rejected = intake.total(name, "accepted", "remark"), intake.total(name, "rejected")
    line = message(words, "total", field=label(name, words.language), accepted=_money(accepted, words))
    if rejected:
        totals = {"rejected": _money(rejected, words), "all": _money(accepted + rejected, words)}
        line += message(words, "total_rejected", **totals)
    unreadable = intake.unreadable(name)
    return line + (message(words, "total_unreadable", number=unreadable) if unreadable else "")


def findings(intake: Intake, words: Vocabulary) -> list[str]:
    """Return the findings, what must be corrected first, each kind of one column once."""
    kinds: dict[tuple[str, int | None], list[Finding]] = {}
    for found in sorted(intake.findings(), key=lambda f: f.severity != REJECTED):
        kinds.setdefault((found.rule, found.column), []).append(found)
    lines = [_finding(group, words) for group in list(kinds.values())[:MAX_SHOWN_KINDS]]
    if len(kinds) > MAX_SHOWN_KINDS:
        lines.append(message(words, "more", number=len(kinds) - MAX_SHOWN_KINDS))
    return lines


def _finding(group: list[Finding], words: Vocabulary) -> str:
    first, language = group[0], words.language
    address = f"{first.address} " if first.address else ""
    line = f"{_MARK[first.severity]} {address}{short(first.what(language), 160)}"
    # a rule whose sentence holds values already shows what was found
    if first.found and not first.terms:
        line += message(words, "found", found=short(first.found))
    if len(group) > 1:
        line += message(words, "times", number=len(group), addresses=_addresses(group))
    if first.expected(language) not in ("", "—"):
        line += f"\n     {message(words, 'expected', expected=short(first.expected(language), 160))}"
        if first.example(language) not in ("", "—"):
            line += message(words, "example", example=first.example(language))
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", " ", line)


def _addresses(group: list[Finding]) -> str:
    addresses = [found.address or short(found.found, 16) for found in group[:6]]
    return " ".join(addresses) + (" …" if len(group) > len(addresses) else "")


def decidable(intake: Intake, decisions: Path, words: Vocabulary) -> list[str]:
    """Return lines a person may add to decisions.csv, for rejected rows that may be correct."""
    lines = [
        text
        for row in intake.blocking
        for found in row.findings
        if found.severity == REJECTED and (text := suggestion(found, row, intake.rows))
    ]
    if not lines:
        return []
    return [
        message(words, "decide", path=decisions),
        *(f"     {short(line, 160)}" for line in lines[:MAX_SUGGESTIONS]),
    ]


def verdict(intake: Intake, words: Vocabulary) -> str:
    """Return the last line of a check."""
    if intake.blocking:
        return message(words, "verdict_rejected", number=len(intake.blocking))
    remarks = sum(found.severity != REJECTED for found in intake.findings())
    return message(words, "verdict_remarks", number=remarks) if remarks else message(words, "verdict_clean")


def difference(
    before: pd.DataFrame, after: pd.DataFrame, words: Vocabulary, *, every: bool = False
) -> list[str]:
    """Return why each total changed: the parts, which add up, then the projects."""
    lines = []
    for measure in MEASURES:
        found = changes(before, after, measure)
        by_kind = {
            kind: message(words, "diff_part", yuan=_money(change, words, signed=True), number=number)
            for kind, (number, change) in parts(found).items()
        }
        totals = {"before": int(before[measure].sum()), "after": int(after[measure].sum())}
        change = _money(totals["after"] - totals["before"], words, signed=True)
        shown = {name: _money(yuan, words) for name, yuan in totals.items()}
        field = label(measure, words.language)
        if found.empty:
            lines.append(message(words, "diff_none", field=field, **shown))
            continue
        lines.append(message(words, "diff_head", field=field, change=change, **shown, **by_kind))
        listed = found if every else found.head(MAX_LISTED_PROJECTS)
        lines += [f"  {line}" for line in _projects(listed, words)]
        rest = found.iloc[len(listed) :]
        if len(rest):
            more = _money(int(rest["change"].sum()), words, signed=True)
            lines.append(f"  {message(words, 'diff_rest', number=len(rest), change=more)}")
    return lines


def _projects(found: pd.DataFrame, words: Vocabulary) -> Iterable[str]:
    for row in found.to_dict("records"):
        yield message(
            words,
            "diff_line",
            kind=message(words, f"kind_{row['kind']}"),
            key=short(row["key"], 30),
            name=short(row["project_name"]),
            before=_money(row["before"], words),
            after=_money(row["after"], words),
            change=_money(row["change"], words, signed=True),
        )


def _money(yuan: int, words: Vocabulary, *, signed: bool = False) -> str:
    return f"{'+' if signed and yuan > 0 else ''}{money(yuan, words.language)}"
