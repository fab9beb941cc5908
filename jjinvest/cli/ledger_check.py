"""What the commands on ledgers share: a ledger checked for its district, its annotated copy, the day."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jjinvest.cli.options import existing_district

if TYPE_CHECKING:
    from jjinvest.ledger.validation.result import ValidationResult


def validated(
    path: Path, folder: Path, sheet: str | None, month: str | None, today: date, *, alone: bool = False
) -> ValidationResult:
    """Check a ledger with the spellings, decisions and (unless `alone`) earlier imports of its district."""
    from jjinvest.core.errors import ParameterError
    from jjinvest.ledger.reader.headed_columns.headers import load_spellings
    from jjinvest.ledger.store.store import Store
    from jjinvest.ledger.validation.overrides import load_overrides
    from jjinvest.ledger.validation.validate import validate

    existing_district(folder)
    stands_at = None
    if month is not None:
        match = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", month)
        if match is None:
            raise ParameterError(f"--month {month}：应为 expected 2023-10")
        stands_at = int(match.group(1)), int(match.group(2))
    store = Store(folder / "private")
    return validate(
        path,
        load_spellings(folder),
        today=today,
        sheet=sheet,
        month=stands_at,
        overrides=load_overrides(store.overrides),
        previous=None if alone else store.previous,
    )


def write_annotated(result: ValidationResult, wanted: Path | None, language: str) -> str:
    """Write the annotated workbook, by default beside the ledger, and return a message; overwrite nothing."""
    from jjinvest.cli import ledger_messages
    from jjinvest.core.errors import ParameterError
    from jjinvest.i18n.formatting import Vocabulary
    from jjinvest.ledger.excel.annotated import annotated_suffix, annotated_workbook
    from jjinvest.ledger.excel.writer import write_atomically

    words, source = Vocabulary(language, {}), result.workbook.path
    try:
        content, suffix = annotated_workbook(result, language), annotated_suffix(result)
    except ParameterError as error:
        return str(error)
    if wanted is not None:
        if wanted.exists() and wanted.samefile(source):
            raise ParameterError("--marked 不能是台账本身 must not be the ledger itself: choose another name")
        places = [wanted]
    else:
        places = [
            source.with_name(f"{source.stem}-核对{n}{suffix}")
            for n in ("", *(f"-{k}" for k in range(2, 1000)))
        ]
    for path in places:
        if path.exists() and path.read_bytes() == content:
            return ledger_messages.message(words, "annotated_same", path=path)
        if path.exists() and wanted is None:
            continue
        try:
            write_atomically(path, content)
        except OSError as error:
            return (
                "标注的工作簿写不了，请用 --marked 另选地方 "
                f"cannot write the annotated workbook: {path}: {error.strerror}"
            )
        return ledger_messages.message(words, "annotated", path=path)
    raise ParameterError("标注的工作簿太多，请删去旧的 too many annotated workbooks: delete old ones")


def day_of_check(as_of: str | None) -> date:
    """Day on which a ledger is checked: what is dated later has not happened."""
    from jjinvest.core.errors import ParameterError

    if as_of is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise ParameterError(f"--as-of {as_of}：应为 expected 2023-11-15") from None
