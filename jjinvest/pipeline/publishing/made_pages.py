"""Pages that an earlier run made, taken over if everything that they are made from is the same.

A page is found by the hash of what goes into it: the executed notebook or the facts, the other pages that it
links, and the package, the lock and Python.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from jjinvest.core.environment import package_digest
from jjinvest.pipeline.planning.plan import RunPlan

FOLDER = "pages"
_ENVIRONMENT = ("package", "lock", "python")


class MadePages:
    """Pages of earlier runs of a period, in the folder of its executed notebooks.

    A forced run takes nothing over. A folder that cannot be written is no fault.
    """

    def __init__(self, plan: RunPlan) -> None:
        self._folder, self._forced = plan.cache / FOLDER, plan.forced
        self._environment = [plan.pages[0].inputs[name] for name in _ENVIRONMENT] if plan.pages else []
        self._used = set[str]()

    def page(self, made_from: Mapping[str, object], make: Callable[[], bytes]) -> bytes:
        """Return a page as it was made from the same, or make it.

        Parameters
        ----------
        made_from
            Everything that the page follows from beside the package: values that JSON can hold.
        """
        parts = json.dumps([self._environment, made_from], ensure_ascii=False, sort_keys=True)
        key = hashlib.sha256(parts.encode()).hexdigest()
        self._used.add(key)
        known = None if self._forced else self._read(self._folder / key)
        if known is not None:
            return known
        page = make()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / key).write_bytes(hashlib.sha256(page).digest() + page)
        return page

    def forget_others(self) -> None:
        """Remove what this run has not used, and everything if the package has changed meanwhile."""
        used = self._used if package_digest() in self._environment else set()
        with suppress(OSError):
            for path in self._folder.iterdir():
                if path.name not in used:
                    path.unlink(missing_ok=True)

    @staticmethod
    def _read(path: Path) -> bytes | None:
        """A page; None if it is missing or damaged."""
        with suppress(OSError):
            content = path.read_bytes()
            if hashlib.sha256(content[32:]).digest() == content[:32]:
                return content[32:]
        return None
