"""Imported ledgers of a district: originals as they came, checked rows as Parquet, and the history of imports.

Everything lies in data/<district>/private/, which git ignores. An import is written file by file and becomes one by
the last rename, of `imports.csv`; an import that broke off leaves the history as it was.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from jjinvest.core.errors import DataError, Problem
from jjinvest.data.csv_reader import read_text
from jjinvest.ledger.excel.writer import put_in_place
from jjinvest.ledger.validation.validate import Intake, Last, before_of

TOTALS = ("agreed_amount", "contract_amount", "funds_ytd", "funds_to_date")


@dataclass(frozen=True)
class Import:
    """One import: when, of which file, and what it brought; totals in 元, `month` as 2023-10 or empty."""

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


class Store:
    """The private folder of a district."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.decisions = folder / "decisions.csv"
        self._history = folder / "imports.csv"

    def history(self) -> list[Import]:
        """Return all imports, the first one first.

        Raises
        ------
        DataError
            If the history was edited into something else.
        """
        if not self._history.exists():
            return []
        reader = csv.DictReader(io.StringIO(read_text(self._history)[0]))
        try:
            return [_import(line) for line in reader]
        except (KeyError, ValueError, TypeError):
            expected = f"列 columns: {', '.join(f.name for f in fields(Import))}"
            raise DataError(
                [
                    Problem(
                        self._history.as_posix(),
                        reader.line_num,
                        None,
                        "改动过 edited",
                        expected,
                        "恢复原样 restore it",
                    )
                ]
            ) from None

    def entry(self, number: int) -> Import:
        """Return an import's line of the history.

        Raises
        ------
        DataError
            If there is no such import.
        """
        history = self.history()
        found = next((each for each in history if each.number == number), None)
        if found is None:
            known = f"1 至 {len(history)}" if history else "还没有导入 none yet"
            told = f"没有第 {number} 次导入 no import {number}"
            raise DataError(
                [Problem(self._history.as_posix(), None, None, told, known, "jjinvest ledger import")]
            )
        return found

    def frame(self, number: int) -> pd.DataFrame:
        """Return the rows of an import.

        Raises
        ------
        DataError
            If there is no such import, or its file is missing or was changed.
        """
        found = self.entry(number)
        path = self.folder / found.ledger
        try:
            raw = path.read_bytes()
        except OSError:
            raw = b""
        if hashlib.sha256(raw).hexdigest() != found.ledger_sha256:
            remedy = "从 originals 重新导入 import it again from originals"
            raise DataError(
                [
                    Problem(
                        path.as_posix(),
                        None,
                        None,
                        "缺失或改动过 missing or changed",
                        found.ledger_sha256,
                        remedy,
                    )
                ]
            )
        return from_parquet(raw)

    def last(self, month: tuple[int, int] | None) -> Last:
        """Return the last import of an earlier month, or the last of all where months are not known."""
        for each in reversed(self.history()):
            its = _month(each.month)
            if month is None or its is None or its < month:
                return Last(before_of(self.frame(each.number)), its)
        return Last({}, None)

    def add(
        self, intake: Intake, imported_at: datetime, *, before_commit: Callable[[], None] = lambda: None
    ) -> Import | None:
        """Add a checked ledger; returns None, and changes nothing, where it is the last import again.

        `before_commit` is called when all is written but the history.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / ".lock", timeout=60):
            frame = intake.frame()
            raw = to_parquet(frame)
            digest = hashlib.sha256(raw).hexdigest()
            history = self.history()
            if history and (history[-1].sha256, history[-1].ledger_sha256) == (intake.book.sha256, digest):
                return None
            number = len(history) + 1
            made = Import(
                number=number,
                imported_at=imported_at.isoformat(timespec="seconds"),
                file=intake.book.path.name,
                sha256=intake.book.sha256,
                ledger=f"ledgers/{number:04d}-{digest[:12]}.parquet",
                ledger_sha256=digest,
                month="{}-{:02d}".format(*intake.table.month) if intake.table.month else "",
                projects=len(frame),
                left_out=intake.counts["rejected"],
                left_out_agreed_amount=intake.total("agreed_amount", "rejected"),
                **{name: int(frame[name].sum()) for name in TOTALS},
            )
            self._keep_original(intake)
            put_in_place(self.folder / made.ledger, raw)
            before_commit()
            put_in_place(self._history, _table([*history, made]))
            return made

    def _keep_original(self, intake: Intake) -> None:
        """Keep the file as it came, read-only, under its hash."""
        name = re.sub(r"[^\w.\-（）()]", "_", intake.book.path.name)[-80:]
        path = self.folder / "originals" / f"{intake.book.sha256[:12]}-{name}"
        if path.exists():
            return
        raw = intake.book.path.read_bytes()
        if hashlib.sha256(raw).hexdigest() != intake.book.sha256:
            told = "读后又改动过 changed since it was read"
            raise DataError(
                [
                    Problem(
                        intake.book.path.as_posix(),
                        None,
                        None,
                        told,
                        intake.book.sha256,
                        "关闭文件再导入 close it, import again",
                    )
                ]
            )
        put_in_place(path, raw)
        path.chmod(0o444)


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Write a ledger's rows as Parquet; the same bytes for the same rows."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def from_parquet(raw: bytes) -> pd.DataFrame:
    """Read rows back, with the types of :meth:`~jjinvest.ledger.validation.validate.Intake.frame`."""
    frame: pd.DataFrame = pq.read_table(pa.BufferReader(raw)).to_pandas()
    return frame


def _import(line: dict[str, str]) -> Import:
    return Import(**{f.name: int(line[f.name]) if f.type == "int" else line[f.name] for f in fields(Import)})  # type: ignore[arg-type]


def _month(text: str) -> tuple[int, int] | None:
    return (int(text[:4]), int(text[5:])) if text else None


def _table(history: list[Import]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, [f.name for f in fields(Import)], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(
        {k: f"'{v}" if str(v).startswith(("=", "+", "@")) else v for k, v in asdict(each).items()}
        for each in history
    )
    return ("\ufeff" + text.getvalue()).encode()
