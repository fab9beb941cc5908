"""YAML in which nothing is guessed: an entry given twice and a day that does not exist are errors."""

from __future__ import annotations

from typing import Any

import yaml


class NoSuchDayError(yaml.constructor.ConstructorError):
    """A day that the calendar does not have, such as 2023-06-31; `value` is what was written."""

    def __init__(self, value: str, mark: yaml.Mark | None) -> None:
        super().__init__(None, None, f"没有这一天 no such day: {value}", mark)
        self.value = value


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in C where PyYAML was built with it."""


class _StrictLoader(_SafeLoader):  # type: ignore[misc]
    """The safe loader, except that it refuses an entry given twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set[str]()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"重复 given twice: {key.value}", key.start_mark
                    )
                seen.add(key.value)
        content: dict[Any, Any] = super().construct_mapping(node, deep)
        return content

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except ValueError:  # a day such as 2023-06-31
            raise NoSuchDayError(str(getattr(node, "value", "")), node.start_mark) from None


def load_yaml(text: str) -> Any:
    """Return the content of a YAML text.

    Raises
    ------
    yaml.YAMLError
        If it is not YAML, gives an entry twice, names a day that does not exist, or is nested too deeply.

    Examples
    --------
    >>> load_yaml("as_of: 2023-07-31")
    {'as_of': datetime.date(2023, 7, 31)}
    """
    try:
        return yaml.load(text, Loader=_StrictLoader)
    except RecursionError:
        raise yaml.YAMLError("嵌套太深 nested too deeply") from None
