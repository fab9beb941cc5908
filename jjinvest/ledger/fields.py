"""Columns of a ledger, read from fields.csv and used by the template, the reader, the rules and the store."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from jjinvest.core.codes import STAGES


@dataclass(frozen=True)
class Field:
    """One column: kind of value, names, the stage from which it is compulsory, a note and an example.

    `kind` is text, amount, date, choice or rate. `needed_from` is a stage, or empty for an optional column.
    """

    name: str
    kind: str
    zh: str
    en: str
    needed_from: str
    note: str
    example: str


def _load_fields() -> tuple[Field, ...]:
    with Path(__file__).with_name("fields.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(Field(**line) for line in csv.DictReader(lines))


FIELDS = _load_fields()
FUNDS = ("funds_month", "funds_ytd", "funds_to_date")
"""Columns of funds in place, of a shorter time first."""
BY_NAME = {field.name: field for field in FIELDS}
AMOUNTS = tuple(field.name for field in FIELDS if field.kind == "amount")
DATES = tuple(field.name for field in FIELDS if field.kind == "date")
TEXTS = tuple(field.name for field in FIELDS if field.kind == "text")
CHOICES = tuple(field.name for field in FIELDS if field.kind == "choice")
ESSENTIAL = ("project_name", "agreed_amount")
"""A sheet without these columns is not a ledger."""


def field_label(name: str, language: str) -> str:
    """Name of a column in Chinese (``zh``) or English.

    Examples
    --------
    >>> field_label("agreed_amount", "zh"), field_label("agreed_amount", "en")
    ('协议金额', 'agreed amount')
    """
    field = BY_NAME[name]
    return field.zh if language == "zh" else field.en


def required_fields(stage: str) -> tuple[str, ...]:
    """Names of the columns that a project of this stage must fill, in their order.

    A terminated project needs its name and the date of termination; if it was signed, the rule in
    :mod:`jjinvest.ledger.validation.rows.row_rules` adds its agreed amount.

    Raises
    ------
    ValueError
        If the stage is not one of :data:`~jjinvest.core.codes.STAGES`.

    Examples
    --------
    >>> required_fields("lead"), required_fields("terminated")
    (('project_name',), ('project_name', 'terminated_on'))
    """
    reached = STAGES.index(stage)
    if stage == "terminated":
        return ("project_name", "terminated_on")
    return tuple(f.name for f in FIELDS if f.needed_from and STAGES.index(f.needed_from) <= reached)
