"""Frames that show what there is to say of their numbers, and write it to Excel with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import pandas as pd

from jjinvest.core.facts import Fact


class NotedTable(pd.DataFrame):
    """A frame whose notes (``attrs["notes"]``) are shown below it and written to Excel with it.

    Of a frame without rows it shows the reason (``attrs["empty"]``) in their place.
    """

    def __repr__(self) -> str:
        return "\n".join(filter(None, (super().__repr__(), self._notes)))

    def _repr_html_(self) -> str | None:
        plain: Any = pd.DataFrame(self)
        html, notes = plain._repr_html_(), self._notes
        if not notes or html is None:
            return None if html is None else str(html)
        return f"{html}<p>{'<br>'.join(map(escape, notes.splitlines()))}</p>"

    @property
    def _notes(self) -> str:
        reason = self.attrs.get("empty") if self.empty else ""
        return "\n".join(str(each) for each in (reason, self.attrs.get("notes")) if each)

    def to_excel(  # type: ignore[misc]  # final for typing alone; a sheet must not lose the notes
        self, excel_writer: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Write to a sheet, as of any frame; what there is to say of the numbers stands below them.

        Texts stay texts: the relation ``=`` is no formula.
        """
        if not isinstance(excel_writer, pd.ExcelWriter):
            engine = {"engine": kwargs.pop("engine")} if "engine" in kwargs else {}
            with pd.ExcelWriter(excel_writer, **engine) as writer:
                self.to_excel(writer, *args, **kwargs)
            return
        if hasattr(excel_writer.book, "strings_to_formulas"):
            excel_writer.book.strings_to_formulas = False
        super().to_excel(excel_writer, *args, **kwargs)
        if not self._notes:
            return
        sheet = args[0] if args else kwargs.get("sheet_name", "Sheet1")
        below = kwargs.get("startrow", 0) + len(self) + self.columns.nlevels + 1
        lines = pd.DataFrame({"notes": self._notes.splitlines()})
        left = kwargs.get("startcol", 0)
        lines.to_excel(
            excel_writer, sheet_name=sheet, startrow=below, startcol=left, header=False, index=False
        )


class HeadedTable(NotedTable):
    """A frame with heads in the reader's words; `cited` has the facts behind its numbers, by head and row."""

    _metadata = ["cited"]  # noqa: RUF012  # as pandas documents subclasses
    cited: dict[str, Mapping[Any, Fact]]

    @property
    def _constructor(self) -> Callable[..., HeadedTable]:
        return HeadedTable
