"""Store of imported ledgers: the original files, the validated rows as Parquet, and the history of imports.

Everything is in data/<district>/private/, which git ignores. An import is complete with its last step, the
renaming of the new `imports.csv`; an interrupted import leaves the history unchanged.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from jjinvest.core.errors import DataError, Problem
from jjinvest.core.private_folder import make_owner_only
from jjinvest.core.signals import undisturbed
from jjinvest.core.spreadsheet import escape_formula
from jjinvest.data.ledger_snapshot import GROUPINGS
from jjinvest.data.text_files import read_text
from jjinvest.ledger.excel.writer import write_atomically
from jjinvest.ledger.store.dated_funds import is_whole, payments_files, payments_frame, payments_name
from jjinvest.ledger.store.parquet_rows import from_parquet, to_parquet
from jjinvest.ledger.validation.imports.exchange_rates import RATE_COLUMNS

if TYPE_CHECKING:  # a run reads what was validated: the rules and the readers take long to import
    from jjinvest.ledger.reader.files.workbook import LedgerWorkbook
    from jjinvest.ledger.validation.result import ValidationResult
    from jjinvest.ledger.validation.whole.file_findings import PreviousImport

PRIVATE, READ_ONLY = 0o600, 0o400  # modes of the files: readable by their owner alone
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}")  # names given by write_atomically
_HISTORY, _BACKUP = "imports.csv", "imports.backup.csv"
TOTALS = ("agreed_amount", "contract_amount", "funds_ytd", "funds_to_date")


@dataclass(frozen=True)
class Import:
    """One line of `imports.csv`: totals in 元, `month` as 2023-10 or empty, stages that it does not state."""

    number: int
    imported_at: str
    file: str
    sha256: str
    ledger: str
    ledger_sha256: str
    month: str
    projects: int
    left_out: int
    left_out_agreed_amount: int
    agreed_amount: int
    contract_amount: int
    funds_ytd: int
    funds_to_date: int
    unstated: str = ""
    left_out_funds: int = 0


class Store:
    """Imported ledgers of a district.

    Parameters
    ----------
    folder
        The district's private folder, data/<district>/private.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.overrides = folder / "decisions.csv"
        self._history = folder / _HISTORY
        self._backup = folder / _BACKUP

    def history(self) -> list[Import]:
        """Return all imports in the order of their numbers.

        Raises
        ------
        DataError
            If the file was edited and no longer has the form of a history.
        """
        if not self._history.exists():
            return []
        reader = csv.DictReader(io.StringIO(read_text(self._history)[0]))
        try:
            return [_import(line) for line in reader]
        except (KeyError, ValueError, TypeError):
            expected = f"列 columns: {', '.join(f.name for f in fields(Import))}"
            place, remedy = self._history.as_posix(), self._history_remedy()
            problem = Problem(place, reader.line_num, None, "改动过 edited", expected, remedy)
            raise DataError([problem]) from None

    def entry(self, number: int) -> Import:
        """Return the import with this number.

        Raises
        ------
        DataError
            If there is no such import.
        """
        history = self.history()
        entry = next((each for each in history if each.number == number), None)
        if entry is None:
            known = f"1 至 {len(history)}" if history else "还没有导入 none yet"
            missing, path = f"没有第 {number} 次导入 no import {number}", self._history.as_posix()
            raise DataError([Problem(path, None, None, missing, known, "jjinvest ledger import")])
        return entry

    def frame(self, number: int) -> pd.DataFrame:
        """Return the rows of an import, typed as in :meth:`ValidationResult.frame`.

        Raises
        ------
        DataError
            If there is no such import, or its file is missing or was changed.
        """
        return from_parquet(self._checked_rows(self.entry(number)))

    def columns(self, entry: Import, names: Sequence[str]) -> pa.Table:
        """Return some columns of an import, rates where it has any; `key` with its texts numbered.

        Raises
        ------
        DataError
            If its file is missing or was changed.
        """
        rows = self._checked_rows(entry)
        stored = pq.read_schema(pa.BufferReader(rows)).names
        chosen = [name for name in names if name in stored or name not in RATE_COLUMNS]
        return pq.read_table(pa.BufferReader(rows), columns=chosen, read_dictionary=["key"])

    def _checked_rows(self, entry: Import) -> bytes:
        raw = self._rows_of(entry)
        if raw is None:
            path = (self.folder / entry.ledger).as_posix()
            changed, remedy = "缺失或改动过 missing or changed", self._rows_remedy(entry)
            raise DataError([Problem(path, None, None, changed, entry.ledger_sha256, remedy)])
        return raw

    def payments(self, entry: Import) -> pd.DataFrame | None:
        """Return the dated payments of an import; None where its ledger has none.

        Raises
        ------
        DataError
            If the file with its payments was changed.
        """
        for path in payments_files(self.folder, entry.ledger):
            raw = path.read_bytes()
            if not is_whole(path, raw):
                place, remedy = path.as_posix(), self._rows_remedy(entry)
                raise DataError([Problem(place, None, None, "改动过 changed", path.stem[-12:], remedy)])
            return from_parquet(raw)
        return None

    def restore(self, result: ValidationResult) -> Import | None:
        """Write the rows of an import again, where its file is missing or was changed.

        Parameters
        ----------
        result
            The original of an import, validated again.

        Returns
        -------
        Import or None
            The import whose rows were restored; None where none is damaged or the rows differ.
        """
        frame = result.frame()
        without_rates = frame.drop(columns=list(RATE_COLUMNS), errors="ignore")  # as imports were once stored
        raws = map(to_parquet, (frame, result.frame(with_originals=False), without_rates))
        written = {hashlib.sha256(raw).hexdigest(): raw for raw in raws}
        for entry in self.history():
            if entry.sha256 != result.workbook.sha256 or entry.ledger_sha256 not in written:
                continue
            raw = written[entry.ledger_sha256]
            payments = self._payments_of(result, entry.ledger)
            if self._rows_of(entry) is None or not self._has(payments):
                with FileLock(self.folder / ".lock", timeout=60), undisturbed():
                    write_atomically(self.folder / entry.ledger, raw, mode=PRIVATE)
                    self._write_payments(payments, entry.ledger)
                return entry
        return None

    @staticmethod
    def _payments_of(result: ValidationResult, ledger: str) -> dict[str, bytes]:
        """File name and content of the dated payments of an import; nothing where it has none."""
        frame = payments_frame(result)
        if frame is None:
            return {}
        raw = to_parquet(frame)
        return {payments_name(ledger, raw): raw}

    def _has(self, files: dict[str, bytes]) -> bool:
        paths = [(self.folder / name, raw) for name, raw in files.items()]
        return all(path.is_file() and path.read_bytes() == raw for path, raw in paths)

    def _write_payments(self, files: dict[str, bytes], ledger: str) -> None:
        """Write the payments of an import in place of others of it."""
        for path in payments_files(self.folder, ledger):
            path.unlink()
        for name, raw in files.items():
            write_atomically(self.folder / name, raw, mode=PRIVATE)

    def _rows_of(self, entry: Import) -> bytes | None:
        """Rows of an import as Parquet; None where the file is missing or was changed."""
        try:
            raw = (self.folder / entry.ledger).read_bytes()
        except OSError:
            return None
        return raw if hashlib.sha256(raw).hexdigest() == entry.ledger_sha256 else None

    def _rows_remedy(self, entry: Import) -> str:
        """Command that restores the rows of an import from its original."""
        path = self._original(entry.sha256, entry.file)
        if not path.exists():
            return f"重新导入原文件 import the original again: {entry.file}"
        options = f" --month {entry.month}" if entry.month else ""
        options += " --without-rejected" if entry.left_out else ""
        district = self.folder.resolve().parent.name
        return f"jjinvest ledger import {shlex.quote(path.as_posix())} --district {district}{options}"

    def _history_remedy(self) -> str:
        name = self._backup.name if self._backup.exists() else ""
        return f"用 {name} 覆盖它 copy {name} over it" if name else "从备份恢复 restore it from a backup"

    def previous(self, month: tuple[int, int] | None) -> PreviousImport:
        """Return the import that a ledger of a month follows (of the nearest earlier month, its last).

        With it come the projects of the last import of the same month, which the ledger corrects.
        """
        from jjinvest.ledger.store.groups_of_imports import groups_of_imports
        from jjinvest.ledger.validation.validate import previous_projects
        from jjinvest.ledger.validation.whole.file_findings import PreviousImport

        # of no month: the original of a damaged import may be on its way to restore it
        whole = [each for each in self.history() if month is not None or self._rows_of(each) is not None]
        entry = _predecessor(whole, month)
        same = [each for each in whole if month is not None and _month(each.month) == month]
        same = [each for each in same[-1:] if self._rows_of(each) is not None]
        rows_of_month = self.frame(same[-1].number) if same else None
        corrected = {} if rows_of_month is None else previous_projects(rows_of_month)
        sound = [each for each in whole if self._rows_of(each) is not None]
        groups = groups_of_imports(sound, lambda each: self.columns(each, GROUPINGS))
        if entry is None:
            return PreviousImport({}, None, corrected, None, groups, rows_of_month)
        projects = previous_projects(rows := self.frame(entry.number))
        return PreviousImport(projects, _month(entry.month), corrected, rows, groups, rows_of_month)

    def compared_with(self, entry: Import) -> Import | None:
        """Return the import that shows best what an import changed; None without any.

        It is the one that this import corrects, of the same month; else that of the nearest earlier month;
        else that of the nearest later one.
        """
        others = [each for each in self.history() if each.number < entry.number]
        same = [each for each in others if each.month and each.month == entry.month]
        if same:
            return same[-1]
        earlier = _predecessor(others, _month(entry.month))
        return earlier or min(others, key=lambda each: (each.month, -each.number), default=None)

    def add(
        self,
        result: ValidationResult,
        imported_at: datetime,
        *,
        before_commit: Callable[[], None] = lambda: None,
    ) -> Import | None:
        """Import a validated ledger.

        Parameters
        ----------
        result
            The validated ledger; its rejected rows are left out.
        imported_at
            Time of the import, with its time zone.
        before_commit
            Called when everything but the history is written.

        Returns
        -------
        Import or None
            None, with no file changed, where the ledger equals the last import of its month.
        """
        from jjinvest.ledger.validation.rows.unstated_stages import unstated_stages  # with all of the reader

        make_owner_only(self.folder)
        with FileLock(self.folder / ".lock", timeout=60), undisturbed():  # else rows stay that nothing names
            self._remove_temporary_files()
            frame = result.frame()
            raw = to_parquet(frame)
            digest = hashlib.sha256(raw).hexdigest()
            history = self.history()
            source = result.workbook
            month = "{}-{:02d}".format(*result.table.month) if result.table.month else ""
            last = next((each for each in reversed(history) if each.month == month), None)
            if last is not None and (last.sha256, last.ledger_sha256) == (source.sha256, digest):
                return None
            number = len(history) + 1
            entry = Import(
                number=number,
                imported_at=imported_at.isoformat(timespec="seconds"),
                file=source.path.name,
                sha256=source.sha256,
                ledger=f"ledgers/{number:04d}-{digest[:12]}.parquet",
                ledger_sha256=digest,
                month=month,
                projects=len(frame),
                left_out=result.counts["rejected"] + result.unmatched,
                left_out_agreed_amount=result.total("agreed_amount", "rejected"),
                left_out_funds=result.funds_left_out,
                **{name: int(frame[name].sum()) for name in TOTALS},
                unstated=" ".join(unstated_stages(result)),
            )
            self._keep_original(source)
            write_atomically(self.folder / entry.ledger, raw, mode=PRIVATE)
            self._write_payments(self._payments_of(result, entry.ledger), entry.ledger)
            before_commit()
            write_history(self.folder, [*history, entry])
            return entry

    def _remove_temporary_files(self) -> None:
        """Remove what a killed import left; the lock keeps out every other writer."""
        for folder in (self.folder, self.folder / "ledgers", self.folder / "originals"):
            for path in folder.glob(".*"):
                if _TEMPORARY.fullmatch(path.name) and path.is_file():
                    path.unlink(missing_ok=True)

    def _original(self, digest: str, file: str) -> Path:
        name = re.sub(r"[^\w.\-（）()]", "_", file)[-80:]
        return self.folder / "originals" / f"{digest[:12]}-{name}"

    def _keep_original(self, source: LedgerWorkbook) -> None:
        """Copy the original file, read-only, under a name that starts with its hash."""
        path = self._original(source.sha256, source.path.name)
        if path.exists():
            return
        raw = source.path.read_bytes()
        if hashlib.sha256(raw).hexdigest() != source.sha256:
            changed = "读后又改动过 changed since it was read"
            remedy = "关闭文件再导入 close it, import again"
            raise DataError([Problem(source.path.as_posix(), None, None, changed, source.sha256, remedy)])
        write_atomically(path, raw, mode=READ_ONLY)


def write_history(folder: Path, history: list[Import]) -> None:
    """Write the history of a private folder, and its copy."""
    content = _history_csv(history)
    for name in (_HISTORY, _BACKUP):
        write_atomically(folder / name, content, mode=PRIVATE)


def _import(line: dict[str, str]) -> Import:
    line = {"unstated": "", "left_out_funds": "0", **line}  # a history from before these were noted
    values = {f.name: int(line[f.name]) if f.type == "int" else line[f.name] for f in fields(Import)}
    return Import(**values)  # type: ignore[arg-type]


def _month(text: str) -> tuple[int, int] | None:
    return (int(text[:4]), int(text[5:])) if text else None


def _predecessor(history: Sequence[Import], month: tuple[int, int] | None) -> Import | None:
    """Return the last import of the nearest earlier month; the last of all where a month is unknown."""
    earlier = [
        each for each in history if month is None or (own := _month(each.month)) is None or own < month
    ]
    if not earlier or month is None or not earlier[-1].month:
        return earlier[-1] if earlier else None
    return max((each for each in earlier if each.month), key=lambda each: (each.month, each.number))


def _history_csv(history: list[Import]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, [f.name for f in fields(Import)], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(
        {
            name: escape_formula(value, keep_dashes=True) if isinstance(value, str) else value
            for name, value in asdict(entry).items()
        }
        for entry in history
    )
    return ("\ufeff" + text.getvalue()).encode()
