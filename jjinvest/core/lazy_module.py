"""A module that is imported when one of its names is first used."""

from __future__ import annotations

from importlib import import_module


class LazyModule:
    """Stand for a module, which is imported when one of its names is first used.

    It is for a module that takes long to import beside one that often does without it; for type checkers the
    module is imported under ``TYPE_CHECKING``.

    Examples
    --------
    >>> words = LazyModule("string")
    >>> words.digits
    '0123456789'
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> object:
        """Return what the module has under a name."""
        return getattr(import_module(self._name), name)
