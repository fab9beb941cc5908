"""Import a library without a part of it that takes long to import and is not used, or not yet."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


@contextmanager
def absent(*modules: str) -> Iterator[None]:
    """Let modules that are not imported yet seem not to be installed, while others are imported.

    Examples
    --------
    >>> with absent("turtledemo"):
    ...     try:
    ...         import turtledemo
    ...     except ImportError:
    ...         print("absent")
    absent
    >>> "turtledemo" in sys.modules
    False
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@contextmanager
def without_init(*packages: str) -> Iterator[None]:
    """Let single modules of packages be imported, without what the packages themselves import.

    Whoever imports one of the packages after the block gets all of it, with modules of its own.

    Examples
    --------
    >>> with without_init("xmlrpc"):
    ...     import xmlrpc.client
    >>> "xmlrpc" in sys.modules
    False
    """
    if any(name in sys.modules for name in packages):
        yield  # it is there as a whole
        return
    try:
        for name in packages:
            _import_empty(name)
        yield
    finally:
        for name in [each for each in sys.modules if each.partition(".")[0] in packages]:
            del sys.modules[name]


def _import_empty(name: str) -> None:
    """Make a package known whose modules can be imported, and which has nothing else."""
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    package = sys.modules[name] = importlib.util.module_from_spec(spec)
    parent, _, last = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], last, package)


class WhenUsed(ModuleType):
    """Stands for a module that is imported when something of it is used.

    Examples
    --------
    >>> WhenUsed("string").digits
    '0123456789'
    """

    def __getattr__(self, name: str) -> object:
        """Return what the module itself has under a name."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def when_used(*modules: str, calls: Collection[str] = ()) -> Iterator[None]:
    """Let others import modules that are not imported yet as :class:`WhenUsed`, within a block.

    Parameters
    ----------
    calls
        What others import by its name from one of the modules, and only call: ``module.function``.
    """
    waiting = [name for name in modules if name not in sys.modules]
    sys.modules.update({name: WhenUsed(name) for name in waiting})
    for module, _, name in (each.rpartition(".") for each in calls):
        if module in waiting:
            vars(sys.modules[module]).update(
                {name: _called_when_used(module, name), "__path__": []}  # asked for by `from module import`
            )
    try:
        yield
    finally:
        for name in waiting:
            if isinstance(sys.modules.get(name), WhenUsed):
                del sys.modules[name]


def _called_when_used(module: str, name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*arguments, **options)

    return call
