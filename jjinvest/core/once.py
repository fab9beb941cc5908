"""Compute something once for an object that does not change, and keep it with the object."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

Subject = TypeVar("Subject")
Outcome = TypeVar("Outcome")
Further = ParamSpec("Further")
_HELD = "_computed_once"


class _Held(dict[Any, Any]):
    """What was computed for one object; a copy sent to another process begins without it."""

    def __reduce__(self) -> tuple[type[_Held], tuple[()]]:
        return _Held, ()


def once_each(
    function: Callable[Concatenate[Subject, Further], Outcome],
) -> Callable[Concatenate[Subject, Further], Outcome]:
    """Call a function once for each object and each set of further arguments, which must be hashable.

    The object must not change, nor what is returned. An error is not kept.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Place:
    ...     name: str
    >>> @once_each
    ... def letters(place, first="") -> list[str]:
    ...     return [first, *place.name]
    >>> place = Place("江津")
    >>> letters(place) is letters(place), letters(place) is letters(Place("江津"))
    (True, False)
    >>> letters(place, first="a")
    ['a', '江', '津']
    """

    @wraps(function)
    def held(subject: Subject, /, *args: Further.args, **kwargs: Further.kwargs) -> Outcome:
        known: dict[Any, Outcome] = vars(subject).setdefault(_HELD, _Held())
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in known:
            known[key] = function(subject, *args, **kwargs)
        return known[key]

    return held
